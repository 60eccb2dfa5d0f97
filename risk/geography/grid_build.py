"""Compiled parts of the grid index: how it is built, one band of cell rows at a time.

Bands share nothing they write, so threads take one each and the index is the same however many
there are. What ``xy`` and ``owner`` are is told in `grid_geometry`, the rest in `grid_kernel`.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from risk.geography.grid_geometry import first_right, is_other_side, span, turns_left, upward
from risk.geography.grid_kernel import ONE, RIGHT, passing, slot, value

PAIRED_AT_MOST = 64  # edges of a cell among which shared borders are looked for


@njit(cache=True, nogil=True)
def lay_rings(
    xy: NDArray[np.float64],
    ring: NDArray[np.int64],
    row: NDArray[np.int32],
    hole: NDArray[np.bool_],
    frame: NDArray[np.float64],
    slots: int,
    owner: NDArray[np.int32],
    reach: NDArray[np.int32],
    first_ring: int,
    last_ring: int,
) -> None:
    """Write ``owner`` of each edge, and ``reach``: lowest and highest row of cells of each ring."""
    for r in range(first_ring, last_ring):
        first, last = ring[r], ring[r + 1]
        low, high = xy[first, 1], xy[first, 1]
        for k in range(first, last):
            low, high = min(low, xy[k, 1]), max(high, xy[k, 1])
        reach[r, 0] = slot(low, frame[1], frame[5], slots)
        reach[r, 1] = slot(high, frame[1], frame[5], slots)
        inside_left = turns_left(xy, first, last - 1) != hole[r]
        for k in range(first, last):
            owner[k] = row[r] if inside_left else ~row[r]


@njit(cache=True, nogil=True)
def count_edges(
    xy: NDArray[np.float64],
    ring: NDArray[np.int64],
    owner: NDArray[np.int32],
    reach: NDArray[np.int32],
    frame: NDArray[np.float64],
    columns: NDArray[np.float64],
    lines: NDArray[np.float64],
    low: int,
    high: int,
    counts: NDArray[np.int32],
    corner: NDArray[np.int64],
) -> None:
    """Edges of each cell of rows low … high - 1, and the sum of areas that hold its corner."""
    nx, ny = len(columns), len(lines)
    for r in range(len(ring) - 1):
        if reach[r, 1] < low or reach[r, 0] >= high:
            continue
        for k in range(ring[r], ring[r + 1] - 1):
            x1, y1, x2, y2, left, right = upward(xy, owner, k)
            lowest, highest = slot(y1, frame[1], frame[5], ny), slot(y2, frame[1], frame[5], ny)
            for j in range(max(lowest, low), min(highest, high - 1) + 1):
                a, b = span(x1, y1, x2, y2, j, lowest, highest, frame, lines, nx)
                for c in range(j * nx + a, j * nx + b + 1):
                    counts[c] += 1
                if y1 <= lines[j] < y2:
                    i = first_right(x1, y1, x2, y2, lines[j], frame, columns)
                    if i < nx:
                        corner[j * nx + i] += value(right) - value(left)
    for j in range(low, high):
        for c in range(j * nx + 1, (j + 1) * nx):
            corner[c] += corner[c - 1]


@njit(cache=True, nogil=True)
def list_edges(
    xy: NDArray[np.float64],
    ring: NDArray[np.int64],
    owner: NDArray[np.int32],
    reach: NDArray[np.int32],
    frame: NDArray[np.float64],
    columns: NDArray[np.float64],
    lines: NDArray[np.float64],
    low: int,
    high: int,
    free: NDArray[np.int64],
    listed: NDArray[np.int32],
) -> None:
    """Write the edges of each cell of rows low … high - 1 into its list, from the end ``free``."""
    nx, ny = len(columns), len(lines)
    for r in range(len(ring) - 1):
        if reach[r, 1] < low or reach[r, 0] >= high:
            continue
        for k in range(ring[r], ring[r + 1] - 1):
            x1, y1, x2, y2, _, _ = upward(xy, owner, k)
            lowest, highest = slot(y1, frame[1], frame[5], ny), slot(y2, frame[1], frame[5], ny)
            for j in range(max(lowest, low), min(highest, high - 1) + 1):
                a, b = span(x1, y1, x2, y2, j, lowest, highest, frame, lines, nx)
                for c in range(j * nx + a, j * nx + b + 1):
                    free[c] -= 1
                    listed[free[c]] = k


@njit(cache=True, nogil=True)
def pair_edges(
    xy: NDArray[np.float64],
    owner: NDArray[np.int32],
    start: NDArray[np.int64],
    low: int,
    high: int,
    listed: NDArray[np.int32],
    partner: NDArray[np.int32],
    kept: NDArray[np.int64],
) -> None:
    """Join the two sides of a shared border in cells low … high - 1; write how many edges stay.

    Those that stay come first in the cell's list; ``partner`` is the other side's edge, or -1.
    """
    for c in range(low, high):
        first, last = start[c], start[c + 1]
        n = first
        for a in range(first, last):
            k = listed[a]
            if k < 0:
                continue
            other = -1
            if last - first <= PAIRED_AT_MOST:
                for b in range(a + 1, last):
                    m = listed[b]
                    if m >= 0 and is_other_side(xy, owner, k, m):
                        other, listed[b] = m, -1
                        break
            listed[n], partner[n] = k, other
            n += 1
        kept[c] = n - first


@njit(cache=True, nogil=True)
def write_cells(
    xy: NDArray[np.float64],
    owner: NDArray[np.int32],
    start: NDArray[np.int64],
    listed: NDArray[np.int32],
    partner: NDArray[np.int32],
    corner: NDArray[np.int64],
    columns: NDArray[np.float64],
    lines: NDArray[np.float64],
    low: int,
    high: int,
    cells: NDArray[np.void],
    edges: NDArray[np.void],
) -> None:
    """Write the edges and the base of cells low … high - 1; ``cells["first"]`` is given."""
    nx = len(columns)
    for c in range(low, high):
        x0, y0, base = columns[c % nx], lines[c // nx], corner[c]
        shift = start[c] - cells[c].first
        for e in range(cells[c].first, cells[c + 1].first):
            edge = edges[e]
            x1, y1, x2, y2, left, right = upward(xy, owner, listed[e + shift])
            if partner[e + shift] >= 0:
                of = owner[partner[e + shift]]
                of = of if of >= 0 else ~of
                left, right = (of, right) if left < 0 else (left, of)
            edge.x1, edge.y1, edge.x2, edge.y2 = x1, y1, x2, y2
            edge.left, edge.right = left, right
            if passing(edge, x0, x0, y0) & RIGHT:
                base -= value(right) - value(left)
        cells[c].base = base


@njit(cache=True, nogil=True)
def crowded_areas(
    xy: NDArray[np.float64],
    ring: NDArray[np.int64],
    owner: NDArray[np.int32],
    reach: NDArray[np.int32],
    frame: NDArray[np.float64],
    columns: NDArray[np.float64],
    lines: NDArray[np.float64],
    row: NDArray[np.int32],
    number: NDArray[np.int64],
    place: NDArray[np.int64],
    rows: NDArray[np.int32],
) -> None:
    """Count, then list, the areas over the corners of crowded cells.

    ``number`` is the running number of a crowded cell, -1 for the others. With an empty ``rows``
    the areas of each are added up in ``place``; else they are written and ``place`` moves on.
    Rings of an area follow one another.
    """
    nx, ny = len(columns), len(lines)
    odd = np.zeros(1, np.bool_)
    r = 0
    while r < len(row):
        last, low, high = r, reach[r, 0], reach[r, 1]
        while last < len(row) and row[last] == row[r]:
            low, high = min(low, reach[last, 0]), max(high, reach[last, 1])
            last += 1
        west, east = np.inf, -np.inf
        for k in range(ring[r], ring[last]):
            west, east = min(west, xy[k, 0]), max(east, xy[k, 0])
        a = slot(west, frame[0], frame[4], nx)
        b = min(slot(east, frame[0], frame[4], nx) + 2, nx)  # one more: right of the last edge
        wide = b - a
        if len(odd) < wide * (high - low + 1):
            odd = np.zeros(wide * (high - low + 1), np.bool_)
        odd[: wide * (high - low + 1)] = False
        for q in range(r, last):
            for k in range(ring[q], ring[q + 1] - 1):
                x1, y1, x2, y2, _, _ = upward(xy, owner, k)
                lowest, highest = slot(y1, frame[1], frame[5], ny), slot(y2, frame[1], frame[5], ny)
                for j in range(lowest, highest + 1):
                    if y1 <= lines[j] < y2:
                        i = first_right(x1, y1, x2, y2, lines[j], frame, columns)
                        if i < b:
                            odd[(j - low) * wide + i - a] ^= True
        for j in range(low, high + 1):
            within = False
            for i in range(a, b):
                within ^= odd[(j - low) * wide + i - a]
                n = number[j * nx + i]
                if within and n >= 0:
                    if len(rows):
                        rows[place[n]] = row[r]
                    place[n] += 1
        r = last


def is_crowded(corner: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Corners that lie in several areas."""
    return np.asarray((corner != 0) & (corner >> (ONE.bit_length() - 1) != 1))
