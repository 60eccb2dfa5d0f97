"""What happens on a dispatch day that is played: claims, weather, illness, and crews on their way.

A script holds what is to come; nobody who plans looks into it. What comes next is told from the
state alone, so a day is taken up again anywhere, by anybody, and goes on the same.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import inf

import numpy as np

from risk.staffing.live import DayClaim, DayState, Deed, DeedKind, Stage
from risk.staffing.live.crews import open_stop, place_rows, planned_stops, survey_minutes
from risk.staffing.live.times import times_of
from risk.staffing.routes.driving import arrival
from risk.staffing.routes.problem import Roads
from risk.terms import ArrivalQuality

Do = Callable[[DayState, Deed], DayState]
"""Applies a deed, keeps it if it is to be kept, and gives the state after it."""

MEASURED_SHARE = 0.85  # of a played crew's arrivals; the others are typed in later


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
        return _luck(self.seed, self.travel_cv, self.survey_cv, claim_id)

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


@lru_cache(maxsize=4096)
def _luck(seed: int, travel_cv: float, survey_cv: float, claim_id: str) -> Luck:
    rng = np.random.default_rng([seed, zlib.crc32(claim_id.encode())])
    drive = _multiple(travel_cv, rng.standard_normal())
    survey = _multiple(survey_cv, rng.standard_normal())
    measured = rng.random() < MEASURED_SHARE
    return Luck(drive, survey, ArrivalQuality.MEASURED if measured else ArrivalQuality.TYPED)


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
    closed = any(
        set(deed.place_codes) <= set(cut.place_codes)
        and cut.from_min <= deed.at_min
        and (cut.until_min is None or cut.until_min > deed.at_min)
        for cut in state.cuts
    )
    return closed == (deed.kind is DeedKind.ROAD_CLOSED)


def _check_ins(script: Script, state: DayState) -> Iterator[Deed]:
    """The next check-in of every crew that is there."""
    for crew_id, crew in state.crews.items():
        if crew.out_since_min is None:
            at_stop, ahead = open_stop(state, crew_id), planned_stops(state, crew_id)
            if at_stop is not None:
                yield _on_stop(script, state, crew_id, at_stop)
            elif ahead:
                yield from _sets_out(state, crew_id, ahead[0])


def _sets_out(state: DayState, crew_id: str, claim_id: str) -> Iterator[Deed]:
    """A free crew sets out as planned: after its break, once the road is open; or not at all."""
    leave = times_of(state)[claim_id].leave_min
    if leave is not None and leave < inf:
        at_min = max(leave, state.now_min)
        yield Deed(DeedKind.SET_OUT, at_min, claim_id=claim_id, crew_id=crew_id)


def _on_stop(script: Script, state: DayState, crew_id: str, claim_id: str) -> Deed:
    """Arrival at, or end of, the stop a crew is under way to or at."""
    so_far, luck = state.progress[claim_id], script.luck(claim_id)
    if so_far.stage is Stage.UNDERWAY:
        left = state.now_min if so_far.left_min is None else so_far.left_min
        start = so_far.left_from or state.crews[crew_id].base_code
        at_min = drive_end(state, start, state.claims[claim_id].place_code, left, luck.drive)
        return Deed(DeedKind.ARRIVED, max(at_min, state.now_min), claim_id=claim_id,
                    crew_id=crew_id, quality=luck.quality)  # fmt: skip
    arrived = state.now_min if so_far.arrived_min is None else so_far.arrived_min
    told = survey_minutes(state, crew_id, claim_id) - so_far.more_min
    at_min = max(arrived + luck.survey * told + so_far.more_min, state.now_min)
    return Deed(DeedKind.FINISHED, at_min, claim_id=claim_id, crew_id=crew_id)


def drive_end(
    state: DayState, from_code: str, to_code: str, leave_min: float, multiple: float = 1.0
) -> float:
    """When a drive that takes a multiple of what is told ends, each hour of it at its pace."""
    rows = place_rows(state.ground)
    told = float(state.ground.minutes[rows[from_code], rows[to_code]])
    there = np.array([[0.0, multiple * told], [multiple * told, 0.0]])
    return arrival(Roads(there, np.asarray(state.pace, float)), 0, 1, leave_min)
