"""Why claims were late over the dispatch days of an event: for the report after it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from risk.operations.dispatch import DayHead, load_day
from risk.operations.dispatch_days import LIVE
from risk.staffing.live import told
from risk.staffing.reasons import why_day

LASTS_DAYS = 14
"""Live days this long after an event's begin are of it."""
DAY_COLUMNS = ("day_id", "day", "name", "replayed", "synthetic", "claims", "late")


@dataclass(frozen=True, eq=False)
class WhyDays:
    """Causes of several days.

    Attributes:
        days: a dispatch day each: day_id, day, name, replayed, synthetic, claims, late (and left).
        rows: late or unserved claims of all of them (``DayReasons.rows``), with day_id and day.
    """

    days: pd.DataFrame
    rows: pd.DataFrame


def days_of_event(heads: Sequence[DayHead], event_id: str, started_on: date) -> tuple[DayHead, ...]:
    """An event's dispatch days by date: live ones from its begin on, else the newest replay.

    Args:
        heads: all dispatch days.
        event_id, started_on: of the event.
    """
    last = started_on + timedelta(days=LASTS_DAYS)
    of: dict[date, DayHead] = {}
    for head in sorted(heads, key=lambda h: (h.origin == LIVE, h.id)):
        live = head.origin == LIVE and started_on <= head.day <= last
        if live or head.origin == f"event:{event_id}":
            of[head.day] = head
    return tuple(of[day] for day in sorted(of))


def why_days(con: sqlite3.Connection, heads: Sequence[DayHead]) -> WhyDays:
    """Causes of each day as it was last told; claims still open at its last deed are left ones.

    Raises:
        HuzhuError: a day cannot be told.
    """
    days, rows = [], []
    for head in heads:
        kept = load_day(con, head.id)
        found = why_day(told(kept.start, kept.log))
        late = len(found.rows)
        replayed = head.origin != LIVE
        days.append((head.id, head.day, head.name, replayed, head.synthetic, found.claims, late))
        rows.append(found.rows.assign(day_id=head.id, day=head.day))
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    return WhyDays(pd.DataFrame(days, columns=list(DAY_COLUMNS)), frame)
