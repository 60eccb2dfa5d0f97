"""The bases tried as an Excel file: for analysts and above, audited."""

from dash import Dash
from flask import Response, abort

from dashboards.i18n import current_lang
from dashboards.pages.history_export import EXCEL, LEAST
from dashboards.security import audit_action, require_role
from dashboards.story import Context
from dashboards.story.bases_file import bases_workbook

ADDRESS = "/export/bases.xlsx"


def register_export(app: Dash, context: Context) -> None:
    """``/export/bases.xlsx``: the newest answer."""

    @app.server.route(ADDRESS, endpoint="bases.export")
    def export() -> Response:
        require_role(LEAST)
        story = context.story()
        answer = context.bases.answer(story)
        if answer is None:
            abort(404)  # the page has no link to it then
        body = bases_workbook(answer, story, current_lang())
        audit_action("export", "bases", data_version=story.facts.version)
        reply = Response(body, mimetype=EXCEL)
        file = f"bases_{story.facts.as_of:%Y%m%d}.xlsx"
        reply.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        reply.headers["Cache-Control"] = "no-store"
        return reply
