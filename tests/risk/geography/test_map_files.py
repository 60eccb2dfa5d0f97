import contextlib
import json
import sqlite3
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from shapely.geometry import Point

from risk.errors import GeographyError
from risk.geography.io import read_regions, write_layers, write_regions
from risk.geography.layers import level_style


@pytest.mark.filterwarnings("ignore:Normalized/laundered:RuntimeWarning")
@pytest.mark.parametrize("ending", [".gpkg", ".zip", ".geojson", ".parquet"])
def test_a_map_comes_back(tmp_path: Path, regions: gpd.GeoDataFrame, ending: str) -> None:
    """Codes, Chinese names and outlines survive every format."""
    path = tmp_path / f"map{ending}"
    write_regions(regions, path)
    back = read_regions(path)
    assert back["code"].tolist() == regions["code"].tolist()
    assert back["name"].tolist() == regions["name"].tolist()
    parts = back.geometry.explode(ignore_index=True)
    assert parts.normalize().geom_equals_exact(regions.normalize(), tolerance=1e-9).all()
    assert back.crs.to_epsg() == 4326


def results(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Villages as an export has them: levels, days, times, counts, a village without an area."""
    villages = regions[regions["level"] == "village"].reset_index(drop=True)
    villages["risk_level"] = pd.array([1, 2, 3, 4, None], dtype="Int64")
    villages["as_of"] = pd.Timestamp("2025-12-31")
    villages["loaded_at"] = pd.Timestamp("2026-01-05 09:30")
    villages["note"] = pd.Series(["新", None, None, None, None], dtype=object)
    villages.loc[4, "geometry"] = None
    villages.loc[3, "geometry_source"] = "derived"
    return villages


@pytest.fixture
def package(tmp_path: Path, regions: gpd.GeoDataFrame) -> Path:
    """Three layers in one GeoPackage, the villages with a style."""
    path = tmp_path / "export.gpkg"
    villages = results(regions)
    townships = regions[regions["level"] == "township"]
    claims = gpd.GeoDataFrame(
        {"claim_id": ["a", "b"], "region_name": ["大庄村", "红崖沟村"]},
        geometry=[Point(101.15, 36.05), None],
        crs=4326,
    )
    colours = {1: "#ffffcc", 2: "#fed976", 3: "#fd8d3c", 4: "#e31a1c", 5: "#800026"}
    style = level_style("risk_level", colours, {k: f"{k}级" for k in colours}, derived="推算边界")
    layers = {"villages": villages, "townships": townships, "claims": claims}
    write_layers(layers, path, styles={"villages": style})
    return path


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What SQLite says, past any driver."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        return file.execute(sql).fetchall()


def test_a_geopackage_is_what_the_standard_asks(package: Path) -> None:
    """Application id, one geometry type a layer, WGS84, extents, ids, a spatial index."""
    assert rows(package, "PRAGMA application_id") == [(int.from_bytes(b"GPKG"),)]
    assert rows(package, "PRAGMA integrity_check") == [("ok",)]
    contents = rows(
        package,
        "SELECT table_name, data_type, srs_id, min_x, min_y, max_x, max_y FROM gpkg_contents "
        "WHERE data_type = 'features' ORDER BY rowid",
    )
    assert contents == [
        ("villages", "features", 4326, 101.0, 36.0, 101.3, 36.2),
        ("townships", "features", 4326, 101.0, 36.0, 101.4, 36.2),
        ("claims", "features", 4326, 101.15, 36.05, 101.15, 36.05),
    ]
    kinds = "SELECT table_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns"
    assert rows(package, f"{kinds} ORDER BY rowid") == [
        ("villages", "MULTIPOLYGON", 4326, 0, 0),
        ("townships", "MULTIPOLYGON", 4326, 0, 0),
        ("claims", "POINT", 4326, 0, 0),
    ]
    system = "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys"
    assert rows(package, f"{system} WHERE srs_id = 4326") == [("EPSG", 4326)]
    assert rows(package, "SELECT fid FROM villages") == [(i,) for i in range(1, 6)]
    indexed = "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"
    assert {name for (name,) in rows(package, indexed)} == {"villages", "townships", "claims"}


def test_columns_have_the_types_people_expect(package: Path) -> None:
    """Days are dates, moments are times, counts are whole numbers, missing is null."""
    declared = {name: kind for _, name, kind, *_ in rows(package, "PRAGMA table_info(villages)")}
    assert declared["as_of"] == "DATE"
    assert declared["loaded_at"] == "DATETIME"
    assert declared["risk_level"] == declared["village_key"] == "INTEGER"
    assert declared["name"] == declared["note"] == "TEXT"
    assert rows(package, "SELECT as_of, risk_level, note FROM villages")[0] == (
        "2025-12-31", 1, "新",
    )  # fmt: skip
    assert rows(package, "SELECT risk_level, note, geom FROM villages")[4] == (None, None, None)


def test_qgis_finds_the_style_of_its_layer(package: Path) -> None:
    """Five colours and a hatch for derived areas, as the default of layer villages only."""
    found = rows(
        package,
        "SELECT f_table_schema, f_table_name, f_geometry_column, useAsDefault, styleQML "
        "FROM layer_styles",
    )
    assert [row[:4] for row in found] == [("", "villages", "geom", 1)]
    root = ElementTree.fromstring(str(found[0][4]))  # noqa: S314 (written above)
    rules = root.findall("renderer-v2/rules/rule")
    assert [rule.get("filter") for rule in rules[:2]] == ['"risk_level" = 1', '"risk_level" = 2']
    assert rules[-1].get("label") == "推算边界"
    symbols = {s.get("name"): s for s in root.findall("renderer-v2/symbols/symbol")}
    look = {o.get("name"): o.get("value") for o in symbols["5"].iter("Option") if o.get("name")}
    assert [rule.get("symbol") for rule in rules] == list(symbols)
    assert look["style"] == "b_diagonal"
    fill = {o.get("name"): o.get("value") for o in symbols["4"].iter("Option") if o.get("name")}
    assert fill["color"] == "128,0,38,255"


def test_geoparquet_tells_its_system_and_extent(tmp_path: Path, regions: gpd.GeoDataFrame) -> None:
    """GeoParquet 1.x: one type, WGS84 in longitude and latitude, the bounds in the metadata."""
    path = tmp_path / "villages.parquet"
    write_regions(results(regions), path)
    schema = pq.read_schema(path)
    geo = json.loads(schema.metadata[b"geo"])
    column = geo["columns"]["geometry"]
    assert geo["version"].startswith("1.")
    assert geo["primary_column"] == "geometry"
    assert column["encoding"] == "WKB"
    assert column["geometry_types"] == ["MultiPolygon"]
    assert column["bbox"] == [101.0, 36.0, 101.3, 36.2]
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 4326}
    assert str(schema.field("as_of").type) == "date32[day]"


def test_layers_that_no_geopackage_can_hold(tmp_path: Path, regions: gpd.GeoDataFrame) -> None:
    """Two in a GeoParquet file, a style without its layer, headings SQLite takes for one."""
    with pytest.raises(GeographyError, match="2 layers do not fit into"):
        write_layers({"a": regions, "b": regions}, tmp_path / "map.parquet")
    with pytest.raises(GeographyError, match="unknown map format"):
        write_regions(regions, tmp_path / "map.kml")
    with pytest.raises(GeographyError, match="no layer claims to style"):
        write_layers({"region": regions}, tmp_path / "a.gpkg", styles={"claims": "<qgis/>"})
    with pytest.raises(GeographyError, match="Name, name differ only in case"):
        write_regions(regions.assign(Name="x"), tmp_path / "b.gpkg")


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


OSM = """<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">
<node id="1" lat="36.80" lon="102.00" version="1"/>
<node id="2" lat="36.80" lon="102.05" version="1"/>
<node id="3" lat="36.85" lon="102.05" version="1"/>
<way id="10" version="1"><nd ref="1"/><nd ref="2"/>
 <tag k="highway" v="secondary"/><tag k="name" v="县道1"/></way>
<way id="11" version="1"><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way>
<way id="12" version="1"><nd ref="1"/><nd ref="3"/><tag k="waterway" v="river"/></way></osm>"""


def test_an_openstreetmap_extract_gives_the_roads_a_car_may_use(tmp_path: Path) -> None:
    """A footpath and a river are none; the headings are those the roads ledger knows."""
    path = tmp_path / "county.osm"
    path.write_text(OSM, "utf-8")
    roads = read_regions(path)
    told = roads[["osm_id", "name", "highway"]].to_numpy().tolist()
    assert told == [["10", "县道1", "secondary"]]
    assert list(roads.geometry.iloc[0].coords) == [(102.0, 36.8), (102.05, 36.8)]
    path.write_text("no map", "utf-8")
    with pytest.raises(GeographyError, match="OpenStreetMap extract"):
        read_regions(path)
