"""Reports, drafts: one edited in Word is sent, compared, brought up to date, taken away."""

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from flask import Response, abort, jsonify, request

from dashboards.components.panels import refusal, refused_words
from dashboards.i18n import current_lang
from dashboards.pages.reports_draft_parts import (
    DRAFT_PATH,
    FIELD,
    DraftWork,
    Id,
    draft_view,
)
from dashboards.pages.reports_export import TYPES
from dashboards.pages.reports_ids import MAKER
from dashboards.report.draft_made import compare_file, update_file
from dashboards.security import Writes, audit_action, callback, current_user, require_role
from dashboards.story import Context
from dashboards.story.draft_desk import DraftDesk
from dashboards.story.draft_file import BYTES_MAX, ENDING
from risk.errors import HuzhuError, OperationsError
from risk.operations.deed import Doer
from risk.terms import Role

FRAME_BYTES = 2**20  # what surrounds the file in a request
WATCHED = (Id.TICK, Id.NOTE)  # what tells that work has ended; else the page was opened


def register_drafts(app: Dash, context: Context) -> None:
    """``POST /reports/draft``, ``GET /reports/draft/TOKEN.docx``; compare, update, watch."""
    desk = DraftDesk(context.ws)
    context.works.add(DraftWork.COMPARE, compare_file, MAKER)
    context.works.add(DraftWork.UPDATE, update_file, MAKER)
    _register_routes(app, desk)
    _register_begin(app, context, desk)
    _register_watch(app, context, desk)


def _register_routes(app: Dash, desk: DraftDesk) -> None:
    @app.server.route(DRAFT_PATH, endpoint="reports.draft", methods=["POST"])
    def take() -> Response:
        user = require_role(MAKER, Writes.RECORDS)
        request.max_content_length = BYTES_MAX + FRAME_BYTES
        try:
            draft = desk.take(request.files.getlist(FIELD), user)
        except HuzhuError as error:
            audit_action("send draft", result="refused")
            answer: Response = jsonify(why=refused_words(str(error), current_lang()))
            answer.status_code = 400
            return answer
        audit_action("send draft", draft.name)
        return jsonify(token=draft.token)

    @app.server.get(f"{DRAFT_PATH}/<token>{ENDING}", endpoint="reports.draft_updated")
    def updated(token: str) -> Response:
        user = require_role(MAKER)
        try:
            draft = desk.find(token, user)
            body = draft.updated.read_bytes()
        except (OperationsError, OSError):
            abort(404)
        audit_action("download draft", draft.name)
        answer = Response(body, mimetype=TYPES["docx"])
        answer.headers.set("Content-Disposition", "attachment", filename=f"updated{ENDING}")
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _register_begin(app: Dash, context: Context, desk: DraftDesk) -> None:
    @callback(
        app,
        Output(Id.NOTE, "children"),
        Input(Id.COMPARE, "n_clicks"),
        Input(Id.UPDATE, "n_clicks"),
        State(Id.SENT, "data"),
        role=MAKER,
        prevent_initial_call=True,
    )
    def press(_: int, __: int, token: str | None) -> Component | str:
        updates = ctx.triggered_id == Id.UPDATE
        return begin(context, desk, token, DraftWork.UPDATE if updates else DraftWork.COMPARE)


def begin(context: Context, desk: DraftDesk, token: str | None, work: DraftWork) -> Component | str:
    """Begin a comparison or an update; a refusal in words, or nothing to say."""
    user, root = current_user(), context.ws.root
    try:
        draft = desk.find(token, user)
        given: tuple[Any, ...] = (root, draft.file, draft.name)
        if work is DraftWork.UPDATE:
            draft.updated.unlink(missing_ok=True)
            given = (*given, draft.updated, Doer(user.name, user.role, context.clock()))
        run = context.works.start(work, *given, user=user, about=draft.name)
        desk.begun(draft, run)
    except HuzhuError as error:
        return refusal(error, current_lang())
    audit_action(f"{work.name.lower()} draft", draft.name)
    return ""


def _register_watch(app: Dash, context: Context, desk: DraftDesk) -> None:
    @callback(
        app,
        Output(Id.VIEW, "children"),
        Output(Id.TICK, "disabled"),
        Output(Id.RENEWED, "data"),
        Input(Id.SENT, "data"),
        Input(Id.NOTE, "children"),
        Input(Id.TICK, "n_intervals"),
        role=Role.VIEWER,
    )
    def watch(token: str | None, *_: Any) -> tuple[Any, ...]:
        try:
            draft = desk.find(token, current_user())
        except OperationsError:
            return [], True, no_update
        ended = context.works.find(draft.run) if draft.run else None
        running = draft.run is not None and ended is None
        updated = ended is not None and ended.name == DraftWork.UPDATE
        renewed = str(ended.ended_at) if updated and ctx.triggered_id in WATCHED else no_update
        return draft_view(context, draft, current_lang()), not running, renewed
