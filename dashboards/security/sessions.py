"""Signed sessions: who a cookie belongs to, and when it stops being worth anything."""

from contextlib import closing
from datetime import datetime, timedelta

from flask import Flask, session
from flask_login import LoginManager

from dashboards.security.hosts import from_loopback
from dashboards.security.roles import Account, context
from risk.operations import Keys, User, find_user, open_operations, password_due
from risk.operations.users import DEMO_NAME
from risk.terms import Role

BEGAN = "began"
"""When the session of a cookie began: it ends a fixed time after, however busy it is."""


def install_sessions(server: Flask, keys: Keys, hours: float) -> None:
    """Sign cookies with a key derived from the key file, so that all workers agree on them."""
    server.secret_key = keys.session
    server.config.update(
        # Cookies ignore the port: two counties served from one machine need two names.
        SESSION_COOKIE_NAME=f"huzhu_{keys.fingerprint[:8]}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=hours),
        # An answer still on its way would undo what another has written since: a sign-out, a token.
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    manager = LoginManager(server)
    manager.session_protection = "strong"
    manager.user_loader(load_account)


def load_account(session_id: str) -> Account | None:
    """The account a cookie names, unless it ended, was disabled, or its password changed since."""
    if ends_at() <= context().clock():
        return None
    if session_id == DEMO_NAME:
        return demo_account()
    number, _, name = session_id.partition(":")
    with closing(open_operations(context().ws)) as con:
        user = find_user(con, name)
    if user is None or user.disabled or str(user.password_number) != number:
        return None
    return account_of(user)


def begin_session() -> None:
    """Note when the session being answered begins; what was set before the sign-in is gone."""
    session.clear()
    session.permanent = True
    session[BEGAN] = context().clock().isoformat()


def ends_at() -> datetime:
    """When the session being answered ends (setting ``access.session_h``), local wall time."""
    began = session.get(BEGAN)
    if began is None:
        return datetime.min
    return datetime.fromisoformat(began) + timedelta(hours=context().county.access.session_h)


def is_due(user: User) -> bool:
    """Whether the password has to be changed before anything else (``access.password_days``)."""
    here = context()
    return password_due(user, here.county.access.password_days, here.clock())


def account_of(user: User) -> Account:
    """The account of a user, with the session id that holds until the next change of password."""
    return Account(user, f"{user.password_number}:{user.name}")


def demo_account() -> Account | None:
    """The demo's manager: only where the data are synthetic, and only from this machine."""
    if not context().county.synthetic or not from_loopback():
        return None
    return Account(User(DEMO_NAME, Role.MANAGER), DEMO_NAME)
