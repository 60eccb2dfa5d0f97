"""Drills kept: who played what, each step with its hour, the score at the end; only appended."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from risk.errors import OperationsError
from risk.operations import audit
from risk.operations.store import transaction
from risk.terms import Role


@dataclass(frozen=True)
class KeptDrill:
    """A drill as it is kept.

    Attributes:
        id: its number.
        name: of the event or preset.
        origin: what is played: ``event:ID`` or ``preset:CODE``.
        seed: of the hidden draw and of survey times.
        synthetic: the event is invented, or the county is.
        data_version, code_version: what it is played on.
        participants: who took part, in their own words.
        user, role: who opened it.
        begun_at: local wall time.
        steps: hour and deed of each step, oldest first; a deed is a decision or a clock step.
        score: at its end; None while it is played.
        ended_at: local wall time; None while it is played.
    """

    id: int
    name: str
    origin: str
    seed: int
    synthetic: bool
    data_version: str
    code_version: str
    participants: str
    user: str
    role: str
    begun_at: datetime
    steps: tuple[tuple[float, Mapping[str, Any]], ...] = ()
    score: Mapping[str, Any] | None = None
    ended_at: datetime | None = None


def begin_drill(
    con: sqlite3.Connection,
    *,
    name: str,
    origin: str,
    seed: int,
    synthetic: bool,
    data_version: str,
    code_version: str,
    participants: str,
    user: str,
    role: Role,
    at: datetime,
) -> int:
    """Open a drill, audited; returns its number."""
    with transaction(con):
        cursor = con.execute(
            "INSERT INTO drill (name, origin, seed, synthetic, data_version, code_version,"
            " participants, user, role, begun_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (name, origin, seed, int(synthetic), data_version, code_version, participants, user,
             role.value, at.isoformat(" ")),
        )  # fmt: skip
        number = int(cursor.lastrowid or 0)
        _write_down(con, number, "drill begun", {"origin": origin}, user, role, at, data_version)
    return number


def append_step(
    con: sqlite3.Connection,
    drill: int,
    at_h: float,
    deed: Mapping[str, Any],
    *,
    seen: int,
    user: str,
    role: Role,
    at: datetime,
) -> None:
    """Write one step down, audited.

    Args:
        con: an open operations store.
        drill: its number.
        at_h: hour of the step, from the event's start.
        deed: what is done.
        seen: steps there were when it was decided.
        user, role: who decides.
        at: local wall time.

    Raises:
        OperationsError: the hour lies before the drill's last step, somebody has gone on
            meanwhile, or the drill is over.
    """
    try:
        with transaction(con):
            there = con.execute(
                "SELECT count(*) FROM drill_step WHERE drill_id = ?", (drill,)
            ).fetchone()
            if there[0] != seen:
                raise OperationsError(
                    "somebody has decided meanwhile", where=f"drill {drill}",
                    remedy="look at it again",
                )  # fmt: skip
            con.execute(
                "INSERT INTO drill_step (drill_id, at_h, deed, user, made_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (drill, at_h, json.dumps(deed, ensure_ascii=False), user, at.isoformat(" ")),
            )
            _write_down(con, drill, "drill step", {"at_h": at_h, **deed}, user, role, at)
    except sqlite3.IntegrityError as refused:
        raise OperationsError(
            str(refused), where=f"drill {drill}", remedy="reload the page to see where it stands"
        ) from None


def end_drill(
    con: sqlite3.Connection,
    drill: int,
    score: Mapping[str, Any],
    *,
    user: str,
    role: Role,
    at: datetime,
) -> None:
    """Keep the score; the drill is over. Audited.

    Raises:
        OperationsError: it is over already, or there is none of that number.
    """
    try:
        with transaction(con):
            con.execute(
                "INSERT INTO drill_score VALUES (?, ?, ?)",
                (drill, json.dumps(score, ensure_ascii=False, allow_nan=False), at.isoformat(" ")),
            )
            _write_down(con, drill, "drill ended", score, user, role, at)
    except sqlite3.IntegrityError:
        raise OperationsError(
            "this drill is over, or there is none of that number", where=f"drill {drill}"
        ) from None


def load_drill(con: sqlite3.Connection, drill: int) -> KeptDrill:
    """One drill with its steps and score.

    Raises:
        OperationsError: there is none of that number.
    """
    row = con.execute(LISTED + " WHERE d.id = ?", (drill,)).fetchone()
    if row is None:
        raise OperationsError(f"no drill {drill}", remedy="choose another one")
    steps = con.execute(
        "SELECT at_h, deed FROM drill_step WHERE drill_id = ? ORDER BY number", (drill,)
    ).fetchall()
    return _kept(row, tuple((float(s["at_h"]), json.loads(s["deed"])) for s in steps))


def list_drills(con: sqlite3.Connection) -> list[KeptDrill]:
    """All drills, newest first, without steps."""
    return [_kept(row) for row in con.execute(LISTED + " ORDER BY d.id DESC")]


LISTED = "SELECT d.*, s.score, s.ended_at FROM drill d LEFT JOIN drill_score s ON s.drill_id = d.id"


def _kept(row: sqlite3.Row, steps: tuple[tuple[float, Mapping[str, Any]], ...] = ()) -> KeptDrill:
    return KeptDrill(
        id=row["id"],
        name=row["name"],
        origin=row["origin"],
        seed=row["seed"],
        synthetic=bool(row["synthetic"]),
        data_version=row["data_version"],
        code_version=row["code_version"],
        participants=row["participants"],
        user=row["user"],
        role=row["role"],
        begun_at=datetime.fromisoformat(row["begun_at"]),
        steps=steps,
        score=json.loads(row["score"]) if row["score"] else None,
        ended_at=datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else None,
    )


def _write_down(
    con: sqlite3.Connection, drill: int, action: str, parameters: Mapping[str, Any], user: str,
    role: Role, at: datetime, data_version: str = "",
) -> None:  # fmt: skip
    audit.append(
        con, at=at, user=user, role=role, action=action, object_=f"drill {drill}",
        parameters=parameters, data_version=data_version,
    )  # fmt: skip
