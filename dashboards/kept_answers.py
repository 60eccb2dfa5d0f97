"""Answers that hang on nothing but the question, the data and who asks are worked out once.

A page drawn from the story alone is the same for everybody of one role until the data change, and
so are the callbacks declared ``kept=True``. Fifty people who open the overview on a bad morning
cost one drawing of it. What reads the operations store, the clock's hour, or writes, is never kept.
"""

import gzip
import hashlib
from collections.abc import Collection, Hashable
from typing import Any
from urllib.parse import urlsplit

from dash import Dash
from flask import Response, g, request

from dashboards.components.trouble import DOUBTED
from dashboards.i18n import current_lang
from dashboards.security import current_user
from dashboards.security.roles import kept_callbacks
from dashboards.story import Context
from dashboards.story.shelf import Shelf
from risk.errors import HuzhuError
from risk.operations.users import DEMO_NAME

MOST_ANSWERS = 2_000  # some 10 kB each, compressed
ROUTER = "_pages_content."
CALLBACK_PATH = "_dash-update-component"


def keep_answers(app: Dash, context: Context, pages: Collection[str]) -> None:
    """Answer from what was answered before, where that is the same.

    Register it before the compression of answers: what is kept is kept compressed.

    Args:
        app: the dashboard, its guard installed in front of everything.
        context: gives the story that a request is answered from.
        pages: paths of the pages whose layout hangs on the story alone.
    """
    shelf: Shelf[Hashable, bytes] = Shelf(MOST_ANSWERS)
    path = app.config.routes_pathname_prefix + CALLBACK_PATH

    @app.server.before_request
    def answer_again() -> Response | None:
        if request.path != path or not _is_kept(app, request.get_json(silent=True), pages):
            return None
        g.kept_key = _key(context)
        packed = shelf.get(g.kept_key) if g.kept_key is not None else None
        if packed is None:
            return None
        g.kept_key = None
        return _answer(packed)

    @app.server.after_request
    def keep(answer: Response) -> Response:
        key = g.pop("kept_key", None)
        whole = answer.status_code == 200 and not g.get(DOUBTED, False)
        if key is not None and whole:
            body = answer.get_data()
            packed = answer.headers.get("Content-Encoding") == "gzip"
            shelf.put(key, body if packed else gzip.compress(body, mtime=0))
        return answer


def _is_kept(app: Dash, asked: Any, pages: Collection[str]) -> bool:
    if not isinstance(asked, dict):
        return False
    output = str(asked.get("output"))
    if output in kept_callbacks(app):
        return True
    if not output.strip(".").startswith(ROUTER):
        return False
    values = {str(i.get("property")): i.get("value") for i in asked.get("inputs", [])}
    return values.get("pathname") in pages


def _key(context: Context) -> Hashable | None:
    """What an answer hangs on; None: no story to tell it from."""
    try:
        story = context.story()
    except HuzhuError:
        return None
    user = current_user()
    return (
        hashlib.sha256(request.get_data()).digest(), _address(), current_lang(), user.role,
        user.name == DEMO_NAME, story.facts.version, id(story), context.clock().date(),
    )  # fmt: skip


def _address() -> str:
    """Parameters of the page that asks, as they stand in the browser: a layout may read them."""
    return urlsplit(request.headers.get("Referer") or "").query


def _answer(packed: bytes) -> Response:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(gzip.decompress(packed), mimetype="application/json")
    answer = Response(packed, mimetype="application/json")
    answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    return answer
