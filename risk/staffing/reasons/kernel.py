"""Where one more claim has a place in routes that stay as they are otherwise, compiled.

Crews go by the rules of ``routes.steps``; besides, nobody sets out to a claim before it is known.
"""

import numpy as np
from numba import njit

from risk.staffing.routes.packed import Tours, World
from risk.staffing.routes.problem import Bools, Floats
from risk.staffing.routes.steps import go_home, visit
from risk.staffing.simulator.compiled import inlined

HARM_FIRST, OVERTIME_FIRST = 1e6, 1e3  # money before minutes of overtime before the hour
SLACK_MIN = 1e-6


@inlined
def _go(
    w: World, known: Floats, k: int, t: float, rested: bool, place: int, village: int, j: int
) -> tuple[float, float, bool]:
    """Arrival at job j, end of its survey, whether the break is over.

    A crew that waits for a claim to be reported has its break meanwhile, if it fits.
    """
    if known[j] > t:
        rested = rested or max(t, w.rest_from[k]) + w.rest[k] <= known[j]
        t = known[j]
    _, arrive, end, rested, _ = visit(w, k, t, rested, place, village, j)
    return arrive, end, rested


@njit(cache=True, nogil=True)
def walked(w: World, tours: Tours, known: Floats) -> tuple[Floats, Floats]:
    """Arrival at each job (J,), inf on no route or never, and each crew's end (K,)."""
    arrive, ends = np.full(len(w.place), np.inf), w.free.copy()
    for k in range(len(w.free)):
        t, rested = w.free[k], w.rest[k] <= 0
        place, village = w.start[k], w.start_village[k]
        for s in range(tours.size[k]):
            j = tours.stops[k, s]
            arrive[j], t, rested = _go(w, known, k, t, rested, place, village, j)
            place, village = w.place[j], w.village[j]
        if tours.size[k] > 0:
            _, ends[k], _ = go_home(w, k, t, rested, place)
    return arrive, ends


@njit(cache=True, nogil=True)
def best_place(
    w: World, tours: Tours, known: Floats, job: int, can: Bools
) -> tuple[int, int, float, float, float]:
    """Where ``job`` can go: crew, position (itself taken off), arrival, crew's end, harm.

    Crew −1: nowhere. It arrives by its ``w.due``, nobody else after ``w.last``, no crew ends after
    ``w.bound`` or takes more than its capacity. Of several places the one that harms others least
    (money of their ``missed`` and ``late`` against now), then with least overtime, then the
    earliest arrival.

    Args:
        w, tours: the day.
        known: nobody sets out to a job before it (J,).
        job: which.
        can: crews that may take it (K,); skills are not looked at here.
    """
    best_score = np.inf
    crew, position, met, home, least = -1, -1, np.inf, np.inf, np.inf
    most = tours.stops.shape[1] + 2
    route, gap, over = np.empty(most, np.int64), np.empty(most), np.empty(most, np.bool_)
    now = np.empty(most)
    for k in range(len(w.free)):
        if not can[k]:
            continue
        n, load = 0, w.load[job]
        for s in range(tours.size[k]):
            if tours.stops[k, s] != job:
                route[n] = tours.stops[k, s]
                load += w.load[route[n]]
                n += 1
        if load > w.capacity[k]:
            continue
        gap[0], over[0] = w.free[k], w.rest[k] <= 0
        place, village = w.start[k], w.start_village[k]
        for s in range(n):
            now[s], gap[s + 1], over[s + 1] = _go(
                w, known, k, gap[s], over[s], place, village, route[s]
            )
            place, village = w.place[route[s]], w.village[route[s]]
        for p in range(n + 1):
            if gap[p] > w.due[job] + SLACK_MIN:
                break
            place, village = w.start[k], w.start_village[k]
            if p > 0:
                place, village = w.place[route[p - 1]], w.village[route[p - 1]]
            arrive, t, rested = _go(w, known, k, gap[p], over[p], place, village, job)
            fits, harm = arrive <= w.due[job] + SLACK_MIN, 0.0
            place, village = w.place[job], w.village[job]
            for s in range(p, n):
                if not fits:
                    break
                j = route[s]
                then, t, rested = _go(w, known, k, t, rested, place, village, j)
                fits = then <= w.last[j] + SLACK_MIN
                if then > w.due[j] + SLACK_MIN and then > now[s]:
                    harm += w.late[j] * (then - max(now[s], w.due[j]))
                    if now[s] <= w.due[j] + SLACK_MIN:
                        harm += w.missed[j]
                place, village = w.place[j], w.village[j]
            if fits:
                _, t, _ = go_home(w, k, t, rested, place)
            if not fits or t > w.bound[k] + SLACK_MIN:
                continue
            overtime = max(t - w.until[k], 0.0)
            score = HARM_FIRST * harm + OVERTIME_FIRST * overtime + arrive
            if score < best_score:
                best_score = score
                crew, position, met, home, least = k, p, arrive, t, harm
    return crew, position, met, home, least
