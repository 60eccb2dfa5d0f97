"""The sign-in page: plain server-rendered HTML, no script."""

from contextlib import closing
from pathlib import Path

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    jsonify,
    redirect,
    request,
    send_from_directory,
    session,
    url_for,
)
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from dashboards.security.account import account
from dashboards.security.first import asks_for_first, make_first
from dashboards.security.forms import PASSWORD_CHARS_MAX, address, admit, login_page, token_matches
from dashboards.security.guard import local_path
from dashboards.security.roles import audit_action, context
from dashboards.security.sessions import account_of, demo_account
from risk.operations import User, check_password, find_user, open_operations
from risk.terms import Role

LOGINS_PER_ADDRESS = "10 per minute"
STATIC = Path(__file__).parent / "static"
FONTS = Path(__file__).parents[1] / "assets"


def install_login(server: Flask) -> None:
    """Add the forms (sign-in, first administrator, demo, own account), the way out, /healthz."""
    limiter = Limiter(get_remote_address, app=server, storage_uri="memory://", on_breach=_too_many)
    limited = limiter.limit(LOGINS_PER_ADDRESS, methods=["POST"])
    pages = Blueprint("security", __name__, template_folder="templates")
    pages.add_url_rule("/login", "login", limited(login), methods=["GET", "POST"])
    pages.add_url_rule("/login/first", "login_first", limited(make_first), methods=["POST"])
    pages.add_url_rule("/account", "account", limited(account), methods=["GET", "POST"])
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
        return _login_page()
    if not token_matches():
        return _login_page("security.expired", status=400)
    name = request.form.get("name", "").strip()
    password = request.form.get("password", "")[:PASSWORD_CHARS_MAX]
    here = context()
    with closing(open_operations(here.ws)) as con:
        user = check_password(con, name, password, now=here.clock())
        known = find_user(con, name)
    if user is None:
        # An unknown name is not written down: people type passwords into the wrong field.
        who = known or User("unknown", Role.VIEWER)
        audit_action("login", address(), result="failed", user=who)
        return _login_page("security.wrong", status=401)
    return admit(account_of(user))


def enter_demo() -> AnyResponse:
    """Sign in as the demo's manager, where there is a demo."""
    account = demo_account()
    if account is None:
        abort(404)
    return admit(account) if token_matches() else _login_page("security.expired", status=400)


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


def _login_page(problem: str = "", *, status: int = 200) -> AnyResponse:
    return login_page(problem, status=status, first=asks_for_first())


def _too_many(_: RequestLimit) -> AnyResponse:
    return _login_page("security.too_many", status=429)
