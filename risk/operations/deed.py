"""Who does something, in which role, when: every deed of the watch is admitted and written down."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from risk.errors import OperationsError
from risk.operations import audit
from risk.terms import Role

RECORDERS = frozenset({Role.DISPATCHER, Role.MANAGER, Role.ADMINISTRATOR})
"""Roles that record what they hear: calls, roads, steps done, texts handed in."""
DECIDERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
"""Roles that decide: a pasted warning counts, one is set aside, crews go or stay."""


@dataclass(frozen=True)
class Doer:
    """Somebody at a time: user's name, role, local wall time."""

    user: str
    role: Role | str
    at: datetime


def admit(
    con: sqlite3.Connection, by: Doer, roles: frozenset[Role], action: str, object_: str
) -> None:
    """Refuse, and write the refusal down, unless the role is one of ``roles``.

    Raises:
        OperationsError: it is not.
    """
    if by.role in roles:
        return
    write_down(con, by, action, object_, result="refused")
    raise OperationsError(
        f"the role {by.role} may not do this ({action})",
        remedy="ask a manager" if roles == DECIDERS else "ask a dispatcher or a manager",
    )


def write_down(
    con: sqlite3.Connection,
    by: Doer,
    action: str,
    object_: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    result: str = "done",
) -> None:
    """An audit row of the deed."""
    audit.append(
        con, at=by.at, user=by.user, role=by.role, action=action, object_=object_,
        parameters=parameters, result=result,
    )  # fmt: skip


def text(at: datetime) -> str:
    """A time as the store keeps it."""
    return at.isoformat(" ", "microseconds")


def rows(
    con: sqlite3.Connection, sql: str, parameters: tuple[Any, ...] = (), *, times: tuple[str, ...]
) -> pd.DataFrame:
    """Rows of a statement as a frame, ``times`` as datetimes; no rows: its columns all the same."""
    found = con.execute(sql, parameters)
    names = [d[0] for d in found.description]
    frame = pd.DataFrame([tuple(r) for r in found], columns=names)
    return frame.astype(dict.fromkeys(times, "datetime64[us]"))
