"""Driving minutes between points where no road table is given."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from risk.geography.plane import haversine_km
from risk.settings import Places
from risk.terms import Tier

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Drive:
    """How long a trip to one tier takes: access + km × min/km × (1 + relief × climb) × factor.

    Attributes:
        access_min: from the crew's start to its car and from the car to the house.
        min_per_km: minutes a kilometre of the straight line, circuity ÷ speed × 60.
        relief_per_100m: further share of the drive for each 100 m of height between the ends.
    """

    access_min: float
    min_per_km: float
    relief_per_100m: float


def drives_of(places: Places) -> dict[str, Drive]:
    """The drive of each tier as the settings give it."""
    speeds = {Tier.TOWN: places.road_speed_town_kmh, Tier.RURAL: places.road_speed_rural_kmh}
    return {
        tier.value: Drive(places.access_min, 60 * places.circuity / kmh, places.relief_per_100m)
        for tier, kmh in speeds.items()
    }


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
) -> Floats:
    """Minutes from each start to each end, shape (n_from, n_to).

    Straight line × circuity ÷ speed of the end's tier × relief × factor, plus access time. The
    factors (road state in a scenario) lengthen the drive, not the access. An unknown height adds
    no relief; an unknown position gives NaN.
    """
    km, climb_m = apart(from_lon, from_lat, from_elevation_m, to_lon, to_lat, to_elevation_m)
    town = np.asarray(to_tier, dtype=object) == Tier.TOWN.value
    factor = np.where(town, factor_town, factor_rural)
    return drive_minutes(km, climb_m, to_tier, drives_of(places), factor)


def apart(
    from_lon: ArrayLike,
    from_lat: ArrayLike,
    from_elevation_m: ArrayLike,
    to_lon: ArrayLike,
    to_lat: ArrayLike,
    to_elevation_m: ArrayLike,
) -> tuple[Floats, Floats]:
    """Straight km and metres of height between each start and each end, (n_from, n_to) each.

    An unknown height is no difference; an unknown position gives NaN.
    """
    start_lon, start_lat, start_m = (_column(v) for v in (from_lon, from_lat, from_elevation_m))
    end_lon, end_lat, end_m = (_row(v) for v in (to_lon, to_lat, to_elevation_m))
    climb_m = np.nan_to_num(np.abs(end_m - start_m))
    return haversine_km(start_lon, start_lat, end_lon, end_lat), np.asarray(climb_m)


def drive_minutes(
    km: Floats,
    climb_m: Floats,
    to_tier: ArrayLike,
    drives: Mapping[str, Drive],
    factor: ArrayLike = 1.0,
) -> Floats:
    """Minutes of trips ``km`` and ``climb_m`` apart (…, n_to).

    Args:
        km: straight line.
        climb_m: height between the ends.
        to_tier: tier of each end (n_to,); any but town is rural.
        drives: by tier.
        factor: road state, of every end alike or of each (n_to,).
    """
    town = np.asarray(to_tier, dtype=object) == Tier.TOWN.value
    in_town, outside = drives[Tier.TOWN.value], drives[Tier.RURAL.value]

    def of(name: str) -> Floats:
        return np.asarray(np.where(town, getattr(in_town, name), getattr(outside, name)))

    relief = 1 + of("relief_per_100m") * climb_m / 100
    return np.asarray(of("access_min") + km * of("min_per_km") * relief * np.asarray(factor))


def _column(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=float)[:, None]


def _row(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=float)[None, :]
