"""Thiessen cells: village areas made from village points where no surveyed outline exists.

Such areas are marked ``derived``; they say which point is nearest, not where a boundary runs.
"""

from collections.abc import Hashable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from risk.errors import GeographyError
from risk.geography.misplaced import believed
from risk.geography.plane import Plane
from risk.geography.points import AREA_TYPES
from risk.geography.seats import WGS84, above, place_numbers, snapped, split_points
from risk.terms import GeometrySource, RegionLevel


def thiessen_cells(points: gpd.GeoDataFrame, outline: BaseGeometry) -> gpd.GeoDataFrame:
    """The part of the outline nearest to each point; the cells fill the outline exactly.

    Nearness is measured in metres (`risk.geography.plane`), from points rounded to 0.1 m. Of points
    that share one place the first keeps the cell and the others get none; a point outside the
    outline, or missing, gets none either.

    Args:
        points: ``code`` and point geometry, degrees.
        outline: a polygon or multipolygon, degrees.

    Returns:
        code, geometry (None where there is no cell), ``cell``: ``own``, ``shared``, ``outside``
        or ``missing``, and ``place``: a number, equal for points of one place; index and order as
        ``points``.

    Raises:
        GeographyError: the outline is empty or no polygon.
    """
    places = points.geometry.to_numpy()
    cells, standing = _partition(places, _polygonal(outline))
    return gpd.GeoDataFrame(
        {"code": points["code"].to_numpy(), "cell": standing, "place": place_numbers(places)},
        geometry=gpd.GeoSeries(cells, index=points.index, crs=WGS84),
        index=points.index,
    )


def _partition(
    points: NDArray[np.object_], area: BaseGeometry
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Cell of each point (None where it has none) and how the point stands."""
    places = snapped(points)
    standing = _standing(places, area)
    owners = np.flatnonzero(standing == "own")
    cells = np.full(len(points), None, dtype=object)
    if len(owners):
        plane = Plane.around(area)
        flat = plane.to_metres(area).item()
        spots = plane.to_metres(places[owners])
        cells[owners] = plane.to_degrees(_clip(_voronoi(spots, flat), flat))
    return cells, standing


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
    xy = shapely.get_coordinates(points[~missing])
    shared = ~missing
    first = np.unique(xy[:, 0] + 1j * xy[:, 1], return_index=True)[1]
    shared[np.flatnonzero(~missing)[first]] = False
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
    outline above them (township, else county) that no area of its own covers. Where fewer than
    ``coverage_min`` of an outline's villages have a usable point, none is derived: a cell would
    then swallow its neighbours. Townships without an area get the union of their villages'; if no
    village of the county has one, the cells of the township seats.

    A point that cannot be where it says (`risk.geography.misplaced`: far, outside) makes no cell.
    The cell of a place that several villages share belongs to none of them, since a claim's point
    in it cannot tell them apart; it still belongs to their township if they have the same.

    Args:
        regions: code, level, parent_code, geometry; lon, lat and geometry_source optional.

    Returns:
        A copy; ``geometry`` is an area or None, ``geometry_source`` is kept, ``derived`` or
        ``none``; lon and lat are kept, or filled from the points.
    """
    result = split_points(regions)
    points = believed(result)
    level = result["level"].to_numpy()
    villages = np.flatnonzero(level == RegionLevel.VILLAGE.value)
    cells = _cells_of(result, points, villages, coverage_min)
    _settle(result, cells[cells["alone"]])
    _unite_townships(result, cells[~cells["alone"]])
    townships = np.flatnonzero(level == RegionLevel.TOWNSHIP.value)
    shared_out = np.unique(cells["outline"])
    cells = _cells_of(result, points, townships, coverage_min, without=shared_out)
    _settle(result, cells[cells["alone"]])
    return result


def _cells_of(
    result: gpd.GeoDataFrame,
    points: NDArray[np.object_],
    rows: NDArray[np.int64],
    coverage_min: float,
    *,
    without: Sequence[int] | NDArray[np.int64] = (),
) -> pd.DataFrame:
    """Thiessen cells of the given rows that have no area, outline by outline.

    Returns:
        row, outline (row numbers), cell, alone (no other point stands there), parent_code (None
        where those who stand there have different ones).
    """
    geometry = result.geometry.to_numpy()
    has_area = ~shapely.is_missing(geometry)
    nearest = above(result, has_area)
    bare = rows[~has_area[rows]]
    empties, taken = _by_outline(bare, nearest), _by_outline(np.flatnonzero(has_area), nearest)
    parts = [(np.array([], np.int64), np.array([], np.int64), np.array([], object))]
    counts = np.bincount(nearest[rows] + 1, minlength=len(result) + 1)[1:]
    for outline in np.setdiff1d(nearest[bare], [-1, *without]):
        empty, members = empties[outline], counts[outline]
        free = _free(geometry[outline], geometry[taken.get(outline, [])])
        if free is None:
            continue
        cells, standing = _partition(points[empty], free)
        usable = np.isin(standing, ("own", "shared")).sum() + members - len(empty)
        own = standing == "own"
        if usable >= coverage_min * members:
            parts.append((empty[own], np.full(own.sum(), outline), cells[own]))
    row, outlines, cell = (np.concatenate(column) for column in zip(*parts, strict=True))
    owned = _owned(bare, points[bare], result["parent_code"]).loc[row]
    return owned.assign(row=row, outline=outlines, cell=cell)


def _owned(
    rows: NDArray[np.int64], points: NDArray[np.object_], parents: pd.Series
) -> pd.DataFrame:
    """By row: alone, and the parent of all who stand at its place (None if they differ)."""
    stands = pd.DataFrame(
        {"parent_code": parents.to_numpy(dtype=object)[rows], "place": place_numbers(points)},
        index=rows,
    )
    stands["alone"] = ~stands["place"].duplicated(keep=False)
    crowd = stands[~stands["alone"]]
    mixed = crowd.groupby("place")["parent_code"].transform("nunique") > 1
    stands.loc[mixed.index[mixed], "parent_code"] = None
    return stands


def _by_outline(
    rows: NDArray[np.int64], outline: NDArray[np.int64]
) -> dict[Hashable, NDArray[np.int64]]:
    """The rows under each outline."""
    groups = pd.Series(rows).groupby(outline[rows])
    return {key: rows[positions] for key, positions in groups.indices.items()}


def _free(outline: BaseGeometry, taken: NDArray[np.object_]) -> BaseGeometry | None:
    """What areas of their own leave of an outline; None if nothing."""
    free = shapely.difference(outline, shapely.union_all(taken)) if len(taken) else outline
    return _areas_only(free) if shapely.area(free) > 0 else None


def _settle(result: gpd.GeoDataFrame, cells: pd.DataFrame) -> None:
    """Give each cell to its row, marked as derived."""
    geometry, source = (
        result.geometry.to_numpy().copy(),
        result["geometry_source"].to_numpy().copy(),
    )
    rows = cells["row"].to_numpy(np.int64)
    geometry[rows] = cells["cell"].to_numpy()
    source[rows] = GeometrySource.DERIVED.value
    result["geometry"] = gpd.GeoSeries(geometry, index=result.index, crs=result.crs)
    result["geometry_source"] = source


def _unite_townships(result: gpd.GeoDataFrame, shared: pd.DataFrame) -> None:
    """Areas of townships that have none: their villages', and cells several of these share."""
    geometry, level = result.geometry.to_numpy(), result["level"].to_numpy()
    has_area = ~shapely.is_missing(geometry)
    ready = has_area & (level == RegionLevel.VILLAGE.value)
    pieces = pd.DataFrame(
        {
            "parent_code": [*result["parent_code"].to_numpy()[ready], *shared["parent_code"]],
            "cell": [*geometry[ready], *shared["cell"]],
        }
    ).dropna(subset=["parent_code"])
    united = pieces.groupby("parent_code")["cell"].agg(lambda parts: shapely.union_all(list(parts)))
    rows = np.flatnonzero((level == RegionLevel.TOWNSHIP.value) & ~has_area)
    rows = rows[result["code"].iloc[rows].isin(united.index).to_numpy()]
    _settle(
        result, pd.DataFrame({"row": rows, "cell": united[result["code"].iloc[rows]].to_numpy()})
    )
