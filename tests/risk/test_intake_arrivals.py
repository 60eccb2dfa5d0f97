"""``huzhu arrivals``: phones, dispatchers and photographs fill claims; the data see it at once."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from PIL import Image

from dashboards.cli import build
from risk.errors import LedgerError
from risk.intake import Source, load
from risk.intake.arrivals import write_arrivals
from risk.intake.photos import read_photos
from risk.operations import open_operations
from risk.operations.check_in import CheckIn, keep_check_ins
from risk.operations.deed import Doer
from risk.operations.dispatch import CREW, do_deed, load_day, open_day
from risk.staffing.live import Deed, DeedKind, undo
from risk.staffing.travel.trips import own_trips
from risk.terms import ArrivalQuality, CheckInKind, Role
from risk.warehouse import open_version
from risk.workspace import Workspace
from tests.dispatch_world import day_of, tiny_claim, tiny_crews, tiny_ground
from tests.tiny_world import NOW, VILLAGE, copied

DAY = date(2025, 12, 30)
NINE = datetime(2025, 12, 30, 9)
TAKEN, EXIF, GPS = 0x9003, 0x8769, 0x8825
"""EXIF tags: DateTimeOriginal, its directory, the directory of the satellites."""
HEAD = "赔案号,村代码,出险原因,出险时间,报案时间,到达时间"
ROWS = [
    f"D1,{VILLAGE[1]},大风,2025-12-30 06:00,2025-12-30 08:30,",
    f"D2,{VILLAGE[2]},大风,2025-12-30 06:00,2025-12-30 08:40,2025-12-30 14:00",
    f"D3,{VILLAGE[2]},大风,2025-12-30 06:00,2025-12-30 08:50,",
]


@pytest.fixture(scope="module")
def made(tiny, tmp_path_factory) -> Workspace:
    """The tiny world with three claims of a day in December and what was told of them.

    A phone: B1-1 set out to D1 at 09:10 and was there at 09:40. A dispatcher: D2 reached at 10:00,
    D3 at 10:30, which was undone. A replay of the day says all were reached at 09:01.
    """
    folder = tmp_path_factory.mktemp("arrivals")
    ws = copied(tiny.ws, folder)
    file = folder / "理赔台账12.csv"
    file.write_text("\n".join([HEAD, *ROWS]), "utf-8")
    load(ws, [Source("claim", file)], now=NOW)
    with closing(open_operations(ws)) as con:
        live, replayed = (dispatch_day(con, origin) for origin in ("live", "past:2025-12-30"))
        phone(con, live, [told(1, CheckInKind.SET_OUT, 10), told(2, CheckInKind.ARRIVED, 40)])
        phone(con, replayed, [told(3, CheckInKind.ARRIVED, 1)])
        number = called(con, live, Deed(DeedKind.ARRIVED, 600.0, claim_id="D2", crew_id="B1-1"))
        number = called(con, live, Deed(DeedKind.ARRIVED, 630.0, claim_id="D3", crew_id="B2-1"))
        kept = load_day(con, live)
        called(con, live, undo(kept.start, kept.log, number))
    return ws


def dispatch_day(con, origin: str) -> int:
    """A day with the three claims on no route."""
    ground = replace(tiny_ground(), day=DAY)
    claims = [replace(tiny_claim(i, i + 1, 520.0), claim_id=f"D{i}") for i in (1, 2, 3)]
    crews = [replace(crew, crew_id=f"B{i}-1") for i, crew in enumerate(tiny_crews(), 1)]
    return open_day(
        con, day_of(ground, claims, crews, 540.0), origin=origin, name="小县", seed=1,
        synthetic=True, data_version="v", user="d", role=Role.DISPATCHER, at=NINE,
    )  # fmt: skip


def told(number: int, kind: CheckInKind, minutes: float) -> CheckIn:
    """D1 by phone, so many minutes after nine, measured."""
    at = NINE + timedelta(minutes=minutes)
    return CheckIn(f"{number:032x}", "D1", kind, at, at, ArrivalQuality.MEASURED)


def phone(con, day_id: int, check_ins: list[CheckIn]) -> None:
    """Keep check-ins of B1-1."""
    by = Doer("一组", CREW, NINE)
    keep_check_ins(con, check_ins, day_id=day_id, day=DAY, crew_id="B1-1", by=by)


def called(con, day_id: int, deed: Deed) -> int:
    """A dispatcher writes a deed down; its number."""
    last = con.execute("SELECT count(*) FROM dispatch_deed WHERE day_id = ?", [day_id])
    seen = last.fetchone()[0]
    return do_deed(
        con, day_id, deed, seen=seen, user="d", role=Role.DISPATCHER, at=NINE
    ).number  # fmt: skip


def picture(path: Path, taken: str = "", gps: dict | None = None) -> None:
    """A picture that says when and where it was taken, as cameras write it."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(EXIF)[TAKEN] = taken
    if gps:
        exif.get_ifd(GPS).update(gps)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8)).save(path, "JPEG", exif=exif)


@pytest.fixture(scope="module")
def photos(made, tmp_path_factory) -> Path:
    """D2 at 09:55 and once more, D3 last year, one of nobody, one of two, one unreadable."""
    folder = tmp_path_factory.mktemp("photos")
    picture(folder / "D2" / "1.jpg", "2025:12:30 09:55:00")
    picture(folder / "D2" / "2.jpg", "2025:12:30 10:20:00")
    picture(folder / "D3_门前.jpg", "2024:12:30 09:55:00")
    picture(folder / "D30.jpg", "2025:12:30 09:55:00")
    picture(folder / "D1" / "D2.jpg", "2025:12:30 09:55:00")
    picture(folder / "D3 屋顶.jpg")
    (folder / "D3.jpg").write_bytes(b"no picture")
    return folder


@pytest.fixture(scope="module")
def done(made, photos):
    """The check, the first and the second run."""
    steps = {"check": True}, {}, {}
    return [write_arrivals(made, photos=photos, now=NOW, **step) for step in steps]


def test_claims_take_their_best_known_arrival(made, done):
    """D1 by phone; D2 by its photograph, against the dispatcher and the ledger; D3 by nobody."""
    with open_version(made) as warehouse:
        claims = warehouse.frame("FROM claim WHERE claim_id LIKE 'D%'").set_index("claim_id")
    assert claims["arrived_at"].tolist()[:2] == [
        NINE + timedelta(minutes=40), NINE + timedelta(minutes=55),
    ]  # fmt: skip
    assert claims["arrival_quality"].tolist()[:2] == ["measured", "measured"]
    assert claims["arrived_at"].isna().tolist() == [False, False, True]
    assert claims.loc["D1", "dispatched_at"] == NINE + timedelta(minutes=10)
    assert claims.loc["D1", "crew_id"] == "B1-1"


def test_each_change_is_written_down_and_nothing_changes_twice(made, done):
    """A check stores nothing; the second run finds all of it stored."""
    check, first, second = done
    assert check.changed
    assert first.changed
    assert not second.changed
    assert first.filled == 2
    with open_version(made) as warehouse:
        why = warehouse.corrections().query("table == 'claim' and key.str.startswith('D')")["why"]
    assert set(why) == {"check-ins: phone", "check-ins: photo"}
    told = first.check_ins.set_index(["source", "kind", "quality"])["rows"].to_dict()
    assert told == {
        ("phone", "set_out", "measured"): 1, ("phone", "arrived", "measured"): 1,
        ("dispatcher", "arrived", "typed"): 1, ("photo", "arrived", "measured"): 1,
    }  # fmt: skip


def test_travel_learns_the_trip_from_its_base(made, done):
    """The crew's number names its base: half an hour from there to the village."""
    with open_version(made) as warehouse:
        trips = own_trips(
            warehouse.claims(NOW.date()), warehouse.bases(), warehouse.regions(),
            warehouse.surveyors(), warehouse.vehicles(),
        ).table  # fmt: skip
    assert trips[["claim_id", "origin", "minutes"]].to_numpy().tolist() == [["D1", "B1", 30.0]]


def test_photographs_that_tell_nothing_are_named(done):
    """Each with its reason; nothing is guessed."""
    why = done[1].left_out.set_index("file")["why"].to_dict()
    assert why == {
        "D3_门前.jpg": "before_report", "D30.jpg": "no_claim", "D2.jpg": "two_claims",
        "D3 屋顶.jpg": "no_time", "D3.jpg": "unreadable",
    }  # fmt: skip


def test_the_verb_tells_what_it_brought(made, photos, done):
    """JSON for programs, words for people; pictures left out are status 1."""
    run = CliRunner().invoke(
        build("zh"), ["arrivals", "-w", str(made.root), "--photos", str(photos), "--json"]
    )
    assert run.exit_code == 1
    told = json.loads(run.stdout)
    assert told["changed"] is False
    assert len(told["left_out"]) == 5
    said = CliRunner().invoke(build("zh"), ["arrivals", "-w", str(made.root), "--check"])
    assert "手机签到" in said.stdout
    with pytest.raises(LedgerError, match="no such folder"):
        write_arrivals(made, photos=photos / "none", now=NOW)


def test_satellites_put_a_camera_s_clock_right(tmp_path):
    """Their time is UTC; a point far from the house is read, the offset of the zone is kept to."""
    gps = {1: "N", 2: (36.0, 30.0, 0.0), 3: "E", 4: (100.0, 15.0, 0.0), 7: (1.0, 55.0, 0.0),
           29: "2025:12:30"}  # fmt: skip
    picture(tmp_path / "D1.jpg", "2025:12:30 03:00:00", gps)
    picture(tmp_path / "D1 b.jpg", "2025:12:30 09:54:00", gps)
    rows = read_photos(
        tmp_path, {"D1": None}, zone=ZoneInfo("Asia/Shanghai"), now=NOW
    ).set_index("file")  # fmt: skip
    assert rows.loc["D1.jpg", "taken_at"] == NINE + timedelta(minutes=55)
    assert rows.loc["D1 b.jpg", "taken_at"] == NINE + timedelta(minutes=54)
    assert rows.loc["D1.jpg", ["lon", "lat"]].tolist() == [100.25, 36.5]
