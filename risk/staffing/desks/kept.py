"""P(promise kept) of any step: expected share, chance of the event's share, its band."""

import numpy as np
from numpy.typing import NDArray

from risk.history.intervals import wilson_interval

TOLERANCE = 1e-9

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def shares(part: Ints, whole: Ints) -> Floats:
    """Shares of what was simulated: NaN of nothing, and never 1, which no simulation proves."""
    told = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return np.asarray(np.minimum(told, 1 - 1 / (whole + 1)))


def event_share(kept: Ints, number: Ints, target: float) -> dict[str, float]:
    """What is said of a promise over events (draws,): never certain, NaN where nothing happened.

    Returns:
        claims_mean; expected_share; p_event_share, the chance that an event's share reaches the
        target, with its 90 % band (Wilson) p_lo, p_hi; scenarios with at least one.
    """
    some = number > 0
    n, total = int(some.sum()), int(number.sum())
    told = {"claims_mean": float(number.mean()) if len(number) else 0.0, "scenarios": float(n)}
    if n == 0:
        nothing = dict.fromkeys(("expected_share", "p_event_share", "p_lo", "p_hi"), np.nan)
        return told | nothing
    reached = kept[some] >= target * number[some] - TOLERANCE
    low, high = wilson_interval(reached.sum(), n)
    return told | {
        "expected_share": float(min(kept.sum() / total, 1 - 1 / (total + 1))),
        "p_event_share": float(min(reached.mean(), 1 - 1 / n)),
        "p_lo": float(min(float(low), 1 - 1 / n)),
        "p_hi": float(min(float(high), 1 - 1 / (2 * n))),
    }
