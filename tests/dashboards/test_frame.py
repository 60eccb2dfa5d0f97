"""The frame: who sees which page, what a link of an earlier version shows, news, trouble."""

import json
import logging
import re
import shutil
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from dash import html
from plotly.utils import PlotlyJSONEncoder

from dashboards.app import create_app
from dashboards.components.navigation import Entry, navigation
from dashboards.components.shell import Id, seen
from dashboards.pages import overview
from dashboards.pages.guarded import guarded
from dashboards.story import StoryStore
from risk.errors import ModelError
from risk.flow import Story
from risk.operations import add_user, open_operations
from risk.scored import store_scores
from risk.terms import Role
from risk.warehouse import current_version
from risk.workspace import Workspace
from tests.dashboards.conftest import PASSWORD, SAME_ORIGIN, Visitor, enter, readable
from tests.tiny_world import NOW

BANNER = '"className":"banner"'
FOLLOW = f"{Id.NAV.value}.children"
BEAT = f"{Id.NEWS.value}.children"


@dataclass
class Moved:
    """A county whose data have moved on since a story was told."""

    ws: Workspace
    store: StoryStore
    visitor: Visitor
    old: str
    new: str

    def ask(self, path: str, output: str, inputs: dict[str, Any], state: Any = None) -> Any:
        """Fire a callback from a page at an address."""
        self.visitor.client.environ_base["HTTP_REFERER"] = f"http://localhost{path}"
        try:
            return self.visitor.fire(output, inputs, state)
        finally:
            del self.visitor.client.environ_base["HTTP_REFERER"]


@pytest.fixture(scope="module")
def moved(tiny_ws: Workspace, tiny_story: Story, tmp_path_factory: Any) -> Moved:
    folder = tmp_path_factory.mktemp("moved")
    key = tiny_ws.key_file(tiny_ws.county())
    shutil.copy2(key, folder / key.name)
    ws = Workspace(shutil.copytree(tiny_ws.root, folder / tiny_ws.root.name))
    with closing(open_operations(ws)) as con:
        add_user(con, "chief", PASSWORD, Role.MANAGER, now=NOW)
    new = store_scores(ws, tiny_story.facts, tiny_story.scores, seed=1, now=NOW)
    app = create_app(ws, tiny_story, clock=lambda: NOW)
    context = app.server.extensions["huzhu.context"]
    context.store._version = tiny_story.facts.version  # the story given is of before the move
    return Moved(ws, context.store, enter(app, "chief"), tiny_story.facts.version, new)


def words(component: Any) -> str:
    return json.dumps(component, cls=PlotlyJSONEncoder, ensure_ascii=False)


def follow_inputs(path: str, search: str = "") -> dict[str, Any]:
    return {
        f"{Id.PLACE.value}.pathname": path, f"{Id.PLACE.value}.search": search,
        f"{Id.KEPT.value}.data": None,
    }  # fmt: skip


def follow_state(drawn: str = "") -> dict[str, Any]:
    return {f"{Id.SEEN.value}.data": drawn}


def beat_inputs(path: str) -> dict[str, Any]:
    return {
        f"{Id.PULSE.value}.n_intervals": 1, f"{Id.SHOW.value}.n_clicks": None,
        f"{Id.PLACE.value}.pathname": path,
    }  # fmt: skip


def beat_state(shown: str) -> dict[str, Any]:
    return {f"{Id.FRESH.value}.data": shown, f"{Id.NEWS.value}.children": None,
            f"{Id.WORK.value}.children": None}  # fmt: skip


def test_news_come_by_themselves_or_by_a_button(moved):
    """Overview shows the newer data at once; the planner offers them; what is shown is said."""
    assert moved.store.get().facts.version == moved.old
    told = readable(moved.ask("/surge", BEAT, beat_inputs("/surge"), beat_state(moved.old)))
    assert moved.new in told  # being worked out
    moved.store.wait()
    offered = moved.ask("/surge", BEAT, beat_inputs("/surge"), beat_state(moved.old)).get_json()
    assert "sideUpdate" not in offered
    assert moved.new in offered["response"][Id.NEWS.value]["children"]
    assert offered["response"][Id.SHOW.value]["style"] == {}
    shown = moved.ask("/", BEAT, beat_inputs("/"), beat_state(moved.old)).get_json()
    assert shown["sideUpdate"] == {Id.FRESH.value: {"data": moved.new}}


def test_what_stands_is_not_drawn_again(manager):
    """A frame come with the page keeps its bar: a list opened at once would close with it."""
    query = "?family=storm"
    drawn = follow_state(seen("/history", query))
    same = manager.fire(FOLLOW, follow_inputs("/history", query), drawn)
    assert same.get_json()["response"] == {}, same.get_json()
    other = readable(manager.fire(FOLLOW, follow_inputs("/map", query), drawn))
    assert seen("/map", query) in other


def test_a_link_of_an_earlier_version_shows_that_version(moved):
    """First how far it is being told, then the page, in every answer to it."""
    moved.store.wait()
    waiting = moved.visitor.get(f"/?v={moved.old}")
    assert waiting.status_code in (200, 503)
    telling = moved.store.past(moved.old)
    assert telling is not None
    past = telling.wait()
    assert past is not None
    assert past.facts.version == moved.old
    assert moved.visitor.get(f"/?v={moved.old}").status_code == 200
    query = f"?v={moved.old}"
    told = readable(moved.ask(f"/{query}", FOLLOW, follow_inputs("/", query), follow_state()))
    assert f"v={moved.old}" in told
    assert BANNER in told
    newest = readable(moved.ask("/", FOLLOW, follow_inputs("/"), follow_state()))
    assert BANNER not in newest
    assert moved.new in newest


def test_the_past_is_retold_as_it_was(moved, tiny_story):
    """The same levels, the same plans."""
    past = moved.store.past(moved.old).wait()
    assert past.scores.frame.equals(tiny_story.scores.frame)
    assert past.surges.keys() == tiny_story.surges.keys()
    for name, surge in past.surges.items():
        assert surge.plan.crews_by_day.equals(tiny_story.surges[name].plan.crews_by_day)


@pytest.mark.parametrize("version", ["v0099-deadbeef", "../../etc/passwd", "newest"])
def test_a_version_no_longer_kept_says_so(moved, version):
    """And says what is shown instead."""
    moved.store.wait()
    query = f"?v={version}"
    assert moved.visitor.get(f"/{query}").status_code == 200
    told = readable(moved.ask(f"/{query}", FOLLOW, follow_inputs("/", query), follow_state()))
    assert "banner gone" in told
    assert moved.new in told


def test_nothing_but_scenarios_is_written_in_the_past(moved):
    """The store itself refuses, whatever a callback declares."""
    from dashboards.security.writes import Writes, limit_of

    now = limit_of(Writes.RECORDS, demo=False)
    past = limit_of(Writes.RECORDS, demo=False, past=True)
    assert "desk_decision" in now.tables
    assert "desk_decision" not in past.tables
    assert "scenario" in limit_of(Writes.PLANS, demo=False, past=True).tables
    assert "dispatch_day" not in limit_of(Writes.PLANS, demo=False, past=True).tables


def test_navigation_shows_what_a_role_may_use(manager):
    """An entry above the role is left out, and its group with it; a page under another marks it."""
    groups = [
        ("look", [Entry("/", "overview.title"), Entry("/a", "map.title", under="/")]),
        ("data", [Entry("/admin", "quality.title", Role.ADMINISTRATOR)]),
    ]
    with manager.app.server.test_request_context():
        assert navigation(groups, "/a", "zh") == []  # nobody is signed in
    told = readable(
        manager.fire(FOLLOW, follow_inputs("/history", "?family=storm"), follow_state())
    )
    assert '"href":"/map?family=storm"' in told
    assert '"href":"/surge/detail' not in told
    marked = readable(manager.fire(FOLLOW, follow_inputs("/surge/detail"), follow_state()))
    assert re.search(r'"href":"/surge","className":"here"', marked)


def test_a_page_that_breaks_says_what_to_do_under_a_number(tiny_app, manager, caplog):
    """Not a blank page; a refusal stands in words; the number leads to the log."""

    def broken(**_: Any) -> Any:
        raise ZeroDivisionError("of the test")

    def refused(**_: Any) -> Any:
        raise ModelError("no record", remedy="load one")

    with manager.client, caplog.at_level(logging.ERROR):
        manager.client.get("/healthz")
        manager.get("/")
        told = words(guarded(tiny_app, overview, broken)(fresh=""))
        number = re.search(r"[0-9A-F]{6}", told)
        assert number
        assert number.group(0) in caplog.text
        assert "ZeroDivisionError" in caplog.text
        assert "no record" in words(guarded(tiny_app, overview, refused)(fresh=""))
    assert guarded(tiny_app, overview, lambda **_: html.P("ids"))().children == "ids"


def test_errors_are_pages_to_people_and_lines_to_pages(manager):
    """No address leads to a bare error."""
    page = manager.get("/geometry/nothing.json")
    assert page.status_code == 404
    assert "<main>" in page.text
    assert 'href="/"' in page.text
    line = manager.client.get("/geometry/nothing.json", headers=SAME_ORIGIN)
    assert line.status_code == 404
    assert line.mimetype == "text/plain"
    assert "没有这个页面" in manager.page("/no-such-page")


def test_the_version_in_force_may_be_named(moved):
    """A link copied today is today's page, and can be written on."""
    moved.store.wait()
    query = f"?v={current_version(moved.ws)}"
    told = readable(moved.ask(f"/{query}", FOLLOW, follow_inputs("/", query), follow_state()))
    assert BANNER not in told
