"""Five levels and how sure they are."""

import numpy as np
from numpy.typing import NDArray

from risk.scoring.moments import Floats

LEVELS = 5
TIE = 1e-9  # relative; far above rounding, far below any difference that means something


def cut_points(scores: Floats, quantiles: tuple[float, ...]) -> tuple[float, ...]:
    """Rates at which a new level begins: quantiles over villages, each village counting once."""
    if not len(scores):
        return (0.0,) * len(quantiles)
    return tuple(float(q) for q in np.quantile(scores, quantiles))


def level_of(rate: Floats, cuts: tuple[float, ...]) -> NDArray[np.int64]:
    """1 + the number of cut points below the rate; equal rates share a level.

    A rate counts as above a cut point only beyond rounding noise: where one rate holds for all, a
    township's mean of equal numbers must not end in another level than its villages.
    """
    clear = np.asarray(rate) * (1 - TIE)
    return np.asarray(1 + np.searchsorted(np.asarray(cuts), clear, side="left"), dtype=np.int64)


def level_probabilities(draws: Floats, cuts: tuple[float, ...]) -> Floats:
    """Share of draws in each level, (N, 5); rows sum to 1."""
    level = level_of(draws, cuts)
    return np.stack([(level == k).mean(axis=0) for k in range(1, LEVELS + 1)], axis=1)
