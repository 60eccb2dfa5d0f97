"""Maps that do not fit: invalid outlines mended, overlaps, gaps and stray points told."""

from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from risk.geography.faults import MapFault, all_faults, fault_rows, told
from risk.geography.misplaced import seat_faults
from risk.geography.plane import areas_km2, flat
from risk.geography.points import AREA_TYPES
from risk.geography.seats import above, split_points, surveyed
from risk.terms import RegionLevel

COLLECTION = 7  # shapely's type number of GeometryCollection
SLIVER_KM2 = 0.01  # 1 ha
SLIVER_WIDTH_M = 20.0
"""What is smaller, or thinner on average, comes from drawing one line twice, and is not told."""
CRUMB_KM2 = 1e-6  # 1 m²: parts of a mended outline below it are rounding, and are dropped
METHODS = ("structure", "linework")


def repair(regions: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Mend invalid outlines; points, missing and valid outlines stay as they are.

    Of the two ways GEOS offers (rings merged as shells and holes; lines taken even-odd) the one
    that changes the area least is taken. Lines, points and crumbs that are left over are dropped;
    an outline of which nothing remains becomes None.

    Returns:
        A copy of the regions, and one row of table ``map_fault`` for each mended outline:
        ``value`` is km² gained or lost, ``detail`` the reason, its place, and area and parts
        before and after.
    """
    geometry = regions.geometry.to_numpy().copy()
    kind = shapely.get_type_id(geometry)
    area = np.isin(kind, (*AREA_TYPES, COLLECTION))
    wrong = np.flatnonzero(area & (~shapely.is_valid(geometry) | (kind == COLLECTION)))
    before = geometry[wrong]
    geometry[wrong] = [_mended(shape) for shape in before]
    result = regions.set_geometry(gpd.GeoSeries(geometry, index=regions.index, crs=regions.crs))
    after = geometry[wrong]
    old, new = areas_km2(before), np.nan_to_num(areas_km2(after, like=before))
    details = [
        _told_change(was, now, km2) for was, now, *km2 in zip(before, after, old, new, strict=True)
    ]
    codes = regions["code"].to_numpy()[wrong]
    return result, all_faults(
        [fault_rows(MapFault.INVALID, region_code=codes, value=new - old, detail=details)]
    )


def _told_change(was: BaseGeometry, now: BaseGeometry | None, km2: Sequence[float]) -> str:
    """Why it was wrong and where, area and parts before and after."""
    valid = shapely.is_valid(was)
    reason, found, place = shapely.is_valid_reason(was).partition("[")
    spot = place.rstrip("]").split()[:2] if found else []
    return told(
        {
            "reason": was.geom_type if valid else reason,
            **{axis: f"{float(x):.6f}" for axis, x in zip(("lon", "lat"), spot, strict=False)},
            "area_km2": f"{km2[0]:.6g}>{km2[1]:.6g}",
            "parts": f"{shapely.get_num_geometries(was)}>{shapely.get_num_geometries(now)}",
        }
    )


def _mended(shape: BaseGeometry) -> BaseGeometry | None:
    was = shapely.area(shape)
    ways = [_polygons(shapely.make_valid(shape, method=way)) for way in METHODS]
    kept = [way for way in ways if way is not None]
    return min(kept, key=lambda way: abs(way.area - was)) if kept else None


def _polygons(shape: BaseGeometry) -> BaseGeometry | None:
    """The polygons of a mended outline that are more than crumbs; None if there are none."""
    parts = shapely.get_parts(shapely.get_parts(shape))  # a collection may hold multipolygons
    parts = parts[np.isin(shapely.get_type_id(parts), AREA_TYPES)]
    parts = parts[areas_km2(parts) >= CRUMB_KM2]
    if len(parts) <= 1:
        return parts[0] if len(parts) else None
    merged = shapely.union_all(parts)
    return merged if shapely.get_type_id(merged) in AREA_TYPES else None


def map_faults(regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """What does not fit in a map: columns of table ``map_fault``, the greatest of each kind first.

    Outlines of one level that overlap; parts of an outline that no region below it covers (told
    only where every region below has an outline of its own); regions that stick out of the outline
    above them; points that are far, shared, outside or on a border (`risk.geography.misplaced`).
    Derived areas are not judged: they fit by construction. Parts below `SLIVER_KM2` or thinner
    than `SLIVER_WIDTH_M` are not told.

    Args:
        regions: code, level, parent_code, geometry (valid: `repair` first); lon, lat,
            geometry_source and valid_to optional. Former regions (``valid_to``) are not judged.
    """
    today = regions[regions["valid_to"].isna()] if "valid_to" in regions else regions
    frame = split_points(today.reset_index(drop=True))
    own, level = surveyed(frame), frame["level"].to_numpy()
    faults = [seat_faults(frame)]
    for each in RegionLevel:
        faults.append(_overlaps(frame, np.flatnonzero(own & (level == each.value))))
        faults += _misfits(frame, own, level == each.value)
    return all_faults(faults)


def _wide(parts: NDArray[np.object_]) -> NDArray[np.object_]:
    """The polygons among the parts that are no slivers."""
    polygons = shapely.get_parts(shapely.get_parts(parts))
    polygons = polygons[np.isin(shapely.get_type_id(polygons), AREA_TYPES)]
    laid = flat(polygons)
    area_m2 = shapely.area(laid)
    width_m = 2 * area_m2 / np.maximum(shapely.length(laid), 1e-9)
    return np.asarray(polygons[(area_m2 >= SLIVER_KM2 * 1e6) & (width_m >= SLIVER_WIDTH_M)])


def _overlaps(frame: gpd.GeoDataFrame, rows: NDArray[np.int64]) -> pd.DataFrame:
    """Pairs of one level whose outlines overlap."""
    shapes, codes = frame.geometry.to_numpy()[rows], frame["code"].to_numpy()[rows]
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = a < b
    a, b = a[once], b[once]
    shared = shapely.intersection(shapes[a], shapes[b])
    polygonal = np.flatnonzero(shapely.get_dimensions(shared) == 2)
    wide = [_wide(shared[[i]]) for i in polygonal]
    found = [(i, parts) for i, parts in zip(polygonal, wide, strict=True) if len(parts)]
    pairs = np.array([i for i, _ in found], dtype=np.int64)
    return fault_rows(
        MapFault.OVERLAP,
        region_code=codes[a[pairs]],
        other_code=codes[b[pairs]],
        value=[areas_km2(parts).sum() for _, parts in found],
        detail=[_where(parts) for _, parts in found],
    )


def _misfits(
    frame: gpd.GeoDataFrame, own: NDArray[np.bool_], of_level: NDArray[np.bool_]
) -> Iterator[pd.DataFrame]:
    """Regions of a level against the outlines above them: gaps, and what sticks out."""
    shapes, codes = frame.geometry.to_numpy(), frame["code"].to_numpy()
    outline = above(frame, own)
    for parent in np.unique(outline[of_level & own & (outline >= 0)]):
        below = of_level & (outline == parent)
        rows = np.flatnonzero(below & own)
        if own[below].all():
            yield _gaps(codes[parent], shapes[parent], shapes[rows])
        yield _beyond(codes[parent], shapes[parent], codes[rows], shapes[rows])


def _gaps(code: object, outline: BaseGeometry, children: NDArray[np.object_]) -> pd.DataFrame:
    """Parts of an outline that no child covers."""
    parts = _wide(np.array([shapely.difference(outline, shapely.union_all(children))]))
    return fault_rows(
        MapFault.GAP,
        region_code=[code] * len(parts),
        value=areas_km2(parts),
        detail=[_where(parts[[i]]) for i in range(len(parts))],
    )


def _beyond(
    code: object, outline: BaseGeometry, codes: NDArray[np.object_], children: NDArray[np.object_]
) -> pd.DataFrame:
    """Children that stick out of an outline."""
    shapely.prepare(outline)
    crossing = np.flatnonzero(~shapely.covers(outline, children))
    parts = [_wide(shapely.difference(children[[i]], outline)) for i in crossing]
    found = [(codes[i], p) for i, p in zip(crossing, parts, strict=True) if len(p)]
    return fault_rows(
        MapFault.STICKS_OUT,
        region_code=[child for child, _ in found],
        other_code=[code] * len(found),
        value=[areas_km2(p).sum() for _, p in found],
        detail=[_where(p) for _, p in found],
    )


def _where(parts: NDArray[np.object_]) -> str:
    """How many parts, and a spot in the largest."""
    spot = shapely.point_on_surface(parts[shapely.area(parts).argmax()])
    return told({"parts": len(parts), "lon": f"{spot.x:.6f}", "lat": f"{spot.y:.6f}"})
