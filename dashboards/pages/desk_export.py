"""The report desk's houses as an Excel file: no names, with what it is, and audited."""

from dash import Dash
from flask import Response, abort

from dashboards.i18n import current_lang, moment, percent, t
from dashboards.pages.desk_tables import EXPORT_PATH
from dashboards.pages.history_export import EXCEL, LEAST
from dashboards.security import audit_action, require_role
from dashboards.story import Context
from dashboards.story.cells import teller
from dashboards.story.excel import workbook
from dashboards.story.report_desk import Seen
from dashboards.story.sheets import Col
from risk.errors import WarehouseError


class DeskCol(Col):
    """A column of the desk's file."""

    @property
    def heading(self) -> str:
        """Key of the heading's text."""
        return f"desk.col.{self.field}"


COLUMNS = (
    DeskCol("house_id", width=140), DeskCol("reported_at", "moment", width=130),
    DeskCol("place_code", "place", width=190), DeskCol("reports", "number"),
    DeskCol("merged", width=230), DeskCol("peril", "peril"), DeskCol("grade", "damage_grade"),
    DeskCol("p_same", "percent", 1), DeskCol("p_insured", "percent", 1),
    DeskCol("p_payable", "percent", 1), DeskCol("claim_id"), DeskCol("origin"),
)  # fmt: skip


def register_export(app: Dash, context: Context) -> None:
    """``/export/desk/EVENT.xlsx``."""

    @app.server.route(f"{EXPORT_PATH}<event>.xlsx", endpoint="desk.export")
    def export(event: str) -> Response:
        require_role(LEAST)
        try:
            seen = context.reports.look(event)
        except WarehouseError:
            abort(404)
        body = house_file(context, seen, current_lang())
        audit_action("export", f"report desk {event}", data_version=seen.version)
        answer = Response(body, mimetype=EXCEL)
        answer.headers["Content-Disposition"] = 'attachment; filename="houses.xlsx"'
        answer.headers["Cache-Control"] = "no-store"
        return answer


def house_file(context: Context, seen: Seen, lang: str) -> bytes:
    """Houses of one event with their reports and chances."""
    story, homes = context.story(), seen.day.houses
    to = teller(story, lang)
    event = seen.day.window.event_id or ""
    frame = homes.assign(
        merged=homes["report_ids"].map(", ".join),
        place_code=homes["region_code"].fillna(homes["township_code"]),
        origin=[t(f"desk.origin_{o}", lang) for o in homes["origin"]],
    ).sort_values(["reported_at", "house_id"])
    about = [
        (t("desk.event", lang), to.events.get(event, event)),
        (t("history.about.version", lang), seen.version),
        (t("desk.made_at", lang), moment(context.clock(), lang)),
        (t("desk.insured", lang), percent(seen.day.share, lang)),
        (t("history.about.note", lang), t("desk.counts_note", lang)),
    ]
    if story.facts.county.synthetic:
        about.insert(0, (t("history.about.data", lang), t("shell.synthetic", lang)))
    return workbook(frame, COLUMNS, to, title=t("desk.houses_table", lang), about=about)
