"""Check-ins of crews' phones: what a phone is shown of its day, and what becomes of what it sends.

Whatever a phone sends is evidence and kept once; what it means for the day is a deed like any
other. A crew is shown its own stops, houses by the end of their reference, and nothing of others.
"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from dashboards.story.check_in_judged import EPOCH, Open, Told, judge, midnight
from risk.errors import HuzhuError
from risk.operations import open_operations, transaction
from risk.operations.check_in import CheckIn, keep_check_ins
from risk.operations.check_in_link import Pass
from risk.operations.deed import Doer
from risk.operations.dispatch import CREW, KeptDay, do_deed
from risk.staffing.live import DayState, Deed, DeedKind
from risk.terms import CheckInKind
from risk.workspace import Workspace

LATE_SENDING = timedelta(hours=72)  # a phone without signal sends what was made in time until then
LIVE = "live"
SHOWN_CHARS = 4  # of a household's reference
DEEDS = {
    CheckInKind.SET_OUT: DeedKind.SET_OUT,
    CheckInKind.ARRIVED: DeedKind.ARRIVED,
    CheckInKind.FINISHED: DeedKind.FINISHED,
}


class Days(Protocol):
    """Dispatch days as they stand (`DispatchDesk`)."""

    def stand(self, day_id: int, at: datetime) -> tuple[KeptDay, DayState]:
        """A day's log and where it stands; a live one at the wall's time."""

    def seek_better(self, day_id: int) -> None:
        """Seek better routes behind what has happened."""


@dataclass(frozen=True)
class Answer:
    """What became of one: ``kept``, ``repeated`` or ``refused``; how well it is known; why."""

    uuid: str
    state: str
    quality: str = ""
    notes: tuple[str, ...] = ()


class PassOverError(HuzhuError):
    """A pass that is over for good."""


class CheckInDesk:
    """What phones ask of a workspace's dispatch days."""

    def __init__(self, ws: Workspace, days: Days) -> None:
        self._ws, self._days = ws, days

    def open(self, granted: Pass, at: datetime) -> Open:
        """The day of a pass.

        Raises:
            PassOverError: it ended too long ago.
            HuzhuError: no such day, or no such crew on it.
        """
        kept, state = self._days.stand(granted.day_id, at)
        if granted.crew_id not in state.crews:
            raise HuzhuError(f"no crew {granted.crew_id} on that day", where="check-in")
        now = at
        if kept.head.origin != LIVE:
            now = midnight(state.ground.day) + timedelta(minutes=state.now_min)
        if now > granted.valid_until + LATE_SENDING:
            raise PassOverError("this check-in link is over", remedy="scan today's route sheet")
        return Open(kept, state, granted, now)

    def take(self, opened: Open, told: Sequence[Told], sent_s: float, at: datetime) -> list[Answer]:
        """Keep what a phone sent, and do on the day what it means; all of it or nothing.

        Args:
            opened: from :meth:`open`.
            told: in any order.
            sent_s: when, by the phone's clock.
            at: local wall time.
        """
        judged = [judge(opened, one, sent_s) for one in told]
        evidence = [check_in for check_in, _ in judged if check_in is not None]
        crew, day_id = opened.state.crews[opened.granted.crew_id], opened.granted.day_id
        by = Doer(crew.name, CREW, at)
        with closing(open_operations(self._ws)) as con, transaction(con):
            new = keep_check_ins(
                con, evidence, day_id=day_id, day=opened.state.ground.day, crew_id=crew.crew_id,
                by=by,
            )  # fmt: skip
            undone = () if opened.over else do_all(con, opened, new, by)
        if new and not opened.over:
            self._days.seek_better(day_id)
        kept = {one.uuid for one in new}
        return [
            answer_of(one, check_in, notes, kept, undone)
            for one, (check_in, notes) in zip(told, judged, strict=True)
        ]


def do_all(
    con: sqlite3.Connection, opened: Open, check_ins: Sequence[CheckIn], by: Doer
) -> tuple[str, ...]:
    """Check-ins as deeds of the day, in the order they happened; uuids of those that cannot be."""
    state, undone = opened.state, []
    for one in sorted(check_ins, key=lambda c: c.at):
        try:
            state = do_deed(
                con, opened.granted.day_id, deed_of(opened, one), seen=state.number, known=state,
                user=by.user, role=by.role, at=by.at,
            ).state  # fmt: skip
        except HuzhuError:
            undone.append(one.uuid)
    return tuple(undone)


def deed_of(opened: Open, one: CheckIn) -> Deed:
    """A check-in as a deed of the day."""
    minutes = (one.at - midnight(opened.state.ground.day)).total_seconds() / 60
    quality = one.quality if one.kind is CheckInKind.ARRIVED else None
    return Deed(
        DEEDS[one.kind], minutes, claim_id=one.claim_id, crew_id=opened.granted.crew_id,
        quality=quality,
    )  # fmt: skip


def answer_of(
    told: Told,
    check_in: CheckIn | None,
    notes: tuple[str, ...],
    kept: Collection[str],
    undone: Collection[str],
) -> Answer:
    """What a phone is told of one check-in."""
    if check_in is None:
        return Answer(told.uuid, "refused", notes=notes)
    if told.uuid not in kept:
        return Answer(told.uuid, "repeated", check_in.quality.value, ("repeated",))
    more = ("dispatcher",) if told.uuid in undone else ()
    return Answer(told.uuid, "kept", check_in.quality.value, (*notes, *more))


def shown(opened: Open, county: str, synthetic: bool) -> Mapping[str, Any]:
    """A crew's day as its phone shows it, as JSON values; no name, households masked."""
    state, crew = opened.state, opened.state.crews[opened.granted.crew_id]
    day = midnight(state.ground.day)
    return {
        "county": county, "synthetic": synthetic or opened.kept.head.synthetic,
        "crew": crew.name, "day": f"{day:%Y-%m-%d}",
        "now_ms": 1000 * (opened.now - EPOCH).total_seconds(),
        "midnight_ms": 1000 * (day - EPOCH).total_seconds(),
        "stops": [
            {
                "claim_id": claim_id, "village": state.claims[claim_id].village_name,
                "house": masked(state.claims[claim_id].household),
                "due_min": state.claims[claim_id].due_min,
                "stage": state.progress[claim_id].stage.value,
            }
            for claim_id in state.routes.get(crew.crew_id, ())
        ],
    }  # fmt: skip


def masked(reference: str) -> str:
    """The end of a household's reference: enough to tell two houses of a list apart."""
    return f"…{reference[-SHOWN_CHARS:]}" if len(reference) > SHOWN_CHARS else ""
