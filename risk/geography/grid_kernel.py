"""Compiled parts of the grid index: how a point is answered. `grid_build` fills what this reads.

An edge runs upward (y1 ≤ y2; a level one to the right) and knows the area left and right of it.
A cell holds the edges that pass it and a ``base``: the areas that hold its lower left corner. An
area's value is ``ONE + row``, so a sum of values tells how many areas hold a point and, where it
is one, which. Walking from the corner up to the point's latitude and then right to the point, each
edge crossed adds the value of its right area and takes away that of its left one.

The point is taken as moved by an unmeasurably small step east and a far smaller one north. So a
point on a shared border has exactly one owner (the half-open rule), and none is counted twice.

An edge that reaches into the cell from the left or along its left side is crossed on the way up
or on the way right. Both ways are one test when the edge is thought to go on vertically from its
end left of the cell, and the corner's areas are taken without these edges (`grid_build` does).
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from risk.geography.exact import FILTER, side

NONE, SEVERAL = -1, -2
ONE = 1 << 40
ROW_MASK = ONE - 1
STACKS = 1024  # of points at once; each reads a part of the index that fits a cache
RIGHT, BORDER = 1, 2  # flags of `passing`

CELL = np.dtype([("base", np.int64), ("first", np.int64)])
POINT = np.dtype([("x", np.float64), ("y", np.float64), ("at", np.int32), ("cell", np.int32)])
EDGE = np.dtype(
    [(name, np.float64) for name in ("x1", "y1", "x2", "y2")] + [("left", "i4"), ("right", "i4")]
)


@njit(cache=True)
def value(row: Any) -> Any:
    """What an area adds to a sum of areas; 0 where there is none (found without a branch)."""
    return (np.int64(ONE) + np.int64(row)) & ~(np.int64(row) >> np.int64(63))


@njit(cache=True)
def slot(at: Any, origin: Any, per_unit: Any, slots: Any) -> Any:
    """Column (or row) of cells a coordinate lies in; never falls as the coordinate grows."""
    i = np.int64((at - origin) * per_unit)
    return min(max(i, 0), slots - 1)


@njit(cache=True)
def passing(edge: Any, x0: Any, x: Any, y: Any) -> Any:
    """Flags of an edge for a point in a cell with left side ``x0``: RIGHT of it, on it (BORDER)."""
    x1, y1, x2, y2 = edge.x1, edge.y1, edge.x2, edge.y2
    if y < y1:
        return RIGHT if x1 <= x0 < x2 else 0
    if y >= y2:
        flags = RIGHT if x2 <= x0 < x1 else 0
        if y == y2 and (x == x2 or (y1 == y2 and x1 <= x <= x2)):
            flags |= BORDER
        return flags
    turn = side(x1, y1, x2, y2, x, y)
    if turn > 0:
        return 0
    flags = RIGHT if x1 > x0 or x2 > x0 else 0  # an edge that ends at x0 is never crossed
    return flags | BORDER if turn == 0 else flags


@njit(cache=True)
def _toggle(rows: Any, n: Any, row: Any) -> Any:
    """Put a row into a list, or take it out again; returns the new length."""
    if row < 0:
        return n
    for k in range(n):
        if rows[k] == row:
            rows[k] = rows[n - 1]
            return n - 1
    rows[n] = row
    return n + 1


@njit(cache=True)
def _place(ascending: Any, wanted: Any) -> Any:
    """Where a number stands in an ascending array, or would."""
    low, high = 0, len(ascending)
    while low < high:
        middle = (low + high) >> 1
        if ascending[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True)
def _lowest(rows: Any, n: Any) -> Any:
    low = rows[0]
    for k in range(1, n):
        low = min(low, rows[k])
    return low


@njit(cache=True)
def settle(
    x: Any, y: Any, c: Any, x0: Any, y0: Any, cells: Any, edges: Any, crowded: Any,
    crowded_first: Any, crowded_rows: Any, strict: Any,
) -> Any:  # fmt: skip
    """Answer for a point on a border or in several areas, area by area."""
    first, last = cells[c].first, cells[c + 1].first
    corner = cells[c].base
    for e in range(first, last):
        if passing(edges[e], x0, x0, y0) & RIGHT:
            corner += value(edges[e].right) - value(edges[e].left)
    at = _place(crowded, c)
    many = at < len(crowded) and crowded[at] == c
    known = crowded_first[at + 1] - crowded_first[at] if many else 0
    inside, touched = np.empty(known + 2 * (last - first) + 1, np.int32), 0
    n = 0
    if many:
        for k in range(crowded_first[at], crowded_first[at + 1]):
            n = _toggle(inside, n, crowded_rows[k])
    elif corner >> 40 == 1:
        n = _toggle(inside, n, np.int32(corner & ROW_MASK))
    border = np.empty(2 * (last - first), np.int32)
    for e in range(first, last):
        flags = passing(edges[e], x0, x, y)
        if (flags ^ passing(edges[e], x0, x0, y0)) & RIGHT:
            n = _toggle(inside, n, edges[e].left)
            n = _toggle(inside, n, edges[e].right)
        if flags & BORDER:
            border[touched], border[touched + 1] = edges[e].left, edges[e].right
            touched += 2
    owner = _lowest(inside, n) if n > 0 else np.int32(NONE)
    if n > 0 and not strict:
        return owner
    for k in range(touched):
        if border[k] >= 0 and border[k] != owner:
            if strict and owner >= 0:
                return np.int32(SEVERAL)
            owner = border[k] if owner < 0 else min(owner, border[k])
    return np.int32(SEVERAL) if strict and n > 1 else owner


@njit(cache=True, nogil=True)
def find_rows(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    frame: NDArray[np.float64],
    columns: NDArray[np.float64],
    lines: NDArray[np.float64],
    cells: NDArray[np.void],
    edges: NDArray[np.void],
    crowded: NDArray[np.int64],
    crowded_first: NDArray[np.int64],
    crowded_rows: NDArray[np.int32],
    strict: bool,
    out: NDArray[np.int32],
) -> None:
    """Write the row of the area each point lies in.

    Args:
        lon: degrees; NaN is in no area.
        lat: degrees.
        frame: with the next seven, the arrays of `risk.geography.grid.Grid`.
        columns: see there.
        lines: see there.
        cells: see there.
        edges: see there.
        crowded: see there.
        crowded_first: see there.
        crowded_rows: see there.
        strict: SEVERAL for a point that touches more than one area, else the lowest row of those
            that hold it (on a border: by the half-open rule).
        out: one row a point, NONE where there is none.
    """
    staged, n = _stage(lon, lat, frame, len(columns), len(lines), out)
    nx = len(columns)
    for k in range(n):
        x, y, c = staged[k].x, staged[k].y, np.int64(staged[k].cell)
        total, x0, rare = cells[c].base, columns[c % nx], False
        for e in range(cells[c].first, cells[c + 1].first):
            crossed, unsure = _crossed(edges[e], x0, x, y)
            total += crossed * (value(edges[e].right) - value(edges[e].left))
            rare |= unsure
        if total >> 40 == 1 and not rare:
            owner = np.int32(total & ROW_MASK)
        elif total == 0 and not rare:
            owner = np.int32(NONE)
        else:
            owner = settle(
                x, y, c, x0, lines[c // nx], cells, edges, crowded, crowded_first, crowded_rows,
                strict,
            )  # fmt: skip
        out[staged[k].at] = owner


@njit(cache=True)
def _crossed(edge: Any, x0: Any, x: Any, y: Any) -> Any:
    """RIGHT of `passing` without a branch, and whether that is in doubt (or on the border)."""
    x1, y1, x2, y2 = edge.x1, edge.y1, edge.x2, edge.y2
    left, right = (x1 - x) * (y2 - y), (y1 - y) * (x2 - x)
    level = (y1 <= y) & (y < y2)
    crossed = level & (left < right) & ((x1 > x0) | (x2 > x0))
    crossed |= (y < y1) & (x1 <= x0) & (x0 < x2)
    crossed |= (y >= y2) & (x2 <= x0) & (x0 < x1)
    unsure = level & (abs(left - right) <= FILTER * (abs(left) + abs(right)))
    return np.int64(crossed), unsure | (y == y2)


@njit(cache=True)
def _stage(lon: Any, lat: Any, frame: Any, nx: Any, ny: Any, out: Any) -> Any:
    """Points with their cells, those of nearby cells together; `NONE` is written for the rest.

    The index is far larger than the processor's cache: read in order it is several times faster.
    """
    cell = np.empty(len(lon), np.int32)
    wide = -(-nx * ny // STACKS)
    place = np.zeros(STACKS + 1, np.int64)
    for k in range(len(lon)):
        x, y = lon[k], lat[k]
        if frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]:
            c = slot(y, frame[1], frame[5], ny) * nx + slot(x, frame[0], frame[4], nx)
            cell[k] = c
            place[c // wide + 1] += 1
        else:
            cell[k] = out[k] = NONE
    for s in range(STACKS):
        place[s + 1] += place[s]
    n = place[STACKS]
    staged = np.empty(n, POINT)
    for k in range(len(lon)):
        if cell[k] >= 0:
            s = cell[k] // wide
            point = staged[place[s]]
            place[s] += 1
            point.x, point.y, point.at, point.cell = lon[k], lat[k], k, cell[k]
    return staged, n
