"""The check-in page of crews' phones: a plain page, its pass, its day, and what it sends.

Nobody signs in here: a pass says crew, day and until when (`risk.operations.check_in_link`). These
addresses are the only ones beside sign-in that answer strangers, and all they give is one crew's
stops. `/checkin/` and what lies under it may be put before the internet by a proxy, nothing else.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    jsonify,
    make_response,
    render_template,
    request,
    send_from_directory,
)
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from dashboards.checkin.sent import BODY_BYTES_MAX, read_sent
from dashboards.components.plain import page_digest, page_words
from dashboards.i18n.catalogue import LANGS
from dashboards.i18n.request import current_lang
from dashboards.story.check_in_judged import Open
from dashboards.story.check_ins import CheckInDesk, PassOverError, shown
from risk.errors import HuzhuError, OperationsError
from risk.operations import Keys, open_keys, open_operations
from risk.operations.check_in_link import Pass, read_pass
from risk.settings import County
from risk.workspace import Workspace

HERE = Path(__file__).parent
PREFIX = "checkin."
FILES = ("app.css", "app.js", "draw.js", "exif.js", "queue.js")
PER_CREW = "60 per minute"  # a phone asks once a minute and sends a few times an hour
STRANGERS = "30 per minute"  # without a pass of ours, from one address
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
BEARER = "Bearer "


def install_check_in(
    server: Flask, ws: Workspace, desk: CheckInDesk, *, clock: Callable[[], datetime]
) -> None:
    """Add the check-in page to a secured dashboard.

    Args:
        server: the dashboard's.
        ws: the workspace.
        desk: what phones ask of its days.
        clock: gives the county's local wall time.
    """
    with closing(open_operations(ws)) as con:
        keys = open_keys(ws, con)
    limiter: Limiter = next(iter(server.extensions["limiter"]))
    pages = Blueprint("checkin", __name__, url_prefix="/checkin", template_folder="templates")
    limited = limiter.limit(lambda: _limit(keys), key_func=lambda: _asker(keys), on_breach=_busy)
    county = ws.county()

    def day() -> Response:
        opened = _open(desk, keys, clock())
        return jsonify(shown(opened, name_of(county), county.synthetic))

    def sent() -> Response:
        at = clock()
        opened = _open(desk, keys, at)
        told = read_sent(_body())
        if told is None:
            abort(400, "not readable")
        answers = desk.take(opened, told.items, told.sent_s, at)
        unread = [{"uuid": u, "state": "refused", "notes": ["unreadable"]} for u in told.unread]
        again = shown(_open(desk, keys, at), name_of(county), county.synthetic)
        return jsonify(results=[*map(asdict, answers), *unread], day=again)

    pages.add_url_rule("/", "page", _page)
    pages.add_url_rule("/<path:name>", "asset", _asset)
    pages.add_url_rule("/day", "day", limited(day))
    pages.add_url_rule("/sent", "sent", limited(sent), methods=["POST"])
    pages.after_request(_headers)
    server.register_blueprint(pages)


def name_of(county: County) -> str:
    """What the county is called in the language asked for."""
    return county.name_en if current_lang() == "en" and county.name_en else county.name


def _page() -> str:
    lang = current_lang()
    other = next(x for x in LANGS if x != lang)
    return render_template("checkin.html", lang=lang, other=other, words=words(lang))


@cache
def words(lang: str) -> dict[str, str]:
    """The page's texts by their short names."""
    return page_words(PREFIX, lang)


def _asset(name: str) -> Response:
    if name == "sw.js":
        text = (HERE / "static" / name).read_text("utf-8").replace("{{ digest }}", digest())
        return Response(text, mimetype="text/javascript")
    if name not in FILES:
        abort(404)
    return send_from_directory(HERE / "static", name, max_age=0)


@cache
def digest() -> str:
    """Changes with the page, so that phones fetch it anew."""
    return page_digest(HERE, PREFIX)


def _open(desk: CheckInDesk, keys: Keys, at: datetime) -> Open:
    granted = _pass(keys)
    if granted is None:
        abort(401, "no pass of this county")
    try:
        return desk.open(granted, at)
    except PassOverError:
        abort(410, "this pass is over")
    except HuzhuError:
        abort(404, "no such day")


def _pass(keys: Keys) -> Pass | None:
    given = request.headers.get("Authorization", "")
    if not given.startswith(BEARER):
        return None
    try:
        return read_pass(keys, given.removeprefix(BEARER))
    except OperationsError:
        return None


def _limit(keys: Keys) -> str:
    return STRANGERS if _pass(keys) is None else PER_CREW


def _asker(keys: Keys) -> str:
    """Whom a limit counts: a crew on a day, wherever it asks from; strangers by address."""
    granted = _pass(keys)
    if granted is None:
        return f"check-in stranger {get_remote_address()}"
    return f"check-in {granted.day_id} {granted.crew_id}"


def _busy(_: object) -> Response:
    return make_response(jsonify(error="too many requests"), 429)


def _body() -> bytes:
    """The body, read no further than it may be long."""
    request.max_content_length = BODY_BYTES_MAX
    return request.get_data(cache=False)


def _headers(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Permissions-Policy"] = "camera=(), geolocation=(self), microphone=()"
    answer.headers["Referrer-Policy"] = "no-referrer"
    if "Cache-Control" not in answer.headers:
        api = request.endpoint in ("checkin.day", "checkin.sent")
        answer.headers["Cache-Control"] = "no-store" if api else "no-cache"
    return answer
