"""A dispatch day as pages show it, and what a change would do to it."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from risk.operations.dispatch import CREW, HOUSE, KeptDay, Touches, conflict
from risk.staffing.live import Changed, DayState, DayView, Deed
from risk.staffing.routes.chance import DayChance, gained

Key = tuple[int, int, float]
"""Day, number of its last deed, minute."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A day as a page shows it: its log, where it stands, and tables of that."""

    kept: KeptDay
    state: DayState
    view: DayView
    rows: pd.DataFrame

    @cached_property
    def crew_of(self) -> dict[str, str]:
        """Crew of each claim on a route."""
        return dict(zip(self.rows["claim_id"], self.rows["crew_id"], strict=True))

    @property
    def key(self) -> Key:
        """Day, number and minute: what it is told of."""
        return self.kept.head.id, self.state.number, self.state.now_min


@dataclass(frozen=True, eq=False)
class Preview:
    """What a deed would do: claims that move, and the promise before and after."""

    changed: Changed
    state: DayState
    before: DayChance
    after: DayChance

    @cached_property
    def gained(self) -> pd.DataFrame:
        """Claims more in time, by tier, on the same simulated days."""
        return gained(self.before, self.after)


def refuse_second(kept: KeptDay, deed: Deed, seen: int, user: str) -> None:
    """Refuse what meets another person's decision made after deed ``seen``.

    Raises:
        OperationsError: says who did what when.
    """
    routes = tuple(deed.routes or ())
    claims = tuple(filter(None, (deed.claim_id,)))
    mine = Touches(claims, tuple(filter(None, (deed.crew_id, *routes))), routes)
    for entry in kept.entries:
        if entry.number <= seen or entry.user == user or entry.role in (CREW, HOUSE):
            continue
        theirs = entry.touches
        if set(theirs.claims) & set(claims) or set(theirs.crews) & set(mine.crews):
            raise conflict(entry, mine)
