"""The compiled loop over draws, and the events of one draw in order of their hours.

A compiled copy of this file is kept beside it. It knows of changes to this file alone: whoever
changes ``queues`` or ``choice`` changes the number below too.
"""

from typing import Any

import numpy as np
from numba import njit

from risk.staffing.simulator.choice import NEVER, cut, nearest, nearest_idle, oldest, saveable
from risk.staffing.simulator.compiled import uncounted
from risk.staffing.simulator.queues import join, leave, pop, push, rise, sit

PARTS_VERSION = 5


@njit(cache=True, nogil=True)
def simulate_draws(
    from_draw: int, to_draw: int, load: Any, land: Any, crews: Any, rules: Any, wake_h: Any,
    times: Any,
) -> None:  # fmt: skip
    """The draws ``from_draw`` to ``to_draw - 1``."""
    villages, shifts, groups = land.trip_h.shape[1], len(crews.base), rules.groups
    cells = groups * villages
    most = 0
    for d in range(from_draw, to_draw):
        most = max(most, load.start[d + 1] - load.start[d])
    fresh_head, fresh_tail = np.empty(cells, np.int32), np.zeros(cells, np.int32)
    late_head, late_tail = np.empty(cells, np.int32), np.empty(cells, np.int32)
    waiting, listed = np.empty(cells, np.int32), np.empty(cells, np.int32)
    place = np.empty(cells, np.int32)
    hopeful, hopes = np.empty(cells, np.int32), np.empty(cells, np.bool_)
    number, hopefuls = np.empty(groups, np.int32), np.empty(groups, np.int32)
    eldest, following = np.empty(groups, np.int64), np.empty(most, np.int32)
    heap_h, heap_crew = np.empty(shifts, np.float64), np.empty(shifts, np.int32)
    idle_next, at = np.empty(shifts, np.int32), np.empty(shifts, np.int32)
    rows = land.trip_h.shape[0]
    idle_head, idle_tail = np.empty(rows, np.int32), np.empty(rows, np.int32)
    idle_rows, idle_place = np.empty(rows, np.int32), np.empty(rows, np.int32)
    idle_number = np.empty(2, np.int32)
    for d in range(from_draw, to_draw):
        a, b = load.start[d], load.start[d + 1]
        times.arrival_h[a:b], times.done_h[a:b] = NEVER, NEVER
        times.crew[a:b], times.swept[a:b] = -1, False
        fresh_head[:], late_head[:], waiting[:], hopes[:] = -1, -1, 0, False
        number[:], hopefuls[:], eldest[:] = 0, 0, 0
        idle_head[:], idle_number[:], at[:] = -1, 0, crews.base
        _one_draw(
            load.report_h[a:b], load.village[a:b], load.work[a:b], load.group[a:b], load.road[d],
            land.trip_h, land.to_h, land.near, land.from_near, land.limit_h, land.first, land.pace,
            land.inside, land.closed_h, land.open_h, wake_h, crews.base, crews.on_h, crews.off_h,
            crews.skilled, crews.follows, crews.comes[d], rules.first_h, rules.further_h,
            rules.oldest, rules.save, rules.sweep, rules.groups, rules.skill, rules.home,
            rules.clock_h, fresh_head, fresh_tail, late_head, late_tail, waiting, listed, place,
            hopeful, hopes, number, hopefuls, eldest, following, heap_h, heap_crew, idle_head,
            idle_tail, idle_next, idle_rows, idle_place, idle_number, at, times.arrival_h[a:b],
            times.done_h[a:b], times.crew[a:b], times.swept[a:b], times.busy_h[d],
        )  # fmt: skip


@uncounted
def _one_draw(
    report: Any, of: Any, work: Any, group: Any, road: Any, trip_h: Any, to_h: Any, near: Any,
    from_near: Any, limit_h: Any, saved_first: Any, pace: Any, inside: Any, closed_h: Any,
    open_h: Any, wake_h: Any, base: Any, on_h: Any, off_h: Any, skilled: Any, follows: Any,
    comes: Any, first_h: Any, further_h: Any, by_age: Any, save: Any, sweep: Any, groups: Any,
    skill: Any, home: Any, clock_h: Any, fresh_head: Any, fresh_tail: Any, late_head: Any,
    late_tail: Any, waiting: Any, listed: Any, place: Any, hopeful: Any, hopes: Any, number: Any,
    hopefuls: Any, eldest: Any, following: Any, heap_h: Any, heap_crew: Any, idle_head: Any,
    idle_tail: Any, idle_next: Any, idle_rows: Any, idle_place: Any, idle_number: Any, at: Any,
    arrival: Any, done: Any, by: Any, swept: Any, busy_h: Any,
) -> None:  # fmt: skip
    """One draw. Arrays come one by one: one out of a tuple is counted anew at each use."""
    n, villages, shifts = len(report), trip_h.shape[1], len(base)
    bases, hours, wakes = trip_h.shape[0] - villages, len(pace), len(wake_h)
    size, begun, open_claims, i, woken = 0, 0, 0, 0, 0
    while i < n or (
        open_claims > 0 and (size > 0 or begun < shifts or (idle_number[0] > 0 and woken < wakes))
    ):
        begins_h = on_h[begun] if begun < shifts else NEVER
        freed_h = heap_h[0] if size > 0 else NEVER
        free_h = min(begins_h, freed_h)
        reported_h = report[i] if i < n else NEVER
        if woken < wakes and wake_h[woken] <= min(free_h, reported_h):
            # a road opens or drives get quicker: waiting crews look again
            while idle_number[0] > 0:
                row = idle_rows[0]
                c = idle_head[row]
                rise(
                    idle_head, idle_tail, idle_next, idle_rows, idle_place, idle_number, row, -1, c,
                )  # fmt: skip
                size = push(heap_h, heap_crew, size, wake_h[woken], c)
            woken += 1
            continue
        now = min(reported_h, free_h)
        factor = road
        if 0.0 <= now < hours:
            factor *= pace[int(now)]
        if i < n and reported_h <= free_h:
            # a claim is reported: the nearest waiting crew takes it, else it joins its village
            u, g, j = of[i], group[i], i
            i += 1
            c, row, before, drive = -1, -1, -1, 0.0
            if idle_number[0] > 0:
                c, row, before, drive = nearest_idle(
                    idle_head, idle_tail, idle_next, idle_rows, idle_place, idle_number, off_h,
                    skilled, to_h, from_near, u, now, factor, skill and g == 0, inside, closed_h,
                    open_h,
                )  # fmt: skip
            if c < 0:
                cell = g * villages + u
                join(
                    fresh_head, fresh_tail, following, waiting, listed, place, number, g, cell, u,
                    j,
                )  # fmt: skip
                open_claims += 1
                if save and saved_first[u] and not hopes[cell]:
                    hopes[cell] = True
                    hopeful[g * villages + hopefuls[g]] = u
                    hopefuls[g] += 1
                continue
            rise(
                idle_head, idle_tail, idle_next, idle_rows, idle_place, idle_number, row, before, c,
            )  # fmt: skip
            further = False
        else:
            # a crew begins its shift or ends a survey: choose its next village
            if begins_h <= freed_h:
                c = begun
                begun += 1
                if not comes[c]:
                    continue
                p = follows[c]
                if p >= 0 and cut(inside, closed_h, open_h, at[p], base[c], now, now):
                    at[c] = at[p]
            else:
                c = heap_crew[0]
                size = pop(heap_h, heap_crew, size)
            off, row, u, drive, g = off_h[c], at[c], -1, 0.0, 0
            if now >= off:
                continue
            own = row - bases if sweep else -1
            for k in range(groups):
                if number[k] == 0 or (k == 0 and skill and not skilled[c]):
                    continue
                g, first = k, k * villages
                if save and hopefuls[k] > 0:
                    u, drive = saveable(
                        hopeful, hopes, hopefuls, k, first, fresh_head, fresh_tail, report, limit_h,
                        row, own, now, off, factor, trip_h, inside, closed_h, open_h,
                    )  # fmt: skip
                if u < 0 and own >= 0 and waiting[first + own] > 0:
                    u, drive = own, 0.0
                elif u < 0 and by_age:
                    while group[eldest[k]] != k or by[eldest[k]] >= 0:
                        eldest[k] += 1
                    u, drive = oldest(
                        listed, number[k], first, fresh_head, of, eldest[k], n, row, now, off,
                        factor, trip_h, inside, closed_h, open_h,
                    )  # fmt: skip
                elif u < 0:
                    u, drive = nearest(
                        listed, number[k], first, waiting, row, now, off, factor, trip_h, near,
                        inside, closed_h, open_h,
                    )  # fmt: skip
                if u >= 0:
                    break
            if u < 0:
                sit(idle_head, idle_tail, idle_next, idle_rows, idle_place, idle_number, row, c)
                continue
            further = own == u
            lost_h = now - limit_h[u] if save else -NEVER
            j = leave(
                fresh_head, fresh_tail, late_head, late_tail, following, waiting, listed, place,
                number, g, g * villages + u, u, report, lost_h, lost_h + drive,
            )  # fmt: skip
            open_claims -= 1
        arrive = now + drive
        end = arrive + (further_h if further else first_h) * work[j]
        arrival[j], done[j], by[j], swept[j] = arrive, end, c, further
        day = min(max(int((now + clock_h) * (1 / 24)), 0), len(busy_h) - 1)
        busy_h[day] += end - now
        at[c] = base[c] if home else bases + u
        size = push(heap_h, heap_crew, size, end, c)
