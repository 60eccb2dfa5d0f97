"""Where crews are: stops that are frozen, the one under way, and where and when each is free."""

from dataclasses import dataclass
from functools import lru_cache
from math import inf

import numpy as np

from risk.staffing.live.standing import DayState, Ground, Stage
from risk.staffing.routes.driving import arrival, departure
from risk.staffing.routes.problem import NEVER, Cut, Roads

FROZEN = frozenset({Stage.UNDERWAY, Stage.ARRIVED, Stage.DONE})
OPEN = frozenset({Stage.UNDERWAY, Stage.ARRIVED})
HOUR_MIN = 60.0


@dataclass(frozen=True)
class Times:
    """A stop's minutes, told or expected; None: not known."""

    leave_min: float | None
    arrive_min: float | None
    finish_min: float | None


@dataclass(frozen=True)
class Free:
    """Where and when a crew can next set out.

    Attributes:
        place: row of ``Ground.minutes``.
        village: the village whose sweep goes on there, −1 none.
        at_min: not before now and its shift.
        break_min: length of its break still to be taken.
    """

    place: int
    village: int
    at_min: float
    break_min: float


@lru_cache(maxsize=4)
def place_rows(ground: Ground) -> dict[str, int]:
    """Row of each place code."""
    return {code: row for row, code in enumerate(ground.place_codes)}


@lru_cache(maxsize=8)
def roads_of(state: DayState) -> Roads:
    """Roads as they are and are expected to be; pockets open again are left out."""
    rows = place_rows(state.ground)
    cuts = []
    for cut in state.cuts:
        until = NEVER if cut.until_min is None else cut.until_min
        if until > state.now_min:
            inside = np.zeros(len(rows), bool)
            inside[[rows[code] for code in cut.place_codes]] = True
            cuts.append(Cut(inside, cut.from_min, until))
    return Roads(state.ground.minutes, np.asarray(state.pace, float), tuple(cuts))


def frozen_stops(state: DayState, crew_id: str) -> tuple[str, ...]:
    """A crew's stops that no longer move, in order."""
    return tuple(
        c for c in state.routes.get(crew_id, ()) if state.progress[c].stage in FROZEN
    )  # fmt: skip


def planned_stops(state: DayState, crew_id: str) -> tuple[str, ...]:
    """A crew's stops that may still move, in order."""
    return tuple(
        c for c in state.routes.get(crew_id, ()) if state.progress[c].stage not in FROZEN
    )  # fmt: skip


def open_stop(state: DayState, crew_id: str) -> str | None:
    """The stop a crew is under way to, or at."""
    frozen = frozen_stops(state, crew_id)
    return frozen[-1] if frozen and state.progress[frozen[-1]].stage in OPEN else None


def crew_of(state: DayState, claim_id: str) -> str:
    """Whose route a claim is on; empty: nobody's."""
    return next((crew for crew, route in state.routes.items() if claim_id in route), "")


def survey_minutes(state: DayState, crew_id: str, claim_id: str) -> float:
    """Expected survey minutes of a crew's stop: shorter where its stop before is next door."""
    claim, route = state.claims[claim_id], state.routes.get(crew_id, ())
    at = route.index(claim_id) if claim_id in route else 0
    sweeps = at > 0 and state.claims[route[at - 1]].place_code == claim.place_code
    return (claim.sweep_min if sweeps else claim.survey_min) + state.progress[claim_id].more_min


def drive_end(state: DayState, from_code: str, to_code: str, leave_min: float) -> float:
    """When a drive ends, waiting for an opening if it has to; inf: never."""
    roads, rows = roads_of(state), place_rows(state.ground)
    a, b = rows[from_code], rows[to_code]
    leave = departure(roads, a, b, leave_min)
    return arrival(roads, a, b, leave) if leave < inf else inf


def stop_times(state: DayState, crew_id: str, claim_id: str) -> Times:
    """Minutes of a frozen stop: as told, and what is not told yet as expected, now or later."""
    so_far = state.progress[claim_id]
    if so_far.stage is Stage.DONE:
        return Times(so_far.left_min, so_far.arrived_min, so_far.done_min)
    arrive = so_far.arrived_min
    if so_far.stage is Stage.UNDERWAY and so_far.left_min is not None:
        code = state.claims[claim_id].place_code
        arrive = max(drive_end(state, so_far.left_from, code, so_far.left_min), state.now_min)
    if arrive is None:
        return Times(so_far.left_min, None, None)
    finish = max(arrive + survey_minutes(state, crew_id, claim_id), state.now_min)
    return Times(so_far.left_min, arrive, finish)


def where_last(state: DayState, crew_id: str) -> tuple[str, bool, float]:
    """Place a crew is (or will be) free at, whether its stop is there, and since (or from) when."""
    crew, frozen = state.crews[crew_id], frozen_stops(state, crew_id)
    stand = state.stands.get(crew_id)
    if stand is not None and open_stop(state, crew_id) is None:
        return stand.place_code, False, stand.at_min
    if frozen:
        finish = stop_times(state, crew_id, frozen[-1]).finish_min
        since = state.now_min if finish is None else finish
        return state.claims[frozen[-1]].place_code, True, since
    return crew.base_code, False, crew.from_min


def free_of(state: DayState, crew_id: str) -> Free:
    """Where and when a crew can next set out."""
    code, at_stop, since = where_last(state, crew_id)
    place = place_rows(state.ground)[code]
    at_min = max(since, state.now_min, state.crews[crew_id].from_min)
    return Free(place, place if at_stop else -1, at_min, _break_left(state, crew_id, since, at_min))


def _break_left(state: DayState, crew_id: str, since: float, free_min: float) -> float:
    """Break still to be taken: nobody tells breaks, so a gap between stops as long as one is one.

    Idle minutes up to now count towards it. 0, too, if the crew is free too late for it.
    """
    rest, crew = state.ground.routing, state.crews[crew_id]
    begin, end = rest.break_from_h * HOUR_MIN, rest.break_until_h * HOUR_MIN
    idle_from = crew.from_min
    for claim_id in frozen_stops(state, crew_id):
        so_far = state.progress[claim_id]
        gone = so_far.left_min if so_far.left_min is not None else so_far.arrived_min
        if gone is not None and min(gone, end) - max(idle_from, begin) >= rest.break_min:
            return 0.0
        idle_from = max(idle_from, so_far.done_min or idle_from)
    left = rest.break_min
    if open_stop(state, crew_id) is None:
        left -= max(0.0, min(state.now_min, end) - max(since, idle_from, begin))
    return left if left > 0 and free_min <= end - left else 0.0
