"""Which past events are over, so that their late reports have come in."""

from datetime import date, datetime, time, timedelta

import pandas as pd


def closed_events(events: pd.DataFrame, *, as_of: date, horizon_days: int) -> pd.DataFrame:
    """Events whose reporting horizon lies wholly before the end of ``as_of``.

    An event without an end counts as ended when it started.

    Args:
        events: started_at, ended_at.
        as_of: last day known.
        horizon_days: days after the end in which reports still come.

    Returns:
        The rows of such events, ``ended_at`` filled.
    """
    ended_at = events["ended_at"].fillna(events["started_at"])
    known_until = datetime.combine(as_of, time()) + timedelta(days=1 - horizon_days)
    return events.assign(ended_at=ended_at)[ended_at <= known_until]
