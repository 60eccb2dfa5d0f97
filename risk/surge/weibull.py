"""Share of an event reported, when hits are spread evenly over a window and lags are Weibull.

Hours are worked hours (see :mod:`risk.surge.clock`). A house is hit at any time alike within the
window, so the share is the mean of the lag's distribution over the window: five Gauss–Legendre
points over the part of the window that lies behind.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

POINTS, WEIGHTS = (np.ascontiguousarray(v) for v in np.polynomial.legendre.leggauss(5))
LOG_LN2 = float(np.log(np.log(2)))

Floats = NDArray[np.float64]


@njit(cache=True, inline="always")
def _below(hours: Any, log_scale: Any, shape: Any) -> Any:
    """Share of lags within so many hours."""
    return -np.expm1(-np.exp(shape * (np.log(hours) - log_scale)))


@njit(cache=True, nogil=True)
def fill_shares(
    theta: NDArray[np.float64],
    since_first_hit_h: NDArray[np.float64],
    window_h: float,
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Write the share reported by each time for each lag law.

    Args:
        theta: log median and log shape of each law (D, 2).
        since_first_hit_h: worked hours since the first house was hit (K,).
        window_h: worked hours from the first to the last hit.
        points: of the quadrature on -1 to 1, with their ``weights``, which add up to 2.
        weights: see ``points``.
        out: (D, K).
    """
    for d in range(theta.shape[0]):
        shape = np.exp(theta[d, 1])
        log_scale = theta[d, 0] - LOG_LN2 / shape
        for k in range(len(since_first_hit_h)):
            far = since_first_hit_h[k]
            if far <= 0:
                out[d, k] = 0.0
            elif window_h <= 1e-9:
                out[d, k] = _below(far, log_scale, shape)
            else:
                behind = min(far, window_h)
                mean = 0.0
                for q in range(len(points)):
                    lag = far - behind * (points[q] + 1) / 2
                    mean += weights[q] / 2 * _below(lag, log_scale, shape)
                out[d, k] = mean * behind / window_h


def shares(theta: Floats, since_first_hit_h: Floats, window_h: float) -> Floats:
    """Share reported by each time (K,) for each lag law (D, 2): (D, K)."""
    out = np.empty((len(theta), len(since_first_hit_h)))
    hours = np.ascontiguousarray(since_first_hit_h, dtype=np.float64)
    fill_shares(np.ascontiguousarray(theta), hours, float(window_h), POINTS, WEIGHTS, out)
    return out


def below(hours: Floats, theta: Floats) -> Floats:
    """Share of lags within so many worked hours, for one law (log median, log shape)."""
    shape = np.exp(theta[1])
    scale = np.exp(theta[0] - LOG_LN2 / shape)
    return np.asarray(-np.expm1(-((np.maximum(hours, 0) / scale) ** shape)))
