"""Areas as plain arrays: all their rings one after another."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from risk.errors import GeographyError

AREA_TYPES = (3, MULTI := 6)  # shapely's type numbers of Polygon and MultiPolygon


@dataclass(frozen=True, eq=False)
class Rings:
    """Closed rings; those of an area follow one another, those of near areas lie together.

    Attributes:
        xy: vertices (V, 2), degrees.
        first: vertices of ring r are ``xy[first[r]:first[r + 1]]``, the last like the first.
        row: row of the area each ring belongs to.
        hole: the ring bounds a hole.
    """

    xy: NDArray[np.float64]
    first: NDArray[np.int64]
    row: NDArray[np.int32]
    hole: NDArray[np.bool_]


def flatten(geometry: NDArray[np.object_]) -> Rings:
    """The rings of all Polygons and MultiPolygons; rows of anything else have none.

    Raises:
        GeographyError: a coordinate is not a number.
    """
    rows = np.flatnonzero(np.isin(shapely.get_type_id(geometry), AREA_TYPES))
    rows = rows[~shapely.is_empty(geometry[rows])]
    rows = rows[_by_place(shapely.bounds(geometry[rows]))]
    areas = geometry[rows]
    simple = (shapely.get_type_id(areas) != MULTI) & (shapely.get_num_interior_rings(areas) == 0)
    parts, of_area = shapely.get_parts(areas[~simple], return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    area = np.append(np.flatnonzero(simple), np.flatnonzero(~simple)[of_area[of_part]])
    order = np.argsort(area, kind="stable")
    vertices = [shapely.get_num_coordinates(known) for known in (areas[simple], rings)]
    first = np.zeros(len(area) + 1, np.int64)
    np.cumsum(np.concatenate(vertices)[order], out=first[1:])
    hole = np.zeros(len(area), np.bool_)
    hole[len(area) - len(rings) + 1 :] = of_part[1:] == of_part[:-1]
    xy = shapely.get_coordinates(areas)
    if not np.isfinite(xy).all():
        raise GeographyError(
            "an outline holds a coordinate that is not a number", remedy="repair the map"
        )
    return Rings(xy, first, rows[area[order]].astype(np.int32), hole[order])


def _by_place(bounds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Order of areas strip by strip from the south, each from the west."""
    if not len(bounds):
        return np.zeros(0, np.int64)
    x, y = bounds[:, 0], bounds[:, 1]
    tall = y.max() - y.min()
    strip = np.floor((y - y.min()) / tall * np.sqrt(len(y))) if tall > 0 else np.zeros(len(y))
    return np.lexsort([x, strip])
