"""Continuous ranked probability score: how far a whole predicted distribution lies from what came.

In the unit of the count; for a point forecast it is the absolute error, lower is better
(Gneiting and Raftery 2007).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

TAIL = 1e-6
MOST = 4000

Floats = NDArray[np.float64]


def crps_of_draws(draws: NDArray[np.int32], came: NDArray[np.int64]) -> Floats:
    """Score of equally likely draws (…, D) against what came (…)."""
    ordered = np.sort(np.asarray(draws, dtype=np.float64), axis=-1)
    number = ordered.shape[-1]
    apart = np.abs(ordered - np.asarray(came)[..., None]).mean(axis=-1)
    weight = (2 * np.arange(number) + 1 - number) / number**2
    return np.asarray(apart - ordered @ weight)


def crps_negative_binomial(mean: Floats, size: float, came: NDArray[np.int64]) -> Floats:
    """Score of negative-binomial predictions of so large a mean (…) against what came (…)."""
    mean = np.maximum(np.asarray(mean, dtype=np.float64), 1e-9)
    came = np.asarray(came)
    share = size / (size + mean)
    largest = max(float(np.max(nbinom.ppf(1 - TAIL, size, share))), float(came.max()))
    highest = min(int(largest), MOST)
    steps = np.arange(highest + 1)
    cdf = nbinom.cdf(steps, size, share[..., None])
    over = np.maximum(came - highest, 0)  # beyond the grid the whole distance counts
    return np.asarray(((cdf - (steps >= came[..., None])) ** 2).sum(axis=-1) + over)
