"""Accounts: argon2id passwords, roles, and a lock-out after repeated wrong passwords."""

import secrets
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import pandas as pd
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from risk.errors import OperationsError
from risk.operations.store import transaction
from risk.terms import Role

PASSWORD_CHARS_MIN = 10
FAILURES_MAX = 5
LOCKED_FOR = timedelta(minutes=15)
DEMO_NAME = "demo"
"""Kept for the one-click entry to a synthetic county; no account may have it."""
NOT_CHOSEN = datetime(1970, 1, 1)
"""When a temporary password was chosen: never by its user, so it is due to be changed."""
READABLE = "23456789abcdefghjkmnpqrstuvwxyz"
"""Characters nobody mistakes for one another when they are read out."""
TEMPORARY_GROUPS, GROUP_CHARS = 4, 4  # 79 bits

_hasher = PasswordHasher()  # argon2id, RFC 9106's low-memory parameters


@dataclass(frozen=True)
class User:
    """Somebody who may sign in.

    Args:
        name: of the account.
        role: what they may do.
        password_number: grows with every change of password and whenever sessions are ended.
        disabled: whether the account is shut.
        password_at: local wall time of the last change; None: there is no password (the demo).
    """

    name: str
    role: Role
    password_number: int = 0
    disabled: bool = False
    password_at: datetime | None = field(default=None, compare=False)


def temporary_password() -> str:
    """A random password to be read out, such as ``k7mf-2wxd-p9ab-rt6h``; its user changes it."""
    groups = (
        "".join(secrets.choice(READABLE) for _ in range(GROUP_CHARS))
        for _ in range(TEMPORARY_GROUPS)
    )
    return "-".join(groups)


def password_due(user: User, days: float, now: datetime) -> bool:
    """Whether a password is older than it may be, or was given by somebody else."""
    return user.password_at is not None and now - user.password_at > timedelta(days=days)


def add_user(
    con: sqlite3.Connection,
    name: str,
    password: str,
    role: Role,
    *,
    now: datetime,
    temporary: bool = False,
) -> User:
    """Add an account.

    Args:
        con: from ``open_operations``.
        name: of the account.
        password: at least 10 characters, not the name.
        role: what the user may do.
        now: local wall time.
        temporary: whether the user has to change the password at the first sign-in.

    Raises:
        OperationsError: the name is taken, empty or reserved, or the password is too short.
    """
    if not name.strip() or name != name.strip() or name == DEMO_NAME:
        raise OperationsError(f"{name!r} cannot be a user name", remedy="choose another name")
    hashed = _new_hash(name, password)
    try:
        con.execute(
            "INSERT INTO user (name, password_hash, role, created_at, password_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (name, hashed, Role(role), _text(now), _text(NOT_CHOSEN if temporary else now)),
        )
    except sqlite3.IntegrityError:
        raise OperationsError(
            f"user {name} exists", remedy="use `huzhu users passwd` to change the password"
        ) from None
    return User(name, Role(role), 1, password_at=NOT_CHOSEN if temporary else now)


def check_password(
    con: sqlite3.Connection, name: str, password: str, *, now: datetime
) -> User | None:
    """The user if name and password are right and the account is neither disabled nor locked.

    Five wrong passwords in a row lock the account for 15 minutes, against the right one too.
    An unknown name costs the same time as a wrong password.
    """
    row = con.execute("SELECT * FROM user WHERE name = ?", (name,)).fetchone()
    if not _matches(row["password_hash"] if row else _nobody(), password) or row is None:
        if row is not None:
            _count_failure(con, name, now)
        return None
    if row["disabled"] or (row["locked_until"] or "") > _text(now):
        return None
    con.execute("UPDATE user SET failures = 0, locked_until = NULL WHERE name = ?", (name,))
    if _hasher.check_needs_rehash(row["password_hash"]):
        con.execute(
            "UPDATE user SET password_hash = ? WHERE name = ?", (_hasher.hash(password), name)
        )
    return _user(row)


def find_user(con: sqlite3.Connection, name: str) -> User | None:
    """The account of that name, if there is one."""
    row = con.execute("SELECT * FROM user WHERE name = ?", (name,)).fetchone()
    return _user(row) if row else None


def set_password(
    con: sqlite3.Connection, name: str, password: str, *, now: datetime, temporary: bool = False
) -> None:
    """Change a password; this also ends a lock-out and every open session of the user.

    A ``temporary`` one, given by somebody else, has to be changed at the next sign-in.

    Raises:
        OperationsError: no such user, or the password is too short.
    """
    _change(
        con, name,
        "UPDATE user SET password_hash = ?, password_at = ?, failures = 0, locked_until = NULL,"
        " password_number = password_number + 1 WHERE name = ?",
        (_new_hash(name, password), _text(NOT_CHOSEN if temporary else now)),
    )  # fmt: skip


def disable_user(con: sqlite3.Connection, name: str) -> None:
    """Shut an account; its name stays in the audit and is not given out again.

    Raises:
        OperationsError: no such user.
    """
    _change(con, name, "UPDATE user SET disabled = 1 WHERE name = ?", ())


def enable_user(con: sqlite3.Connection, name: str) -> None:
    """Open an account again, under the password it had.

    Raises:
        OperationsError: no such user.
    """
    _change(con, name, "UPDATE user SET disabled = 0 WHERE name = ?", ())


def set_role(con: sqlite3.Connection, name: str, role: Role) -> None:
    """Give an account another role; it counts from the user's next request.

    Raises:
        OperationsError: no such user.
    """
    _change(con, name, "UPDATE user SET role = ? WHERE name = ?", (Role(role).value,))


def end_sessions(con: sqlite3.Connection, name: str) -> None:
    """Sign a user out everywhere; the password stays.

    Raises:
        OperationsError: no such user.
    """
    _change(con, name, "UPDATE user SET password_number = password_number + 1 WHERE name = ?", ())


def list_users(con: sqlite3.Connection) -> pd.DataFrame:
    """All accounts by name: name, role, created_at, password_at, locked_until, disabled."""
    found = con.execute(
        "SELECT name, role, created_at, password_at, locked_until, disabled FROM user ORDER BY name"
    )
    names = [d[0] for d in found.description]
    frame = pd.DataFrame([tuple(row) for row in found], columns=names)
    times = dict.fromkeys(("created_at", "password_at", "locked_until"), "datetime64[us]")
    return frame.astype({**times, "disabled": bool})


def has_users(con: sqlite3.Connection) -> bool:
    """Whether anybody at all can sign in."""
    return con.execute("SELECT 1 FROM user WHERE disabled = 0").fetchone() is not None


def _new_hash(name: str, password: str) -> str:
    if len(password) < PASSWORD_CHARS_MIN or password.casefold() == name.casefold():
        raise OperationsError(
            "the password is too short or the user's name",
            where=f"user {name}",
            remedy=f"use at least {PASSWORD_CHARS_MIN} characters",
        )
    return _hasher.hash(password)


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("no account has this password")


def _count_failure(con: sqlite3.Connection, name: str, now: datetime) -> None:
    with transaction(con):
        row = con.execute(
            "SELECT failures, locked_until FROM user WHERE name = ?", (name,)
        ).fetchone()
        if (row["locked_until"] or "") > _text(now):
            return
        failures = row["failures"] + 1
        locked = failures >= FAILURES_MAX
        con.execute(
            "UPDATE user SET failures = ?, locked_until = ? WHERE name = ?",
            (0 if locked else failures, _text(now + LOCKED_FOR) if locked else None, name),
        )


def _change(con: sqlite3.Connection, name: str, sql: str, values: tuple[str, ...]) -> None:
    if con.execute(sql, (*values, name)).rowcount == 0:
        raise OperationsError(f"no user {name}", remedy="see `huzhu users list`")


def _user(row: sqlite3.Row) -> User:
    return User(
        row["name"], Role(row["role"]), row["password_number"], bool(row["disabled"]),
        datetime.fromisoformat(row["password_at"]),
    )  # fmt: skip


def _text(at: datetime) -> str:
    return at.isoformat(" ", "microseconds")
