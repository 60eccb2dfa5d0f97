"""The plain routes of uploads: files in, rejected rows out."""

from dash import Dash
from flask import Response, abort, jsonify, request, send_file

from dashboards.components.panels import refused_words
from dashboards.i18n import current_lang, t
from dashboards.pages.history_export import EXCEL
from dashboards.security import Writes, audit_action, may_write, require_role
from dashboards.security.past import refuse_in_past
from dashboards.story import Context
from dashboards.story.upload_checks import BATCH_BYTES_MAX, FILES_MAX
from risk.errors import HuzhuError, OperationsError
from risk.operations.personal import READERS
from risk.terms import Role

PATH = "/upload"
FIELD = "files"
LEAST = Role.ANALYST
FRAME_BYTES = 2**20  # what surrounds the files in a request


def register_routes(app: Dash, context: Context) -> None:
    """``POST /upload`` and ``GET /upload/TOKEN/N.xlsx``."""

    @app.server.route(PATH, endpoint="upload.take", methods=["POST"])
    def take() -> Response:
        user = require_role(LEAST, Writes.RECORDS)
        request.max_content_length = BATCH_BYTES_MAX + FRAME_BYTES
        request.max_form_parts = FILES_MAX + 1
        if (request.content_length or 0) > request.max_content_length:
            return _refused(t("upload.too_large", current_lang(), mb=BATCH_BYTES_MAX // 2**20), 413)
        try:
            refuse_in_past(context.ws)
            upload = context.uploads.take(request.files.getlist(FIELD), user)
        except HuzhuError as error:
            audit_action("upload", result="refused")
            return _refused(refused_words(str(error), current_lang()), 400)
        sizes = {f.name: f.size_bytes for f in upload.files}
        audit_action("upload", ", ".join(sizes), parameters={"files": sizes})
        return jsonify(token=upload.token)

    @app.server.route(f"{PATH}/<token>/<int:number>.xlsx", endpoint="upload.rejected")
    def rejected(token: str, number: int) -> Response:
        user = require_role(LEAST)
        masked = user.role not in READERS or not may_write(Writes.RECORDS)
        try:
            path = context.uploads.rejected(token, number, user, masked=masked)
        except OperationsError:
            abort(404)
        what = "masked" if masked else "in clear"
        audit_action("export", f"rejected rows of an upload, {what}")
        answer = send_file(path, mimetype=EXCEL, download_name="rejected.xlsx", as_attachment=True)
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _refused(why: str, status: int) -> Response:
    answer: Response = jsonify(why=why)
    answer.status_code = status
    return answer
