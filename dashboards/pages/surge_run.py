"""Surge planner, the manager's screen: a question is worked out and told, with progress."""

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update

from dashboards.components.panels import refusal
from dashboards.i18n import current_lang
from dashboards.pages.surge_ask import HIDDEN, SHOWN
from dashboards.pages.surge_ids import Id
from dashboards.pages.surge_plan import progress_view
from dashboards.pages.surge_told import answer_view
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.choice import Choice
from dashboards.story.crew_grid import from_payload
from dashboards.story.plans import read_kept
from dashboards.story.setup import Setup
from dashboards.story.surge import Answer, Work
from dashboards.story.whatif import Ground, Levers, moved
from risk.errors import HuzhuError
from risk.terms import Role


def begun(context: Context, asked: Mapping[str, Any], *, anew: bool = False) -> Work:
    """The work on a question: under way, or done; ``anew``: again, if it failed or was stopped.

    Raises:
        HuzhuError: it is none.
    """
    story = context.story()
    setup = Setup.read(asked["setup"], story)
    return context.desk.begin(story, Choice.read(asked["choice"]), setup, anew=anew)


def ground_of(context: Context, asked: Mapping[str, Any], answer: Answer) -> Ground:
    """What is told of an answer: the plan's own crews, or those of the saved plan opened.

    Raises:
        HuzhuError: the saved plan cannot be read on this data.
    """
    if not asked.get("plan"):
        return Ground(answer, answer.surge.plan.crews_by_day, answer.setup)
    kept = read_kept(context.ws, context.story(), str(asked["plan"]))
    return Ground(answer, from_payload(kept.rows, answer.surge.scenario), kept.setup)


def finished(context: Context, asked: Mapping[str, Any] | None) -> Ground | None:
    """The ground of a question, if its plan stands; None while under way or refused."""
    if not asked:
        return None
    future: Future[Answer] = begun(context, asked).future
    done = future.done() and future.exception() is None
    return ground_of(context, asked, future.result()) if done else None


def register(app: Dash, context: Context) -> None:
    """A question begins a search; a tick asks how far it is until it has ended."""

    @callback(
        app,
        Output(Id.TOLD, "children"),
        Output(Id.PROGRESS, "children"),
        Output(Id.TICK, "disabled"),
        Output(Id.READY, "data"),
        Output(Id.RUN, "loading"),
        Output(Id.LEVERS, "style"),
        Input(Id.QUESTION, "data"),
        Input(Id.TICK, "n_intervals"),
        State(Id.READY, "data"),
        role=Role.VIEWER,
    )
    def tell(asked: dict[str, Any] | None, _: int | None, ready: int | None) -> tuple[Any, ...]:
        lang = current_lang()
        if not asked:
            return None, None, True, None, False, HIDDEN
        try:
            work = begun(context, asked, anew=ctx.triggered_id != Id.TICK)
            if not work.future.done():
                shown = no_update if ctx.triggered_id == Id.TICK else None
                return shown, progress_view(work.progress, lang), False, ready, True, HIDDEN
            return told(context, ground_of(context, asked, work.future.result()), ready, lang)
        except HuzhuError as e:
            return refusal(e, lang), None, True, None, False, HIDDEN


def told(context: Context, ground: Ground, ready: int | None, lang: str) -> tuple[Any, ...]:
    """The outputs of an answer that stands.

    Raises:
        HuzhuError: the crews of a saved plan cannot be simulated.
    """
    plan = ground.answer.surge.plan
    outcome = plan.outcome
    if ground.crews is not plan.crews_by_day:
        outcome = moved(context.story(), context.desk, context.again, ground, Levers()).outcome
    view = answer_view(context, ground, outcome, lang)
    return view, None, True, (ready or 0) + 1, False, SHOWN
