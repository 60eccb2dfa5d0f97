"""Screens on the wall: their passes, made, seen and ended."""

from contextlib import closing
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component
from flask import request

from dashboards.components.grid import Column, grid, records
from dashboards.components.panels import card, empty, refusal
from dashboards.i18n import MISSING, current_lang, moment, number, t
from dashboards.pages.admin_ids import ROLE, Id, doer
from dashboards.security import Writes, callback
from dashboards.story import Context
from risk.errors import HuzhuError
from risk.operations import open_operations
from risk.operations.wall import (
    add_wall_pass,
    list_wall_passes,
    revoke_wall_pass,
    wall_address,
)

FIELDS = ("id", "screen", "standing", "made", "until", "last_seen")


def walls_view(context: Context, lang: str, *, shown: bool) -> list[Component]:
    """The passes, and the form for a new one."""
    rows = wall_rows(context, lang) if shown else pd.DataFrame(columns=FIELDS)
    columns = [
        Column(name, t(f"people.col.{name}", lang), width=width, flex=1) for name, width in
        (("screen", 150), ("standing", 150), ("made", 200), ("until", 150), ("last_seen", 150))
    ]  # fmt: skip
    table = grid(rows, columns, lang, label=t("people.tab.walls", lang), id_=Id.WALLS, row_id="id",
                 select=True, rows_min=2)  # fmt: skip
    days = number(context.ws.county().wallboard.pass_days, lang)
    form = dmc.Group(
        [
            dmc.TextInput(id=Id.SCREEN, debounce=True, label=t("people.screen", lang), w=260),
            dmc.Button(t("people.add_wall", lang), id=Id.ADD_WALL, n_clicks=0),
            dmc.Button(t("people.revoke", lang), id=Id.REVOKE, variant="default", n_clicks=0),
        ],
        align="end", gap="sm",
    )  # fmt: skip
    note = html.Div(id=Id.WALL_NOTE, **{"aria-live": "polite"})
    title, about = t("people.tab.walls", lang), t("people.walls_note", lang, days=days)
    return [card(title, html.Div([table, form, note], className="stack"), note=about)]


def wall_rows(context: Context, lang: str) -> pd.DataFrame:
    """Passes in words: the columns of `FIELDS`."""
    with closing(open_operations(context.ws)) as con:
        found = list_wall_passes(con)
    now = context.clock()
    rows = [
        (
            int(r.id), r.name, _standing(r, now, lang),
            t("people.made", lang, at=moment(r.made_at, lang), by=r.made_by),
            moment(r.valid_until, lang),
            moment(r.last_seen_at, lang) if pd.notna(r.last_seen_at) else MISSING,
        )
        for r in found.itertuples(index=False)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=FIELDS)


def _standing(row: Any, now: Any, lang: str) -> str:
    if pd.notna(row.revoked_at):
        return t("people.revoked", lang, by=row.revoked_by)
    return t("people.holds" if row.valid_until > now else "people.over", lang)


def register_walls(app: Dash, context: Context) -> None:
    """Both buttons are deeds of an administrator; the store writes them down."""

    @callback(
        app,
        Output(Id.WALL_NOTE, "children"),
        Output(Id.WALLS, "rowData"),
        Input(Id.ADD_WALL, "n_clicks"),
        Input(Id.REVOKE, "n_clicks"),
        State(Id.SCREEN, "value"),
        State(Id.WALLS, "selectedRows"),
        role=ROLE,
        writes=Writes.ACCOUNTS,
        prevent_initial_call=True,
    )
    def act(_: int, __: int, name: str | None, rows: list[dict[str, Any]] | None) -> Any:
        lang = current_lang()
        try:
            if ctx.triggered_id == Id.ADD_WALL:
                said = _added(context, name or "", lang)
            elif not rows:
                return empty(t("people.choose_wall", lang)), no_update
            else:
                said = _revoked(context, rows[0], lang)
        except HuzhuError as error:
            return refusal(error, lang), no_update
        return said, records(wall_rows(context, lang), FIELDS)


def _added(context: Context, name: str, lang: str) -> Component:
    days = context.ws.county().wallboard.pass_days
    with closing(open_operations(context.ws)) as con:
        word = add_wall_pass(con, name, days=days, by=doer(context))
    address = wall_address(request.host_url, word)
    text = t("people.wall_done", lang, name=name.strip())
    return dmc.Alert([text, html.Br(), html.Code(address, className="once")], color="green",
                     variant="light")  # fmt: skip


def _revoked(context: Context, row: dict[str, Any], lang: str) -> Component:
    with closing(open_operations(context.ws)) as con:
        revoke_wall_pass(con, int(row["id"]), by=doer(context))
    text = t("people.wall_revoked", lang, name=row["screen"])
    return dmc.Alert(text, color="green", variant="light")
