"""The signed-in user, the roles of callbacks, and audit rows of what users do."""

import functools
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

import flask_login
from dash import Dash
from flask import Flask, abort, current_app, has_request_context
from flask_login import UserMixin

from dashboards.i18n import current_lang, t
from dashboards.security.past import is_past, refuse_in_past
from dashboards.security.writes import DEMO_WRITES, Writes, limit_of
from risk.operations import User, audit, open_operations
from risk.operations.limits import Limit, limit_set, set_limit
from risk.operations.users import DEMO_NAME
from risk.settings import County
from risk.terms import Role
from risk.workspace import Workspace

P = ParamSpec("P")
R = TypeVar("R")

EXTENSION = "huzhu.security"
RANK = {role: rank for rank, role in enumerate(Role)}
DASH_OWN = ("_pages_content.", "_pages_dummy.")
"""Outputs of Dash's own router: it only picks a page, and layouts need nothing but a sign-in."""


@dataclass(frozen=True)
class Context:
    """What the checks of one app work with."""

    ws: Workspace
    county: County
    clock: Callable[[], datetime]
    """Gives the local wall time of the county."""


@dataclass(frozen=True)
class Account(UserMixin):  # type: ignore[misc]
    """A user as Flask-Login knows one."""

    user: User
    session_id: str = field(repr=False)

    def get_id(self) -> str:
        """What the signed cookie holds; a changed password makes it void."""
        return self.session_id


def context(server: Flask | None = None) -> Context:
    """The context :func:`dashboards.security.secure` left with the app.

    Raises:
        KeyError: the app was never secured.
    """
    found: Context = (server or current_app).extensions[EXTENSION]
    return found


def current_user() -> User:
    """Name and role of whoever is signed in; aborts with 401 if nobody is."""
    account = flask_login.current_user
    if not account.is_authenticated:
        abort(401)
    user: User = account.user
    return user


def may(role: Role) -> bool:
    """Whether somebody is signed in whose role is at least this one: what a page offers them."""
    if not has_request_context() or not flask_login.current_user.is_authenticated:
        return False
    return RANK[current_user().role] >= RANK[role]


def may_write(writes: Writes) -> bool:
    """Whether whoever is signed in may write this at all: the demo may only save plans."""
    if not has_request_context() or not flask_login.current_user.is_authenticated:
        return False
    return current_user().name != DEMO_NAME or writes in DEMO_WRITES


def require_role(role: Role, writes: Writes = Writes.NOTHING) -> User:
    """The signed-in user, if the role is at least this one; else the refusal is audited and 403.

    Args:
        role: least role.
        writes: what a route goes on to write, the store's or the warehouse's; the demo is refused
            all but plans. Nothing leaves the store's limit as it stands.
    """
    user = current_user()
    if RANK[user.role] < RANK[role]:
        audit_action("use", f"needs role {role}", result="refused")
        abort(403)
    if not may_write(writes):
        audit_action("use", f"writes {writes}", result="refused")
        abort(403, t("security.demo_writes", current_lang()))
    if writes in (Writes.RECORDS, Writes.ACCOUNTS):  # those to the warehouse meet no other check
        refuse_in_past(context().ws)
    if writes is not Writes.NOTHING:  # asked within a callback, what that declared holds
        past = is_past(context().ws)
        set_limit(limit_of(writes, demo=user.name == DEMO_NAME, past=past))
    return user


@contextmanager
def writing(writes: Writes) -> Iterator[None]:
    """Keep the store to what is declared, for whoever is signed in; refusals are audited after.

    A callback that draws and writes is let in to draw: the store refuses when it writes.
    """
    past = is_past(context().ws)
    limit = limit_of(writes, demo=current_user().name == DEMO_NAME, past=past)
    before = limit_set()
    set_limit(limit)
    try:
        yield
    finally:
        set_limit(before)
        audit_refused(limit)


def audit_refused(limit: Limit | None) -> None:
    """A row for each table the store refused a write to."""
    for table in sorted(set(limit.refused)) if limit else ():
        audit_action("use", f"writes {table}", result="refused")


def callback(
    app: Dash,
    *dependencies: Any,
    role: Role = Role.VIEWER,
    writes: Writes = Writes.NOTHING,
    kept: bool = False,
    **options: Any,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a Dash callback that runs only for users of at least ``role``.

    Every callback is registered through this, clientside ones excepted; any other one is refused
    when called.

    Args:
        app: the dashboard.
        dependencies: Dash's outputs, inputs and states.
        role: least role that may call it; said here, checked at every call.
        writes: what it may change in the operations store; anything else is refused there.
        kept: its answer hangs on nothing but its inputs, the data version, language and role: it
            is worked out once (``dashboards.kept_answers``).
        options: Dash's own keyword options.
    """

    def register(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            require_role(role)
            with writing(writes):
                return function(*args, **kwargs)

        known = set(app.callback_map)
        app.callback(*dependencies, **options)(checked)
        declared = declared_roles(app)
        new = set(app.callback_map) - known
        declared.update(dict.fromkeys(new, role))
        declared_writes(app).update(dict.fromkeys(new, writes))
        if kept:
            kept_callbacks(app).update(new)
        return function

    return register


def declared_roles(app: Dash) -> dict[str, Role]:
    """Callback id → least role, of every callback registered by :func:`callback`."""
    roles: dict[str, Role] = app.server.extensions.setdefault("huzhu.roles", {})
    return roles


def declared_writes(app: Dash) -> dict[str, Writes]:
    """Callback id → what it may write, of every callback registered by :func:`callback`."""
    kinds: dict[str, Writes] = app.server.extensions.setdefault("huzhu.writes", {})
    return kinds


def kept_callbacks(app: Dash) -> set[str]:
    """Ids of callbacks whose answers are kept."""
    kept: set[str] = app.server.extensions.setdefault("huzhu.kept", set())
    return kept


def undeclared_callbacks(app: Dash) -> list[str]:
    """Ids of server callbacks registered without a role; a test holds this empty."""
    gather: Callable[[], None] = app._setup_server  # also takes in those made by `dash.callback`
    gather()
    return sorted(
        name
        for name, entry in app.callback_map.items()
        if "callback" in entry and not may_be_called(app, name)
    )


def may_be_called(app: Dash, callback_id: str) -> bool:
    """Whether a callback may be called at all: it has a role, or is Dash's own router."""
    return callback_id in declared_roles(app) or callback_id.strip(".").startswith(DASH_OWN)


def audit_action(
    action: str,
    object_: str = "",
    *,
    parameters: dict[str, Any] | None = None,
    data_version: str = "",
    result: str = "done",
    user: User | None = None,
) -> None:
    """Write an audit row for the signed-in user: a download, an export, a saved plan …

    Args:
        action: the verb, e.g. ``download``.
        object_: on what, e.g. a report's number.
        parameters: what was asked; only a hash of it is kept.
        data_version: version of the warehouse shown.
        result: ``done``, ``refused`` or ``failed``.
        user: who, where nobody is signed in yet.
    """
    who, here = user or current_user(), context()
    with closing(open_operations(here.ws)) as con:
        audit.append(
            con, at=here.clock(), user=who.name, role=who.role, action=action, object_=object_,
            parameters=parameters, data_version=data_version, result=result,
        )  # fmt: skip
