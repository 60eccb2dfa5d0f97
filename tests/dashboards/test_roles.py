"""The whole dashboard's doors: each route and callback has its role, and a test of it."""

import re

from dashboards.security.guard import PUBLIC
from dashboards.security.roles import RANK, declared_roles, declared_writes
from risk.terms import Role
from tests.dashboards.conftest import SAME_ORIGIN
from tests.dashboards.role_table import BEGIN, END, PAGE, callbacks, routes, table

DASH = re.compile(r"/_dash|/_reload|/_favicon|/assets/|/<path:path>|^/$|/static/")


def rules(app):
    """Our own rules: endpoint, an address, a method."""
    for rule in app.server.url_map.iter_rules():
        if not DASH.search(rule.rule):
            method = next(iter(sorted(rule.methods - {"HEAD", "OPTIONS"})))
            path = re.sub("<int:[^>]*>", "1", rule.rule)
            yield rule.endpoint, re.sub("<[^>]*>", "x", path), method


def test_the_table_is_the_code():
    """docs/SECURITY.md lists every route and callback as they are (role_table.py writes it)."""
    told = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    assert told == table(), "run tests/dashboards/role_table.py"


def test_every_route_is_in_the_table(tiny_app):
    """No route of ours without a role said."""
    said = {endpoint: role for endpoint, role, _ in routes()}
    missing = {endpoint for endpoint, _, _ in rules(tiny_app)} - set(said)
    assert missing == set()
    assert "NONE" not in said.values()


def test_every_callback_says_role_and_writes(tiny_app):
    """As many in the source as registered; none past the helper."""
    listed = [*callbacks()]
    assert len(listed) >= 100
    assert declared_roles(tiny_app).keys() == declared_writes(tiny_app).keys()
    assert {role for _, _, role, _ in listed} <= {r.value for r in Role}


def test_strangers_get_nothing_but_what_is_public(tiny_app):
    """Each rule of the real dashboard, Dash's own included."""
    client, open_to = tiny_app.server.test_client(), set()
    client.get("/login")
    for rule in tiny_app.server.url_map.iter_rules():
        path = re.sub("<[^>]*>", "1", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method, headers=SAME_ORIGIN)
            if answer.status_code != 401:
                open_to.add(rule.endpoint)
    assert open_to - PUBLIC == set()


def test_a_viewer_is_refused_what_needs_more(viewer):
    """By the route itself, whatever it is asked for."""
    least = {endpoint: role for endpoint, role, _ in routes()}
    refused = 0
    for endpoint, path, method in rules(viewer.app):
        if RANK.get(least[endpoint], 0) > RANK[Role.VIEWER]:
            answer = viewer.client.open(path, method=method, headers=SAME_ORIGIN)
            assert answer.status_code == 403, (endpoint, path)
            refused += 1
    assert refused >= 12
