"""Regions → GeoJSON the browser keeps for ever: the address is a hash of the bytes."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from risk.geography.datum import from_wgs84
from risk.settings import BaseMap
from risk.terms import Datum

GRID_DEG = 1e-5  # about one metre: rounding for drawing only
AT_DIGITS = 5


@dataclass(frozen=True)
class Layer:
    """One drawn layer. ``codes`` gives the order of the features: digits refer to it.

    ``datum`` is what it is drawn in; ``ground`` is the county's base map, with this layer on it.
    """

    level: str
    digest: str
    gz: bytes
    codes: tuple[str, ...]
    bounds: tuple[tuple[float, float], tuple[float, float]]
    derived: bool
    datum: Datum = Datum.WGS84
    ground: "Ground | None" = None

    @property
    def url(self) -> str:
        """Where the browser fetches it."""
        return f"/geometry/{self.digest}.json"

    @property
    def is_empty(self) -> bool:
        """No region of this level has an outline."""
        return not self.codes

    @property
    def drawn(self) -> "Layer":
        """The layer as a map with a base map draws it; without one, itself."""
        return self.ground.layer if self.ground else self


@dataclass(frozen=True)
class Ground:
    """A base map, and a layer moved to the datum its tiles are drawn in."""

    base: BaseMap
    layer: Layer


def layer(regions: gpd.GeoDataFrame, level: str, base: BaseMap | None = None) -> Layer:
    """Regions of a level that have an outline, as one GeoJSON in WGS84.

    Args:
        regions: EPSG:4326; see ``Warehouse.regions``.
        level: village, township …
        base: the county's base map; where it names tiles, the layer also comes in their datum.
    """
    plain = _layer(regions, level, Datum.WGS84)
    if base is None or not base.tile_url:
        return plain
    datum = Datum(base.tile_datum)
    shifted = plain if datum is Datum.WGS84 else _layer(regions, level, datum)
    return replace(plain, ground=Ground(base, shifted))


def _layer(regions: gpd.GeoDataFrame, level: str, datum: Datum) -> Layer:
    shown = regions[(regions["level"] == level) & regions.geometry.notna()]
    shown = shown[~shown.geometry.is_empty & (shown.geometry.geom_type != "Point")]
    shown = shown.set_geometry(_moved(shown.geometry.array, datum), crs=regions.crs)
    names = regions.set_index("code")["name"]
    features = [_feature(i, row, names) for i, row in enumerate(_rows(shown))]
    text = json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip
    extent = shown.total_bounds if len(shown) else regions.total_bounds
    west, south, east, north = (float(x) for x in extent)
    return Layer(
        level=level,
        digest=hashlib.sha256(text.encode()).hexdigest()[:20],
        gz=gzip.compress(text.encode(), mtime=0),
        codes=tuple(shown["code"]),
        bounds=((south, west), (north, east)),
        derived=bool((shown["geometry_source"] == "derived").any()),
        datum=datum,
    )


def _moved(shapes: Any, datum: Datum) -> Any:
    """WGS84 outlines → outlines in a datum, vertex by vertex."""
    if datum is Datum.WGS84:
        return shapes
    return shapely.transform(
        np.asarray(shapes, dtype=object),
        lambda c: np.column_stack(from_wgs84(c[:, 0], c[:, 1], datum)),
    )


def _rows(shown: gpd.GeoDataFrame) -> Iterable[Any]:
    return pd.DataFrame(shown).assign(outline=shown.geometry.array).itertuples(index=False)


def _feature(i: int, row: Any, names: "pd.Series[str]") -> dict[str, Any]:
    drawn = shapely.set_precision(row.outline, GRID_DEG)
    inside = shapely.point_on_surface(row.outline)
    village = row.level == "village" and isinstance(row.township_code, str)
    return {
        "type": "Feature",
        "properties": {
            "i": i,
            "code": row.code,
            "name": row.name,
            "derived": row.geometry_source == "derived",
            "township": names.get(row.township_code, "") if village else "",
            "parent": row.township_code if village else "",
            "at": [round(inside.y, AT_DIGITS), round(inside.x, AT_DIGITS)],
        },
        "geometry": json.loads(shapely.to_geojson(drawn)),
    }
