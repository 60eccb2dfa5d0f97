"""Decisions at the report desk: append-only, the last word counts, none overwritten unseen."""

import sqlite3
from datetime import datetime

import pandas as pd

from risk.desk.decisions import Verdict, check
from risk.errors import OperationsError
from risk.operations import audit
from risk.operations.store import transaction
from risk.terms import Role

DECIDERS = frozenset({Role.ANALYST, Role.DISPATCHER, Role.MANAGER, Role.ADMINISTRATOR})
"""Roles that may decide what a report means."""
COLUMNS = ("number", "subject", "verdict", "value", "user", "role", "why", "at")


def decide(
    con: sqlite3.Connection,
    subject: str,
    verdict: Verdict,
    *,
    value: str = "",
    why: str = "",
    seen: int | None = None,
    user: str,
    role: Role,
    at: datetime,
) -> int:
    """Write a decision down; returns its number.

    Args:
        con: the operations store.
        subject: from ``risk.desk.decisions``: ``pair_subject``, ``size_subject``, ``home_subject``.
        verdict: what the person says; ``OPEN`` takes back what was said.
        value: number of houses of a split, household key of a match.
        why: the person's own words, if any.
        seen: number of the last decision on the subject that the person saw (0: none); None: not
            checked.
        user: who decides, in which ``role``.
        at: local wall time.

    Raises:
        ModelError: the verdict does not answer the subject.
        OperationsError: the role may not decide (audited too), or somebody decided meanwhile.
    """
    check(subject, verdict, value)
    if role not in DECIDERS:
        _write_down(con, subject, verdict, value, user=user, role=role, at=at, result="refused")
        raise OperationsError(
            f"the role {role} may not decide about reports", remedy="ask an analyst or a manager"
        )
    with transaction(con):
        last = con.execute(
            "SELECT number, verdict, user, at FROM desk_decision WHERE subject = ?"
            " ORDER BY number DESC LIMIT 1",
            (subject,),
        ).fetchone()
        if seen is not None and last is not None and last["number"] != seen:
            raise OperationsError(
                f"{last['user']} decided this meanwhile ({last['verdict']}, {last['at'][:16]})",
                remedy="look at it again, and decide anew if you see it otherwise",
            )
        number = con.execute(
            "INSERT INTO desk_decision (subject, verdict, value, user, role, why, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (subject, verdict.value, value, user, role.value, why, _text(at)),
        ).lastrowid
        _write_down(con, subject, verdict, value, user=user, role=role, at=at)
    return int(number or 0)


def decisions(con: sqlite3.Connection) -> pd.DataFrame:
    """Every decision, oldest first: number, subject, verdict, value, user, role, why, at."""
    rows = con.execute(
        "SELECT number, subject, verdict, value, user, role, why, at FROM desk_decision"
        " ORDER BY number"
    ).fetchall()
    frame = pd.DataFrame([tuple(r) for r in rows], columns=list(COLUMNS), dtype=object)
    return frame.astype({"number": "int64", "at": "datetime64[us]"})


def last_number(con: sqlite3.Connection) -> int:
    """Number of the newest decision; 0 before the first."""
    row = con.execute("SELECT coalesce(max(number), 0) FROM desk_decision").fetchone()
    return int(row[0])


def _write_down(
    con: sqlite3.Connection, subject: str, verdict: Verdict, value: str, *,
    user: str, role: Role, at: datetime, result: str = "done",
) -> None:  # fmt: skip
    audit.append(
        con, at=at, user=user, role=role, action=f"report desk {verdict.value}",
        object_=subject.replace("\x1f", " | "), parameters={"value": value}, result=result,
    )  # fmt: skip


def _text(at: datetime) -> str:
    return at.isoformat(" ", "microseconds")
