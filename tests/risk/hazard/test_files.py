"""Files of footprints: a raster worked by hand, and what is refused."""

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import rasterio.shutil
from pyproj import CRS
from rasterio.transform import from_origin
from shapely.geometry import box

from risk.errors import ModelError
from risk.hazard.files import read_grid, read_polygons, read_stations
from risk.hazard.grids import from_grid
from tests.risk.hazard.test_extents import NORTH, PLACES, UTM, VALUES, WEST, county, value_of

BOUNDS = tuple(county(PLACES).total_bounds)
pytestmark = pytest.mark.slow


def write(path, bands, *, units=None, crs=UTM, transform=None, **options):
    values = np.asarray(bands, np.float64)
    rows, columns = values.shape[1:]
    with rasterio.open(
        path, "w", driver="GTiff", width=columns, height=rows, count=len(values), dtype="float64",
        crs=crs and CRS(crs).to_wkt(), nodata=-999.0,
        transform=transform or from_origin(WEST, NORTH, 1000, 1000), **options,
    ) as file:  # fmt: skip
        file.write(np.where(np.isnan(values), -999.0, values))
        if units:
            file.units = [units] * len(values)
    return path


@pytest.mark.parametrize(("driver", "suffix"), [("GTiff", "tif"), ("netCDF", "nc")])
def test_a_grid_is_read_with_its_system_unit_and_missing_cells(tmp_path, driver, suffix):
    """GeoTIFF and NetCDF alike: A's mean is (10 + 0.5·20) / 1.5, B is half without a value."""
    path = write(tmp_path / "rain.tif", [VALUES], units="mm")
    if driver == "netCDF":
        rasterio.shutil.copy(path, tmp_path / f"rain.{suffix}", driver=driver)
        path = tmp_path / f"rain.{suffix}"
    found = read_grid(path, BOUNDS)
    if driver == "GTiff":
        assert found.unit == "mm"
    extent = from_grid(found, county(PLACES), quantity="rain_mm_24h", statistic="mean",
                       unit="" if found.unit else "mm")  # fmt: skip
    assert value_of(extent, "A") == pytest.approx(20 / 1.5, rel=1e-4)
    assert value_of(extent, "B", "share") == pytest.approx(0.5, rel=1e-3)


def test_only_the_part_over_the_county_is_read(tmp_path):
    """A grid of 300 × 300 cells around 3 villages: read with a rim of cells, same answer."""
    wide = np.full((300, 300), 5.0)
    wide[100:102, 100:103] = VALUES
    corner = from_origin(WEST - 100_000, NORTH + 100_000, 1000, 1000)
    near = {k: v for k, v in PLACES.items() if k != "far"}
    path = write(tmp_path / "wide.tif", [wide], units="mm", transform=corner)
    found = read_grid(path, tuple(county(near).total_bounds))
    assert found.values.size < 200
    extent = from_grid(found, county(near), quantity="rain_mm_24h", statistic="mean")
    assert value_of(extent, "A") == pytest.approx(20 / 1.5, rel=1e-4)


def test_several_bands_need_a_word(tmp_path):
    """Hours of rain: their sum or the highest, as a person says; without a word, refused."""
    path = write(tmp_path / "hours.tif", [VALUES, VALUES, VALUES * 2], units="mm")
    with pytest.raises(ModelError, match="3 bands"):
        read_grid(path, BOUNDS)
    total, highest = read_grid(path, BOUNDS, bands="sum"), read_grid(path, BOUNDS, bands="max")
    assert np.nanmax(total.values) == 200
    assert np.nanmax(highest.values) == 100
    assert np.isnan(total.values).any()


def test_what_is_no_grid_is_refused(tmp_path):
    """Text under a grid's name, a grid elsewhere, one without a system in metres, a turned one."""
    text = tmp_path / "rain.tif"
    text.write_text("<VRTDataset><SourceFilename>/etc/passwd</SourceFilename></VRTDataset>")
    with pytest.raises(ModelError, match="neither GeoTIFF nor NetCDF"):
        read_grid(text, BOUNDS)
    broken = tmp_path / "broken.tif"
    broken.write_bytes(b"II*\0" + bytes(40))
    with pytest.raises(ModelError, match="cannot be read as a grid"):
        read_grid(broken, BOUNDS)
    away = write(tmp_path / "away.tif", [VALUES], transform=from_origin(0, 0, 1000, 1000))
    with pytest.raises(ModelError, match="does not lie over the county"):
        read_grid(away, BOUNDS)
    with pytest.raises(ModelError, match="names no coordinate system"):
        read_grid(write(tmp_path / "bare.tif", [VALUES], crs=None), BOUNDS)
    turned = rasterio.Affine(1000, 200, WEST, 200, -1000, NORTH)
    with pytest.raises(ModelError, match="turned"):
        read_grid(write(tmp_path / "turned.tif", [VALUES], transform=turned), BOUNDS)


def test_polygons_are_read_with_a_column_or_one_intensity_for_all(tmp_path):
    """A column named value or 强度; else one number given; without either, refused."""
    shapes = gpd.GeoDataFrame({"强度": [20.0]}, geometry=[box(101, 36, 102, 37)], crs=4326)
    path = tmp_path / "hail.geojson"
    shapes.to_file(path)
    assert read_polygons(path)["intensity"].tolist() == [20.0]
    bare = tmp_path / "bare.gpkg"
    shapes[["geometry"]].to_crs(32648).to_file(bare)
    assert read_polygons(bare, intensity=15)["intensity"].tolist() == [15.0]
    with pytest.raises(ModelError, match="no column tells the intensity"):
        read_polygons(bare)


def test_station_tables_are_read_in_chinese_or_english(tmp_path):
    """经度, 纬度, 雨量 or lon, lat, value; a missing heading is named."""
    path = tmp_path / "gauges.csv"
    path.write_text("站名,经度,纬度,雨量\n甲,102.1,36.9,31\n", "utf-8")
    assert read_stations(path).astype(float).iloc[0].tolist() == [102.1, 36.9, 31.0]
    path.write_text("lon,lat\n1,2\n")
    with pytest.raises(ModelError, match="no column for value"):
        read_stations(path)
