"""Surge planner, changing a plan by hand: the callbacks of form and table."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, ctx, no_update

from dashboards.components.panels import refusal
from dashboards.i18n import current_lang
from dashboards.pages.surge_form import Id as Form
from dashboards.pages.surge_plan_changed import changed_view, rules_view
from dashboards.pages.surge_plan_form import CLOSURES, HIDDEN, Id
from dashboards.pages.surge_plan_grid import column_defs, grid_rows
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.choice import Choice
from dashboards.story.crew_grid import (
    from_payload,
    more_crews,
    narrow,
    to_payload,
)
from dashboards.story.plans import Draft, read_kept
from dashboards.story.setup import Setup, all_lenders, spread_out
from dashboards.story.surge import Answer
from dashboards.story.waiting import read_backlog
from risk.errors import HuzhuError, OperationsError
from risk.flow import Story
from risk.terms import Role

SETUP_INPUTS = [
    *(Input(Id(f"plan-{name}"), "checked") for name in ("sweep", "photo", "green")),
    Input(Id.RULE, "value"),
    *(
        Input(Id(f"plan-{part}-{n}"), "value")
        for n in CLOSURES
        for part in ("places", "from", "until")
    ),
    Input(Id.AHEAD, "value"),
    Input(Id.BACKLOG, "value"),
    Input(Id.LENDERS, "value"),
    Input(Id.EARLIER, "value"),
    Input(Id.PHOTO_SHARE, "value"),
]


def setup_of(story: Story, values: Sequence[Any]) -> Setup:
    """The form's values, in the order of SETUP_INPUTS, as a setup.

    Raises:
        OperationsError: a closure lacks its hours, a line of the backlog cannot be read …
    """
    sweep, photo, green, rule, *rest = values
    *closed, ahead, backlog, lenders, earlier_h, photo_share = rest
    closures = []
    for codes, a, b in zip(closed[::3], closed[1::3], closed[2::3], strict=True):
        if not codes:
            continue
        if a in (None, "") or b in (None, ""):
            raise OperationsError(
                "a road is closed without hours", remedy="say from which hour until which"
            )
        closures.append([spread_out(story, codes), a, b])
    waiting = [[w.region_code, w.claims, w.hours] for w in read_backlog(story, backlog or "")]
    payload = {
        "dispatch": rule, "sweep": sweep, "photo": photo, "green": green, "closures": closures,
        "backlog": waiting, "ahead": ahead or [], "earlier_h": earlier_h or 0.0,
        "lenders": None if all_lenders(story, lenders) else lenders,
        "photo_share": None if photo_share in (None, "") else float(photo_share) / 100,
    }  # fmt: skip
    return Setup.read(payload, story)


def finished(
    context: Context, choice: Mapping[str, Any], planned: Mapping[str, Any] | None
) -> Answer | None:
    """The plan of a choice and setup, if it stands; None while it is under way or refused."""
    story = context.story()
    setup = Setup.read(planned, story) if planned else None
    work = context.desk.begin(story, Choice.read(choice), setup, anew=False)
    done = work.future.done() and work.future.exception() is None
    return work.future.result() if done else None


def draft_of(story: Story, answer: Answer, payload: Mapping[str, Any] | None) -> Draft:
    """The draft as the page's store has it; without one, the plan itself.

    Raises:
        HuzhuError: it is not a draft of this data.
    """
    if not payload:
        return Draft(answer.surge.plan.crews_by_day, answer.setup)
    crews = from_payload(payload["crews"], answer.surge.scenario)
    return Draft(crews, Setup.read(payload["setup"], story))


def register(app: Dash, context: Context) -> None:
    """The table is filled; whatever changes in form or table is simulated at once."""

    @callback(
        app,
        Output(Id.GRID, "rowData"),
        Output(Id.GRID, "columnDefs"),
        Output(Id.EDIT, "style"),
        Output(Id.BASE, "data"),
        Output(Id.BASE, "value"),
        Output(Id.SOURCE, "data"),
        Output(Id.SOURCE, "value"),
        Output(Id.LAST, "value"),
        Input(Id.READY, "data"),
        Input(Id.ADD, "n_clicks"),
        Input(Id.RESET, "n_clicks"),
        Input(Id.AHEAD, "value"),
        State(Form.CHOICE, "data"),
        State(Id.GRID, "rowData"),
        State(Id.OPENED, "data"),
        State(Id.BASE, "value"),
        State(Id.SOURCE, "value"),
        State(Id.SHIFT, "value"),
        State(Id.CREWS, "value"),
        State(Id.FIRST, "value"),
        State(Id.LAST, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def fill(
        ready: Mapping[str, Any] | None, _add: int, _reset: int, ahead: list[str] | None,
        choice: dict[str, Any], rows: list[dict[str, Any]], opened: str | None, base: str,
        source: str, shift: str, number: Any, first: Any, last: Any,
    ) -> tuple[Any, ...]:  # fmt: skip
        lang, story = current_lang(), context.story()
        answer = finished(context, choice, ready["setup"]) if ready else None
        if answer is None:
            return no_update, no_update, HIDDEN, *[no_update] * 5
        room = days, _ = answer.surge.plan.days, answer.surge.scenario
        setup = Setup(answer.setup.modes, ahead=tuple(ahead or ()))
        if ctx.triggered_id == Id.ADD:
            at = range(max(int(first or 1), 1) - 1, min(int(last or days), days))
            crews = narrow(more_crews(rows, base, source, shift, int(number or 0), at), *room)
        elif ctx.triggered_id == Id.AHEAD:
            crews = narrow(rows, *room)
        else:
            crews = _begin(context, story, answer, opened, ctx.triggered_id == Id.RESET)
        filled = grid_rows(context, answer, crews, setup, lang)
        whole = days if ctx.triggered_id == Id.READY else no_update
        return (
            filled, column_defs(answer, lang), {},
            *_choice(filled, "base_id", "base", base), *_choice(filled, "source", "who", source),
            whole,
        )  # fmt: skip

    @callback(
        app,
        Output(Id.CHANGED, "children"),
        Output(Id.DRAFT, "data"),
        Input(Id.GRID, "rowData"),
        Input(Id.GRID, "cellValueChanged"),  # a typed cell changes the rows in place, unannounced
        *SETUP_INPUTS,
        State(Form.CHOICE, "data"),
        State(Id.READY, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def simulate(rows: list[dict[str, Any]], _: Any, *values: Any) -> tuple[Any, Any]:
        *form, choice, ready = values
        lang, story = current_lang(), context.story()
        answer = finished(context, choice, ready["setup"]) if ready and rows else None
        if answer is None:
            return None, None
        try:
            setup = setup_of(story, form)
            crews = narrow(rows, answer.surge.plan.days, answer.surge.scenario)
            draft = Draft(crews, setup)
            shown = changed_view(context, answer, draft, lang)
        except HuzhuError as e:
            return refusal(e, lang), None
        return shown, {"crews": to_payload(crews), "setup": setup.payload()}

    @callback(
        app,
        Output(Id.RULES_TABLE, "children"),
        Input(Id.RULES, "n_clicks"),
        State(Id.DRAFT, "data"),
        State(Form.CHOICE, "data"),
        State(Id.READY, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
        running=[(Output(Id.RULES, "loading"), True, False)],
    )
    def rules(_: int, draft: Any, choice: dict[str, Any], ready: Any) -> Any:
        lang, story = current_lang(), context.story()
        answer = finished(context, choice, ready["setup"]) if ready else None
        if answer is None:
            return None
        try:
            return rules_view(context, answer, draft_of(story, answer, draft), lang)
        except HuzhuError as e:
            return refusal(e, lang)

    @callback(
        app,
        Output(Id.PLANNED, "data"),
        Input(Id.REPLAN, "n_clicks"),
        State(Id.DRAFT, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def replan(_: int, draft: Mapping[str, Any] | None) -> Any:
        return draft["setup"] if draft else no_update


def _begin(
    context: Context, story: Story, answer: Answer, opened: str | None, reset: bool
) -> pd.DataFrame:
    """The crews the table starts from: the plan's, or those of the saved plan just opened."""
    plan = answer.surge.plan
    if opened and not reset:
        kept = read_kept(context.ws, story, opened)
        if kept.choice == answer.choice:
            return from_payload(kept.rows, answer.surge.scenario)
    return plan.crews_by_day


def _choice(
    rows: list[dict[str, Any]], key: str, label: str, chosen: str
) -> tuple[list[dict[str, str]], str]:
    """Options of a list, and which is chosen: the one before if it is still there."""
    names = {row[key]: row[label] for row in rows}
    return _options(names), chosen if chosen in names else next(iter(names))


def _options(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": code, "label": word} for code, word in words.items()]
