"""Hotline and desks: what every step of an event needs, and which step binds on which day."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components.panels import card, empty, heading, refusal
from dashboards.i18n import current_lang, t
from dashboards.pages.chain_edit import Id as Id
from dashboards.pages.chain_edit import edit_card, edit_grid
from dashboards.pages.chain_export import chain_workbook
from dashboards.pages.chain_parts import basis_view, chain_view, preset_options
from dashboards.pages.history_export import LEAST
from dashboards.security import audit_action, callback
from dashboards.story import Context
from dashboards.story.chain import seat_rows, seats_of_rows
from risk.errors import HuzhuError, OperationsError
from risk.flow import Story
from risk.staffing.desks import Seats, simulate_chain
from risk.terms import Role

PATH = "/chain"
TITLE = "chain.title"
PLAN, RECORDED, BY_HAND = "plan", "recorded", "by_hand"


def layout(context: Context, preset: str | None = None, **_: Any) -> Component:
    """The page; ``?preset=storm_severe`` opens that scenario."""
    story, lang = context.story(), current_lang()
    head = heading(t("chain.title", lang), t("chain.question", lang))
    if not story.surges:
        return html.Div([head, empty(t("chain.none", lang)), _absent(lang)], className="page")
    chosen = preset if preset in story.surges else _default(story)
    select = dmc.Select(
        id=Id.PRESET, data=preset_options(story, lang), value=chosen, allowDeselect=False,
        label=t("chain.scenario", lang), searchable=True, className="scenario",
    )  # fmt: skip
    busy = dmc.Alert([dmc.Loader(size="sm"), " ", t("chain.working", lang)], variant="light")
    return html.Div(
        [
            head,
            card(t("chain.scenario", lang), select, note=t("chain.choose", lang)),
            dcc.Loading(
                html.Div(id=Id.RESULT, className="result", **{"aria-live": "polite"}),
                custom_spinner=busy,
                delay_show=300,
                overlay_style={"visibility": "visible", "opacity": 0.35},
            ),
            edit_card(lang),
            html.Div(id=Id.BASIS, className="page"),
            dcc.Download(id=Id.FILE),
        ],
        className="page",
    )


def _default(story: Story) -> str:
    return "storm_severe" if "storm_severe" in story.surges else next(iter(story.surges))


def _absent(lang: str) -> Component:
    """What callbacks name, of the kinds they name."""
    kinds = [
        dmc.Select(id=Id.PRESET, data=[]), html.Div(id=Id.RESULT), html.Div(id=Id.BASIS),
        dcc.Download(id=Id.FILE),
    ]  # fmt: skip
    return html.Div([*kinds, edit_card(lang)], hidden=True)


def asked_seats(
    context: Context, preset: str, which: str, rows: Sequence[dict[str, Any]] | None
) -> tuple[str, Seats]:
    """Seats to simulate, and what they are called: those found, on record, or changed by hand.

    Raises:
        HuzhuError: no such scenario, or a number that cannot be.
    """
    opened = context.chain.opened(context.story(), preset)
    if which == RECORDED:
        if opened.recorded is None:
            raise OperationsError(
                "seats and heads on record are not provided",
                remedy="give seats_day, seats_night, review_heads and payment_heads in county.toml",
            )
        return RECORDED, opened.recorded
    if which == BY_HAND and rows:
        seats = seats_of_rows(opened.setting, rows)
        same = seat_rows(opened.setting, seats) == seat_rows(opened.setting, opened.setting.plan)
        return (PLAN, opened.setting.plan) if same else (BY_HAND, seats)
    return PLAN, opened.setting.plan


def register(app: Dash, context: Context) -> None:
    """A scenario is opened, simulated again with other seats, or exported."""

    @callback(
        app,
        Output(Id.RESULT, "children"),
        Output(Id.EDIT, "children"),
        Output(Id.BASIS, "children"),
        Input(Id.PRESET, "value"),
        Input(Id.AGAIN, "n_clicks"),
        Input(Id.BACK, "n_clicks"),
        Input(Id.RECORDED, "n_clicks"),
        State(Id.SEATS, "rowData"),
        role=Role.VIEWER,
        running=[(Output(Id.AGAIN, "loading"), True, False)],
    )
    def show(preset: str | None, *given: Any) -> tuple[Any, Any, Any]:
        lang = current_lang()
        if not preset:
            return no_update, no_update, no_update
        which = {Id.AGAIN: BY_HAND, Id.RECORDED: RECORDED}.get(ctx.triggered_id, PLAN)
        try:
            return shown(context, preset, which, given[-1], lang)
        except HuzhuError as e:
            return refusal(e, lang), no_update, no_update

    @callback(
        app,
        Output(Id.FILE, "data"),
        Output(Id.NOTE, "children"),
        Input(Id.EXCEL, "n_clicks"),
        State(Id.PRESET, "value"),
        State(Id.SEATS, "rowData"),
        role=LEAST,
        prevent_initial_call=True,
    )
    def export(_: int | None, preset: str, rows: list[dict[str, Any]]) -> tuple[Any, Any]:
        lang = current_lang()
        try:
            return exported(context, preset, rows, lang), None
        except HuzhuError as e:
            return no_update, refusal(e, lang)


def exported(
    context: Context, preset: str, rows: list[dict[str, Any]], lang: str
) -> dict[str, Any]:
    """The file of what the table holds, audited.

    Raises:
        HuzhuError: as :func:`asked_seats`.
    """
    story = context.story()
    name, seats = asked_seats(context, preset, BY_HAND, rows)
    opened = context.chain.opened(story, preset)
    told = opened.plan if name == PLAN else simulate_chain(opened.setting, seats)
    body = chain_workbook(story, opened, told, name, lang)
    audit_action("export", f"chain {preset} {name}", data_version=story.facts.version)
    return dict(dcc.send_bytes(body, f"chain_{preset}_{story.facts.as_of:%Y%m%d}.xlsx"))


def shown(
    context: Context, preset: str, which: str, rows: list[dict[str, Any]] | None, lang: str
) -> tuple[Component, Component, Component]:
    """The answer for these seats, the table they can be changed in, and what all rests on.

    Raises:
        HuzhuError: as :func:`asked_seats`.
    """
    story = context.story()
    name, seats = asked_seats(context, preset, which, rows)
    opened = context.chain.opened(story, preset)
    told = opened.plan if name == PLAN else simulate_chain(opened.setting, seats)
    answer = chain_view(story, opened, told, name, lang)
    return answer, edit_grid(opened, seats, lang), basis_view(story, opened, told, lang)
