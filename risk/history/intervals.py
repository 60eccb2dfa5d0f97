"""90 % intervals of counts and shares."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri, stdtrit

COVERAGE = 0.9
TAIL = (1 - COVERAGE) / 2


def gamma_interval(counts: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Exact interval of a Poisson mean given its count: quantiles of Gamma(n) and Gamma(n + 1).

    Source: F. Garwood (1936), Biometrika 28.
    """
    n = np.asarray(counts, dtype=float)
    low = np.where(n > 0, gammaincinv(np.maximum(n, 1e-9), TAIL), 0.0)
    return low, np.asarray(gammaincinv(n + 1, 1 - TAIL))


def wilson_interval(
    kept: ArrayLike, of: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Interval of a share; NaN where there is nothing to share.

    Source: E. B. Wilson (1927), JASA 22.
    """
    k, n = np.asarray(kept, dtype=float), np.asarray(of, dtype=float)
    z = ndtri(1 - TAIL)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (k + z**2 / 2) / (n + z**2)
        half = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    low = np.where(k > 0, np.clip(middle - half, 0, 1), 0.0)
    high = np.where(k < n, np.clip(middle + half, 0, 1), 1.0)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def mean_interval(
    n: ArrayLike, total: ArrayLike, total_squared: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Interval of a mean payment, log-normal around it; NaN with fewer than two payments.

    The relative error is that of the mean, s/√n over the mean (delta method), with Student's t on
    n - 1 degrees: payments are skewed and positive, so the interval is laid on the logarithm.
    """
    count, sums = np.asarray(n, dtype=float), np.asarray(total, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 1, sums / count, np.nan)
        spread = np.asarray(total_squared, dtype=float) - count * mean**2
        error = np.sqrt(np.maximum(spread, 0) / (count - 1) / count) / mean
        width = np.exp(stdtrit(np.maximum(count - 1, 1), 1 - TAIL) * error)
    return np.asarray(mean / width), np.asarray(mean * width)
