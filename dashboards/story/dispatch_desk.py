"""Dispatch days as pages work with them: told from the store, changed by deeds, never otherwise.

What is kept in memory can be told again from the store by any other process: states by day and
number, tables and chances of them, and work in the background, whose result is a deed, too.
"""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

import pandas as pd

from dashboards.story.dispatch_chance import chance_of
from dashboards.story.dispatch_open import (
    Outside,
    come_in,
    live_day,
    origins,
    outside,
    replayed_day,
    script_of,
    wall_min,
)
from dashboards.story.dispatch_play import play, take_in
from dashboards.story.dispatch_rows import claim_rows
from dashboards.story.dispatch_seen import Key, Preview, Seen, refuse_second
from dashboards.story.dispatch_work import Work, Worker
from dashboards.story.shelf import Shelf
from risk.flow import Story
from risk.follow.begun import Begun
from risk.follow.script import Script
from risk.operations import User, open_operations
from risk.operations.dispatch import (
    DayHead,
    Done,
    KeptDay,
    deeds_after,
    do_deed,
    list_days,
    load_day,
    open_day,
)
from risk.operations.dispatch_days import LIVE
from risk.staffing.live import DayState, Deed, DeedKind, apply, told, undo, view
from risk.staffing.routes.chance import DayChance
from risk.workspace import Workspace

KEPT_DAYS, KEPT_LOOKS = 4, 12
Stood = tuple[KeptDay, DayState]


class DispatchDesk:
    """Opens, shows and changes dispatch days."""

    def __init__(self, ws: Workspace, clock: Callable[[], datetime]) -> None:
        self._ws, self._clock = ws, clock
        self._turn = threading.Lock()
        self._days: Shelf[int, Stood] = Shelf(KEPT_DAYS)
        self._scripts: Shelf[int, Script] = Shelf(KEPT_DAYS)
        self._looks: Shelf[Key, Seen] = Shelf(KEPT_LOOKS)
        self._chances: Shelf[Key, DayChance] = Shelf(KEPT_LOOKS)
        self._origins: Shelf[str, pd.DataFrame] = Shelf(1)
        self._outside: Shelf[tuple[str, int, int], Outside] = Shelf(KEPT_DAYS)
        self._worker = Worker(ws, clock, self._stand)

    def days(self) -> list[DayHead]:
        """Every dispatch day, newest first."""
        with closing(open_operations(self._ws)) as con:
            return list_days(con)

    def origins(self, story: Story) -> pd.DataFrame:
        """What can be replayed (see ``dispatch_open.origins``)."""
        return self._origins.told(story.facts.version, lambda: origins(story))

    def open_live(self, story: Story, day: date, *, user: User, at: datetime) -> int:
        """The live day of a date: the one open already, else a new one; returns its number.

        Raises:
            HuzhuError: the data cannot carry it, or the role may not.
        """
        known = next((d.id for d in self.days() if d.day == day and d.origin == LIVE), None)
        if known is not None:
            return known
        return self._open(story, live_day(self._ws, story, day, at), seed=0, user=user, at=at)

    def open_replay(self, story: Story, origin: str, *, seed: int, user: User, at: datetime) -> int:
        """Begin a replay; returns its number.

        Raises:
            HuzhuError: the data cannot carry it, or the role may not.
        """
        begun = replayed_day(self._ws, story, origin, seed)
        number = self._open(story, begun, seed=seed, user=user, at=at)
        if begun.script is not None:
            self.follow(number, begun.script)
        return number

    def follow(self, day_id: int, script: Script) -> None:
        """What is to come on a replay, where it need not be told again from its origin."""
        self._scripts.put(day_id, script)

    def kept(self, day_id: int) -> KeptDay:
        """A day with its log.

        Raises:
            OperationsError: there is none of that number.
        """
        return self._stand(day_id)[0]

    def stand(self, day_id: int, at: datetime) -> Stood:
        """A day's log and where it stands; a live one at the wall's time.

        Raises:
            OperationsError: there is none of that number.
        """
        kept, state = self._stand(day_id)
        if kept.head.origin == LIVE:
            minute = float(int(wall_min(kept.head.day, at)))
            state = replace(state, now_min=max(state.now_min, minute))
        return kept, state

    def look(self, day_id: int, at: datetime) -> Seen:
        """The same with tables, as pages show it.

        Raises:
            OperationsError: there is none of that number.
        """
        kept, state = self.stand(day_id, at)

        def tell() -> Seen:
            shown = view(state)
            return Seen(kept, state, shown, claim_rows(state, shown.stops))

        return self._looks.told((day_id, state.number, state.now_min), tell)

    def pulse(self, day_id: int, at: datetime) -> tuple[int, float, int]:
        """What changes when there is something new to see: number, minute, work in hand."""
        kept, state = self._stand(day_id)
        minute = wall_min(kept.head.day, at) if kept.head.origin == LIVE else state.now_min
        return state.number, float(int(minute)), self._worker.stamp(day_id)

    def chance(self, seen: Seen) -> DayChance:
        """The promise as the day stands."""
        return self._chances.told(seen.key, lambda: chance_of(seen.state, seen.kept.head.id))

    def preview(self, seen: Seen, deed: Deed) -> Preview:
        """What a deed would do; nothing is kept.

        Raises:
            HuzhuError: it cannot be done.
        """
        after, changed = apply(seen.state, deed, clock=time.monotonic)
        seed = seen.kept.head.id
        return Preview(changed, after, self.chance(seen), chance_of(after, seed))

    def undoing(self, seen: Seen, number: int) -> Deed:
        """The deed that takes another back.

        Raises:
            ModelError: it cannot be taken back.
        """
        return undo(seen.kept.start, seen.kept.log, number, at_min=seen.state.now_min)

    def do(self, day_id: int, deed: Deed, *, seen: int, user: User, at: datetime) -> Done:
        """Do a deed on the day as it stands, and keep it; a better set of routes is sought behind.

        An undoing is made for the day as it stands: it stands beside what the house did since.

        Raises:
            HuzhuError: it cannot be done, or somebody has decided about the same meanwhile.
        """
        with self._turn, closing(open_operations(self._ws)) as con:
            kept, known = self._stand(day_id)
            if deed.kind is DeedKind.UNDONE:
                refuse_second(kept, deed, seen, user.name)
                seen, deed = known.number, undo(kept.start, kept.log, deed.undoes)
            done = do_deed(
                con, day_id, deed, seen=seen, user=user.name, role=user.role, at=at, known=known,
                clock=time.monotonic,
            )  # fmt: skip
        self._worker.polish(day_id)
        return done

    def outside(self, seen: Seen, story: Story) -> Outside:
        """Claims of the data in force that are not on a live day; none of a replay."""
        if seen.kept.head.origin != LIVE:
            return Outside(0, 0)
        key = story.facts.version, seen.kept.head.id, len(seen.state.claims)
        return self._outside.told(key, lambda: outside(story, seen.state))

    def take_in(self, day_id: int, *, story: Story, at: datetime) -> int:
        """Claims of the data in force that a live day does not know come in; returns how many."""
        new = come_in(story, self.look(day_id, at).state)
        with self._turn, closing(open_operations(self._ws)) as con:
            take_in(con, day_id, self._stand(day_id)[1], new, at)
        self._worker.polish(day_id)
        return len(new)

    def forward(
        self, day_id: int, minutes: float, *, story: Story, user: User, at: datetime
    ) -> int:
        """Let a replay's time go on with all that happens; returns how many things did.

        Raises:
            HuzhuError: it is no replay, or was opened on other data.
        """
        script = self._script(day_id, story)
        with self._turn, closing(open_operations(self._ws)) as con:
            _, state = self._stand(day_id)
            after = play(con, day_id, state, script, minutes, user=user, at=at)
        self._worker.polish(day_id)
        return after.number - state.number

    def seek_better(self, day_id: int) -> None:
        """Seek better routes behind what others have told the store (phones' check-ins)."""
        self._worker.polish(day_id)

    def route(self, day_id: int, *, user: User) -> None:
        """Begin to seek routes for all that is not frozen, in the background."""
        self._worker.route(day_id, user)

    def work(self, day_id: int) -> Work:
        """How far work in the background is."""
        return self._worker.state(day_id)

    def wait(self) -> None:
        """Wait until nothing is worked on in the background."""
        self._worker.wait()

    def _open(self, story: Story, begun: Begun, *, seed: int, user: User, at: datetime) -> int:
        with closing(open_operations(self._ws)) as con:
            return open_day(
                con, begun.state, origin=begun.origin, name=begun.name, seed=seed,
                synthetic=begun.synthetic, data_version=story.facts.version, user=user.name,
                role=user.role, at=at,
            )  # fmt: skip

    def _script(self, day_id: int, story: Story) -> Script:
        kept = self.kept(day_id)
        return self._scripts.told(day_id, lambda: script_of(self._ws, story, kept.head, kept.start))

    def _stand(self, day_id: int) -> Stood:
        """A day's log and state; only what is new of them is read."""
        known = self._days.get(day_id)
        with closing(open_operations(self._ws)) as con:
            if known is None:
                kept = load_day(con, day_id)
                return self._days.put(day_id, (kept, told(kept.start, kept.log)))
            kept, state = known
            new = deeds_after(con, day_id, state.number)
        if not new:
            return known
        kept = replace(kept, entries=(*kept.entries, *new))
        return self._days.put(day_id, (kept, told(state, tuple(e.deed for e in new))))
