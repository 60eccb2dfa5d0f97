"""Surge planner: whom a saved plan calls, and what a dispatcher notes of each call."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, empty, refusal, table
from dashboards.i18n import MISSING, current_lang, moment, number, t
from dashboards.pages.surge_ids import Id
from dashboards.pages.surge_plan_form import source_words
from dashboards.security import Writes, callback, current_user, may, may_write
from dashboards.story import Context
from dashboards.story.plan_calls import beside_calls, calls_made, planned_calls
from dashboards.story.plans import read_kept
from risk.errors import HuzhuError, OperationsError
from risk.operations import open_operations
from risk.operations.deed import Doer
from risk.operations.plan_calls import CallAnswer, PlanCall, record_plan_call
from risk.terms import Role

CREWS_MAX = 500
SHOWN = "YYYY-MM-DD HH:mm"
COLUMNS = ("call_by", "who", "crews", "arrive_at", "called_at", "answer", "promised", "there_at")


def calls_cards(context: Context, plan: str | None, lang: str) -> list[Component]:
    """The card of a saved plan; hidden where none is opened, words where it cannot be read here."""
    title = t("plan.calls", lang)
    if not plan:  # its parts are there all the same: Dash asks for the ids of its callbacks
        return [html.Div(_parts(context, "", [], None, lang), hidden=True)]
    try:
        rows = beside(context, plan)
    except HuzhuError as e:
        return [card(title, refusal(e, lang))]
    if rows.empty:
        return [card(title, empty(t("plan.calls.none", lang)))]
    sources, shown = list(rows["source"]), called_view(context, rows, lang)
    parts = _parts(context, plan, sources, shown, lang)
    return [card(title, *parts, note=t("plan.calls.note", lang))]


def _parts(
    context: Context, plan: str, sources: Sequence[str], shown: Component | None, lang: str
) -> list[Component]:
    """Calls made, the form to note one, and what is said of it."""
    return [
        html.Div(shown, id=Id.CALLED),
        _form(context, plan, sources, lang),
        html.Div(id=Id.CALL_SAID, **{"aria-live": "polite"}),
    ]


def beside(context: Context, plan: str) -> pd.DataFrame:
    """A saved plan's calls beside those made, a row a source.

    Raises:
        HuzhuError: the plan cannot be read on this data.
    """
    story = context.story()
    kept = read_kept(context.ws, story, plan)
    planned = planned_calls(story, kept, context.desk.claims(story, kept.choice))
    return beside_calls(planned, calls_made(context.ws, kept.saved.id))


def called_view(context: Context, rows: pd.DataFrame, lang: str) -> Component:
    """Who is to be called by when, when somebody called, what was answered."""
    shown = [
        (
            _when(r["call_by"], lang), source_words(context, r["source"], lang),
            number(r["crews"], lang), _when(r["arrive_at"], lang), _when(r["called_at"], lang),
            answer_words(str(r["answer"]), int(r["tries"]), lang),
            number(r["promised"], lang) if r["answer"] else MISSING, _when(r["there_at"], lang),
        )
        for r in rows.to_dict("records")
    ]  # fmt: skip
    heads = [t(f"plan.calls.col.{name}", lang) for name in COLUMNS]
    return table(pd.DataFrame(shown), heads)


def _when(at: Any, lang: str) -> str:
    return MISSING if pd.isna(at) else moment(pd.Timestamp(at).to_pydatetime(), lang)


def answer_words(answer: str, tries: int, lang: str) -> str:
    """What was answered last, and after how many calls."""
    if not answer:
        return t("plan.calls.not_called", lang)
    said = t(f"plan.calls.answer.{answer}", lang)
    return said if tries == 1 else t("plan.calls.tries", lang, said=said, n=number(tries, lang))


def _form(context: Context, plan: str, sources: Sequence[str], lang: str) -> Component:
    allowed = may(Role.DISPATCHER) and may_write(Writes.RECORDS)
    named = [{"value": s, "label": source_words(context, s, lang)} for s in sources]
    answers = [{"value": a.value, "label": t(f"plan.calls.answer.{a}", lang)} for a in CallAnswer]
    now = context.clock().replace(second=0, microsecond=0).isoformat(sep=" ")
    parts = [
        dmc.Select(id=Id.CALL_WHO, data=named, value=next(iter(sources), None),
                   allowDeselect=False, label=t("plan.calls.col.who", lang)),
        dmc.DateTimePicker(id=Id.CALL_AT, value=now, label=t("plan.calls.at", lang),
                           valueFormat=SHOWN),
        dmc.Select(id=Id.CALL_ANSWER, data=answers, value=CallAnswer.PROMISED.value,
                   allowDeselect=False, label=t("plan.calls.col.answer", lang)),
        dmc.NumberInput(id=Id.CALL_CREWS, value=0, min=0, max=CREWS_MAX, allowDecimal=False,
                        allowNegative=False, label=t("plan.calls.col.promised", lang)),
        dmc.DateTimePicker(id=Id.CALL_THERE, value=None, clearable=True,
                           valueFormat=SHOWN, label=t("plan.calls.col.there_at", lang)),
        dmc.Button(t("plan.calls.write", lang), id=Id.CALL_WRITE, disabled=not allowed,
                   className="at-foot"),
        dcc.Store(id=Id.CALL_PLAN, data=plan),
    ]  # fmt: skip
    why = [] if allowed else [empty(t("plan.calls.not_role", lang))]
    return html.Div([dmc.Group(parts, align="end", mt="sm"), *why])


def register(app: Dash, context: Context) -> None:
    """A call is written down, audited; the table follows."""

    @callback(
        app,
        Output(Id.CALL_SAID, "children"),
        Output(Id.CALLED, "children"),
        Input(Id.CALL_WRITE, "n_clicks"),
        State(Id.CALL_PLAN, "data"),
        State(Id.CALL_WHO, "value"),
        State(Id.CALL_ANSWER, "value"),
        State(Id.CALL_CREWS, "value"),
        State(Id.CALL_AT, "value"),
        State(Id.CALL_THERE, "value"),
        role=Role.DISPATCHER,
        writes=Writes.RECORDS,
        prevent_initial_call=True,
    )
    def write(_: int, plan: str, *given: Any) -> tuple[Any, Any]:
        lang = current_lang()
        try:
            note_call(context, plan, read_call(*given))
            return None, called_view(context, beside(context, plan), lang)
        except HuzhuError as e:
            return refusal(e, lang), no_update


def read_call(who: str, answer: str, crews: Any, at: str | None, there: str | None) -> PlanCall:
    """A call as the form gives it.

    Raises:
        OperationsError: a part of it cannot be read.
    """
    try:
        there_at = datetime.fromisoformat(there) if there else None
        made = datetime.fromisoformat(str(at))
        return PlanCall(str(who), CallAnswer(answer), made, int(crews or 0), there_at)
    except ValueError as e:
        raise OperationsError(
            f"not a call ({e})", remedy="give the hour of the call and the answer"
        ) from None


def note_call(context: Context, plan: str, call: PlanCall) -> None:
    """Write it down.

    Raises:
        OperationsError: the plan calls nobody of that name, or the call does not hold together.
    """
    user = current_user()
    by = Doer(user.name, user.role, context.clock())
    with closing(open_operations(context.ws)) as con:
        record_plan_call(con, int(plan), call, by=by)
