"""Made-up storms whose truth is known: expected claims, final count, reports by seven times.

Expected claims are lognormal about 600; a gamma factor of coefficient of variation 0.8 makes the
event larger or smaller, a negative binomial of size 20 adds luck. Every event has its own Weibull
reporting lag: scale 1.8 days (log sd 0.4), shape 0.9 (log sd 0.15).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REPORT_DAYS = np.array([0.25, 0.5, 1, 2, 3, 5, 10.0])
SIZE_CV, LUCK = 0.8, 20.0
TEACH, TOLD = 16, 400


@dataclass(frozen=True)
class Storm:
    """One draw.

    Attributes:
        expected: claims expected before it.
        final: claims in the end.
        reported: by each of ``REPORT_DAYS`` (7,).
    """

    expected: float
    final: int
    reported: NDArray[np.int64]


def storm(rng: np.random.Generator) -> Storm:
    """Draw a storm; the order of draws is part of the case, so that figures can be compared."""
    expected = rng.lognormal(np.log(600), 0.9)
    factor = rng.gamma(1 / 0.64, 0.64)
    final = rng.negative_binomial(20, 20 / (20 + expected * factor))
    scale_days, shape = 1.8 * rng.lognormal(0, 0.4), 0.9 * rng.lognormal(0, 0.15)
    curve = 1 - np.exp(-((REPORT_DAYS / scale_days) ** shape))
    shares = np.r_[np.diff(np.r_[0, curve]), 1 - curve[-1]]
    reported = np.cumsum(rng.multinomial(final, shares)[:-1])
    return Storm(float(expected), int(final), reported)
