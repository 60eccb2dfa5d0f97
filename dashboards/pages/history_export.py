"""A table of the History page as an Excel file: whole, with what it is, and audited."""

from dataclasses import replace

import flask_login
from dash import Dash
from flask import Response, abort, has_request_context, request

from dashboards.i18n import current_lang, day, t
from dashboards.pages.history_filters import in_words
from dashboards.pages.history_scene import EXPORT_PATH, Scene, scene
from dashboards.security import audit_action, current_user, require_role
from dashboards.security.roles import RANK
from dashboards.story import Context
from dashboards.story.excel import ROWS_MAX, workbook
from dashboards.story.look import Look
from dashboards.story.sheets import SHEETS, sheet_columns
from risk.terms import Role
from risk.views import VIEWS

LEAST = Role.ANALYST
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def may_export() -> bool:
    """Whether the signed-in user may take tables away."""
    if not has_request_context() or not flask_login.current_user.is_authenticated:
        return False
    return RANK[current_user().role] >= RANK[LEAST]


def register_export(app: Dash, context: Context) -> None:
    """``/export/history/NAME.xlsx`` with the parameters of the page's address."""

    @app.server.route(f"{EXPORT_PATH}<name>.xlsx", endpoint="history.export")
    def export(name: str) -> Response:
        require_role(LEAST)
        if name not in SHEETS:
            abort(404)
        story = context.story()
        look = Look.read(request.args, places=story.facts.regions["code"])
        s = scene(context, look, current_lang(), exports=True)
        body = table_file(s, name)
        audit_action(
            "export", f"history {name}", parameters={"address": look.query()},
            data_version=story.facts.version,
        )  # fmt: skip
        file = f"{name}_{story.facts.as_of:%Y%m%d}.xlsx"
        answer = Response(body, mimetype=EXCEL)
        answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer


def table_file(s: Scene, name: str) -> bytes:
    """All rows of a view, not only the page shown."""
    ask = replace(s.ask(), limit=ROWS_MAX, offset=0)
    frame = VIEWS[name](s.context.past.views(s.story), ask)  # not kept: it may be long
    title = s.t(f"history.table.{name}")
    return workbook(frame, sheet_columns(name, s.look.by), s.to, title=title, about=about(s, name))


def about(s: Scene, name: str) -> list[tuple[str, str]]:
    """What the file holds: whose data, as known when, cut how, from where."""
    facts, lang = s.story.facts, s.lang
    county = facts.county.name_en if lang == "en" and facts.county.name_en else facts.county.name
    told = [
        ("history.about.county", county),
        ("history.about.filter", in_words(s)),
        ("history.about.as_of", day(facts.as_of, lang)),
        ("history.about.version", facts.version),
        ("history.about.currency", facts.county.currency),
        ("history.about.note", s.t(f"history.note.{name}")),
    ]
    if facts.county.synthetic:
        told.insert(0, ("history.about.data", t("shell.synthetic", lang)))
    return [(t(key, lang), text) for key, text in told]
