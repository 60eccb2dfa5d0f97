"""Polygons and circles as CAP writes them: "lat,lon lat,lon …" and "lat,lon radius"."""

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from risk.geography.plane import EARTH_RADIUS_KM
from risk.hazard.alert import Circle

RING_POINTS = 360
FEWEST_PAIRS = 4  # three corners, and the first again


def read_polygon(text: str) -> tuple[tuple[Polygon, ...], str]:
    """Polygons of one CAP polygon, and what is wrong with it ("" for nothing).

    Pairs are latitude, longitude; the result is longitude, latitude. An open ring is closed, a ring
    that crosses itself is mended; a ring that cannot be believed gives none.
    """
    try:
        pairs = [_pair(part) for part in text.split()]
    except ValueError as e:
        return (), str(e)
    fault = ""
    if pairs and pairs[0] != pairs[-1]:
        pairs.append(pairs[0])
        fault = "the polygon is not closed; closed here"
    if len(pairs) < FEWEST_PAIRS:
        return (), f"a polygon of {len(pairs)} pairs, at least {FEWEST_PAIRS} are needed"
    lon = [x for x, _ in pairs]
    if max(lon) - min(lon) > 180:
        return (), "the polygon crosses the 180th meridian, which is not read"
    ring = Polygon(pairs)
    if ring.is_valid:
        return (ring,), fault
    return _parts(shapely.make_valid(ring)), "the polygon crosses itself; mended here"


def _parts(mended: shapely.Geometry) -> tuple[Polygon, ...]:
    """The areas of a mended ring, without the lines and points that fall off."""
    geometries = mended.geoms if hasattr(mended, "geoms") else (mended,)
    flat = (
        g
        for part in geometries
        for g in (part.geoms if isinstance(part, MultiPolygon) else (part,))
    )
    return tuple(g for g in flat if isinstance(g, Polygon) and g.area > 0)


def read_circle(text: str) -> tuple[Circle | None, str]:
    """A CAP circle (radius in kilometres), and what is wrong with it."""
    parts = text.split()
    if len(parts) != 2:
        return None, f"circle {text!r} is not 'lat,lon radius'"
    try:
        lon, lat = _pair(parts[0])
        radius = float(parts[1])
    except ValueError as e:
        return None, str(e)
    if not 0 <= radius <= 20_040:
        return None, f"a circle of radius {parts[1]} km"
    return Circle(lon, lat, radius), ""


def _pair(text: str) -> tuple[float, float]:
    """ "lat,lon" → (lon, lat).

    Raises:
        ValueError: no pair of numbers, or not on the globe.
    """
    parts = text.split(",")
    try:
        lat, lon = (float(part) for part in parts)
    except ValueError:
        raise ValueError(f"{text!r} is no pair 'lat,lon'") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        swapped = -90 <= lon <= 90 and -180 <= lat <= 180
        hint = " (longitude before latitude?)" if swapped else ""
        raise ValueError(f"{text!r} lies on no place of the globe{hint}")
    return lon, lat


def ring(circle: Circle) -> shapely.Geometry:
    """The circle as an outline on the sphere; a point where its radius is 0."""
    if circle.radius_km == 0:
        return shapely.Point(circle.lon, circle.lat)
    bearing = np.linspace(0, 2 * np.pi, RING_POINTS, endpoint=False)
    lat, reach = np.radians(circle.lat), circle.radius_km / EARTH_RADIUS_KM
    there = np.arcsin(np.sin(lat) * np.cos(reach) + np.cos(lat) * np.sin(reach) * np.cos(bearing))
    east = np.arctan2(
        np.sin(bearing) * np.sin(reach) * np.cos(lat), np.cos(reach) - np.sin(lat) * np.sin(there)
    )
    return shapely.Polygon(np.column_stack([circle.lon + np.degrees(east), np.degrees(there)]))
