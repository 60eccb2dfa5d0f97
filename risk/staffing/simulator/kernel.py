"""The compiled dispatch simulator: who reaches which claim when.

Rule, each time a crew is free (its shift begins, or a survey ends):
1. a town-tier village with a waiting claim the crew can still reach within its limit, the nearest;
2. else the nearest village with waiting claims, its own first: so a crew sweeps a village before
   it leaves it, each further house without a drive and in the shorter sweep time;
3. else it waits where it is. A new claim goes to the nearest waiting crew at once.
Within a village the oldest claim that is still in time on arrival goes first, then the oldest.
A crew sets out only if it arrives before its shift ends; a survey once begun is finished. Each
crew-shift starts at its base. One claim is promised to one crew, so several crews may share a
village but no house is visited twice.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

NEVER = np.inf


@njit
def _push(heap_h: Any, heap_crew: Any, size: Any, at_h: Any, crew: Any) -> Any:
    """Add a crew to the heap ordered by (hour, crew); returns the new size."""
    i = size
    while i > 0:
        up = (i - 1) >> 1
        if heap_h[up] < at_h or (heap_h[up] == at_h and heap_crew[up] < crew):
            break
        heap_h[i], heap_crew[i] = heap_h[up], heap_crew[up]
        i = up
    heap_h[i], heap_crew[i] = at_h, crew
    return size + 1


@njit
def _pop(heap_h: Any, heap_crew: Any, size: Any) -> Any:
    """Take the first crew off the heap (it is read at index 0 before); returns the new size."""
    size -= 1
    at_h, crew = heap_h[size], heap_crew[size]
    i = 0
    while True:
        down = 2 * i + 1
        if down >= size:
            break
        right = down + 1
        if right < size and (
            heap_h[right] < heap_h[down]
            or (heap_h[right] == heap_h[down] and heap_crew[right] < heap_crew[down])
        ):
            down = right
        if at_h < heap_h[down] or (at_h == heap_h[down] and crew < heap_crew[down]):
            break
        heap_h[i], heap_crew[i] = heap_h[down], heap_crew[down]
        i = down
    heap_h[i], heap_crew[i] = at_h, crew
    return size


@njit
def _append(head: Any, tail: Any, following: Any, village: Any, claim: Any) -> None:
    """Add a claim to the end of a village's queue."""
    following[claim] = -1
    if head[village] < 0:
        head[village] = claim
    else:
        following[tail[village]] = claim
    tail[village] = claim


@njit
def _take(
    fresh_head: Any, late_head: Any, late_tail: Any, following: Any,
    report_h: Any, limit_h: Any, village: Any, arrive_h: Any,
) -> Any:  # fmt: skip
    """Next claim of a village for a crew that arrives then: oldest in time, else oldest."""
    j = fresh_head[village]
    while j >= 0 and report_h[j] + limit_h[village] < arrive_h:
        fresh_head[village] = following[j]
        _append(late_head, late_tail, following, village, j)
        j = fresh_head[village]
    if j >= 0:
        fresh_head[village] = following[j]
    else:
        j = late_head[village]
        late_head[village] = following[j]
    return j


@njit
def _nearest_idle(
    idle: Any, n_idle: Any, at: Any, crew_off_h: Any, trip_h: Any, road: Any, village: Any, now: Any
) -> Any:
    """Place in ``idle`` of the nearest crew that arrives within its shift (-1: none), its drive.

    Crews whose shift is over leave the list; its new length is returned last.
    """
    best, taker, k = NEVER, -1, 0
    while k < n_idle:
        c = idle[k]
        if crew_off_h[c] <= now:
            n_idle -= 1
            idle[k] = idle[n_idle]
            continue
        drive = trip_h[at[c], village] * road
        if now + drive < crew_off_h[c] and drive < best:
            best, taker = drive, k
        k += 1
    return taker, best, n_idle


@njit
def _next_village(
    row: Any, bases: Any, now: Any, off_h: Any, road: Any, trip_h: Any, near: Any, towns: Any,
    limit_h: Any, report_h: Any, fresh_head: Any, fresh_tail: Any, waiting: Any,
) -> Any:  # fmt: skip
    """Village a free crew at a row of ``trip_h`` goes to by the rule (-1: none), and its drive."""
    best, village = NEVER, -1
    for w in towns:
        if waiting[w] > 0 and fresh_head[w] >= 0:
            drive = 0.0 if row == bases + w else trip_h[row, w] * road
            saved = report_h[fresh_tail[w]] + limit_h[w] >= now + drive
            if saved and now + drive < off_h and drive < best:
                best, village = drive, w
    if village >= 0:
        return village, best
    if row >= bases and waiting[row - bases] > 0:
        return row - bases, 0.0
    for w in near[row]:
        if waiting[w] > 0:
            drive = trip_h[row, w] * road
            return (w, drive) if now + drive < off_h else (-1, NEVER)
    return -1, NEVER


@njit(cache=True, nogil=True)
def simulate(
    start: NDArray[np.int64],
    report_h: NDArray[np.float64],
    village: NDArray[np.int32],
    work: NDArray[np.float64],
    road: NDArray[np.float64],
    trip_h: NDArray[np.float64],
    near: NDArray[np.int32],
    limit_h: NDArray[np.float64],
    towns: NDArray[np.int32],
    first_h: float,
    further_h: float,
    crew_from: NDArray[np.int32],
    crew_on_h: NDArray[np.float64],
    crew_off_h: NDArray[np.float64],
    arrival_h: NDArray[np.float64],
    crew: NDArray[np.int32],
) -> None:
    """Dispatch the same crews on every scenario; writes ``arrival_h`` (inf: never) and ``crew``.

    Args:
        start: claims of scenario d are ``start[d]:start[d + 1]``, by report hour.
        report_h: report hour of each claim.
        village: village of each claim.
        work: survey time of each claim as a multiple of the mean.
        road: travel time of each scenario as a multiple of the table.
        trip_h: hours from each base, then each village, to each village (bases + V, V).
        near: villages in order of ``trip_h``, for each of its rows.
        limit_h: promised hours of each village.
        towns: the villages of the town tier (rule 1).
        first_h: mean survey hours at the first house of a trip.
        further_h: mean survey hours at a further house of the same village.
        crew_from: row of ``trip_h`` each crew-shift starts at, in order of ``crew_on_h``.
        crew_on_h: begin of each crew-shift, ascending.
        crew_off_h: its end.
        arrival_h: out, one a claim.
        crew: out, the crew-shift that came, or -1.
    """
    villages, crews = trip_h.shape[1], len(crew_from)
    bases = trip_h.shape[0] - villages
    most = 0
    for d in range(len(start) - 1):
        most = max(most, start[d + 1] - start[d])
    fresh_head, fresh_tail = np.empty(villages, np.int32), np.empty(villages, np.int32)
    late_head, late_tail = np.empty(villages, np.int32), np.empty(villages, np.int32)
    following = np.empty(most, np.int32)
    waiting = np.empty(villages, np.int32)
    heap_h, heap_crew = np.empty(crews, np.float64), np.empty(crews, np.int32)
    idle, at = np.empty(crews, np.int32), np.empty(crews, np.int32)
    for d in range(len(start) - 1):
        a, n = start[d], start[d + 1] - start[d]
        report, of, load = report_h[a : a + n], village[a : a + n], work[a : a + n]
        arrival, by = arrival_h[a : a + n], crew[a : a + n]
        for k in range(n):
            arrival[k], by[k] = NEVER, -1
        for k in range(villages):
            fresh_head[k], late_head[k], waiting[k] = -1, -1, 0
        size, begun, n_idle, open_claims, i = 0, 0, 0, 0, 0
        while i < n or (open_claims > 0 and (size > 0 or begun < crews)):
            begins_h = crew_on_h[begun] if begun < crews else NEVER
            freed_h = heap_h[0] if size > 0 else NEVER
            if i < n and report[i] <= min(begins_h, freed_h):
                # a claim is reported: the nearest waiting crew takes it, else it joins its village
                now, u, j = report[i], of[i], i
                i += 1
                taker, drive, n_idle = _nearest_idle(
                    idle, n_idle, at, crew_off_h, trip_h, road[d], u, now
                )
                if taker < 0:
                    _append(fresh_head, fresh_tail, following, u, j)
                    waiting[u] += 1
                    open_claims += 1
                    continue
                c = idle[taker]
                n_idle -= 1
                idle[taker] = idle[n_idle]
                arrive, survey = now + drive, first_h
            else:
                # a crew begins its shift or ends a survey: choose its next village
                if begins_h <= freed_h:
                    now, c = begins_h, begun
                    at[c] = crew_from[c]
                    begun += 1
                else:
                    now, c = freed_h, heap_crew[0]
                    size = _pop(heap_h, heap_crew, size)
                if now >= crew_off_h[c]:
                    continue
                u, drive = _next_village(
                    at[c], bases, now, crew_off_h[c], road[d], trip_h, near, towns,
                    limit_h, report, fresh_head, fresh_tail, waiting,
                )  # fmt: skip
                if u < 0:
                    idle[n_idle] = c
                    n_idle += 1
                    continue
                arrive = now + drive
                survey = further_h if at[c] == bases + u else first_h
                j = _take(
                    fresh_head, late_head, late_tail, following,
                    report, limit_h, u, arrive,
                )  # fmt: skip
                waiting[u] -= 1
                open_claims -= 1
            arrival[j], by[j], at[c] = arrive, c, bases + u
            size = _push(heap_h, heap_crew, size, arrive + survey * load[j], c)
