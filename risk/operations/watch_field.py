"""What people in the field tell while a warning stands: calls, roads, and whether crews go.

Nothing is overwritten: a call that failed stays beside the one that reached somebody.
"""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from risk.errors import OperationsError
from risk.operations.deed import DECIDERS, RECORDERS, Doer, admit, rows, text, write_down
from risk.operations.store import transaction
from risk.operations.watch import load_alert


class CallOutcome(StrEnum):
    """What came of a call."""

    REACHED = "reached"
    TOLD_ANOTHER = "told_another"  # somebody else in the village took the message
    CALL_BACK = "call_back"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


INFORMED = frozenset({CallOutcome.REACHED, CallOutcome.TOLD_ANOTHER})
"""Outcomes after which the village knows."""


def record_call(
    con: sqlite3.Connection,
    alert_id: int,
    liaison_id: str,
    region_code: str,
    outcome: CallOutcome,
    *,
    by: Doer,
    note: str = "",
) -> None:
    """Write a call to a village's liaison down.

    Raises:
        OperationsError: the role may not record (audited too), there is no such warning, or
            somebody else was told and nobody is named.
    """
    admit(con, by, RECORDERS, "liaison call", f"alert {alert_id} {liaison_id}")
    load_alert(con, alert_id)
    if outcome is CallOutcome.TOLD_ANOTHER and not note.strip():
        raise OperationsError(
            "somebody else was told, but not who", remedy="write down who took the message"
        )
    with transaction(con):
        con.execute(
            "INSERT INTO liaison_call (alert_id, liaison_id, region_code, outcome, note, user, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (alert_id, liaison_id, region_code, outcome.value, note.strip(), by.user, text(by.at)),
        )
        write_down(con, by, "liaison call", f"alert {alert_id} {liaison_id}", {"outcome": outcome})


def calls(con: sqlite3.Connection, alert_id: int) -> pd.DataFrame:
    """Calls about a warning, oldest first: liaison_id, region_code, outcome, note, user, at."""
    return rows(
        con,
        "SELECT liaison_id, region_code, outcome, note, user, at FROM liaison_call"
        " WHERE alert_id = ? ORDER BY id",
        (alert_id,), times=("at",),
    )  # fmt: skip


def report_road(
    con: sqlite3.Connection, region_code: str, state: str, *, from_at: datetime, by: Doer, note: str
) -> None:
    """Write down the state of the roads into a township: open, slow, restricted or closed.

    Raises:
        OperationsError: the role may not record (audited too), or no such state.
    """
    admit(con, by, RECORDERS, "road state", region_code)
    try:
        with transaction(con):
            con.execute(
                "INSERT INTO road_report (region_code, state, from_at, note, user, at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (region_code, state, text(from_at), note.strip(), by.user, text(by.at)),
            )
            write_down(con, by, "road state", region_code, {"state": state, "from": text(from_at)})
    except sqlite3.IntegrityError:
        raise OperationsError(
            f"no road state {state!r}", remedy="open, slow, restricted or closed"
        ) from None


def road_reports(con: sqlite3.Connection) -> pd.DataFrame:
    """Every report on roads, oldest first: region_code, state, from_at, note, user, at."""
    return rows(
        con,
        "SELECT region_code, state, from_at, note, user, at FROM road_report ORDER BY id",
        times=("from_at", "at"),
    )


def decide_crews(
    con: sqlite3.Connection,
    region_code: str,
    decision: str,
    *,
    until_at: datetime,
    rule: Mapping[str, Any],
    by: Doer,
    reason: str,
    since: datetime | None = None,
) -> None:
    """A person's word on crews into a township: go, care, no_go; ``rule`` gives it back.

    Args:
        con: the operations store.
        region_code: the township.
        decision: the word.
        until_at: when it ends by itself.
        rule: what the rule said and its inputs, as shown to the person.
        by: a manager.
        reason: why; needed unless the word is given back.
        since: the time shown to the person; None: now. The end has to lie after it.

    Raises:
        OperationsError: the role may not decide (audited too), no such word, no reason, or the end
            is not after ``since``.
    """
    admit(con, by, DECIDERS, "crews", region_code)
    if decision != "rule" and not reason.strip():
        raise OperationsError(
            "the rule is overridden with a reason", remedy="say why crews go or stay"
        )
    if decision != "rule" and until_at <= (since or by.at):
        raise OperationsError("the decision ends before it begins", remedy="choose a later end")
    given = json.dumps(rule, ensure_ascii=False, allow_nan=False, default=str)
    try:
        with transaction(con):
            con.execute(
                "INSERT INTO crew_decision"
                " (region_code, decision, until_at, reason, rule, user, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    region_code,
                    decision,
                    text(until_at),
                    reason.strip(),
                    given,
                    by.user,
                    text(by.at),
                ),
            )
            parameters = {"decision": decision, "reason": reason, "rule": given}
            write_down(con, by, "crews", region_code, parameters)
    except sqlite3.IntegrityError:
        raise OperationsError(
            f"no such decision {decision!r}", remedy="go, care, no_go or rule"
        ) from None


def crew_decisions(con: sqlite3.Connection, at: datetime, *, known: datetime) -> pd.DataFrame:
    """Words in force at a time, of those said by ``known``.

    Returns:
        region_code, decision, until_at, reason, rule (JSON), user, at.
    """
    found = rows(
        con,
        "SELECT region_code, decision, until_at, reason, rule, user, at FROM crew_decision"
        " WHERE id IN (SELECT max(id) FROM crew_decision WHERE at <= ? GROUP BY region_code)"
        " ORDER BY region_code",
        (text(known),), times=("until_at", "at"),
    )  # fmt: skip
    return found[(found["decision"] != "rule") & (found["until_at"] > at)].reset_index(drop=True)


def watch_mark(con: sqlite3.Connection) -> str:
    """Changes whenever anything of the watch is written down; a page asks it before it redraws."""
    tables = (
        "alert",
        "alert_decision",
        "alert_step",
        "liaison_call",
        "road_report",
        "crew_decision",
    )
    counts = dict(
        con.execute(
            "SELECT name, seq FROM sqlite_sequence WHERE name IN (?, ?, ?, ?, ?, ?)", tables
        ).fetchall()
    )
    return ".".join(str(counts.get(table, 0)) for table in tables)
