"""Passes of wallboards: a screen on a wall stays signed in without a person.

A pass is a random word, told once when it is made; only its SHA-256 is kept (256 random bits need
no slow hash). It lets its holder read the wallboard's state and outlines, and nothing else.
"""

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from risk.errors import OperationsError
from risk.operations import audit
from risk.operations.deed import Doer, admit, rows, text, write_down
from risk.operations.store import transaction
from risk.terms import Role

PATH = "/wall"
MAKERS = frozenset({Role.ADMINISTRATOR})
WORD_BYTES = 32
NAME_CHARS_MAX = 60
SEEN_EVERY = timedelta(minutes=10)
"""A screen asks every few seconds; that it still asks is written down this often."""


@dataclass(frozen=True)
class WallPass:
    """A pass that holds: its number, the screen's name, and until when (local wall time)."""

    id: int
    name: str
    valid_until: datetime


def add_wall_pass(con: sqlite3.Connection, name: str, *, days: float, by: Doer) -> str:
    """Make a pass and return its word, which is told this once.

    Args:
        con: from ``open_operations``.
        name: of the screen, as people call it.
        days: it holds for (setting ``wallboard.pass_days``).
        by: who makes it; an administrator.

    Raises:
        OperationsError: the role may not, the name is empty or too long, or a pass of that name
            holds already.
    """
    called = name.strip()
    admit(con, by, MAKERS, "add wall pass", called)
    if not 0 < len(called) <= NAME_CHARS_MAX:
        raise OperationsError(
            "the screen has no name, or one too long",
            remedy=f"name it in at most {NAME_CHARS_MAX} characters, as `operations room`",
        )
    word = secrets.token_urlsafe(WORD_BYTES)
    until = by.at + timedelta(days=days)
    with transaction(con):
        if con.execute(
            "SELECT 1 FROM wall_pass WHERE name = ? AND revoked_at IS NULL AND valid_until > ?",
            (called, text(by.at)),
        ).fetchone():
            raise OperationsError(
                f"a pass of screen {called} holds already", remedy="revoke it first"
            )
        con.execute(
            "INSERT INTO wall_pass (name, word_sha256, made_at, made_by, valid_until)"
            " VALUES (?, ?, ?, ?, ?)",
            (called, _hash(word), text(by.at), by.user, text(until)),
        )
        write_down(con, by, "add wall pass", called, {"valid_until": text(until)})
    return word


def list_wall_passes(con: sqlite3.Connection) -> pd.DataFrame:
    """All passes, newest first.

    Returns:
        id, name, made_at, made_by, valid_until, revoked_at, revoked_by, last_seen_at.
    """
    found = rows(
        con,
        "SELECT id, name, made_at, made_by, valid_until, revoked_at, revoked_by, last_seen_at"
        " FROM wall_pass ORDER BY id DESC",
        times=("made_at", "valid_until", "revoked_at", "last_seen_at"),
    )
    return found.astype({"revoked_by": "string"})


def revoke_wall_pass(con: sqlite3.Connection, pass_id: int, *, by: Doer) -> None:
    """End a pass at once; its row stays.

    Raises:
        OperationsError: the role may not, or no pass of that number holds or held unrevoked.
    """
    admit(con, by, MAKERS, "revoke wall pass", f"pass {pass_id}")
    with transaction(con):
        found = con.execute(
            "UPDATE wall_pass SET revoked_at = ?, revoked_by = ?"
            " WHERE id = ? AND revoked_at IS NULL RETURNING name",
            (text(by.at), by.user, pass_id),
        ).fetchone()
        if found is None:
            raise OperationsError(
                f"no wall pass {pass_id} to revoke", remedy="see `huzhu wall list`"
            )
        write_down(con, by, "revoke wall pass", found["name"])


def read_wall_pass(con: sqlite3.Connection, word: str, *, now: datetime) -> WallPass | None:
    """The pass of a word, if it holds; that the screen asks is noted, its first asking audited."""
    row = con.execute("SELECT * FROM wall_pass WHERE word_sha256 = ?", (_hash(word),)).fetchone()
    if row is None or row["revoked_at"] is not None or row["valid_until"] <= text(now):
        return None
    seen = row["last_seen_at"]
    if seen is None or seen <= text(now - SEEN_EVERY):
        with transaction(con):
            con.execute(
                "UPDATE wall_pass SET last_seen_at = ? WHERE id = ?", (text(now), row["id"])
            )
            if seen is None or seen[:10] != text(now)[:10]:  # once a day, not every few seconds
                audit.append(
                    con, at=now, user=f"wall: {row['name']}", role=Role.VIEWER, action="watch wall",
                    object_=row["name"],
                )  # fmt: skip
    return WallPass(row["id"], row["name"], datetime.fromisoformat(row["valid_until"]))


def wall_address(base_url: str, word: str) -> str:
    """The address a screen opens; the word stands behind the ``#``, which no browser sends on."""
    return f"{base_url.rstrip('/')}{PATH}#{word}"


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
