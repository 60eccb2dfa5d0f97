"""The compiled hotline: M_t/G/c_t with impatient callers, some of whom call again.

First come, first served. A seat taken away at the turn of an hour finishes its call. Nothing is
approximated: answers, abandonments and repeated calls happen in the order of time.
"""

import heapq
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

ENDS, GIVES_UP, CALLS_AGAIN = 0, 1, 2
EPSILON_H = 1e-12


@njit(cache=True, nogil=True)
def answer(
    start: NDArray[np.int64],
    hour: NDArray[np.float64],
    handling_h: NDArray[np.float64],
    patience_h: NDArray[np.float64],
    again: NDArray[np.float64],
    seats: NDArray[np.int64],
    limit_h: float,
    redial_share: float,
    redial_h: float,
    wait_h: NDArray[np.float64],
    calls: Any,
    in_time: Any,
    lost: Any,
) -> None:
    """Fill the first wait of each caller and the counts of each draw and hour.

    A caller tries at most twice: who is lost again is lost.

    Args:
        start, hour, handling_h, patience_h, again: of :class:`~.calls.Calls`.
        seats: by hour (hours,).
        limit_h: answered in time within this wait.
        redial_share, redial_h: who gives up calls again, and after how long.
        wait_h: out, wait of the first call, inf if given up.
        calls, in_time, lost: out, of each draw and hour of the call (draws, hours).
    """
    hours = len(seats)
    for d in range(len(start) - 1):
        a, n = start[d], start[d + 1] - start[d]
        waiting = np.zeros(n, np.bool_)
        tries = np.zeros(n, np.int8)
        since = np.zeros(n, np.float64)
        queue = np.empty(2 * n, np.int64)
        head, tail, busy, i, hour_now = 0, 0, 0, 0, 0
        events = [(np.inf, ENDS, 0)]
        while True:
            next_call, next_event = hour[a + i] if i < n else np.inf, events[0][0]
            if next_call == np.inf and next_event == np.inf:
                break
            turn = float(hour_now + 1) if hour_now + 1 < hours else np.inf
            if turn <= min(next_call, next_event):
                now = turn
                hour_now += 1
            elif next_call < next_event:
                now, j = next_call, i
                i += 1
                tail = _join(
                    now, j, patience_h[a + j], waiting, tries, since, queue, tail, calls[d], events
                )
            else:
                now, kind, j = heapq.heappop(events)
                if kind == ENDS:
                    busy -= 1
                elif kind == CALLS_AGAIN:
                    tail = _join(
                        now,
                        j,
                        patience_h[a + j],
                        waiting,
                        tries,
                        since,
                        queue,
                        tail,
                        calls[d],
                        events,
                    )
                elif waiting[j]:
                    waiting[j] = False
                    lost[d, min(int(since[j]), hours - 1)] += 1
                    if tries[j] == 1:
                        wait_h[a + j] = np.inf
                        if again[a + j] < redial_share:
                            heapq.heappush(events, (now + redial_h, CALLS_AGAIN, j))
            while head < tail and busy < seats[hour_now]:
                j = queue[head]
                head += 1
                if not waiting[j]:
                    continue
                waiting[j] = False
                busy += 1
                if now - since[j] <= limit_h + EPSILON_H:
                    in_time[d, min(int(since[j]), hours - 1)] += 1
                if tries[j] == 1:
                    wait_h[a + j] = now - since[j]
                heapq.heappush(events, (now + handling_h[a + j], ENDS, j))


@njit
def _join(
    now: Any, j: Any, patience_h: Any, waiting: Any, tries: Any, since: Any, queue: Any, tail: Any,
    calls: Any, events: Any,
) -> Any:  # fmt: skip
    """A caller joins the line; returns the line's new end."""
    waiting[j] = True
    tries[j] += 1
    since[j] = now
    queue[tail] = j
    calls[min(int(now), len(calls) - 1)] += 1
    heapq.heappush(events, (now + patience_h, GIVES_UP, j))
    return tail + 1
