"""Event under way: how many have reported, how many more will, where; any moment of any event."""

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.address import keep_in_address, keeper
from dashboards.components.panels import card, empty, heading, refusal
from dashboards.i18n import current_lang, moment, t
from dashboards.pages.event_judged import judged_view
from dashboards.pages.event_parts import event_view
from dashboards.pages.event_why import register_event_why, why_part
from dashboards.pages.judging import start_judging
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.event import FIRST_STEP, Told
from dashboards.story.scope import FAMILY, PERIOD, Scope
from dashboards.story.works import Name
from risk.errors import HuzhuError
from risk.terms import Role

PATH = "/event"
TITLE = "event.title"
SCOPE = (PERIOD, FAMILY)
PLAY_MS = 1500
WATCH_MS = 1000


class Id(StrEnum):
    """Components of this page."""

    EVENT = "event-event"
    STEP = "event-step"
    BACK = "event-back"
    NEXT = "event-next"
    PLAY = "event-play"
    TICK = "event-tick"
    SEEN = "event-seen"
    TRUTH = "event-truth"
    RESULT = "event-result"
    JUDGE = "event-judge"
    JUDGED = "event-judged"
    WATCH = "event-watch"
    HERE = "event-here"


KEPT_CHOICES = {"event": (Id.EVENT, "value"), "step": (Id.STEP, "value")}
"""What is chosen and stands in the address."""


def layout(
    context: Context, event: str | None = None, step: str | None = None, **given: Any
) -> Component:
    """The page; ``?event=ID&step=N`` opens a moment of an event."""
    story, lang = context.story(), current_lang()
    every = context.under_way.events(story)
    scope = Scope.read(given)
    events = scope.events(every, story.facts.county)
    head = heading(t("event.title", lang), t("event.question", lang))
    if every.empty:
        none = empty(t("event.none", lang), t("event.none_remedy", lang))
        return html.Div([head, none], className="page")
    outside = events.empty
    if outside or event in set(every["event_id"]) - set(events["event_id"]):
        events = every  # the one a link names is shown, whatever the scope
    chosen = event if event in set(events["event_id"]) else str(events["event_id"].iloc[0])
    options = [
        {"value": row.event_id, "label": f"{moment(row.started_at, lang)} · {row.name}"}
        for row in events.itertuples()
    ]
    choice = dmc.Select(
        id=Id.EVENT, data=options, value=chosen, label=t("event.event", lang), searchable=True,
        allowDeselect=False,
    )  # fmt: skip
    at = int(step) if step and step.isdigit() else None
    return html.Div(
        [
            head,
            *([empty(t("scope.no_events", lang))] if outside else []),
            choice,
            keeper(Id.HERE, KEPT_CHOICES),
            _player(at, lang),
            dcc.Loading(
                html.Div(id=Id.RESULT, className="result", **{"aria-live": "polite"}),
                custom_spinner=dmc.Alert(
                    [dmc.Loader(size="sm"), " ", t("event.working", lang)], variant="light"
                ),
                delay_show=400,
                overlay_style={"visibility": "visible", "opacity": 0.45},
            ),
            card(t("why.days.title", lang), why_part(lang)),
            html.Div(judged_view(context, lang), id=Id.JUDGED, **{"aria-live": "polite"}),
            html.Div(dmc.Button(t("event.judge", lang), id=Id.JUDGE, variant="default")),
            dcc.Interval(
                id=Id.WATCH,
                interval=WATCH_MS,
                disabled=not context.works.state(Name.JUDGING).running,
            ),
        ],
        className="page",
    )


def _player(step: int | None, lang: str) -> Component:
    """Slider over the moments, one step back and forth, play; how many there are is told later.

    Dash asks every page for its layout at the first request: nothing here may take long.
    """
    at = FIRST_STEP - 1 if step is None else step
    return html.Div(
        [
            dmc.Slider(
                id=Id.STEP, value=at, min=0, max=max(at, 1), step=1, label=None,
                updatemode="mouseup", thumbLabel=t("event.moment", lang),
            ),
            dmc.Group(
                [
                    dmc.Button(t("event.back", lang), id=Id.BACK, variant="default"),
                    dmc.Button(t("event.next", lang), id=Id.NEXT, variant="default"),
                    dmc.Button(t("event.play", lang), id=Id.PLAY, variant="light"),
                    dmc.Switch(id=Id.TRUTH, label=t("event.show_truth", lang), checked=False),
                ],
                mt="sm",
            ),
            dcc.Interval(id=Id.TICK, interval=PLAY_MS, disabled=True),
            dcc.Store(id=Id.SEEN),
        ],
        className="player",
    )  # fmt: skip


def register(app: Dash, context: Context) -> None:
    """The moment follows event, slider and buttons; the result follows the moment."""
    register_event_why(app, context, Id.EVENT)
    keep_in_address(app, Id.HERE, KEPT_CHOICES)

    def tell(event: str, step: int | None) -> Told:
        return context.under_way.told(context.story(), event, step)

    @callback(
        app,
        Output(Id.STEP, "value"),
        Output(Id.STEP, "max"),
        Output(Id.TICK, "disabled"),
        Output(Id.PLAY, "children"),
        Input(Id.EVENT, "value"),
        Input(Id.BACK, "n_clicks"),
        Input(Id.NEXT, "n_clicks"),
        Input(Id.PLAY, "n_clicks"),
        Input(Id.TICK, "n_intervals"),
        State(Id.STEP, "value"),
        State(Id.TICK, "disabled"),
        State(Id.SEEN, "data"),
        role=Role.VIEWER,
    )
    def move(
        event: str, _b: Any, _n: Any, _p: Any, _t: Any, step: int, still: bool, seen: int | None
    ) -> tuple[Any, Any, bool, str]:
        lang, trigger = current_lang(), ctx.triggered_id
        try:
            told = tell(event, None if trigger == Id.EVENT else step)
        except HuzhuError:
            return no_update, no_update, True, t("event.play", lang)
        last = len(told.steps) - 1
        if trigger == Id.PLAY:
            still = not still
        # playing waits for the moment it moved to: on a slow day hours would be skipped
        by = {Id.BACK: -1, Id.NEXT: 1, Id.TICK: int(seen == step)}.get(trigger, 0)
        at = min(max(told.step + by, 0), last)
        still = still or at == last or trigger in (Id.EVENT, Id.BACK)
        return at, max(last, 1), still, t("event.play" if still else "event.pause", lang)

    @callback(
        app,
        Output(Id.RESULT, "children"),
        Output(Id.SEEN, "data"),
        Input(Id.STEP, "value"),
        Input(Id.TRUTH, "checked"),
        Input(Id.EVENT, "value"),
        role=Role.VIEWER,
    )
    def show(step: int, truth: bool, event: str) -> tuple[Component, int]:
        story, lang = context.story(), current_lang()
        try:
            # a new event begins at its own first moment, not at the step of the one before
            told = tell(event, None if ctx.triggered_id == Id.EVENT else step)
        except HuzhuError as error:
            return refusal(error, lang), step
        return event_view(story, told, context.layers(), truth, lang), told.step

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
            start_judging(context, Name.JUDGING, "judge nowcasts")
        return judged_view(context, current_lang()), not context.works.state(Name.JUDGING).running
