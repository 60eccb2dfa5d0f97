"""Maps from and to files: GeoPackage, zipped Shapefile, GeoJSON, GeoParquet, points in a table."""

import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from python_calamine import CalamineError

from risk.errors import GeographyError

WGS84 = "EPSG:4326"
MAPS = (".gpkg", ".zip", ".geojson", ".json")
FORMATS = (
    "GeoPackage (.gpkg), zipped Shapefile (.zip), GeoJSON, GeoParquet (.parquet), "
    "CSV or XLSX with lon, lat"
)


def read_regions(path: Path, *, layer: str | None = None) -> gpd.GeoDataFrame:
    """Read a map or a table of points; headings stay as they stand in the file.

    Coordinates come back in EPSG:4326. A file that names no reference system is taken as degrees,
    and refused if its numbers cannot be. Rows of a table get point geometry from ``lon``, ``lat``
    where these headings exist, None elsewhere.

    Raises:
        GeographyError: the file is missing, unreadable, empty, or of an unknown format.
    """
    if not path.is_file():
        raise GeographyError("no such file", where=str(path), remedy="check the path")
    suffix = path.suffix.lower()
    if suffix in MAPS:
        frame = _read_map(path, layer)
    elif suffix in (".parquet", ".geoparquet"):
        frame = _read_parquet(path)
    elif suffix in (".csv", ".xlsx"):
        frame = _with_points(_read_table(path))
    else:
        raise GeographyError(
            f"unknown map format {suffix!r}", where=str(path), remedy=f"use {FORMATS}"
        )
    if frame.empty:
        raise GeographyError("holds no rows", where=str(path), remedy="export the map again")
    return _in_degrees(frame, path)


def _read_map(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        if layer is None and len(layers) > 1:
            raise GeographyError(
                f"has {len(layers)} layers ({', '.join(layers)})",
                where=str(path),
                remedy="keep one, or name the layer",
            )
        return _read_layer(path, layer)
    except (DataSourceError, DataLayerError, OSError) as e:
        raise GeographyError(
            f"cannot be read as a map ({_one_line(e)})", where=str(path), remedy=f"use {FORMATS}"
        ) from None


def _read_layer(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    """Attribute text is UTF-8 or as the .cpg says; a Shapefile that fails so is read as GB18030."""
    try:
        frame = pyogrio.read_dataframe(path, layer=layer)
    except UnicodeDecodeError:
        frame = pyogrio.read_dataframe(path, layer=layer, encoding="GB18030")
    if not isinstance(frame, gpd.GeoDataFrame):
        raise GeographyError("has no geometry", where=str(path), remedy=f"use {FORMATS}")
    return frame


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(path)
    except (ValueError, OSError):
        pass  # no GeoParquet: perhaps a plain table with lon, lat
    try:
        return _with_points(pd.read_parquet(path))
    except (ValueError, OSError) as e:
        raise GeographyError(
            f"cannot be read as Parquet ({_one_line(e)})", where=str(path), remedy="export it again"
        ) from None


def _read_table(path: Path) -> pd.DataFrame:
    try:
        if path.suffix.lower() == ".xlsx":
            return pd.read_excel(path, engine="calamine", dtype=str)
        try:
            return pd.read_csv(path, dtype=str, encoding="utf-8-sig")
        except UnicodeDecodeError:
            return pd.read_csv(path, dtype=str, encoding="gb18030")
    except (ValueError, OSError, CalamineError) as e:
        raise GeographyError(
            f"cannot be read as a table ({_one_line(e)})",
            where=str(path),
            remedy="save it as CSV or XLSX",
        ) from None


def _with_points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    points = np.full(len(frame), None, dtype=object)
    if {"lon", "lat"} <= set(frame.columns):
        lon, lat = (
            pd.to_numeric(frame[c], errors="coerce").to_numpy(float) for c in ("lon", "lat")
        )
        known = np.isfinite(lon) & np.isfinite(lat)
        points[known] = shapely.points(lon[known], lat[known])
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, index=frame.index, crs=WGS84))


def _in_degrees(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    frame = frame if frame.active_geometry_name == "geometry" else frame.rename_geometry("geometry")
    if frame.crs is not None:
        return frame.to_crs(WGS84)
    bounds = frame.total_bounds
    if np.isfinite(bounds).all() and (np.abs(bounds) > [180, 90, 180, 90]).any():
        raise GeographyError(
            "names no reference system and its coordinates are not degrees",
            where=str(path),
            remedy="export it with its projection (.prj)",
        )
    return frame.set_crs(WGS84)


def write_regions(regions: gpd.GeoDataFrame, path: Path) -> None:
    """Write a map; the format follows the file's ending (.gpkg, .zip, .geojson, .parquet).

    A zipped Shapefile holds one kind of geometry and headings of 10 characters.

    Raises:
        GeographyError: the ending is unknown, or the geometry does not fit the format.
    """
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        regions.to_parquet(path, index=False)
    elif suffix == ".gpkg":
        _write(regions, path, driver="GPKG", layer="region")
    elif suffix in (".geojson", ".json"):
        _write(regions, path, driver="GeoJSON")
    elif suffix == ".zip":
        _write_zip(regions, path)
    else:
        raise GeographyError(
            f"unknown map format {suffix!r}",
            where=str(path),
            remedy="use .gpkg, .zip, .geojson or .parquet",
        )


def _write(regions: gpd.GeoDataFrame, path: Path, *, driver: str, **options: str) -> None:
    path.unlink(missing_ok=True)
    try:
        pyogrio.write_dataframe(regions, path, driver=driver, **options)
    except (DataSourceError, DataLayerError, ValueError) as e:
        raise GeographyError(
            f"cannot be written as {driver} ({_one_line(e)})", where=str(path), remedy="use .gpkg"
        ) from None


def _write_zip(regions: gpd.GeoDataFrame, path: Path) -> None:
    kinds = set(regions.geom_type.dropna().str.removeprefix("Multi"))
    if len(kinds) != 1:
        raise GeographyError(
            "a Shapefile holds one kind of geometry", where=str(path), remedy="use .gpkg"
        )
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "region.shp"
        _write(regions, stem, driver="ESRI Shapefile", encoding="UTF-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
