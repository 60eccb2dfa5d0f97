"""Accounts: who there is, adding one, and what can be done with the one chosen."""

from datetime import timedelta
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid, records
from dashboards.components.panels import card, empty, refusal
from dashboards.i18n import current_lang, moment, number, t, term
from dashboards.pages.admin_ids import ROLE, Id, doer
from dashboards.security import Writes, callback
from dashboards.story import Context
from dashboards.story.people import add, give_role, people, reset, shut, sign_out
from risk.errors import HuzhuError
from risk.terms import Role

FIELDS = ("name", "role", "state", "password", "seen", "sessions")
DEEDS = (Id.SET_ROLE, Id.RESET, Id.SHUT, Id.OPEN, Id.SIGN_OUT)


def users_view(context: Context, lang: str, *, shown: bool) -> list[Component]:
    """The list, the form for a new account, the deeds for the chosen one."""
    rows = user_rows(context, lang) if shown else pd.DataFrame(columns=FIELDS)
    hours = f"{context.ws.county().access.session_h:g}"
    columns = [
        Column(name, t(f"people.col.{name}", lang, hours=hours), width=width, flex=flex)
        for name, width, flex in (
            ("name", 130, 1), ("role", 110, 0), ("state", 170, 1), ("password", 190, 1),
            ("seen", 290, 1), ("sessions", 120, 0),
        )
    ]  # fmt: skip
    table = grid(
        rows, columns, lang, label=t("people.users", lang), id_=Id.USERS, row_id="name",
        select=True, rows_min=3,
    )  # fmt: skip
    note = html.Div(id=Id.USER_NOTE, **{"aria-live": "polite"})
    return [
        card(
            t("people.users", lang),
            html.Div([table, _deeds(lang), note], className="stack"),
            note=t("people.users_note", lang),
        ),
        card(t("people.add", lang), _new(lang), note=t("people.add_note", lang)),
    ]


def user_rows(context: Context, lang: str) -> pd.DataFrame:
    """Accounts in words: the columns of `FIELDS`."""
    hours = context.ws.county().access.session_h
    found = people(context.ws, timedelta(hours=hours), doer(context))
    rows = [
        {
            "name": r.name,
            "role": term("role", str(r.role), lang),
            "state": _state(r, lang),
            "password": moment(r.password_at, lang)
            if pd.notna(r.password_at)
            else t("people.temporary", lang),
            "seen": t("people.seen", lang, at=moment(r.last_at, lang), where=_where(r.last_from))
            if pd.notna(r.last_at)
            else t("people.not_seen", lang),
            "sessions": number(r.sign_ins, lang),
        }
        for r in found.itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=FIELDS)


def _state(row: Any, lang: str) -> str:
    if row.disabled:
        return t("people.disabled", lang)
    if pd.notna(row.locked_until):
        return t("people.locked", lang, at=moment(row.locked_until, lang))
    return t("people.active", lang)


def _where(told: str) -> str:
    return told.removeprefix("from ")


def _roles(id_: Id, label: str, lang: str) -> Component:
    options = [{"value": r.value, "label": term("role", r.value, lang)} for r in Role]
    return dmc.Select(
        id=id_, data=options, value=Role.VIEWER.value, allowDeselect=False, label=label, w=200
    )


def _deeds(lang: str) -> Component:
    buttons = [
        dmc.Button(t(f"people.{id_.value.removeprefix('admin-')}", lang), id=id_, variant="default",
                   n_clicks=0)
        for id_ in DEEDS
    ]  # fmt: skip
    chosen = dmc.Text(t("people.choose", lang), id=Id.CHOSEN, size="sm", fw=600)
    pick = _roles(Id.ROLE, t("people.role_of_chosen", lang), lang)
    return html.Div([chosen, dmc.Group([pick, *buttons], align="end", gap="sm")], className="stack")


def _new(lang: str) -> Component:
    name = dmc.TextInput(id=Id.NAME, debounce=True, label=t("people.name", lang), w=240,
                         autoComplete="off")  # fmt: skip
    button = dmc.Button(t("people.add", lang), id=Id.ADD, n_clicks=0)
    role = _roles(Id.NEW_ROLE, t("people.role", lang), lang)
    return dmc.Group([name, role, button], align="end", gap="sm")


def register_users(app: Dash, context: Context) -> None:
    """A row says whom the buttons are about; each button is one deed, written down."""

    @callback(app, Output(Id.CHOSEN, "children"), Input(Id.USERS, "selectedRows"), role=ROLE,
              prevent_initial_call=True)  # fmt: skip
    def choose(rows: list[dict[str, Any]] | None) -> str:
        lang = current_lang()
        if not rows:
            return t("people.choose", lang)
        return t("people.chosen", lang, name=rows[0]["name"], role=rows[0]["role"])

    @callback(
        app,
        Output(Id.USER_NOTE, "children"),
        Output(Id.USERS, "rowData"),
        Input(Id.ADD, "n_clicks"),
        *(Input(deed, "n_clicks") for deed in DEEDS),
        State(Id.NAME, "value"),
        State(Id.NEW_ROLE, "value"),
        State(Id.USERS, "selectedRows"),
        State(Id.ROLE, "value"),
        role=ROLE,
        writes=Writes.ACCOUNTS,
        prevent_initial_call=True,
    )
    def act(*given: Any) -> tuple[Any, Any]:
        lang, (name, new_role, rows, role) = current_lang(), given[-4:]
        try:
            if ctx.triggered_id == Id.ADD:
                said = _added(context, str(name or "").strip(), Role(new_role), lang)
            elif not rows:
                return empty(t("people.choose", lang)), no_update
            else:
                said = _done(context, str(ctx.triggered_id), rows[0]["name"], Role(role), lang)
        except HuzhuError as error:
            return refusal(error, lang), no_update
        return said, records(user_rows(context, lang), FIELDS)


def _added(context: Context, name: str, role: Role, lang: str) -> Component:
    password = add(context.ws, name, role, doer(context))
    return _told(t("people.done_add", lang, name=name), password, lang)


def _done(context: Context, button: str, name: str, role: Role, lang: str) -> Component:
    """Do to an account what a button says."""
    by = doer(context)
    if button == Id.RESET:
        return _told(t("people.done_reset", lang, name=name), reset(context.ws, name, by), lang)
    if button == Id.SET_ROLE:
        give_role(context.ws, name, role, by)
    elif button == Id.SIGN_OUT:
        sign_out(context.ws, name, by)
    else:
        shut(context.ws, name, by, disabled=button == Id.SHUT)
    what = button.removeprefix("admin-")
    text = t(f"people.done.{what}", lang, name=name, role=term("role", role.value, lang))
    return dmc.Alert(text, color="green", variant="light")


def _told(text: str, password: str, lang: str) -> Component:
    """A temporary password: shown this once, kept by nobody."""
    shown = html.Code(password, className="once")
    return dmc.Alert([text, " ", shown, html.Br(), t("people.once", lang)], color="green",
                     variant="light")  # fmt: skip
