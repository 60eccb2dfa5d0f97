"""Surge planner: plans saved under a name, opened again, and up to four side by side."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, chart, columns, empty, refusal, table
from dashboards.figures.staffing import backlogs, chances
from dashboards.i18n import current_lang, moment, percent, t, term
from dashboards.pages.history_export import may_export
from dashboards.pages.surge_form import Id as Form
from dashboards.pages.surge_plan_edit import draft_of, finished
from dashboards.pages.surge_plan_form import Id
from dashboards.pages.surge_plan_words import LINES, TIERS, figures_of, line_words, value_words
from dashboards.security import Writes, audit_action, callback, current_user
from dashboards.story import Context
from dashboards.story.plans import (
    ALWAYS,
    COMPARED_MAX,
    Beside,
    Draft,
    keep,
    list_kept,
    side_by_side,
)
from dashboards.story.surge import Answer
from dashboards.story.words import choice_words
from risk.errors import HuzhuError
from risk.flow import Story
from risk.follow.kept import keep_plan
from risk.operations import open_operations
from risk.operations.scenarios import Saved
from risk.terms import Role

EXPORT_PATH = "/export/plan/"
NAME_CHARS_MAX = 60
PICKED = list(ALWAYS)


def plan_shelf(context: Context, lang: str) -> Component:
    """Compare, and keep under a name."""
    return columns([_compare_card(context, lang)], [_save_card(context, lang)])


def _compare_card(context: Context, lang: str) -> Component:
    picker = dmc.MultiSelect(
        id=Id.COMPARE, data=options(context, lang), value=PICKED, maxValues=COMPARED_MAX,
        searchable=True, clearable=True, label=t("plan.pick", lang),
    )  # fmt: skip
    return card(t("plan.compare", lang), picker, note=t("plan.compare_note", lang))


def _save_card(context: Context, lang: str) -> Component:
    return card(
        t("plan.shelf", lang),
        dmc.TextInput(
            id=Id.NAME,
            debounce=True,
            label=t("plan.name", lang),
            inputProps={"maxLength": NAME_CHARS_MAX},
        ),
        dmc.Checkbox(id=Id.REAL, checked=False, label=t("plan.real", lang), mt="xs"),
        dmc.Button(t("plan.save", lang), id=Id.SAVE, variant="default", mt="xs"),
        html.Div(id=Id.NOTE, **{"aria-live": "polite"}),
        html.Div(kept_list(list_kept(context.ws), lang), id=Id.SAVED, className="saved"),
        note=t("plan.save_note", lang),
    )


def compared_pane() -> Component:
    """Where the comparison is shown."""
    return dcc.Loading(html.Div(id=Id.COMPARED, **{"aria-live": "polite"}), delay_show=300)


def options(context: Context, lang: str) -> list[dict[str, str]]:
    """The plans that can be compared: those always there, then the saved ones."""
    saved = [{"value": str(s.id), "label": kept_name(s, lang)} for s in list_kept(context.ws)]
    return [*({"value": n, "label": t(f"plan.{n}", lang)} for n in ALWAYS), *saved]


def kept_name(saved: Saved, lang: str) -> str:
    """A saved plan's name with its number."""
    return t("plan.numbered", lang, name=saved.name, n=saved.id)


def kept_list(saved: Sequence[Saved], lang: str) -> Component:
    """Links to saved plans, newest first, with their files."""
    if not saved:
        return empty(t("plan.none_saved", lang))
    return html.Ul([html.Li(_kept_item(s, lang)) for s in saved])


def _kept_item(saved: Saved, lang: str) -> list[Any]:
    return [
        # a full load, so that the page's form starts from the saved plan
        html.A(kept_name(saved, lang), href=f"/surge/detail?plan={saved.id}"),
        html.Small(f" {saved.author} · {moment(saved.at, lang)} "),
        *file_links(saved.id, lang),
    ]


def file_links(number: int, lang: str) -> list[Component]:
    """The order sheet and the tables of a saved plan, for those who may take them away."""
    if not may_export():
        return []
    return [
        html.A(t(f"plan.file_{kind}", lang), href=f"{EXPORT_PATH}{number}.{kind}",
               className="file", download="")
        for kind in ("pdf", "xlsx")
    ]  # fmt: skip


def compared_view(story: Story, found: Sequence[Beside], lang: str) -> Component:
    """Figures in columns, chances with bands, claims waiting."""
    names = [beside_name(b, lang) for b in found]
    told = [figures_of(b.outcome, b.crews) for b in found]
    rows = [
        {"line": t("plan.line.scenario", lang),
         **{f"c{i}": choice_words(story, b.choice, lang) for i, b in enumerate(found)}},
        *(
            {"line": line_words(line, lang),
             **{f"c{i}": value_words(line, f.get(line), story, lang)
                for i, f in enumerate(told)}}
            for line in LINES
        ),
    ]  # fmt: skip
    dots = pd.DataFrame(
        [
            {"name": name, "tier": term("tier", tier, lang), "p": r["p_event_share"],
             "p_lo": r["p_lo"], "p_hi": r["p_hi"]}
            for name, b in zip(names, found, strict=True)
            for tier in TIERS
            for r in [b.outcome.kept.set_index("tier").loc[tier]]
        ]
    )  # fmt: skip
    target = percent(story.facts.county.staffing.share_target, lang, 0)
    label = t("answer.p_event", lang, target=target)
    waiting = [(name, b.outcome.backlog) for name, b in zip(names, found, strict=True)]
    return card(
        t("plan.compared", lang),
        html.Div(table(pd.DataFrame(rows), ["", *names]), className="plan-lines"),
        columns(
            [chart(chances(dots, label), lang, label=label)],
            [chart(backlogs(waiting, lang), lang, label=t("answer.backlog", lang))],
        ),
        note=t("plan.compared_note", lang),
    )


def beside_name(beside: Beside, lang: str) -> str:
    """Name of a plan of the comparison."""
    saved = beside.saved
    return kept_name(saved, lang) if saved else t(f"plan.{beside.name}", lang)


def register(app: Dash, context: Context) -> None:
    """The comparison follows the choice and the draft; a plan is kept."""

    @callback(
        app,
        Output(Id.COMPARED, "children"),
        Input(Id.COMPARE, "value"),
        Input(Id.DRAFT, "data"),
        State(Form.CHOICE, "data"),
        State(Id.READY, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def show(wanted: list[str] | None, draft: Any, choice: dict[str, Any], ready: Any) -> Any:
        lang, story = current_lang(), context.story()
        answer = finished(context, choice, ready["setup"]) if ready else None
        if answer is None:
            return None
        if not wanted or len(wanted) < 2:
            return empty(t("plan.two", lang))
        try:
            found = side_by_side(
                context.ws, story, context.desk, context.again, answer,
                draft_of(story, answer, draft), wanted,
            )  # fmt: skip
            return compared_view(story, found, lang)
        except HuzhuError as e:
            return refusal(e, lang)

    @callback(
        app,
        Output(Id.NOTE, "children"),
        Output(Id.SAVED, "children"),
        Output(Id.COMPARE, "data"),
        Input(Id.SAVE, "n_clicks"),
        State(Id.NAME, "value"),
        State(Id.REAL, "checked"),
        State(Id.DRAFT, "data"),
        State(Form.CHOICE, "data"),
        State(Id.READY, "data"),
        role=Role.ANALYST,
        writes=Writes.PLANS,
        prevent_initial_call=True,
    )
    def save(
        _: int, name: str | None, real: bool, draft: Any, choice: dict[str, Any], ready: Any
    ) -> tuple[Any, Any, Any]:
        lang, story = current_lang(), context.story()
        answer = finished(context, choice, ready["setup"]) if ready else None
        if answer is None:
            return empty(t("plan.nothing_yet", lang)), no_update, no_update
        if not (name or "").strip():
            return empty(t("surge.name_missing", lang)), no_update, no_update
        try:
            number = _keep(context, answer, draft_of(story, answer, draft), str(name), real)
        except HuzhuError as e:
            return refusal(e, lang), no_update, no_update
        told = empty(t("surge.saved_as", lang, id=number))
        note = html.Div([told, *file_links(number, lang)])
        return note, kept_list(list_kept(context.ws), lang), options(context, lang)


def _keep(context: Context, answer: Answer, draft: Draft, name: str, real: bool) -> int:
    """Keep a plan; one for a real event is also entered in the log chances are judged by."""
    story, user, at = context.story(), current_user(), context.clock()
    version = story.facts.version
    number = keep(context.ws, name.strip()[:NAME_CHARS_MAX], user.name, at, answer, draft)
    audit_action("save", f"plan {number}", data_version=version)
    if real:
        told = context.again.outcome(story, answer, draft.crews, draft.setup)
        plan = replace(answer.surge.plan, crews_by_day=draft.crews, outcome=told)
        with closing(open_operations(context.ws)) as con:
            keep_plan(
                con, plan, answer.surge.scenario, story.facts.county, as_of=story.facts.as_of,
                data_version=version, seed=story.seed, user=user.name, role=user.role, at=at,
                event_id=answer.choice.event_id or None,
            )  # fmt: skip
    return number
