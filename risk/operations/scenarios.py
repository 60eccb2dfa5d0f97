"""Named scenarios and plans: what somebody set up, as JSON with author, time, data version."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from risk.errors import OperationsError


@dataclass(frozen=True)
class Saved:
    """A stored scenario or plan; ``payload`` is empty in lists.

    ``version`` counts scenarios of one name, the first saved is 1; of a plan it is always 1.
    """

    id: int
    name: str
    author: str
    at: datetime
    data_version: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    scenario_id: int | None = None
    version: int = 1


LISTED = """
SELECT id, name, author, at, data_version, '{}' AS payload, NULL AS scenario_id,
       row_number() OVER (PARTITION BY name ORDER BY id) AS version
FROM scenario ORDER BY id DESC
"""
LOADED = """
SELECT *, NULL AS scenario_id,
       (SELECT count(*) FROM scenario b WHERE b.name = a.name AND b.id <= a.id) AS version
FROM scenario a WHERE id = ?
"""


def save_scenario(
    con: sqlite3.Connection,
    name: str,
    author: str,
    at: datetime,
    payload: Mapping[str, Any],
    *,
    data_version: str = "",
) -> int:
    """Keep a scenario and return its number; the same name again makes the name's next version."""
    cursor = con.execute(
        "INSERT INTO scenario (name, author, at, data_version, payload) VALUES (?, ?, ?, ?, ?)",
        (name, author, at.isoformat(" "), data_version, _json(payload)),
    )
    return int(cursor.lastrowid or 0)


def list_scenarios(con: sqlite3.Connection) -> list[Saved]:
    """All scenarios, newest first, without payloads."""
    return [_saved(row) for row in con.execute(LISTED)]


def load_scenario(con: sqlite3.Connection, scenario_id: int) -> Saved:
    """One scenario with its payload.

    Raises:
        OperationsError: there is none of that number.
    """
    row = con.execute(LOADED, (scenario_id,)).fetchone()
    return _saved(_found(row, f"scenario {scenario_id}"))


def save_plan(
    con: sqlite3.Connection,
    name: str,
    author: str,
    at: datetime,
    payload: Mapping[str, Any],
    *,
    data_version: str = "",
    scenario_id: int | None = None,
) -> int:
    """Keep a plan, for a stored scenario or for none, and return its number.

    Raises:
        OperationsError: ``scenario_id`` is unknown.
    """
    try:
        cursor = con.execute(
            "INSERT INTO plan (scenario_id, name, author, at, data_version, payload)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (scenario_id, name, author, at.isoformat(" "), data_version, _json(payload)),
        )
    except sqlite3.IntegrityError:
        raise OperationsError(
            f"no scenario {scenario_id}", remedy="save the scenario first"
        ) from None
    return int(cursor.lastrowid or 0)


def list_plans(con: sqlite3.Connection, scenario_id: int | None = None) -> list[Saved]:
    """All plans, or one scenario's, newest first, without payloads."""
    found = con.execute(
        "SELECT id, name, author, at, data_version, '{}' AS payload, scenario_id, 1 AS version"
        " FROM plan WHERE ?1 IS NULL OR scenario_id = ?1 ORDER BY id DESC",
        (scenario_id,),
    )
    return [_saved(row) for row in found]


def load_plan(con: sqlite3.Connection, plan_id: int) -> Saved:
    """One plan with its payload.

    Raises:
        OperationsError: there is none of that number.
    """
    row = con.execute("SELECT *, 1 AS version FROM plan WHERE id = ?", (plan_id,)).fetchone()
    return _saved(_found(row, f"plan {plan_id}"))


def _json(payload: Mapping[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, allow_nan=False)


def _found(row: sqlite3.Row | None, what: str) -> sqlite3.Row:
    if row is None:
        raise OperationsError(f"no {what}", remedy="it may have been given a wrong number")
    return row


def _saved(row: sqlite3.Row) -> Saved:
    return Saved(
        row["id"], row["name"], row["author"], datetime.fromisoformat(row["at"]),
        row["data_version"], json.loads(row["payload"]), row["scenario_id"],
        row["version"],
    )  # fmt: skip
