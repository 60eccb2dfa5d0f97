"""Compiled: the hour of every report to come, drawn from its draw's own curve."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from risk.surge.kernel import _stream, _uniform

NUMBERS_PER_CLAIM = 2  # hour, mark


@njit(cache=True, inline="always")
def _hour(curve: Any, curve_h: Any, u: Any) -> Any:
    """Time at which the curve reaches u; the last time where it never does."""
    low, high = 0, len(curve) - 1
    if u >= curve[high]:
        return curve_h[high]
    while high - low > 1:
        middle = (low + high) // 2
        if curve[middle] <= u:
            low = middle
        else:
            high = middle
    step = curve[high] - curve[low]
    part = (u - curve[low]) / step if step > 0 else 0.5
    return curve_h[low] + part * (curve_h[high] - curve_h[low])


@njit(cache=True, nogil=True)
def fill_hours(
    counts: NDArray[np.int32],
    keys: NDArray[np.uint64],
    first_draw: int,
    curve: NDArray[np.float32],
    curve_h: NDArray[np.float64],
    village: NDArray[np.int32],
    hour: NDArray[np.float64],
    mark: NDArray[np.float64],
) -> None:
    """Write village, report hour and mark of every claim to come, draw by draw (not sorted).

    Args:
        counts: claims to come by draw and village (draws, villages).
        keys: one random key a village.
        first_draw: number of the first row of ``counts``.
        curve: share of those to come that is in by ``curve_h``, of these draws (draws, K).
        curve_h: hours since the hazard's start (K,).
        village: out, with ``hour`` and ``mark`` as long as ``counts.sum()``.
        hour: out, hours since the hazard's start.
        mark: out, a uniform number of the claim's own.
    """
    n = 0
    for d in range(counts.shape[0]):
        for v in range(counts.shape[1]):
            state = _stream(keys[v], first_draw + d)
            for k in range(counts[d, v]):
                village[n] = v
                hour[n] = _hour(curve[d], curve_h, _uniform(state, k * NUMBERS_PER_CLAIM))
                mark[n] = _uniform(state, k * NUMBERS_PER_CLAIM + 1)
                n += 1


@njit(cache=True, nogil=True)
def count_hours(
    counts: NDArray[np.int32],
    keys: NDArray[np.uint64],
    curve: NDArray[np.float32],
    curve_h: NDArray[np.float64],
    clock_h: float,
    out: NDArray[np.int32],
) -> None:
    """Count claims to come by calendar day: out[v or 0, day, draw]; later days are left out.

    Args:
        counts: claims to come by draw and village (draws, villages).
        keys: one random key a village.
        curve: as for :func:`fill_hours`.
        curve_h: as for :func:`fill_hours`.
        clock_h: clock hour of the hazard's start.
        out: zeros, (villages or 1, days, draws).
    """
    single = out.shape[0] == 1
    for d in range(counts.shape[0]):
        for v in range(counts.shape[1]):
            state = _stream(keys[v], d)
            for k in range(counts[d, v]):
                hour = _hour(curve[d], curve_h, _uniform(state, k * NUMBERS_PER_CLAIM))
                day = int((clock_h + hour) // 24)
                if day < out.shape[1]:
                    out[0 if single else v, day, d] += 1
