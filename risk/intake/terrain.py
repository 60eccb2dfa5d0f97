"""The lie of the land: an elevation model, rivers and roads, and what they tell of each region."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from risk.errors import LedgerError, WarehouseError
from risk.geography.io import read_dem
from risk.geography.terrain import Dem, terrain
from risk.intake.atlas import WGS84, Atlas, latest, with_shapes
from risk.intake.job import Job
from risk.intake.kept import kept_path
from risk.intake.sources import Source
from risk.ledger import KINDS, Batch
from risk.ledger.model import FAULT_COLUMNS
from risk.settings import County
from risk.terms import Tier
from risk.warehouse import Warehouse, table_columns
from risk.warehouse.changes import READING_COLUMNS
from risk.workspace import Workspace

RASTERS = (".tif", ".tiff")
LINES = {"river": "river", "roads": "road"}
COMPUTED = "terrain_computed"
LAST_DEM = """
    SELECT file, sha256 FROM load
    WHERE kind = 'terrain' AND lower(regexp_extract(file, '\\.[^.]*$')) IN (SELECT unnest(?))
    ORDER BY load_id DESC LIMIT 1
"""


def is_raster(source: Source | Batch) -> bool:
    """Whether a source is an elevation model, not a table."""
    return source.path.suffix.lower() in RASTERS


def read_raster(source: Source) -> Batch:
    """An elevation model as a batch: it has no rows of its own.

    Raises:
        LedgerError: it is given as another ledger, or there is no such file.
    """
    if source.kind != "terrain":
        raise LedgerError(
            f"is a raster, and the {source.kind} ledger is none",
            where=str(source.path),
            remedy="an elevation model is loaded with `huzhu load terrain FILE.tif`",
        )
    if not source.path.is_file():
        raise LedgerError("no such file", where=str(source.path), remedy="check the path")
    with source.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    nothing, faults = pd.DataFrame(), pd.DataFrame(columns=list(FAULT_COLUMNS))
    return Batch(
        kind="terrain", path=source.path, sha256=sha256, sheet=None,
        frame=pd.DataFrame(columns=[c.name for c in KINDS["terrain"].columns]),
        rejects=faults, flags=faults, raw_rejected=nothing, rows_in=0, rows_stored=0,
        corrections=pd.DataFrame(columns=list(READING_COLUMNS)),
    )  # fmt: skip


def computed_terrain(
    job: Job, warehouse: Warehouse | None, batches: Sequence[Batch], atlas: Atlas
) -> pd.DataFrame | None:
    """Rows of ``terrain_computed`` after a load; None where they stay as they are.

    Raises:
        GeographyError: an elevation model cannot be read, or lies elsewhere than the map.
        WarehouseError: there is no map to lay it on, or the one loaded earlier is no longer kept.
    """
    rasters = [b for b in batches if is_raster(b)]
    brought = {b.kind for b in batches if b.kind in LINES and len(b.frame)}
    if not (rasters or brought or atlas.faults is not None):
        return None
    bounds = bounds_of(atlas)
    if rasters and bounds is None:
        raise WarehouseError(
            "there is no map yet to lay it on", where=str(rasters[-1].path),
            remedy="load regions with outlines or points first, or in the same load",
        )  # fmt: skip
    if bounds is None:
        return None
    dem = read_dem(rasters[-1].path, bounds) if rasters else stored_dem(job.ws, warehouse, bounds)
    lines = {kind: all_lines(warehouse, batches, kind) for kind in LINES}
    if dem is None and all(found.empty for found in lines.values()):
        return None
    rows = terrain(
        atlas.current(),
        dem=dem,
        rivers=some(lines["river"]),
        roads=some(lines["roads"]),
        town=county_town(atlas, job.county),
    )
    return rows[list(table_columns(COMPUTED))]


def bounds_of(atlas: Atlas) -> tuple[float, ...] | None:
    """West, south, east, north of everything on the map; None if nothing has a place."""
    points = atlas.regions[["lon", "lat"]]
    spans = np.vstack([[*points.min(), *points.max()], atlas.regions.total_bounds])
    if np.isnan(spans).all(axis=0).any():
        return None
    low, high = np.nanmin(spans[:, :2], axis=0), np.nanmax(spans[:, 2:], axis=0)
    return (*map(float, low), *map(float, high))


def stored_dem(ws: Workspace, warehouse: Warehouse | None, bounds: Sequence[float]) -> Dem | None:
    """The elevation model loaded last; None if there is none.

    Raises:
        WarehouseError: its file is no longer kept.
    """
    found = pd.DataFrame() if warehouse is None else warehouse.frame(LAST_DEM, [list(RASTERS)])
    if found.empty:
        return None
    name, sha256 = str(found["file"].iloc[0]), str(found["sha256"].iloc[0])
    kept = kept_path(ws, sha256, Path(name))
    if not kept.is_file():
        raise WarehouseError(
            f"the elevation model {name} is no longer kept, and the map changes",
            where=str(kept),
            remedy="load it again: `huzhu load terrain FILE.tif`",
        )
    return replace(read_dem(kept, bounds), name=name)  # as when it came, not as it is kept


def all_lines(warehouse: Warehouse | None, batches: Sequence[Batch], kind: str) -> gpd.GeoDataFrame:
    """Stored and new rivers or roads; a new one supersedes the stored one of its key."""
    (key,) = KINDS[kind].key
    frames = [b.frame[[key, "geometry"]] for b in batches if b.kind == kind]
    if warehouse is not None:
        query = f"SELECT {key}, ST_AsWKB(geometry) AS geometry FROM {LINES[kind]} ORDER BY 1"  # noqa: S608
        frames.insert(0, with_shapes(warehouse.frame(query)))
    rows = latest(frames, [key]) if frames else pd.DataFrame(columns=[key, "geometry"])
    return gpd.GeoDataFrame(rows[rows["geometry"].notna()], geometry="geometry", crs=WGS84)


def county_town(atlas: Atlas, county: County) -> BaseGeometry | None:
    """The confirmed outlines of the county town, else its units' areas or points, else None."""
    units = atlas.regions[atlas.regions["code"].isin(county.places.town_region_codes)]
    placed = units[units["lon"].notna() & units["lat"].notna()]
    for shapes in (
        atlas.tier_areas.geometry[atlas.tier_areas["tier"] == Tier.TOWN.value],
        units.geometry[units.geometry.notna()],
        gpd.GeoSeries(gpd.points_from_xy(placed["lon"], placed["lat"]), crs=WGS84),
    ):
        if len(shapes):
            return shapes.union_all()
    return None


def some(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """None for no lines at all: what is not known is not far."""
    return None if lines.empty else lines
