"""Page Warnings, what to do: the tier suggested and why, the checklist, who is told by when.

A tier is suggested, never put in force. Due times count from the first message's issue.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, columns, empty, refusal
from dashboards.i18n import current_lang, figure, has_text, moment, number, reword, t, term
from dashboards.pages.warnings_parts import (
    STEP,
    Id,
    chosen_of,
    doer,
    may_record,
    note,
    watch_of,
)
from dashboards.security import Writes, callback
from dashboards.story import Context
from dashboards.story.watch import Warned, Watch
from risk.errors import HuzhuError
from risk.hazard.response import Reason, Suggestion, Why, suggest
from risk.operations import open_operations
from risk.operations.watch import mark_step
from risk.reference import Signal
from risk.reference.checklists import Task
from risk.terms import Role


def suggestion(context: Context, warned: Warned, at: datetime) -> Suggestion | None:
    """The tier a warning suggests; None where it says nothing."""
    facts, info = context.story().facts, warned.message.info()
    if info is None:
        return None
    return suggest(
        info, day=at.date(), tiers=facts.county.response.tiers,
        houses=context.watch.inside(facts, warned).total("houses"),
    )  # fmt: skip


def todo_view(context: Context, watch: Watch, warned: Warned | None, lang: str) -> list[Component]:
    """Tier and reasons beside who is told, above what is done."""
    if warned is None:
        return []
    found = suggestion(context, warned, watch.moment.at)
    if found is None:
        return [empty(t("warnings.says_nothing", lang))]
    done = context.watch.steps(warned, watch.moment).set_index("step")
    rows = [(task, _step(task, warned, watch, done, lang)) for task in found.checklist]
    told = [row for task, row in rows if task.tell]
    others = [row for task, row in rows if not task.tell]
    return [
        columns(
            [_tier(found, lang)],
            [
                _steps("warnings.tell", told, found.checklist, lang),
                _steps("warnings.do", others, found.checklist, lang),
            ],
        )
    ]


def _tier(found: Suggestion, lang: str) -> Component:
    tier = term("response_tier", found.tier.value, lang) if found.tier else t(
        "warnings.tier_none", lang
    )  # fmt: skip
    far = (Why.NATIONAL_FAR, Why.NATIONAL_UNKNOWN)
    reasons = [html.Li(reason_words(r, lang)) for r in found.reasons if r.why not in far]
    national = [html.Li(reason_words(r, lang)) for r in found.reasons if r.why in far]
    beside = [html.Details([html.Summary(t("warnings.national", lang)),
                            html.Ul(national, className="tight")])] if national else []  # fmt: skip
    meaning = [html.Li(criterion_words(c, lang)) for c in found.criteria]
    means = [dmc.Text(t("warnings.means", lang), size="sm", fw=700),
             html.Ul(meaning, className="tight")] if meaning else []  # fmt: skip
    return card(
        t("warnings.tier", lang),
        html.Div(tier, className="tile-value"),
        dmc.Text(t("warnings.reasons", lang), size="sm", fw=700),
        html.Ul(reasons, className="tight"),
        *beside,
        *means,
        note=t("warnings.tier_note", lang),
    )


def reason_words(reason: Reason, lang: str) -> str:
    """One reason in words, its values filled in."""
    values = {name: _value(name, value, lang) for name, value in reason.values.items()}
    return t(f"warnings.reason.{reason.why.value}", lang, **values)


def _value(name: str, value: str | float, lang: str) -> str:
    kinds = {"tier": "response_tier", "colour": "warning_colour", "signal": "signal",
             "measure": "damage_measure"}  # fmt: skip
    if name in kinds:
        return term(kinds[name], value, lang)
    if isinstance(value, str):
        return value or t("warnings.no_source", lang)
    return number(value, lang)


def criterion_words(row: Signal, lang: str) -> str:
    """What a colour means: the national criterion with its place, date and source."""
    key = f"warnings.criterion.{row.measure}"
    if row.threshold is None or not has_text(key, lang):
        told = t("warnings.criterion.other", lang, hours=row.window_h)
    else:
        told = t(key, lang, hours=row.window_h, value=figure(row.threshold, lang))
    return t("warnings.criterion_source", lang, told=told, source=reword(row.source, lang))


def _steps(title: str, rows: list[Component], tasks: tuple[Task, ...], lang: str) -> Component:
    if not rows:
        return card(t(title, lang), empty(t("warnings.no_steps", lang)))
    first = tasks[0]
    source = t(
        "warnings.steps_source", lang, status=term("status", first.status.value, lang),
        date=first.date.isoformat(),
    )  # fmt: skip
    return card(t(title, lang), html.Ul(rows, className="steps"), note=source)


def _step(task: Task, warned: Warned, watch: Watch, done: pd.DataFrame, lang: str) -> Component:
    """One step: tick, words, who, by when, whether it is overdue."""
    due = warned.thread.messages[0].sent + timedelta(hours=task.due_h)
    ticked = task.key in done.index and bool(done.loc[task.key, "done"])
    late = not ticked and due <= watch.moment.at
    tick = dmc.Checkbox(
        id={"type": STEP, "key": task.key}, checked=ticked, disabled=not may_record(),
        label=task.zh if lang == "zh" else task.en,
    )  # fmt: skip
    who = task.role_zh if lang == "zh" else task.role_en
    lines = " · ".join(_lines(task, due, watch, done if ticked else None, lang))
    told = dmc.Text(f"{who} · {lines}", size="xs", className="check" if late else "")
    return html.Li([tick, told], className="overdue" if late else "")


def _lines(
    task: Task, due: datetime, watch: Watch, done: pd.DataFrame | None, lang: str
) -> Iterator[str]:
    yield t("warnings.due", lang, at=moment(due, lang))
    if done is not None:
        row = done.loc[task.key]
        key = "warnings.done_late" if row["at"] > due and not watch.moment.practice else (
            "warnings.done_by"
        )  # fmt: skip
        yield t(key, lang, user=row["user"], at=moment(row["at"], lang))
    elif due <= watch.moment.at:
        hours = (watch.moment.at - due).total_seconds() / 3600
        yield t("warnings.overdue", lang, hours=number(hours, lang, 1))


def register_todo(app: Dash, context: Context) -> None:
    """A tick is written down with name and time; the list follows."""

    @callback(
        app,
        Output(Id.STEPPED, "children"),
        Input({"type": STEP, "key": ALL}, "checked"),
        State(Id.CHOSEN, "data"),
        State(Id.AT, "data"),
        role=Role.VIEWER,
        writes=Writes.RECORDS,  # a list drawn anew asks too; the store refuses who may not record
        prevent_initial_call=True,
    )
    def tick(_checked: list[bool], chosen: int | None, at: str | None) -> Any:
        pressed = ctx.triggered_id
        watch = watch_of(context, at)
        warned = chosen_of(watch, chosen)
        if not isinstance(pressed, dict) or warned is None:
            return no_update
        key, value = str(pressed["key"]), bool(ctx.triggered[0]["value"])
        return _ticked(context, watch, warned, key, value)

    @callback(
        app,
        Output(Id.TODO, "children"),
        Input(Id.SHOWN, "data"),
        Input(Id.CHOSEN, "data"),
        Input(Id.AT, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def follow(_: Any, chosen: int | None, at: str | None) -> list[Component]:
        watch = watch_of(context, at)
        return todo_view(context, watch, chosen_of(watch, chosen), current_lang())


def _ticked(context: Context, watch: Watch, warned: Warned, key: str, value: bool) -> Any:
    """Write a tick down, unless it stands so already: a list drawn anew says nothing new."""
    lang = current_lang()
    done = context.watch.steps(warned, watch.moment).set_index("step")["done"]
    if bool(done.get(key, False)) == value:
        return no_update
    try:
        with closing(open_operations(context.ws)) as con:
            mark_step(con, warned.number, key, done=value, by=doer(context))
    except HuzhuError as error:
        return refusal(error, lang)
    return note(t("warnings.step_done" if value else "warnings.step_back", lang), lang)
