"""Aliases: what a person decided that a way of writing a place means.

They outlive every load: a name that no rule understands is decided once, for all rows that bear it.
"""

import sqlite3
from datetime import datetime

import pandas as pd

from risk.errors import OperationsError
from risk.operations import audit
from risk.operations.store import transaction
from risk.terms import Role

DECIDERS = frozenset({Role.ANALYST, Role.DISPATCHER, Role.MANAGER, Role.ADMINISTRATOR})
"""Roles that may decide what a writing means."""
COLUMNS = ("township_name", "region_name", "region_code", "user", "at")


def add_alias(
    con: sqlite3.Connection,
    township_name: str | None,
    region_name: str,
    region_code: str,
    *,
    user: str,
    role: Role,
    at: datetime,
) -> None:
    """Decide what a writing means; an earlier decision for the same writing is superseded.

    Args:
        con: the operations store.
        township_name: township as written; None: the writing names none.
        region_name: village name as written; where there is no village cell, the place part of the
            address.
        region_code: the village meant, a code of the map (the caller proves that it stands there).
        user: who decides, in which ``role``.
        at: local wall time.

    Raises:
        OperationsError: the role may not decide (audited too), or the name or code is empty.
    """
    township, name, code = _plain(township_name), _plain(region_name), _plain(region_code)
    _admit(con, "add", township, name, code, user=user, role=role, at=at)
    if not name or not code:
        raise OperationsError(
            "an alias needs a name and a code", remedy="give the name as the ledger writes it"
        )
    with transaction(con):
        _remove(con, township, name, at)
        con.execute(
            "INSERT INTO alias (township_name, region_name, region_code, user, at)"
            " VALUES (?, ?, ?, ?, ?)",
            (township, name, code, user, _text(at)),
        )
        _write_down(con, "add", township, name, code, user=user, role=role, at=at)


def remove_alias(
    con: sqlite3.Connection,
    township_name: str | None,
    region_name: str,
    *,
    user: str,
    role: Role,
    at: datetime,
) -> None:
    """Take a decision back.

    Raises:
        OperationsError: the role may not decide (audited too), or there is no such alias.
    """
    township, name = _plain(township_name), _plain(region_name)
    _admit(con, "remove", township, name, "", user=user, role=role, at=at)
    with transaction(con):
        if not _remove(con, township, name, at):
            raise OperationsError(
                f"no alias {_writing(township, name)}", remedy="`huzhu alias list` shows them"
            )
        _write_down(con, "remove", township, name, "", user=user, role=role, at=at)


def list_aliases(con: sqlite3.Connection) -> pd.DataFrame:
    """Aliases in force: township_name (empty: none written), region_name, region_code, user, at."""
    rows = con.execute(
        "SELECT township_name, region_name, region_code, user, at FROM alias"
        " WHERE removed_at IS NULL ORDER BY township_name, region_name"
    ).fetchall()
    frame = pd.DataFrame([tuple(r) for r in rows], columns=list(COLUMNS), dtype=object)
    return frame.astype({"at": "datetime64[us]"})


def aliases_changed_at(con: sqlite3.Connection) -> datetime | None:
    """When an alias was last added or taken back; None if there never was one."""
    last = con.execute("SELECT max(max(at), coalesce(max(removed_at), '')) FROM alias").fetchone()
    return datetime.fromisoformat(last[0]) if last[0] else None


def _remove(con: sqlite3.Connection, township: str, name: str, at: datetime) -> bool:
    done = con.execute(
        "UPDATE alias SET removed_at = ?"
        " WHERE township_name = ? AND region_name = ? AND removed_at IS NULL",
        (_text(at), township, name),
    )
    return done.rowcount > 0


def _admit(
    con: sqlite3.Connection, what: str, township: str, name: str, code: str, *,
    user: str, role: Role, at: datetime,
) -> None:  # fmt: skip
    if role in DECIDERS:
        return
    _write_down(con, what, township, name, code, user=user, role=role, at=at, result="refused")
    raise OperationsError(
        f"the role {role} may not decide what a name means", remedy="ask an analyst or a manager"
    )


def _write_down(
    con: sqlite3.Connection, what: str, township: str, name: str, code: str, *,
    user: str, role: Role, at: datetime, result: str = "done",
) -> None:  # fmt: skip
    audit.append(
        con, at=at, user=user, role=role, action=f"alias {what}", object_=_writing(township, name),
        parameters={"region_code": code}, result=result,
    )  # fmt: skip


def _writing(township: str, name: str) -> str:
    return f"{township}/{name}" if township else name


def _plain(text: str | None) -> str:
    return (text or "").strip()


def _text(at: datetime) -> str:
    return at.isoformat(" ", "microseconds")
