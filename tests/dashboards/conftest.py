"""The tiny world told, and its dashboard with somebody signed in."""

import json
import re
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboards.app import create_app
from dashboards.i18n.request import COOKIE
from dashboards.story import Context, StoryStore
from risk.flow import Story, tell
from risk.intake import load_all
from risk.operations import add_user, load_or_create_key, open_operations
from risk.terms import Role
from risk.workspace import Workspace
from tests.tiny_world import NOW, load_tiny_world, write_tiny_world

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
BOSS = "boss"
PASSWORD = "a long enough password"
BROKEN = "broken-page"


@pytest.fixture(scope="session")
def tiny_ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    world, _ = load_tiny_world(tmp_path_factory.mktemp("tiny"))
    load_or_create_key(world.ws.key_file(world.ws.county()))
    with closing(open_operations(world.ws)) as con:
        add_user(con, "watcher", PASSWORD, Role.VIEWER, now=NOW)
        add_user(con, BOSS, PASSWORD, Role.MANAGER, now=NOW)
    return world.ws


@pytest.fixture(scope="session")
def tiny_story(tiny_ws: Workspace) -> Story:
    return tell(tiny_ws)


@pytest.fixture(scope="session")
def tiny_app(tiny_ws: Workspace, tiny_story: Story) -> Dash:
    return create_app(tiny_ws, tiny_story, clock=lambda: NOW)


@pytest.fixture(scope="session")
def tiny_context(tiny_ws: Workspace, tiny_story: Story) -> Context:
    return Context(tiny_ws, StoryStore(tiny_ws, tiny_story), lambda: NOW)


@pytest.fixture(scope="session")
def bare_story(tiny_story: Story) -> Story:
    """The tiny world without a claim, a base or a reject: every page still has to say so."""
    facts, quality = tiny_story.facts, tiny_story.quality
    nothing = {name: getattr(quality, name).iloc[:0] for name in ("loads", "rejects", "flags")}
    return replace(
        tiny_story,
        facts=replace(facts, claims=facts.claims.iloc[:0], bases=facts.bases.iloc[:0]),
        quality=replace(quality, match_quality=quality.match_quality.iloc[:0], **nothing),
    )


@pytest.fixture(scope="session")
def no_claims_ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The tiny world before its first claim: map, policies, bases, but no ledger of claims."""
    world = write_tiny_world(tmp_path_factory.mktemp("no-claims"))
    for name in ("理赔台账.csv", "投诉.csv"):
        (world.ledgers / name).unlink()
    load_all(world.ws, world.ledgers, datum="wgs84", now=NOW)
    load_or_create_key(world.ws.key_file(world.ws.county()))
    return world.ws


@pytest.fixture(scope="session")
def no_claims_story(no_claims_ws: Workspace) -> Story:
    return tell(no_claims_ws, presets=("storm_severe",))


@dataclass
class Visitor:
    """Somebody signed in, who can open pages and fire callbacks without a browser."""

    app: Dash
    client: FlaskClient

    def get(self, path: str) -> Any:
        self.client.delete_cookie(COOKIE)  # else in the language another test asked for last
        return self.client.get(path, headers={**SAME_ORIGIN, "Accept": "text/html"})

    def fire(
        self,
        output: str,
        inputs: dict[str, Any],
        state: dict[str, Any] | None = None,
        *,
        changed: str = "",
        lang: str = "zh",
    ) -> Any:
        """The answer of the callback that has this output, as Flask's response."""
        name = next(key for key in self.app.callback_map if output in key.strip(".").split("..."))
        outputs = [_dependency(part) for part in name.strip(".").split("...")]
        body = {
            "output": name,
            "outputs": outputs if name.startswith("..") else outputs[0],
            "inputs": [{**_dependency(k), "value": v} for k, v in inputs.items()],
            "state": [{**_dependency(k), "value": v} for k, v in (state or {}).items()],
            "changedPropIds": [changed or next(iter(inputs))],
        }
        path = f"/_dash-update-component?lang={lang}"
        return self.client.post(path, json=body, headers=SAME_ORIGIN)

    def page(self, path: str, search: str = "", *, lang: str = "zh") -> str:
        """A page's layout as JSON text, Chinese left readable."""
        inputs = {
            "_pages_location.pathname": path, "_pages_location.search": search,
            "shell-fresh.data": "",
        }  # fmt: skip
        answer = self.fire("_pages_content.children", inputs, lang=lang)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        told = readable(answer)
        assert BROKEN not in told, told
        return told


def readable(answer: Any) -> str:
    """A callback's answer as JSON text, Chinese left readable."""
    return json.dumps(answer.get_json(), ensure_ascii=False, separators=(",", ":"))


def _dependency(name: str) -> dict[str, str]:
    id_, _, prop = name.partition(".")
    return {"id": id_, "property": prop}


def enter(app: Dash, name: str = "") -> Visitor:
    """Somebody signed in by name; without one by the demo's door."""
    client = app.server.test_client()
    form = {"csrf": _token(client.get("/login").get_data(as_text=True))}
    form |= {"name": name, "password": PASSWORD} if name else {}
    where = "/login" if name else "/login/demo"
    assert client.post(where, data=form, headers=SAME_ORIGIN).status_code == 303
    return Visitor(app, client)


@pytest.fixture(scope="session")
def manager(tiny_app: Dash) -> Visitor:
    """Signed in as a manager with an account of their own."""
    visitor = enter(tiny_app, BOSS)
    assert visitor.get("/").status_code == 200
    return visitor


@pytest.fixture(scope="session")
def viewer(tiny_app: Dash) -> Visitor:
    """Signed in with the least role."""
    return enter(tiny_app, "watcher")


def _token(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]
