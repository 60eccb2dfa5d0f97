"""Signed sessions: who a cookie belongs to, and when it stops being worth anything."""

from contextlib import closing
from datetime import timedelta

from flask import Flask
from flask_login import LoginManager

from dashboards.security.hosts import from_loopback
from dashboards.security.roles import Account, context
from risk.operations import Keys, User, find_user, open_operations
from risk.operations.users import DEMO_NAME
from risk.terms import Role

SESSION_FOR = timedelta(hours=12)


def install_sessions(server: Flask, keys: Keys) -> None:
    """Sign cookies with a key derived from the key file, so that all workers agree on them."""
    server.secret_key = keys.session
    server.config.update(
        # Cookies ignore the port: two counties served from one machine need two names.
        SESSION_COOKIE_NAME=f"huzhu_{keys.fingerprint[:8]}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=SESSION_FOR,
    )
    manager = LoginManager(server)
    manager.session_protection = "strong"
    manager.user_loader(load_account)


def load_account(session_id: str) -> Account | None:
    """The account a cookie names, unless it was disabled or its password changed since."""
    if session_id == DEMO_NAME:
        return demo_account()
    number, _, name = session_id.partition(":")
    with closing(open_operations(context().ws)) as con:
        user = find_user(con, name)
    if user is None or user.disabled or str(user.password_number) != number:
        return None
    return account_of(user)


def account_of(user: User) -> Account:
    """The account of a user, with the session id that holds until the next change of password."""
    return Account(user, f"{user.password_number}:{user.name}")


def demo_account() -> Account | None:
    """The demo's manager: only where the data are synthetic, and only from this machine."""
    if not context().county.synthetic or not from_loopback():
        return None
    return Account(User(DEMO_NAME, Role.MANAGER), DEMO_NAME)
