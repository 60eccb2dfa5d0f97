"""Files of reports made, each download audited; drawings of a preview."""

from dash import Dash
from flask import Response, abort

from dashboards.i18n import current_lang, t
from dashboards.pages.reports_ids import MAKER, PATH
from dashboards.pages.reports_preview import figure_address, previewed
from dashboards.security import audit_action, require_role
from dashboards.story import Context
from dashboards.story.reports_made import report_made
from risk.errors import OperationsError
from risk.operations.reports import FileState

KEPT = "private, max-age=31536000, immutable"
"""A drawing's address is a hash of it: the browser asks once."""
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def register_export(app: Dash, context: Context) -> None:
    """``/reports/NUMBER.pdf|docx`` and ``/reports/figure/HASH.svg``."""

    @app.server.get(f"{PATH}/<number>.<form>", endpoint="reports.file")
    def file(number: str, form: str) -> Response:
        require_role(MAKER)
        try:
            made, states = report_made(context.ws, number)
            told = made.file(form)
        except OperationsError as unknown:
            abort(404, str(unknown))
        version = made.source.data_version
        if states[form] is not FileState.SAME:
            audit_action("download report", told.name, data_version=version, result="refused")
            abort(409, t(f"reports.refused.{states[form]}", current_lang(), number=number))
        body = (context.ws.reports_dir / told.name).read_bytes()
        audit_action("download report", told.name, data_version=version)
        answer = Response(body, mimetype=TYPES[form])
        answer.headers["Content-Disposition"] = f'attachment; filename="{told.name}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @app.server.get(f"{PATH}/figure/<digest>.svg", endpoint="reports.figure")
    def figure(digest: str) -> Response:
        require_role(MAKER)
        report = previewed(context)
        figures = {figure_address(f): f for f in report.figures()} if report else {}
        found = figures.get(f"{PATH}/figure/{digest}.svg")
        if found is None:
            abort(404)
        answer = Response(found.svg, mimetype="image/svg+xml")
        answer.headers["Cache-Control"] = KEPT
        return answer
