"""Predictive distribution of counts: negative binomial by mean and dispersion, Poisson at zero.

Variance is mean + dispersion · mean². Arrays of one length; counts and means in claims.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from risk.scoring.moments import Floats

POISSON_BELOW = 1e-8  # dispersion · mean under which the two cannot be told apart in floats


def count_cdf(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Floats:
    """P(claims ≤ count); 0 below 0. Incomplete beta and gamma functions (DLMF 8.17, 8.2)."""
    k, m, d = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (count, mean, dispersion)))
    k, wide = np.floor(k), d * m > POISSON_BELOW
    at = np.maximum(k, 0.0)
    poisson = np.where(m > 0, special.gammaincc(at + 1, np.where(m > 0, m, 1.0)), 1.0)
    size = 1 / np.where(wide, d, 1.0)
    negative = special.betainc(size, at + 1, 1 / (1 + np.where(wide, d * m, 0.0)))
    return np.asarray(np.where(k < 0, 0.0, np.where(wide, negative, poisson)))


def count_quantile(share: float, mean: ArrayLike, dispersion: ArrayLike) -> NDArray[np.int64]:
    """Smallest count whose cdf reaches ``share`` (0 < share < 1)."""
    m, d = np.broadcast_arrays(np.asarray(mean, float), np.asarray(dispersion, float))
    wide = d * m > POISSON_BELOW
    size, p = 1 / np.where(wide, d, 1.0), 1 / (1 + np.where(wide, d * m, 1.0))
    found = np.where(wide, stats.nbinom.ppf(share, size, p), stats.poisson.ppf(share, m))
    return np.asarray(np.where(m > 0, found, 0), dtype=np.int64)


def count_interval(
    share: float, mean: ArrayLike, dispersion: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Low and high count that hold at least ``share``, at most half of the rest on either side.

    Whole numbers hold more than they promise where few claims are expected: 90 % of a village
    that expects a tenth of a claim is 0–1.
    """
    rest = (1 - share) / 2
    return count_quantile(rest, mean, dispersion), count_quantile(1 - rest, mean, dispersion)
