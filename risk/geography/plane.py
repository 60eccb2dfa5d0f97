"""A county laid flat: degrees to metres around one point.

Equirectangular: within 0.5 % of the ellipsoid across a county (±0.5° of latitude), which is finer
than any village outline. Lengths and Thiessen cells are made in this plane, not in degrees.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from risk.errors import GeographyError

METRES_PER_DEGREE_LAT = 110_950.0  # mean of the WGS84 meridian over 0–60°
METRES_PER_DEGREE_LON = 111_320.0  # at the equator
EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class Plane:
    """A local plane with its origin at ``lon``, ``lat`` (degrees)."""

    lon: float
    lat: float

    @classmethod
    def around(cls, geometries: object) -> "Plane":
        """The plane whose origin is the middle of the geometries' bounds.

        Raises:
            GeographyError: no geometry has an extent.
        """
        west, south, east, north = shapely.total_bounds(geometries)
        if not np.isfinite(west):
            raise GeographyError("no region has a geometry", remedy="load a map of the regions")
        return cls((west + east) / 2, (south + north) / 2)

    @property
    def scale(self) -> np.ndarray:
        """Metres per degree of longitude and of latitude, shape (2,)."""
        return np.array(
            [METRES_PER_DEGREE_LON * np.cos(np.radians(self.lat)), METRES_PER_DEGREE_LAT]
        )

    def to_metres(self, geometries: object) -> np.ndarray:
        """Geometries in degrees → in metres from the origin."""
        return np.asarray(
            shapely.transform(geometries, lambda c: (c - [self.lon, self.lat]) * self.scale)
        )

    def to_degrees(self, geometries: object) -> np.ndarray:
        """Geometries in metres from the origin → in degrees."""
        return np.asarray(
            shapely.transform(geometries, lambda c: c / self.scale + [self.lon, self.lat])
        )


def flat(geometries: object, *, like: object = None) -> np.ndarray:
    """Each geometry in metres in a plane of its own, true in shape and size at any latitude.

    Geometries of one call do not share an origin: use it for areas and lengths, not distances.
    ``like`` gives the geometries whose latitude counts, one each, where it is not their own.
    """
    shapes = np.array(geometries, dtype=object)
    bounds = shapely.bounds(shapes if like is None else like)
    lat = (bounds[..., 1] + bounds[..., 3]) / 2
    across = METRES_PER_DEGREE_LON * np.cos(np.radians(lat))
    scale = np.stack([across, np.full_like(lat, METRES_PER_DEGREE_LAT)], axis=-1)
    coordinates, index = shapely.get_coordinates(shapes, return_index=True)
    return np.asarray(shapely.set_coordinates(shapes, coordinates * scale[index]))


def areas_km2(geometries: object, *, like: object = None) -> np.ndarray:
    """Area of each geometry in degrees, km²; NaN where it is missing; ``like`` as in `flat`."""
    return np.asarray(shapely.area(flat(geometries, like=like)) / 1e6)


def distances_km(points: np.ndarray, geometries: np.ndarray) -> np.ndarray:
    """Km from each point to the geometry beside it, in a plane around that point."""
    there = flat(geometries, like=points)
    return np.asarray(shapely.distance(flat(points), there) / 1000)


def haversine_km(
    lon_a: np.ndarray, lat_a: np.ndarray, lon_b: np.ndarray, lat_b: np.ndarray
) -> np.ndarray:
    """Great-circle distance in km between points in degrees; arguments broadcast."""
    la, lb = np.radians(lat_a), np.radians(lat_b)
    half_lat, half_lon = (lb - la) / 2, np.radians(np.subtract(lon_b, lon_a)) / 2
    h = np.sin(half_lat) ** 2 + np.cos(la) * np.cos(lb) * np.sin(half_lon) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1))))
