"""Route sheets and phone maps taken away: who sees what, audited, and no way past the roles."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from dashboards.pages.dispatch_export import Id, export_data
from dashboards.pages.dispatch_taken import links_of
from dashboards.story import Context, StoryStore
from risk.operations import add_user, open_keys, open_operations
from risk.operations.check_in_link import read_pass
from risk.operations.dispatch import load_day, open_day
from risk.operations.personal import store_people
from risk.terms import Role
from tests.dashboards.conftest import PASSWORD, SAME_ORIGIN, Visitor, _token, readable
from tests.sheet_world import routed
from tests.tiny_world import NOW

PHONE = "13900000001"


@pytest.fixture(scope="module")
def day(tiny_ws):
    """A dispatch day of made-up claims; one of them has a phone number on file."""
    state, _ = routed()
    with closing(open_operations(tiny_ws)) as con:
        known = pd.DataFrame({"claim_id": ["t1"], "phone": [PHONE]})
        store_people(con, open_keys(tiny_ws, con), known, kind="claim")
        return open_day(
            con, state, origin="made up", name="暴雪", seed=1, synthetic=True,
            data_version="v1", user="demo", role=Role.MANAGER, at=NOW,
        )  # fmt: skip


@pytest.fixture(scope="module")
def analyst(tiny_app, tiny_ws):
    """Signed in with a role that may take tables away, but sees no personal data."""
    with closing(open_operations(tiny_ws)) as con:
        add_user(con, "reader", PASSWORD, Role.ANALYST, now=NOW)
    client = tiny_app.server.test_client()
    token = _token(client.get("/login").get_data(as_text=True))
    form = {"csrf": token, "name": "reader", "password": PASSWORD}
    assert client.post("/login", data=form, headers=SAME_ORIGIN).status_code == 303
    return Visitor(tiny_app, client)


def audited(ws, action):
    with closing(open_operations(ws)) as con:
        rows = con.execute("SELECT user, action, object FROM audit WHERE action LIKE ?", (action,))
        return [tuple(row) for row in rows]


def cells(body):
    book = openpyxl.load_workbook(BytesIO(body))
    return {str(cell.value) for sheet in book for row in sheet for cell in row}


def test_a_manager_takes_sheets_with_phones_and_the_reading_is_audited(manager, tiny_ws, day):
    """PDF and Excel; the phone on file, one audit row for reading and one for the file."""
    assert manager.get(f"/export/dispatch/{day}.pdf").data.startswith(b"%PDF-")
    got = manager.get(f"/export/dispatch/{day}.xlsx?crew=c1")
    assert {PHONE, "户1", "未登记"} <= cells(got.data)
    assert f"routes_20260120_{day}_0.xlsx" in got.headers["Content-Disposition"]
    assert got.headers["Cache-Control"] == "no-store"
    assert len(audited(tiny_ws, "read personal data: route sheet")) == 2
    assert len(audited(tiny_ws, "export")) >= 2


def test_an_analyst_sees_no_phone_and_reads_none(analyst, tiny_ws, day):
    """Masked, and nothing is decrypted for it."""
    before = audited(tiny_ws, "read personal data%")
    found = cells(analyst.get(f"/export/dispatch/{day}.xlsx").data)
    assert PHONE not in found
    assert "户1" not in found
    assert audited(tiny_ws, "read personal data%") == before


def test_maps_hold_no_person_for_anybody(manager, tiny_ws, day):
    """GPX and KML go into other firms' programs: a manager's, too, tell no phone."""
    before = audited(tiny_ws, "read personal data%")
    for kind in ("gpx", "kml"):
        got = manager.get(f"/export/dispatch/{day}.{kind}?datum=gcj02")
        assert got.status_code == 200
        assert "GCJ-02" in got.get_data(as_text=True)
        assert PHONE not in got.get_data(as_text=True)
        assert f"_gcj02.{kind}" in got.headers["Content-Disposition"]
    assert audited(tiny_ws, "read personal data%") == before


def test_who_may_not_and_what_is_not_is_refused(viewer, manager, day):
    """A viewer takes nothing; days, crews, kinds and datums there are not are not found."""
    assert viewer.get(f"/export/dispatch/{day}.pdf").status_code == 403
    for path in ("9999.pdf", f"{day}.exe", f"{day}.pdf?crew=nobody", f"{day}.gpx?datum=mars"):
        assert manager.get(f"/export/dispatch/{path}").status_code == 404


def test_links_follow_the_choices(manager, analyst, day):
    """A chosen crew and datum stand in the addresses; who sees masks is told so."""
    state, _ = routed()
    inputs = {f"{Id.DAY}.data": export_data(day, state), f"{Id.CREW}.value": "c2",
              f"{Id.DATUM}.value": "gcj02"}  # fmt: skip
    told = readable(manager.fire(f"{Id.LINKS}.children", inputs))
    assert f"/export/dispatch/{day}.pdf?crew=c2" in told
    assert f"/export/dispatch/{day}.gpx?crew=c2&datum=gcj02" in told
    readers = readable(analyst.fire(f"{Id.LINKS}.children", inputs, lang="en"))
    assert "households masked" in readers


def test_a_code_is_the_crews_and_only_while_it_is_valid(tiny_context, tiny_ws, day):
    """Signed for the day and crew until the settings' hour; none without an address or too late."""
    with closing(open_operations(tiny_ws)) as con:
        head, keys = load_day(con, day).head, open_keys(tiny_ws, con)
    story = tiny_context.story()
    county = story.facts.county
    routing = replace(county.routing, check_in_url="https://huzhu.example")
    told = replace(story, facts=replace(story.facts, county=replace(county, routing=routing)))
    assert links_of(tiny_context, head, ["c1"]) == {}
    found = links_of(Context(tiny_ws, StoryStore(tiny_ws, told), lambda: NOW), head, ["c1"])
    passed = read_pass(keys, found["c1"].split("#")[1])
    assert (passed.day_id, passed.crew_id) == (day, "c1")
    assert passed.valid_until == datetime(2026, 1, 21, 12)
    late = Context(tiny_ws, StoryStore(tiny_ws, told), lambda: passed.valid_until)
    assert links_of(late, head, ["c1"]) == {}
