"""Routes built at once: the job that would lose most by waiting goes first.

Regret-k insertion (Potvin & Rousseau 1993, EJOR 66; Ropke & Pisinger 2006, Transp. Sci. 40): the
regret of a job is what its second to k-th best crews would cost more than its best. Leaving it
(``unserved_money``) counts as one more crew, always there.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit

from risk.staffing.routes.packed import Tours, World, lay, pack, told
from risk.staffing.routes.places import best_place
from risk.staffing.routes.plan import Plan, beside_money, enter, new_plan, put, refresh
from risk.staffing.routes.problem import Floats, Ints, Problem, Routes
from risk.staffing.routes.walk import BROKEN_MONEY


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
    plan = new_plan(w, lay(problem, routes if routes is not None else [()] * len(problem.crews)))
    _fill(w, plan, k)
    return told(Tours(plan.stops, plan.size))


@njit(cache=True, nogil=True)
def _fill(w: World, p: Plan, k: int) -> None:
    jobs, crews = len(p.crew), len(p.size)
    money, places = np.empty((jobs, crews)), np.empty((jobs, crews), np.int64)
    for c in range(crews):
        _ask(w, p, c, money, places)
    while True:
        job, crew = _most_regretted(w, p, money, k)
        if job < 0:
            return
        put(p, crew, places[job, crew], job)
        refresh(w, p, crew)
        enter(w, p, crew, job)
        _ask(w, p, crew, money, places)


@njit(cache=True, nogil=True)
def _ask(w: World, p: Plan, c: int, money: Floats, places: Ints) -> None:
    """What each waiting job would cost on crew ``c``, or its price of being left."""
    for j in range(len(p.crew)):
        if p.crew[j] < 0:
            money[j, c], places[j, c] = w.unserved[j], -1
            fits = p.load[c] + w.load[j] <= w.capacity[c]
            if fits and not w.needs[j] & ~w.skills[c]:
                bound = min(w.unserved[j], BROKEN_MONEY / 2)
                money[j, c], places[j, c] = best_place(w, p, c, j, bound)


@njit(cache=True, nogil=True)
def _most_regretted(w: World, p: Plan, money: Floats, k: int) -> tuple[int, int]:
    """The job to insert next and its crew; −1: none is worth it."""
    job, crew, most, least = -1, -1, -1.0, np.inf
    best = np.empty(k)
    for j in range(len(p.crew)):
        if p.crew[j] >= 0:
            continue
        best[:], where = w.unserved[j], -1
        for c in range(len(p.size)):
            m = money[j, c] + beside_money(w, p, c, j)
            if m < best[0]:
                where = c
            for i in range(k):
                if m < best[i]:
                    m, best[i] = best[i], m
        loss = np.sum(best) - k * best[0]
        if where >= 0 and (loss > most or (loss == most and best[0] < least)):
            job, crew, most, least = j, where, loss, best[0]
    return job, crew
