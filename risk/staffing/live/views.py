"""A dispatch day as tables: stops with their minutes, crews, and claims that wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from risk.staffing.live.crews import FROZEN, drive_end, free_of, frozen_stops, place_rows
from risk.staffing.live.standing import DayState, Stage
from risk.staffing.live.times import timed, times_of

STOP_COLUMNS = ("crew_id", "seq", "claim_id", "stage", "place_code", "village_name", "leave_min",
                "arrive_min", "finish_min", "due_min", "late_min", "frozen", "pinned")  # fmt: skip
CREW_COLUMNS = ("crew_id", "name", "from_min", "until_min", "end_min", "travel_min", "claims",
                "late", "break_min", "out")  # fmt: skip
WAITING_COLUMNS = ("claim_id", "place_code", "village_name", "reported_min", "due_min", "tier",
                   "held_back")  # fmt: skip


@dataclass(frozen=True, eq=False)
class DayView:
    """Tables of a day; minutes of the day, NaN: not known or none.

    Attributes:
        stops: crew_id, seq (from 1), claim_id, stage, place_code, village_name, leave_min,
            arrive_min, finish_min (as told, else as expected: now or later), due_min, late_min
            (of the first arrival, 0 in time), frozen, pinned; cancelled claims are in none.
        crews: crew_id, name, from_min, until_min, end_min (back at its base; free, without stops
            to come), travel_min (driven and to be driven), claims, late (stops), break_min (begin
            of the break to come), out.
        waiting: claim_id, place_code, village_name, reported_min, due_min, tier, held_back (a
            person took it off).
    """

    stops: pd.DataFrame
    crews: pd.DataFrame
    waiting: pd.DataFrame


def view(state: DayState) -> DayView:
    """Tables of where a day stands."""
    stops = pd.DataFrame(_stops(state), columns=list(STOP_COLUMNS))
    minutes = ["leave_min", "arrive_min", "finish_min", "due_min", "late_min"]
    stops[minutes] = stops[minutes].astype(float)
    stops = stops.astype({"seq": int, "frozen": bool, "pinned": bool})
    crews = pd.DataFrame(_crews(state, stops), columns=list(CREW_COLUMNS))
    waiting = pd.DataFrame(_waiting(state), columns=list(WAITING_COLUMNS))
    return DayView(stops, crews, waiting)


def _stops(state: DayState) -> Iterator[tuple[Any, ...]]:
    times = times_of(state)
    for crew_id in state.crews:
        for seq, claim_id in enumerate(state.routes.get(crew_id, ()), 1):
            claim, stage = state.claims[claim_id], state.progress[claim_id].stage
            at, reached = times[claim_id], state.progress[claim_id].reached_min
            met = at.arrive_min if reached is None else reached
            late = None if met is None else max(met - claim.due_min, 0.0)
            yield (crew_id, seq, claim_id, stage.value, claim.place_code, claim.village_name,
                   at.leave_min, at.arrive_min, at.finish_min, claim.due_min, late,
                   stage in FROZEN, claim_id in state.pinned)  # fmt: skip


def _crews(state: DayState, stops: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    movable, plan = timed(state).movable, timed(state).plan
    number = {crew: k for k, crew in enumerate(movable.crew_ids)}
    counts = stops.groupby("crew_id").size()
    lates = stops[stops["late_min"] > 0].groupby("crew_id").size()
    for crew_id, crew in state.crews.items():
        k = number.get(crew_id)
        ahead = k is not None and bool(movable.routes[k])
        end = float(plan.end_min[k]) if ahead else free_of(state, crew_id).at_min
        travel = _driven_min(state, crew_id) + (float(plan.travel_min[k]) if ahead else 0.0)
        pause = float(plan.break_min[k]) if ahead else float("nan")
        yield (crew_id, crew.name, crew.from_min, crew.until_min, end, travel,
               int(counts.get(crew_id, 0)), int(lates.get(crew_id, 0)), pause,
               crew.out_since_min is not None)  # fmt: skip


def _driven_min(state: DayState, crew_id: str) -> float:
    """Minutes on the road to stops that are frozen: told, or else as the roads have it."""
    code, total = state.crews[crew_id].base_code, 0.0
    rows = place_rows(state.ground)
    for claim_id in frozen_stops(state, crew_id):
        to, so_far = state.claims[claim_id].place_code, state.progress[claim_id]
        if so_far.left_min is not None and so_far.arrived_min is not None:
            total += so_far.arrived_min - so_far.left_min
        elif so_far.left_min is not None and so_far.stage is Stage.UNDERWAY:
            arrive = drive_end(state, so_far.left_from, to, so_far.left_min)
            total += max(arrive, state.now_min) - so_far.left_min
        else:
            total += float(state.ground.minutes[rows[code], rows[to]])
        code = to
    return total


def _waiting(state: DayState) -> Iterator[tuple[Any, ...]]:
    for claim_id, so_far in state.progress.items():
        if so_far.stage is Stage.WAITING:
            c = state.claims[claim_id]
            yield (claim_id, c.place_code, c.village_name, c.reported_min, c.due_min, c.tier.value,
                   claim_id in state.pinned)  # fmt: skip
