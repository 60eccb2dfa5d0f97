"""What happens on a dispatch day that is played: claims, weather, illness, and crews on their way.

A script holds what is to come; nobody who plans looks into it. What comes next is told from the
state alone, so a day is taken up again anywhere, by anybody, and goes on the same.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from risk.staffing.live import DayClaim, DayCrew, DayState, Deed, DeedKind, Stage
from risk.terms import ArrivalQuality

Do = Callable[[DayState, Deed], DayState]
"""Applies a deed, keeps it if it is to be kept, and gives the state after it."""

MEASURED_SHARE = 0.85  # of a played crew's arrivals; the others are typed in later
HOUR_MIN = 60.0
ON_ROUTE = (Stage.UNDERWAY, Stage.ARRIVED, Stage.DONE)


@dataclass(frozen=True)
class Luck:
    """What a claim's drive and survey take, as multiples of what is told; how it checks in."""

    drive: float
    survey: float
    quality: ArrivalQuality


@dataclass(frozen=True)
class Script:
    """What is to come on a day, and how lucky its crews are.

    Attributes:
        claims: reported during the day, in their order.
        happenings: weather, roads and crews at their minute (PACE, ROAD_…, CREW_…), in their order.
        seed: of what drives and surveys really take.
        travel_cv, survey_cv: their spread, as coefficients of variation.
        synthetic: whether claims or happenings are made up; drives and surveys always are.
    """

    claims: tuple[DayClaim, ...]
    happenings: tuple[Deed, ...]
    seed: int
    travel_cv: float
    survey_cv: float
    synthetic: bool

    @cached_property
    def end_min(self) -> float:
        """The last moment at which something comes that is not a crew's doing."""
        told = [c.reported_min for c in self.claims] + [d.at_min for d in self.happenings]
        return max(told, default=0.0)

    def luck(self, claim_id: str) -> Luck:
        """What becomes of one claim; the same whoever visits it, whenever, so that days compare."""
        rng = np.random.default_rng([self.seed, zlib.crc32(claim_id.encode())])
        drive, survey = (_multiple(cv, rng.standard_normal()) for cv in self._spreads)
        typed = rng.random() >= MEASURED_SHARE
        return Luck(drive, survey, ArrivalQuality.TYPED if typed else ArrivalQuality.MEASURED)

    @property
    def _spreads(self) -> tuple[float, float]:
        return self.travel_cv, self.survey_cv

    def next(self, state: DayState, to_min: float) -> Deed | None:
        """The first thing that happens from the state's moment to ``to_min``; None: nothing.

        Args:
            state: where the day stands; crews drive the routes it has.
            to_min: minutes of the day.
        """
        found = [*self._claim(state), *self._happening(state), *_check_ins(self, state)]
        due = [deed for deed in found if deed.at_min <= to_min]
        return min(due, key=lambda d: (d.at_min, _ORDER.get(d.kind, 1)), default=None)

    def until(self, state: DayState, to_min: float, do: Do) -> Iterator[tuple[Deed, DayState]]:
        """Every deed up to a moment, with the state ``do`` made of it before the next.

        Crews follow routes that claims change, so what comes next is known only after ``do``.
        """
        while (deed := self.next(state, to_min)) is not None:
            state = do(state, deed)
            yield deed, state

    def play(self, state: DayState, to_min: float, do: Do) -> DayState:
        """The state at a moment, with all that happens until then."""
        for _, after in self.until(state, to_min, do):
            state = after
        return do(state, Deed(DeedKind.CLOCK, to_min)) if state.now_min < to_min else state

    def _claim(self, state: DayState) -> Sequence[Deed]:
        new = next((c for c in self.claims if c.claim_id not in state.claims), None)
        if new is None:
            return ()
        return (Deed(DeedKind.CLAIM, max(new.reported_min, state.now_min), claim=new,
                     claim_id=new.claim_id),)  # fmt: skip

    def _happening(self, state: DayState) -> Sequence[Deed]:
        ahead = (d for d in self.happenings if d.at_min >= state.now_min)
        return tuple(d for d in (next((d for d in ahead if not _stands(d, state)), None),) if d)


_ORDER = {DeedKind.PACE: 0, DeedKind.ROAD_CLOSED: 0, DeedKind.CREW_OUT: 0}


def _multiple(cv: float, z: float) -> float:
    """A log-normal multiple of mean 1."""
    variance = np.log1p(cv * cv)
    return float(np.exp(np.sqrt(variance) * z - variance / 2))


def _stands(deed: Deed, state: DayState) -> bool:
    """Whether what a happening says is so already."""
    if deed.kind is DeedKind.PACE:
        return state.pace == deed.pace
    if deed.kind is DeedKind.CREW_OUT:
        return state.crews[deed.crew_id].out_since_min is not None
    if deed.kind is DeedKind.CREW_BACK:
        crew = state.crews.get(deed.crew_id)
        return crew is not None and crew.out_since_min is None
    told = any(
        cut.place_codes == deed.place_codes and cut.from_min <= deed.at_min for cut in state.cuts
    )
    return told == (deed.kind is DeedKind.ROAD_CLOSED)


def _check_ins(script: Script, state: DayState) -> Iterator[Deed]:
    """The next check-in of every crew that is there."""
    if not state.planned:
        return
    for crew in state.crews.values():
        if crew.out_since_min is None and state.routes.get(crew.crew_id):
            deed = _check_in(script, state, crew)
            if deed is not None:
                yield deed


def _check_in(script: Script, state: DayState, crew: DayCrew) -> Deed | None:
    """What a crew does next; None: it has no stop left."""
    route = state.routes[crew.crew_id]
    gone = [c for c in route if state.progress[c].stage in ON_ROUTE]
    if gone and state.progress[gone[-1]].stage is not Stage.DONE:
        return _on_stop(script, state, crew, gone)
    ahead = [c for c in route if state.progress[c].stage is Stage.PLANNED]
    if not ahead:
        return None
    at_min = max(_leaves(state, crew, gone, ahead[0]), state.now_min)
    return Deed(DeedKind.SET_OUT, at_min, claim_id=ahead[0], crew_id=crew.crew_id)


def _on_stop(script: Script, state: DayState, crew: DayCrew, gone: Sequence[str]) -> Deed:
    """Arrival at, or end of, the stop a crew is at or under way to."""
    claim_id = gone[-1]
    so_far, luck = state.progress[claim_id], script.luck(claim_id)
    if so_far.stage is Stage.UNDERWAY:
        left = state.now_min if so_far.left_min is None else so_far.left_min
        start = so_far.left_from or _place(state, crew, gone[:-1])
        at_min = drive_end(state, start, claim_id, left, luck.drive)
        kind, quality = DeedKind.ARRIVED, luck.quality
    else:
        arrived = state.now_min if so_far.arrived_min is None else so_far.arrived_min
        claim = state.claims[claim_id]
        same = len(gone) > 1 and state.claims[gone[-2]].place_code == claim.place_code
        told = claim.sweep_min if same else claim.survey_min
        at_min = arrived + luck.survey * told + so_far.more_min
        kind, quality = DeedKind.FINISHED, None
    return Deed(kind, max(at_min, state.now_min), claim_id=claim_id, crew_id=crew.crew_id,
                quality=quality)  # fmt: skip


def _place(state: DayState, crew: DayCrew, gone: Sequence[str]) -> str:
    return state.claims[gone[-1]].place_code if gone else crew.base_code


def drive_end(
    state: DayState, from_code: str, claim_id: str, leave_min: float, multiple: float = 1.0
) -> float:
    """When a drive to a claim ends: each hour of it at that hour's pace (minutes of the day)."""
    row = state.ground.place_codes.index(from_code)
    column = state.ground.place_codes.index(state.claims[claim_id].place_code)
    left, at = multiple * float(state.ground.minutes[row, column]), leave_min
    while left > 0:
        hour = min(max(int(at // HOUR_MIN), 0), len(state.pace) - 1)
        pace = state.pace[hour]
        room = (hour + 1) * HOUR_MIN - at if hour < len(state.pace) - 1 else np.inf
        step = min(left * pace, room)
        at, left = at + step, left - step / pace
        left = 0.0 if left < 1e-9 else left
    return at


def _leaves(state: DayState, crew: DayCrew, gone: Sequence[str], next_id: str) -> float:
    """When a free crew sets out: at once, but for its break, taken once between stops."""
    done = [state.progress[c].done_min for c in gone]
    free = max([crew.from_min, *(d for d in done if d is not None)])
    rest = state.ground.routing
    begin, end = HOUR_MIN * rest.break_from_h, HOUR_MIN * rest.break_until_h
    lefts = [state.progress[c].left_min for c in gone]
    rested = any(left is not None and left >= begin + rest.break_min for left in lefts)
    if rest.break_min <= 0 or rested or crew.from_min > end - rest.break_min:
        return free
    if begin <= free <= end - rest.break_min:
        return free + rest.break_min
    claim = state.claims[next_id]
    back = drive_end(state, _place(state, crew, gone), next_id, free) + claim.survey_min
    return begin + rest.break_min if free < begin and back > end - rest.break_min else free
