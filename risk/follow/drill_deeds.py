"""What a player of a drill can decide, checked against who can be called and when."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from risk.errors import ModelError
from risk.staffing import Dispatch, Ground, Modes
from risk.staffing.simulator.crews import SHIFTS, STANDBY

HOURS_MAX = 24 * 60.0
SHIFT_MIN_H = 1.0  # a shorter rest of a shift is not worth coming for


class Deed(StrEnum):
    """Kinds of decisions, and the clock's step."""

    CALL = "call"  # crews from standby or a lender
    RELEASE = "release"  # send called crews home
    MOVE = "move"  # own crews to another base, from their next shift
    OVERTIME = "overtime"  # hours a crew may still set out after its shift
    MODES = "modes"  # dispatch rule and ways of surveying
    CLOCK = "clock"  # time goes on


@dataclass(frozen=True)
class Decision:
    """One decision.

    Attributes:
        number: counts the drill's decisions from 1.
        at_h: when it is taken, hours from the event's start (before it: negative).
        deed: what kind.
        source: standby or a lender's id (call).
        crews: how many (call, move).
        base_id: where they work from then (call, move).
        from_base: where they worked (move).
        shift: day or night (call, move).
        of: number of the call whose crews go home (release).
        hours: overtime.
        dispatch, sweep, photo, green: how claims are served from now on (modes).
    """

    number: int
    at_h: float
    deed: Deed
    source: str = ""
    crews: int = 0
    base_id: str = ""
    from_base: str = ""
    shift: str = "day"
    of: int = 0
    hours: float = 0.0
    dispatch: str = Dispatch.TOWN_SAVEABLE.value
    sweep: bool = True
    photo: bool = False
    green: bool = False

    @property
    def modes(self) -> Modes:
        """How claims are served from now on."""
        return Modes(Dispatch(self.dispatch), self.sweep, self.photo, self.green)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "deed": self.deed.value}


def decision_of(told: Mapping[str, Any]) -> Decision:
    """The inverse of :meth:`Decision.told`."""
    return Decision(**{**told, "deed": Deed(told["deed"])})


def lag_h(ground: Ground, source: str) -> float:
    """Hours from the call to being there."""
    pool = next(p for p in ground.sources if p.source == source)
    lead = ground.forecast.scenario.lead_time_h
    return pool.from_h + lead if pool.from_h > 0 else 0.0


def arrives_h(ground: Ground, call: Decision) -> float:
    """When called crews are there: not before the event begins, nor by a road that is closed."""
    hour = max(call.at_h + lag_h(ground, call.source), 0.0)
    code = ground.base_codes[list(ground.bases["base_id"]).index(call.base_id)]
    for closure in ground.conditions.closures:
        if code in closure.region_codes and closure.from_h < hour < closure.until_h:
            hour = closure.until_h
    return hour


def leaves_h(ground: Ground, call: Decision, decisions: Sequence[Decision]) -> float:
    """After the shift of which hour called crews go home; inf: nobody has sent them.

    As released, but not before the last day of their minimum stay, the day they come among it.
    """
    released = [d.at_h for d in decisions if d.deed is Deed.RELEASE and d.of == call.number]
    if not released:
        return float("inf")
    here, shift = arrives_h(ground, call), int(call.shift == "night")
    on, off = ground.on_h[:, shift], ground.off_h[:, shift]
    days = np.flatnonzero(off - np.maximum(on, here) >= SHIFT_MIN_H)
    stay = next(p for p in ground.sources if p.source == call.source).stay_min_days
    last = on[days[min(stay, len(days)) - 1]] if len(days) else here
    return float(max(min(released), last, here))


def check(ground: Ground, decisions: Sequence[Decision], new: Decision) -> None:
    """Refuse what nobody could do.

    Raises:
        ModelError: an unknown source, base, shift, rule or call; more crews than there are; hours
            beyond the rules; photographs that were not agreed.
    """
    bases = set(ground.bases["base_id"])
    placed = new.base_id in bases and new.shift in SHIFTS and new.crews >= 1
    if new.deed in (Deed.CALL, Deed.MOVE) and not placed:
        _refuse("base, shift or number of crews is missing", "choose all three")
    if new.deed is Deed.CALL:
        _check_call(ground, decisions, new)
    elif new.deed is Deed.MOVE:
        column = "crews_day" if new.shift == "day" else "crews_night"
        here = ground.bases.set_index("base_id")[column]
        if new.from_base not in bases or new.from_base == new.base_id:
            _refuse("the base crews come from is missing", "choose two different bases")
        moved = [d for d in decisions if d.deed is Deed.MOVE and d.shift == new.shift]
        have = int(here[new.from_base]) + sum(
            d.crews * ((d.base_id == new.from_base) - (d.from_base == new.from_base)) for d in moved
        )
        if new.crews > have:
            _refuse(f"{new.crews} crews of a base that has {have}", "move fewer")
    elif new.deed is Deed.RELEASE:
        calls = {d.number for d in decisions if d.deed is Deed.CALL}
        gone = {d.of for d in decisions if d.deed is Deed.RELEASE}
        if new.of not in calls - gone:
            _refuse("no crews of that call are here", "choose a call of this drill")
    elif new.deed is Deed.OVERTIME:
        most = ground.county.roster.overtime_max_h
        if not 0 <= new.hours <= most:
            _refuse(f"{new.hours:g} h of overtime", f"0 to {most:g} h a shift")
    elif new.deed is Deed.MODES:
        if new.dispatch not in set(Dispatch):
            _refuse(f"unknown dispatch rule {new.dispatch!r}", f"one of {', '.join(Dispatch)}")
        if new.photo and ground.county.staffing.photo_share <= 0:
            _refuse("photographs by liaisons are not agreed", "set photo_share in county.toml")


def _check_call(ground: Ground, decisions: Sequence[Decision], new: Decision) -> None:
    pools = {pool.source: pool for pool in ground.sources}
    if new.source not in pools:
        _refuse(f"nobody is called {new.source!r}", f"{STANDBY} or a lender")
    there = sum(
        d.crews
        for d in decisions
        if d.deed is Deed.CALL
        and d.source == new.source
        and leaves_h(ground, d, decisions) > arrives_h(ground, new)
    )
    most = pools[new.source].crews_max
    if there + new.crews > most:
        _refuse(f"{new.source} has {most} crews, {there} are called already", "call fewer")


def _refuse(what: str, remedy: str) -> None:
    raise ModelError(what, where="drill", remedy=remedy)
