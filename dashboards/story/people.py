"""Accounts as an administrator keeps them: every change is admitted, and written down."""

from contextlib import closing
from datetime import timedelta

import pandas as pd

from risk.errors import OperationsError
from risk.operations import (
    add_user,
    audit,
    disable_user,
    enable_user,
    end_sessions,
    list_users,
    open_operations,
    set_password,
    set_role,
    temporary_password,
    transaction,
)
from risk.operations.deed import Doer, admit, write_down
from risk.operations.users import NOT_CHOSEN
from risk.terms import Role
from risk.workspace import Workspace

KEEPERS = frozenset({Role.ADMINISTRATOR})


def people(ws: Workspace, session: timedelta, by: Doer) -> pd.DataFrame:
    """All accounts with their sign-ins.

    Args:
        ws: the workspace.
        session: how long a session lasts.
        by: who looks, and when.

    Returns:
        name, role, disabled, created_at, password_at (none: to be changed), locked_until (only
        while it holds), sign_ins (within a session's length), last_at, last_from.
    """
    with closing(open_operations(ws)) as con:
        found = list_users(con)
        seen = audit.signed_in(con, by.at - session)
    found["password_at"] = found["password_at"].where(found["password_at"] != NOT_CHOSEN)
    found["locked_until"] = found["locked_until"].where(found["locked_until"] > by.at)
    seen = seen.rename(columns={"user": "name"}).drop(columns="role")
    found = found.merge(seen, on="name", how="left")
    return found.assign(sign_ins=found["sign_ins"].fillna(0).astype(int))


def add(ws: Workspace, name: str, role: Role, by: Doer) -> str:
    """Add an account; returns its temporary password, which is told this once.

    Raises:
        OperationsError: the role may not, or the name is taken, empty or reserved.
    """
    password = temporary_password()
    with closing(open_operations(ws)) as con:
        admit(con, by, KEEPERS, "add user", name)
        with transaction(con):
            add_user(con, name, password, role, now=by.at, temporary=True)
            write_down(con, by, "add user", f"{name} {role}")
    return password


def reset(ws: Workspace, name: str, by: Doer) -> str:
    """Give an account a temporary password and end its sessions; the password is told this once.

    Raises:
        OperationsError: the role may not, or there is no such user.
    """
    password = temporary_password()
    with closing(open_operations(ws)) as con:
        admit(con, by, KEEPERS, "reset password", name)
        with transaction(con):
            set_password(con, name, password, now=by.at, temporary=True)
            write_down(con, by, "reset password", name)
    return password


def give_role(ws: Workspace, name: str, role: Role, by: Doer) -> None:
    """Give an account another role.

    Raises:
        OperationsError: the role may not, there is no such user, or it is one's own account.
    """
    with closing(open_operations(ws)) as con:
        admit(con, by, KEEPERS, "set role", name)
        _not_own(name, by)
        with transaction(con):
            set_role(con, name, role)
            write_down(con, by, "set role", f"{name} {role}")


def shut(ws: Workspace, name: str, by: Doer, *, disabled: bool) -> None:
    """Disable an account, or enable it again.

    Raises:
        OperationsError: the role may not, there is no such user, or it is one's own account.
    """
    action = "disable user" if disabled else "enable user"
    with closing(open_operations(ws)) as con:
        admit(con, by, KEEPERS, action, name)
        _not_own(name, by)
        with transaction(con):
            (disable_user if disabled else enable_user)(con, name)
            write_down(con, by, action, name)


def sign_out(ws: Workspace, name: str, by: Doer) -> None:
    """End every session of an account.

    Raises:
        OperationsError: the role may not, or there is no such user.
    """
    with closing(open_operations(ws)) as con:
        admit(con, by, KEEPERS, "end sessions", name)
        with transaction(con):
            end_sessions(con, name)
            write_down(con, by, "end sessions", name)


def _not_own(name: str, by: Doer) -> None:
    """Whoever acts stays an administrator, so that there is always one."""
    if name == by.user:
        raise OperationsError(
            "this is your own account", remedy="ask another administrator, so that one is left"
        )
