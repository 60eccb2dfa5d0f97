"""What the plain forms share: sign-in, first administrator, own account."""

import hmac
import secrets
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Response, make_response, redirect, render_template, request, session
from flask_login import login_user
from werkzeug.wrappers import Response as AnyResponse

from dashboards.i18n import t
from dashboards.i18n.request import current_lang
from dashboards.security.guard import local_path
from dashboards.security.roles import Account, audit_action, context
from dashboards.security.sessions import begin_session, demo_account
from risk.operations import has_users, open_operations
from risk.operations.users import PASSWORD_CHARS_MIN

PASSWORD_CHARS_MAX = 1000
TEMPLATES = Path(__file__).parent / "templates"


def login_page(problem: str = "", *, status: int = 200, first: bool = False) -> Response:
    """The sign-in page.

    Args:
        problem: key of what went wrong; empty: nothing.
        status: of the answer.
        first: whether it asks for the first administrator.
    """
    with closing(open_operations(context().ws)) as con:
        users = has_users(con)
    return page(
        "login.html", problem, status=status,
        demo=demo_account() is not None, users=users, first=first and not users,
    )  # fmt: skip


def page(
    template: str, problem: str = "", *, status: int = 200, back: str = "", **values: Any
) -> Response:
    """A form of ours in the language of the request, with the token it is sent back with.

    Args:
        template: name of its file.
        problem: key of what went wrong; empty: nothing.
        status: of the answer.
        back: where it leads on to when its address does not say.
        values: what the template shows besides.
    """
    here, lang = context(), current_lang()
    session.setdefault("csrf", secrets.token_urlsafe(32))
    html = render_template(
        template,
        t=lambda key, **given: t(f"security.{key}", lang, **given),
        lang=lang,
        county=(here.county.name_en or here.county.name) if lang == "en" else here.county.name,
        synthetic=here.county.synthetic,
        problem=t(problem, lang, chars=PASSWORD_CHARS_MIN) if problem else "",
        chars=PASSWORD_CHARS_MIN,
        csrf=session["csrf"],
        onward=local_path(request.values.get("next") or back),
        **values,
    )
    return make_response(html, status)


def admit(account: Account) -> AnyResponse:
    """Begin a session and go on to the page asked for."""
    onward = local_path(request.form.get("next"))
    begin_session()
    login_user(account)
    audit_action("login", address(), user=account.user)
    return redirect(onward, code=303)


def token_matches() -> bool:
    """Whether the form came from a page of ours that this browser was given."""
    expected, given = session.get("csrf", ""), request.form.get("csrf", "")
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode())


def new_password() -> tuple[str, str]:
    """The password a form gives twice, and the key of what is wrong with it."""
    password = request.form.get("password", "")[:PASSWORD_CHARS_MAX]
    if password != request.form.get("again", "")[:PASSWORD_CHARS_MAX]:
        return "", "security.not_twice"
    if len(password) < PASSWORD_CHARS_MIN:
        return "", "security.too_short"
    return password, ""


def address() -> str:
    """Where a request comes from, for the audit."""
    return f"from {request.remote_addr}"
