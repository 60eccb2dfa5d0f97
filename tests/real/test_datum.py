"""Published outlines and points in GCJ-02: exact inverses, the right datum told, loads refused."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from real.conftest import FILES, load

from risk.errors import LedgerError
from risk.geography.datum import convert, from_wgs84, to_wgs84
from risk.geography.datum_fit import fit_outlines
from risk.intake.datum_record import read_record
from risk.reference.outlines import county_outlines
from risk.terms import Datum
from risk.warehouse import open_version

pytestmark = pytest.mark.real

COUNTIES = ("huzhu", "yongshun")
CM_DEG = 8e-8  # a centimetre, whether north or east
EQUAL_AREA = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=36 +lon_0=105 +datum=WGS84"


@pytest.fixture(scope="module")
def outline(real_data):
    """Reads a county's published outline by county and datum."""

    def read(county: str, datum: str) -> gpd.GeoSeries:
        return gpd.read_file(real_data(f"{county}_admin") / f"county_boundary_{datum}.geojson")

    return read


@pytest.mark.parametrize("datum", Datum)
def test_every_vertex_comes_back(real_data, datum):
    """Both counties and the eight neighbours, both ways, to less than a centimetre."""
    files = [
        *real_data("huzhu_admin").glob("*.geojson"),
        *real_data("yongshun_admin").glob("*.geojson"),
    ]
    shapes = pd.concat([gpd.read_file(path).geometry for path in files])
    lon, lat = shapely.get_coordinates(shapes.to_numpy()).T
    assert len(lon) > 5000
    for x, y in (
        to_wgs84(*from_wgs84(lon, lat, datum), datum),
        from_wgs84(*to_wgs84(lon, lat, datum), datum),
    ):
        assert np.abs(x - lon).max() < CM_DEG
        assert np.abs(y - lat).max() < CM_DEG


@pytest.mark.parametrize("county", COUNTIES)
def test_the_published_outline_converted_is_the_same_county(outline, county):
    """Less than 0.3 % of area differs: two digitisations of a border. Unconverted over 1 % does."""
    wgs84, gcj02 = (outline(county, d).geometry for d in ("wgs84", "gcj02"))
    known = wgs84.to_crs(EQUAL_AREA).iloc[0]

    def differs(shapes: np.ndarray) -> float:
        given = gpd.GeoSeries(shapes, crs="EPSG:4326").to_crs(EQUAL_AREA).iloc[0]
        return given.symmetric_difference(known).area / known.area

    assert differs(convert(gcj02.to_numpy(), Datum.GCJ02)) < 0.003
    assert differs(gcj02.to_numpy()) > 0.01


@pytest.mark.parametrize("county", COUNTIES)
@pytest.mark.parametrize("datum", Datum)
def test_the_check_names_the_datum(outline, county, datum):
    """With the shipped outlines alone, and no code: WGS84, GCJ-02, and shifted on to BD-09."""
    if datum is Datum.BD09:
        shapes = shapely.transform(
            outline(county, "wgs84").geometry.to_numpy(),
            lambda c: np.column_stack(from_wgs84(c[:, 0], c[:, 1], datum)),
        )
    else:
        shapes = outline(county, datum.value).geometry.to_numpy()
    fit = fit_outlines(shapes, [None] * len(shapes), county_outlines())
    assert fit.verdict is datum
    assert fit.mismatch[datum] < 0.006
    assert fit.margin > 2


def test_neighbours_tell_it_together(real_data):
    """Nine counties of one file, their codes given."""
    file = gpd.read_file(real_data("huzhu_admin") / "neighbour_counties_wgs84.geojson")
    code = next(c for c in file.columns if file[c].astype(str).str.fullmatch(r"\d{6}").all())
    fit = fit_outlines(file.geometry.to_numpy(), file[code].astype(str).tolist(), county_outlines())
    assert (fit.verdict, fit.n) == (Datum.WGS84, 9)


def test_points_agree_with_another_conversion(real_data):
    """97,000 places of the nation, converted by others with the usual formula: within a metre."""
    columns = ["lng_gcj02", "lat_gcj02", "lng_wgs84", "lat_wgs84"]
    points = pd.read_parquet(real_data("china_villages") / "admin_2016.parquet", columns=columns)
    points = points.dropna().astype(float)
    assert len(points) > 90_000
    lon, lat = to_wgs84(points["lng_gcj02"], points["lat_gcj02"], Datum.GCJ02)
    east_m = (lon - points["lng_wgs84"]) * 111_320 * np.cos(np.radians(lat))
    north_m = (lat - points["lat_wgs84"]) * 110_950
    assert np.hypot(east_m, north_m).max() < 1


def test_loading_a_published_outline(real_data, tmp_path):
    """Unstated it is refused, with numbers; stated it is converted; the WGS84 file says it fits."""
    folder, mapping = real_data("huzhu_admin"), FILES / "outline_mapping.toml"
    gcj02, wgs84 = (folder / f"county_boundary_{d}.geojson" for d in ("gcj02", "wgs84"))
    with pytest.raises(LedgerError, match=r"fit GCJ-02, not WGS84 .*0\.6 % as GCJ-02, 1\.2 % as W"):
        load(tmp_path / "a", "huzhu.toml", [("region", gcj02, mapping)])
    stated = load(tmp_path / "b", "huzhu.toml", [("region", gcj02, mapping)], datum="gcj02")
    fitted = load(tmp_path / "c", "huzhu.toml", [("region", wgs84, mapping)])
    shapes = []
    for loaded in (stated, fitted):
        with open_version(loaded.ws) as warehouse:
            shapes.append(warehouse.regions().to_crs(EQUAL_AREA).geometry.iloc[0])
    assert shapes[0].symmetric_difference(shapes[1]).area < 0.003 * shapes[1].area
    assert stated.result.loads["datum"].tolist() == ["gcj02"]
    record = read_record(fitted.result.loads["datum"].iloc[0])
    assert (record.stated, record.fit.verdict) == (None, Datum.WGS84)
