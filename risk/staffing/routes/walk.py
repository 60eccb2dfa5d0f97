"""One route walked from its begin to its end, with or without one job more: its exact money."""

import numpy as np
from numba import njit

from risk.staffing.routes.packed import Tours, World
from risk.staffing.routes.problem import Floats, Ints
from risk.staffing.routes.steps import go_home, visit
from risk.staffing.simulator.compiled import inlined

BROKEN_MONEY = 1e9
"""What a hard bound broken counts as while places are compared: more than all money together."""


@inlined
def stop_money(w: World, j: int, arrive: float) -> float:
    """Money of reaching a job at ``arrive``: lateness, and whether a hard bound is broken."""
    if arrive <= w.due[j] and arrive <= w.last[j]:
        return 0.0
    money = 0.0
    if arrive > w.due[j]:
        money += w.missed[j]
        if arrive < np.inf:
            money += w.late[j] * (arrive - w.due[j])
    if arrive > w.last[j] or arrive == np.inf:
        money += BROKEN_MONEY
    return money


@inlined
def end_money(w: World, k: int, end: float) -> float:
    """Money of a crew's day ending at ``end``: overtime, and whether it is too much."""
    if end <= w.until[k]:
        return 0.0
    if end == np.inf:
        return BROKEN_MONEY
    money = float(w.overtime * (end - w.until[k]))
    return money + BROKEN_MONEY if end > w.bound[k] else money


@inlined
def drive_money(w: World, leave: float, arrive: float) -> float:
    """Money of a drive; one that never happens costs none."""
    return w.travel * (arrive - leave) if leave < np.inf else 0.0


@inlined
def walk(w: World, k: int, stops: Ints, n: int, job: int, at: int) -> tuple[float, float]:
    """Money of crew k's route of ``n`` stops with ``job`` put in at ``at``, and when it is reached.

    ``at`` −1: without it. What hangs on other routes (splits, moves) is not in it.
    """
    length = n if at < 0 else n + 1
    if length == 0:
        return 0.0, np.nan
    t, rested = w.free[k], w.rest[k] <= 0
    place, village = w.start[k], w.start_village[k]
    money, load, met = w.fixed[k], 0.0, np.nan
    for i in range(length):
        j = stops[i] if at < 0 or i < at else (job if i == at else stops[i - 1])
        leave, arrive, t, rested, _ = visit(w, k, t, rested, place, village, j)
        money += drive_money(w, leave, arrive) + stop_money(w, j, arrive)
        if w.needs[j] & ~w.skills[k]:
            money += BROKEN_MONEY
        if i == at:
            met = arrive
        load += w.load[j]
        place, village = w.place[j], w.village[j]
    leave, end, _ = go_home(w, k, t, rested, place)
    money += drive_money(w, leave, end) + end_money(w, k, end)
    return money + (BROKEN_MONEY if load > w.capacity[k] else 0.0), met


@njit(cache=True, nogil=True)
def best_places(
    w: World, tours: Tours, k: int, job: int, before: float
) -> tuple[float, int, float]:
    """Where ``job`` costs least on crew k's route: money more than ``before``, place, arrival.

    Money of BROKEN_MONEY / 2 and over: nowhere without breaking a bound not broken before.
    """
    best, place, met = np.inf, -1, np.nan
    if not w.needs[job] & ~w.skills[k]:
        for at in range(tours.size[k] + 1):
            money, arrive = walk(w, k, tours.stops[k], tours.size[k], job, at)
            if money < best:
                best, place, met = money, at, arrive
    return best - before, place, met


@njit(cache=True, nogil=True)
def tour_money(w: World, tours: Tours) -> Floats:
    """Money of each crew's route, splits and moves aside (K,)."""
    money = np.zeros(len(w.free))
    for k in range(len(money)):
        money[k], _ = walk(w, k, tours.stops[k], tours.size[k], -1, -1)
    return money
