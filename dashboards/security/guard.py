"""Deny by default: one check before every request."""

from urllib.parse import urlsplit

import flask_login
from dash import Dash
from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from dashboards.i18n.request import current_lang
from dashboards.security.hosts import addressed_to_loopback
from dashboards.security.roles import current_user, may_be_called
from dashboards.security.sessions import is_due
from dashboards.security.wall_pass import wall_pass
from dashboards.security.writes import Writes, limit_of
from risk.operations.limits import set_limit

CHECK_IN = frozenset({"checkin.page", "checkin.asset", "checkin.day", "checkin.sent"})
"""What crews' phones reach, by a pass instead of a sign-in; a proxy may forward these."""
PUBLIC = CHECK_IN | {
    "security.login", "security.login_first", "security.login_demo", "security.login_asset",
    "security.healthz",
    "wall.page", "wall.asset",
}  # fmt: skip
"""The only endpoints that answer strangers."""
OWN = frozenset({"security.account", "security.logout"})
"""What somebody whose password is to be changed still reaches."""
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
"""Headers by which proxies say that a request is somebody else's."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CALLBACK_PATH = "_dash-update-component"


def install_guard(app: Dash) -> None:
    """Put the check in front of everything else, Dash's own hooks included."""

    def guard() -> Response | None:
        if not addressed_to_loopback():
            abort(400, "unknown host")
        if request.endpoint not in CHECK_IN and any(h in request.headers for h in FORWARDED):
            abort(403, "only check-ins are forwarded")
        if request.method not in SAFE_METHODS and not (is_same_origin() or _is_old_phone()):
            abort(403, "cross-site request")
        if request.endpoint in PUBLIC:
            return None
        if not flask_login.current_user.is_authenticated:
            passed = wall_pass()
            set_limit(limit_of(Writes.NOTHING, demo=False))
            return None if passed else _to_login()
        set_limit(limit_of(Writes.NOTHING, demo=False))
        if request.endpoint not in OWN and is_due(current_user()):
            return _to_account()
        if request.path == app.config.routes_pathname_prefix + CALLBACK_PATH:
            _refuse_undeclared(app)
        return None

    def lift(_: BaseException | None) -> None:
        set_limit(None)  # the thread goes on to answer others

    app.server.before_request_funcs.setdefault(None, []).insert(0, guard)
    app.server.teardown_request(lift)


def is_same_origin() -> bool:
    """Whether a request that may change something comes from our own page.

    Browsers send ``Sec-Fetch-Site`` and no page can forge it; older ones send Origin or Referer.
    A request with none of them is refused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.host


def _is_old_phone() -> bool:
    """Whether a check-in comes from a browser that does not say which site it is on.

    Behind a proxy it names another host than we do. A check-in carries its pass in a header that
    no other site can set, and no cookie speaks for it.
    """
    return request.endpoint in CHECK_IN and "Sec-Fetch-Site" not in request.headers


def local_path(target: str | None) -> str:
    """A path on this site to go on to after signing in; anything else becomes the first page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target


def _to_login() -> Response:
    if not _is_page():
        abort(401)
    return _to_form("security.login")


def _to_account() -> Response:
    if not _is_page():
        abort(403, "the password is to be changed first")
    return _to_form("security.account")


def _is_page() -> bool:
    """Whether someone navigates to a page: only that is sent on to a form."""
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "")


def _to_form(endpoint: str) -> Response:
    wanted = request.full_path.rstrip("?")
    onward = None if wanted == "/" else wanted
    return redirect(url_for(endpoint, lang=current_lang(), next=onward), code=303)


def _refuse_undeclared(app: Dash) -> None:
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not may_be_called(app, str(body.get("output"))):
        abort(403, "callback without a declared role")
