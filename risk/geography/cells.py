"""Thiessen cells: village areas made from village points where no surveyed outline exists.

Such areas are marked ``derived``; they say which point is nearest, not where a boundary runs.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from risk.errors import GeographyError
from risk.geography.plane import Plane
from risk.geography.points import AREA_TYPES
from risk.terms import GeometrySource, RegionLevel

WGS84 = "EPSG:4326"
SAME_PLACE_DEG = 1e-6  # about 0.1 m: nearer points are one place, and would break the diagram


def thiessen_cells(points: gpd.GeoDataFrame, outline: BaseGeometry) -> gpd.GeoDataFrame:
    """The part of the outline nearest to each point; the cells fill the outline exactly.

    Nearness is measured in metres (`risk.geography.plane`), from points rounded to 0.1 m. Of points
    that share one place the first keeps the cell and the others get none; a point outside the
    outline, or missing, gets none either.

    Args:
        points: ``code`` and point geometry, degrees.
        outline: a polygon or multipolygon, degrees.

    Returns:
        code, geometry (None where there is no cell), and ``cell``: ``own``, ``shared``,
        ``outside`` or ``missing``; index and order as ``points``.

    Raises:
        GeographyError: the outline is empty or no polygon.
    """
    area = _polygonal(outline)
    plane = Plane.around(area)
    flat = plane.to_metres(area).item()
    places = shapely.transform(points.geometry.to_numpy(), _snapped)
    standing = _standing(places, area)
    owners = np.flatnonzero(standing == "own")
    cells = np.full(len(points), None, dtype=object)
    if len(owners):
        spots = plane.to_metres(places[owners])
        cells[owners] = plane.to_degrees(_clip(_voronoi(spots, flat), flat))
    return gpd.GeoDataFrame(
        {"code": points["code"].to_numpy(), "cell": standing},
        geometry=gpd.GeoSeries(cells, index=points.index, crs=WGS84),
        index=points.index,
    )


def _snapped(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(degrees / SAME_PLACE_DEG) * SAME_PLACE_DEG


def _polygonal(outline: BaseGeometry) -> BaseGeometry:
    area = outline if shapely.is_valid(outline) else shapely.make_valid(outline)
    if shapely.get_type_id(area) not in AREA_TYPES or area.is_empty:
        raise GeographyError(
            "the outline is empty or no polygon",
            where="thiessen_cells",
            remedy="load the county's outline as a polygon",
        )
    return area


def _standing(points: NDArray[np.object_], outline: BaseGeometry) -> NDArray[np.object_]:
    missing = shapely.is_missing(points) | shapely.is_empty(points)
    shapely.prepare(outline)
    outside = ~shapely.intersects(outline, points)
    x, y = shapely.get_x(points), shapely.get_y(points)
    shared = pd.DataFrame({"x": x, "y": y}).duplicated(keep="first").to_numpy()
    return np.select([missing, outside, shared], ["missing", "outside", "shared"], "own").astype(
        object
    )


def _voronoi(spots: NDArray[np.object_], flat: BaseGeometry) -> NDArray[np.object_]:
    """Cells in the order of the spots, reaching beyond the outline."""
    if len(spots) == 1:
        return np.array([flat.envelope.buffer(1.0)], dtype=object)
    diagram = shapely.voronoi_polygons(
        shapely.multipoints(spots), extend_to=flat.envelope, ordered=True
    )
    return np.asarray(shapely.get_parts(diagram), dtype=object)


def _clip(cells: NDArray[np.object_], flat: BaseGeometry) -> NDArray[np.object_]:
    shapely.prepare(flat)
    inside = shapely.contains_properly(flat, cells)
    clipped = cells.copy()
    clipped[~inside] = [_areas_only(g) for g in shapely.intersection(cells[~inside], flat)]
    return clipped


def _areas_only(geometry: BaseGeometry) -> BaseGeometry:
    """Points and lines that a clip leaves where edges touch are dropped."""
    if shapely.get_type_id(geometry) in AREA_TYPES:
        return geometry
    parts = shapely.get_parts(geometry)
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), AREA_TYPES)])


def derive_geometry(regions: gpd.GeoDataFrame, *, coverage_min: float = 0.5) -> gpd.GeoDataFrame:
    """Give areas to the villages and townships that have none, as far as points allow.

    Villages that are only points (a point geometry, or lon and lat) share the part of the nearest
    outline above them (township, else county) that no village with an own area covers. Where fewer
    than ``coverage_min`` of an outline's villages have a usable point, none is derived: a cell
    would then swallow its neighbours. Townships without an area get the union of their villages';
    if no village of the county has one, the cells of the township seats.

    Args:
        regions: code, level, parent_code, geometry; lon, lat and geometry_source optional.

    Returns:
        A copy; ``geometry`` is an area or None, ``geometry_source`` is kept, ``derived`` or
        ``none``; lon and lat are kept, or filled from the points.
    """
    result = _with_sources(regions)
    level = result["level"].to_numpy()
    _fill_level(result, np.flatnonzero(level == RegionLevel.VILLAGE.value), coverage_min)
    _unite_townships(result)
    _fill_level(result, np.flatnonzero(level == RegionLevel.TOWNSHIP.value), coverage_min)
    return result


def _with_sources(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Split geometry into areas (kept) and points (moved to lon, lat)."""
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


def _fill_level(result: gpd.GeoDataFrame, rows: NDArray[np.int64], coverage_min: float) -> None:
    """Thiessen cells for the given rows that have no area, outline by outline."""
    geometry = result.geometry.to_numpy().copy()
    source = result["geometry_source"].to_numpy().copy()
    outlines = _outlines_above(result, rows)
    for outline in sorted(set(outlines) - {-1}):
        members = rows[outlines == outline]
        empty = members[shapely.is_missing(geometry[members])]
        if not len(empty):
            continue
        covered = geometry[np.setdiff1d(members, empty)]
        free = (
            shapely.difference(geometry[outline], shapely.union_all(covered))
            if len(covered)
            else geometry[outline]
        )
        if shapely.area(free) <= 0:
            continue
        cells = thiessen_cells(_seats(result, empty), _areas_only(free))
        usable = cells["cell"].isin(("own", "shared")).sum()
        if usable + len(covered) < coverage_min * len(members):
            continue
        own = (cells["cell"] == "own").to_numpy()
        geometry[empty[own]] = cells.geometry.to_numpy()[own]
        source[empty[own]] = GeometrySource.DERIVED.value
    result["geometry"] = gpd.GeoSeries(geometry, index=result.index, crs=result.crs)
    result["geometry_source"] = source


def _seats(result: gpd.GeoDataFrame, rows: NDArray[np.int64]) -> gpd.GeoDataFrame:
    part = result.iloc[rows]
    lon, lat = part["lon"].to_numpy(float), part["lat"].to_numpy(float)
    known = np.isfinite(lon) & np.isfinite(lat)
    points = np.full(len(part), None, dtype=object)
    points[known] = shapely.points(lon[known], lat[known])
    return gpd.GeoDataFrame(
        {"code": part["code"]}, geometry=gpd.GeoSeries(points, part.index, crs=WGS84)
    )


def _outlines_above(result: gpd.GeoDataFrame, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row number of the nearest ancestor with an area, -1 if none."""
    position = {code: i for i, code in enumerate(result["code"])}
    parent = result["parent_code"].tolist()
    has_area = ~shapely.is_missing(result.geometry.to_numpy())
    found = np.full(len(rows), -1, dtype=np.int64)
    for n, row in enumerate(rows):
        step, hops = position.get(parent[row], -1), 0
        while step >= 0 and not has_area[step] and hops < len(RegionLevel):
            step, hops = position.get(parent[step], -1), hops + 1
        found[n] = step if step >= 0 and has_area[step] else -1
    return found


def _unite_townships(result: gpd.GeoDataFrame) -> None:
    geometry = result.geometry.to_numpy().copy()
    source = result["geometry_source"].to_numpy().copy()
    parent, level = result["parent_code"].to_numpy(), result["level"].to_numpy()
    ready = ~shapely.is_missing(geometry) & (level == RegionLevel.VILLAGE.value)
    for row in np.flatnonzero((level == RegionLevel.TOWNSHIP.value) & shapely.is_missing(geometry)):
        children = geometry[ready & (parent == result["code"].iloc[row])]
        if len(children):
            geometry[row] = shapely.union_all(children)
            source[row] = GeometrySource.DERIVED.value
    result["geometry"] = gpd.GeoSeries(geometry, index=result.index, crs=result.crs)
    result["geometry_source"] = source
