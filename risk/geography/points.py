"""Which points can be believed, and which village they fall in."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from risk.geography.grid import build_grid
from risk.geography.plane import Plane
from risk.geography.rings import AREA_TYPES as AREA_TYPES
from risk.terms import RegionLevel

GRID_FROM_POINTS = 200_000  # fewer are found sooner than an index is built
BOUNDS_MARGIN_DEG = 0.2


@dataclass(frozen=True)
class Points:
    """One entry a place row.

    Attributes:
        fault: "" where the point may be used, else why not (``point_zero``, ``point_rounded_0.1``
            …); "absent" where none was given.
        village, township, county: row number in ``regions`` of the one area the point falls in;
            -1 for none, -2 where it falls in several (a border or an overlap).
    """

    fault: NDArray[np.object_]
    village: NDArray[np.int64]
    township: NDArray[np.int64]
    county: NDArray[np.int64]


def check_points(
    lon: NDArray[np.float64], lat: NDArray[np.float64], bounds: NDArray[np.float64]
) -> NDArray[np.object_]:
    """Why each point cannot be used, "" where it can.

    A point with at most one decimal in both coordinates is taken as rounded to 0.1° (11 km), with
    none as rounded to 1°. ``bounds`` is west, south, east, north of all regions.
    """
    west, south, east, north = bounds + np.array([-1, -1, 1, 1]) * BOUNDS_MARGIN_DEG
    with np.errstate(invalid="ignore"):
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        swapped = (lat >= west) & (lat <= east) & (lon >= south) & (lon <= north)
        faults = [
            (~np.isfinite(lon) | ~np.isfinite(lat), "absent"),
            ((np.abs(lon) < 1e-6) | (np.abs(lat) < 1e-6), "point_zero"),
            (~inside & swapped, "point_swapped"),
            ((np.abs(lon) > 180) | (np.abs(lat) > 90), "point_impossible"),
            (_whole(lon) & _whole(lat), "point_rounded_1"),
            (_whole(lon * 10) & _whole(lat * 10), "point_rounded_0.1"),
        ]
    return np.asarray(np.select([f for f, _ in faults], [name for _, name in faults], ""), object)


def _whole(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(np.abs(values - np.round(values)) < 1e-7)


def read_points(
    lon: NDArray[np.float64], lat: NDArray[np.float64], regions: gpd.GeoDataFrame
) -> Points:
    """Check every point and find the village, township and county area it falls in.

    A point that may not be used for a village (rounded) still tells its county.
    """
    area = np.isin(shapely.get_type_id(regions.geometry.to_numpy()), AREA_TYPES)
    if "valid_to" in regions:  # former regions hold no point of today
        area &= regions["valid_to"].isna().to_numpy()
    bounds = (
        np.asarray(shapely.total_bounds(regions.geometry.to_numpy()[area]))
        if area.any()
        else np.full(4, np.nan)
    )
    fault = check_points(lon, lat, bounds)
    usable, coarse = fault == "", np.char.startswith(fault.astype(str), "point_rounded")
    at = np.column_stack([lon, lat])
    at[~(usable | coarse)] = np.nan
    level = regions["level"].to_numpy()
    inside = {
        name: _inside(at, regions.geometry.to_numpy(), area & (level == name.value))
        for name in (RegionLevel.VILLAGE, RegionLevel.TOWNSHIP, RegionLevel.COUNTY)
    }
    anywhere = np.any([found != -1 for found in inside.values()], axis=0)
    fault[usable & ~anywhere & area.any()] = "point_outside"
    fault[usable & ~area.any()] = "no_map"
    return Points(fault, *inside.values())


def _inside(
    at: NDArray[np.float64], geometry: NDArray[np.object_], chosen: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Row of the one chosen area each point is in; -1 none, -2 several."""
    if len(at) >= GRID_FROM_POINTS:
        areas = geometry.copy()
        areas[~chosen] = None
        return build_grid(areas).find(at[:, 0], at[:, 1], strict=True).astype(np.int64)
    rows = np.flatnonzero(chosen)
    result = np.full(len(at), -1, dtype=np.int64)
    given = np.flatnonzero(~np.isnan(at).any(axis=1))
    if not len(rows) or not len(given):
        return result
    points = shapely.points(at[given])
    point, area = shapely.STRtree(geometry[rows]).query(points, predicate="intersects")
    result[given[point]] = rows[area]
    result[given[np.bincount(point, minlength=len(given)) > 1]] = -2
    return result


def distances_m(
    lon: NDArray[np.float64], lat: NDArray[np.float64], geometry: NDArray[np.object_]
) -> NDArray[np.float64]:
    """Metres from each point to the geometry beside it; NaN where there is no point or no area."""
    ok = np.isin(shapely.get_type_id(geometry), AREA_TYPES) & np.isfinite(lon) & np.isfinite(lat)
    result = np.full(len(lon), np.nan)
    if ok.any():
        plane = Plane.around(geometry[ok])
        flat = _flat_once(plane, geometry[ok])
        result[ok] = shapely.distance(plane.to_metres(shapely.points(lon[ok], lat[ok])), flat)
    return result


def _flat_once(plane: Plane, geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Each distinct geometry laid flat once, then repeated."""
    distinct, inverse = np.unique(np.fromiter(map(id, geometry), np.int64), return_inverse=True)
    first = np.zeros(len(distinct), dtype=np.int64)
    first[inverse[::-1]] = np.arange(len(geometry))[::-1]
    return np.asarray(plane.to_metres(geometry[first])[inverse], dtype=object)
