"""Dispatch days kept: where each began and every deed since; only appended, audited, no names."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from risk.errors import OperationsError
from risk.operations.deed import RECORDERS, Doer, admit, text, write_down
from risk.operations.store import transaction
from risk.staffing.live.codec import deed_of, ground_bytes, ground_of, state_json, state_of
from risk.staffing.live.records import Changed, Deed
from risk.staffing.live.standing import DayState
from risk.terms import Role
from risk.version import code_version

LIVE = "live"


@dataclass(frozen=True)
class Touches:
    """Claims and crews a deed is about, and whose routes it changed."""

    claims: tuple[str, ...] = ()
    crews: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A deed of a day's log, and who did it when (local wall time)."""

    number: int
    deed: Deed
    touches: Touches
    reason: str
    values: Mapping[str, Any]
    user: str
    role: str
    made_at: datetime


@dataclass(frozen=True)
class DayHead:
    """A dispatch day without its log.

    Attributes:
        id: its number.
        day: which day it is.
        origin: ``live``, or what is replayed.
        name: as people call it.
        seed: of what a replay draws.
        synthetic: made up.
        data_version, code_version: what it was opened on.
        user, role, at: who opened it when.
        deeds: how many so far.
        last_min: minute of the last one; None: none.
    """

    id: int
    day: date
    origin: str
    name: str
    seed: int
    synthetic: bool
    data_version: str
    code_version: str
    user: str
    role: str
    at: datetime
    deeds: int
    last_min: float | None


@dataclass(frozen=True, eq=False)
class KeptDay:
    """A dispatch day whole: ``start`` and ``log`` tell where it stands (``live.told``)."""

    head: DayHead
    start: DayState
    entries: tuple[Entry, ...]

    @property
    def log(self) -> tuple[Deed, ...]:
        """The deeds, oldest first."""
        return tuple(entry.deed for entry in self.entries)


@dataclass(frozen=True, eq=False)
class Done:
    """A deed done: its number, what it changed, and where the day stands then."""

    number: int
    changed: Changed
    state: DayState


def open_day(
    con: sqlite3.Connection,
    start: DayState,
    *,
    origin: str,
    name: str,
    seed: int,
    synthetic: bool,
    data_version: str,
    user: str,
    role: Role,
    at: datetime,
) -> int:
    """Open a dispatch day, audited; returns its number.

    Args:
        con: from ``open_operations``.
        start: where it begins; its ground is kept whole.
        origin: ``live``, or what is replayed.
        name, seed, synthetic, data_version: see `DayHead`.
        user, role, at: who opens it, local wall time; recorders only.

    Raises:
        OperationsError: the role may not, or a live day of that date is open already.
    """
    by, day = Doer(user, role, at), start.ground.day
    admit(con, by, RECORDERS, "open dispatch day", day.isoformat())
    packed = json.dumps(state_json(start), ensure_ascii=False, allow_nan=False)
    try:
        with transaction(con):
            cursor = con.execute(
                "INSERT INTO dispatch_day (day, origin, name, seed, synthetic, data_version,"
                " code_version, user, role, at, start, ground)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (day.isoformat(), origin, name, seed, int(synthetic), data_version, code_version(),
                 user, str(role), text(at), packed, ground_bytes(start.ground)),
            )  # fmt: skip
            number = int(cursor.lastrowid or 0)
            write_down(con, by, "open dispatch day", f"dispatch day {number}", {"origin": origin})
    except sqlite3.IntegrityError:
        raise OperationsError(
            f"the dispatch day of {day} is open already", remedy="choose it from the list"
        ) from None
    return number


def load_day(con: sqlite3.Connection, day_id: int) -> KeptDay:
    """One dispatch day with all its deeds.

    Raises:
        OperationsError: there is none of that number.
    """
    row = con.execute(f"{HEADS} WHERE d.id = ?", (day_id,)).fetchone()
    if row is None:
        raise OperationsError(f"no dispatch day {day_id}", remedy="choose it from the list")
    kept = con.execute("SELECT start, ground FROM dispatch_day WHERE id = ?", (day_id,)).fetchone()
    start = state_of(json.loads(kept["start"]), ground_of(kept["ground"]))
    return KeptDay(_head(row), start, deeds_after(con, day_id, 0))


def deeds_after(con: sqlite3.Connection, day_id: int, number: int) -> tuple[Entry, ...]:
    """Deeds of a day later than one seen, oldest first."""
    found = con.execute(
        "SELECT * FROM dispatch_deed WHERE day_id = ? AND number > ? ORDER BY number",
        (day_id, number),
    )
    return tuple(_entry(row) for row in found)


def list_days(con: sqlite3.Connection) -> list[DayHead]:
    """All dispatch days, newest first."""
    return [_head(row) for row in con.execute(f"{HEADS} ORDER BY d.day DESC, d.id DESC")]


HEADS = (
    "SELECT d.id, d.day, d.origin, d.name, d.seed, d.synthetic, d.data_version, d.code_version,"
    " d.user, d.role, d.at, n.deeds, n.last_min FROM dispatch_day d"
    " JOIN (SELECT i.id, count(e.number) AS deeds, max(e.at_min) AS last_min FROM dispatch_day i"
    " LEFT JOIN dispatch_deed e ON e.day_id = i.id GROUP BY i.id) n ON n.id = d.id"
)


def _head(row: sqlite3.Row) -> DayHead:
    return DayHead(
        row["id"], date.fromisoformat(row["day"]), row["origin"], row["name"], row["seed"],
        bool(row["synthetic"]), row["data_version"], row["code_version"], row["user"], row["role"],
        datetime.fromisoformat(row["at"]), row["deeds"], row["last_min"],
    )  # fmt: skip


def _entry(row: sqlite3.Row) -> Entry:
    touches = {name: tuple(ids) for name, ids in json.loads(row["touches"]).items()}
    return Entry(
        row["number"], deed_of(json.loads(row["deed"])), Touches(**touches), row["reason"],
        json.loads(row["vals"]), row["user"], row["role"], datetime.fromisoformat(row["made_at"]),
    )  # fmt: skip
