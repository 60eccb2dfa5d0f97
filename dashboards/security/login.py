"""The sign-in page: plain server-rendered HTML, no script."""

import hmac
import secrets
from contextlib import closing
from pathlib import Path

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    session,
    url_for,
)
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from dashboards.i18n import t
from dashboards.i18n.request import current_lang
from dashboards.security.guard import local_path
from dashboards.security.roles import Account, audit_action, context
from dashboards.security.sessions import account_of, demo_account
from risk.operations import User, check_password, find_user, has_users, open_operations
from risk.terms import Role

LOGINS_PER_ADDRESS = "10 per minute"
PASSWORD_CHARS_MAX = 1000
STATIC = Path(__file__).parent / "static"
FONTS = Path(__file__).parents[1] / "assets"


def install_login(server: Flask) -> None:
    """Add the sign-in page, its styles and fonts, the demo entry, the way out, and /healthz."""
    limiter = Limiter(get_remote_address, app=server, storage_uri="memory://", on_breach=_too_many)
    limited = limiter.limit(LOGINS_PER_ADDRESS, methods=["POST"])
    pages = Blueprint("security", __name__, template_folder="templates")
    pages.add_url_rule("/login", "login", limited(login), methods=["GET", "POST"])
    pages.add_url_rule("/login/demo", "login_demo", limited(enter_demo), methods=["POST"])
    pages.add_url_rule("/login/assets/<path:name>", "login_asset", asset)
    pages.add_url_rule("/logout", "logout", logout, methods=["POST"])
    pages.add_url_rule("/healthz", "healthz", healthz)
    server.register_blueprint(pages)


def login() -> AnyResponse:
    """Show the form; on POST check name and password."""
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(local_path(request.args.get("next")), code=303)
        return _page()
    if not _token_matches():
        return _page("security.expired", status=400)
    name = request.form.get("name", "").strip()
    password = request.form.get("password", "")[:PASSWORD_CHARS_MAX]
    here = context()
    with closing(open_operations(here.ws)) as con:
        user = check_password(con, name, password, now=here.clock())
        known = find_user(con, name)
    if user is None:
        # An unknown name is not written down: people type passwords into the wrong field.
        who = known or User("unknown", Role.VIEWER)
        audit_action("login", _address(), result="failed", user=who)
        return _page("security.wrong", status=401)
    return _admit(account_of(user))


def enter_demo() -> AnyResponse:
    """Sign in as the demo's manager, where there is a demo."""
    account = demo_account()
    if account is None:
        abort(404)
    return _admit(account) if _token_matches() else _page("security.expired", status=400)


def logout() -> AnyResponse:
    """End the session."""
    audit_action("logout")
    logout_user()
    session.clear()
    return redirect(url_for("security.login"), code=303)


def asset(name: str) -> Response:
    """The page's own style sheet, and the fonts; nothing else of the assets is public."""
    if name == "login.css":
        return send_from_directory(STATIC, name, max_age=0)
    if name != "fonts.css" and not (name.startswith("fonts/") and name.endswith(".woff2")):
        abort(404)
    return send_from_directory(FONTS, name, max_age=86400)


def healthz() -> Response:
    """Whether the server answers and its store opens; tells strangers nothing else."""
    open_operations(context().ws).close()
    return jsonify(status="ok")


def _admit(account: Account) -> AnyResponse:
    onward = local_path(request.form.get("next"))
    session.clear()  # nothing set before the sign-in lives on after it
    session.permanent = True
    login_user(account)
    audit_action("login", _address(), user=account.user)
    return redirect(onward, code=303)


def _page(problem: str = "", *, status: int = 200) -> Response:
    here, lang = context(), current_lang()
    session.setdefault("csrf", secrets.token_urlsafe(32))
    with closing(open_operations(here.ws)) as con:
        users = has_users(con)
    html = render_template(
        "login.html",
        t=lambda key: t(f"security.{key}", lang),
        lang=lang,
        county=(here.county.name_en or here.county.name) if lang == "en" else here.county.name,
        synthetic=here.county.synthetic,
        demo=demo_account() is not None,
        users=users,
        problem=t(problem, lang) if problem else "",
        csrf=session["csrf"],
        onward=local_path(request.values.get("next")),
    )
    return make_response(html, status)


def _token_matches() -> bool:
    expected, given = session.get("csrf", ""), request.form.get("csrf", "")
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode())


def _too_many(_: RequestLimit) -> Response:
    return _page("security.too_many", status=429)


def _address() -> str:
    return f"from {request.remote_addr}"
