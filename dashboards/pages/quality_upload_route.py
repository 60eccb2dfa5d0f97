"""The plain routes of uploads: files in, rejected rows out."""

from pathlib import Path
from tempfile import TemporaryDirectory

from dash import Dash
from flask import Response, abort, jsonify, request

from dashboards.components.panels import refused_words
from dashboards.i18n import current_lang, t
from dashboards.pages.history_export import EXCEL
from dashboards.security import Writes, audit_action, may_write, require_role
from dashboards.security.past import refuse_in_past
from dashboards.story import Context
from dashboards.story.upload_checks import BATCH_BYTES_MAX, FILES_MAX
from risk.errors import HuzhuError, LedgerError, OperationsError
from risk.intake import export_rejected_rows
from risk.operations.personal import READERS
from risk.terms import Role

PATH = "/upload"
LOAD_PATH = "/upload/load/"
FIELD = "files"
LEAST = Role.ANALYST
FRAME_BYTES = 2**20  # what surrounds the files in a request


def register_routes(app: Dash, context: Context) -> None:
    """``POST /upload``, ``GET /upload/TOKEN/N.xlsx`` and ``GET /upload/load/N.xlsx``."""

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
        return _workbook(path.read_bytes())

    @app.server.route(f"{LOAD_PATH}<int:load_id>.xlsx", endpoint="upload.rejected_of_load")
    def rejected_of_load(load_id: int) -> Response:
        user = require_role(LEAST)
        with TemporaryDirectory(prefix="huzhu-rejected-") as folder:
            try:
                export_rejected_rows(
                    context.ws, Path(folder) / "rejected.xlsx", load_id, user=user.name,
                    role=user.role, now=context.clock(), lang=current_lang(),
                )  # fmt: skip
            except LedgerError:
                abort(404)
            except OperationsError:  # the refusal stands in the audit
                abort(403)
            return _workbook((Path(folder) / "rejected.xlsx").read_bytes())


def _workbook(body: bytes) -> Response:
    answer = Response(body, mimetype=EXCEL)
    answer.headers["Content-Disposition"] = 'attachment; filename="rejected.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refused(why: str, status: int) -> Response:
    answer: Response = jsonify(why=why)
    answer.status_code = status
    return answer
