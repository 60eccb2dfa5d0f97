"""When each report of an event came, and when its house was hit, as far as is known.

Where a claim's loss time is known to the hour and lies inside its event, the hit is known; else it
lies somewhere between the event's start and end, at any time alike. A claim reported on a day
without a time of day was reported somewhere in that day. Reports after the last day known are not
seen: a fit must allow for them (right truncation).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.surge.clock import DAY_H, Clock
from risk.terms import TimePrecision

HALF_HOUR = 0.5

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EventReports:
    """Reports of one event; rows may stand for several. Hours since the event's start.

    Attributes:
        event_id: of the event, and its ``family``.
        clock: wall clock of its start; effects are of no account here.
        from_h: earliest time of each row's report (N,); equal to ``to_h`` where the time is known.
        to_h: latest time of each row's report (N,).
        hit_from_h: earliest time the row's house was hit (N,).
        hit_to_h: latest time the row's house was hit (N,).
        claims: reports a row stands for (N,).
        until_h: later reports are not seen.
    """

    event_id: str
    family: str
    clock: Clock
    from_h: Floats
    to_h: Floats
    hit_from_h: Floats
    hit_to_h: Floats
    claims: Floats
    until_h: float


def reports_from_counts(
    edges_h: Floats,
    counts: Floats,
    *,
    hit: tuple[float, float],
    clock: Clock,
    event_id: str = "",
    family: str = "",
) -> EventReports:
    """Reports of one event counted by interval: edges (K + 1,), counts (K,)."""
    some = np.asarray(counts) > 0
    number = int(some.sum())
    return EventReports(
        event_id=event_id,
        family=family,
        clock=clock,
        from_h=np.asarray(edges_h, dtype=np.float64)[:-1][some],
        to_h=np.asarray(edges_h, dtype=np.float64)[1:][some],
        hit_from_h=np.full(number, float(hit[0])),
        hit_to_h=np.full(number, float(hit[1])),
        claims=np.asarray(counts, dtype=np.float64)[some],
        until_h=float(edges_h[-1]),
    )


def event_reports(claims: pd.DataFrame, events: pd.DataFrame, *, as_of: date) -> list[EventReports]:
    """Reports of every event that began by ``as_of``.

    Left out: claims without an event or a report time, and those reported before the event began.

    Args:
        claims: event_id, loss_at, time_precision, reported_at.
        events: event_id, peril_family, started_at, ended_at (empty: hit at once).
        as_of: last day known.
    """
    until = datetime.combine(as_of, time()) + timedelta(days=1)
    begun = events[events["started_at"] < until]
    begun = begun.assign(ended_at=begun["ended_at"].fillna(begun["started_at"]))
    rows = claims.loc[
        claims["event_id"].notna() & claims["reported_at"].notna(),
        ["event_id", "loss_at", "time_precision", "reported_at"],
    ].merge(begun[["event_id", "peril_family", "started_at", "ended_at"]], on="event_id")
    rows = _timed(rows)
    rows = rows[(rows["to_h"] > 0) & (rows["reported_at"] < until)]
    found = []
    for event_id, part in rows.groupby("event_id", sort=True):
        started = part["started_at"].iloc[0]
        found.append(
            EventReports(
                event_id=str(event_id),
                family=str(part["peril_family"].iloc[0]),
                clock=clock_of(started),
                claims=np.ones(len(part)),
                until_h=(until - started).total_seconds() / 3600,
                **{name: part[name].to_numpy(np.float64) for name in TIMES},
            )
        )
    return found


TIMES = ("from_h", "to_h", "hit_from_h", "hit_to_h")


def clock_of(started: datetime) -> Clock:
    """Wall clock of an event that starts then."""
    hours = started.hour + started.minute / 60 + started.second / 3600
    return Clock(start_h=hours, weekday=started.weekday())


def _timed(rows: pd.DataFrame) -> pd.DataFrame:
    """The four times of each row."""
    report_h = _hours(rows["reported_at"] - rows["started_at"])
    end_h = _hours(rows["ended_at"] - rows["started_at"])
    loss_h = _hours(rows["loss_at"] - rows["started_at"])
    day_only = (rows["time_precision"] == TimePrecision.DAY).to_numpy()
    by_day = day_only & (rows["reported_at"] == rows["reported_at"].dt.normalize()).to_numpy()
    to_h = report_h + np.where(by_day, DAY_H, 0.0)
    known = ~day_only & (loss_h >= 0) & (loss_h <= end_h) & (report_h >= loss_h)
    rough_h = np.where(rows["time_precision"] == TimePrecision.HOUR, HALF_HOUR, 0.0)
    hit_from = np.where(known, np.maximum(loss_h - rough_h, 0.0), 0.0)
    hit_to = np.where(known, loss_h + rough_h, end_h)
    return rows.assign(
        from_h=np.maximum(report_h, 0.0),
        to_h=to_h,
        hit_from_h=hit_from,
        hit_to_h=hit_to,
    )


def _hours(difference: "pd.Series[pd.Timedelta]") -> Floats:
    return np.asarray(difference.dt.total_seconds(), dtype=np.float64) / 3600
