"""Bases: where crews should stand, what a new base brings, judged by simulation."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from dashboards.components.job import job_view
from dashboards.components.panels import empty, heading, refusal
from dashboards.i18n import current_lang, t
from dashboards.pages.bases_export import register_export
from dashboards.pages.bases_form import MEASURES, form, question_of
from dashboards.pages.bases_form import Id as Id
from dashboards.pages.bases_map import map_view
from dashboards.pages.bases_parts import answer_view, models_card
from dashboards.pages.travel_part import travel_part
from dashboards.security import audit_action, callback, current_user
from dashboards.story import Context
from dashboards.story.bases import default_question
from dashboards.story.works import Name
from risk.errors import HuzhuError
from risk.flow import Story
from risk.terms import Role

PATH = "/bases"
TITLE = "bases.title"
TRAVEL = "bases.travel"
ASKED = (Id.PLAN_FOR, Id.SITES, Id.CREWS, Id.MOVABLE, Id.WHERE)


def layout(context: Context, **_: Any) -> Component:
    """The page, or why there is nothing to try bases on."""
    story, lang = context.story(), current_lang()
    head = heading(t("bases.heading", lang), t("bases.question", lang))
    try:
        context.bases.trials(story)
    except HuzhuError as error:
        return html.Div([head, refusal(error, lang)], className="page")
    answer = context.bases.answer(story)
    question = answer.study.question if answer else default_question()
    return html.Div(
        [
            head,
            form(context, story, question, lang),
            html.Div(_result(context, story, lang), id=Id.RESULT, **{"aria-live": "polite"}),
            context.part(TRAVEL, lang, lambda: travel_part(story.facts, lang)),
        ],
        className="page",
    )


def _result(context: Context, story: Story, lang: str) -> Component:
    answer = context.bases.answer(story)
    if answer is None:
        return dmc.Stack([empty(t("bases.none", lang)), models_card(lang), _absent()])
    return answer_view(context, story, answer, lang)


def _absent() -> Component:
    """What callbacks name, of the kinds they name: a browser would complain of others."""
    kinds = [
        dmc.Select(id=Id.CANDIDATE, data=[]), dmc.Select(id=Id.TRIAL, data=[]),
        dmc.SegmentedControl(id=Id.MEASURE, data=list(MEASURES)), html.Div(id=Id.SHOWN),
    ]  # fmt: skip
    return html.Div(kinds, hidden=True)


def _progress(context: Context, lang: str) -> Component:
    state = context.bases.job.state
    shown = job_view(state, t("bases.working", lang), t("bases.failed", lang), lang)
    if shown is not None:
        return shown
    return html.Div(t("bases.cancelled", lang) if state.cancelled else None)


def register(app: Dash, context: Context) -> None:
    """The button asks, the clock watches, the map follows its controls."""

    @callback(
        app,
        Output(Id.PROGRESS, "children"),
        Output(Id.DONE, "data"),
        Output(Id.WATCH, "disabled"),
        Output(Id.CANCEL, "disabled"),
        Input(Id.RUN, "n_clicks"),
        Input(Id.CANCEL, "n_clicks"),
        Input(Id.WATCH, "n_intervals"),
        *(State(i, "value") for i in ASKED),
        State(Id.WEATHER, "checked"),
        role=Role.VIEWER,
    )
    def watch(
        _run: Any, _cancel: Any, _tick: Any, plan_for: str, *asked: Any
    ) -> tuple[Component, Any, bool, bool]:
        # little work: of overlapping answers a browser takes the last, and ticks come each second
        story, lang, job = context.story(), current_lang(), context.bases.job
        opened = ctx.triggered_id is None
        first = opened and context.bases.answer(story) is None and not job.state.running
        if ctx.triggered_id == Id.RUN or first:
            trials = [trial.name for trial in context.bases.trials(story)]
            question = question_of(story, trials, plan_for, *asked)
            audit_action("try bases", question.plan_for, data_version=story.facts.version)
            asked = context.bases.asked(story, question)
            context.works.start(Name.BASES, asked, user=current_user())
        elif ctx.triggered_id == Id.CANCEL:
            job.cancel()
        running = job.state.running
        done = no_update if running or opened else job.state.runs
        return _progress(context, lang), done, not running, not running

    @callback(
        app,
        Output(Id.RESULT, "children"),
        Input(Id.DONE, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def tell(_: int) -> Component:
        return _result(context, context.story(), current_lang())

    @callback(
        app,
        Output(Id.SHOWN, "children"),
        Input(Id.CANDIDATE, "value"),
        Input(Id.TRIAL, "value"),
        Input(Id.MEASURE, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def show(candidate: str | None, trial: str | None, measure: str | None) -> Any:
        story, lang = context.story(), current_lang()
        answer = context.bases.answer(story)
        if answer is None or candidate not in answer.study.candidates or not trial:
            return no_update
        measure = measure if measure in MEASURES else MEASURES[0]
        return map_view(context, story, answer, candidate, trial, measure, lang)

    register_export(app, context)
