"""90 % intervals of counts and shares."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

COVERAGE = 0.9
TAIL = (1 - COVERAGE) / 2


def gamma_interval(counts: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Exact interval of a Poisson mean given its count: quantiles of Gamma(n) and Gamma(n + 1).

    Source: F. Garwood (1936), Biometrika 28.
    """
    n = np.asarray(counts, dtype=float)
    low = np.where(n > 0, stats.gamma.ppf(TAIL, np.maximum(n, 1e-9)), 0.0)
    return low, np.asarray(stats.gamma.ppf(1 - TAIL, n + 1))


def wilson_interval(
    kept: ArrayLike, of: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Interval of a share; NaN where there is nothing to share.

    Source: E. B. Wilson (1927), JASA 22.
    """
    k, n = np.asarray(kept, dtype=float), np.asarray(of, dtype=float)
    z = stats.norm.ppf(1 - TAIL)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (k + z**2 / 2) / (n + z**2)
        half = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    return np.where(n > 0, np.clip(middle - half, 0, 1), np.nan), np.where(
        n > 0, np.clip(middle + half, 0, 1), np.nan
    )
