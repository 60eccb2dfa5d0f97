"""Roster: who works when, under which rest rules, and what the year ahead needs day by day."""

from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html
from dash.development.base_component import Component

from dashboards.components.panels import card, empty, heading, refusal
from dashboards.i18n import current_lang, t, term
from dashboards.pages.roster_export import register_export
from dashboards.pages.roster_kept import compare_card, register_kept, saved_options
from dashboards.pages.roster_parts import Id as Id
from dashboards.pages.roster_parts import (
    checked_view,
    sheet,
)
from dashboards.pages.roster_shown import UNCHANGED, exchanged, made, on_sheet, opened, refused
from dashboards.pages.roster_year import year_cards
from dashboards.pages.warnings_parts import may, may_record
from dashboards.security import callback
from dashboards.story import Context
from dashboards.story.roster import (
    PLAN,
    Basis,
    check,
    demand_keys,
    first_month,
    months_ahead,
    read_month,
)
from dashboards.story.roster_sheet import read_sheet
from risk.errors import HuzhuError
from risk.flow import Story
from risk.operations.personal import READERS
from risk.terms import Role

PATH = "/roster"
TITLE = "roster.title"


def layout(context: Context, month: str | None = None, **_: Any) -> Component:
    """The page."""
    story, lang = context.story(), current_lang()
    try:
        chosen = read_month(month) if month else first_month(story.facts)
    except HuzhuError:
        chosen = first_month(story.facts)
    return html.Div(
        [
            heading(t("roster.heading", lang), t("roster.question", lang)),
            month_card(context, story, chosen, lang),
            compare_card(context, lang),
            *_year(context, story, lang),
        ],
        className="page",
    )


def _year(context: Context, story: Story, lang: str) -> list[Component]:
    try:
        return context.part(
            "roster.year", lang, lambda: year_cards(story, context.rosters.year(story), lang)
        )
    except HuzhuError as error:
        return [card(t("roster.year", lang), refusal(error, lang))]


def month_card(context: Context, story: Story, month: date, lang: str) -> Component:
    """Choose a month and a demand, make its roster or open a kept one, change it, keep it."""
    months = [{"value": f"{m:%Y-%m}", "label": f"{m:%Y-%m}"} for m in months_ahead(story.facts)]
    form = dmc.Group(
        [
            dmc.Select(id=Id.MONTH, label=t("roster.month", lang), data=months,
                       value=f"{month:%Y-%m}", allowDeselect=False, w=130),
            dmc.Select(id=Id.DEMAND, label=t("roster.demand", lang),
                       data=demand_options(story, month, lang), value="ordinary",
                       allowDeselect=False, w=260),
            dmc.Button(t("roster.make", lang), id=Id.MAKE),
            dmc.Select(id=Id.OPEN, label=t("roster.open", lang),
                       data=saved_options(context, lang), placeholder=t("roster.open_hint", lang),
                       clearable=True, searchable=True, w=260),
        ],
        align="flex-end",
    )  # fmt: skip
    swap = dmc.Group(
        [
            dmc.Select(id=Id.ONE, label=t("roster.one", lang), data=[], searchable=True, w=120),
            dmc.Select(id=Id.TWO, label=t("roster.two", lang), data=[], searchable=True, w=120),
            dmc.MultiSelect(id=Id.SWAP_DAYS, label=t("roster.swap_days", lang), data=[], w=220),
            dmc.Button(t("roster.swap", lang), id=Id.SWAP, variant="light"),
        ],
        align="flex-end",
    )  # fmt: skip
    keep = dmc.Group(
        [
            dmc.TextInput(id=Id.NAME, debounce=True, label=t("roster.name", lang), w=220),
            dmc.Button(t("roster.save", lang), id=Id.SAVE, disabled=not may_record()),
            dmc.Button(t("roster.names", lang), id=Id.NAMES, variant="subtle",
                       disabled=not may(READERS)),
        ],
        align="flex-end",
    )  # fmt: skip
    hint = html.Div(empty(t("roster.none_yet", lang)), id=Id.SOLVED, **{"aria-live": "polite"})
    made = html.Div(
        [
            sheet(lang),
            dmc.Text(t("roster.sheet_note", lang), size="xs", c="dimmed"),
            swap,
            html.Div(id=Id.CHECKED, **{"aria-live": "polite"}),
            keep,
            html.Div(id=Id.SAVED, **{"aria-live": "polite"}),
            html.Div(id=Id.NAMED),
        ],
        id=Id.MADE, className="stack", style={"display": "none"},
    )  # fmt: skip
    body = [dcc.Store(id=Id.BASIS), form, dcc.Loading(hint, delay_show=300), made]
    return card(t("roster.month_title", lang), html.Div(body, className="stack"))


def demand_options(story: Story, month: date, lang: str) -> list[dict[str, str]]:
    """What can be asked of own people in a month."""
    return [
        {
            "value": key,
            "label": t("roster.demand.plan", lang, name=plan_name(story, key, lang))
            if key.startswith(PLAN)
            else t(f"roster.demand.{key}", lang),
        }
        for key in demand_keys(story.surges, month)
    ]  # fmt: skip


def plan_name(story: Story, key: str, lang: str) -> str:
    """A plan's scenario: family and grade."""
    scenario = story.surges[key.removeprefix(PLAN)].scenario
    family = term("peril_family", scenario.family.value, lang)
    return f"{family} · {term('grade', scenario.grade, lang)}"


def basis_for(context: Context, story: Story, told: dict[str, Any]) -> Basis:
    """The basis a browser's store names: a kept roster's, or that of a month and a demand."""
    if told.get("roster"):
        return context.rosters.opened(story, int(told["roster"]))[1]
    return context.rosters.basis(story, read_month(told["month"]), told["demand"])


def register(app: Dash, context: Context) -> None:
    """A roster is made or opened; every change of it is checked at once."""

    @callback(
        app,
        Output(Id.DEMAND, "data"),
        Output(Id.DEMAND, "value"),
        Input(Id.MONTH, "value"),
        State(Id.DEMAND, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def demands(month: str, chosen: str) -> tuple[Any, Any]:
        options = demand_options(context.story(), read_month(month), current_lang())
        known = {o["value"] for o in options}
        return options, chosen if chosen in known else options[0]["value"]

    @callback(
        app,
        Output(Id.BASIS, "data"),
        Output(Id.SOLVED, "children"),
        Output(Id.SHEET, "columnDefs"),
        Output(Id.SHEET, "rowData"),
        Output(Id.SHEET, "style"),
        Output(Id.MADE, "style"),
        Output(Id.ONE, "data"),
        Output(Id.TWO, "data"),
        Output(Id.SWAP_DAYS, "data"),
        Input(Id.MAKE, "n_clicks"),
        Input(Id.OPEN, "value"),
        Input(Id.SWAP, "n_clicks"),
        State(Id.MONTH, "value"),
        State(Id.DEMAND, "value"),
        State(Id.BASIS, "data"),
        State(Id.SHEET, "rowData"),
        State(Id.ONE, "value"),
        State(Id.TWO, "value"),
        State(Id.SWAP_DAYS, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def show(
        _make: int | None, number_: str | None, _swap: int | None, month: str, demand: str,
        told: dict[str, Any] | None, rows: list[dict[str, Any]], one: str | None, two: str | None,
        days: list[str] | None,
    ) -> tuple[Any, ...]:  # fmt: skip
        lang, trigger = current_lang(), ctx.triggered_id
        if trigger == Id.SWAP:
            return exchanged(rows if told else [], one, two, days)
        if trigger == Id.OPEN and not number_:
            return UNCHANGED
        try:
            if trigger == Id.OPEN:
                return on_sheet(opened(context, int(number_ or 0), lang), lang)
            return on_sheet(made(context, month, demand, lang), lang)
        except HuzhuError as error:
            return refused(error, lang)

    @callback(
        app,
        Output(Id.CHECKED, "children"),
        Input(Id.SHEET, "rowData"),
        Input(Id.SHEET, "cellValueChanged"),
        State(Id.BASIS, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def judge(rows: list[dict[str, Any]], changed: Any, told: dict[str, Any] | None) -> Any:
        lang = current_lang()
        if not told or not rows:
            return None
        try:
            basis = basis_for(context, context.story(), told)
        except HuzhuError as error:
            return refusal(error, lang)
        if ctx.triggered and ctx.triggered[0]["prop_id"].endswith("cellValueChanged"):
            rows = edited(rows, changed)
        duties = read_sheet(rows, basis, told["lang"])
        return checked_view(basis, check(basis, duties), lang)

    register_kept(app, context, basis_for)
    register_export(app, context)


def edited(rows: list[dict[str, Any]], changed: Any) -> list[dict[str, Any]]:
    """The sheet with the rows a person has just changed."""
    new = {c["data"]["surveyor_id"]: c["data"] for c in changed or []}
    return [new.get(row["surveyor_id"], row) for row in rows]
