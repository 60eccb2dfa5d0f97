"""Surge planner, what if: sliders that simulate the plan again at once, before beside after."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboards.components.panels import card, refusal, table
from dashboards.i18n import current_lang, figure, number, percent, t
from dashboards.pages.surge_ask import HIDDEN
from dashboards.pages.surge_ids import Id
from dashboards.pages.surge_plan_words import (
    difference_words,
    figures_of,
    line_words,
    value_words,
)
from dashboards.pages.surge_run import finished
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.whatif import CREWS_MAX, Ground, Levers, Moved, moved, photo_share
from risk.errors import HuzhuError
from risk.flow import Story
from risk.staffing.simulator.crews import OWN
from risk.terms import Role

LINES = (
    "claims", "p_town", "p_rural", "p_all", "crews_max", "crew_days", "waiting", "clear_p50",
    "cost",
)  # fmt: skip
EARLIER_H, LATER_H = 24, 12
WEAKER, STRONGER = 0.6, 1.6
PHOTO_MOST = 0.5
LEAST_ROOM = 5

LEVER_IDS = {
    "own": (Id.OWN, "value"), "borrowed": (Id.BORROWED, "value"),
    "earlier_h": (Id.EARLIER, "value"), "times": (Id.TIMES, "value"),
    "photo": (Id.PHOTO, "value"),
}  # fmt: skip
"""Sliders by the names :meth:`Levers.read` knows them by."""


def levers_pane(context: Context, levers: Levers, planned: float, lang: str) -> Component:
    """The sliders, hidden until there is a plan to move; ``planned``: its share photographed."""
    story = context.story()
    own, lent = rooms(story)
    photo = planned if levers.photo is None else levers.photo
    counts = "counts" if story.facts.county.staffing.photo_is_arrival else "not"
    body = [
        _slider(Id.OWN, "own", levers.own, (-own, max(own, LEAST_ROOM)), 1, lang),
        _slider(Id.BORROWED, "borrowed", levers.borrowed, (-lent, lent), 1, lang),
        _slider(Id.EARLIER, "earlier", levers.earlier_h, (-LATER_H, EARLIER_H), 2, lang),
        _slider(Id.TIMES, "times", levers.times, (WEAKER, STRONGER), 0.1, lang),
        _slider(Id.PHOTO, "photo", photo, (0, PHOTO_MOST), 0.05, lang, note=f"photo_{counts}"),
        html.Div(
            dmc.Button(t("manage.if.reset", lang), id=Id.RESET, variant="default", size="xs")
        ),
        dcc.Loading(
            html.Div(id=Id.CHANGED, className="plan-lines", **{"aria-live": "polite"}),
            delay_show=300, overlay_style={"visibility": "visible", "opacity": 0.4},
        ),
    ]  # fmt: skip
    told = card(t("manage.if.title", lang), html.Div(body, className="stack if-levers"),
                note=t("manage.if.note", lang))  # fmt: skip
    return html.Div(told, id=Id.LEVERS, style=HIDDEN)


def rooms(story: Story) -> tuple[int, int]:
    """How many crews the sliders move at most: own, and those who can be called."""
    facts = story.facts
    own = int(facts.bases["crews_day"].sum()) or LEAST_ROOM
    lent = int(facts.lenders["crews_max"].sum()) + facts.county.staffing.standby_crews
    return min(own, CREWS_MAX), min(max(lent, LEAST_ROOM), CREWS_MAX)


def _slider(
    id_: Id, key: str, value: float, ends: tuple[float, float], step: float, lang: str,
    note: str = "",
) -> Component:  # fmt: skip
    low, high = ends
    words = t(f"manage.if.{key}", lang)
    at = sorted({low, 1.0 if id_ == Id.TIMES else 0.0, high})
    marks = [{"value": x, "label": _mark_words(id_, x, lang)} for x in at]
    drawn = dmc.Slider(
        id=id_, value=value, min=low, max=high, step=step, marks=marks, updatemode="mouseup",
        thumbLabel=words, mt=34, mb="lg", precision=2 if step < 1 else 0, size="lg", thumbSize=22,
        labelAlwaysOn=True,
    )  # fmt: skip
    told = t(f"manage.if.{note or key}_note", lang)
    return dmc.InputWrapper(drawn, label=words, description=told, className="if-slider")


def _mark_words(id_: Id, value: float, lang: str) -> str:
    if id_ == Id.TIMES:
        return "×" + figure(value, lang)
    if id_ == Id.PHOTO:
        return percent(value, lang, 0)
    return ("+" if value > 0 else "−" if value < 0 else "") + number(abs(value), lang)


def register(app: Dash, context: Context) -> None:
    """Whatever slider is moved, the plan is simulated again; one button moves all back."""

    @callback(
        app,
        output=Output(Id.CHANGED, "children"),
        inputs=(
            Input(Id.READY, "data"),
            {name: Input(*at) for name, at in LEVER_IDS.items()},
            State(Id.QUESTION, "data"),
        ),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def simulate(ready: int | None, levers: dict[str, Any], asked: dict[str, Any] | None) -> Any:
        lang = current_lang()
        try:
            ground = finished(context, asked) if ready else None
            return changed_view(context, ground, Levers.read(levers), lang) if ground else None
        except HuzhuError as e:
            return refusal(e, lang)

    @callback(
        app,
        *(Output(*at) for at in LEVER_IDS.values()),
        Input(Id.RESET, "n_clicks"),
        State(Id.QUESTION, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def reset(_: int, asked: Mapping[str, Any] | None) -> tuple[Any, ...]:
        ground = finished(context, asked)
        county = context.story().facts.county
        return 0, 0, 0, 1, photo_share(county, ground.setup) if ground else 0


def changed_view(context: Context, ground: Ground, levers: Levers, lang: str) -> Component:
    """Before beside after, with the difference; where nothing is moved, what to do.

    Raises:
        HuzhuError: the claims cannot be told, or the crews not simulated.
    """
    story = context.story()
    # done even where nothing is moved yet: what a slider needs is ready when somebody moves one
    context.desk.learn(story, ground.answer.surge.scenario.family)
    before = moved(story, context.desk, context.again, ground, Levers())
    if not levers.moves(story.facts.county, ground.setup):
        return dmc.Text(t("manage.if.nothing", lang), size="sm", c="dimmed")
    after = moved(story, context.desk, context.again, ground, levers)
    rows = [_row(story, line, before, after, lang) for line in LINES]
    heads = [t(f"manage.if.{name}", lang) for name in ("line", "before", "after", "change")]
    told = [table(pd.DataFrame(rows), heads)]
    if levers.borrowed > 0 and _called(before) == _called(after):
        told.append(dmc.Text(t("manage.if.full", lang), size="sm"))
    if levers.times != 1 and before.forecast.total == after.forecast.total:
        told.append(dmc.Text(t("manage.if.level", lang), size="sm"))
    return html.Div(told)


def _called(plan: Moved) -> int:
    """Crew-days called from standby and lenders."""
    return int(plan.crews.loc[plan.crews["source"] != OWN, "crews"].sum())


def _row(story: Story, line: str, before: Moved, after: Moved, lang: str) -> tuple[str, ...]:
    then, now = (figures_of(x.outcome, x.crews)[line] for x in (before, after))
    return (
        line_words(line, lang), value_words(line, then, story, lang),
        value_words(line, now, story, lang), difference_words(line, now, then, story, lang),
    )  # fmt: skip
