"""The wallboard: what its state says, who may ask for it, an unchanged one sends nothing."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest
from click.testing import CliRunner
from dash import Dash, html

from dashboards.cli import build
from dashboards.security import secure
from dashboards.story import Context, StoryStore
from dashboards.story.dispatch_desk import DispatchDesk
from dashboards.story.wall.backlog import kept_of_day, rows_of_data, rows_of_day
from dashboards.story.wall.crews import crews_of_day
from dashboards.story.wall.desk import head
from dashboards.story.wall.ground import gravest, routes
from dashboards.story.wall.moment import Kind, Shown, data_until, day_shown, seconds, shown
from dashboards.story.watch import EVENING
from dashboards.wall import FILES, NOW, install_wall, words
from dashboards.web import geometry_route
from risk.operations import audit, open_operations
from risk.operations.deed import Doer
from risk.operations.wall import add_wall_pass, revoke_wall_pass
from risk.terms import Role
from tests.check_in_world import EIGHT, Phones
from tests.tiny_world import LAST_DAY, copied, unwritten
from tests.tiny_world import NOW as AT

ADMIN = Doer("anna", Role.ADMINISTRATOR, AT)
PRACTISED = datetime.combine(LAST_DAY, EVENING)


@pytest.fixture(scope="module")
def walled(tiny_ws, tiny_story, tmp_path_factory):
    """The wall of a copy of the tiny world, which a test may write passes into."""
    ws, app = unwritten(tiny_ws, tmp_path_factory.mktemp("wall")), Dash("small")
    app.layout = html.P("inside")
    context = Context(ws, StoryStore(ws, tiny_story), lambda: AT)
    secure(app, ws, clock=lambda: AT)
    geometry_route(app.server, context)
    install_wall(app.server, context, clock=lambda: AT)
    return SimpleNamespace(ws=ws, server=app.server)


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


def test_the_command_line_makes_lists_and_revokes(tiny_ws, tmp_path):
    """The address is told once, with its word behind the #; the list holds no word."""
    ws = copied(tiny_ws, tmp_path)

    def run(*arguments):
        told = CliRunner().invoke(build("en"), ["wall", *arguments, "-w", str(ws.root), "--json"])
        return told.exit_code, json.loads(told.stdout) if told.stdout else {}

    address = run("add", "hall")[1]["address"]
    word = address.split("/wall#")[1]
    code, told = run("list")
    assert (code, [row["name"] for row in told["passes"]]) == (0, ["hall"])
    assert word not in json.dumps(told)
    assert run("revoke", "1")[0] == 0
    assert run("revoke", "1")[0] == 2
