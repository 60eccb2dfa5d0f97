"""Crews of an event's dispatch day at an hour, and where a person keeps them out."""

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from dashboards.report.event_read import Ground, mark_of_read
from risk.follow.why_days import days_of_event
from risk.operations import open_operations
from risk.operations.dispatch import list_days, load_day
from risk.operations.dispatch_days import LIVE
from risk.operations.watch_field import crew_decisions
from risk.staffing.live import told as told_day
from risk.staffing.live import view
from risk.workspace import Workspace


@dataclass(frozen=True)
class Crews:
    """Crews of a dispatch day at an hour.

    Attributes:
        replayed: the day is a replay: what would have been, not what was.
        on_duty, out, coming: crews on duty, fallen out, and whose shift begins later that day.
        ahead: stops planned or under way; ``waiting``: claims on no route.
        free_at: when the last crew is through with what it has; None: nobody has any.
    """

    day_id: int
    replayed: bool
    on_duty: int
    out: int
    coming: int
    ahead: int
    waiting: int
    free_at: datetime | None


def read_crews(
    ws: Workspace, ground: Ground, at: datetime
) -> tuple[Crews | None, pd.DataFrame, str]:
    """Crews of the dispatch day, townships they are kept out of, and a mark of both."""
    eve = ground.eve
    with closing(open_operations(ws)) as con:
        held = crew_decisions(con, at, known=at)
        held = held[held["decision"] == "no_go"][["region_code", "reason", "until_at"]]
        heads = days_of_event(list_days(con), ground.event_id, eve.started_at.date())
        head = next((h for h in heads if h.day == at.date()), None)
        if head is None:
            return None, held, mark_of_read(held)
        kept = load_day(con, head.id)
    minute = (at - datetime.combine(head.day, datetime.min.time())).total_seconds() / 60
    by_then = [deed for deed in kept.log if deed.at_min <= minute]
    state = told_day(kept.start, by_then)
    seen = view(replace(state, now_min=max(state.now_min, minute)))
    busy = seen.crews[(seen.crews["claims"] > 0) & ~seen.crews["out"]]
    ends = seen.stops.loc[~seen.stops["stage"].isin(("done", "cancelled"))]
    from_, until = seen.crews["from_min"], seen.crews["until_min"]
    there = ~seen.crews["out"]
    free = busy["end_min"].max() if len(busy) and len(ends) else None
    crews = Crews(
        day_id=head.id,
        replayed=head.origin != LIVE,
        on_duty=int((there & (from_ <= minute) & (until > minute)).sum()),
        out=int(seen.crews["out"].sum()),
        coming=int((there & (from_ > minute)).sum()),
        ahead=len(ends),
        waiting=len(seen.waiting),
        free_at=None if free is None or not np.isfinite(free)
        else datetime.combine(head.day, datetime.min.time()) + timedelta(minutes=float(free)),
    )  # fmt: skip
    return crews, held, mark_of_read(held, head.id, len(by_then))
