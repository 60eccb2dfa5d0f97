"""When everything of a set of routes happens, by the rules of ``steps``."""

from collections.abc import Sequence

import numpy as np
from numba import njit

from risk.staffing.routes.packed import Tours, World, lay, pack
from risk.staffing.routes.problem import Floats, Ints, Problem, Schedule
from risk.staffing.routes.steps import go_home, visit


def schedule(problem: Problem, routes: Sequence[Sequence[int]]) -> Schedule:
    """Time a set of routes, one route a crew, whether it keeps the hard bounds or not.

    A job behind a road that never opens is reached at inf.

    Raises:
        ModelError: routes that do not fit the problem (see ``packed.lay``).
    """
    return time_tours(pack(problem), lay(problem, routes))


def time_tours(w: World, tours: Tours) -> Schedule:
    """The same, of arrays laid out."""
    jobs, crews = len(w.place), len(w.free)
    crew, position = np.full(jobs, -1), np.full(jobs, -1)
    times = np.full((3, jobs), np.nan)
    rest, end, travel = np.full(crews, np.nan), w.free.copy(), np.zeros(crews)
    _follow(w, tours, crew, position, times, rest, end, travel)
    return Schedule(crew, position, times[0], times[1], times[2], rest, end, travel)


@njit(cache=True, nogil=True)
def _follow(
    w: World, tours: Tours, crew: Ints, position: Ints, times: Floats, rest: Floats,
    end: Floats, travel: Floats,
) -> None:  # fmt: skip
    for k in range(len(w.free)):
        n = tours.size[k]
        if n == 0:
            continue
        t, rested = w.free[k], w.rest[k] <= 0
        place, village = w.start[k], w.start_village[k]
        for i in range(n):
            j = tours.stops[k, i]
            leave, arrive, t, rested, begun = visit(w, k, t, rested, place, village, j)
            crew[j], position[j] = k, i
            times[0, j], times[1, j], times[2, j] = leave, arrive, t
            if begun == begun:
                rest[k] = begun
            if leave < np.inf:
                travel[k] += arrive - leave
            place, village = w.place[j], w.village[j]
        leave, end[k], begun = go_home(w, k, t, rested, place)
        if begun == begun:
            rest[k] = begun
        if leave < np.inf:
            travel[k] += end[k] - leave
