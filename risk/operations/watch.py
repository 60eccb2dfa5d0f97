"""Warnings as received, what was decided about them, and the steps of their checklists.

A warning is kept as it was read, once, however often and by whatever way it comes in. What is
pasted counts only after a person confirmed it; files of the folder and of the named address count
at once, and may be set aside with a reason.
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from risk.errors import OperationsError
from risk.operations.deed import DECIDERS, RECORDERS, Doer, admit, rows, text, write_down
from risk.operations.store import transaction

FOLDER_USER = "folder"
"""Whose name stands with what the page itself found in the folder or at the named address."""
BASE = """
SELECT a.*, d.decision, d.reason, d.user AS decided_by, d.at AS decided_at
FROM alert a LEFT JOIN alert_decision d
  ON d.id = (SELECT max(id) FROM alert_decision WHERE alert_id = a.id)
"""


class Channel(StrEnum):
    """How a warning came in."""

    FILE = "file"
    FOLDER = "folder"
    PASTED = "pasted"
    URL = "url"


class Standing(StrEnum):
    """Whether a warning counts."""

    COUNTS = "counts"
    WAITS = "waits"  # pasted, no person has confirmed it
    SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Received:
    """A warning as the store keeps it; ``record`` is what the reader of its format made of it."""

    id: int
    channel: Channel
    origin: str
    """Name of the file or address; empty for a pasted text."""
    record: Mapping[str, Any]
    text: str
    """The words pasted; empty for a file."""
    user: str
    received_at: datetime
    standing: Standing
    decided_by: str
    decided_at: datetime | None
    reason: str


def content_hash(content: bytes | str) -> str:
    """SHA-256 of what came in: the same thing twice is one warning."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def receive_alert(
    con: sqlite3.Connection,
    record: Mapping[str, Any],
    *,
    sha256: str,
    part: int = 0,
    channel: Channel,
    by: Doer,
    origin: str = "",
    words: str = "",
) -> tuple[int, bool]:
    """Keep a warning; returns its number and whether it is new.

    Args:
        con: the operations store.
        record: as read, JSON.
        sha256: of what came in (:func:`content_hash`); ``part`` is its place in there, from 0.
        channel: how it came in.
        by: who brings it; the folder and the named address need no role.
        origin: name of the file or address.
        words: the text pasted.

    Raises:
        OperationsError: the role may not hand warnings in (audited too).
    """
    if channel in (Channel.FILE, Channel.PASTED):
        admit(con, by, RECORDERS, "receive warning", origin or channel.value)
    with transaction(con):
        found = con.execute(
            "SELECT id FROM alert WHERE sha256 = ? AND part = ?", (sha256, part)
        ).fetchone()
        if found:
            return int(found[0]), False
        body = json.dumps(record, ensure_ascii=False, allow_nan=False)
        made = con.execute(
            "INSERT INTO alert (sha256, part, channel, origin, record, text, user, received_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (sha256, part, channel.value, origin, body, words, by.user, text(by.at)),
        )
        number = int(made.lastrowid or 0)
        write_down(con, by, "receive warning", f"alert {number}", {"sha256": sha256, "part": part})
    return number, True


def decide_alert(
    con: sqlite3.Connection, alert_id: int, decision: str, *, by: Doer, reason: str = ""
) -> None:
    """``confirmed`` (a pasted one counts), ``set_aside`` (with a reason) or ``restored``.

    Raises:
        OperationsError: the role may not decide (audited too), there is no such warning, or it is
            set aside without a reason.
    """
    admit(con, by, DECIDERS, f"warning {decision}", f"alert {alert_id}")
    if decision == "set_aside" and not reason.strip():
        raise OperationsError(
            "a warning is set aside with a reason", remedy="say why it does not count here"
        )
    load_alert(con, alert_id)
    with transaction(con):
        con.execute(
            "INSERT INTO alert_decision (alert_id, decision, reason, user, at)"
            " VALUES (?, ?, ?, ?, ?)",
            (alert_id, decision, reason.strip(), by.user, text(by.at)),
        )
        write_down(con, by, f"warning {decision}", f"alert {alert_id}", {"reason": reason})


def load_alert(con: sqlite3.Connection, alert_id: int) -> Received:
    """One warning.

    Raises:
        OperationsError: there is none of that number.
    """
    row = con.execute(BASE + " WHERE a.id = ?", (alert_id,)).fetchone()
    if row is None:
        raise OperationsError(f"no warning {alert_id}", remedy="choose one of the list")
    return _received(row)


def list_alerts(con: sqlite3.Connection) -> list[Received]:
    """All warnings received, newest first."""
    return [_received(row) for row in con.execute(BASE + " ORDER BY a.id DESC")]


def _received(row: sqlite3.Row) -> Received:
    decision, channel = row["decision"], Channel(row["channel"])
    waits = channel is Channel.PASTED and decision is None
    standing = Standing.SET_ASIDE if decision == "set_aside" else Standing.COUNTS
    return Received(
        id=row["id"], channel=channel, origin=row["origin"], record=json.loads(row["record"]),
        text=row["text"], user=row["user"],
        received_at=datetime.fromisoformat(row["received_at"]),
        standing=Standing.WAITS if waits else standing,
        decided_by=row["decided_by"] or "",
        decided_at=datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
        reason=row["reason"] or "",
    )  # fmt: skip


def mark_step(
    con: sqlite3.Connection, alert_id: int, step: str, *, done: bool, by: Doer, note: str = ""
) -> None:
    """Tick a step of a warning's checklist, or take the tick back.

    Raises:
        OperationsError: the role may not record (audited too), or there is no such warning.
    """
    admit(con, by, RECORDERS, "checklist step", f"alert {alert_id}")
    load_alert(con, alert_id)
    with transaction(con):
        con.execute(
            "INSERT INTO alert_step (alert_id, step, done, note, user, at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (alert_id, step, int(done), note.strip(), by.user, text(by.at)),
        )
        parameters = {"step": step, "done": done, "note": note}
        write_down(con, by, "checklist step", f"alert {alert_id}", parameters)


def steps(con: sqlite3.Connection, alert_id: int, *, known: datetime) -> pd.DataFrame:
    """Steps of a warning's checklist as written down by a time: step, done (bool), note, user, at.

    Of several rows about a step the last counts.
    """
    found = rows(
        con,
        "SELECT step, done, note, user, at FROM alert_step WHERE id IN"
        " (SELECT max(id) FROM alert_step WHERE alert_id = ? AND at <= ? GROUP BY step)"
        " ORDER BY id",
        (alert_id, text(known)), times=("at",),
    )  # fmt: skip
    return found.astype({"done": bool})
