"""A map with every trap of shape, and points where answers go wrong.

Holes (half of them filled by an enclave), areas in two parts, rows without area; points on
vertices and edges, level with vertices, and a rounding beside them.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.cases.thiessen import random_points

HOLE = 0.3  # of the area's width
BESIDE = 1e3  # far off: the direction of the next number


def in_pieces(cells: NDArray[np.object_]) -> NDArray[np.object_]:
    """Every third cell with a hole, some joined to a far one, and rows that are no area."""
    areas = cells.copy()
    pierced = np.arange(0, len(cells), 3)
    inner = np.array([shapely.affinity.scale(cell, HOLE, HOLE) for cell in cells[pierced]])
    areas[pierced] = shapely.difference(cells[pierced], inner)
    pairs = np.arange(1, len(cells), 3)[: len(cells) // 6 * 2 // 2 * 2].reshape(-1, 2)
    areas[pairs[:, 0]] = shapely.union(cells[pairs[:, 0]], cells[pairs[:, 1]])
    areas[pairs[:, 1]] = None
    x, y = shapely.get_coordinates(cells[0])[0]
    others = [shapely.Point(x, y), shapely.Polygon(), shapely.box(x, y, x + 1, y + 1).exterior]
    return np.array([*areas, *inner[::2], *others], dtype=object)


def hard_points(areas: NDArray[np.object_], points: int, seed: int) -> NDArray[np.float64]:
    """Points (n, 2): a fifth anywhere, some off the map; the rest at borders; three are none."""
    rng = np.random.default_rng(seed)
    corner = shapely.get_coordinates(areas)
    k = rng.integers(0, len(corner) - 1, points // 5)
    anywhere = np.column_stack(random_points(len(k), seed)) * 1.002 - 0.1
    level = np.column_stack([rng.permutation(corner[k, 0]), corner[k, 1]])
    middle = (corner[k] + corner[k + 1]) / 2
    beside = np.nextafter(corner[k], np.where(rng.random((len(k), 2)) < 0.5, BESIDE, -BESIDE))
    none = [[np.nan, 30.0], [100.0, np.nan], [np.inf, 30.0]]
    return np.concatenate([anywhere, corner[k], level, middle, beside, none])


def shapely_says(
    areas: NDArray[np.object_], at: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every pair (point, row of an area) that touch, and how many areas each point touches."""
    real = np.flatnonzero(np.isfinite(at).all(axis=1))
    rows = np.flatnonzero(np.isin(shapely.get_type_id(areas), (3, 6)))
    tree = shapely.STRtree(areas[rows])
    point, row = tree.query(shapely.points(at[real]), predicate="intersects")
    return real[point], rows[row], np.bincount(real[point], minlength=len(at))
