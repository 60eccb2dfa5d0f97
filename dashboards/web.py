"""What the web server does beside Dash: waiting for the story, geometry, compression."""

import gzip
from collections.abc import Callable
from html import escape

from dash import Dash
from flask import Flask, Response, abort, request

from dashboards.i18n import current_lang, percent, t
from dashboards.story import Context, StoryStore
from dashboards.story.shelf import Shelf
from risk.errors import HuzhuError
from risk.settings import County

RETRY_S = 2
DASH_LOADING = "Loading..."  # Dash's own words until its renderer has begun
LANG_TAG = {"zh": "zh-CN", "en": "en"}
GZIP_OVER_BYTES = 1024
GZIP_LEVEL = 5
FILE_LEVEL = 9  # of files, compressed once
MOST_FILES = 200
FOR_GOOD_S = 31_536_000
GZIP_TYPES = ("text/", "application/json", "application/javascript", "image/svg+xml")
FOREVER = f"private, max-age={FOR_GOOD_S}, immutable"
PAGE = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{again}'
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
    '<body style="font-family:sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem">'
    "<h1>{title}</h1><p>{text}</p></body></html>"
)


def gate(server: Flask, store: StoryStore, county: County) -> None:
    """Answer with the state of the computation until the first story has been told."""

    @server.before_request
    def wait() -> Response | None:
        if store.get() is not None:
            return None
        lang = current_lang()
        text, again = _state(store, lang), store.error is None and store.working
        page = PAGE.format(
            lang=LANG_TAG[lang],
            title=escape(f"{t('shell.product', lang)} · {county.name}"),
            text=escape(text),
            again=f'<meta http-equiv="refresh" content="{RETRY_S}">' if again else "",
        )
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
