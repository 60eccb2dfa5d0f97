"""Answers worked out once: the same for everybody of a role, in a language, on a version."""

import pytest
from dash import Dash, Input, Output, html
from flask import Flask

from dashboards.components.trouble import doubt_answer
from dashboards.kept_answers import keep_answers
from dashboards.security import callback
from dashboards.security.roles import kept_callbacks
from risk.terms import Role


@pytest.fixture
def drawn(monkeypatch, manager):
    """Counts how often the overview is drawn."""
    from dash import page_registry

    manager.get("/")  # the dashboard's own pages are in the register
    page = next(p for p in page_registry.values() if p["path"] == "/")
    count, draw = [], page["layout"]

    def counted(**query):
        count.append(query)
        return draw(**query)

    monkeypatch.setitem(page, "layout", counted)
    return count


def test_a_page_of_the_story_is_drawn_once_for_a_role_and_language(manager, viewer, drawn):
    """Asked again it is the same to the byte; another language, role or address is drawn anew."""
    first = manager.page("/", "?test=kept")
    assert len(drawn) == 1
    assert manager.page("/", "?test=kept") == first
    assert len(drawn) == 1
    assert manager.page("/", "?test=kept", lang="en") != first
    assert len(drawn) == 2
    viewer.page("/", "?test=kept")
    assert len(drawn) == 3
    manager.page("/", "?test=other")
    assert len(drawn) == 4


def test_who_takes_no_gzip_gets_the_same_plain(manager, drawn):
    """The test's client sends no Accept-Encoding: both answers are JSON as they stand."""
    assert manager.page("/", "?test=plain").startswith('{"')
    assert manager.page("/", "?test=plain").startswith('{"')
    assert len(drawn) == 1


def test_a_doubted_answer_is_not_kept(manager, monkeypatch, drawn):
    """What tells of a failure is worked out again at the next asking."""
    from dash import page_registry

    page = next(p for p in page_registry.values() if p["path"] == "/")
    draw = page["layout"]

    def doubtful(**query):
        doubt_answer()
        return draw(**query)

    monkeypatch.setitem(page, "layout", doubtful)
    manager.page("/", "?test=doubt")
    manager.page("/", "?test=doubt")
    assert len(drawn) == 2


def test_nobody_gets_a_kept_answer_without_signing_in(tiny_app, manager):
    """The guard stands before what is kept."""
    manager.page("/", "?test=guard")
    stranger = tiny_app.server.test_client()
    answer = stranger.post("/_dash-update-component", json={"output": "x"})
    assert answer.status_code in (401, 403)


def test_only_declared_callbacks_are_kept(tiny_context):
    """``kept=True`` beside the role names one; others are not in the register."""
    app = Dash(__name__, server=Flask("kept"))
    app.layout = html.Div([html.Div(id="a"), html.Div(id="b"), html.Div(id="c")])

    @callback(app, Output("a", "children"), Input("b", "n_clicks"), role=Role.VIEWER, kept=True)
    def once(_):
        return "a"

    @callback(app, Output("c", "children"), Input("b", "n_clicks"), role=Role.VIEWER)
    def always(_):
        return "c"

    keep_answers(app, tiny_context, set())
    assert kept_callbacks(app) == {"a.children"}
