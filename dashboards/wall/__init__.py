"""The wallboard: a plain page for a screen nobody sits at, and the state it asks for.

It stands outside Dash, so that a browser may show it for months: the page is drawn by its own few
scripts, and an unchanged state sends nothing. The page and its files hold no data and answer
anybody; the state and the outlines ask for a sign-in or a pass (`risk.operations.wall`).
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    make_response,
    render_template,
    request,
    send_from_directory,
)

from dashboards.components.plain import page_digest, page_words
from dashboards.i18n.request import current_lang
from dashboards.story import Context
from dashboards.story.wall import WallDesk
from dashboards.story.wall.moment import seconds
from risk.errors import OperationsError

HERE = Path(__file__).parent
PREFIX = "wall.page."
FILES = ("app.css", "app.js", "clock.js", "draw.js", "hours.js", "map.js", "sights.js")
SPEED_MAX = 60.0
NOW = "Huzhu-Now"
"""Header with the time the state is shown as of: seconds since 1970 of the county's wall clock."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' "
    "data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def install_wall(server: Flask, context: Context, *, clock: Callable[[], datetime]) -> WallDesk:
    """Add the wallboard to a secured dashboard; returns the desk that tells its state.

    Args:
        server: the dashboard's.
        context: what its pages share.
        clock: gives the county's local wall time.
    """
    desk, county = WallDesk(context), context.ws.county()
    pages = Blueprint("wall", __name__, url_prefix="/wall", template_folder="templates")

    def page() -> str:
        lang = current_lang()
        return render_template(
            "wall.html", lang=lang, words=words(lang), speed=speed() if county.synthetic else 1.0
        )

    def state() -> Response:
        try:
            told, at = desk.state(current_lang(), clock(), day_id=day_asked(), page=digest())
        except OperationsError:
            abort(404, "no such day")
        answer = make_response(told.body)
        answer.mimetype = "application/json"
        answer.headers[NOW] = str(seconds(at))
        answer.headers["Cache-Control"] = "no-cache, private"
        answer.set_etag(told.etag)
        answer.make_conditional(request)
        return answer

    pages.add_url_rule("", "page", page)
    pages.add_url_rule("/state", "state", state)
    pages.add_url_rule("/<path:name>", "asset", _asset)
    pages.after_request(_headers)
    server.register_blueprint(pages)
    return desk


def speed() -> float:
    """How many times faster than the clock a synthetic county's screen lives."""
    asked = request.args.get("speed", 1.0, float)
    return min(max(asked, 1.0), SPEED_MAX) if asked == asked else 1.0


def day_asked() -> int | None:
    """Number of the dispatch day the screen asks for; None: the day's own."""
    asked = request.args.get("day", "")
    if asked and not (asked.isdecimal() and len(asked) <= 9):
        abort(400, "no number of a day")
    return int(asked) if asked else None


@cache
def words(lang: str) -> dict[str, str]:
    """The page's texts by their short names."""
    return page_words(PREFIX, lang)


@cache
def digest() -> str:
    """Changes with the page, so that screens load it anew."""
    return page_digest(HERE, PREFIX)


def _asset(name: str) -> Response:
    if name not in FILES:
        abort(404)
    return send_from_directory(HERE / "static", name, max_age=0)


def _headers(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Permissions-Policy"] = (
        "camera=(), geolocation=(), microphone=(), fullscreen=(self), screen-wake-lock=(self)"
    )
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers.setdefault("Cache-Control", "no-cache")
    return answer
