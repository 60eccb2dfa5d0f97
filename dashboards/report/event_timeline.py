"""What happened when, over an event: warnings, roads, reports, arrivals, tables, payments."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from dashboards.report.event_read import Ground
from risk.hazard.roads import CLOSED

BEFORE, AFTER = timedelta(days=1), timedelta(days=3)
"""Warnings issued so long before the begin, and roads told so long after the end, are of it."""
ROADS_SHOWN = 6
SHARES = ((0.5, "half"), (0.9, "most"))

Row = tuple[datetime, str, dict[str, Any]]


def timeline(ground: Ground, claims: pd.DataFrame, bulletins: pd.DataFrame) -> pd.DataFrame:
    """What happened when.

    Args:
        ground: the event as read.
        claims: judged, at the end.
        bulletins: at (text), number.

    Returns:
        at, key (of ``report.after.line.KEY``), given (raw values), in order of time.
    """
    rows = [
        *_hazard(ground), *_roads(ground), *_reports(ground), *_service(claims),
        *_tables(ground), *_bulletins(bulletins),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["at", "key", "given"])
    return frame.sort_values("at", kind="stable", ignore_index=True)


def _hazard(ground: Ground) -> Iterator[Row]:
    eve, warned = ground.eve, ground.warnings
    ended = eve.event["ended_at"]
    last = eve.started_at if pd.isna(ended) else ended
    for r in warned[warned["issued_at"].between(eve.started_at - BEFORE, last)].itertuples():
        yield r.issued_at, "warning", {"signal": r.signal, "colour": r.colour}
    yield eve.started_at, "began", {}
    if not pd.isna(ended):
        yield ended.to_pydatetime(), "ended", {}


def _roads(ground: Ground) -> Iterator[Row]:
    """Roads told closed, the first few, and when the last of them was told open again."""
    eve, roads = ground.eve, ground.roads
    ended = eve.event["ended_at"]
    until = (eve.started_at if pd.isna(ended) else ended) + AFTER
    shut = roads[(roads["state"] == CLOSED) & (roads["observed_at"] <= until)]
    for r in shut.drop_duplicates("region_code").head(ROADS_SHOWN).itertuples():
        yield r.observed_at, "closed", {"code": r.region_code}
        later = roads[
            (roads["region_code"] == r.region_code) & (roads["observed_at"] > r.observed_at)
            & (roads["state"] == "open")
        ]  # fmt: skip
        if len(later):
            since = later["observed_at"].iloc[0]
            yield since, "opened", {"code": r.region_code, "hours": _hours(since, r.observed_at)}


def _hours(end: datetime, start: datetime) -> float:
    return (end - start) / timedelta(hours=1)


def _reports(ground: Ground) -> Iterator[Row]:
    """First and last report, half and nine tenths of them, the fullest hour."""
    eve = ground.eve
    stamps = eve.reports["reported_at"].sort_values(ignore_index=True)
    if stamps.empty:
        return
    yield stamps.iloc[0], "first", {"hours": _hours(stamps.iloc[0], eve.started_at)}
    for share, key in SHARES:
        at = stamps.iloc[max(int(-(-share * len(stamps) // 1)) - 1, 0)]
        yield at, key, {"hours": _hours(at, eve.started_at)}
    if not eve.by_day:
        hours = stamps.dt.floor("h").value_counts().sort_index()
        yield hours.idxmax(), "peak", {"n": int(hours.max())}
    yield stamps.iloc[-1], "last", {"n": len(stamps)}


def _service(claims: pd.DataFrame) -> Iterator[Row]:
    """First arrival; nine tenths of the claims surveyed, and paid."""
    arrived = claims["arrived_at"].dropna()
    if len(arrived):
        yield arrived.min(), "arrival", {}
    for name, key in (("surveyed_at", "surveyed"), ("paid_at", "paid")):
        stamps = claims[name].dropna().sort_values(ignore_index=True)
        need = int(-(-0.9 * len(claims) // 1))
        if 0 < need <= len(stamps):
            yield stamps.iloc[need - 1], key, {}


def _tables(ground: Ground) -> Iterator[Row]:
    """The bureau's tables of damage, each with its households."""
    sums = ground.damage.groupby("reported_at")["households"].sum()
    for at, households in sums.items():
        yield at, "damage", {"n": int(households)}


def _bulletins(made: pd.DataFrame) -> Iterator[Row]:
    for r in made.itertuples():
        yield pd.Timestamp(r.at).to_pydatetime(), "bulletin", {"number": r.number}
