"""Deeds of a dispatch day, kept one after another; nobody's change is lost to somebody else's.

Deeds of two people at once both stand if they are about different claims and crews; else the later
one is refused, and told who did what meanwhile. What happened on the road (a check-in, a claim that
came in) is never refused for that: `do_deed` applies it to the day as it stands.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from risk.errors import OperationsError
from risk.operations.deed import RECORDERS, Doer, admit, text, write_down
from risk.operations.dispatch_days import (
    DayHead,
    Done,
    Entry,
    KeptDay,
    Touches,
    deeds_after,
    list_days,
    load_day,
    open_day,
)
from risk.operations.store import transaction
from risk.staffing.live.change import apply, told
from risk.staffing.live.codec import deed_json, encode
from risk.staffing.live.records import Changed, Deed, DeedKind
from risk.staffing.live.standing import DayState
from risk.terms import Role

__all__ = [
    "CREW", "HOUSE", "DayHead", "Done", "Entry", "KeptDay", "Touches", "append_deed", "conflict",
    "deeds_after", "do_deed", "list_days", "load_day", "open_day", "touches_of",
]  # fmt: skip

CREW, HOUSE = "crew", "house"
"""Roles beside those of users: a crew's check-in link; the house's own work (polish, claims)."""

CHECK_INS = frozenset({DeedKind.SET_OUT, DeedKind.ARRIVED, DeedKind.FINISHED})
DECISIONS = frozenset({
    DeedKind.ASSIGNED, DeedKind.TAKEN_OFF, DeedKind.RELEASED, DeedKind.BOUND, DeedKind.UNDONE,
    DeedKind.CREW_OUT, DeedKind.CREW_BACK, DeedKind.CANCELLED, DeedKind.PROLONGED,
})  # fmt: skip
"""What a person decides about a claim or crew."""
ABOUT_ALL = frozenset({DeedKind.CLOCK, DeedKind.PACE, DeedKind.ROAD_CLOSED, DeedKind.ROAD_OPENED})


def touches_of(changed: Changed) -> Touches:
    """What a deed is about: its claim and the claims it moved; a decision's crews; routes changed.

    Claims that a road or the clock moved are not counted: nobody decided about them.
    """
    deed = changed.deed
    moves = () if deed.kind in ABOUT_ALL else tuple(
        m for m in changed.moves if m.from_crew != m.to_crew
    )  # fmt: skip
    claims = {deed.claim_id, *(m.claim_id for m in moves)}
    crews = {deed.crew_id, *(c for m in moves for c in (m.from_crew, m.to_crew))}
    decided = crews if deed.kind in DECISIONS else set()
    return Touches(
        *(tuple(sorted(filter(None, ids))) for ids in (claims, decided, deed.routes or ()))
    )


def append_deed(
    con: sqlite3.Connection,
    day_id: int,
    changed: Changed,
    *,
    seen: int,
    user: str,
    role: Role | str,
    at: datetime,
) -> int:
    """Write a deed down, audited; returns its number.

    Args:
        con: from ``open_operations``.
        day_id: of the day.
        changed: what the deed came to, worked out on the day as it stood after deed ``seen``.
        seen: see above.
        user, role: who does it: recorders, a crew's link (`CREW`, check-ins only), `HOUSE`.
        at: local wall time.

    Raises:
        OperationsError: the role may not; no such day; or a deed after ``seen`` touches the same
            claims, crews or routes: it says who did what when.
    """
    by = Doer(user, role, at)
    _admit(con, by, changed.deed.kind, day_id)
    with transaction(con):
        mine = touches_of(changed)
        for entry in deeds_after(con, day_id, seen):
            if set(mine.routes) & set(entry.touches.routes) or _meet(mine, entry.touches):
                raise conflict(entry, mine)
        return _insert(con, day_id, changed, mine, by)


def do_deed(
    con: sqlite3.Connection,
    day_id: int,
    deed: Deed,
    *,
    seen: int,
    user: str,
    role: Role | str,
    at: datetime,
    known: DayState | None = None,
    clock: Callable[[], float] | None = None,
) -> Done:
    """Apply a deed to the day as it stands now and write it down, in one go; audited.

    Nothing can come between: what others have done since ``seen`` is told first, and a decision of
    theirs about the same claim or crew refuses a decision or a set of routes made without it.

    Args:
        con, day_id, user, role, at: see `append_deed`.
        deed: what is done.
        seen: number of the last deed the person (or search) knew of.
        known: a state of this day told before, so that only later deeds are read; None: all.
        clock: see ``live.apply``.

    Raises:
        OperationsError: the role may not, no such day, or somebody has decided meanwhile.
        ModelError: the deed cannot be (see ``live.apply``).
    """
    by = Doer(user, role, at)
    _admit(con, by, deed.kind, day_id)
    with transaction(con):
        if known is None:
            kept = load_day(con, day_id)
            known, entries = kept.start, kept.entries
        else:
            entries = deeds_after(con, day_id, min(seen, known.number))
        new = [e.deed for e in entries if e.number > known.number]
        later = [e for e in entries if e.number > seen]
        if deed.routes is not None:
            _refuse_stale(deed, later)
        state = told(known, new)
        state, changed = apply(state, deed, clock=clock)
        mine = touches_of(changed)
        if deed.kind in DECISIONS:
            _refuse_second(mine, user, later)
        return Done(_insert(con, day_id, changed, mine, by), changed, state)


def conflict(entry: Entry, mine: Touches) -> OperationsError:
    """The refusal of a deed that meets another one: who, what, when."""
    ids = sorted({*entry.touches.claims} & {*mine.claims}) or sorted(
        {*entry.touches.crews, *entry.touches.routes} & {*mine.crews, *mine.routes}
    )
    hour, minute = divmod(round(entry.deed.at_min), 60)
    return OperationsError(
        f"{entry.user} has changed {', '.join(ids[:3])} meanwhile"
        f" ({entry.deed.kind.value}, {hour:02d}:{minute:02d}, deed {entry.number})",
        where="dispatch", remedy="look at the day again, then decide",
    )  # fmt: skip


def _meet(mine: Touches, theirs: Touches) -> bool:
    return bool({*mine.claims} & {*theirs.claims} or {*mine.crews} & {*theirs.crews})


def _refuse_stale(deed: Deed, later: Sequence[Entry]) -> None:
    """Routes worked out elsewhere stand only if nothing has changed those routes meanwhile."""
    mine = Touches(routes=tuple(deed.routes or ()))
    for entry in later:
        if {*mine.routes} & {*entry.touches.routes}:
            raise conflict(entry, mine)


def _refuse_second(mine: Touches, user: str, later: Sequence[Entry]) -> None:
    for entry in later:
        if entry.user != user and _meet(mine, entry.touches):
            raise conflict(entry, mine)


def _admit(con: sqlite3.Connection, by: Doer, kind: DeedKind, day_id: int) -> None:
    works = by.role == HOUSE and kind not in DECISIONS
    if not works and not (by.role == CREW and kind in CHECK_INS):
        admit(con, by, RECORDERS, f"dispatch {kind.value}", f"dispatch day {day_id}")


def _insert(
    con: sqlite3.Connection, day_id: int, changed: Changed, touches: Touches, by: Doer
) -> int:
    deed = changed.deed
    if con.execute("SELECT 1 FROM dispatch_day WHERE id = ?", (day_id,)).fetchone() is None:
        raise OperationsError(f"no dispatch day {day_id}", remedy="choose it from the list")
    last = con.execute(
        "SELECT coalesce(max(number), 0) FROM dispatch_deed WHERE day_id = ?", (day_id,)
    ).fetchone()
    number = int(last[0]) + 1
    packed, met, values = (
        json.dumps(v, ensure_ascii=False, allow_nan=False)
        for v in (deed_json(deed), encode(touches), encode(changed.values))
    )
    con.execute(
        "INSERT INTO dispatch_deed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (day_id, number, deed.at_min, deed.kind.value, packed, met, changed.reason, values,
         by.user, str(by.role), text(by.at)),
    )  # fmt: skip
    write_down(
        con, by, f"dispatch {deed.kind.value}", f"dispatch day {day_id} deed {number}",
        {"deed": packed},
    )  # fmt: skip
    return number
