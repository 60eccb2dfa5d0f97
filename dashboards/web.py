"""What the web server does beside Dash: waiting for the story, geometry, compression."""

import gzip
import threading
from collections.abc import Callable

from dash import Dash
from flask import Flask, Response, abort, g, request
from werkzeug.exceptions import HTTPException

from dashboards.components.panels import refused_words
from dashboards.components.plain import plain_page
from dashboards.components.trouble import log_number
from dashboards.i18n import current_lang, has_text, percent, t
from dashboards.security.past import is_page
from dashboards.story import Context, StoryStore
from dashboards.story.shelf import Shelf
from risk.errors import HuzhuError
from risk.settings import County

RETRY_S = 2
DASH_LOADING = "Loading..."  # Dash's own words until its renderer has begun
LANG_TAG = {"zh": "zh-CN", "en": "en"}
DECLINED, BROKEN = 409, 500
GZIP_OVER_BYTES = 1024
GZIP_LEVEL = 5
FILE_LEVEL = 9  # of files, compressed once
MOST_FILES = 200
FOR_GOOD_S = 31_536_000
GZIP_TYPES = ("text/", "application/json", "application/javascript", "image/svg+xml")
FOREVER = f"private, max-age={FOR_GOOD_S}, immutable"


def gate(server: Flask, context: Context, county: County) -> None:
    """Answer with the state of the computation until the story asked for has been told."""

    @server.before_request
    def wait() -> Response | None:
        lang, store = current_lang(), context.store
        if store.get() is None:
            again = store.error is None and store.working
            return _waiting(_state(store, lang), county, lang, again=again)
        version = context.past_version() if is_page() else None
        if version is None:
            return None
        told = store.past(version)
        if told is not None and told.story is not None:
            return None
        share = percent(told.progress.share if told else 0.0, lang, 0)
        return _waiting(
            t("wait.past", lang, version=version, share=share), county, lang, again=True
        )


def _waiting(text: str, county: County, lang: str, *, again: bool) -> Response:
    title = f"{t('shell.product', lang)} · {county.name}"
    page = plain_page(title, title, text, lang, again_s=RETRY_S if again else None)
    answer = Response(page, status=503, mimetype="text/html")
    answer.headers["Retry-After"] = str(RETRY_S)
    return answer


def _state(store: StoryStore, lang: str) -> str:
    if isinstance(store.error, HuzhuError):
        return t("wait.refused", lang, error=store.error)
    if store.error is not None:
        return t("wait.failed", lang, error=type(store.error).__name__)
    if not store.working:
        return t("wait.no_data", lang)
    return t("wait.working", lang, share=percent(store.progress.share, lang, 0))


def geometry_route(server: Flask, context: Context) -> None:
    """Outlines at an address that is a hash of their bytes: a browser asks once and keeps them."""

    @server.get("/geometry/<digest>.json")
    def geometry(digest: str) -> Response:
        found = context.find_layer(digest)
        if found is None:
            abort(404)
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        body = found.gz if packed else gzip.decompress(found.gz)
        answer = Response(body, mimetype="application/json")
        answer.headers.update({"Cache-Control": FOREVER, "Vary": "Accept-Encoding"})
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
        return answer


def first_alone(server: Flask) -> None:
    """Let the first request end before any other is answered.

    Dash 4.4 asks all pages for their layouts at the first request and marks that as done before it
    is: who comes meanwhile gets a page whose callbacks find no ids.
    """
    turn, done = threading.RLock(), threading.Event()

    @server.before_request
    def wait_turn() -> None:
        if not done.is_set():
            turn.acquire()
            if done.is_set():  # the first has ended: those that waited go on side by side
                turn.release()
            else:
                g.has_turn = True

    @server.teardown_request
    def pass_on(_: BaseException | None) -> None:
        if g.pop("has_turn", False):
            done.set()
            turn.release()


def say_language(app: Dash) -> None:
    """Name the language of each page where readers of screens look for it, and wait in it."""
    original: Callable[..., str] = app.interpolate_index

    def interpolate_index(**parts: str) -> str:
        lang = current_lang()
        waiting = parts["app_entry"].replace(DASH_LOADING, t("panel.loading", lang))
        page = original(**{**parts, "app_entry": waiting})
        return page.replace("<html>", f'<html lang="{LANG_TAG[lang]}">', 1)

    app.interpolate_index = interpolate_index  # type: ignore[method-assign, assignment]


def _file_mark(answer: Response) -> str | None:
    """Says which file this is, byte for byte; None: an answer made for this request."""
    tag = answer.get_etag()[0]
    if answer.direct_passthrough and tag:
        return f"{request.path} {tag}"
    return request.path if answer.cache_control.max_age == FOR_GOOD_S else None  # name has a hash


def gzip_answers(server: Flask) -> None:
    """Compress text answers; Dash's own switch needs a package more for the same.

    Files that never change (scripts, styles: they have an ETag) are compressed once.
    """
    files: Shelf[str, bytes] = Shelf(MOST_FILES)

    @server.after_request
    def compress(answer: Response) -> Response:
        if (
            "gzip" not in request.headers.get("Accept-Encoding", "")
            or "Content-Encoding" in answer.headers
            or answer.status_code != 200
            or not (answer.mimetype or "").startswith(GZIP_TYPES)
        ):
            return answer
        mark = _file_mark(answer)
        packed = files.get(mark) if mark else None
        if packed is None:
            answer.direct_passthrough = False  # a file being sent is read here instead
            body = answer.get_data()
            if len(body) < GZIP_OVER_BYTES:
                return answer
            packed = gzip.compress(body, FILE_LEVEL if mark else GZIP_LEVEL, mtime=0)
            if mark:
                files.put(mark, packed)
        else:
            answer.direct_passthrough = False
        answer.set_data(packed)
        answer.headers["Content-Encoding"] = "gzip"
        answer.vary.add("Accept-Encoding")
        return answer


def say_errors(server: Flask) -> None:
    """Errors in words: a page to who opens an address, a line to the page that asked."""

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response | HTTPException:
        status = error.code or BROKEN
        own = error.description if error.description != type(error).description else ""
        known = f"trouble.http_{status}"
        if error.response is not None or not (own or has_text(known, current_lang())):
            return error
        return _said(status, own or t(known, current_lang()))

    @server.errorhandler(HuzhuError)
    def declined(error: HuzhuError) -> Response:
        return _said(DECLINED, refused_words(str(error), current_lang()))

    @server.errorhandler(Exception)
    def broken(_: Exception) -> Response:
        number = log_number(server.logger, f"{request.method} {request.path}")
        return _said(BROKEN, t("trouble.broken", current_lang(), number=number))


def _said(status: int, words: str) -> Response:
    if "text/html" not in request.headers.get("Accept", ""):
        return Response(words, status=status, mimetype="text/plain")
    lang = current_lang()
    key = f"trouble.http_{status}_title"
    heading = t(key if has_text(key, lang) else "trouble.title", lang)
    title = f"{heading} · {t('shell.product', lang)}"
    page = plain_page(title, heading, words, lang, links=(("/", t("trouble.home", lang)),))
    return Response(page, status=status, mimetype="text/html")
