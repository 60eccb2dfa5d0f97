"""The audit: append-only rows, each hashed over itself and the row before it."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from risk.operations.store import transaction

HASHED = (
    "number", "at", "user", "role", "action", "object", "parameters_sha256", "data_version",
    "result", "previous_sha256",
)  # fmt: skip
"""Columns the row's hash covers, in this order."""


def append(
    con: sqlite3.Connection,
    *,
    at: datetime,
    user: str,
    role: str,
    action: str,
    object_: str = "",
    parameters: Mapping[str, Any] | None = None,
    data_version: str = "",
    result: str = "done",
) -> int:
    """Append one row and return its number.

    Args:
        at: local wall time.
        parameters: what was asked; only its SHA-256 is kept, so that no personal value gets in.
        data_version: version of the warehouse the action was on.
        result: ``done``, ``refused``, ``failed`` …
    """
    with transaction(con):
        last = con.execute("SELECT sha256 FROM audit ORDER BY number DESC LIMIT 1").fetchone()
        number = _last_number(con) + 1
        fields = (
            number, at.isoformat(" ", "microseconds"), user, str(role), action, object_,
            _parameters_hash(parameters or {}), data_version, result, last[0] if last else "",
        )  # fmt: skip
        con.execute(
            "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*fields, _hash(fields))
        )
    return number


def verify_chain(con: sqlite3.Connection) -> list[str]:
    """Every break of the chain, one line each, naming the row; empty if it is whole."""
    faults, expected, previous = [], 1, ""
    for row in con.execute("SELECT * FROM audit ORDER BY number"):
        label = f"audit row {row['number']} ({row['at']}, {row['user']}, {row['action']})"
        if row["number"] != expected:
            faults.append(f"audit rows {expected} to {row['number'] - 1} are missing")
        elif row["previous_sha256"] != previous:
            faults.append(f"{label} does not follow the row before it: one of them was replaced")
        if row["sha256"] != _hash(tuple(row[c] for c in HASHED)):
            faults.append(f"{label} was changed: its content does not match its hash")
        expected, previous = row["number"] + 1, row["sha256"]
    if (last := _last_number(con)) >= expected:
        faults.append(f"audit rows {expected} to {last} are missing at the end")
    return faults


def rows(
    con: sqlite3.Connection,
    limit: int = 200,
    *,
    user: str = "",
    action: str = "",
    result: str = "",
    first: date | None = None,
    last: date | None = None,
) -> pd.DataFrame:
    """The newest rows first: number, at, user, role, action, object, data_version, result.

    Args:
        con: from ``open_operations``.
        limit: how many at most.
        user, action, result: only rows of these; empty: all.
        first, last: only rows of these days, both included, local.
    """
    since = first.isoformat() if first else ""
    before = (last + timedelta(days=1)).isoformat() if last else ""
    found = con.execute(
        "SELECT number, at, user, role, action, object, data_version, result FROM audit"
        " WHERE :user IN ('', user) AND :action IN ('', action) AND :result IN ('', result)"
        " AND at >= :since AND (:before = '' OR at < :before)"
        " ORDER BY number DESC LIMIT :limit",
        {
            "user": user, "action": action, "result": result, "limit": limit,
            "since": since, "before": before,
        },
    )  # fmt: skip
    names = [d[0] for d in found.description]
    return pd.DataFrame([tuple(r) for r in found], columns=names).astype({"at": "datetime64[us]"})


def choices(con: sqlite3.Connection) -> dict[str, list[str]]:
    """What rows can be told apart by: the users, actions and results there are, in order."""
    return {
        "user": [r[0] for r in con.execute("SELECT DISTINCT user FROM audit ORDER BY 1")],
        "action": [r[0] for r in con.execute("SELECT DISTINCT action FROM audit ORDER BY 1")],
        "result": [r[0] for r in con.execute("SELECT DISTINCT result FROM audit ORDER BY 1")],
    }


def signed_in(con: sqlite3.Connection, since: datetime) -> pd.DataFrame:
    """Who signed in since a moment, newest first.

    Returns:
        user, role, sign_ins, last_at, last_from (what the row says of where from).
    """
    found = con.execute(
        "SELECT user, role, count(*) AS sign_ins, max(at) AS last_at, object AS last_from"
        " FROM audit WHERE action = 'login' AND result = 'done' AND at >= ?"
        " GROUP BY user ORDER BY last_at DESC",
        (since.isoformat(" ", "microseconds"),),
    )
    names = [d[0] for d in found.description]
    frame = pd.DataFrame([tuple(r) for r in found], columns=names)
    return frame.astype({"last_at": "datetime64[us]"})


def head(con: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the last row; written down elsewhere, it proves the whole chain later."""
    row = con.execute("SELECT number, sha256 FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return (row["number"], row["sha256"]) if row else (0, "")


def _last_number(con: sqlite3.Connection) -> int:
    row = con.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").fetchone()
    return int(row[0]) if row else 0


def _parameters_hash(parameters: Mapping[str, Any]) -> str:
    text = json.dumps(parameters, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _hash(fields: tuple[Any, ...]) -> str:
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
