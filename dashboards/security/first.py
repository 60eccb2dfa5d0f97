"""The first administrator: made at the sign-in page by whoever reads the server's terminal."""

import hmac
import secrets
from contextlib import closing

from flask import Flask, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from dashboards.security.forms import admit, login_page, new_password, token_matches
from dashboards.security.hosts import from_loopback
from dashboards.security.roles import audit_action, context
from dashboards.security.sessions import account_of
from risk.errors import OperationsError
from risk.operations import add_user, has_users, open_operations, transaction
from risk.operations.users import READABLE
from risk.terms import Role

EXTENSION = "huzhu.first_code"
GROUPS, GROUP_CHARS = 2, 4  # 40 bits; ten tries a minute


def issue_code(server: Flask) -> None:
    """Make the code a county without users is opened with; it dies with the process."""
    groups = ("".join(secrets.choice(READABLE) for _ in range(GROUP_CHARS)) for _ in range(GROUPS))
    server.extensions[EXTENSION] = "-".join(groups)


def first_code(server: Flask) -> str | None:
    """The code, while there is nobody who could sign in; to be told in the terminal only."""
    code: str | None = server.extensions.get(EXTENSION)
    return code


def asks_for_first() -> bool:
    """Whether the sign-in page asks for an administrator: of this machine, until there is one."""
    return from_loopback() and first_code(current_app) is not None


def make_first() -> AnyResponse:
    """Make the administrator named in the form, if the code is right, and sign them in."""
    code = first_code(current_app)
    if code is None or not from_loopback():
        return _again("security.no_first", status=404)
    if not token_matches():
        return _again("security.expired", status=400)
    given = request.form.get("code", "").strip().lower()
    if not hmac.compare_digest(code.encode(), given.encode()):
        return _again("security.wrong_code", status=401)
    name, here = request.form.get("name", "").strip(), context()
    password, problem = new_password()
    if problem:
        return _again(problem, status=400)
    with closing(open_operations(here.ws)) as con:
        try:
            with transaction(con):
                if has_users(con):
                    raise OperationsError("there is a user already", remedy="sign in")
                user = add_user(con, name, password, Role.ADMINISTRATOR, now=here.clock())
        except OperationsError:
            return _again("security.not_made", status=400)
    current_app.extensions.pop(EXTENSION, None)
    audit_action("add user", f"{name} administrator", user=user)
    return admit(account_of(user))


def _again(problem: str, status: int) -> AnyResponse:
    return login_page(problem, status=status, first=asks_for_first())
