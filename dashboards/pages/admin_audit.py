"""The audit: who did what when, narrowed; whether its chain is whole; the file."""

from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component
from flask import Response, request

from dashboards.components.grid import Column, grid, records
from dashboards.components.panels import card
from dashboards.i18n import current_lang, moment, number, t
from dashboards.pages.admin_ids import ROLE, Id
from dashboards.pages.history_export import EXCEL
from dashboards.security import audit_action, callback, require_role
from dashboards.story import Context
from dashboards.story.audit_file import (
    COLUMNS,
    PARTS,
    SHOWN_MAX,
    Asked,
    action_words,
    audit_file,
    audit_rows,
    chain,
    result_words,
)
from risk.operations import audit, open_operations

ADDRESS = "/export/audit.xlsx"
FILTERS = (Id.OF_USER, Id.OF_ACTION, Id.OF_RESULT, Id.FIRST, Id.LAST)
FIELDS = tuple(c.field for c in COLUMNS)


def audit_view(context: Context, lang: str, *, shown: bool) -> list[Component]:
    """State of the chain, filters, rows."""
    rows = told_rows(context, Asked(), lang) if shown else pd.DataFrame(columns=FIELDS)
    columns = [
        Column(c.field, t(c.heading, lang), width=c.width, flex=int(c.field == "object"))
        for c in COLUMNS
    ]
    table = grid(rows, columns, lang, label=t("people.tab.audit", lang), id_=Id.ROWS,
                 row_id="number", rows_min=8, rows_max=12)  # fmt: skip
    counted = dmc.Text(counted_words(len(rows), lang), id=Id.COUNTED, size="xs", c="dimmed")
    file = html.A(t("people.file", lang), id=Id.FILE, href=ADDRESS, className="file", download="")
    verify = dmc.Button(t("people.verify", lang), id=Id.VERIFY, variant="default", n_clicks=0)
    state = dcc.Loading(html.Div(id=Id.CHAIN, **{"aria-live": "polite"}), delay_show=500)
    return [
        card(
            t("people.chain", lang),
            html.Div([state, dmc.Group([verify])], className="stack"),
            note=t("people.chain_note", lang),
        ),
        card(
            t("people.tab.audit", lang),
            html.Div([_filters(context, lang, shown=shown), table], className="stack"),
            html.Div([counted, file], className="under-table"), note=t("people.audit_note", lang),
        ),
    ]  # fmt: skip


def told_rows(context: Context, asked: Asked, lang: str) -> pd.DataFrame:
    """Rows ready to read."""
    rows = audit_rows(context.ws, asked, lang)
    return rows.assign(at=[moment(at, lang) for at in rows["at"]])


def counted_words(n: int, lang: str) -> str:
    """How many rows are shown, and that there may be more."""
    key = "people.newest" if n >= SHOWN_MAX else "people.rows"
    return t(key, lang, n=number(n, lang))


def _filters(context: Context, lang: str, *, shown: bool) -> Component:
    with closing(open_operations(context.ws)) as con:
        there = audit.choices(con) if shown else {part: [] for part in PARTS[:3]}
    words = {"user": lambda code, _: code, "action": action_words, "result": result_words}
    picks = [
        dmc.Select(
            id=id_, label=t(f"people.col.{part}", lang), clearable=True, searchable=True, w=190,
            data=[{"value": code, "label": words[part](code, lang)} for code in there[part]],
            placeholder=t("people.all", lang),
        )
        for id_, part in zip(FILTERS[:3], PARTS[:3], strict=True)
    ]  # fmt: skip
    days = [
        dmc.DateInput(id=id_, label=t(f"people.{part}", lang), valueFormat="YYYY-MM-DD", w=150,
                      clearable=True)
        for id_, part in zip(FILTERS[3:], PARTS[3:], strict=True)
    ]  # fmt: skip
    return dmc.Group([*picks, *days], gap="sm", align="end")


def register_audit(app: Dash, context: Context) -> None:
    """Rows follow the filters; the chain is checked when the page opens and when asked."""

    @callback(
        app,
        Output(Id.ROWS, "rowData"),
        Output(Id.COUNTED, "children"),
        Output(Id.FILE, "href"),
        *(Input(id_, "value") for id_ in FILTERS),
        role=ROLE,
        prevent_initial_call=True,
    )
    def narrow(*given: str | None) -> tuple[Any, ...]:
        lang, asked = current_lang(), Asked.read(dict(zip(PARTS, given, strict=True)))
        rows = told_rows(context, asked, lang)
        address = f"{ADDRESS}?{urlencode(asked.told())}"
        return records(rows, FIELDS), counted_words(len(rows), lang), address

    @callback(app, Output(Id.CHAIN, "children"), Input(Id.VERIFY, "n_clicks"), role=ROLE)
    def verify(_: int) -> Component:
        lang, (faults, last, sha256) = current_lang(), chain(context.ws)
        if not faults:
            text = t("people.whole", lang, n=number(last, lang), at=moment(context.clock(), lang))
            return dmc.Alert([text, " ", html.Code(sha256[:16])], color="green", variant="light")
        listed = html.Ul([html.Li(fault) for fault in faults[:20]])
        head = t("people.broken", lang, n=number(len(faults), lang))
        return dmc.Alert([head, listed, t("people.broken_do", lang)], color="red", variant="light")

    @app.server.route(ADDRESS, endpoint="admin.audit")
    def export() -> Response:
        require_role(ROLE)
        story, asked = context.story(), Asked.read(request.args)
        body = audit_file(context.ws, story, asked, current_lang())
        audit_action("export", "audit", parameters=asked.told(), data_version=story.facts.version)
        answer = Response(body, mimetype=EXCEL)
        file = f"audit_{context.clock():%Y%m%d}.xlsx"
        answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer
