"""Page Event, after it: why claims were late over its dispatch days, by cause and tier; a file."""

from contextlib import closing
from enum import StrEnum
from functools import lru_cache
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component
from flask import Response, abort

from dashboards.components.panels import chart, empty, refusal, table
from dashboards.components.shell import synthetic_badge
from dashboards.figures.dispatch_why import causes
from dashboards.i18n import current_lang, day, number, t
from dashboards.pages.history_export import EXCEL, LEAST, may_export
from dashboards.security import audit_action, callback, require_role
from dashboards.story import Context
from dashboards.story.roster_file import tables_workbook
from risk.errors import HuzhuError
from risk.follow.why_days import WhyDays, days_of_event, why_days
from risk.operations import open_operations
from risk.operations.dispatch import list_days
from risk.staffing.reasons import sum_causes
from risk.terms import Role
from risk.workspace import Workspace

EXPORT_PATH = "/export/event/why/"


class Id(StrEnum):
    """Components of this part of the page."""

    TELL = "event-why-tell"
    TOLD = "event-why-told"


def why_part(lang: str) -> Component:
    """A button, and below it what it tells."""
    return html.Div(
        [
            html.Div(dmc.Button(t("why.days.tell", lang), id=Id.TELL, variant="default")),
            html.Div(id=Id.TOLD, **{"aria-live": "polite"}),
        ],
        className="stack",
    )  # fmt: skip


def register_event_why(app: Dash, context: Context, event_id: StrEnum) -> None:
    """Tell causes of the event chosen in ``event_id``; ``/export/event/why/EVENT.xlsx``."""

    @callback(
        app,
        Output(Id.TOLD, "children"),
        Input(Id.TELL, "n_clicks"),
        State(event_id, "value"),
        role=Role.VIEWER,
        prevent_initial_call=True,
        running=[(Output(Id.TELL, "loading"), True, False)],
    )
    def tell(_: int, event: str) -> Component:
        lang = current_lang()
        try:
            told = told_days(context, event)
        except HuzhuError as error:
            return refusal(error, lang)
        link = f"{EXPORT_PATH}{event}.xlsx" if may_export() else ""
        return days_view(told, lang, link=link)

    @app.server.route(f"{EXPORT_PATH}<event>.xlsx", endpoint="event.why")
    def export(event: str) -> Response:
        require_role(LEAST)
        try:
            told = told_days(context, event)
        except HuzhuError:
            abort(404)
        if told.days.empty:
            abort(404)
        lang, version = current_lang(), context.story().facts.version
        audit_action("export", f"event {event} why.xlsx", data_version=version)
        answer = Response(tables_workbook(days_tables(told, lang), lang), mimetype=EXCEL)
        answer.headers["Content-Disposition"] = 'attachment; filename="why_event.xlsx"'
        answer.headers["Cache-Control"] = "no-store"
        return answer


def told_days(context: Context, event: str) -> WhyDays:
    """Causes over the dispatch days of an event; no days where there is no such event."""
    events = context.under_way.events(context.story())
    row = events[events["event_id"] == event]
    with closing(open_operations(context.ws)) as con:
        heads = list_days(con)
    of = days_of_event(heads, event, row["started_at"].iloc[0].date()) if len(row) else ()
    return _told(context.ws, tuple((head.id, head.deeds) for head in of))


@lru_cache(maxsize=4)
def _told(ws: Workspace, days: tuple[tuple[int, int], ...]) -> WhyDays:
    """Told once for so many deeds of these days."""
    numbers = [number for number, _ in days]
    with closing(open_operations(ws)) as con:
        heads = {head.id: head for head in list_days(con)}
        return why_days(con, [heads[number] for number in numbers])


def days_view(told: WhyDays, lang: str, *, link: str = "") -> Component:
    """Late and left claims by day, and their causes by tier over all days."""
    if told.days.empty:
        return empty(t("why.days.none", lang), t("why.days.remedy", lang))
    made_up = bool((told.days["synthetic"] | told.days["replayed"]).any())
    head = t("why.days.head", lang, days=number(len(told.days), lang),
             n=number(int(told.days["late"].sum()), lang),
             all=number(int(told.days["claims"].sum()), lang))  # fmt: skip
    by_day = days_words(told, lang)
    parts: list[Any] = [
        html.Div([html.Strong(head), *([" ", synthetic_badge(lang)] if made_up else [])]),
    ]  # fmt: skip
    if len(told.rows):
        sums = sum_causes(told.rows["cause"], told.rows["tier"])
        label = t("why.by_cause", lang)
        parts += [
            chart(causes(sums, lang), lang, label=label),
            dmc.Text(t("why.each", lang), size="xs", c="dimmed"),
        ]
    parts.append(table(by_day, list(by_day.columns)))
    if link:
        parts.append(html.Div(html.A(t("why.file", lang), href=link, className="button-link",
                                     download="")))  # fmt: skip
    return html.Div(parts, className="stack")


def days_words(told: WhyDays, lang: str) -> pd.DataFrame:
    """A row a day in ready texts."""
    rows = told.days
    kinds = [t("why.days.replayed" if r else "why.days.live", lang) for r in rows["replayed"]]
    return pd.DataFrame(
        {
            t("why.about.day", lang): [day(d, lang) for d in rows["day"]],
            t("why.days.kind", lang): kinds,
            t("why.about.claims", lang): [number(n, lang) for n in rows["claims"]],
            t("why.days.late", lang): [number(n, lang) for n in rows["late"]],
        }
    )


def days_tables(told: WhyDays, lang: str) -> dict[str, pd.DataFrame]:
    """Sheets of the file: causes over all days, causes by day, days."""
    rows = told.rows
    whole = sum_causes(rows["cause"], rows["tier"]) if len(rows) else sum_causes([], [])
    each = [
        sum_causes(of["cause"], of["tier"]).assign(day=f"{when:%Y-%m-%d}")
        for when, of in (rows.groupby("day") if len(rows) else ())
    ]
    by_day = pd.concat(each, ignore_index=True) if each else whole.assign(day="")
    return {
        t("why.by_cause", lang): _worded(whole, lang),
        t("why.days.by_day", lang): _worded(by_day, lang),
        t("why.days.days", lang): days_words(told, lang),
    }


def _worded(sums: pd.DataFrame, lang: str) -> pd.DataFrame:
    named = sums.assign(cause=[t(f"why.cause.{c}", lang) for c in sums["cause"]])
    kept = [c for c in ("day", "cause", "town", "rural", "all") if c in named]
    heads = {"day": t("why.about.day", lang)} | {
        c: t(f"why.col.{c}", lang) for c in ("cause", "town", "rural", "all")
    }
    return named[kept].rename(columns=heads)
