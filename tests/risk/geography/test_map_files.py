from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from risk.errors import GeographyError
from risk.geography.io import read_regions, write_regions


@pytest.mark.filterwarnings("ignore:Normalized/laundered:RuntimeWarning")
@pytest.mark.parametrize("ending", [".gpkg", ".zip", ".geojson", ".parquet"])
def test_a_map_comes_back(tmp_path: Path, regions: gpd.GeoDataFrame, ending: str) -> None:
    """Codes, Chinese names and outlines survive every format."""
    path = tmp_path / f"map{ending}"
    write_regions(regions, path)
    back = read_regions(path)
    assert back["code"].tolist() == regions["code"].tolist()
    assert back["name"].tolist() == regions["name"].tolist()
    assert back.normalize().geom_equals_exact(regions.normalize(), tolerance=1e-9).all()
    assert back.crs.to_epsg() == 4326


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_points_in_a_table(tmp_path: Path, encoding: str) -> None:
    """lon and lat become points; a row without them stays without."""
    path = tmp_path / "villages.csv"
    path.write_text("code,name,lon,lat\n01,大庄村,102.1,36.8\n02,新庄村,,\n", encoding=encoding)
    back = read_regions(path)
    assert back["code"].tolist() == ["01", "02"]
    assert back.geometry.iloc[0] == Point(102.1, 36.8)
    assert back.geometry.iloc[1] is None


def test_excel_points(tmp_path: Path) -> None:
    """The same from a worksheet."""
    path = tmp_path / "villages.xlsx"
    pd.DataFrame({"code": ["01"], "lon": [102.1], "lat": [36.8]}).to_excel(path, index=False)
    assert read_regions(path).geometry.iloc[0] == Point(102.1, 36.8)


def test_metres_become_degrees(tmp_path: Path, regions: gpd.GeoDataFrame) -> None:
    """A projected file is brought to EPSG:4326."""
    path = tmp_path / "metres.gpkg"
    write_regions(regions.to_crs(32648), path)
    assert read_regions(path).total_bounds == pytest.approx(regions.total_bounds, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.gpkg", b"", "cannot be read"),
        ("a.zip", b"PK not a zip", "cannot be read"),
        ("a.geojson", b"{", "cannot be read"),
        ("a.parquet", b"1234", "cannot be read"),
        ("a.xlsx", b"1234", "cannot be read"),
        ("a.csv", b"code,lon,lat\n", "holds no rows"),
        ("a.dwg", b"1", "unknown map format"),
    ],
)
def test_a_wrong_file_gets_one_line(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    """What, where and how to mend it, on one line."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(GeographyError, match=message) as refused:
        read_regions(path)
    assert "\n" not in str(refused.value)
    assert name in str(refused.value)


def test_a_missing_file_and_a_mixed_shapefile(tmp_path: Path, regions: gpd.GeoDataFrame) -> None:
    """Both are refused with the path in the line."""
    with pytest.raises(GeographyError, match="no such file"):
        read_regions(tmp_path / "no.gpkg")
    mixed = regions.copy()
    mixed.loc[0, "geometry"] = Point(101, 36)
    with pytest.raises(GeographyError, match="one kind of geometry"):
        write_regions(mixed, tmp_path / "map.zip")
