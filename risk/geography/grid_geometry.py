"""Compiled geometry the grid index is built with: single rings, edges and cells.

Edge k of the vertices ``xy`` goes from k to k + 1; ``owner[k]`` is the row of the area left of it,
or the complement ``~row`` of the one right of it.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from risk.geography.exact import side
from risk.geography.grid_kernel import slot

SLACK = 4e-15  # far more than rounding can move a crossing, relative to the coordinates


@njit(cache=True, nogil=True)
def boundaries(origin: float, per_unit: float, slots: int) -> NDArray[np.float64]:
    """The lowest number that `slot` puts into each slot."""
    low = np.empty(slots)
    low[0] = origin
    for i in range(1, slots):
        at = origin + i / per_unit
        while slot(at, origin, per_unit, slots) >= i:
            at = np.nextafter(at, -np.inf)
        while slot(at, origin, per_unit, slots) < i:
            at = np.nextafter(at, np.inf)
        low[i] = at
    return low


@njit(cache=True)
def turns_left(xy: Any, first: Any, last: Any) -> Any:
    """Whether a ring runs counter-clockwise: its turn at the lowest, then leftmost vertex."""
    low = first
    for k in range(first + 1, last):
        if xy[k, 1] < xy[low, 1] or (xy[k, 1] == xy[low, 1] and xy[k, 0] < xy[low, 0]):
            low = k
    n = last - first
    before, after = low, low
    for _ in range(n):
        before = first + (before - first - 1) % n
        if xy[before, 0] != xy[low, 0] or xy[before, 1] != xy[low, 1]:
            break
    for _ in range(n):
        after = first + (after - first + 1) % n
        if xy[after, 0] != xy[low, 0] or xy[after, 1] != xy[low, 1]:
            break
    return (
        side(xy[before, 0], xy[before, 1], xy[low, 0], xy[low, 1], xy[after, 0], xy[after, 1]) > 0
    )


@njit(cache=True)
def upward(xy: Any, owner: Any, k: Any) -> Any:
    """Edge k as x1, y1, x2, y2, left row, right row, turned to run upward (level: to the right)."""
    ax, ay, bx, by, of = xy[k, 0], xy[k, 1], xy[k + 1, 0], xy[k + 1, 1], owner[k]
    if ay < by or (ay == by and ax <= bx):
        return (
            (ax, ay, bx, by, of, np.int32(-1)) if of >= 0 else (ax, ay, bx, by, np.int32(-1), ~of)
        )
    return (bx, by, ax, ay, np.int32(-1), of) if of >= 0 else (bx, by, ax, ay, ~of, np.int32(-1))


@njit(cache=True)
def _crossing(x1: Any, y1: Any, x2: Any, y2: Any, y: Any) -> Any:
    """Longitude at which an edge passes a latitude (rounded)."""
    return x1 + (y - y1) / (y2 - y1) * (x2 - x1)


@njit(cache=True)
def span(
    x1: Any, y1: Any, x2: Any, y2: Any, j: Any, lowest: Any, highest: Any,
    frame: Any, lines: Any, nx: Any,
) -> Any:  # fmt: skip
    """First and last column in which an edge passes row j of cells; never too few."""
    a = x1 if j == lowest else _crossing(x1, y1, x2, y2, lines[j])
    b = x2 if j == highest else _crossing(x1, y1, x2, y2, lines[j + 1])
    slack = SLACK * (abs(x1) + abs(x2))
    left = max(min(a, b) - slack, min(x1, x2))
    right = min(max(a, b) + slack, max(x1, x2))
    return slot(left, frame[0], frame[4], nx), slot(right, frame[0], frame[4], nx)


@njit(cache=True)
def first_right(x1: Any, y1: Any, x2: Any, y2: Any, y: Any, frame: Any, columns: Any) -> Any:
    """First column whose left side lies right of an edge, or on it, at a latitude."""
    nx = len(columns)
    i = slot(_crossing(x1, y1, x2, y2, y), frame[0], frame[4], nx)
    while i > 0 and side(x1, y1, x2, y2, columns[i - 1], y) <= 0:
        i -= 1
    while i < nx and side(x1, y1, x2, y2, columns[i], y) > 0:
        i += 1
    return i


@njit(cache=True)
def is_other_side(xy: Any, owner: Any, k: Any, m: Any) -> Any:
    """Whether two edges are one border with an area on each side."""
    same = xy[k, 0] == xy[m, 0] and xy[k, 1] == xy[m, 1]
    same = same and xy[k + 1, 0] == xy[m + 1, 0] and xy[k + 1, 1] == xy[m + 1, 1]
    if same:
        return (owner[k] >= 0) != (owner[m] >= 0)
    turned = xy[k, 0] == xy[m + 1, 0] and xy[k, 1] == xy[m + 1, 1]
    turned = turned and xy[k + 1, 0] == xy[m, 0] and xy[k + 1, 1] == xy[m, 1]
    return turned and (owner[k] >= 0) == (owner[m] >= 0)
