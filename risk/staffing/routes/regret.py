"""Routes built at once: the job that would lose most by waiting goes first.

Regret-k insertion (Potvin & Rousseau 1993, EJOR 66; Ropke & Pisinger 2006, Transp. Sci. 40): the
regret of a job is what its second to k-th best crews would cost more than its best. Leaving it
(``unserved_money``) counts as one more crew, always there.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit

from risk.staffing.routes.insert import between_money
from risk.staffing.routes.packed import Tours, World, lay, pack, told
from risk.staffing.routes.problem import Bools, Floats, Ints, Problem, Routes
from risk.staffing.routes.walk import best_places, tour_money


def regret(
    problem: Problem, routes: Sequence[Sequence[int]] | None = None, *, k: int = 3
) -> Routes:
    """Insert every job that is on no route where that costs less than leaving it.

    Args:
        problem: see there.
        routes: to begin with; what is on them stays in its order. None: nothing.
        k: crews compared (at least 2).

    Raises:
        ModelError: routes that do not fit the problem.
    """
    w = pack(problem)
    tours = lay(problem, routes if routes is not None else [()] * len(problem.crews))
    fill(w, tours, k)
    return told(tours)


@njit(cache=True, nogil=True)
def fill(w: World, tours: Tours, k: int) -> None:
    """Insert in place, by regret-k, all that pays."""
    jobs, crews = len(w.place), len(w.free)
    waits = np.ones(jobs, np.bool_)
    seen = w.visited.copy()
    for c in range(crews):
        for i in range(tours.size[c]):
            waits[tours.stops[c, i]] = False
            seen[c, w.village[tours.stops[c, i]]] = True
    before = tour_money(w, tours)
    money, places = np.empty((jobs, crews)), np.empty((jobs, crews), np.int64)
    for c in range(crews):
        _ask(w, tours, c, waits, before, money, places)
    while True:
        job, crew = _most_regretted(w, waits, seen, money, k)
        if job < 0:
            return
        _put(tours, crew, places[job, crew], job)
        waits[job] = False
        seen[crew, w.village[job]] = True
        before[crew] += money[job, crew]
        _ask(w, tours, crew, waits, before, money, places)


@njit(cache=True, nogil=True)
def _ask(
    w: World, tours: Tours, c: int, waits: Bools, before: Floats, money: Floats, places: Ints
) -> None:
    for j in range(len(waits)):
        if waits[j]:
            money[j, c], places[j, c], _ = best_places(w, tours, c, j, before[c])


@njit(cache=True, nogil=True)
def _most_regretted(w: World, waits: Bools, seen: Bools, money: Floats, k: int) -> tuple[int, int]:
    """The job to insert next and its crew; −1: none is worth it."""
    job, crew, most, least = -1, -1, -1.0, np.inf
    best = np.empty(k)
    others = np.sum(seen, axis=0)
    for j in range(len(waits)):
        if not waits[j]:
            continue
        best[:], where, v = w.unserved[j], -1, w.village[j]
        for c in range(len(w.free)):
            m = money[j, c] + between_money(w, c, j, bool(seen[c, v]), others[v])
            if m < best[0]:
                where = c
            for i in range(k):
                if m < best[i]:
                    m, best[i] = best[i], m
        loss = np.sum(best) - k * best[0]
        if where >= 0 and (loss > most or (loss == most and best[0] < least)):
            job, crew, most, least = j, where, loss, best[0]
    return job, crew


@njit(cache=True, nogil=True)
def _put(tours: Tours, k: int, at: int, job: int) -> None:
    for i in range(tours.size[k], at, -1):
        tours.stops[k, i] = tours.stops[k, i - 1]
    tours.stops[k, at] = job
    tours.size[k] += 1
