"""A dispatch day taken away: route sheets as PDF and Excel, routes for phone maps; audited.

Whoever mounts `export_buttons` sets ``Id.DAY`` to what :func:`export_data` returns; the addresses
of the files follow it and the choices beside them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component
from flask import Response, abort, request

from dashboards.i18n import current_lang, t
from dashboards.pages.dispatch_taken import FILES, file_name, taken_of
from dashboards.pages.history_export import LEAST, may_export
from dashboards.pages.warnings_parts import may
from dashboards.security import audit_action, callback, require_role
from dashboards.story import Context
from risk.operations.personal import READERS
from risk.staffing.live import DayState
from risk.terms import Datum, Role

EXPORT_PATH = "/export/dispatch/"
DATUMS = (Datum.GCJ02, Datum.WGS84)
"""Those a phone's map may be asked for; the first is what Chinese map programs draw on."""
EVERY = "*"
"""In the list of crews; an address without a crew is of all."""


class Id(StrEnum):
    """Components of this part of the page."""

    DAY = "dispatch-export-day"
    CREW = "dispatch-export-crew"
    DATUM = "dispatch-export-datum"
    LINKS = "dispatch-export-links"


def export_data(day_id: int, state: DayState) -> dict[str, Any]:
    """What ``Id.DAY`` takes: the day, and its crews to choose from."""
    crews = [{"value": crew.crew_id, "label": crew.name} for crew in state.crews.values()]
    return {"day_id": day_id, "crews": crews}


def export_buttons(lang: str) -> Component:
    """Choose a crew and a datum; links to the files, once a day is open."""
    datums = [{"value": d.value, "label": t(f"sheets.datum.{d.value}", lang)} for d in DATUMS]
    everybody = {"value": EVERY, "label": t("sheets.export.all", lang)}
    form = dmc.Group(
        [
            dmc.Select(id=Id.CREW, label=t("sheets.export.crew", lang), data=[everybody],
                       value=EVERY, allowDeselect=False, searchable=True, w=180),
            dmc.Select(id=Id.DATUM, label=t("sheets.export.datum", lang), data=datums,
                       value=DATUMS[0].value, allowDeselect=False, w=330, maw="100%"),
        ],
        align="flex-end",
    )  # fmt: skip
    links = html.Div(id=Id.LINKS)
    return html.Div([dcc.Store(id=Id.DAY), form, links], className="stack")


def export_links(
    context: Context, day: Mapping[str, Any] | None, crew: str, datum: str, lang: str
) -> list[Component]:
    """Addresses of the files, and what they hold and do not hold for this reader."""
    if not day or not may_export():
        return [dmc.Text(t("sheets.export.none", lang), size="sm", c="dimmed")]
    chosen = {} if crew == EVERY else {"crew": crew}
    links = [
        html.A(
            t(f"sheets.export.{kind}", lang), className="button-link", download="",
            href=address(day["day_id"], kind, {**chosen, **({"datum": datum} if f.maps else {})}),
        )
        for kind, f in FILES.items()
    ]  # fmt: skip
    notes = [t("sheets.export.note", lang)]
    if not may(READERS):
        notes.append(t("sheets.export.masked", lang))
    elif not context.story().facts.county.routing.check_in_url:
        notes.append(t("sheets.export.no_url", lang))
    return [
        dmc.Group(links, gap="xs", mb="xs"),
        *(dmc.Text(n, size="xs", c="dimmed") for n in notes),
    ]  # fmt: skip


def address(day_id: int, kind: str, chosen: Mapping[str, str]) -> str:
    """Where a file lies."""
    return f"{EXPORT_PATH}{day_id}.{kind}" + (f"?{urlencode(chosen)}" if chosen else "")


def register_export(app: Dash, context: Context) -> None:
    """``/export/dispatch/NUMBER.pdf|xlsx|gpx|kml?crew=…&datum=…``, and the links to them."""

    @app.server.route(f"{EXPORT_PATH}<int:number>.<kind>", endpoint="dispatch.export")
    def export(number: int, kind: str) -> Response:
        user = require_role(LEAST)
        if kind not in FILES:
            abort(404)
        file, crew = FILES[kind], request.args.get("crew", "")
        people = user.role in READERS and not file.maps
        taken = taken_of(context, number, crew, request.args.get("datum", ""), people=people)
        lang = current_lang()
        body = file.make(context, taken, lang)
        asked = {"crew": crew, "datum": taken.datum.value, "people": people}
        audit_action("export", f"dispatch {number}.{kind}", parameters=asked,
                     data_version=taken.head.data_version)  # fmt: skip
        answer = Response(body, mimetype=file.mimetype)
        name = file_name(taken, kind)
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @callback(
        app,
        Output(Id.LINKS, "children"),
        Output(Id.CREW, "data"),
        Output(Id.CREW, "value"),
        Input(Id.DAY, "data"),
        Input(Id.CREW, "value"),
        Input(Id.DATUM, "value"),
        role=Role.VIEWER,
    )
    def offer(day: dict[str, Any] | None, crew: str, datum: str) -> tuple[Any, ...]:
        lang = current_lang()
        crews = [{"value": EVERY, "label": t("sheets.export.all", lang)}]
        crews += day["crews"] if day else []
        crew = crew if crew in {c["value"] for c in crews} else EVERY
        return export_links(context, day, crew, datum, lang), crews, crew
