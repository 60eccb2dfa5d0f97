"""Dispatch, why late and why not served: causes by tier, what would have saved each claim; a file.

Whoever mounts `why_view` gives it the number of the dispatch day, or sets ``Id.DAY`` to it later;
causes are told when somebody asks, for the moment they ask.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from flask import Response, abort

from dashboards.components.grid import Column, grid
from dashboards.components.panels import chart, empty, refusal
from dashboards.figures.dispatch_why import causes, together
from dashboards.i18n import current_lang, number, t
from dashboards.pages.history_export import EXCEL, LEAST, may_export
from dashboards.security import audit_action, callback, require_role
from dashboards.story import Context
from dashboards.story.dispatch_why import at_words, changes_in_words, in_words, reasons_of
from dashboards.story.roster_file import tables_workbook
from risk.errors import HuzhuError
from risk.staffing.live import DayState
from risk.staffing.reasons import Cause, sum_causes
from risk.terms import Role

EXPORT_PATH = "/export/dispatch/why/"
FLEX = {"cause": 1, "saved": 3}
WIDTHS = {
    "claim_id": 128, "late": 116, "cause": 150, "saved": 300, "village": 120, "tier": 92,
    "due": 112, "arrives": 100,
}  # fmt: skip
ROWS_MAX = 10


class Id(StrEnum):
    """Components of this part of the page."""

    DAY = "dispatch-why-day"
    TELL = "dispatch-why-tell"
    TOLD = "dispatch-why-told"


def why_view(context: Context, day_id: int, lang: str) -> Component:  # noqa: ARG001
    """A button, and below it what it tells."""
    return html.Div(
        [
            dcc.Store(id=Id.DAY, data=day_id),
            dmc.Text(t("why.question", lang), size="sm", c="dimmed"),
            html.Div(dmc.Button(t("why.tell", lang), id=Id.TELL, variant="default")),
            dcc.Loading(html.Div(id=Id.TOLD, **{"aria-live": "polite"}), delay_show=400),
        ],
        className="stack",
    )  # fmt: skip


def register_why(app: Dash, context: Context) -> None:
    """Tell causes when asked; ``/export/dispatch/why/NUMBER.xlsx``."""

    @callback(
        app,
        Output(Id.TOLD, "children"),
        Input(Id.TELL, "n_clicks"),
        State(Id.DAY, "data"),
        role=Role.VIEWER,
        prevent_initial_call=True,
        running=[(Output(Id.TELL, "loading"), True, False)],
    )
    def tell(_: int, day_id: int | None) -> Component:
        lang = current_lang()
        if not day_id:
            return empty(t("why.no_day", lang))
        try:
            state = context.dispatch.look(int(day_id), context.clock()).state
        except HuzhuError as error:
            return refusal(error, lang)
        link = f"{EXPORT_PATH}{int(day_id)}.xlsx" if may_export() else ""
        return told_view(state, bases_of(context), lang, link=link)

    @app.server.route(f"{EXPORT_PATH}<int:number>.xlsx", endpoint="dispatch.why")
    def export(number: int) -> Response:
        require_role(LEAST)
        try:
            seen = context.dispatch.look(number, context.clock())
        except HuzhuError:
            abort(404)
        lang, version = current_lang(), seen.kept.head.data_version
        audit_action("export", f"dispatch {number} why.xlsx", data_version=version)
        tables = file_tables(seen.state, bases_of(context), seen.kept.head.synthetic, lang)
        answer = Response(tables_workbook(tables, lang), mimetype=EXCEL)
        name = f"why_{seen.state.ground.day:%Y%m%d}_{number}.xlsx"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer


def bases_of(context: Context) -> dict[str, str]:
    """Names of bases by code."""
    return dict(context.story().facts.bases[["base_id", "name"]].itertuples(index=False))


def told_view(state: DayState, bases: Mapping[str, str], lang: str, *, link: str = "") -> Component:
    """How many are late and why, what would have saved most, and each claim in words."""
    if state.claims and not any(state.routes.values()):
        return empty(t("why.unrouted", lang))
    told = reasons_of(state)
    head = t(
        "why.head", lang, at=at_words(state, state.now_min, lang), n=number(len(told.rows), lang),
        all=number(told.claims, lang),
    )  # fmt: skip
    if told.rows.empty:
        return empty(t("why.none", lang, at=at_words(state, state.now_min, lang),
                       all=number(told.claims, lang)))  # fmt: skip
    sums = sum_causes(told.rows["cause"], told.rows["tier"])
    changes = changes_in_words(told, bases, lang)
    return html.Div(
        [
            html.Strong(head),
            dmc.SimpleGrid(
                [
                    _titled(t("why.by_cause", lang), causes(sums, lang), t("why.each", lang), lang),
                    _titled(t("why.together", lang), together(changes, lang),
                            t("why.together_note", lang), lang),
                ],
                cols={"base": 1, "md": 2},
            ),
            _claims(state, told.rows, bases, lang),
            _meanings(list(sums["cause"]), lang),
            html.Div(
                html.A(t("why.file", lang), href=link, className="button-link", download="")
                if link else None
            ),
        ],
        className="stack",
    )  # fmt: skip


def _titled(title: str, figure: Any, note: str, lang: str) -> Component:
    return html.Div(
        [
            dmc.Title(title, order=3, size="h5"),
            chart(figure, lang, label=title),
            dmc.Text(note, size="xs", c="dimmed"),
        ]
    )


def _claims(state: DayState, rows: pd.DataFrame, bases: Mapping[str, str], lang: str) -> Component:
    """Each claim, the latest first; what would have saved it in the last column."""
    frame = in_words(state, rows, bases, lang)
    columns = [
        Column(c, t(f"why.col.{c}", lang), width=WIDTHS.get(c, 104), flex=FLEX.get(c, 0))
        for c in frame.columns
    ]
    return grid(frame, columns, lang, label=t("why.claims", lang), rows_max=ROWS_MAX)


def _meanings(found: Sequence[str], lang: str) -> Component:
    """What each cause that occurs means, in the order they are asked in."""
    lines = [
        html.Li([html.Strong(t("why.is", lang, cause=t(f"why.cause.{c.value}", lang))),
                 t(f"why.means.{c.value}", lang)])
        for c in Cause if c.value in found
    ]  # fmt: skip
    return html.Details([html.Summary(t("why.meaning", lang)), html.Ul(lines, className="tight")])


def file_tables(
    state: DayState, bases: Mapping[str, str], synthetic: bool, lang: str
) -> dict[str, pd.DataFrame]:
    """Sheets of the file: claims, causes by tier, what would have saved most, what it is."""
    told = reasons_of(state)
    claims = in_words(state, told.rows, bases, lang)
    sums = sum_causes(told.rows["cause"], told.rows["tier"])
    sums = sums.assign(cause=[t(f"why.cause.{c}", lang) for c in sums["cause"]])
    changes = changes_in_words(told, bases, lang)
    head = [
        (t("why.about.day", lang), f"{state.ground.day:%Y-%m-%d}"),
        (t("why.about.at", lang), at_words(state, state.now_min, lang)),
        (t("why.about.claims", lang), number(told.claims, lang)),
        (t("why.about.mind", lang), t("why.each", lang)),
        *([(t("why.about.data", lang), t("shell.synthetic", lang))] if synthetic else []),
    ]
    meanings = [(t(f"why.cause.{c.value}", lang), t(f"why.means.{c.value}", lang)) for c in Cause]
    about = pd.DataFrame([*head, *meanings], columns=[t("why.about.what", lang),
                                                      t("why.about.value", lang)])  # fmt: skip
    return {
        t("why.claims", lang): _headed(claims, lang),
        t("why.by_cause", lang): _headed(sums.drop(columns="share"), lang),
        t("why.together", lang): _headed(changes.rename(columns={"saved": "count"}), lang),
        t("why.about", lang): about,
    }


def _headed(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    return frame.rename(columns={c: t(f"why.col.{c}", lang) for c in frame.columns})
