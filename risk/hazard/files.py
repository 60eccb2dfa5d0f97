"""Footprints from files: polygons, grids, tables of stations. Only here does a footprint read one.

A file is what its first bytes say, not what its name says, and only the formats named here are
opened: a format that points to other files or to the network never is.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio.errors import RasterioError
from rasterio.windows import Window, from_bounds

from risk.errors import ModelError
from risk.geography.io import read_regions
from risk.hazard.grids import Grid

Bounds = tuple[float, float, float, float]
Bands = Literal["max", "sum"]
MAGIC = {b"II*\0": "GTiff", b"MM\0*": "GTiff", b"II+\0": "GTiff", b"CDF": "netCDF",
         b"\x89HDF": "netCDF"}  # fmt: skip
CELLS_MAX = 20_000_000
INTENSITY_NAMES = ("intensity", "value", "强度", "数值", "雨量", "降水量", "烈度", "风速", "水深")
STATION_NAMES = {
    "lon": ("lon", "longitude", "lng", "x", "经度"),
    "lat": ("lat", "latitude", "y", "纬度"),
    "value": ("value", "reading", *INTENSITY_NAMES),
}


def read_polygons(path: Path, *, intensity: float | None = None) -> gpd.GeoDataFrame:
    """Polygons of a GeoJSON, GeoPackage or zipped Shapefile: intensity, geometry (WGS84).

    Args:
        path: the file.
        intensity: one for all, where the file has no column for it.

    Raises:
        GeographyError: it cannot be read as a map.
        ModelError: no column tells the intensity, and none was given.
    """
    frame = read_regions(path)
    if intensity is None:
        column = _column(frame.columns, INTENSITY_NAMES)
        if column is None:
            raise ModelError(
                "no column tells the intensity",
                where=path.name,
                remedy=f"name one {' or '.join(INTENSITY_NAMES[:4])}, or give one for all",
            )
        frame = frame.assign(intensity=pd.to_numeric(frame[column], errors="coerce"))
    else:
        frame = frame.assign(intensity=float(intensity))
    return frame[["intensity", "geometry"]]


def read_stations(path: Path) -> pd.DataFrame:
    """Readings of a CSV or XLSX table: lon, lat, value.

    Raises:
        ModelError: a column is missing.
    """
    frame = pd.DataFrame(read_regions(path))
    found = {name: _column(frame.columns, names) for name, names in STATION_NAMES.items()}
    missing = [name for name, column in found.items() if column is None]
    if missing:
        raise ModelError(
            f"no column for {', '.join(missing)}",
            where=path.name,
            remedy="headings needed: lon, lat, value (or 经度, 纬度, 数值)",
        )
    return pd.DataFrame({name: frame[column] for name, column in found.items()})


def read_grid(
    path: Path, bounds: Bounds, *, variable: str = "", bands: Bands | None = None
) -> Grid:
    """The part of a GeoTIFF or NetCDF that lies over the county.

    Args:
        path: the file.
        bounds: west, south, east, north of the county, WGS84.
        variable: of a NetCDF with several.
        bands: how several bands (times) become one: the highest, or the sum (rain of hours).

    Raises:
        ModelError: another format, a turned grid, no reference system, several variables or bands
            without a choice, nothing over the county, or too fine a grid.
    """
    driver = _driver(path)
    try:
        with rasterio.open(_named(path, driver, variable), driver=driver) as source:
            return _read(source, path, bounds, bands)
    except RasterioError as e:
        raise ModelError(
            f"cannot be read as a grid ({str(e).splitlines()[0][:120]})",
            where=path.name,
            remedy="export it as GeoTIFF",
        ) from None


def _driver(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    for mark, driver in MAGIC.items():
        if head.startswith(mark):
            return driver
    raise ModelError("is neither GeoTIFF nor NetCDF", where=path.name, remedy="export it as one")


def _named(path: Path, driver: str, variable: str) -> str:
    """The file, or the one variable of it that is meant."""
    with rasterio.open(path, driver=driver) as whole:
        parts = {name.rsplit(":", 1)[-1]: name for name in whole.subdatasets}
    if not parts:
        return str(path)
    if variable in parts or len(parts) == 1:
        return str(parts.get(variable) or next(iter(parts.values())))
    raise ModelError(
        f"holds {len(parts)} variables" if not variable else f"has no variable {variable!r}",
        where=path.name,
        remedy=f"name one of {', '.join(parts)}",
    )


def _read(source: rasterio.DatasetReader, path: Path, bounds: Bounds, bands: Bands | None) -> Grid:
    t, crs = source.transform, _system(source, path)
    if t.b or t.d:
        raise ModelError("is a turned grid", where=path.name, remedy="export it north up")
    window = _window(source, crs, bounds, path)
    if source.count > 1 and bands is None:
        raise ModelError(
            f"holds {source.count} bands",
            where=path.name,
            remedy="say whether their highest or their sum is meant",
        )
    values = _values(source, window)
    flat = values[0] if len(values) == 1 else _joined(values, str(bands))
    corner = source.window_transform(window)
    north = corner.f
    if t.e > 0:  # rows from the south
        flat, north = flat[::-1], corner.f + window.height * t.e
    tags = source.tags(1)
    return Grid(
        values=np.ascontiguousarray(flat), west=corner.c, north=north, cell_x=t.a,
        cell_y=abs(t.e), crs=crs, unit=(source.units[0] or tags.get("units") or "").strip(),
        name=tags.get("long_name") or tags.get("NETCDF_VARNAME") or path.name,
    )  # fmt: skip


def _system(source: rasterio.DatasetReader, path: Path) -> CRS:
    if source.crs:
        return CRS.from_wkt(source.crs.to_wkt())
    west, south, east, north = source.bounds
    if -180 <= west < east <= 360 and -90 <= min(south, north) < max(south, north) <= 90:
        return CRS.from_epsg(4326)
    raise ModelError(
        "names no coordinate system", where=path.name, remedy="export it with its system"
    )


def _window(source: rasterio.DatasetReader, crs: CRS, bounds: Bounds, path: Path) -> Window:
    """Whole cells over the county and one more on each side."""
    across = Transformer.from_crs(4326, crs, always_xy=True).transform_bounds(*bounds)
    t = source.transform
    west, south, east, north = across
    low, high = (south, north) if t.e < 0 else (north, south)
    asked = from_bounds(west, low, east, high, t)
    column, row = np.floor(asked.col_off) - 1, np.floor(asked.row_off) - 1
    asked = Window(column, row, np.ceil(asked.width) + 3, np.ceil(asked.height) + 3)
    whole = Window(0, 0, source.width, source.height)
    try:
        part = asked.intersection(whole)
    except RasterioError:
        part = Window(0, 0, 0, 0)
    if part.width < 1 or part.height < 1:
        raise ModelError(
            "does not lie over the county", where=path.name, remedy="check its coordinate system"
        )
    if part.width * part.height * source.count > CELLS_MAX:
        raise ModelError(
            f"has more than {CELLS_MAX:,} cells over the county",
            where=path.name,
            remedy="export it coarser",
        )
    return part


def _values(source: rasterio.DatasetReader, window: Window) -> NDArray[np.float64]:
    """Values by band with scale and offset, NaN where there is none."""
    raw = source.read(window=window, masked=True).astype(np.float64)
    scale = np.asarray(source.scales)[:, None, None]
    offset = np.asarray(source.offsets)[:, None, None]
    return np.asarray((raw * scale + offset).filled(np.nan))


def _joined(values: NDArray[np.float64], bands: str) -> NDArray[np.float64]:
    """One value a cell; a cell without a value at some time has none in the sum."""
    if bands == "sum":
        return np.asarray(values.sum(axis=0))
    known = np.isfinite(values)
    highest = np.where(known, values, -np.inf).max(axis=0)
    return np.where(known.any(axis=0), highest, np.nan)


def _column(columns: Iterable[str], names: Sequence[str]) -> str | None:
    folded = {str(c).strip().lower(): c for c in columns}
    return next((folded[name] for name in names if name in folded), None)
