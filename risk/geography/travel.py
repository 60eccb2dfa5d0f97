"""Driving minutes between points where no road table is given."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from risk.geography.plane import haversine_km
from risk.settings import Places
from risk.terms import Tier


def travel_minutes(
    from_lon: ArrayLike,
    from_lat: ArrayLike,
    from_elevation_m: ArrayLike,
    to_lon: ArrayLike,
    to_lat: ArrayLike,
    to_elevation_m: ArrayLike,
    to_tier: ArrayLike,
    *,
    places: Places,
    factor_town: float = 1.0,
    factor_rural: float = 1.0,
) -> NDArray[np.float64]:
    """Minutes from each start to each end, shape (n_from, n_to).

    Straight line × circuity ÷ speed of the end's tier × relief × factor, plus access time. The
    factors (road state in a scenario) lengthen the drive, not the access. An unknown height adds
    no relief; an unknown position gives NaN.
    """
    start_lon, start_lat, start_m = (_column(v) for v in (from_lon, from_lat, from_elevation_m))
    end_lon, end_lat, end_m = (_row(v) for v in (to_lon, to_lat, to_elevation_m))
    town = np.asarray(to_tier, dtype=object)[None, :] == Tier.TOWN.value
    speed_kmh = np.where(town, places.road_speed_town_kmh, places.road_speed_rural_kmh)
    factor = np.where(town, factor_town, factor_rural)
    climb_100m = np.nan_to_num(np.abs(end_m - start_m)) / 100
    relief = 1 + places.relief_per_100m * climb_100m
    road_km = haversine_km(start_lon, start_lat, end_lon, end_lat) * places.circuity
    return np.asarray(road_km / speed_kmh * 60 * relief * factor + places.access_min)


def _column(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=float)[:, None]


def _row(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=float)[None, :]
