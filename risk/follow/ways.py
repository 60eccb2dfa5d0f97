"""The same moment of an event by simpler ways: a reader sees what the nowcast adds."""

from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.follow.eve import DAY_H, Eve
from risk.surge.closed import closed_events
from risk.surge.nowcast_baselines import (
    bornhuetter_ferguson,
    chain_ladder,
    exponential_decay,
    pooled_pattern,
    usual_decay,
)

Floats = NDArray[np.float64]


def ways_of(eve: Eve, at: datetime) -> pd.DataFrame:
    """Final count by the forecast of the eve, chain ladder, Bornhuetter–Ferguson, decay.

    Reports are counted by the hour (by the day where the source knows no hours) since the start;
    the pattern is that of past, closed events of the family, of all families where it has none.

    Returns:
        way, final; the forecast alone while there is no past event or no report to carry on.
    """
    unit_h = DAY_H if eve.by_day else 1.0
    whole = max(round(eve.horizon_h / unit_h), 1)
    now = min(int((at - eve.started_at).total_seconds() / 3600 / unit_h), whole)
    expected = np.array([eve.prior.expected.sum()])
    rows = [("forecast", float(expected[0]))]
    past = _past_paths(eve, unit_h, whole)
    counts = _path(eve.reports["reported_at"], pd.Timestamp(eve.started_at), unit_h, whole)[:now]
    reported = float(counts.sum())
    if past and now >= 1 and reported > 0:
        pattern = pooled_pattern(past, whole)
        village, ahead = counts[None, :], whole - now
        told = {
            "chain_ladder": chain_ladder(village, ahead, pattern=pattern),
            "bornhuetter_ferguson": bornhuetter_ferguson(expected, now, ahead, pattern=pattern),
            "exponential": exponential_decay(village, ahead, usual=usual_decay(past)),
        }
        rows += [(way, reported + float(more.sum())) for way, more in told.items()]
    return pd.DataFrame(rows, columns=["way", "final"])


def _past_paths(eve: Eve, unit_h: float, whole: int) -> list[Floats]:
    """Reports by interval of past events, (1, K) each."""
    facts = eve.facts
    horizon = facts.county.surge.horizon_days
    closed = closed_events(facts.events, as_of=facts.as_of, horizon_days=horizon)
    own = closed[closed["peril_family"] == eve.event["peril_family"]]
    claims = facts.claims[facts.claims["reported_at"].notna()]
    paths = []
    for event_id, start in (own if len(own) else closed)[["event_id", "started_at"]].to_numpy():
        stamps = claims.loc[claims["event_id"] == event_id, "reported_at"]
        path = _path(stamps, pd.Timestamp(start), unit_h, whole)
        if path.sum() > 0:
            paths.append(path[None, :])
    return paths


def _path(
    stamps: "pd.Series[pd.Timestamp]", start: pd.Timestamp, unit_h: float, whole: int
) -> Floats:
    """Reports in each interval since the start; one before it counts at the start."""
    at_h = np.asarray((stamps - start).dt.total_seconds(), dtype=np.float64) / 3600
    step = np.maximum(at_h // unit_h, 0).astype(int)
    return np.bincount(step[step < whole], minlength=whole).astype(np.float64)
