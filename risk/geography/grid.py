"""An exact index over areas: which one does each of many points lie in.

A grid of cells over the map. A cell wholly inside one area answers at once; a cell on a border
holds just the edges that pass it, so the cost does not grow with the vertices of the areas. How it
is laid out is told in `grid_kernel`.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numba import config
from numpy.typing import NDArray

from risk.geography import grid_build as build
from risk.geography.grid_geometry import boundaries
from risk.geography.grid_kernel import CELL, EDGE, NONE, SEVERAL, find_rows
from risk.geography.rings import Rings, flatten

__all__ = ["NONE", "SEVERAL", "Grid", "build_grid"]

CELLS_PER_AREA, CELLS_PER_VERTEX, MOST_CELLS = 64, 1, 1 << 23
BANDS_PER_THREAD = 8
POINTS_A_TURN, POINTS_WORTH_A_THREAD = 1 << 20, 1 << 14
THREADS: int = config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
NO_SMALLER = 1e-9  # degrees

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Outlines = tuple[Floats, Longs, Ints, Ints, Floats, Floats, Floats]
"""Vertices, first of each ring, owner, reach; frame, columns and lines: see `grid_build`."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The index: plain arrays, so that it can be sent to another process or kept in a file.

    Attributes:
        frame: west, south, east, north of all areas, columns and rows of cells per degree.
        columns: the lowest longitude of each column of cells.
        lines: the lowest latitude of each row of cells.
        cells: `CELL` by row, then column, and one more that ends the last.
        edges: `EDGE` by cell.
        crowded: cells whose lower left corner lies in several areas, ascending.
        crowded_first: the areas of crowded cell k are ``crowded_rows[first[k]:first[k + 1]]``.
        crowded_rows: their rows.
    """

    frame: Floats
    columns: Floats
    lines: Floats
    cells: NDArray[np.void]
    edges: NDArray[np.void]
    crowded: Longs
    crowded_first: Longs
    crowded_rows: Ints

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for array in vars(self).values())

    def find(
        self,
        lon: Floats,
        lat: Floats,
        *,
        strict: bool = False,
        threads: int = THREADS,
    ) -> Ints:
        """Row of the area each point lies in, `NONE` (-1) where there is none.

        A point on a border between areas belongs to the one just east of it (else north), so each
        point of a map without gaps has exactly one; on the outer border, to the lowest row it
        touches. Of areas that overlap the lowest row answers. With ``strict`` a point that touches
        more than one area, by a border or an overlap, is `SEVERAL` (-2) instead.

        Args:
            lon: degrees, one a point; NaN lies in no area.
            lat: degrees, as many.
            strict: tell points on borders and in overlaps from those clearly in one area.
            threads: how many work at once; the answer is the same.
        """
        lon, lat = _fixed(np.asarray(lon, np.float64)), _fixed(np.asarray(lat, np.float64))
        if lon.shape != lat.shape:
            raise ValueError(f"{lon.shape} longitudes, {lat.shape} latitudes")
        out = np.empty(len(lon), np.int32)
        grid = Grid(*map(_fixed, vars(self).values()))

        def turn(low: int, high: int) -> None:
            find_rows(
                lon[low:high], lat[low:high], grid.frame, grid.columns, grid.lines, grid.cells,
                grid.edges, grid.crowded, grid.crowded_first, grid.crowded_rows, strict,
                out[low:high],
            )  # fmt: skip

        shares = min(threads, -(-len(lon) // POINTS_WORTH_A_THREAD))
        _spread(turn, len(lon), max(shares, -(-len(lon) // POINTS_A_TURN)), threads)
        return out


def build_grid(geometry: NDArray[np.object_], *, threads: int = THREADS) -> Grid:
    """Index areas; whatever is not a Polygon or MultiPolygon holds no point.

    Areas must be valid (an outline that crosses itself has no clear inside). They may overlap,
    have holes and several parts. Memory grows with the vertices and with the cells, of which there
    are at most `MOST_CELLS`.

    Args:
        geometry: shapely geometries in degrees; answers are row numbers of this array.
        threads: how many work at once; the index is the same.

    Raises:
        GeographyError: a coordinate is not a number.
    """
    rings = flatten(np.asarray(geometry, dtype=object))
    frame, columns, lines = _lay_out(rings, len(geometry))
    owner, reach = np.empty(len(rings.xy), np.int32), np.empty((len(rings.row), 2), np.int32)
    bands = threads * BANDS_PER_THREAD

    def lay(low: int, high: int) -> None:
        build.lay_rings(
            rings.xy, rings.first, rings.row, rings.hole, frame, len(lines), owner, reach, low, high
        )

    _spread(lay, len(rings.row), bands, threads)
    outlines: Outlines = (rings.xy, rings.first, owner, reach, frame, columns, lines)
    counts = np.zeros(len(columns) * len(lines), np.int32)
    corner = np.zeros(len(counts), np.int64)

    def count(low: int, high: int) -> None:
        build.count_edges(*outlines, low, high, counts, corner)

    _spread(count, len(lines), bands, threads)
    cells, edges = _edges(outlines, counts, corner, threads)
    crowded, first, rows = _crowded(outlines, rings.row, corner)
    return Grid(frame, columns, lines, cells, edges, crowded, first, rows)


def _lay_out(rings: Rings, areas: int) -> tuple[Floats, Floats, Floats]:
    """Frame, columns and lines of a grid whose cells are about square."""
    if not len(rings.xy):
        return np.array([np.inf, np.inf, -np.inf, -np.inf, 1, 1]), np.zeros(1), np.zeros(1)
    west, south, east, north = (f(rings.xy[:, k]) for f in (np.min, np.max) for k in (0, 1))
    wide, tall = max(east - west, NO_SMALLER), max(north - south, NO_SMALLER)
    most = min(CELLS_PER_AREA * areas + CELLS_PER_VERTEX * len(rings.xy), MOST_CELLS)
    nx = int(np.clip(np.sqrt(most * wide / tall), 1, most))
    ny = max(most // nx, 1)
    frame = np.array([west, south, east, north, nx / wide, ny / tall])
    columns, lines = boundaries(west, frame[4], nx), boundaries(south, frame[5], ny)
    return frame, columns, lines


def _edges(
    outlines: Outlines, counts: Ints, corner: Longs, threads: int
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """The cells and the edges of each, a border between two areas as one edge."""
    xy, _, owner, _, _, columns, lines = outlines
    start = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=start[1:])
    free, kept = start[1:].copy(), np.empty(len(counts), np.int64)
    listed, partner = np.empty(start[-1], np.int32), np.empty(start[-1], np.int32)
    wide, bands = len(columns), threads * BANDS_PER_THREAD

    def assign(low: int, high: int) -> None:
        build.list_edges(*outlines, low, high, free, listed)
        build.pair_edges(xy, owner, start, low * wide, high * wide, listed, partner, kept)

    _spread(assign, len(lines), bands, threads)
    cells = np.zeros(len(counts) + 1, CELL)
    np.cumsum(kept, out=cells["first"][1:])
    edges = np.empty(cells["first"][-1], EDGE)

    def write(low: int, high: int) -> None:
        lists = (start, listed, partner, corner, columns, lines)
        build.write_cells(xy, owner, *lists, low * wide, high * wide, cells, edges)

    _spread(write, len(lines), bands, threads)
    return cells, edges


def _crowded(outlines: Outlines, row: Ints, corner: Longs) -> tuple[Longs, Longs, Ints]:
    """Cells whose corner lies in several areas, and these areas (ragged)."""
    crowded = np.flatnonzero(build.is_crowded(corner))
    first, rows = np.zeros(len(crowded) + 1, np.int64), np.empty(0, np.int32)
    if len(crowded):
        number = np.full(len(corner), -1, np.int64)
        number[crowded] = np.arange(len(crowded))
        build.crowded_areas(*outlines, row, number, first[1:], rows)
        np.cumsum(first, out=first)
        rows = np.empty(first[-1], np.int32)
        build.crowded_areas(*outlines, row, number, first[:-1].copy(), rows)
    return crowded, first, rows


def _fixed(array: NDArray[Any]) -> NDArray[Any]:
    """The array in one piece and read-only, whatever it came from: one compiled form for all."""
    fixed = np.ascontiguousarray(array).view()
    fixed.flags.writeable = False
    return fixed


def _spread(work: Callable[[int, int], None], length: int, parts: int, threads: int) -> None:
    """Do about equal parts, several at once; compiled work leaves the interpreter free."""
    bounds = np.unique(np.linspace(0, length, max(parts, 1) + 1).astype(np.int64)).tolist()
    if len(bounds) <= 2 or threads == 1:
        for low, high in pairwise(bounds):
            work(low, high)
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work, low, high) for low, high in pairwise(bounds)]:
            done.result()
