"""Where one job more costs least."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from risk.errors import ModelError
from risk.staffing.routes.cost import price
from risk.staffing.routes.packed import Tours, World, lay, pack
from risk.staffing.routes.problem import Bools, Floats, Problem, Routes
from risk.staffing.routes.schedule import time_tours
from risk.staffing.routes.walk import BROKEN_MONEY, best_places, tour_money


@dataclass(frozen=True)
class Insertion:
    """A job put on a route.

    Attributes:
        crew, position: where; position among the stops of the route without it.
        routes: all routes with it.
        extra_money: total cost with it less that without; what leaving it would cost
            (``unserved_money``) is not in it, so it pays if it is less than that.
        arrive_min: when its crew arrives.
    """

    crew: int
    position: int
    routes: Routes
    extra_money: float
    arrive_min: float


def best_insertion(
    problem: Problem, routes: Sequence[Sequence[int]], job: int, *, crews: Bools | None = None
) -> Insertion | None:
    """Find the place where a job costs least; every place of every crew is timed in full.

    A job already on a route is taken off first. Equal money: the first crew, the earlier place.

    Args:
        problem, routes: see there.
        job: its number.
        crews: those it may go to (K,); None: all.

    Returns:
        None where each place would break a hard bound that is kept without the job.

    Raises:
        ModelError: routes that do not fit the problem, or no such job.
    """
    if not 0 <= job < len(problem.jobs):
        raise ModelError(f"there is no job {job}", where="best_insertion")
    without = [[j for j in route if j != job] for route in routes]
    w, tours = pack(problem), lay(problem, without)
    may = np.ones(len(w.free), bool) if crews is None else np.asarray(crews, bool)
    crew, position, money, met = _cheapest(w, tours, tour_money(w, tours), job, may)
    if money > BROKEN_MONEY / 2:
        return None
    before = price(w, time_tours(w, tours))
    without[crew].insert(position, job)
    after = price(w, time_tours(w, lay(problem, without)))
    money = after.total - before.total + w.unserved[job]
    return Insertion(crew, position, tuple(map(tuple, without)), float(money), met)


@njit(cache=True, nogil=True)
def _cheapest(
    w: World, tours: Tours, before: Floats, job: int, may: Bools
) -> tuple[int, int, float, float]:
    best, crew, position, met = np.inf, -1, -1, np.nan
    village = w.village[job]
    seen = crews_seen(w, tours, village)
    others = int(np.sum(seen))
    for k in range(len(w.free)):
        if may[k]:
            more, at, arrive = best_places(w, tours, k, job, before[k])
            more += between_money(w, k, job, bool(seen[k]), others)
            if more < best:
                best, crew, position, met = more, k, at, arrive
    return crew, position, best, met


@njit(cache=True, nogil=True)
def crews_seen(w: World, tours: Tours, village: int) -> Bools:
    """Which crews have been or go to a village (K,)."""
    seen = w.visited[:, village].copy()
    for k in range(len(seen)):
        for i in range(tours.size[k]):
            seen[k] = seen[k] or w.village[tours.stops[k, i]] == village
    return seen


@njit(cache=True, nogil=True)
def between_money(w: World, k: int, job: int, seen: bool, others: int) -> float:
    """What a job on crew k costs beside its route: a further crew in the village, being moved."""
    money = 0.0 if seen or others == 0 else w.split
    if w.held[job] >= 0 and w.held[job] != k:
        money += w.move[job]
    return money
