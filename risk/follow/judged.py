"""Nowcasts of past events, each told from what was known on its own eve, beside what came."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pandas as pd

from risk.errors import ModelError
from risk.follow.eve import Eve, eve_of, list_events
from risk.follow.moment import moment_of
from risk.operations.said import COLUMNS
from risk.progress import Progress, silent
from risk.workspace import Workspace

JUDGED_H = (6, 12, 24, 48, 72, 120, 240)
"""Hours after the start at which past events are told again."""
CLAIMS_MIN = 20  # of smaller ones a share says little


def judge_events(
    ws: Workspace,
    version: str | None,
    *,
    seed: int,
    models: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Tell every past event again as it would have been told then.

    Stricter than leaving one event out: an eve knows no later event either. Events that are not
    over, with fewer than ``CLAIMS_MIN`` reports, or whose eve carries no forecast are left out.

    Args:
        ws, version, seed, models: as :func:`risk.follow.eve_of`.
        progress: called with the share done and the event.

    Returns:
        One row an event and moment: ``risk.operations.said.COLUMNS``.
    """
    events = list_events(ws, version)
    events = events[events["claims"] >= CLAIMS_MIN]
    rows: list[dict[str, object]] = []
    for done, event in enumerate(events.itertuples()):
        progress(done / len(events), str(event.name))
        try:
            eve = eve_of(ws, version, str(event.event_id), seed=seed, models=models)
        except ModelError:  # the first event of a record has nothing to be told from
            continue
        rows.extend(_rows(eve, seed))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(eve: Eve, seed: int) -> list[dict[str, object]]:
    """What was said of one event at each hour; none of an event that is not over."""
    if eve.started_at + timedelta(hours=eve.horizon_h) > eve.known_until:
        return []
    final = len(eve.reports)
    rows = []
    for at_h in JUDGED_H:
        at = _moment(eve, at_h)
        if at is None:
            continue
        found = moment_of(eve, at, seed=seed).nowcast
        told = {name: eve.event[name] for name in ("event_id", "name", "peril_family")}
        said = {"at_h": float(at_h), "reported": found.reported, "final": final}
        rows.append(told | said | found.total)
    return rows


def _moment(eve: Eve, at_h: int) -> datetime | None:
    """The moment so many hours in; of a source that knows days, only where a day ends there."""
    at = eve.started_at + timedelta(hours=at_h)
    return None if eve.by_day and at != datetime.combine(at.date(), datetime.min.time()) else at
