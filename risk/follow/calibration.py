"""Whether chances said of past events were true: reliability and Brier score (Brier 1950).

One pair an event and tier: P(event share ≥ target) as said before, and whether it came true. The
Brier score is set beside the one of saying, for each event, how often the other events kept the
promise (leave one out): a chance that is no better than that base rate tells nothing of its event.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.history.intervals import wilson_interval

CALIBRATED_FROM = 20
"""Events below which nothing is called calibrated."""
BINS = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
NO_EVENT = 0.5  # base rate of a single event: nothing is known of others
SCORE_COLUMNS = (
    "tier", "events", "p_said", "kept", "kept_lo", "kept_hi", "brier", "brier_base", "skill",
    "share_said", "share", "share_mae",
)  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """How true the chances said of past events were.

    Attributes:
        events: events with a chance said before and an outcome known after.
        scores: a row a tier, ``SCORE_COLUMNS``: mean chance said; share of events that kept the
            promise with its 90 % Wilson band; Brier score (0 best), that of the other events' base
            rate, skill = 1 − brier / brier_base (NaN where the base rate never errs); mean share
            in time said, that came, and mean absolute difference.
        reliability: tier, p_from, p_to, events, p_said, kept, kept_lo, kept_hi of the events whose
            chance lies in the bin; bins without events are left out.
        pairs: the pairs judged.
    """

    events: int
    scores: pd.DataFrame
    reliability: pd.DataFrame
    pairs: pd.DataFrame

    @property
    def calibrated(self) -> bool:
        """Whether there are events enough to speak of calibration at all."""
        return self.events >= CALIBRATED_FROM


def calibration(pairs: pd.DataFrame) -> Calibration:
    """Judge chances against what came.

    Args:
        pairs: event_id, tier, p_event_share, expected_share, share (in time), kept (0 to 1: whether
            the share reached the target, or how often in repeated simulation). Rows without a
            chance or an outcome are left out.
    """
    known = pairs.dropna(subset=["p_event_share", "kept"]).reset_index(drop=True)
    tiers = [(str(tier), rows) for tier, rows in known.groupby("tier", sort=True)]
    scores = [_score(tier, rows) for tier, rows in tiers]
    bins = [row for tier, rows in tiers for row in _bins(tier, rows)]
    names = ["tier", "p_from", "p_to", "events", "p_said", "kept", "kept_lo", "kept_hi"]
    return Calibration(
        int(known["event_id"].nunique()),
        pd.DataFrame(scores, columns=list(SCORE_COLUMNS)),
        pd.DataFrame(bins, columns=names),
        known,
    )


def base_rates(kept: Floats) -> Floats:
    """How often the other events kept the promise, for each event."""
    if len(kept) < 2:
        return np.full(len(kept), NO_EVENT)
    return np.asarray((kept.sum() - kept) / (len(kept) - 1))


def _score(tier: str, rows: pd.DataFrame) -> tuple[object, ...]:
    said, kept = (rows[name].to_numpy(np.float64) for name in ("p_event_share", "kept"))
    brier = float(np.mean((said - kept) ** 2))
    base = float(np.mean((base_rates(kept) - kept) ** 2))
    low, high = wilson_interval(kept.sum(), len(kept))
    apart = (rows["expected_share"] - rows["share"]).abs()
    return (
        tier, len(rows), float(said.mean()), float(kept.mean()), float(low), float(high), brier,
        base, 1 - brier / base if base > 0 else np.nan, float(rows["expected_share"].mean()),
        float(rows["share"].mean()), float(apart.mean()),
    )  # fmt: skip


def _bins(tier: str, rows: pd.DataFrame) -> list[tuple[object, ...]]:
    which = np.clip(np.searchsorted(BINS, rows["p_event_share"], side="right") - 1, 0, 4)
    found: list[tuple[object, ...]] = []
    for i in np.unique(which):
        own = rows[which == i]
        low, high = wilson_interval(own["kept"].sum(), len(own))
        found.append(
            (tier, BINS[i], BINS[i + 1], len(own), float(own["p_event_share"].mean()),
             float(own["kept"].mean()), float(low), float(high))
        )  # fmt: skip
    return found
