"""A file's datum from the command to the stored row: stated, told, contradicted, refused."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from tiny_world import COUNTY, NOW, VILLAGE, VILLAGES, TinyWorld, box, centre, claim, write_csv

from risk.errors import LedgerError
from risk.geography.datum import from_wgs84
from risk.geography.datum_fit import Fit
from risk.intake import Source, Stated, datum_words, load, load_all
from risk.intake.datum_record import UNSTATED, Record, read_record
from risk.intake.sources import read_sources
from risk.ledger import Batch
from risk.operations import open_operations
from risk.operations.keys import open_keys
from risk.operations.personal import read_rejects
from risk.reference.outlines import county_outlines
from risk.terms import Datum, Role
from risk.warehouse import current_version, open_version
from risk.workspace import Workspace

pytestmark = pytest.mark.slow

NEAR_BORDER_DEG = 0.0499  # 10 m inside a village of 0.1°
LOSS = datetime(2025, 6, 1, 10)


@pytest.fixture
def copy(tiny: TinyWorld, tmp_path: Path) -> TinyWorld:
    """The loaded tiny world, its datum stated, to load more into."""
    shutil.copytree(tiny.ledgers.parent, tmp_path / "world")
    root = tmp_path / "world"
    return replace(tiny, ws=Workspace(root / "county"), ledgers=root / "ledgers")


def houses() -> tuple[np.ndarray, np.ndarray]:
    """Four points a village, just inside its corners, WGS84."""
    centres = np.array([centre(v) for v in range(9)]).repeat(4, axis=0)
    corners = NEAR_BORDER_DEG * np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    return tuple((centres + np.tile(corners, (9, 1))).T)


@pytest.fixture
def claims(tmp_path: Path) -> Callable[..., Path]:
    """Writes 36 claims whose points are in a datum, under headings."""

    def write(datum: Datum, lon: str = "经度", lat: str = "纬度", **more: Any) -> Path:
        x, y = from_wgs84(*houses(), datum)
        rows = [
            claim(100 + i, i // 4, LOSS, "火灾", **{lon: x[i], lat: y[i]}, **more)
            for i in range(36)
        ]
        path = tmp_path / "理赔台账_新.csv"
        write_csv(path, rows)
        return path

    return write


@pytest.fixture
def read(tiny: TinyWorld) -> Callable[..., tuple[Batch, Datum | None]]:
    """Reads one claim file: the batch as it goes on to be located, and the datum stated."""

    def one(path: Path, datum: str | None = None) -> tuple[Batch, Datum | None]:
        source, county = Source("claim", path, datum), tiny.ws.county()
        (batch,), (stated,) = read_sources([source], county, "en", lambda *_: None)
        return batch, stated

    return one


def stored(world: TinyWorld) -> tuple[pd.DataFrame, str]:
    """The claims of the last load in the order written, and what is recorded of its datum."""
    with open_version(world.ws) as warehouse:
        found = warehouse.frame(
            "SELECT lon, lat FROM claim WHERE claim_id LIKE 'C1__' ORDER BY claim_id"
        )
        return found, warehouse.loads()["datum"].iloc[-1]


def assert_in_place(found: pd.DataFrame) -> None:
    """Every point within a millimetre of where it truly is."""
    lon, lat = houses()
    assert found["lon"].to_numpy() == pytest.approx(lon, abs=1e-8)
    assert found["lat"].to_numpy() == pytest.approx(lat, abs=1e-8)


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_stated_datum_is_converted_and_recorded(copy, claims, datum):
    """Points are stored in WGS84; the record is the datum alone."""
    load(copy.ws, [Source("claim", claims(datum), datum.value)], now=NOW)
    found, recorded = stored(copy)
    assert_in_place(found)
    assert recorded == datum.value


def test_an_unstated_file_that_fits_another_datum_is_refused(copy, claims):
    """One line with file, numbers and remedy; nothing is stored."""
    before, path = current_version(copy.ws), claims(Datum.GCJ02)
    with pytest.raises(LedgerError) as refused:
        load(copy.ws, [Source("claim", path)], now=NOW)
    line = str(refused.value)
    assert "\n" not in line
    assert str(path) in line
    assert "fit GCJ-02, not WGS84" in line
    assert "0.0 % as GCJ-02" in line
    assert "--datum 理赔台账_新.csv=gcj02" in line
    assert current_version(copy.ws) == before


def test_an_unstated_file_that_fits_wgs84_says_so(copy, claims):
    """Taken as WGS84, with the numbers that speak for it."""
    load(copy.ws, [Source("claim", claims(Datum.WGS84))], now=NOW)
    found, recorded = stored(copy)
    assert_in_place(found)
    record = read_record(recorded)
    assert (record.stated, record.sure) == (None, True)
    assert (record.fit.kind, record.fit.n, record.fit.mismatch[Datum.WGS84]) == ("place", 36, 0)


def test_a_contradicted_statement_is_believed_and_told(copy, claims):
    """``--datum wgs84`` insists: nothing is moved, the record says what fits better."""
    load(copy.ws, [Source("claim", claims(Datum.GCJ02), "WGS-84")], now=NOW)
    found, recorded = stored(copy)
    assert found["lon"].to_numpy() == pytest.approx(from_wgs84(*houses(), Datum.GCJ02)[0])
    record = read_record(recorded)
    assert (record.stated, record.fit.verdict, record.sure) == (Datum.WGS84, Datum.GCJ02, False)


def test_points_are_not_compared_with_an_unsure_map(copy, claims, tmp_path):
    """One village point of unknown datum, and the map proves nothing about a claim's."""
    path, (lon, lat) = tmp_path / "行政区_更正.csv", centre(0)
    point = {"经度": lon + 0.001, "纬度": lat}
    write_csv(path, [{"代码": VILLAGE[0], "名称": "甲村", "级别": "村", **point}])
    load(copy.ws, [Source("region", path)], now=NOW)
    load(copy.ws, [Source("claim", claims(Datum.GCJ02))], now=NOW)
    with open_version(copy.ws) as warehouse:
        region, claim_ = warehouse.loads()["datum"].iloc[-2:]
    record = read_record(region)
    assert (record.fit.kind, record.fit.n, record.fit.verdict) == ("point", 1, None)
    assert claim_ == UNSTATED


@pytest.mark.parametrize(
    "headings", [("lng_gcj02", "lat_gcj02"), ("经度(GCJ-02)", "纬度（GCJ02）")]
)
def test_headings_state_the_datum(read, claims, headings):
    """Longitude and latitude are found under them, and converted."""
    batch, stated = read(claims(Datum.GCJ02, *headings))
    assert_in_place(batch.frame)
    assert stated is Datum.GCJ02


def test_of_two_pairs_of_headings_the_wgs84_one_is_taken(read, claims):
    """A list that carries both needs no conversion."""
    path = claims(Datum.GCJ02, "lng_gcj02", "lat_gcj02")
    lon, lat = houses()
    frame = pd.read_csv(path, dtype=str).assign(lng_wgs84=lon, lat_wgs84=lat)
    frame.to_csv(path, index=False)
    batch, stated = read(path)
    assert_in_place(batch.frame)
    assert stated is Datum.WGS84
    assert batch.ignored == ("lng_gcj02", "lat_gcj02")


def test_heading_and_command_may_not_disagree(read, claims):
    """Neither is guessed to be right."""
    path = claims(Datum.GCJ02, "lng_gcj02", "lat_gcj02")
    with pytest.raises(LedgerError, match="'lng_gcj02' says gcj02, --datum says bd09"):
        read(path, "bd09")


def test_a_rounded_point_stays_rounded(read, tmp_path):
    """Converted it would look exact, and would no longer be caught; so would a zero."""
    path, points = tmp_path / "理赔台账.csv", [(100.1, 36.1), (0, 0)]
    write_csv(path, [claim(n, 0, LOSS, "火灾", 经度=x, 纬度=y) for n, (x, y) in enumerate(points)])
    batch, _ = read(path, "gcj02")
    assert list(zip(batch.frame["lon"], batch.frame["lat"], strict=True)) == points


def test_a_refused_row_goes_back_as_it_was_written(copy):
    """A base with an unknown code keeps its GCJ-02 point; its good neighbour is converted."""
    path = copy.ledgers.parent / "基地_新.csv"
    row = {
        "网点名称": "新网点",
        "经度": 100.123456,
        "纬度": 36.123456,
        "白班查勘组数": 1,
        "夜班查勘组数": 0,
    }
    codes = {"B8": VILLAGE[0], "B9": "123456789012"}
    write_csv(path, [{"网点编号": b, "行政区划代码": c, **row} for b, c in codes.items()])
    result = load(copy.ws, [Source("base", path, "gcj02")], now=NOW)
    assert result.rows_rejected == 1
    with open_version(copy.ws) as warehouse:
        lon, lat = warehouse.bases().set_index("base_id").loc["B8", ["lon", "lat"]]
    assert from_wgs84(float(lon), float(lat), Datum.GCJ02) == pytest.approx((100.123456, 36.123456))
    assert rejected_rows(copy)[["经度", "纬度"]].astype(float).to_numpy().tolist() == [
        [100.123456, 36.123456]
    ]


def rejected_rows(world: TinyWorld) -> pd.DataFrame:
    """The rows of the last load that went back, as their owner will see them."""
    with open_version(world.ws) as warehouse:
        load_id = int(warehouse.loads()["load_id"].iloc[-1])
    con = open_operations(world.ws)
    keys = open_keys(world.ws, con)
    rows = read_rejects(con, keys, load_id, user="u", role=Role.MANAGER, why="test", at=NOW)
    con.close()
    return rows


# --- maps ---------------------------------------------------------------------------------------


def write_county(folder: Path, code: str, datum: Datum) -> Path:
    """A known county's outline in a datum, without a code that tells it."""
    known = county_outlines()
    shape = known.loc[known["code"] == code, "geometry"].iloc[0]
    moved = shapely.transform(shape, lambda c: np.column_stack(from_wgs84(c[:, 0], c[:, 1], datum)))
    feature = {
        "type": "Feature", "geometry": shapely.geometry.mapping(moved),
        "properties": {"代码": "990077", "名称": "邻县", "级别": "县"},
    }  # fmt: skip
    path = folder / "行政区_邻县.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path


def test_a_map_in_another_datum_is_refused_and_taken_when_stated(copy, tmp_path):
    """GeoJSON says nothing of its datum; the shipped outlines do."""
    path = write_county(tmp_path, "433127", Datum.BD09)
    with pytest.raises(LedgerError, match=r"1 known county outline\(s\)"):
        load(copy.ws, [Source("region", path)], now=NOW)
    load(copy.ws, [Source("region", path, "bd09")], now=NOW)
    known = county_outlines().set_index("code").loc["433127", "geometry"]
    with open_version(copy.ws) as warehouse:
        region = warehouse.regions().set_index("code").loc["990077", "geometry"]
        assert warehouse.loads()["datum"].iloc[-1] == "bd09"
    assert shapely.area(shapely.symmetric_difference(region, known)) < 1e-6 * shapely.area(known)


def test_a_stored_outline_tells_the_datum_of_its_next_edition(copy, tmp_path):
    """Places that no shipped outline shows are compared with the workspace's own."""
    corners = [100.0, 36.0, 100.3, 36.3]
    ring = np.column_stack(
        from_wgs84(*shapely.get_coordinates(shapely.box(*corners)).T, Datum.GCJ02)
    )
    shape = {**box(*corners), "coordinates": [ring.tolist()]}
    feature = {
        "type": "Feature", "geometry": shape,
        "properties": {"代码": COUNTY, "名称": "小县", "级别": "县"},
    }  # fmt: skip
    path = tmp_path / "行政区_新版.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    with pytest.raises(LedgerError, match=r"against 1 outline\(s\) of the map"):
        load(copy.ws, [Source("region", path)], now=NOW)


def test_stored_points_tell_the_datum_of_their_next_edition(copy, tmp_path):
    """Nine village points, all some 200 m beside those stored."""
    x, y = from_wgs84(*np.array([centre(v) for v in range(9)]).T, Datum.GCJ02)
    rows = [
        {"代码": code, "名称": VILLAGES[code], "级别": "村", "经度": x[i], "纬度": y[i]}
        for i, code in enumerate(VILLAGE)
    ]
    path = tmp_path / "行政区_村点.csv"
    write_csv(path, rows)
    with pytest.raises(LedgerError, match=r"median distance: 0 m as GCJ-02, \d{3} m as WGS84"):
        load(copy.ws, [Source("region", path)], now=NOW)


# --- the command --------------------------------------------------------------------------------


def test_one_file_of_a_folder_may_have_its_own_datum(copy, claims):
    """``--datum wgs84 --datum FILE=gcj02``."""
    folder = copy.ledgers.parent / "more"
    folder.mkdir()
    path = claims(Datum.GCJ02)
    path.rename(folder / path.name)
    shutil.copy(copy.ledgers / "基地.csv", folder)
    load_all(copy.ws, folder, datum=["wgs84", f"{path.name}=gcj02"], now=NOW)
    found, recorded = stored(copy)
    assert_in_place(found)
    assert recorded == "gcj02"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["mars"], "unknown datum 'mars'"),
        (["a.csv="], "unknown datum ''"),
        (["wgs84", "gcj02"], "two datums for all files"),
        (["a.csv=wgs84", "a.csv=bd09"], "two datums for a.csv"),
    ],
)
def test_what_is_stated_must_be_clear(words, message):
    """An unknown datum, or two for one file, are refused before anything is read."""
    with pytest.raises(LedgerError, match=message):
        Stated.parse(words)


def test_a_file_that_is_not_there_cannot_be_stated():
    """A misspelt name would silently leave its file unstated."""
    stated = Stated.parse(["b.csv=gcj02", "wgs84"])
    assert [stated.of(Path(p)) for p in ("x/b.csv", "a.csv")] == ["gcj02", "wgs84"]
    with pytest.raises(LedgerError, match=r"'b\.csv' is not among the files"):
        stated.check([Path("a.csv")])


# --- the record ---------------------------------------------------------------------------------

SHARES = {Datum.WGS84: 0.00426, Datum.GCJ02: 0.0114, Datum.BD09: 0.0644}
OUTLINE = Fit("outline", 1, "share", SHARES, Datum.WGS84)


@pytest.mark.parametrize("stated", [None, *Datum])
@pytest.mark.parametrize("fit", [None, OUTLINE, replace(OUTLINE, verdict=None)])
def test_a_record_is_read_as_it_was_written(stated, fit):
    """Text and back, in every combination."""
    assert read_record(Record(stated, fit).text()) == Record(stated, fit)


@pytest.mark.parametrize(
    ("record", "zh", "en"),
    [
        (Record(None), "未注明坐标基准，按 WGS84 处理", "datum not stated, taken as WGS84"),
        (Record(Datum.GCJ02), "坐标已由 GCJ-02 换算为 WGS84", "converted from GCJ-02 to WGS84"),
        (
            Record(None, OUTLINE),
            "未注明坐标基准，与 WGS84 相符（对照 1 个县的已知边界，不同的面积占 "
            "0.4 %（按 WGS84）、1.1 %（按 GCJ-02）、6.4 %（按 BD-09））",
            "datum not stated, fits WGS84 (against 1 known county outline(s), area that "
            "differs: 0.4 % as WGS84, 1.1 % as GCJ-02, 6.4 % as BD-09)",
        ),
    ],
)
def test_words_for_people(record, zh, en):
    """The same in both languages, with numbers, unit and what they were compared with."""
    assert datum_words(record.text(), "zh") == zh
    assert datum_words(record.text(), "en") == en


def test_an_unclear_comparison_and_a_contradiction_are_told():
    """Neither passes for a good match."""
    unclear = Record(None, replace(OUTLINE, verdict=None)).text()
    assert "cannot tell" in datum_words(unclear, "en")
    contradicted = Record(Datum.BD09, OUTLINE).text()
    assert datum_words(contradicted, "en").startswith("stated as BD-09, but its coordinates fit")
