"""Surge planner: the search for a plan under way, its progress, and its answer."""

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update

from dashboards.components.panels import refusal
from dashboards.i18n import current_lang
from dashboards.pages.surge_form import Id as Form
from dashboards.pages.surge_plan import plan_view, progress_view
from dashboards.pages.surge_plan_form import Id
from dashboards.pages.surge_plan_parts import more_view
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.choice import Choice
from dashboards.story.setup import Setup
from risk.errors import HuzhuError
from risk.terms import Role


def register(app: Dash, context: Context) -> None:
    """A choice or a new setup begins a search; a tick asks how far it is until it has ended."""

    @callback(
        app,
        Output(Form.RESULT, "children"),
        Output(Id.MORE, "children"),
        Output(Id.PROGRESS, "children"),
        Output(Id.TICK, "disabled"),
        Output(Id.READY, "data"),
        Output(Form.RUN, "loading"),
        Input(Form.CHOICE, "data"),
        Input(Id.PLANNED, "data"),
        Input(Id.TICK, "n_intervals"),
        State(Id.READY, "data"),
        role=Role.VIEWER,
    )
    def work_out(
        payload: dict[str, Any], planned: Mapping[str, Any] | None, _: int | None,
        ready: Mapping[str, Any] | None,
    ) -> tuple[Any, ...]:  # fmt: skip
        story, lang = context.story(), current_lang()
        try:
            setup = Setup.read(planned, story) if planned else None
            began = ctx.triggered_id != Id.TICK
            work = context.desk.begin(story, Choice.read(payload), setup, anew=began)
            if not work.future.done():
                shown = (None, None) if began else (no_update, no_update)
                told = None if began else no_update
                return *shown, progress_view(work.progress, lang), False, told, True
            answer = work.future.result()
        except HuzhuError as e:
            return refusal(e, lang), None, None, True, None, False
        runs = (ready or {}).get("runs", 0) + 1
        return (
            plan_view(context, answer, lang), more_view(context, answer, lang), None, True,
            {"setup": planned, "runs": runs}, False,
        )  # fmt: skip
