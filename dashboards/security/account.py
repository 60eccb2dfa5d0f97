"""The own account: who one is, until when, and one's password; plain HTML like the sign-in page."""

from contextlib import closing
from urllib.parse import urlsplit

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from dashboards.i18n import current_lang, moment, term
from dashboards.security.forms import admit, new_password, page, token_matches
from dashboards.security.roles import audit_action, context, current_user, writing
from dashboards.security.sessions import account_of, ends_at, is_due
from dashboards.security.writes import Writes
from risk.errors import OperationsError
from risk.operations import (
    User,
    check_password,
    find_user,
    open_operations,
    set_password,
)
from risk.operations.users import DEMO_NAME, NOT_CHOSEN


def account() -> AnyResponse:
    """Show the account; on POST change the password."""
    user = current_user()
    if request.method == "GET" or user.name == DEMO_NAME:
        return _page(user)
    if not token_matches():
        return _page(user, "security.expired", status=400)
    password, problem = new_password()
    if problem:
        return _page(user, problem, status=400)
    with writing(Writes.ACCOUNTS):
        changed = _change(user, request.form.get("current", ""), password)
    if isinstance(changed, str):
        return _page(user, changed, status=400)
    audit_action("change password", user.name)
    return admit(account_of(changed))


def _change(user: User, current: str, password: str) -> User | str:
    """The user with the new password, or the key of what is wrong."""
    here = context()
    if current == password:
        return "security.same"
    with closing(open_operations(here.ws)) as con:
        if check_password(con, user.name, current, now=here.clock()) is None:
            return "security.wrong_current"
        try:
            set_password(con, user.name, password, now=here.clock())
        except OperationsError:
            return "security.is_name"
        changed = find_user(con, user.name)
    return changed or "security.wrong_current"


def _page(user: User, problem: str = "", *, status: int = 200) -> AnyResponse:
    lang, chosen = current_lang(), user.password_at
    return page(
        "account.html", problem, status=status, back=_came_from(),
        user=user.name, role=term("role", user.role.value, lang), demo=user.name == DEMO_NAME,
        due=is_due(user), temporary=chosen == NOT_CHOSEN, ends=moment(ends_at(), lang),
        chosen=moment(chosen, lang) if chosen and chosen != NOT_CHOSEN else "",
        days=f"{context().county.access.password_days:g}",
    )  # fmt: skip


def _came_from() -> str:
    """The page whose link led here, with what it showed."""
    here = urlsplit(request.referrer or "")
    if here.netloc != request.host or here.path == request.path:
        return ""
    return f"{here.path}?{here.query}".rstrip("?")
