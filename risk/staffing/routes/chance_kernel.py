"""Many days of the same routes with drives and surveys longer or shorter by chance, compiled."""

import numpy as np
from numba import njit

from risk.staffing.routes.packed import Tours, World
from risk.staffing.routes.problem import Floats, Ints
from risk.staffing.routes.steps import slow_drive


@njit(cache=True, nogil=True)
def arrivals(
    w: World, tours: Tours, rest_at: Ints, road: Floats, work: Floats, free: Floats
) -> Floats:
    """Arrival of each job in each draw (J, D); inf where it is on no route or never reached.

    Args:
        w, tours: the day, and its routes.
        rest_at: stop of its route that each crew has its break before, −1 none (K,).
        road: multiple of the minutes of the drive to each job (J, D).
        work: multiple of its survey minutes (J, D).
        free: when each crew is free (K, D).
    """
    out = np.full(road.shape, np.inf)
    for k in range(len(w.free)):
        for d in range(road.shape[1]):
            t, at, village = free[k, d], w.start[k], w.start_village[k]
            for s in range(tours.size[k]):
                j = tours.stops[k, s]
                if s == rest_at[k]:
                    t = max(t, w.rest_from[k]) + w.rest[k]
                to = w.place[j]
                minutes = w.minutes[at, to] * road[j, d]
                _, arrive = (
                    (t, t + minutes)
                    if w.flat
                    else slow_drive(w.pace, w.inside, w.closes, w.opens, minutes, t, at, to)
                )
                out[j, d] = arrive
                if arrive == np.inf:
                    break
                survey = w.next[j] if w.village[j] == village else w.first[j]
                t = max(arrive, w.ready[j]) + survey * work[j, d]
                at, village = to, w.village[j]
    return out
