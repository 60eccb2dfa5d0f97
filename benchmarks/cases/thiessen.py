"""A gap-free map of any size: Thiessen cells whose borders are bent, the same for both neighbours.

A Thiessen cell has six corners on average; two or three vertices on each side, moved a little off
the line, make twenty. Sides that would cross another are left straight, so every cell is valid.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi

WEST, SOUTH, EAST, NORTH = 73.0, 18.0, 135.0, 54.0
MEAN_VERTICES = 20
CORNERS = 6
BEND = 0.12  # of a side's length
MARGIN_CELLS = 6.0  # seeds this many cell widths from the frame are mirrored on it

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _Sides:
    """Sides of all cells: the two seeds, the two corners, vertices between (ragged)."""

    seeds: Ints
    corners: Ints
    inner: Floats
    inner_first: Ints


def thiessen_map(cells: int, seed: int) -> NDArray[np.object_]:
    """Polygons that fill the frame without gap or overlap, in random order of place."""
    rng = np.random.default_rng(seed)
    points = rng.random((cells, 2))
    diagram = Voronoi(np.vstack([points, *_mirrored(points, MARGIN_CELLS / np.sqrt(cells))]))
    seeds = np.asarray(diagram.ridge_points, np.int64)
    corners = np.asarray(diagram.ridge_vertices, np.int64)
    real = (seeds < cells).any(axis=1) & (corners >= 0).all(axis=1)
    order = np.where(seeds[real] < cells, seeds[real], -1)
    bend = rng.uniform(-BEND, BEND, (int(real.sum()), 3))
    bend[(order < 0).any(axis=1)] = 0.0  # the frame stays straight
    between = np.where(rng.random(len(order)) < (MEAN_VERTICES - CORNERS) / CORNERS - 2, 3, 2)
    place = np.clip(diagram.vertices, 0.0, 1.0)
    while True:
        sides = _sides(order, corners[real], place, bend, between)
        polygons = _polygons(sides, place, points)
        bad = np.flatnonzero(~shapely.is_valid(polygons))
        crossed = np.isin(order, bad).any(axis=1)
        if not len(bad) or not bend[crossed].any():
            return polygons
        bend[crossed] = 0.0


def _mirrored(points: Floats, margin: float) -> list[Floats]:
    """Seeds near the frame, mirrored on it: their cells then end on the frame."""
    images = []
    for axis in (0, 1):
        for edge in (0.0, 1.0):
            near = points[np.abs(points[:, axis] - edge) < margin].copy()
            near[:, axis] = 2 * edge - near[:, axis]
            images.append(near)
    return images


def _sides(order: Ints, corners: Ints, place: Floats, bend: Floats, between: Ints) -> _Sides:
    """Vertices between the corners of each side, evenly apart and moved off the line."""
    first = np.concatenate([[0], np.cumsum(between)])
    side = np.repeat(np.arange(len(between)), between)
    step = np.arange(first[-1]) - first[side]
    a, b = place[corners[side, 0]], place[corners[side, 1]]
    along = ((step + 1) / (between[side] + 1))[:, None]
    off = np.column_stack([a[:, 1] - b[:, 1], b[:, 0] - a[:, 0]]) * bend[side, step][:, None]
    return _Sides(order, corners, a + (b - a) * along + off, first)


def _polygons(sides: _Sides, place: Floats, points: Floats) -> NDArray[np.object_]:
    """Rings by cell: its sides by direction from the seed, each from its first corner on."""
    side, which = np.nonzero(sides.seeds >= 0)
    cell = sides.seeds[side, which]
    a, b = place[sides.corners[side, 0]], place[sides.corners[side, 1]]
    from_seed = (a + b) / 2 - points[cell]
    turned = from_seed[:, 0] * (b - a)[:, 1] - from_seed[:, 1] * (b - a)[:, 0] < 0
    order = np.lexsort([np.arctan2(from_seed[:, 1], from_seed[:, 0]), cell])
    side, cell, turned = side[order], cell[order], turned[order]
    count = np.diff(sides.inner_first)[side] + 1
    first = np.concatenate([[0], np.cumsum(count)])
    of = np.repeat(np.arange(len(side)), count)
    step = np.arange(first[-1]) - first[of]
    back = np.where(turned[of], count[of] - 1 - step, step - 1)
    inner = np.minimum(sides.inner_first[side[of]] + np.maximum(back, 0), len(sides.inner) - 1)
    corner = place[sides.corners[side, turned.astype(int)]][of]
    xy = np.where((step == 0)[:, None], corner, sides.inner[inner])
    scale = np.array([EAST - WEST, NORTH - SOUTH])
    rings = shapely.linearrings(xy * scale + [WEST, SOUTH], indices=cell[of])
    return np.asarray(shapely.polygons(rings))


def random_points(points: int, seed: int) -> tuple[Floats, Floats]:
    """Longitudes and latitudes, evenly over the frame, in random order."""
    rng = np.random.default_rng(seed)
    return rng.uniform(WEST, EAST, points), rng.uniform(SOUTH, NORTH, points)
