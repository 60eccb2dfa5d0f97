"""How far a record's point lies from the region found."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from risk.geography.gazetteer import Gazetteer
from risk.geography.plane import haversine_km
from risk.geography.points import distances_m
from risk.geography.rings import AREA_TYPES

# Beyond these a point is not a house of the region found. Outlines of neighbouring villages are a
# few kilometres wide; where only a region's point is known, its houses lie around it.
FAR_FROM_OUTLINE_M = 10_000.0
FAR_FROM_POINT_M = 20_000.0
POINT_TYPE = 0


@dataclass(frozen=True)
class Away:
    """One entry a place row.

    Attributes:
        metres: from the point to the outline of the region found, else to its point, else to its
            township's; NaN where there is nothing to measure.
        to_outline: whether an outline was measured to; a point inside is 0 m away.
    """

    metres: NDArray[np.float64]
    to_outline: NDArray[np.bool_]

    @property
    def far(self) -> NDArray[np.bool_]:
        """Whether the point lies too far away to be a house of the region."""
        bound = np.where(self.to_outline, FAR_FROM_OUTLINE_M, FAR_FROM_POINT_M)
        return np.asarray(self.metres > bound)


def away(
    row: NDArray[np.int64],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    regions: gpd.GeoDataFrame,
    gazetteer: Gazetteer,
) -> Away:
    """Metres from each point to the region at ``row`` of ``regions`` (-1: none found)."""
    geometry = regions.geometry.to_numpy()
    kinds = shapely.get_type_id(geometry)
    outlined = np.isin(kinds, AREA_TYPES)
    here_lon, here_lat = _own_points(regions, geometry, kinds == POINT_TYPE)
    known = outlined | np.isfinite(here_lon)
    stand_in = _townships(regions, gazetteer)
    target = np.where((row >= 0) & known[row], row, stand_in[row])
    target = np.where((row >= 0) & (target >= 0) & known[target], target, -1)
    measured = np.isfinite(lon) & np.isfinite(lat) & (target >= 0)
    to_outline = measured & outlined[target]
    metres = np.full(len(row), np.nan)
    metres[to_outline] = distances_m(lon[to_outline], lat[to_outline], geometry[target[to_outline]])
    by_point = measured & ~to_outline
    at = target[by_point]
    metres[by_point] = 1_000 * haversine_km(
        lon[by_point], lat[by_point], here_lon[at], here_lat[at]
    )
    return Away(metres, to_outline)


def _own_points(
    regions: gpd.GeoDataFrame, geometry: NDArray[np.object_], is_point: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude of each region: of its point, else as listed; NaN for none."""
    coordinates = []
    for column, read in (("lon", shapely.get_x), ("lat", shapely.get_y)):
        drawn = np.where(is_point, read(geometry), np.nan)
        listed = regions[column].astype(float).to_numpy() if column in regions else np.nan * drawn
        coordinates.append(np.where(is_point, drawn, listed))
    return coordinates[0], coordinates[1]


def _townships(regions: gpd.GeoDataFrame, gazetteer: Gazetteer) -> NDArray[np.int64]:
    """The row of the township of every region's code; -1 where there is none."""
    township, row = gazetteer.township, gazetteer.row
    codes = (township.get(code) for code in regions["code"].astype(str))
    return np.array([row.get(code, -1) if code else -1 for code in codes] or [-1], dtype=np.int64)
