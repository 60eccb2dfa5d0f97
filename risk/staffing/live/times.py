"""When everything on a dispatch day happened and will, and what the rest of it costs."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from risk.staffing.live.crews import Times, frozen_stops, stop_times
from risk.staffing.live.movable import Movable, problem_of
from risk.staffing.live.standing import DayState
from risk.staffing.routes.cost import price
from risk.staffing.routes.packed import lay, pack
from risk.staffing.routes.problem import Cost, Schedule
from risk.staffing.routes.schedule import time_tours


@dataclass(frozen=True, eq=False)
class Timed:
    """What is not frozen, when it happens as planned, and what that costs."""

    movable: Movable
    plan: Schedule
    cost: Cost


@lru_cache(maxsize=4)
def timed(state: DayState) -> Timed:
    """A day's stops to come, laid out once for their times and their cost."""
    movable = problem_of(state)
    world = pack(movable.problem)
    plan = time_tours(world, lay(movable.problem, movable.routes))
    return Timed(movable, plan, price(world, plan))


@lru_cache(maxsize=4)
def times_of(state: DayState) -> dict[str, Times]:
    """Minutes of every stop on a route, by claim."""
    movable, plan = timed(state).movable, timed(state).plan
    out = {}
    for crew_id in state.crews:
        for claim_id in frozen_stops(state, crew_id):
            out[claim_id] = stop_times(state, crew_id, claim_id)
    for j in np.flatnonzero(plan.crew >= 0):
        out[movable.job_ids[j]] = Times(
            float(plan.leave_min[j]), float(plan.arrive_min[j]), float(plan.finish_min[j])
        )
    return out
