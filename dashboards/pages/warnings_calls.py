"""Page Warnings, whom to call: the village liaisons, what came of each call, names only when asked.

Names and numbers are kept encrypted; the list does not hold them. A dispatcher who is about to call
asks for one person's; that reading is audited, as are prints and files.
"""

from contextlib import closing
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, ctx, html
from dash.development.base_component import Component

from dashboards.components.grid import Column, grid, records
from dashboards.components.panels import card, empty, refusal
from dashboards.i18n import MISSING, current_lang, moment, number, t, term
from dashboards.pages.warnings_parts import (
    Id,
    chosen_of,
    doer,
    may_record,
    may_take_away,
    moment_of,
    note,
    options,
    watch_of,
)
from dashboards.security import Writes, callback
from dashboards.story import Context
from dashboards.story.watch import Moment, Warned
from risk.errors import HuzhuError
from risk.operations import open_keys, open_operations
from risk.operations.personal import read_person
from risk.operations.watch_field import CallOutcome, record_call
from risk.terms import Role

FIELDS = (
    "key",
    "place",
    "post",
    "houses",
    "special_households",
    "tries",
    "outcome",
    "last",
    "note",
)
CARRIED = ("liaison_id", "region_code")
GRID_ROWS = 8
EXPORT_PATH = "/export/warnings/"


def columns(lang: str) -> list[Column]:
    """What the list shows; no name, no number."""
    return [
        Column("place", t("warnings.village", lang), width=150, flex=3),
        Column("outcome", t("warnings.outcome", lang), width=125, flex=2),
        Column("tries", t("warnings.tries", lang), "number", width=75),
        Column("special_households", t("warnings.special_short", lang), "number", width=95),
        Column("houses", t("warnings.houses_short", lang), "number", width=95),
        Column("last", t("warnings.last_call", lang), "moment", width=170, flex=2),
        Column("note", t("warnings.note", lang), width=110, flex=2),
        Column("post", t("warnings.post", lang), width=100),
    ]


def sheet_frame(sheet: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The call sheet as the list shows it."""

    def outcome(row: dict[str, Any]) -> str:
        if pd.isna(row["liaison_id"]):
            return t("warnings.nobody", lang)
        if pd.isna(row["outcome"]):
            return t("warnings.not_called", lang)
        return term("call_outcome", row["outcome"], lang)

    rows = sheet.to_dict("records")
    return sheet.assign(
        key=[
            str(r["region_code"]) if pd.isna(r["liaison_id"]) else str(r["liaison_id"])
            for r in rows
        ],
        place=[
            f"{r['township_name'] or ''} {r['name']}".strip()
            if not pd.isna(r["township_name"])
            else str(r["name"])
            for r in rows
        ],
        post=[MISSING if pd.isna(r["role"]) else r["role"] for r in rows],
        outcome=[outcome(r) for r in rows],
        last=[
            MISSING if pd.isna(r["at"]) else f"{moment(r['at'], lang)} {r['user']}" for r in rows
        ],
    )  # fmt: skip


def call_rows(
    context: Context, warned: Warned | None, moment_: Moment, lang: str
) -> list[dict[str, Any]]:
    """Rows of the list."""
    if warned is None:
        return []
    sheet = context.watch.sheet(context.story().facts, warned, moment_)
    return records(sheet_frame(sheet, lang), [*FIELDS, *CARRIED])


def calls_head(context: Context, warned: Warned | None, moment_: Moment, lang: str) -> Component:
    """How many know, how many do not, and the way to print and file."""
    if warned is None:
        return empty(t("warnings.calls_none", lang))
    sheet = context.watch.sheet(context.story().facts, warned, moment_)
    people = sheet[sheet["liaison_id"].notna()]
    counts = {
        "n": len(people),
        "informed": int(people["informed"].sum()),
        "open": int((people["tries"] == 0).sum()),
        "again": int(((people["tries"] > 0) & ~people["informed"]).sum()),
        "nobody": int(sheet["liaison_id"].isna().sum()),
    }
    told = t("warnings.calls_count", lang, **{k: number(v, lang) for k, v in counts.items()})
    links = []
    if may_take_away():
        links = [
            html.A(t("warnings.print", lang), href=f"{EXPORT_PATH}calls/{warned.number}.html",
                   className="file", target="_blank"),
            html.A(t("warnings.excel", lang), href=f"{EXPORT_PATH}calls/{warned.number}.xlsx",
                   className="file", download=""),
        ]  # fmt: skip
    share = 100 * counts["informed"] / max(counts["n"], 1)
    bar = dmc.Progress(value=share, size="lg", **{"aria-label": told})
    return html.Div([dmc.Text(told, size="sm"), bar, html.Div(links, className="under-table")])


def calls_card(context: Context, warned: Warned | None, moment_: Moment, lang: str) -> Component:
    """The call sheet and the panel in which one call is made and written down."""
    rows = pd.DataFrame(call_rows(context, warned, moment_, lang), columns=[*FIELDS, *CARRIED])
    title = t("warnings.calls", lang)
    table = grid(
        rows, columns(lang), lang, label=title, id_=Id.CALLS, row_id="key", rows_max=GRID_ROWS,
        rows_min=GRID_ROWS, select=True, carried=CARRIED,
    )  # fmt: skip
    head = html.Div(calls_head(context, warned, moment_, lang), id=Id.CALLS_HEAD)
    outcomes = dmc.RadioGroup(
        dmc.Group(
            [
                dmc.Radio(value=o["value"], label=o["label"])
                for o in options("call_outcome", [o.value for o in CallOutcome], lang)
            ],
            gap="sm",
        ),
        id=Id.OUTCOME, label=t("warnings.outcome", lang), value=CallOutcome.REACHED.value,
    )  # fmt: skip
    panel = html.Div(
        [
            html.Div(calling_view(None, lang), id=Id.CALLING, **{"aria-live": "polite"}),
            dmc.Button(t("warnings.show_person", lang), id=Id.SHOW, variant="light", size="xs",
                       disabled=True),
            html.Div(id=Id.PERSON),
            outcomes,
            dmc.TextInput(id=Id.CALL_NOTE, debounce=True, label=t("warnings.call_note", lang),
                          description=t("warnings.call_note_why", lang)),
            dmc.Button(t("warnings.call_save", lang), id=Id.CALL_SAVE, disabled=True),
            html.Div(id=Id.CALLED, **{"aria-live": "polite"}),
        ],
        className="stack panel",
    )  # fmt: skip
    body = dmc.Grid(
        [
            dmc.GridCol([head, table], span={"base": 12, "md": 8}),
            dmc.GridCol(panel, span={"base": 12, "md": 4}),
        ]
    )
    return card(title, body, note=t("warnings.calls_note", lang))


def calling_view(row: dict[str, Any] | None, lang: str) -> Component:
    """Which village is being called."""
    if row is None:
        return dmc.Text(t("warnings.choose_call", lang), size="sm", c="dimmed")
    if not row["liaison_id"]:
        return empty(t("warnings.nobody_why", lang, place=row["place"]))
    return dmc.Text(t("warnings.calling", lang, place=row["place"], who=row["liaison_id"]), fw=700)


def person_view(person: dict[str, str], lang: str) -> Component:
    """Name and number of the one asked for; the number can be tapped."""
    if not person:
        return empty(t("warnings.no_person", lang))
    phone = person.get("phone", "")
    number_ = html.A(phone, href=f"tel:{phone}", className="phone") if phone else MISSING
    return html.Div([html.Strong(person.get("name", MISSING)), " ", number_], className="person")


def register_calls(app: Dash, context: Context) -> None:
    """A row opens a call; the name is shown when asked; the outcome is written down."""

    @callback(
        app,
        Output(Id.CALLING, "children"),
        Output(Id.SHOW, "disabled"),
        Output(Id.CALL_SAVE, "disabled"),
        Input(Id.CALLS, "selectedRows"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def open_call(rows: list[dict[str, Any]] | None) -> tuple[Any, ...]:
        row = rows[0] if rows else None
        closed = row is None or not row["liaison_id"] or not may_record()
        return calling_view(row, current_lang()), closed, closed

    @callback(
        app,
        Output(Id.PERSON, "children"),
        Input(Id.SHOW, "n_clicks"),
        Input(Id.CALLS, "selectedRows"),
        State(Id.CHOSEN, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def show_person(_: int | None, rows: list[dict[str, Any]] | None, number_: Any) -> Any:
        if ctx.triggered_id != Id.SHOW or not rows or not rows[0]["liaison_id"]:
            return None  # another row: what was shown is taken away
        lang, by = current_lang(), doer(context)
        try:
            with closing(open_operations(context.ws)) as con:
                keys = open_keys(context.ws, con)
                person = read_person(
                    con, keys, rows[0]["liaison_id"], user=by.user, role=Role(by.role), at=by.at,
                    why=f"call about warning {number_}", kind="liaison",
                )  # fmt: skip
        except HuzhuError as error:
            return refusal(error, lang)
        return person_view(person, lang)

    @callback(
        app,
        Output(Id.CALLED, "children"),
        Output(Id.CALL_NOTE, "value"),
        Input(Id.CALL_SAVE, "n_clicks"),
        State(Id.CALLS, "selectedRows"),
        State(Id.OUTCOME, "value"),
        State(Id.CALL_NOTE, "value"),
        State(Id.CHOSEN, "data"),
        State(Id.AT, "data"),
        role=Role.DISPATCHER,
        writes=Writes.RECORDS,
        prevent_initial_call=True,
    )
    def save_call(
        _: int, rows: list[dict[str, Any]] | None, outcome: str, words: str | None,
        number_: int | None, at: str | None,
    ) -> tuple[Any, Any]:  # fmt: skip
        lang = current_lang()
        warned = chosen_of(watch_of(context, at), number_)
        if warned is None or not rows or not rows[0]["liaison_id"]:
            return note(t("warnings.choose_call", lang), lang, grave=True), words
        row = rows[0]
        try:
            with closing(open_operations(context.ws)) as con:
                record_call(
                    con, warned.number, row["liaison_id"], row["region_code"],
                    CallOutcome(outcome), by=doer(context), note=words or "",
                )  # fmt: skip
        except HuzhuError as error:
            return refusal(error, lang), words
        told = t("warnings.call_saved", lang, place=row["place"],
                 outcome=term("call_outcome", outcome, lang))  # fmt: skip
        return note(told, lang), ""

    @callback(
        app,
        Output(Id.CALLS, "rowData"),
        Output(Id.CALLS_HEAD, "children"),
        Input(Id.SHOWN, "data"),
        Input(Id.CHOSEN, "data"),
        Input(Id.AT, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
    )
    def relist(_: Any, number_: int | None, at: str | None) -> tuple[Any, Any]:
        lang, shown = current_lang(), moment_of(context, at)
        warned = chosen_of(context.watch.watch(shown), number_)
        return (
            call_rows(context, warned, shown, lang),
            calls_head(context, warned, shown, lang),
        )
