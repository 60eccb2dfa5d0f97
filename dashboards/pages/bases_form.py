"""The question about bases: what to plan for, how many more, which may move, from where."""

from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.panels import card
from dashboards.i18n import number, t
from dashboards.story import Context
from dashboards.story.bases import trial_words
from risk.flow import Story
from risk.staffing.bases import Model, Question, Where

SITES_MAX, CREWS_MAX = 10, 40
TICK_MS = 1000
MEASURES = ("in_time", "minutes")


class Id(StrEnum):
    """Components of this page."""

    PLAN_FOR = "bases-plan-for"
    WHERE = "bases-where"
    SITES = "bases-sites"
    CREWS = "bases-crews"
    MOVABLE = "bases-movable"
    WEATHER = "bases-weather"
    RUN = "bases-run"
    CANCEL = "bases-cancel"
    WATCH = "bases-watch"
    PROGRESS = "bases-progress"
    DONE = "bases-done"
    RESULT = "bases-result"
    CANDIDATE = "bases-candidate"
    TRIAL = "bases-trial"
    MEASURE = "bases-measure"
    SHOWN = "bases-shown"


def form(context: Context, story: Story, question: Question, lang: str) -> Component:
    """Controls, the button, and how far the work is."""
    trials = [trial.name for trial in context.bases.trials(story)]
    bases = story.facts.bases
    controls = [
        dmc.Select(
            id=Id.PLAN_FOR, value=question.plan_for, allowDeselect=False,
            data=[{"value": name, "label": trial_words(name, lang)} for name in trials],
            label=t("bases.plan_for", lang), description=t("bases.plan_for_note", lang),
        ),
        _number(Id.SITES, question.sites_new, SITES_MAX, "bases.sites_new", lang),
        _number(Id.CREWS, question.crews_extra, CREWS_MAX, "bases.crews_extra", lang),
        dmc.MultiSelect(
            id=Id.MOVABLE, value=sorted(question.movable), clearable=True,
            data=[
                {"value": row.base_id, "label": f"{row.name} ({number(row.crews_day, lang)})"}
                for row in bases.itertuples()
            ],
            label=t("bases.movable", lang), description=t("bases.movable_note", lang),
            placeholder=t("bases.movable_none", lang) if bases.empty else "",
            disabled=bases.empty,
        ),
    ]  # fmt: skip
    where = dmc.SegmentedControl(
        id=Id.WHERE, value=question.where.value, color="blue",
        data=[{"value": w.value, "label": t(f"bases.where.{w}", lang)} for w in Where],
    )  # fmt: skip
    running = context.bases.job.state.running
    return card(
        t("bases.form", lang),
        dmc.SimpleGrid(controls, cols={"base": 1, "xs": 2, "lg": 4}),
        dmc.Group(
            [
                dmc.InputWrapper(where, label=t("bases.where", lang)),
                dmc.Switch(
                    id=Id.WEATHER, checked=question.every_weather,
                    label=t("bases.every_weather", lang),
                ),
            ],
            mt="sm", align="flex-end",
        ),
        dmc.Group(
            [
                dmc.Button(t("bases.run", lang), id=Id.RUN, size="md"),
                dmc.Button(
                    t("bases.cancel", lang), id=Id.CANCEL, variant="default", disabled=not running
                ),
            ],
            mt="sm",
        ),
        html.Div(id=Id.PROGRESS, **{"aria-live": "polite"}),
        dcc.Store(id=Id.DONE),
        dcc.Interval(id=Id.WATCH, interval=TICK_MS, disabled=not running),
        note=t("bases.form_note", lang),
    )  # fmt: skip


def _number(id_: str, value: int, most: int, key: str, lang: str) -> Component:
    return dmc.NumberInput(
        id=id_, value=value, min=0, max=most, step=1, allowDecimal=False, label=t(key, lang),
        description=t(f"{key}_note", lang),
    )  # fmt: skip


def question_of(
    story: Story,
    trials: list[str],
    plan_for: str | None,
    sites: Any,
    crews: Any,
    movable: list[str] | None,
    where: str | None,
    weather: bool,
) -> Question:
    """The question of the controls; what is out of range is brought into it."""
    known = set(story.facts.bases["base_id"])
    return Question(
        plan_for=plan_for if plan_for in trials else trials[0],
        sites_new=_within(sites, SITES_MAX),
        crews_extra=_within(crews, CREWS_MAX),
        movable=frozenset(known & set(movable or [])),
        where=Where(where) if where in tuple(Where) else Where.TOWNSHIPS,
        every_weather=bool(weather),
        models=tuple(Model),
    )


def _within(value: Any, most: int) -> int:
    return min(max(int(value), 0), most) if isinstance(value, int | float) else 0
