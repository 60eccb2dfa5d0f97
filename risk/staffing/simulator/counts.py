"""Compiled counts over millions of claims: one pass each."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True, nogil=True)
def by_group(group: NDArray[np.int32], values: Floats, ends: Ints) -> Floats:
    """Values group by group, in their order; ``ends`` is where the part of each group ends."""
    out, at = np.empty(len(values)), np.zeros(len(ends), np.int64)
    at[1:] = ends[:-1]
    for i in range(len(values)):
        out[at[group[i]]] = values[i]
        at[group[i]] += 1
    return out


@njit(cache=True, nogil=True)
def by_evening(start: Ints, hour: Floats, first_h: float, days: int) -> Floats:
    """How many of each draw happened by each evening (draws, days).

    Args:
        start: those of draw d are ``start[d]:start[d + 1]``.
        hour: when each happened; inf: never.
        first_h: hour of the first evening, the others 24 h apart.
        days: number of evenings.
    """
    out = np.zeros((len(start) - 1, days))
    for d in range(len(start) - 1):
        for i in range(start[d], start[d + 1]):
            evening = np.ceil((hour[i] - first_h) / 24.0)
            if evening < days:
                out[d, max(int(evening), 0)] += 1.0
        for day in range(1, days):
            out[d, day] += out[d, day - 1]
    return out


@njit(cache=True, nogil=True)
def kept_today(
    start: Ints, village: NDArray[np.int32], hour: Floats, kept: NDArray[np.bool_], today_h: float,
    target: float, villages: int,
) -> Floats:  # fmt: skip
    """Events with claims of the first day, and those of them that reach the target (2, villages).

    Args:
        start, village, hour: claims by draw and report hour; those before hour 0 are left out.
        kept: whether each was reached in time.
        today_h: hour at which the first day ends.
        target: share of the village's claims of the day.
        villages: their number.
    """
    out = np.zeros((2, villages))
    number, good = np.zeros(villages), np.zeros(villages)
    for d in range(len(start) - 1):
        number[:] = 0.0
        good[:] = 0.0
        for i in range(start[d], start[d + 1]):
            if hour[i] >= today_h:
                break
            if hour[i] > 0:
                number[village[i]] += 1.0
                good[village[i]] += kept[i]
        for v in range(villages):
            if number[v] > 0:
                out[0, v] += 1.0
                out[1, v] += good[v] >= target * number[v] - 1e-9
    return out
