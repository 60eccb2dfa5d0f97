"""Seats: the points that stand for villages and townships, and the outlines above them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from risk.geography.points import AREA_TYPES
from risk.terms import GeometrySource, RegionLevel

WGS84 = "EPSG:4326"
SAME_PLACE_DEG = 1e-6  # about 0.1 m: nearer points are one place, and would break a diagram


def split_points(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Areas stay in ``geometry`` (else None), points move to ``lon``, ``lat``.

    ``geometry_source`` is kept, ``imported`` for an area that names none, ``none`` without an area.
    """
    result = regions.copy()
    geometry = result.geometry.to_numpy()
    point = shapely.get_type_id(geometry) == 0
    area = np.isin(shapely.get_type_id(geometry), AREA_TYPES)
    for column, value in (("lon", shapely.get_x(geometry)), ("lat", shapely.get_y(geometry))):
        known = (
            result[column].astype(float) if column in result else pd.Series(np.nan, result.index)
        )
        result[column] = known.where(known.notna() | ~point, value)
    source = result.get("geometry_source", pd.Series(None, result.index, dtype=object))
    source = source.astype(object).where(source.notna(), GeometrySource.IMPORTED.value)
    result["geometry_source"] = source.where(area, GeometrySource.NONE.value)
    blank = geometry.copy()
    blank[~area] = None
    return result.set_geometry(gpd.GeoSeries(blank, index=result.index, crs=regions.crs or WGS84))


def seats(regions: pd.DataFrame) -> NDArray[np.object_]:
    """Point geometry of each region from ``lon``, ``lat``; None where there is none."""
    lon, lat = regions["lon"].to_numpy(float), regions["lat"].to_numpy(float)
    known = np.isfinite(lon) & np.isfinite(lat)
    points = np.full(len(regions), None, dtype=object)
    points[known] = shapely.points(lon[known], lat[known])
    return points


def snapped(points: NDArray[np.object_]) -> NDArray[np.object_]:
    """Points rounded to 0.1 m, so that two of one place are equal."""
    return np.asarray(
        shapely.transform(points, lambda c: np.round(c / SAME_PLACE_DEG) * SAME_PLACE_DEG)
    )


def place_numbers(points: NDArray[np.object_]) -> NDArray[np.int64]:
    """One number a place, equal for points of one place; every missing point has its own."""
    places = snapped(points)
    spots = pd.DataFrame({"x": shapely.get_x(places), "y": shapely.get_y(places)})
    spots["missing"] = np.where(spots["x"].isna(), np.arange(len(spots)), -1)
    numbers = spots.groupby(["x", "y", "missing"], dropna=False, sort=False).ngroup()
    return np.asarray(numbers, dtype=np.int64)


def above(regions: pd.DataFrame, fitting: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Row number of each region's nearest ancestor that fits, -1 if none."""
    position = {code: i for i, code in enumerate(regions["code"].tolist())}
    parents = regions["parent_code"].tolist()
    parent = np.array([position.get(code, -1) for code in parents], dtype=np.int64)
    fits = np.append(fitting, False)
    up = np.append(parent, -1)
    step = parent.copy()
    for _ in RegionLevel:
        step = np.where(fits[step], step, up[step])
    return np.where(fits[step], step, -1)


def surveyed(regions: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Which regions have an area of their own, not one derived from points."""
    area = np.isin(shapely.get_type_id(regions.geometry.to_numpy()), AREA_TYPES)
    return np.asarray(
        area & (regions["geometry_source"] != GeometrySource.DERIVED.value).to_numpy()
    )
