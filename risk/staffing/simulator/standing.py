"""Crews always on duty who serve first come first served: one pass over the claims.

Then a claim goes to the nearest crew that is free, else to the first that will be (Kiefer and
Wolfowitz's recursion with places): no events need to be kept in order. Same answers as the loop.
"""

from typing import Any

import numpy as np
from numba import njit


def is_standing(land: Any, crews: Any, rules: Any, first_report_h: float) -> bool:
    """Whether nothing but waiting crews and the order of reports decides."""
    plain = rules.oldest and not (rules.save or rules.sweep or rules.skill or rules.home)
    open_roads = len(land.pace) == 0 and len(land.closed_h) == 0
    always = (crews.on_h < first_report_h).all() and np.isinf(crews.off_h).all()
    alike = rules.groups == 1 and (crews.follows < 0).all() and crews.comes.all()
    return bool(plain and open_roads and always and alike and len(crews.base))


@njit(cache=True, nogil=True, fastmath={"nnan", "nsz"})  # no time is NaN
def simulate_standing(
    from_draw: int, to_draw: int, load: Any, land: Any, crews: Any, rules: Any, times: Any
) -> None:
    """The draws ``from_draw`` to ``to_draw - 1``; at equal times the crew of the lowest number."""
    number, villages = len(crews.base), land.trip_h.shape[1]
    bases, to_h, last_day = land.trip_h.shape[0] - villages, land.to_h, times.busy_h.shape[1] - 1
    report_h, village, work = load.report_h, load.village, load.work
    free_h, at = np.empty(number), np.empty(number, np.int32)
    for d in range(from_draw, to_draw):
        road, busy_h = load.road[d], times.busy_h[d]
        free_h[:], at[:] = crews.on_h, crews.base
        for j in range(load.start[d], load.start[d + 1]):
            now, u = report_h[j], village[j]
            first_h = free_h[0]
            for c in range(1, number):  # without a branch, so that four are compared at once
                first_h = min(first_h, free_h[c])
            best, trip = 0, np.inf
            if first_h < now:
                for c in range(number):
                    if free_h[c] < now and to_h[u, at[c]] < trip:
                        best, trip = c, to_h[u, at[c]]
            else:
                while free_h[best] > first_h:
                    best += 1
                now, trip = first_h, to_h[u, at[best]]
            arrive_h = now + trip * road
            end_h = arrive_h + rules.first_h * work[j]
            times.arrival_h[j], times.done_h[j] = arrive_h, end_h
            times.crew[j], times.swept[j] = best, False
            busy_h[min(max(int((now + rules.clock_h) / 24), 0), last_day)] += end_h - now
            free_h[best], at[best] = end_h, bases + u
