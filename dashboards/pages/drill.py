"""Drill: a past or invented event played hour by hour, with decisions taken live."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import empty, heading, refusal
from dashboards.i18n import current_lang, t
from dashboards.pages.drill_debrief import debrief_view, remade_view
from dashboards.pages.drill_export import register_export
from dashboards.pages.drill_form import begin_form, called_options, decision_form
from dashboards.pages.drill_ids import FIELDS, STEPS, Clock, Id
from dashboards.pages.drill_judged import judged_view, past_drills
from dashboards.pages.drill_parts import clock_line, playing_view
from dashboards.pages.drill_words import decision_fields
from dashboards.pages.judging import start_judging
from dashboards.security import Writes, callback, current_user, require_role
from dashboards.story import Context
from dashboards.story.drill import Playing
from dashboards.story.works import Name
from risk.errors import HuzhuError
from risk.flow import Story
from risk.terms import Role

PATH = "/drill"
TITLE = "drill.title"
PLAYER = Role.ANALYST
WATCH_MS = 1500
SEED_MAX = 10**6

__all__ = ["PATH", "TITLE", "Id", "layout", "register"]


def layout(context: Context, drill: str | None = None, **_: Any) -> Component:
    """The page; ``?drill=N`` plays drill N, without it one is begun or looked up.

    Both halves are always there, one of them hidden: Dash knows a page by its first layout.
    """
    story, lang = context.story(), current_lang()
    number = int(drill) if drill and drill.isdigit() else 0
    playing, refused = None, None
    try:
        playing = context.drills.playing(story, number) if number else None
    except HuzhuError as error:
        refused = refusal(error, lang)
    return html.Div(
        [
            dcc.Location(id=Id.GO, refresh="callback-nav"),
            heading(t("drill.title", lang), t("drill.question", lang)),
            refused,
            html.Div(
                _lobby(context, lang, shown=playing is None), className="page",
                style=_hidden(playing is not None),
            ),
            html.Div(
                _stage(story, playing, lang), className="page", style=_hidden(playing is None)
            ),
        ],
        className="page",
    )  # fmt: skip


def _hidden(hidden: bool) -> dict[str, str]:
    return {"display": "none"} if hidden else {}


def _lobby(context: Context, lang: str, *, shown: bool) -> list[Component]:
    """Begin a drill; drills so far; how true plans were."""
    story, running = context.story(), context.works.state(Name.PLAN_JUDGING).running
    return [
        begin_form(story, context.drills, lang),
        html.Div(id=Id.BEGUN, **{"aria-live": "polite"}),
        *([past_drills(context.drills.all(), lang)] if shown else []),
        html.Div(
            judged_view(context, lang) if shown else None, id=Id.JUDGED, **{"aria-live": "polite"}
        ),
        html.Div(dmc.Button(t("drill.judge", lang), id=Id.JUDGE, variant="default")),
        dcc.Interval(id=Id.WATCH, interval=WATCH_MS, disabled=not running),
    ]


def _stage(story: Story, playing: Playing | None, lang: str) -> list[Component]:
    """A drill: the moment, the clock, what to decide, what is known."""
    over = playing is not None and playing.over
    return [
        dcc.Store(id=Id.NUMBER, data=playing.kept.id if playing else 0),
        html.Div(
            clock_line(playing, lang) if playing else None, id=Id.CLOCK, **{"aria-live": "polite"}
        ),
        html.Div(_clock(lang), id=Id.CONTROLS, style=_hidden(over)),
        html.Div(id=Id.SAID, **{"aria-live": "assertive"}),
        html.Div(decision_form(story, playing, lang), id=Id.FORM, style=_hidden(over)),
        dcc.Loading(
            html.Div(id=Id.RESULT, className="result"),
            custom_spinner=dmc.Alert(
                [dmc.Loader(size="sm"), " ", t("drill.working", lang)], variant="light"
            ),
            delay_show=400,
            overlay_style={"visibility": "visible", "opacity": 0.45},
        ),
        html.Div(
            [
                dmc.Button(t("drill.remake", lang), id=Id.REMAKE, variant="default"),
                html.Div(id=Id.REMADE, **{"aria-live": "polite"}),
                dcc.Interval(id=Id.REMAKING, interval=WATCH_MS, disabled=True),
            ],
            id=Id.AFTER, className="stack", style=_hidden(not over),
        ),
        dcc.Link(t("drill.back", lang), href=PATH),
    ]  # fmt: skip


def _clock(lang: str) -> Component:
    steps = [
        dmc.Button(t("drill.hours", lang, n=f"{h:g}"), id=key, variant="default", size="compact-md")
        for key, h in STEPS.items()
    ]
    return dmc.Group(
        [
            *steps,
            dmc.Button(t("drill.morning", lang), id=Clock.MORNING, variant="light",
                       size="compact-md"),
            dmc.Button(t("drill.finish", lang), id=Clock.FINISH, color="red", variant="light",
                       size="compact-md"),
        ],
        gap="xs",
    )  # fmt: skip


def register(app: Dash, context: Context) -> None:
    """Begin, decide, let time go on, end; judge plans of past events."""
    register_export(app, context)

    @callback(
        app,
        Output(Id.GO, "search"),
        Output(Id.BEGUN, "children"),
        Input(Id.BEGIN, "n_clicks"),
        State(Id.ORIGIN, "value"),
        State(Id.PARTICIPANTS, "value"),
        State(Id.SEED, "value"),
        role=PLAYER,
        writes=Writes.PLANS,
        prevent_initial_call=True,
        running=[(Output(Id.BEGIN, "loading"), True, False)],
    )
    def open_drill(_: int, origin: str, participants: str | None, seed: Any) -> tuple[Any, Any]:
        lang = current_lang()
        given = int(seed) if str(seed or "").isdigit() else 1
        try:
            number = context.drills.open(
                context.story(), str(origin), seed=min(given, SEED_MAX),
                participants=str(participants or "").strip()[:200], user=current_user(),
                at=context.clock(),
            )  # fmt: skip
        except HuzhuError as error:
            return no_update, refusal(error, lang)
        return f"?drill={number}", None

    @callback(
        app,
        Output(Id.RESULT, "children"),
        Output(Id.CLOCK, "children"),
        Output(Id.SAID, "children"),
        Output(Id.CALLED, "data"),
        Output(Id.CONTROLS, "style"),
        Output(Id.FORM, "style"),
        Output(Id.AFTER, "style"),
        Input(Id.NUMBER, "data"),
        *(Input(key, "n_clicks") for key in (*STEPS, *Clock)),
        Input(Id.CALL, "n_clicks"),
        Input(Id.MOVE, "n_clicks"),
        Input(Id.RULES, "n_clicks"),
        Input(Id.OVERTIME, "n_clicks"),
        Input(Id.RELEASE, "n_clicks"),
        *(State(name, prop) for name, prop in FIELDS),
        role=Role.VIEWER,
        writes=Writes.PLANS,
    )
    def play(number: int, *given: Any) -> tuple[Any, ...]:
        story, lang, pressed = context.story(), current_lang(), ctx.triggered_id
        said: Any = None
        if not number:
            return (no_update,) * 7
        try:
            if pressed not in (None, Id.NUMBER):
                require_role(PLAYER)
                values = dict(zip((n for n, _ in FIELDS), given[-len(FIELDS) :], strict=True))
                said = _act(context, number, str(pressed), values, lang)
            playing = context.drills.playing(story, number)
        except HuzhuError as error:
            said = refusal(error, lang)
            playing = context.drills.playing(story, number)
        view = debrief_view if playing.over else playing_view
        hidden = _hidden(playing.over)
        return (
            view(context, story, playing, lang), clock_line(playing, lang), said,
            called_options(playing, lang), hidden, hidden, _hidden(not playing.over),
        )  # fmt: skip

    @callback(
        app,
        Output(Id.REMADE, "children"),
        Output(Id.REMAKING, "disabled"),
        Input(Id.REMAKE, "n_clicks"),
        Input(Id.REMAKING, "n_intervals"),
        State(Id.NUMBER, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def remake(_: int, __: int, number: int) -> tuple[Component, bool]:
        story, lang = context.story(), current_lang()
        try:
            found = context.drills.remade(story, number)
            if not found.done():
                return empty(t("drill.remaking", lang)), False
            rows, evenings = found.result()
        except HuzhuError as error:
            return refusal(error, lang), True
        return remade_view(story, rows, evenings, lang), True

    @callback(
        app,
        Output(Id.JUDGED, "children"),
        Output(Id.WATCH, "disabled"),
        Input(Id.JUDGE, "n_clicks"),
        Input(Id.WATCH, "n_intervals"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def judge(_: int, __: int) -> tuple[Component, bool]:
        if ctx.triggered_id == Id.JUDGE:
            start_judging(context, Name.PLAN_JUDGING, "judge plans")
        idle = not context.works.state(Name.PLAN_JUDGING).running
        return judged_view(context, current_lang()), idle


def _act(
    context: Context, number: int, pressed: str, values: Mapping[Id, Any], lang: str
) -> Component | None:
    """One press of a button: time goes on, a decision, or the end."""
    story, user, at = context.story(), current_user(), context.clock()
    desk = context.drills
    if pressed == Clock.FINISH:
        desk.finish(story, number, user=user, at=at)
        return None
    if pressed in STEPS or pressed == Clock.MORNING:
        drill = desk.playing(story, number).drill
        hours = STEPS.get(pressed) or _until_morning(drill.at.hour + drill.at.minute / 60, story)
        desk.forward(story, number, hours, user=user, at=at)
        return None
    fields = decision_fields(pressed, values)
    desk.decide(story, number, user=user, at=at, **fields)
    return empty(t("drill.decided", lang))


def _until_morning(clock_h: float, story: Story) -> float:
    start = float(story.facts.county.staffing.day_start_h)
    return float((start - clock_h) % 24) or 24.0
