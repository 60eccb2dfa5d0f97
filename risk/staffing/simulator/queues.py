"""Compiled queues of the dispatch: crews by the hour they are free, claims by village and group.

The claims of a village that wait stand in two linked lists, those that may still be in time
(fresh) and those that nobody can reach in time any more (late), each by report hour. Villages with
a waiting claim stand in a list without order, from which one leaves in one step, so that looking
for the nearest costs little when few villages wait. Arrays by (group, village) are flat. Crews that
wait stand in a list for each place, by number, and the places in a list without order.
"""

from typing import Any

import numpy as np

from risk.staffing.simulator.compiled import inlined

U = np.uintp  # numbers without a sign: an index that may be negative costs two steps more


@inlined
def join(
    head: Any, tail: Any, following: Any, waiting: Any, listed: Any, place: Any, number: Any,
    g: Any, at: Any, village: Any, claim: Any,
) -> None:  # fmt: skip
    """A claim begins to wait in a village; ``at`` is the place of (group, village)."""
    append(head, tail, following, at, claim)
    if waiting[at] == 0:
        place[at] = number[g]
        listed[at - village + number[g]] = village
        number[g] += 1
    waiting[at] += 1


@inlined
def append(head: Any, tail: Any, following: Any, at: Any, claim: Any) -> None:
    """Add a claim to the end of a list."""
    following[claim] = -1
    if head[at] < 0:
        head[at] = claim
    else:
        following[tail[at]] = claim
    tail[at] = claim


@inlined
def leave(
    fresh_head: Any, fresh_tail: Any, late_head: Any, late_tail: Any, following: Any,
    waiting: Any, listed: Any, place: Any, number: Any, g: Any, at: Any, village: Any,
    report_h: Any, lost_h: Any, oldest_h: Any,
) -> Any:  # fmt: skip
    """Take the next claim of a village: the oldest reported at ``oldest_h`` or later (the crew
    comes too late for those before), else the oldest of all. Nobody can reach those reported before
    ``lost_h`` in time any more: they become late.
    """
    j = fresh_head[at]
    while j >= 0 and report_h[j] < lost_h:
        fresh_head[at] = following[j]
        append(late_head, late_tail, following, at, j)
        j = fresh_head[at]
    before = -1
    while j >= 0 and report_h[j] < oldest_h:
        before, j = j, following[j]
    if j < 0 and late_head[at] >= 0:
        j = late_head[at]
        late_head[at] = following[j]
    elif j < 0 or before < 0:
        j = fresh_head[at]
        fresh_head[at] = following[j]
    else:
        following[before] = following[j]
        if following[j] < 0:
            fresh_tail[at] = before
    waiting[at] -= 1
    if waiting[at] == 0:
        number[g] -= 1
        first = at - village
        last = listed[first + number[g]]
        listed[first + place[at]] = last
        place[first + last] = place[at]
    return j


@inlined
def sit(
    idle_head: Any, idle_tail: Any, idle_next: Any, idle_rows: Any, idle_place: Any,
    idle_number: Any, row: Any, crew: Any,
) -> None:  # fmt: skip
    """A crew waits at a row of ``trip_h``: the list of a row is in order of crew numbers.

    ``idle_number``: how many crews wait, and at how many rows.
    """
    first = idle_head[row]
    idle_number[0] += 1
    if first < 0:
        idle_rows[idle_number[1]], idle_place[row] = row, idle_number[1]
        idle_number[1] += 1
        idle_head[row], idle_tail[row], idle_next[crew] = crew, crew, -1
    elif crew < first:
        idle_head[row], idle_next[crew] = crew, first
    elif crew > idle_tail[row]:
        idle_next[idle_tail[row]], idle_tail[row], idle_next[crew] = crew, crew, -1
    else:
        c = first
        while idle_next[c] < crew:
            c = idle_next[c]
        idle_next[crew], idle_next[c] = idle_next[c], crew


@inlined
def rise(
    idle_head: Any, idle_tail: Any, idle_next: Any, idle_rows: Any, idle_place: Any,
    idle_number: Any, row: Any, before: Any, crew: Any,
) -> None:  # fmt: skip
    """A crew waits no longer; ``before``: the one before it in its row's list, or -1."""
    idle_number[0] -= 1
    if before >= 0:
        idle_next[before] = idle_next[crew]
        if idle_next[crew] < 0:
            idle_tail[row] = before
        return
    idle_head[row] = idle_next[crew]
    if idle_head[row] < 0:
        idle_number[1] -= 1
        last, at = idle_rows[idle_number[1]], idle_place[row]
        idle_rows[at], idle_place[last] = last, at


@inlined
def push(heap_h: Any, heap_crew: Any, size: Any, at_h: Any, crew: Any) -> Any:
    """Add a crew to the heap ordered by (hour, crew); returns the new size."""
    _rise_to(heap_h, heap_crew, size, at_h, crew)
    return size + 1


@inlined
def pop(heap_h: Any, heap_crew: Any, size: Any) -> Any:
    """Take the first crew off the heap (it is read at index 0 before); returns the new size.

    The gap goes down to the bottom along the sooner crews, without asking on the way whether the
    last crew belongs there: it nearly always belongs near the bottom, and a question whose answer
    cannot be guessed costs more than a step (Wegener 1993).
    """
    size -= 1
    end, gap, down = U(size), U(0), U(1)
    while down + U(1) < end:
        other = down + U(1)
        sooner = heap_h[other] < heap_h[down]
        if heap_h[other] == heap_h[down]:
            sooner = heap_crew[other] < heap_crew[down]
        down += U(sooner)
        heap_h[gap], heap_crew[gap] = heap_h[down], heap_crew[down]
        gap = down
        down = (gap << U(1)) + U(1)
    if down < end:
        heap_h[gap], heap_crew[gap] = heap_h[down], heap_crew[down]
        gap = down
    _rise_to(heap_h, heap_crew, gap, heap_h[end], heap_crew[end])
    return size


@inlined
def _rise_to(heap_h: Any, heap_crew: Any, i: Any, at_h: Any, crew: Any) -> None:
    """Put a crew at or above a free place of the heap."""
    i = U(i)
    while i > U(0):
        up = (i - U(1)) >> U(1)
        if heap_h[up] < at_h or (heap_h[up] == at_h and heap_crew[up] < crew):
            break
        heap_h[i], heap_crew[i] = heap_h[up], heap_crew[up]
        i = up
    heap_h[i], heap_crew[i] = at_h, crew
