"""Phone maps: elements in the standards' order, read by GDAL, both datums, nothing personal."""

from dataclasses import replace

import numpy as np
import pyogrio
import pytest
from lxml import etree

from dashboards.story.phone_maps import GPX_SPACE, KML_SPACE, gpx, kml
from dashboards.story.route_sheet import People, crew_sheets
from risk.geography.datum import to_wgs84
from risk.terms import Datum
from tests.sheet_world import BASES, cover, routed

# GPX 1.1 schema, in the order its sequences demand; of those what these files may hold
GPX = {
    "gpx": ("metadata", "wpt", "rte"),
    "metadata": ("name", "desc"),
    "wpt": ("name", "desc", "type"),
    "rtept": ("name", "desc", "type"),
    "rte": ("name", "desc", "rtept"),
}
# OGC KML 2.2 (07-147r2), annex B
KML = {
    "kml": ("Document",),
    "Document": ("name", "description", "Style", "Folder"),
    "Style": ("IconStyle", "LineStyle"),
    "IconStyle": ("color",),
    "LineStyle": ("color",),
    "Folder": ("name", "description", "Placemark"),
    "Placemark": ("name", "description", "styleUrl", "ExtendedData", "Point", "LineString"),
    "ExtendedData": ("Data",),
    "Data": ("value",),
    "Point": ("coordinates",),
    "LineString": ("tessellate", "coordinates"),
}
AT_C1 = [(102.1, 36.8), (102.1, 36.8), (102.2, 36.8), (102.2, 36.8), (102.1, 36.8)]


def sheets(**changes):
    state, view = routed()
    claims = {**state.claims, "t3": replace(state.claims["t3"], **changes)}
    people = People(dict.fromkeys(claims, "0972-8300001"))
    return crew_sheets(replace(state, claims=claims), view, BASES, people)


def check_order(element, space, model):
    """Children are known, and stand in the order the schema's sequence gives them."""
    name = element.tag.removeprefix(f"{{{space}}}")
    own = [child.tag.removeprefix(f"{{{space}}}") for child in element]
    known = model.get(name, ())
    assert set(own) <= set(known), (name, own)
    assert own == sorted(own, key=known.index), (name, own)
    for child in element:
        check_order(child, space, model)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02])
def test_elements_stand_in_the_standards_order(datum):
    """Both formats are sequences: a program may refuse what stands elsewhere."""
    check_order(etree.fromstring(gpx(sheets(), cover(), datum, "zh")), GPX_SPACE, GPX)
    check_order(etree.fromstring(kml(sheets(), cover(), datum, "en")), KML_SPACE, KML)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02])
def test_gdal_reads_back_where_the_crew_drives(datum, tmp_path):
    """From the base over the stops in order and back; GCJ-02 undone is WGS 84 within a metre."""
    path = tmp_path / "routes.gpx"
    path.write_bytes(gpx(sheets(), cover(), datum, "zh"))
    routes = pyogrio.read_dataframe(path, layer="routes")
    assert list(routes["name"]) == ["一组", "二组"]
    found = np.array(routes.geometry[0].coords)[:, :2]
    lon, lat = to_wgs84(found[:, 0], found[:, 1], datum)
    assert np.abs(np.column_stack([lon, lat]) - AT_C1).max() < 1e-5
    moved_m = np.abs(found - AT_C1).max() * 111e3
    assert moved_m < 1 if datum is Datum.WGS84 else 50 < moved_m < 1000
    stops = pyogrio.read_dataframe(path, layer="waypoints")
    assert list(stops["name"]) == ["一组-1 1村", "一组-2 2村", "一组-3 2村", "二组-1 3村"]
    assert list(stops["type"]) == ["stop", "late", "stop", "stop"]


def test_kml_has_a_folder_a_crew_with_claims_and_due_times(tmp_path):
    """Marks carry claim and due time as data; the last is the line of the way."""
    path = tmp_path / "routes.kml"
    path.write_bytes(kml(sheets(), cover(), Datum.WGS84, "zh"))
    assert [name for name, _ in pyogrio.list_layers(path)] == ["一组", "二组"]
    first = pyogrio.read_dataframe(path, layer="一组")
    marks, way = first.iloc[:-1], first.iloc[-1]
    assert list(marks["claim_id"].dropna()) == ["t1", "t2", "t3"]
    assert list(marks["due"].dropna()) == ["08:20", "09:00", "10:05"]
    assert np.abs(np.array(way.geometry.coords)[:, :2] - AT_C1).max() < 1e-6


def test_a_stop_without_a_point_is_left_out_and_counted():
    """Nobody is sent to 0° N 0° E."""
    body = gpx(sheets(lon=float("nan"), lat=float("nan"), point_source="none"), cover(),
               Datum.WGS84, "zh")  # fmt: skip
    root = etree.fromstring(body)
    assert len(root.findall(f"{{{GPX_SPACE}}}wpt")) == 3
    assert "其中 1 户无定位" in body.decode()


def test_the_files_say_what_they_are_and_hold_nothing_personal():
    """Datum and synthetic mark; no phone, household or special group, and no broken XML."""
    for make in (gpx, kml):
        body = make(sheets(village_name="a<b&\x0b\x00]]>", special=True), cover(),
                    Datum.GCJ02, "zh")  # fmt: skip
        etree.fromstring(body)
        body = body.decode()
        assert "GCJ-02" in body
        assert "SYNTHETIC" in body
        assert "8300001" not in body
        assert "户3" not in body
        assert "特殊对象" not in body
