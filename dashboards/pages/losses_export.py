"""The county's losses as an Excel file: for analysts and above, audited."""

from dash import Dash
from flask import Response, abort

from dashboards.i18n import current_lang
from dashboards.pages.history_export import EXCEL, LEAST
from dashboards.security import audit_action, require_role
from dashboards.story import Context
from dashboards.story.loss_file import loss_workbook
from risk.errors import ModelError

ADDRESS = "/export/losses.xlsx"


def register_export(app: Dash, context: Context) -> None:
    """``/export/losses.xlsx``."""

    @app.server.route(ADDRESS, endpoint="losses.export")
    def export() -> Response:
        require_role(LEAST)
        story = context.story()
        facts = story.facts
        try:
            losses = context.losses.losses(story)
        except ModelError:
            abort(404)  # the page says why there is nothing, and has no link to it
        body = loss_workbook(
            losses, facts.regions, facts.county, as_of=facts.as_of,
            version=facts.version, lang=current_lang(),
        )  # fmt: skip
        audit_action("export", "losses", data_version=facts.version)
        answer = Response(body, mimetype=EXCEL)
        file = f"losses_{facts.as_of:%Y%m%d}.xlsx"
        answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer
