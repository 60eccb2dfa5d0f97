"""Every view of history on a county and on ten million claims: seconds, memory, against pandas.

Both stores are made up (`benchmarks.cases.province`), written through the real schema and opened as
any version is. The views are those of `risk.views.VIEWS`, asked for everything up to the last day,
each store in a process of its own: one call to warm up, then the median of several (county) or the
lesser of two (ten million). ``…_cpu_s`` are processor seconds of that call on all cores, which a
busy machine disturbs less. ``past_…``: the same from a day three years earlier, when every later
stamp must be masked. ``simulated`` are the views that draw or deal out chance (clusters, near
repeats, forecasts); they count in the greatest of all views like any other.

pandas has its frame ready, text as categories, and does the same groupings; results must agree.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from benchmarks._run import run
from benchmarks.cases.province import FIRST_YEAR, Size, write_store

COUNTY = Size(villages=310, townships=20, houses=90_000, years=8, claims=4_200)
LARGE = Size(villages=4_000, townships=300, houses=500_000, years=8, claims=10_000_000)
SMALL = Size(villages=310, townships=20, houses=20_000, years=8, claims=200_000)
SIMULATED = ("clusters", "near_repeat", "forecast_months", "forecast_years", "forecast_backtest")
FAMILIES, HOURS = 6, 24
COUNTED = (
    "claims", "paid_claims", "open_claims", "rejected_claims", "reported_unpaid_claims",
    "paid_money", "paid_money_squared",
)  # fmt: skip
Times = dict[str, tuple[float, float]]


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """All figures; see the module."""
    large = SMALL if options.small else LARGE
    with tempfile.TemporaryDirectory(prefix="huzhu-history-") as folder:
        root = Path(folder)
        made_s = timed(lambda: write_store(root / "county", COUNTY))[0]
        county, county_gb = alone(view_times, root / "county", last_day(COUNTY), 5)
        large_s = timed(lambda: write_store(root / "large", large))[0]
        many, peak_gb = alone(view_times, root / "large", last_day(large), 2)
        earlier = last_day(large).replace(year=last_day(large).year - 3)
        past, past_gb = alone(view_times, root / "large", earlier, 1)
        peers = {} if options.no_peers else alone(against_pandas, root / "large", last_day(large))
    show(county, many, past)
    tables = [name for name in many if name not in SIMULATED]
    return {
        "claims": large.claims,
        "county_view_ms_max": round(1000 * slowest(county, county), 1),
        "ten_million_view_s_max": round(slowest(many, many), 2),
        "peak_gb": round(max(peak_gb, past_gb), 2),
        **peers,
        "county_table_ms_max": round(1000 * slowest(county, tables), 1),
        "county_simulated_ms_max": round(1000 * slowest(county, SIMULATED), 1),
        "ten_million_table_s_max": round(slowest(many, tables), 2),
        "past_view_s_max": round(slowest(past, past), 2),
        "ten_million_cpu_s_max": round(max(cpu for _, cpu in many.values()), 2),
        "county_gb": round(county_gb, 2),
        "write_county_s": round(made_s, 1),
        "write_large_s": round(large_s, 1),
        "county_over_100_ms": [name for name, (wall, _) in county.items() if wall > 0.1],
        "large_over_2_s": [name for name, (wall, _) in many.items() if wall > 2],
        "views": {
            name: {
                "county_ms": round(1000 * county[name][0], 1),
                "large_s": round(many[name][0], 3),
                "large_cpu_s": round(many[name][1], 3),
                "past_s": round(past[name][0], 3),
            }
            for name in many
        },
    }


def last_day(size: Size) -> date:
    """The last day of the data."""
    return date(FIRST_YEAR + size.years - 1, 12, 31)


def slowest(times: Times, names: Any) -> float:
    """Greatest wall seconds among views."""
    return max(times[name][0] for name in names)


def show(county: Times, many: Times, past: Times) -> None:
    """The table of every view."""
    print(f"{'view':<24} {'county ms':>10} {'large s':>9} {'its cpu s':>10} {'past s':>8}")
    for name, (wall, cpu) in many.items():
        print(
            f"{name:<24} {1000 * county[name][0]:>10.1f} {wall:>9.3f} {cpu:>10.3f}"
            f" {past[name][0]:>8.3f}"
        )


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall seconds, processor seconds, result."""
    start, cpu = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - start, time.process_time() - cpu, result


def alone(work: Callable[..., Any], *given: Any) -> Any:
    """Do the work in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def view_times(root: Path, as_of: date, repeats: int) -> tuple[Times, float]:
    """Seconds of each view on an open version, and the most memory this process has held."""
    from risk.views import VIEWS, Ask, Views
    from risk.warehouse import open_version
    from risk.warehouse.filters import Filter
    from risk.workspace import Workspace

    ws, found = Workspace(root), {}
    with open_version(ws) as store:
        views, ask = Views(store, ws.county()), Ask(Filter(as_of))
        for name, view in VIEWS.items():
            calls = [timed(lambda v=view: v(views, ask))[:2] for _ in range(max(repeats, 1))]
            kept = calls[1:] if repeats > 2 else calls
            best = (median(w for w, _ in kept), median(c for _, c in kept))
            found[name] = best if repeats > 2 else min(kept)
    return found, peak_gb()


def peak_gb() -> float:
    """The most memory this process has held (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e9


def against_pandas(root: Path, as_of: date) -> dict[str, Any]:
    """The same groupings done both ways, checked equal; pandas over ours."""
    from risk.history import working_days
    from risk.settings import Promise
    from risk.warehouse import open_version
    from risk.warehouse.experience import Stage, claim_counts, clock
    from risk.warehouse.filters import Filter
    from risk.warehouse.moments import claim_moments
    from risk.warehouse.service import satisfaction
    from risk.workspace import Workspace

    ws, cut = Workspace(root), Filter(as_of)
    calendar = working_days(date(FIRST_YEAR - 1, 1, 1), date(as_of.year + 1, 12, 31))
    with open_version(ws) as store:
        frame = claims_frame(store)
        groups: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
            "experience": (
                lambda: claim_counts(store, cut, ("year", "township_code")),
                lambda: experience_by_pandas(frame),
            ),
            "promise": (
                lambda: clock(
                    store, cut, ("year", "tier"),
                    stage=Stage.ARRIVAL, promise=Promise(), working_days=calendar,
                ),
                lambda: promise_by_pandas(frame, Promise()),
            ),
            "hours": (
                lambda: claim_moments(
                    store, cut, "reported_at", "block_hour",
                    first=date(FIRST_YEAR, 1, 1), block_days=28,
                ),
                lambda: hours_by_pandas(frame, pd.Timestamp(FIRST_YEAR, 1, 1)),
            ),
            "satisfaction": (
                lambda: satisfaction(store, cut, "year"),
                lambda: satisfaction_by_pandas(frame),
            ),
        }  # fmt: skip
        told, ours_s, peer_s = {}, 0.0, 0.0
        for name, (mine, theirs) in groups.items():
            own_s, _, own = min((timed(mine) for _ in range(2)), key=lambda t: t[0])
            other_s, _, other = timed(theirs)
            CHECKS[name](own, other)
            told[f"ratio_pandas_{name}"] = round(other_s / own_s, 1)
            ours_s, peer_s = ours_s + own_s, peer_s + other_s
    return {"ratio_pandas": round(peer_s / ours_s, 1), **told, "pandas_gb": round(peak_gb(), 2)}


def claims_frame(store: Any) -> pd.DataFrame:
    """The columns the groupings need, text as categories."""
    frame: pd.DataFrame = store.frame(
        "SELECT c.loss_at, c.reported_at, c.arrived_at, c.followed_up_at, c.approved_at, "
        "c.paid_at, c.surveyed_at, c.paid_money, c.status, c.tier, c.peril, c.time_precision, "
        "c.satisfaction, p.township_code "
        "FROM claim c LEFT JOIN place p ON p.code = c.region_code_now"
    )
    text = ["status", "tier", "peril", "time_precision", "satisfaction", "township_code"]
    return frame.astype(dict.fromkeys(text, "category"))


def experience_by_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """Claims and money by year and township."""
    paid = frame["paid_money"].fillna(0.0)
    still_open = frame["status"] == "open"
    table = pd.DataFrame(
        {
            "year": frame["loss_at"].dt.year,
            "township_code": frame["township_code"],
            "claims": 1,
            "paid_claims": paid > 0,
            "open_claims": still_open,
            "rejected_claims": frame["status"] == "rejected",
            "reported_unpaid_claims": still_open & frame["reported_at"].notna(),
            "paid_money": paid,
            "paid_money_squared": paid * paid,
        }
    )
    return table.groupby(["year", "township_code"], observed=True).sum().reset_index()


def promise_by_pandas(frame: pd.DataFrame, promise: Any) -> pd.DataFrame:
    """Arrivals by year and tier: clocked, kept, quantiles."""
    began, ended = frame["reported_at"], frame["arrived_at"]
    minutes = (ended - began).dt.total_seconds() / 60
    midnight = (began == began.dt.normalize()) | (ended == ended.dt.normalize())
    clocked = (minutes >= 0) & ~((frame["time_precision"] == "day") & midnight)
    limits = {"town": promise.on_scene_town_min, "rural": promise.on_scene_rural_min}
    limit = frame["tier"].map(limits).astype(float)
    table = pd.DataFrame(
        {
            "year": frame["loss_at"].dt.year, "tier": frame["tier"], "minutes": minutes,
            "kept": minutes <= limit,
        }
    )[clocked]  # fmt: skip
    groups = table.groupby(["year", "tier"], observed=True)
    counts = groups.agg(clocked=("kept", "size"), kept=("kept", "sum"))
    quantiles = groups["minutes"].quantile([0.5, 0.9, 0.99]).unstack()
    return counts.join(quantiles.set_axis(["p50_min", "p90_min", "p99_min"], axis=1)).reset_index()


def hours_by_pandas(frame: pd.DataFrame, first: pd.Timestamp) -> pd.DataFrame:
    """Reports by family, block of four weeks and hour."""
    from risk.terms import PERIL_FAMILY

    at = frame["reported_at"]
    family = frame["peril"].map({str(k): str(v) for k, v in PERIL_FAMILY.items()})
    vague = (frame["time_precision"] == "day") & (at == at.dt.normalize())
    days = (at - first).dt.days // 28 * 28
    moment = first + pd.to_timedelta(days * 24 + at.dt.hour, unit="h")
    keys = [family.rename("peril_family"), vague.rename("vague"), moment.rename("reported_at")]
    return frame.groupby(keys, observed=True).size().rename("claims").reset_index()


def satisfaction_by_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """Answers of closed claims by year of the call-back, else of the decision."""
    closed = frame[frame["status"] != "open"]
    decided = closed["paid_at"].where(closed["status"] == "paid")
    for column in ("approved_at", "surveyed_at", "reported_at", "loss_at"):
        decided = decided.fillna(closed[column])
    year = closed["followed_up_at"].fillna(decided).dt.year.rename("year")
    groups = closed.groupby(year)
    answers = closed["satisfaction"]
    table = groups.agg(closed=("status", "size"), answers=("satisfaction", "count"))
    bad = (answers == "dissatisfied").groupby(year).sum()
    return table.assign(dissatisfied=bad).reset_index()


def same_experience(own: pd.DataFrame, other: pd.DataFrame) -> None:
    """Raise where they differ."""
    same(own, other, ["year", "township_code"], COUNTED)


def same_promise(own: pd.DataFrame, other: pd.DataFrame) -> None:
    """Raise where they differ."""
    same(own, other, ["year", "tier"], ("clocked", "kept", "p50_min", "p90_min", "p99_min"))


def same_hours(own: pd.DataFrame, other: pd.DataFrame) -> None:
    """Raise where they differ."""
    vague = own["time_precision"] == "day"
    same(own.assign(vague=vague), other, ["peril_family", "vague", "reported_at"], ("claims",))


def same_satisfaction(own: pd.DataFrame, other: pd.DataFrame) -> None:
    """Raise where they differ."""
    same(own, other, ["year"], ("closed", "answers", "dissatisfied"))


CHECKS = {
    "experience": same_experience, "promise": same_promise, "hours": same_hours,
    "satisfaction": same_satisfaction,
}  # fmt: skip


def same(own: pd.DataFrame, other: pd.DataFrame, keys: list[str], values: Any) -> None:
    """Raise where two tables of the same groups differ."""
    one, two = (t.astype(dict.fromkeys(keys, str)).sort_values(keys) for t in (own, other))
    if one[keys].to_numpy().tolist() != two[keys].to_numpy().tolist():
        raise AssertionError(f"other groups by {keys}")
    for value in values:
        a, b = (t[value].to_numpy(dtype=float) for t in (one, two))
        if not np.allclose(a, b, rtol=1e-9):
            raise AssertionError(f"{value} differs by {keys}")


if __name__ == "__main__":
    run(measure, about=__doc__ or "", packages=["duckdb", "numba", "numpy", "pandas"])
