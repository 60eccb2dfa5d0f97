"""Regions → GeoJSON the browser keeps for ever: the address is a hash of the bytes."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

GRID_DEG = 1e-5  # about one metre: rounding for drawing only


@dataclass(frozen=True)
class Layer:
    """One drawn layer. ``codes`` gives the order of the features: digits refer to it."""

    level: str
    digest: str
    gz: bytes
    codes: tuple[str, ...]
    bounds: tuple[tuple[float, float], tuple[float, float]]
    derived: bool

    @property
    def url(self) -> str:
        """Where the browser fetches it."""
        return f"/geometry/{self.digest}.json"

    @property
    def is_empty(self) -> bool:
        """No region of this level has an outline."""
        return not self.codes


def layer(regions: gpd.GeoDataFrame, level: str) -> Layer:
    """Regions of a level that have an outline, as one GeoJSON."""
    shown = regions[(regions["level"] == level) & regions.geometry.notna()]
    shown = shown[~shown.geometry.is_empty & (shown.geometry.geom_type != "Point")]
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
    )


def _rows(shown: gpd.GeoDataFrame) -> Iterable[Any]:
    return pd.DataFrame(shown).assign(outline=shown.geometry.array).itertuples(index=False)


def _feature(i: int, row: Any, names: "pd.Series[str]") -> dict[str, Any]:
    drawn = shapely.set_precision(row.outline, GRID_DEG)
    return {
        "type": "Feature",
        "properties": {
            "i": i,
            "code": row.code,
            "name": row.name,
            "derived": row.geometry_source == "derived",
            "township": names.get(row.township_code, "") if row.level == "village" else "",
        },
        "geometry": json.loads(shapely.to_geojson(drawn)),
    }
