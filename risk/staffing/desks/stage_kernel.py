"""The compiled desk: work in order of readiness, by so many heads a day, in opening hours."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def work_through(
    start: NDArray[np.int64],
    ready_h: NDArray[np.float64],
    work_h: NDArray[np.float64],
    heads: NDArray[np.int64],
    open_h: float,
    close_h: float,
    begun_h: NDArray[np.float64],
    done_h: NDArray[np.float64],
) -> None:
    """Fill when each job is begun and done at a desk; inf if not within the days.

    Oldest first. A job begun before closing is finished. Each day starts with all its heads free.

    Args:
        start: jobs of draw i are ``start[i]:start[i + 1]``.
        ready_h: hours from the first midnight, in any order; inf: never comes.
        work_h: hours of work of each job.
        heads: on each day (days,); none on days off.
        open_h, close_h: opening hours of a day.
        begun_h, done_h: out.
    """
    most = max(heads.max(), 1) if len(heads) else 1
    free = np.empty(most, np.float64)
    for d in range(len(start) - 1):
        a, b = start[d], start[d + 1]
        begun_h[a:b], done_h[a:b] = np.inf, np.inf
        order = a + np.argsort(ready_h[a:b], kind="mergesort")
        i = 0
        for day in range(len(heads)):
            crew = heads[day]
            closes = 24.0 * day + close_h
            if crew == 0 or i >= len(order) or ready_h[order[i]] >= closes:
                continue
            free[:crew] = 24.0 * day + open_h  # a heap: its least stands first
            while i < len(order):
                j = order[i]
                at = max(free[0], ready_h[j])
                if at >= closes:
                    break
                begun_h[j], done_h[j] = at, at + work_h[j]
                _replace_first(free, crew, done_h[j])
                i += 1


@njit
def _replace_first(heap: Any, size: Any, value: Any) -> None:
    """Put a value in the place of a heap's least."""
    k = 0
    while True:
        down = 2 * k + 1
        if down >= size:
            break
        if down + 1 < size and heap[down + 1] < heap[down]:
            down += 1
        if value <= heap[down]:
            break
        heap[k] = heap[down]
        k = down
    heap[k] = value
