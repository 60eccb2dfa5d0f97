"""The contract's calendar over a version: targets, run-off of open claims, what was mended."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from risk.history.closing import RunOff, open_by_age, run_off
from risk.history.contract import (
    Metric,
    calendar_day,
    contract_month,
    means_by_month,
    measures_ledger,
    metric_of,
    shares_by_month,
    targets_reached,
)
from risk.settings import County
from risk.warehouse.coverage import coverage
from risk.warehouse.database import sql
from risk.warehouse.dated import Source, dated
from risk.warehouse.experience import Stage, limit_of
from risk.warehouse.filters import Filter
from risk.warehouse.reader import Warehouse
from risk.warehouse.service import (
    complaints,
    hotline,
    loaded_before,
    over_claims,
    satisfaction,
    vague,
)

MONTH = ("year", "month")
ACTUALS = ("year", "month", "metric_code", "actual", "actual_lo", "actual_hi", "n")


@dataclass(frozen=True)
class Asked:
    """What monthly metrics are computed for.

    Args:
        warehouse: the version.
        cut: which claims, calls and answers.
        county: promise and contract year.
        months: contract_year, month whose last day the coverage rate is asked for.
        seconds_per_ring: see `risk.warehouse.service.hotline`; None: no rate of rings kept.
    """

    warehouse: Warehouse
    cut: Filter
    county: County
    months: pd.DataFrame
    seconds_per_ring: float | None = None


def targets(
    warehouse: Warehouse,
    as_of: date,
    county: County,
    *,
    contract_year: int | None = None,
    seconds_per_ring: float | None = None,
) -> pd.DataFrame:
    """Monthly targets against what was reached.

    Args:
        warehouse: the version.
        as_of: last day known.
        county: promise and contract year.
        contract_year: only this one; None: all.
        seconds_per_ring: see `risk.warehouse.service.hotline`.

    Returns:
        See `risk.history.contract.targets_reached`.
    """
    wanted = warehouse.targets()
    if contract_year is not None:
        wanted = wanted[wanted["contract_year"] == contract_year].reset_index(drop=True)
    known = {metric_of(str(name)) for name in wanted["metric"].unique()}
    cut = Filter(as_of, year_from=contract_year, year_to=contract_year)
    months = wanted[["contract_year", "month"]].drop_duplicates()
    asked = Asked(warehouse, cut, county, months, seconds_per_ring)
    reached = actuals(asked, {metric for metric in known if metric is not None})
    return targets_reached(wanted, reached, as_of=as_of, start_month=warehouse.start_month)


def actuals(asked: Asked, metrics: Collection[Metric]) -> pd.DataFrame:
    """Metrics by contract year and calendar month; one that cannot be told gives no row.

    Returns:
        `ACTUALS`; intervals are 90 % (Wilson for shares, normal for means).
    """
    parts = [
        part[part["metric_code"].isin(metrics)]
        for told, compute in COMPUTED
        if not told.isdisjoint(metrics)
        for part in compute(asked)
    ]
    if not parts:
        return pd.DataFrame(columns=list(ACTUALS))
    return pd.concat(parts, ignore_index=True)[list(ACTUALS)]


def _arrivals(asked: Asked) -> list[pd.DataFrame]:
    expression, limits = limit_of(Stage.ARRIVAL, asked.county.promise)
    parts = {"limit": expression, "vague": vague(by_day=False)}
    frame = dated(
        asked.warehouse, asked.cut, "arrival_months", Source.REPORTED, MONTH,
        values=limits, parts=parts,
    )  # fmt: skip
    return [
        shares_by_month(frame, Metric.ARRIVAL, "kept", "clocked"),
        shares_by_month(frame, Metric.ARRIVAL_MEASURED, "kept_measured", "measured"),
        shares_by_month(frame, Metric.CLOSED, "closed", "claims"),
    ]


def _event_arrivals(asked: Asked) -> list[pd.DataFrame]:
    frame = _arrivals(replace(asked, cut=replace(asked.cut, event=True)))[0]
    return [frame.assign(metric_code=Metric.ARRIVAL_EVENT.value)]


def _answers(asked: Asked) -> list[pd.DataFrame]:
    frame = satisfaction(asked.warehouse, asked.cut, *MONTH)
    frame["good"] = frame["satisfied"] + frame["basically_satisfied"]
    names = {"index": "actual", "index_lo": "actual_lo", "index_hi": "actual_hi", "answers": "n"}
    index = frame.rename(columns=names).assign(metric_code=Metric.INDEX.value)
    return [
        shares_by_month(frame, Metric.SATISFIED, "good", "answers"),
        shares_by_month(frame, Metric.CALLED_BACK, "called_back", "closed"),
        index[list(ACTUALS)],
    ]


def _closing(asked: Asked) -> list[pd.DataFrame]:
    frame = dated(asked.warehouse, asked.cut, "closing_months", Source.CLOSED, MONTH)
    return [means_by_month(frame, Metric.CLOSING_DAYS)]


def _hotline(asked: Asked) -> list[pd.DataFrame]:
    rings = asked.seconds_per_ring
    frame = hotline(
        asked.warehouse, asked.cut, *MONTH, promise=asked.county.promise, seconds_per_ring=rings
    )
    frame["ended"] = frame["answered"] + frame["unanswered"]
    parts = [shares_by_month(frame, Metric.HOTLINE_ANSWERED, "answered", "ended")]
    if rings is not None:
        parts.append(shares_by_month(frame, Metric.HOTLINE_RINGS, "in_time", "judged"))
    return parts


def _complaints(asked: Asked) -> list[pd.DataFrame]:
    frame = complaints(asked.warehouse, asked.cut, *MONTH, promise=asked.county.promise)
    return [shares_by_month(frame, Metric.COMPLAINTS_CLOSED, "completed", "complaints")]


def _coverage(asked: Asked) -> list[pd.DataFrame]:
    start_month, as_of = asked.warehouse.start_month, asked.cut.as_of
    rows = []
    for year, month in asked.months.itertuples(index=False):
        first = calendar_day(int(year), int(month), start_month)
        if first > as_of:
            continue
        day = min(contract_month(first, start_month).last_day, as_of)
        row = coverage(asked.warehouse, day).iloc[0]
        rate, n = row["coverage_rate"], row["households_expected"]
        rows.append((int(year), int(month), Metric.COVERAGE.value, rate, np.nan, np.nan, n))
    known = pd.DataFrame(rows, columns=list(ACTUALS)).dropna(subset="actual")
    return [known] if len(known) else []


COMPUTED: tuple[tuple[frozenset[Metric], Callable[[Asked], list[pd.DataFrame]]], ...] = (
    (frozenset({Metric.ARRIVAL, Metric.ARRIVAL_MEASURED, Metric.CLOSED}), _arrivals),
    (frozenset({Metric.ARRIVAL_EVENT}), _event_arrivals),
    (frozenset({Metric.SATISFIED, Metric.INDEX, Metric.CALLED_BACK}), _answers),
    (frozenset({Metric.CLOSING_DAYS}), _closing),
    (frozenset({Metric.HOTLINE_RINGS, Metric.HOTLINE_ANSWERED}), _hotline),
    (frozenset({Metric.COMPLAINTS_CLOSED}), _complaints),
    (frozenset({Metric.COVERAGE}), _coverage),
)
"""Which metrics one pass over the version tells, and how."""


def open_claims(warehouse: Warehouse, cut: Filter) -> pd.DataFrame:
    """Open claims one by one, oldest first.

    Returns:
        claim_id, reported_at, region_code, township_code, peril_family, event_id, damage_grade,
        estimate_money, reached, surveyed, approved, age_days.
    """
    return over_claims(warehouse, cut, "open_claims")


def open_run_off(
    warehouse: Warehouse, cut: Filter, *, seed: int, last_day: date | None = None
) -> tuple[pd.DataFrame, RunOff]:
    """Open claims by age, and how many of them will be open when the contract year ends.

    Args:
        warehouse: the version.
        cut: which claims; years and months are left to ``any`` for the county's closing speed.
        seed: of the draws.
        last_day: of the contract; None: of the contract year ``as_of`` lies in.

    Returns:
        (`risk.history.closing.open_by_age`, `risk.history.closing.RunOff`).
    """
    end = last_day or contract_end(cut.as_of, warehouse.start_month)
    ages = open_claims(warehouse, cut)["age_days"]
    closing = over_claims(warehouse, Filter(cut.as_of), "closing_times")
    days = max((end - cut.as_of).days, 0)
    return open_by_age(ages), run_off(ages, closing, days=days, seed=seed)


def contract_end(day: date, start_month: int) -> date:
    """Last day of the contract year a day lies in."""
    year = contract_month(day, start_month).year
    return date(year + 1, start_month, 1) - timedelta(days=1)


def corrections_by_ledger(warehouse: Warehouse, as_of: date) -> pd.DataFrame:
    """Values changed after they were stored; see `risk.warehouse.service.loaded_before`.

    Returns:
        ledger, column, why, year, month (of the change), changes, rows_changed, first_told
        (nothing stood there before). The values stay in the correction ledger.
    """
    return warehouse.frame(
        sql("corrections_by"), {"loaded_before": loaded_before(warehouse, as_of)}
    )


def rejects_by_rule(warehouse: Warehouse, as_of: date) -> pd.DataFrame:
    """Rows refused at loading; see `risk.warehouse.service.loaded_before`.

    Returns:
        ledger, year, month (of the load), rule, remedy, faults, rows_rejected, rows_in (of the
        ledger's loads of that month), share.
    """
    values = {"loaded_before": loaded_before(warehouse, as_of)}
    frame = warehouse.frame(sql("rejects_by"), values)
    return frame.assign(share=frame["rows_rejected"] / frame["rows_in"].where(frame["rows_in"] > 0))


def measures(warehouse: Warehouse, as_of: date) -> pd.DataFrame:
    """The measures ledger; see `risk.history.contract.measures_ledger`."""
    return measures_ledger(
        warehouse.frame("FROM measure ORDER BY decided_on, measure_id"), as_of=as_of
    )
