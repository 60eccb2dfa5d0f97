"""Deeds that come many at once: what happens on a replay, claims of newly loaded data."""

import sqlite3
import time
from collections.abc import Sequence
from datetime import datetime

from risk.follow.script import Script
from risk.operations import User
from risk.operations.dispatch import CREW, HOUSE, do_deed
from risk.staffing.live import DayClaim, DayState, Deed, DeedKind

CHECK_INS = (DeedKind.SET_OUT, DeedKind.ARRIVED, DeedKind.FINISHED)


def play(
    con: sqlite3.Connection, day_id: int, state: DayState, script: Script, minutes: float, *,
    user: User, at: datetime,
) -> DayState:  # fmt: skip
    """A replay so many minutes on: crews tell what they do by themselves, the rest is the user's.

    Raises:
        HuzhuError: somebody else lets its time go on at the same moment.
    """

    def do(now: DayState, deed: Deed) -> DayState:
        own = deed.kind in CHECK_INS
        name, role = (now.crews[deed.crew_id].name, CREW) if own else (user.name, user.role)
        return do_deed(
            con, day_id, deed, seen=now.number, user=name, role=role, at=at, known=now,
            clock=time.monotonic,
        ).state  # fmt: skip

    return script.play(state, state.now_min + minutes, do)


def take_in(
    con: sqlite3.Connection, day_id: int, state: DayState, claims: Sequence[DayClaim], at: datetime
) -> DayState:
    """Claims come in one after the other.

    Raises:
        HuzhuError: one lies where nobody can drive to.
    """
    for claim in claims:
        deed = Deed(DeedKind.CLAIM, state.now_min, claim=claim, claim_id=claim.claim_id)
        state = do_deed(
            con, day_id, deed, seen=state.number, user=HOUSE, role=HOUSE, at=at, known=state
        ).state
    return state
