"""The wallboard: what its state says, who may ask for it, an unchanged one sends nothing."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from dashboards.app import create_app
from dashboards.story.dispatch_desk import DispatchDesk
from dashboards.story.wall.ahead import (
    DRAWS,
    counts_by_hour,
    hour_shares,
    reports_by_hour,
    under_way,
)
from dashboards.story.wall.backlog import kept_of_day, rows_of_data, rows_of_day
from dashboards.story.wall.behind import Behind
from dashboards.story.wall.crews import crews_of_day
from dashboards.story.wall.desk import head
from dashboards.story.wall.ground import gravest, routes
from dashboards.story.wall.moment import Kind, Shown, data_until, day_shown, seconds, shown
from dashboards.story.watch import EVENING
from dashboards.wall import FILES, NOW, words
from risk.operations import audit, open_operations
from risk.operations.deed import Doer
from risk.operations.wall import add_wall_pass, revoke_wall_pass
from risk.surge.reports import Claims
from risk.terms import Role
from tests.check_in_world import EIGHT, Phones
from tests.tiny_world import LAST_DAY, copied
from tests.tiny_world import NOW as AT

ADMIN = Doer("anna", Role.ADMINISTRATOR, AT)
PRACTISED = datetime.combine(LAST_DAY, EVENING)


@pytest.fixture(scope="module")
def walled(tiny_ws, tiny_story, tmp_path_factory):
    """A dashboard of a copy of the tiny world that a test may write passes into."""
    ws = copied(tiny_ws, tmp_path_factory.mktemp("wall"))
    return SimpleNamespace(ws=ws, server=create_app(ws, tiny_story, clock=lambda: AT).server)


@pytest.fixture(scope="module")
def word(walled):
    """A pass."""
    with closing(open_operations(walled.ws)) as con:
        return add_wall_pass(con, "hall", days=90, by=ADMIN)


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """The tiny dispatch day at 08:00, its routes given out."""
    phones = Phones(tmp_path_factory.mktemp("day") / "county")
    return DispatchDesk(phones.ws, lambda: EIGHT).look(phones.day_id, EIGHT)


def ask(walled, path="/wall/state", *, word="", method="GET", **headers):
    given = {"Authorization": f"Bearer {word}"} if word else {}
    return walled.server.test_client().open(path, method=method, headers=given | headers)


# --- who may ask ----------------------------------------------------------------------------------


def test_the_page_and_its_files_hold_no_data_and_answer_anybody(walled):
    """A strict policy of their own; nothing else of the wall does."""
    page = ask(walled, "/wall?lang=en")
    assert page.status_code == 200
    assert "小县" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert {ask(walled, f"/wall/{name}").status_code for name in FILES} == {200}
    assert ask(walled, "/wall/../app.py").status_code == 404
    assert ask(walled).status_code == 401
    assert ask(walled, word="no such word").status_code == 401


def test_a_pass_opens_state_and_outlines_and_nothing_else(walled, word):
    """No page, no callback, no writing; and its screen stands in the audit."""
    told = ask(walled, word=word)
    assert told.status_code == 200
    assert ask(walled, told.json["map"]["villages"], word=word).status_code == 200
    assert ask(walled, "/", word=word).status_code == 401
    assert ask(walled, "/_dash-layout", word=word).status_code == 401
    assert ask(
        walled, word=word, method="POST", **{"Sec-Fetch-Site": "same-origin"}
    ).status_code in (401, 405)
    with closing(open_operations(walled.ws)) as con:
        assert "wall: hall" in set(audit.rows(con)["user"])


def test_a_revoked_pass_opens_nothing(walled):
    with closing(open_operations(walled.ws)) as con:
        word = add_wall_pass(con, "corridor", days=90, by=ADMIN)
    assert ask(walled, word=word).status_code == 200
    with closing(open_operations(walled.ws)) as con:
        revoke_wall_pass(con, 2, by=ADMIN)
    assert ask(walled, word=word).status_code == 401


def test_somebody_signed_in_needs_no_pass(manager):
    assert manager.client.get("/wall/state").status_code == 200


def test_an_unchanged_state_sends_nothing(walled, word):
    """A 304 without a body, with the time it is shown as of."""
    first = ask(walled, word=word)
    while ask(walled, word=word).json["ahead"]["state"] == "working":
        pass
    mark = ask(walled, word=word).headers["ETag"]
    again = ask(walled, word=word, **{"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers[NOW] == first.headers[NOW] == str(seconds(PRACTISED))


def test_a_day_that_is_none_is_refused(walled, word):
    assert ask(walled, "/wall/state?day=99", word=word).status_code == 404
    assert ask(walled, "/wall/state?day=x", word=word).status_code == 400


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_of_the_page_stands_in_it(walled, lang):
    page = ask(walled, f"/wall?lang={lang}").text
    told = json.loads(page.split('type="application/json">')[1].split("</script>")[0])
    assert told == words(lang)


def test_only_a_synthetic_screen_runs_faster(walled):
    assert 'data-speed="20.0"' in ask(walled, "/wall?speed=20").text
    assert 'data-speed="60.0"' in ask(walled, "/wall?speed=1e9").text
    assert 'data-speed="1.0"' in ask(walled, "/wall?speed=nan").text


# --- what it says ---------------------------------------------------------------------------------


def test_the_state_of_a_quiet_day(walled, word):
    """No warning, no dispatch day: backlog of the data, map, next hours, and the year."""
    state = ask(walled, word=word).json
    assert state["sights"] == ["backlog", "map", "ahead", "year"]
    assert (state["kind"], state["data_until"]) == ("practice", None)
    assert state["synthetic"]
    assert sum(len(tier["due"]) for tier in state["backlog"]["tiers"]) == 2
    assert state["map"]["derived"]
    assert len(state["map"]["digits"]) == 9
    assert len(state["map"]["bases"]) == 2
    assert state["signals"] == []
    assert state["crews"]["value"] != "—"
    assert len(state["year"]["tiles"]) == 8


def test_open_claims_of_the_data_by_their_due_time(tiny_story):
    """Claims reported by a moment that nobody had reached by then."""
    facts = tiny_story.facts
    told = facts.claims.dropna(subset=["reported_at", "arrived_at", "tier"]).iloc[0]
    at = told["reported_at"] + (told["arrived_at"] - told["reported_at"]) / 2
    rows = rows_of_data(facts, at)
    limit = timedelta(minutes=facts.county.promise.limit_min(told["tier"]))
    assert (told["tier"], told["reported_at"] + limit) in set(
        rows.itertuples(index=False, name=None)
    )
    assert rows_of_data(facts, told["reported_at"] - timedelta(days=4000)).empty


def test_open_claims_of_a_dispatch_day(seen):
    """Seven claims nobody has reached: one in the town, due 30 minutes after 07:50."""
    rows = rows_of_day(seen)
    assert rows["tier"].value_counts().to_dict() == {"rural": 6, "town": 1}
    assert rows.loc[rows["tier"] == "town", "due"].tolist() == [EIGHT + timedelta(minutes=20)]
    assert kept_of_day(seen, "zh") == {}


def test_crews_and_routes_of_a_dispatch_day(seen):
    """At 08:00 c1 is on duty, c2 from 09:00; each route begins at the base."""
    told = crews_of_day(seen, "en")
    assert told["value"] == "1 of 2"
    assert [(row["name"], row["left"]) for row in told["rows"]] == [("一组", 3)]
    lines = routes(seen)
    assert [len(line) for line in lines] == [4, 3]
    assert lines[0][0] == [102.1, 36.8]


def test_the_gravest_warning_rings_a_village():
    first, second = (pd.DataFrame({"region_code": codes}) for codes in (["a", "b"], ["b", "c"]))
    assert gravest([("yellow", first), ("red", second)]) == {"a": "yellow", "b": "red", "c": "red"}
    assert gravest([("red", second), ("", first)]) == {"b": "red", "c": "red", "a": ""}


# --- which moment ---------------------------------------------------------------------------------


def test_which_dispatch_day_is_shown():
    """Today's; in a synthetic county else the newest replay; any that is asked for."""
    heads = [
        SimpleNamespace(id=3, day=date(2024, 7, 10), origin="event:E1"),
        SimpleNamespace(id=2, day=AT.date(), origin="live"),
        SimpleNamespace(id=1, day=date(2025, 1, 1), origin="live"),
    ]
    assert day_shown(heads, AT.date(), asked=None, synthetic=True).id == 2
    assert day_shown(heads[::2], AT.date(), asked=None, synthetic=True).id == 3
    assert day_shown(heads[::2], AT.date(), asked=None, synthetic=False) is None
    assert day_shown(heads, AT.date(), asked=1, synthetic=False).id == 1
    assert day_shown(heads, AT.date(), asked=9, synthetic=True) is None


def test_the_moment_is_the_clock_s_a_replay_s_or_the_last_day_s(seen):
    assert shown(None, AT, LAST_DAY, synthetic=False) == Shown(AT, Kind.CLOCK)
    assert shown(None, AT, LAST_DAY, synthetic=True) == Shown(PRACTISED, Kind.PRACTICE)
    live = shown(seen, EIGHT, LAST_DAY, synthetic=True)
    assert (live.at, live.kind, live.stands) == (EIGHT, Kind.CLOCK, False)
    replay = shown(seen, AT, LAST_DAY, synthetic=False)
    assert (replay.at, replay.kind, replay.stands) == (EIGHT, Kind.REPLAY, True)


def test_data_grow_stale_by_the_clock_alone(tiny_story):
    """The newest data end with their last day; a practised or replayed moment has no such end."""
    facts = tiny_story.facts
    real = replace(tiny_story, facts=replace(facts, county=replace(facts.county, synthetic=False)))
    told = head(real, Shown(AT, Kind.CLOCK), "en")
    assert told["data_until"] == seconds(data_until(LAST_DAY)) == seconds(datetime(2026, 1, 1))
    assert told["data_stale_after_s"] == 26 * 3600
    assert told["synthetic"] == told["kind_words"] == ""
    assert head(real, Shown(PRACTISED, Kind.PRACTICE), "en")["data_until"] is None


# --- reports to come ------------------------------------------------------------------------------


def test_ordinary_hours_are_own_ones_and_assumed_ones(tiny_story):
    """Twenty reports at 10:00 weigh as much as what is assumed; a stamp of midnight is no hour."""
    county, at = tiny_story.facts.county, pd.Timestamp(2025, 6, 3, 10)
    own = pd.DataFrame({"event_id": None, "reported_at": [at] * 20 + [at.normalize()] * 80})
    none = pd.DataFrame({"event_id": None, "reported_at": pd.to_datetime([])})
    assumed, mixed = hour_shares(none, county), hour_shares(own, county)
    assert mixed.sum() == pytest.approx(1)
    assert mixed[10] == pytest.approx((1 + assumed[10]) / 2)
    assert mixed[0] == pytest.approx(assumed[0] / 2)


def test_claims_to_come_are_dealt_to_their_hours():
    """Half of what is to come reports by hour 11, all of it by 12: hours 10–11 and 11–12."""
    found = SimpleNamespace(
        curve_h=np.array([10.0, 11.0, 12.0]),
        curve=np.array([[0.0, 0.5, 1.0]], np.float32),
        counts=np.array([[60, 40]], np.int32),
        draws=1,
    )
    made = reports_by_hour(found, 10.0, seed=1)
    assert made.shape == (DRAWS, 24)
    assert set(made.sum(axis=1)) == {100}
    assert made[:, 0].mean() == pytest.approx(50, abs=1)
    assert made[:, 2:].sum() == 0


def test_claims_of_a_scenario_are_counted_by_hour():
    """Two draws; hours from two on, so that 2.5 is the first and 26.0 lies behind the last."""
    hour = np.array([1.0, 2.5, 3.0, 3.9, 26.0])
    claims = Claims(0, np.array([0, 2, 5]), np.zeros(5, np.int32), hour, hour)
    counts = counts_by_hour(claims, 2.0)
    assert counts.shape == (2, 24)
    assert counts[:, :2].tolist() == [[1, 0], [0, 2]]
    assert counts.sum() == 3


def test_an_event_is_under_way_until_its_horizon(tiny_story):
    county = tiny_story.facts.county
    begun = datetime(2025, 6, 1, 12)
    events = pd.DataFrame({"event_id": ["E1"], "name": ["storm"], "started_at": [begun]})
    horizon = timedelta(days=county.surge.horizon_days)
    assert under_way(events, begun - timedelta(minutes=1), county) is None
    assert under_way(events, begun + horizon, county)["event_id"] == "E1"
    assert under_way(events, begun + horizon + timedelta(minutes=1), county) is None


def test_what_takes_long_is_told_behind_and_its_failure_kept():
    """The value is there once it is told; an error is said, not tried again and again."""
    behind: Behind[int] = Behind(2)
    assert behind.get("a", lambda: 1) is None
    behind.wait()
    assert behind.get("a", lambda: 2) == 1
    assert behind.ended == 1
