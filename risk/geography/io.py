"""Maps from and to files: GeoPackage, zipped Shapefile, GeoJSON, GeoParquet, points in a table.

Roads also from an OpenStreetMap extract.
"""

import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from python_calamine import CalamineError

from risk.errors import GeographyError
from risk.geography.layers import WGS84, layer_kind, repeated_names, style_rows, tidy
from risk.geography.network import NOT_DRIVEN
from risk.geography.terrain import Dem

MAPS = (".gpkg", ".zip", ".geojson", ".json")
OSM = (".osm", ".pbf")
FORMATS = (
    "GeoPackage (.gpkg), zipped Shapefile (.zip), GeoJSON, GeoParquet (.parquet), "
    "CSV or XLSX with lon, lat; for roads an OpenStreetMap extract (.osm, .osm.pbf)"
)
GPKG_GEOMETRY = "geom"  # the driver's name of the geometry column
DEM_RIM = 2  # cells around the bounds: slopes need neighbours


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
    elif suffix in OSM:
        frame = _read_osm_roads(path)
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


def _read_osm_roads(path: Path) -> gpd.GeoDataFrame:
    """Roads a car may use, of an OpenStreetMap extract: osm_id, name, highway, geometry."""
    unused = ", ".join(f"'{word}'" for word in sorted(NOT_DRIVEN))
    where = f"highway IS NOT NULL AND highway NOT IN ({unused})"
    try:
        frame = pyogrio.read_dataframe(
            path, layer="lines", columns=["osm_id", "name", "highway"], where=where
        )
    except (DataSourceError, DataLayerError, OSError) as e:
        raise GeographyError(
            f"cannot be read as an OpenStreetMap extract ({_one_line(e)})", where=str(path),
            remedy="download it again, or cut it anew with `osmium extract`",
        ) from None  # fmt: skip
    return gpd.GeoDataFrame(frame)


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


def write_regions(regions: gpd.GeoDataFrame, path: Path, *, layer: str = "region") -> None:
    """Write one layer; as `write_layers`."""
    write_layers({layer: regions}, path)


def write_layers(
    layers: Mapping[str, gpd.GeoDataFrame], path: Path, *, styles: Mapping[str, str] | None = None
) -> None:
    """Write layers into one file, replacing it; its ending says the format.

    Layers are written as `risk.geography.layers.tidy` says: EPSG:4326, one geometry type, dates.
    A GeoPackage (.gpkg) holds several, the rest one: GeoParquet (.parquet), GeoJSON, and a zipped
    Shapefile (.zip), which holds one kind of geometry and headings of 10 characters.

    Args:
        layers: by name, in the order a reader shall see them.
        styles: QML by layer name (`risk.geography.layers.level_style`), kept in a GeoPackage:
            QGIS opens the layer so.

    Raises:
        GeographyError: the ending is unknown, a frame does not fit the format, headings differ only
            in case, or a style has no layer.
    """
    suffix, given = path.suffix.lower(), dict(styles or {})
    if len(layers) != 1 and suffix != ".gpkg":
        raise GeographyError(
            f"{len(layers)} layers do not fit into a {suffix or 'nameless'} file",
            where=str(path),
            remedy="end the name in .gpkg",
        )
    if set(given) - set(layers):
        names = ", ".join(sorted(set(given) - set(layers)))
        raise GeographyError(f"no layer {names} to style", where=str(path), remedy="name a layer")
    if suffix not in WRITABLE:
        raise GeographyError(
            f"unknown map format {suffix!r}",
            where=str(path),
            remedy="use .gpkg, .zip, .geojson or .parquet",
        )
    path.unlink(missing_ok=True)
    for name, frame in layers.items():
        WRITABLE[suffix](tidy(frame), path, name)
    if given and suffix == ".gpkg":
        rows = style_rows(given, [GPKG_GEOMETRY] * len(given))
        pyogrio.write_dataframe(rows, path, layer="layer_styles", layer_options={"FID": "id"})


def _write_package(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    _write(frame, path, driver="GPKG", layer=layer)


def _write_geojson(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    _write(frame, path, driver="GeoJSON", layer=layer)


def _write_parquet(frame: gpd.GeoDataFrame, path: Path, _: str) -> None:
    frame.to_parquet(path, index=False)


def _write(frame: gpd.GeoDataFrame, path: Path, *, driver: str, **options: str) -> None:
    same = repeated_names(frame)
    if same:
        raise GeographyError(
            f"headings {', '.join(same)} differ only in case", where=str(path), remedy="rename one"
        )
    try:
        pyogrio.write_dataframe(
            frame, path, driver=driver, geometry_type=layer_kind(frame), use_arrow=True, **options
        )
    except (DataSourceError, DataLayerError, ValueError) as e:
        raise GeographyError(
            f"cannot be written as {driver} ({_one_line(e)})", where=str(path), remedy="use .gpkg"
        ) from None


def _write_zip(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    if layer_kind(frame) == "Unknown":
        raise GeographyError(
            "a Shapefile holds one kind of geometry", where=str(path), remedy="use .gpkg"
        )
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / f"{layer}.shp"
        _write(frame, stem, driver="ESRI Shapefile", encoding="UTF-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


WRITABLE = {
    ".gpkg": _write_package, ".parquet": _write_parquet, ".geojson": _write_geojson,
    ".json": _write_geojson, ".zip": _write_zip,
}  # fmt: skip


def read_dem(path: Path, bounds: Sequence[float]) -> Dem:
    """Heights of a GeoTIFF (or any raster GDAL reads) around the bounds, first band, in metres.

    Args:
        path: the file; any reference system, north up.
        bounds: west, south, east, north in degrees, as ``regions.total_bounds``.

    Raises:
        GeographyError: unreadable, without a reference system, not north up, or elsewhere.
    """
    import rasterio  # loads slowly, and few loads bring an elevation model

    try:
        with rasterio.open(path) as raster:
            return _heights(raster, path, bounds)
    except (rasterio.errors.RasterioError, rasterio.errors.CRSError) as e:
        raise GeographyError(
            f"cannot be read as an elevation model ({_one_line(e)})",
            where=str(path),
            remedy="give a GeoTIFF that covers the map",
        ) from None


def _heights(raster: Any, path: Path, bounds: Sequence[float]) -> Dem:
    from rasterio.warp import transform_bounds
    from rasterio.windows import Window, from_bounds

    grid = raster.transform
    if raster.crs is None or grid.b or grid.d or grid.e >= 0:
        what = "names no reference system" if raster.crs is None else "is not north up"
        raise GeographyError(what, where=str(path), remedy="warp it with gdalwarp -t_srs EPSG:4326")
    inside = from_bounds(*transform_bounds(WGS84, raster.crs, *bounds), grid)
    first = np.floor([inside.col_off, inside.row_off]).astype(int) - DEM_RIM
    last = np.ceil([inside.col_off + inside.width, inside.row_off + inside.height]).astype(int)
    left, top = np.maximum(first, 0)
    right, low = np.minimum(last + DEM_RIM, [raster.width, raster.height])
    if right <= left or low <= top:
        raise GeographyError(
            "lies elsewhere than the map", where=str(path), remedy="give the sheet of this county"
        )
    read = raster.read(1, window=Window(left, top, right - left, low - top), masked=True)
    heights = read.astype(float).filled(np.nan) * raster.scales[0] + raster.offsets[0]
    west, north = grid.c + left * grid.a, grid.f + top * grid.e
    return Dem(heights, west, north, grid.a, -grid.e, raster.crs.to_wkt(), path.name)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
