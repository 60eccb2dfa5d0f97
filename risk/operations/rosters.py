"""Rosters kept: who made which, when, from which data; append-only, audited, without names."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from risk.errors import OperationsError
from risk.operations.deed import RECORDERS, Doer, admit, text, write_down
from risk.operations.store import transaction

LISTED = "id, month, name, parent_id, user, at, data_version, broken"


@dataclass(frozen=True)
class SavedRoster:
    """A stored roster; ``payload`` is empty in lists.

    ``broken``: rules it broke when it was saved; ``parent_id``: the roster it was changed from.
    """

    id: int
    month: date
    name: str
    parent_id: int | None
    user: str
    at: datetime
    data_version: str
    broken: int
    payload: Mapping[str, Any] = field(default_factory=dict)


def save_roster(
    con: sqlite3.Connection,
    month: date,
    name: str,
    payload: Mapping[str, Any],
    *,
    by: Doer,
    data_version: str,
    broken: int,
    parent_id: int | None = None,
) -> int:
    """Keep a roster and return its number.

    Args:
        con: from ``open_operations``.
        month: its first day.
        name: as people call it.
        payload: what reopens it, as JSON; staff numbers, no names.
        by: who saves it; recorders only.
        data_version: version it was made from.
        broken: rules it breaks: a person may keep such a roster, it is never hidden.
        parent_id: the roster it was changed from.

    Raises:
        OperationsError: the role may not, the name is empty, or ``parent_id`` is unknown.
    """
    admit(con, by, RECORDERS, "save roster", f"{month:%Y-%m}")
    if not name.strip():
        raise OperationsError("the roster has no name", remedy="give it one")
    packed = json.dumps(payload, ensure_ascii=False, allow_nan=False)
    try:
        with transaction(con):
            cursor = con.execute(
                "INSERT INTO roster (month, name, parent_id, user, role, at, data_version, broken,"
                " payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (month.isoformat(), name.strip(), parent_id, by.user, str(by.role), text(by.at),
                 data_version, broken, packed),
            )  # fmt: skip
            number = int(cursor.lastrowid or 0)
            write_down(
                con, by, "save roster", f"roster {number} of {month:%Y-%m}",
                {"name": name.strip(), "broken": broken, "parent": parent_id},
            )  # fmt: skip
    except sqlite3.IntegrityError:
        raise OperationsError(f"no roster {parent_id}", remedy="open it from the list") from None
    return number


def list_rosters(con: sqlite3.Connection, month: date | None = None) -> list[SavedRoster]:
    """All rosters, or a month's, newest first, without payloads."""
    found = con.execute(
        f"SELECT {LISTED}, '{{}}' AS payload FROM roster"  # noqa: S608  (no input in it)
        " WHERE ?1 IS NULL OR month = ?1 ORDER BY id DESC",
        (None if month is None else month.isoformat(),),
    )
    return [_saved(row) for row in found]


def load_roster(con: sqlite3.Connection, roster_id: int) -> SavedRoster:
    """One roster with its payload.

    Raises:
        OperationsError: there is none of that number.
    """
    row = con.execute("SELECT * FROM roster WHERE id = ?", (roster_id,)).fetchone()
    if row is None:
        raise OperationsError(f"no roster {roster_id}", remedy="open it from the list")
    return _saved(row)


def _saved(row: sqlite3.Row) -> SavedRoster:
    return SavedRoster(
        row["id"], date.fromisoformat(row["month"]), row["name"], row["parent_id"], row["user"],
        datetime.fromisoformat(row["at"]), row["data_version"], row["broken"],
        json.loads(row["payload"]),
    )  # fmt: skip
