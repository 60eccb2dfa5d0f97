"""Compiled choices of the dispatch: which crew for a claim, which village for a crew.

A crew sets out only where it arrives before its shift (with overtime) ends, and only on roads that
are open from its departure to its arrival. A drive takes the time of the travel table, times the
event's road factor, times the pace of the hour of departure.
"""

from typing import Any

import numpy as np

from risk.staffing.simulator.compiled import inlined
from risk.staffing.simulator.queues import rise

NEVER = np.inf


@inlined
def cut(
    inside: Any, closed_h: Any, open_h: Any, here: Any, there: Any, depart_h: Any, arrive_h: Any
) -> Any:
    """Whether a closed road lies between two rows of ``trip_h`` during a drive."""
    for k in range(len(closed_h)):
        if inside[k, here] != inside[k, there] and depart_h < open_h[k] and arrive_h > closed_h[k]:
            return True
    return False


@inlined
def nearest_idle(
    idle_head: Any, idle_tail: Any, idle_next: Any, idle_rows: Any, idle_place: Any,
    idle_number: Any, off_h: Any, skilled: Any, to_h: Any, from_near: Any, village: Any, now: Any,
    factor: Any, skill: Any, inside: Any, closed_h: Any, open_h: Any,
) -> Any:  # fmt: skip
    """The nearest idle crew that can come (-1: none), the row it stands at, the one before it in
    that row's list, and its drive; at equal drives the crew of the lowest number.

    Crews stand in few rows: look at each. In many: go through all in order of distance.
    """
    best, taker, at, before, k = NEVER, -1, -1, -1, 0
    rows, row = to_h.shape[1], to_h.shape[1] - to_h.shape[0] + village
    few = 2 * idle_number[1] * idle_number[1] <= rows
    while k < (idle_number[1] if few else rows):
        here = idle_rows[k] if few else from_near[village, k]
        k += 1
        if not few and taker >= 0 and to_h[village, here] > best:
            break
        if idle_head[here] < 0 or to_h[village, here] > best:
            continue
        trip = to_h[village, here]
        arrive = now + trip * factor
        if cut(inside, closed_h, open_h, here, row, now, arrive):
            continue
        occupied = idle_number[1]
        c, p = _first_of(
            here, idle_head, idle_tail, idle_next, idle_rows, idle_place, idle_number, off_h,
            skilled, now, arrive, skill,
        )  # fmt: skip
        if few and idle_number[1] < occupied:
            k -= 1  # another row took the place of this one, all of whose crews went home
        elif c >= 0 and (trip < best or c < taker):
            best, taker, at, before = trip, c, here, p
    return taker, at, before, best * factor


@inlined
def _first_of(
    row: Any, idle_head: Any, idle_tail: Any, idle_next: Any, idle_rows: Any, idle_place: Any,
    idle_number: Any, off_h: Any, skilled: Any, now: Any, arrive: Any, skill: Any,
) -> Any:  # fmt: skip
    """First crew at a row that can come (-1: none), and the one before it in the row's list; those
    whose shift is over leave the list."""
    before, c = -1, idle_head[row]
    while c >= 0:
        following = idle_next[c]
        if off_h[c] <= now:
            rise(
                idle_head, idle_tail, idle_next, idle_rows, idle_place, idle_number, row, before, c,
            )  # fmt: skip
        elif arrive < off_h[c] and (not skill or skilled[c]):
            return c, before
        else:
            before = c
        c = following
    return -1, -1


@inlined
def saveable(
    hopeful: Any, hopes: Any, hopefuls: Any, g: Any, first: Any, fresh_head: Any, fresh_tail: Any,
    report_h: Any, limit_h: Any, row: Any, own: Any, now: Any, off_h: Any, factor: Any, trip_h: Any,
    inside: Any, closed_h: Any, open_h: Any,
) -> Any:  # fmt: skip
    """Nearest village of rule 1 with a claim the crew can still reach in time (-1: none), its
    drive. ``own``: the village the crew sweeps, without a drive, or -1. ``first``: where the
    group's villages begin.
    """
    best, found, k = NEVER, -1, 0
    bases = trip_h.shape[0] - trip_h.shape[1]
    while k < hopefuls[g]:
        w = hopeful[first + k]
        latest = report_h[fresh_tail[first + w]] + limit_h[w]
        if fresh_head[first + w] < 0 or latest < now:
            hopes[first + w] = False  # nobody can save one here until the next is reported
            hopefuls[g] -= 1
            hopeful[first + k] = hopeful[first + hopefuls[g]]
            continue
        k += 1
        drive = 0.0 if own == w else trip_h[row, w] * factor
        arrive = now + drive
        if (
            (drive < best or (drive == best and w < found))
            and latest >= arrive
            and arrive < off_h
            and not cut(inside, closed_h, open_h, row, bases + w, now, arrive)
        ):
            best, found = drive, w
    return found, best


@inlined
def oldest(
    listed: Any, number: Any, first: Any, head: Any, village: Any, claim: Any, none: Any, row: Any,
    now: Any, off_h: Any, factor: Any, trip_h: Any, inside: Any, closed_h: Any, open_h: Any,
) -> Any:  # fmt: skip
    """Village of the oldest waiting claim the crew can reach (-1: none), and its drive.

    ``claim`` is the oldest of all; ``none`` a number above that of every claim.
    """
    bases = trip_h.shape[0] - trip_h.shape[1]
    u = village[claim]
    drive = trip_h[row, u] * factor
    if now + drive < off_h and not cut(inside, closed_h, open_h, row, bases + u, now, now + drive):
        return u, drive
    best, found, earliest = NEVER, -1, none
    for k in range(number):
        w = listed[first + k]
        if head[first + w] >= earliest:
            continue
        drive = trip_h[row, w] * factor
        if now + drive < off_h and not cut(
            inside, closed_h, open_h, row, bases + w, now, now + drive
        ):
            earliest, best, found = head[first + w], drive, w
    return found, best


@inlined
def nearest(
    listed: Any, number: Any, first: Any, waiting: Any, row: Any, now: Any, off_h: Any, factor: Any,
    trip_h: Any, near: Any, inside: Any, closed_h: Any, open_h: Any,
) -> Any:  # fmt: skip
    """Nearest village with a waiting claim that the crew can reach (-1: none), and its drive.

    Few villages wait: look at each. Many: go through all in order of distance, the first is near.
    """
    villages = trip_h.shape[1]
    bases = trip_h.shape[0] - villages
    if 2 * number * number <= villages:
        best, found = NEVER, -1
        for k in range(number):
            w = listed[first + k]
            drive = trip_h[row, w] * factor
            if (
                (drive < best or (drive == best and w < found))
                and now + drive < off_h
                and not cut(inside, closed_h, open_h, row, bases + w, now, now + drive)
            ):
                best, found = drive, w
        return found, best
    for k in range(villages):
        w = near[row, k]
        if waiting[first + w] > 0:
            drive = trip_h[row, w] * factor
            if now + drive >= off_h:
                break
            if not cut(inside, closed_h, open_h, row, bases + w, now, now + drive):
                return w, drive
    return -1, NEVER
