"""Points that cannot be where they say: far from their township, shared, outside, on a border.

Points of public lists are often found by name alone, so a namesake's point stands in for a village
far away, and one point for several villages.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from risk.geography.faults import MapFault, all_faults, fault_rows, told
from risk.geography.plane import METRES_PER_DEGREE_LAT, areas_km2, distances_km, haversine_km
from risk.geography.seats import above, place_numbers, seats, surveyed
from risk.terms import RegionLevel

BORDER_M = 10.0  # 0.0001°, the coarsest rounding seen in lists of villages: the side is unknown
FAR_WIDTHS = 2.0
"""How many widths of a mean township (√(county's area / its townships)) a village may lie from its
township's point. In the 47,880 pairs of the national list of 2016 the number of villages falls
e-fold every 0.31 widths and runs out into a flat tail of misplaced points; the two are equal at
1.9 to 2.0 widths, where a point is as likely misplaced as right."""
NOT_THERE = (MapFault.POINT_FAR.value, MapFault.POINT_OUTSIDE.value)


def seat_faults(regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Points that cannot be where they say: columns of table ``map_fault``.

    ``point_outside``: beyond the county's outline. ``point_far``: beyond its township's outline;
    where the township is only a point, within another's outline or farther from it than
    `FAR_WIDTHS` allows (only judged where the county has an outline); ``other_code`` is the
    township that holds it or is nearest.
    ``point_shared``: several of one level at one place; ``other_code`` is the first of the others.
    ``point_on_border``: within `BORDER_M` of the outline above, on either side.

    Args:
        regions: as `split_points` gives them, one row a code, those in force today.
    """
    own, level = surveyed(regions), regions["level"].to_numpy()
    points = seats(regions)
    points[~np.isin(level, (RegionLevel.VILLAGE.value, RegionLevel.TOWNSHIP.value))] = None
    county = above(regions, own & (level == RegionLevel.COUNTY.value))
    township = above(regions, level == RegionLevel.TOWNSHIP.value)
    outlined = np.where(np.append(own, False)[township], township, -1)
    in_county = _margin_km(points, county, regions)
    in_township = _margin_km(points, outlined, regions)
    outside = in_county < -BORDER_M / 1000
    here = points.copy()
    here[outside] = None
    astray = _astray(regions, here, township, np.where(outside, np.nan, -in_township))
    known = outside | (outlined >= 0) | regions["code"].isin(set(astray["region_code"])).to_numpy()
    seated = np.where(known, -1, township)
    nearest = np.fmin(np.abs(in_county), np.abs(in_township))
    codes = regions["code"].to_numpy(dtype=object)
    border = nearest <= BORDER_M / 1000
    return all_faults(
        [
            fault_rows(
                MapFault.POINT_OUTSIDE, region_code=codes[outside], value=-in_county[outside],
                other_code=codes[county[outside]],
            ),
            astray,
            _too_far(regions, county, seated),
            _shared(regions, points),
            fault_rows(
                MapFault.POINT_ON_BORDER, region_code=codes[border], value=nearest[border]
            ),
        ]
    )  # fmt: skip


def _margin_km(
    points: NDArray[np.object_], outline: NDArray[np.int64], regions: gpd.GeoDataFrame
) -> NDArray[np.float64]:
    """How far inside (+) or outside (-) its outline each point lies.

    Infinite for what lies deeper inside than a border is wide, NaN where one of both is missing.
    """
    result = np.full(len(points), np.nan)
    rows = np.flatnonzero((outline >= 0) & ~shapely.is_missing(points))
    areas, edges = _with_edges(regions.geometry.to_numpy(), outline[rows])
    spots = points[rows]
    inside = shapely.intersects(areas, spots)
    near = shapely.dwithin(edges, spots, 2 * BORDER_M / METRES_PER_DEGREE_LAT / _squeeze(spots))
    km = np.full(len(rows), np.inf)
    asked = ~inside | near
    km[asked] = distances_km(spots[asked], edges[asked])
    result[rows] = np.where(inside, km, -km)
    return result


def _with_edges(
    geometry: NDArray[np.object_], rows: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """The area of each row and its boundary, each made and prepared once."""
    distinct, which = np.unique(rows, return_inverse=True)
    areas = geometry[distinct]
    edges = shapely.boundary(areas)
    shapely.prepare(areas)
    shapely.prepare(edges)
    return areas[which], edges[which]


def _squeeze(points: NDArray[np.object_]) -> NDArray[np.float64]:
    """How much shorter a degree of longitude is than one of latitude there."""
    return np.asarray(np.cos(np.radians(shapely.get_y(points))))


def _astray(
    regions: gpd.GeoDataFrame,
    points: NDArray[np.object_],
    township: NDArray[np.int64],
    beyond_km: NDArray[np.float64],
) -> pd.DataFrame:
    """Villages whose point is beyond their township's outline, or within another's.

    ``beyond_km`` is how far each point lies beyond its own township's outline, NaN where that has
    none; then the value is how deep the point lies in the other's.
    """
    codes, geometry = regions["code"].to_numpy(dtype=object), regions.geometry.to_numpy()
    is_town = (regions["level"] == RegionLevel.TOWNSHIP.value).to_numpy()
    towns = np.flatnonzero(surveyed(regions) & is_town)
    holder = np.full(len(points), -1)
    point, town = shapely.STRtree(geometry[towns]).query(points, predicate="intersects")
    holder[point] = towns[town]
    km = beyond_km.copy()
    held = np.flatnonzero(np.isnan(km) & (township >= 0) & (holder >= 0))
    km[held] = distances_km(points[held], shapely.boundary(geometry[holder[held]]))
    astray = km > BORDER_M / 1000
    return fault_rows(
        MapFault.POINT_FAR,
        region_code=codes[astray],
        value=km[astray],
        other_code=[codes[row] if row >= 0 else None for row in holder[astray]],
    )


def _too_far(
    regions: gpd.GeoDataFrame,
    county: NDArray[np.int64],
    township: NDArray[np.int64],
) -> pd.DataFrame:
    """Villages too far from the point of their township (-1: not judged)."""
    codes = regions["code"].to_numpy(dtype=object)
    lon, lat = regions["lon"].to_numpy(float), regions["lat"].to_numpy(float)
    bound_km = _bounds_km(regions, county)
    km = haversine_km(lon, lat, lon[township], lat[township])
    far = (township >= 0) & (km > bound_km)
    towns = np.flatnonzero(
        (regions["level"] == RegionLevel.TOWNSHIP.value).to_numpy() & np.isfinite(lon + lat)
    )
    nearest = []
    for row in np.flatnonzero(far):
        like = towns[county[towns] == county[row]]
        there = haversine_km(lon[row], lat[row], lon[like], lat[like])
        nearest.append(codes[like[there.argmin()]])
    return fault_rows(
        MapFault.POINT_FAR,
        region_code=codes[far],
        value=km[far],
        other_code=nearest,
        detail=[told({"bound_km": round(float(b), 1)}) for b in bound_km[far]],
    )


def _bounds_km(regions: gpd.GeoDataFrame, county: NDArray[np.int64]) -> NDArray[np.float64]:
    """`FAR_WIDTHS` widths of the mean township of each region's county; NaN without an outline."""
    town = (regions["level"] == RegionLevel.TOWNSHIP.value).to_numpy() & (county >= 0)
    towns = np.bincount(county[town], minlength=len(regions))
    holders = np.unique(county[county >= 0])
    bound = np.full(len(regions) + 1, np.nan)
    with np.errstate(divide="ignore"):
        area = areas_km2(regions.geometry.to_numpy()[holders])
        bound[holders] = FAR_WIDTHS * np.sqrt(area / towns[holders])
    return bound[county]


def _shared(regions: pd.DataFrame, points: NDArray[np.object_]) -> pd.DataFrame:
    """Every region that stands at one place with others of its level."""
    frame = pd.DataFrame(
        {
            "code": regions["code"].to_numpy(dtype=object),
            "level": regions["level"].to_numpy(),
            "place": place_numbers(points),
        }
    )
    frame = frame[frame.duplicated(["level", "place"], keep=False)]
    with_whom = [
        (code, [other for other in group if other != code])
        for _, group in frame.groupby(["level", "place"])["code"]
        for code in group
    ]
    return fault_rows(
        MapFault.POINT_SHARED,
        region_code=[code for code, _ in with_whom],
        value=[len(others) + 1 for _, others in with_whom],
        other_code=[others[0] for _, others in with_whom],
        detail=[told({"with": " ".join(map(str, others))}) for _, others in with_whom],
    )


def believed(regions: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Points of the regions, without those that cannot be where they say (far, outside)."""
    faults = seat_faults(regions)
    astray = set(faults.loc[faults["fault"].isin(NOT_THERE), "region_code"])
    points = seats(regions)
    points[regions["code"].isin(astray).to_numpy()] = None
    return points
