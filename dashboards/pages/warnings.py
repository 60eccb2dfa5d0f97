"""Warnings: what is in force, who lies inside, what to do, whom to call, whether crews go.

Files of the watched folder come in by the page's own interval; texts are pasted and confirmed.
Everything is shown as of one moment, now unless another is chosen.
"""

from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import heading
from dashboards.i18n import current_lang, t
from dashboards.pages.warnings_calls import calls_card, register_calls
from dashboards.pages.warnings_cut import cut_card, register_cut
from dashboards.pages.warnings_export import register_export
from dashboards.pages.warnings_inside import inside_view
from dashboards.pages.warnings_parts import OPEN, TICK_MS, chosen_of, time_input, watch_of
from dashboards.pages.warnings_parts import Id as Id
from dashboards.pages.warnings_past import aside_form, past_view, register_past
from dashboards.pages.warnings_paste import paste_card, register_paste
from dashboards.pages.warnings_roads import register_roads, towns_card
from dashboards.pages.warnings_signals import faults_view, signals_card, status_view
from dashboards.pages.warnings_todo import register_todo, todo_view
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.watch import Watch
from dashboards.story.watch_folder import Fault
from risk.terms import Role

PATH = "/warnings"
TITLE = "warnings.title"
NOTES = (Id.PASTED, Id.STEPPED, Id.CALLED, Id.ROADED, Id.CREWED, Id.DECIDED)
"""What is said after a press: each makes the page look again."""


def layout(
    context: Context, alert: str | None = None, at: str | None = None, **_: Any
) -> Component:
    """The page; ``?alert=NUMBER`` chooses a warning, ``?at=2026-07-01T18:00`` a moment."""
    story, lang, now = context.story(), current_lang(), context.clock()
    faults = context.watch.poll(story, now)
    asked = _asked(at)
    first = context.watch.first(story.facts, now)
    moment = context.watch.moment(story.facts, asked, now) if asked else first
    kept = "" if moment.is_now else moment.at.isoformat()
    watch = context.watch.watch(moment)
    chosen = chosen_of(watch, int(alert) if alert and alert.isdecimal() else None)
    picker = dmc.Group(
        [
            time_input(Id.PICK, t("warnings.as_of_pick", lang), None if not kept else moment.at,
                       w=220),
            dmc.Button(t("warnings.now", lang), id=Id.NOW, variant="default"),
        ],
        align="flex-end", gap="xs",
    )  # fmt: skip
    status = status_view(moment, lang, opened=not moment.is_now and asked is None)
    return html.Div(
        [
            heading(t("warnings.title", lang), t("warnings.question", lang)),
            dcc.Interval(id=Id.TICK, interval=TICK_MS),
            dcc.Store(id=Id.SHOWN, data=mark(context, watch, faults)),
            dcc.Store(id=Id.CHOSEN, data=chosen.number if chosen else None),
            dcc.Store(id=Id.FOOT, data=chosen.key if chosen else ""),
            dcc.Store(id=Id.AT, data=kept),
            html.Div([picker, html.Div(status, id=Id.STATUS)], className="as-of"),
            html.Div(faults_view(faults, lang), id=Id.FAULTS, **{"aria-live": "polite"}),
            dmc.Grid(
                [
                    dmc.GridCol(
                        html.Div(signals_card(context, watch, chosen, lang), id=Id.SIGNALS,
                                 className="stack", **{"aria-live": "assertive"}),
                        span={"base": 12, "md": 7},
                    ),
                    dmc.GridCol(paste_card(context, lang), span={"base": 12, "md": 5}),
                ]
            ),
            html.Div(inside_view(context, chosen, lang), id=Id.INSIDE, className="stack"),
            html.Div(todo_view(context, watch, chosen, lang), id=Id.TODO, className="stack"),
            html.Div(id=Id.STEPPED, **{"aria-live": "polite"}),
            calls_card(context, chosen, moment, lang),
            towns_card(context, watch, lang),
            cut_card(context, lang),
            html.Div(past_view(context, watch, chosen, lang), id=Id.PAST, className="stack"),
            aside_form(lang),
        ],
        className="page",
    )  # fmt: skip


def _asked(at: str | None) -> datetime | None:
    """The moment of the address; what is none is passed by."""
    try:
        found = datetime.fromisoformat(at) if at else None
    except ValueError:
        return None
    return found.replace(tzinfo=None) if found else None


def mark(context: Context, watch: Watch, faults: tuple[Fault, ...]) -> list[str]:
    """Changes when something on the page would: deeds, warnings that begin or end, broken files."""
    held = [w.key for w in (*watch.in_force, *watch.stale)]
    return [
        context.watch.mark(),
        *held,
        *context.watch.words(),
        *(f"{f.name} {f.line}" for f in faults),
    ]


def register(app: Dash, context: Context) -> None:
    """The interval takes files in; one store tells every part of the page that it has to look."""

    @callback(
        app,
        Output(Id.SHOWN, "data"),
        Output(Id.FAULTS, "children"),
        Input(Id.TICK, "n_intervals"),
        *(Input(note, "children") for note in NOTES),
        State(Id.SHOWN, "data"),
        State(Id.AT, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def look(*given: Any) -> tuple[Any, Any]:
        shown, at = given[-2:]
        faults = context.watch.poll(context.story(), context.clock())
        found = mark(context, watch_of(context, at), faults)
        if found == shown:
            return no_update, no_update
        return found, faults_view(faults, current_lang())

    @callback(
        app,
        Output(Id.AT, "data"),
        Output(Id.PICK, "value"),
        Input(Id.PICK, "value"),
        Input(Id.NOW, "n_clicks"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def choose_moment(picked: str | None, _: Any) -> tuple[str, Any]:
        if ctx.triggered_id == Id.NOW or not picked:
            return "", None
        return datetime.fromisoformat(picked).isoformat(), no_update

    @callback(
        app,
        Output(Id.CHOSEN, "data"),
        Input({"type": OPEN, "n": ALL}, "n_clicks"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def choose(clicks: list[int | None]) -> Any:
        pressed = ctx.triggered_id
        if not any(clicks) or not isinstance(pressed, dict):
            return no_update  # a list that is drawn anew brings buttons nobody has pressed
        return pressed["n"]

    @callback(
        app,
        Output(Id.SIGNALS, "children"),
        Output(Id.STATUS, "children"),
        Output(Id.FOOT, "data"),
        Input(Id.SHOWN, "data"),
        Input(Id.CHOSEN, "data"),
        Input(Id.AT, "data"),
        State(Id.FOOT, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def follow(_: Any, number: int | None, at: str | None, foot: str) -> tuple[Any, ...]:
        lang, watch = current_lang(), watch_of(context, at)
        chosen = chosen_of(watch, number)
        key = chosen.key if chosen else ""
        return (
            signals_card(context, watch, chosen, lang),
            status_view(watch.moment, lang),
            no_update if key == foot else key,
        )

    @callback(
        app,
        Output(Id.INSIDE, "children"),
        Input(Id.FOOT, "data"),
        State(Id.CHOSEN, "data"),
        State(Id.AT, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def redraw(_: str, number: int | None, at: str | None) -> list[Component]:
        chosen = chosen_of(watch_of(context, at), number)
        return inside_view(context, chosen, current_lang())

    register_paste(app, context)
    register_todo(app, context)
    register_calls(app, context)
    register_roads(app, context)
    register_cut(app, context)
    register_past(app, context)
    register_export(app, context)
