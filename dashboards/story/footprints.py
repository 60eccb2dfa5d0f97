"""Footprints of one's own: built from a form, kept as plain values, read back checked."""

import base64
import binascii
import json
import math
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import shape

from risk.errors import HuzhuError, ModelError, OperationsError
from risk.flow import Story
from risk.hazard.extent import EXTENT_COLUMNS, Extent, Origin
from risk.hazard.files import read_grid, read_polygons, read_stations
from risk.hazard.grids import from_grid
from risk.hazard.polygons import from_polygons
from risk.hazard.scenario import Assumption
from risk.hazard.stations import from_stations
from risk.terms import Status

UPLOAD_BYTES_MAX = 20 * 1024 * 1024
GRIDS = (".tif", ".tiff", ".nc", ".nc4")
MAPS = (".geojson", ".json", ".gpkg", ".zip")
TABLES = (".csv", ".xlsx")
SHAPES_MAX = 200
DIGITS = 4


def drawn(
    story: Story, geojson: Mapping[str, Any] | None, intensity: float | None, *,
    quantity: str, unit: str,
) -> Extent:  # fmt: skip
    """Polygons drawn on the map, all of one intensity.

    Raises:
        ModelError: nothing is drawn, no intensity, or what the shapes and units say.
    """
    features = (geojson or {}).get("features") or []
    shapes = [shape(f["geometry"]) for f in features[:SHAPES_MAX]]
    shapes = [s for s in shapes if s.geom_type in ("Polygon", "MultiPolygon")]
    if not shapes:
        raise ModelError(
            "nothing is drawn", where="footprint", remedy="draw an area on the map first"
        )
    if not intensity or intensity <= 0:
        raise ModelError("no intensity is given", where="footprint", remedy="give a number above 0")
    areas = gpd.GeoDataFrame(
        {"intensity": [float(intensity)] * len(shapes)}, geometry=shapes, crs=4326
    )
    return from_polygons(
        areas, story.facts.regions, quantity=quantity, unit=unit, origin=Origin.DRAWN
    )


def uploaded(
    story: Story, name: str, contents: str, *, quantity: str, unit: str,
    intensity: float | None = None, statistic: Any = "max", variable: str = "", bands: Any = None,
) -> Extent:  # fmt: skip
    """A file as the browser sends it: a grid, a map of polygons, or a table of stations.

    Args:
        story: its regions.
        name: of the file; only its ending counts.
        contents: ``data:…;base64,…``.
        quantity: what is measured.
        unit: of the values; a grid's own unit goes first.
        intensity: of all polygons, where their file tells none.
        statistic: of a grid: mean or max.
        variable: of a NetCDF with several.
        bands: max or sum of a grid's several bands.

    Raises:
        HuzhuError: too large, another kind of file, or what its reader refuses.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in (*GRIDS, *MAPS, *TABLES):
        raise ModelError(
            f"a file {suffix or 'without an ending'} is none of those read",
            where=Path(name).name[:80],
            remedy=f"one of {', '.join((*GRIDS, *MAPS, *TABLES))}",
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{suffix}"
        path.write_bytes(_bytes(name, contents))
        try:
            return _read(
                story, path, quantity=quantity, unit=unit, intensity=intensity,
                statistic=statistic, variable=variable, bands=bands,
            )  # fmt: skip
        except HuzhuError as e:  # its own name, not that of the copy
            raise type(e)(
                e.what, where=e.where.replace(str(path), name).replace(path.name, name),
                remedy=e.remedy,
            ) from None  # fmt: skip


def _read(
    story: Story, path: Path, *, quantity: str, unit: str, intensity: float | None,
    statistic: Any, variable: str, bands: Any,
) -> Extent:  # fmt: skip
    regions = story.facts.regions
    if path.suffix in GRIDS:
        places = regions[["lon", "lat"]].dropna()
        west, south, east, north = (
            regions.total_bounds if regions.geometry.notna().any()
            else (*places.min().tolist(), *places.max().tolist())
        )  # fmt: skip
        grid = read_grid(path, (west, south, east, north), variable=variable, bands=bands or None)
        return from_grid(grid, regions, quantity=quantity, unit=unit, statistic=statistic)
    if path.suffix in MAPS:
        areas = read_polygons(path, intensity=intensity or None)
        return from_polygons(areas, regions, quantity=quantity, unit=unit)
    return from_stations(read_stations(path), regions, quantity=quantity, unit=unit)


def _bytes(name: str, contents: str) -> bytes:
    body = contents.partition("base64,")[2]
    if len(body) * 3 / 4 > UPLOAD_BYTES_MAX:
        raise ModelError(
            f"is larger than {UPLOAD_BYTES_MAX // 2**20} MB", where=Path(name).name[:80],
            remedy="cut it to the county, or export it coarser",
        )  # fmt: skip
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise ModelError("did not arrive whole", where=name, remedy="choose it again") from None


def to_payload(extent: Extent, title: str) -> dict[str, Any]:
    """Plain values for a store or a browser."""
    rows = extent.rows[list(EXTENT_COLUMNS)].round(DIGITS).to_dict("split")["data"]
    judged = None if extent.judged is None else extent.judged.to_dict("records")
    return {
        "title": title,
        "quantity": extent.quantity,
        "origin": extent.origin.value,
        "method": dict(extent.method),
        "rows": [[None if isinstance(v, float) and math.isnan(v) else v for v in r] for r in rows],
        "judged": judged,
        "assumptions": [
            {**asdict(a), "date": a.date and a.date.isoformat()} for a in extent.assumptions
        ],
    }


def from_payload(payload: Mapping[str, Any], story: Story) -> Extent:
    """The footprint of plain values that came from a browser or a store.

    Raises:
        OperationsError: it is none, or names a village this county's map does not have.
    """
    try:
        rows = pd.DataFrame(payload["rows"], columns=list(EXTENT_COLUMNS))
        numbers = list(EXTENT_COLUMNS[1:])
        rows[numbers] = rows[numbers].astype(float)
        rows["region_code"] = rows["region_code"].astype(str)
        assumptions = tuple(_assumption(a) for a in payload["assumptions"])
        judged = payload.get("judged")
        extent = Extent(
            rows, str(payload["quantity"]), Origin(payload["origin"]),
            method=dict(payload["method"]), assumptions=assumptions,
            judged=None if judged is None else pd.DataFrame(judged),
        )  # fmt: skip
        unknown = ~rows["region_code"].isin(story.facts.regions["code"].astype(str))
        sound = bool((rows["intensity"] > 0).all())
    except (KeyError, TypeError, ValueError, ModelError) as e:
        raise OperationsError(f"not a footprint ({e})", remedy="build it again") from None
    if unknown.any() or not sound:
        raise OperationsError(
            f"{int(unknown.sum())} villages of the footprint are not on the map of today",
            where="footprint",
            remedy="build it again on this map",
        )
    return extent


def _assumption(given: Mapping[str, Any]) -> Assumption:
    day = given["date"]
    told = {**given, "status": Status(given["status"]), "date": day and date.fromisoformat(day)}
    return Assumption(**told)


def title_of(footprint: str) -> str:
    """The title of a footprint kept as JSON text."""
    return str(json.loads(footprint).get("title", ""))
