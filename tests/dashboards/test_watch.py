"""The watch: files come in once, what stands at a moment, roads, call sheet, crews' line."""

import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString

from dashboards.pages.warnings_cut import cut_card, cut_view
from dashboards.story.watch import first_moment, moment_at, watch_at
from dashboards.story.watch_folder import Intake
from dashboards.story.watch_ground import (
    call_sheet,
    crew_lines,
    held_state,
    roads_now,
    verdict_of,
)
from dashboards.story.watch_paste import alert_of, hand_in
from risk.errors import AlertError, OperationsError
from risk.hazard.crews import Verdict
from risk.hazard.in_force import State
from risk.hazard.roads import cut_off
from risk.operations import open_operations
from risk.operations.deed import Doer
from risk.operations.watch import Channel, Standing, decide_alert, list_alerts
from risk.settings import Watch as WatchSettings
from risk.terms import Role
from tests.dashboards.watched import TEXT, cap, copy_world, make_place, put
from tests.tiny_world import LAST_DAY, NOW, TOWNSHIPS, VILLAGE

WEST, MIDDLE, EAST = TOWNSHIPS
MANAGER, DISPATCHER = Doer("wang", Role.MANAGER, NOW), Doer("li", Role.DISPATCHER, NOW)


@pytest.fixture
def ws(tiny_ws, tmp_path):
    """A copy of the tiny world to write in."""
    return copy_world(tiny_ws, tmp_path)


@pytest.fixture
def desk(ws, tiny_story):
    """Its watch."""
    return make_place(ws, tiny_story).context.watch


def at(desk, story, moment=NOW):
    return desk.watch(desk.moment(story.facts, moment, NOW))


def test_a_file_is_taken_in_once_and_a_broken_one_is_one_line(ws, desk, tiny_story):
    """The good one counts; the broken one is named with its line until it is mended or gone."""
    put(ws, "a.xml", cap())
    broken = put(ws, "b.xml", cap()[:300])
    put(ws, ".hidden.xml", "x")
    put(ws, "table.csv", "x")
    for _ in range(2):
        (fault,) = desk.poll(tiny_story, NOW)
        assert fault.name == "b.xml"
        assert fault.line.startswith("line ")
    assert len(list_alerts_of(ws)) == 1
    broken.write_text(cap("a-2"), "utf-8")
    assert desk.poll(tiny_story, NOW) == ()
    assert len(list_alerts_of(ws)) == 2
    put(ws, "c.json", "{")
    assert len(desk.poll(tiny_story, NOW)) == 1
    (ws.warnings_dir(ws.county()) / "c.json").unlink()
    assert desk.poll(tiny_story, NOW) == ()
    put(ws, "sms.txt", TEXT)
    assert desk.poll(tiny_story, NOW) == ()
    assert desk.words() == {"sms.txt": TEXT}
    hand_in(ws, [alert_of(form(), text=TEXT, names=TOWNSHIPS, watch=at(desk, tiny_story))],
            text=TEXT, by=DISPATCHER)  # fmt: skip
    assert desk.words() == {}  # it waits for a manager now
    assert list_alerts_of(ws)[0].standing is Standing.WAITS


def list_alerts_of(ws):
    with closing(open_operations(ws)) as con:
        return list_alerts(con)


def test_a_file_that_is_too_large_is_not_read(ws, tiny_story):
    """It is told with the setting that would let it in."""
    put(ws, "a.xml", cap())
    county = replace(ws.county(), watch=WatchSettings(file_max_mb=0.01))
    put(ws, "big.xml", "<!--" + "x" * 20_000 + "-->")
    (fault,) = Intake(ws).poll(county, NOW)
    assert fault.name == "big.xml"
    assert "more than 10,000" in fault.line


def test_a_named_address_is_asked_and_not_more_often_than_said(ws):
    """What it answers is taken in like a file; the next tick does not ask again."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(cap().encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/alerts"
    county = replace(ws.county(), watch=WatchSettings(url=url))
    intake = Intake(ws)
    assert intake.poll(county, NOW) == ()
    assert intake.poll(county, NOW) == ()
    assert asked == ["/alerts"]
    (received,) = list_alerts_of(ws)
    assert received.channel is Channel.URL
    server.shutdown()
    server.server_close()
    (fault,) = Intake(ws).poll(county, NOW)
    assert fault.name == url
    county = replace(county, watch=WatchSettings(url="file:///etc/hosts"))
    (fault,) = Intake(ws).poll(county, NOW)
    assert "is no http address" in fault.line


def test_what_stands_changes_with_the_moment(ws, desk, tiny_story):
    """Before its issue it is not there, then in force, then expired; an exercise never counts."""
    put(ws, "a.xml", cap())
    put(ws, "drill.xml", cap("d-1", status="Exercise"))
    desk.poll(tiny_story, NOW)
    (held,) = at(desk, tiny_story).in_force
    assert (held.signal, held.colour.value) == ("blizzard", "orange")
    assert at(desk, tiny_story, NOW + timedelta(days=2)).past[0].state is State.EXPIRED
    before = at(desk, tiny_story, NOW - timedelta(hours=3))
    assert (before.in_force, before.past) == ((), ())


def test_an_open_end_is_stale_after_a_day_and_set_aside_counts_no_more(ws, desk, tiny_story):
    """Nobody lifted it: it is shown apart, until a person sets it aside with a reason."""
    put(ws, "a.xml", cap(sent=NOW - timedelta(days=3), hours=None))
    desk.poll(tiny_story, NOW)
    watch = at(desk, tiny_story)
    assert watch.in_force == ()
    assert len(watch.stale) == 1
    with closing(open_operations(ws)) as con:
        decide_alert(con, watch.stale[0].number, "set_aside", by=MANAGER, reason="已解除")
    watch = at(desk, tiny_story)
    assert watch.stale == ()
    assert watch.set_aside[0].reason == "已解除"


def test_a_synthetic_county_opens_where_there_is_something_to_see(ws, desk, tiny_story):
    """Now if something stands now; else the evening of the last day; a real county always now."""
    evening = NOW.replace(year=2025, month=12, day=31, hour=16)
    put(ws, "a.xml", cap(sent=evening, hours=6))
    desk.poll(tiny_story, NOW)
    received = list_alerts_of(ws)
    first = first_moment(received, NOW, LAST_DAY, synthetic=True)
    assert first.practice
    assert first.at == evening.replace(hour=18)
    assert first.known == NOW  # what is written down today is seen on the evening practised on
    assert len(watch_at(received, first).in_force) == 1
    assert first_moment(received, NOW, LAST_DAY, synthetic=False).is_now
    real = moment_at(evening, NOW, synthetic=False)
    assert real.known == evening
    assert watch_at(received, real).received == {}  # nobody had received it then


def test_nothing_pasted_counts_before_it_is_confirmed(ws, desk, tiny_story):
    """A dispatcher's text waits; a manager's counts at once; a viewer's is refused."""
    alert = alert_of(form(), text=TEXT, names=TOWNSHIPS, watch=at(desk, tiny_story))
    hand_in(ws, [alert], text=TEXT, by=DISPATCHER)
    watch = at(desk, tiny_story)
    assert watch.in_force == ()
    assert [r.standing for r in watch.waiting] == [Standing.WAITS]
    with closing(open_operations(ws)) as con:
        decide_alert(con, watch.waiting[0].id, "confirmed", by=MANAGER)
    (held,) = at(desk, tiny_story).in_force
    assert set(desk.inside(tiny_story.facts, held).villages["region_code"]) == set(VILLAGE[:3])
    with pytest.raises(OperationsError):
        hand_in(ws, [alert], text=TEXT, by=Doer("guest", Role.VIEWER, NOW))


def form(**changes):
    return {
        "action": "issued", "signal": "road_ice", "colour": "yellow", "places": [WEST],
        "office": "小县气象台", "issued_at": "2026-01-05 08:30:00", "valid_from": None,
        "valid_until": "2026-01-05 20:30:00", "about": None, **changes,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["signal", "issued_at", "places"])
def test_a_warning_needs_signal_time_and_place(desk, tiny_story, name):
    """What no warning can do without is asked for by name."""
    with pytest.raises(AlertError, match=f"the field {name} is empty"):
        alert_of(form(**{name: None}), text=TEXT, names={}, watch=at(desk, tiny_story))


def test_a_pasted_lifting_ends_the_warning_it_names(ws, desk, tiny_story):
    """Another office, other words: the person says which warning it lifts."""
    hand_in(ws, [alert_of(form(), text=TEXT, names=TOWNSHIPS, watch=at(desk, tiny_story))],
            text=TEXT, by=MANAGER)  # fmt: skip
    watch = at(desk, tiny_story)
    lifting = form(action="lifted", office="县应急局", issued_at="2026-01-05 08:50:00",
                   about=str(watch.in_force[0].number))  # fmt: skip
    alert = alert_of(lifting, text="解除", names=TOWNSHIPS, watch=watch)
    hand_in(ws, [alert], text="解除", by=MANAGER)
    watch = at(desk, tiny_story)
    assert watch.in_force == ()
    assert watch.past[0].state is State.CANCELLED


def test_the_latest_road_report_holds(tiny_story):
    """Of ledger and reports, by when it begins; one that begins later does not hold yet."""
    ledger = pd.DataFrame(
        {"road_id": ["R", "R"], "region_code": [WEST, EAST], "state": ["closed", "slow"],
         "observed_at": [NOW - timedelta(days=2), NOW - timedelta(days=1)], "note": ["", ""]}
    )  # fmt: skip
    reports = pd.DataFrame(
        {"region_code": [WEST, MIDDLE, EAST], "state": ["open", "closed", "open"],
         "from_at": [NOW - timedelta(hours=1), NOW - timedelta(hours=1), NOW + timedelta(hours=1)],
         "note": "", "user": "li", "at": NOW - timedelta(minutes=50)}
    )  # fmt: skip
    found = roads_now(ledger, reports, NOW, NOW).set_index("region_code")
    assert found["state"].to_dict() == {WEST: "open", MIDDLE: "closed", EAST: "slow"}
    assert found["source"].to_dict() == {WEST: "reported", MIDDLE: "reported", EAST: "ledger"}
    earlier = roads_now(ledger, reports, NOW, NOW - timedelta(hours=2)).set_index("region_code")
    assert earlier["state"].to_dict() == {WEST: "closed", EAST: "slow"}
    assert roads_now(ledger.iloc[:0], reports.iloc[:0], NOW, NOW).empty


def test_open_lapses_and_closed_holds(tiny_story):
    """A road told open a day ago is unknown now; one told closed is closed until it is lifted."""
    watch = tiny_story.facts.county.watch
    old, new = NOW - timedelta(hours=25), NOW - timedelta(hours=23)
    for state, since, expected in (
        ("open", old, None), ("open", new, "open"), ("slow", old, None), ("closed", old, "closed"),
        ("restricted", old, "restricted"),
    ):  # fmt: skip
        assert held_state({"state": state, "from_at": since}, NOW, watch) == expected
    assert held_state({}, NOW, watch) is None


def test_the_line_counts_houses_and_a_persons_word_stands_over_the_rule(ws, desk, tiny_story):
    """Houses of the township are what its closed road cuts off."""
    put(ws, "a.xml", cap(colour="红色"))
    desk.poll(tiny_story, NOW)
    towns = {x.code: x for x in desk.townships(tiny_story.facts, at(desk, tiny_story))}
    assert towns[WEST].line.verdict is Verdict.NO_GO
    assert towns[EAST].line.verdict is Verdict.GO
    held = tiny_story.facts.in_force
    own = held[held["region_code"].isin(VILLAGE[:3])]
    assert towns[WEST].houses == own["houses"].sum()
    decided = pd.DataFrame([{"region_code": WEST, "decision": "go", "user": "wang"}])
    roads = desk.roads(tiny_story.facts, at(desk, tiny_story).moment)
    again = crew_lines(
        desk.ledgers(tiny_story.facts).sums, roads, {WEST: [("blizzard", "red")]}, decided,
        at=NOW, county=tiny_story.facts.county,
    )  # fmt: skip
    west = next(x for x in again if x.code == WEST)
    assert (verdict_of(west), west.line.verdict) == ("go", Verdict.NO_GO)


def test_the_call_sheet_has_every_village_and_the_uninformed_first(ws, desk, tiny_story):
    """A village nobody stands for has a row; of several calls the last outcome, any success."""
    put(ws, "a.xml", cap())
    desk.poll(tiny_story, NOW)
    (held,) = at(desk, tiny_story).in_force
    inside = desk.inside(tiny_story.facts, held)
    liaisons = desk.ledgers(tiny_story.facts).liaisons
    calls = pd.DataFrame(
        [("L1", VILLAGE[0], "reached"), ("L1", VILLAGE[0], "no_answer"),
         ("L2", VILLAGE[1], "no_answer")],
        columns=["liaison_id", "region_code", "outcome"],
    ).assign(note="", user="li", at=NOW)  # fmt: skip
    sheet = call_sheet(liaisons, inside, calls)
    assert sorted(sheet["region_code"]) == VILLAGE[:3]
    assert sheet.iloc[-1][["liaison_id", "tries", "outcome", "informed"]].tolist() == [
        "L1", 2, "no_answer", True,
    ]  # fmt: skip
    assert sheet["liaison_id"].isna().sum() == 1
    assert (call_sheet(liaisons, inside, calls.iloc[:0])["tries"] == 0).all()


def test_a_closed_road_cuts_off_what_lies_behind_it(ws, tiny_story):
    """Two roads in a line from the base: the far one closed cuts its villages off."""
    place = make_place(ws, tiny_story)
    facts, desk = tiny_story.facts, place.context.watch
    assert "没有载入道路线形" in str(cut_card(place.context, "zh"))
    base = facts.bases.iloc[0]
    far = facts.regions.set_index("code").loc[VILLAGE[8]]
    middle = (base["lon"] + far["lon"]) / 2, (base["lat"] + far["lat"]) / 2
    lines = gpd.GeoDataFrame(
        {"road_id": ["near", "far"], "name": ["县道", None]},
        geometry=[LineString([(base["lon"], base["lat"]), middle]),
                  LineString([middle, (far["lon"], far["lat"])])],
        crs=4326,
    )  # fmt: skip
    desk._ledgers.put(facts.version, replace(desk.ledgers(facts), lines=lines))
    found = cut_off(desk.graph(facts), closed=["far"])
    assert VILLAGE[8] in found.region_codes
    told = str(cut_view(place.context, found, "zh"))
    assert "隔断" in told
    assert f"{far['name']}（" in told
    assert "县道 near" in str(cut_card(place.context, "zh"))
