"""WGS84, GCJ-02 and BD-09: the three datums in which coordinates of China come.

GCJ-02 is what map services of China must publish: WGS84 moved by up to 0.7 km, unevenly. BD-09 is
Baidu's: GCJ-02 moved once more, so that 0.7 to 1.5 km part it from WGS84. CGCS2000, the national
datum, is WGS84 within centimetres and needs no conversion.

The formulas were never published by the authorities; these are the public ones, which agree with
the map services to about a metre:

- WGS84 → GCJ-02: ``WGSToGCJAPI``, on4wp7, CodePlex 2013, as kept in googollee/eviltransform and
  hujiulong/gcoord; Krasovsky's ellipsoid, a = 6378245 m, e² = 0.00669342162296594323.
- GCJ-02 → BD-09: coolypf, blog.csdn.net/coolypf/article/details/8686588 (2013).

Both are one-way. The usual inverse subtracts the shift at the wrong place and errs by up to some
metres; here the equation is solved by repeated substitution, to less than 1e-6 m.

The formula holds inside a frame, 72.004–137.8347° E and 0.8293–55.8271° N; outside it the three
datums are one and coordinates pass unchanged. The frame is a rectangle: it takes in the neighbours
of China too, where map services need not follow it. China itself lies more than 1° inside it; in
the last kilometre along its edge two places may share one shifted coordinate, so that no inverse
exists there.
"""

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from risk.terms import Datum

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]
Shift = Callable[[Floats, Floats], Pair]

FRAME_DEG = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north
KRASOVSKY_AXIS_M = 6378245.0
KRASOVSKY_E2 = 0.00669342162296594323
CENTRE_DEG = (105.0, 35.0)
BAIDU_STEP_DEG = (0.0065, 0.006)
BAIDU_WAVE = np.pi * 3000 / 180
STEPS_MAX = 40
EXACT_DEG = 1e-12  # 1e-7 m


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> Pair:
    """Coordinates in a datum → WGS84, degrees; shapes are kept, NaN stays NaN.

    ``from_wgs84`` brings the result back to within 1e-6 m, but for the frame's edge (see above).
    """
    x, y = _arrays(lon, lat)
    if datum is Datum.WGS84:
        return x, y
    inside = _inside(x, y)
    u, v = x[inside], y[inside]
    if datum is Datum.BD09:
        u, v = _solve(_baidu, u, v)
    x[inside], y[inside] = _solve(_gcj, u, v)
    return x, y


def from_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> Pair:
    """WGS84 → coordinates in a datum, degrees; shapes are kept, NaN stays NaN."""
    x, y = _arrays(lon, lat)
    if datum is Datum.WGS84:
        return x, y
    inside = _inside(x, y)
    u, v = _gcj(x[inside], y[inside])
    x[inside], y[inside] = _baidu(u, v) if datum is Datum.BD09 else (u, v)
    return x, y


def convert(geometry: ArrayLike, datum: Datum) -> NDArray[np.object_]:
    """Shapely geometries in a datum → WGS84, vertex by vertex; None stays None.

    Edges stay straight between the moved vertices; the shift itself bends by some centimetres over
    1 km and by up to 6 m over 10 km.
    """
    shapes = np.array(geometry, dtype=object)  # a copy
    if datum is Datum.WGS84:
        return shapes
    moved = shapely.transform(shapes, lambda c: np.column_stack(to_wgs84(c[:, 0], c[:, 1], datum)))
    return np.asarray(moved, dtype=object)


def _arrays(lon: ArrayLike, lat: ArrayLike) -> Pair:
    x, y = np.broadcast_arrays(np.asarray(lon, float), np.asarray(lat, float))
    return x.copy(), y.copy()


def _inside(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    west, south, east, north = FRAME_DEG
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def _gcj(lon: Floats, lat: Floats) -> Pair:
    """WGS84 → GCJ-02, inside the frame."""
    x, y = lon - CENTRE_DEG[0], lat - CENTRE_DEG[1]
    sin, pi = np.sin, np.pi
    wave = 20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)
    root = np.sqrt(np.abs(x))
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += 2 / 3 * (wave + 20 * sin(pi * y) + 40 * sin(pi * y / 3))
    north_m += 2 / 3 * (160 * sin(pi * y / 12) + 320 * sin(pi * y / 30))
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += 2 / 3 * (wave + 20 * sin(pi * x) + 40 * sin(pi * x / 3))
    east_m += 2 / 3 * (150 * sin(pi * x / 12) + 300 * sin(pi * x / 30))
    flat = 1 - KRASOVSKY_E2 * sin(np.radians(lat)) ** 2
    meridian_m = KRASOVSKY_AXIS_M * (1 - KRASOVSKY_E2) / flat**1.5
    parallel_m = KRASOVSKY_AXIS_M / np.sqrt(flat) * np.cos(np.radians(lat))
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def _baidu(lon: Floats, lat: Floats) -> Pair:
    """GCJ-02 → BD-09, inside the frame."""
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * BAIDU_WAVE)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * BAIDU_WAVE)
    return radius * np.cos(angle) + BAIDU_STEP_DEG[0], radius * np.sin(angle) + BAIDU_STEP_DEG[1]


def _solve(forward: Shift, lon: Floats, lat: Floats) -> Pair:
    """The place that ``forward`` moves to lon, lat.

    Each step subtracts the shift of the place found so far. Shifts change by less than 2 % of a
    distance, so every step leaves less than 2 % of the error: eight are enough; ``STEPS_MAX``
    ends the work whatever happens.
    """
    x, y = lon, lat
    for _ in range(STEPS_MAX):
        moved_x, moved_y = forward(x, y)
        step_x, step_y = lon - moved_x, lat - moved_y
        x, y = x + step_x, y + step_y
        if not (np.maximum(np.abs(step_x), np.abs(step_y)) > EXACT_DEG).any():
            break
    return x, y
