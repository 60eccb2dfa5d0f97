"""How a crew goes from stop to stop: drives, cuts, the break. The rules all routes are timed by.

**Drive.** From ``a`` to ``b`` takes ``minutes[a, b]`` at a pace of 1. In each hour of the clock a
minute of driving takes ``pace[hour]`` minutes; before midnight the first, after the last hour the
last pace goes on.

**Cut.** A drive crosses a cut if just one of its two ends lies inside. If it crosses and sets out
at ``from_min <= leave < until_min``, or sets out before and arrives later than ``from_min``, it
leaves at ``until_min`` instead (inf: never). With several cuts this is asked until none objects.

**Survey.** Takes ``next_min`` if the stop before was in the same village (``start_village`` before
the first), else ``first_min``; it begins at the later of arrival and ``ready_min``.

**Break.** A crew with ``break_min > 0`` has it to come. Whenever it is free at ``t`` between stops,
before a drive (also the one to its end place), it is asked whether to take it now: from
``rest = max(t, break_from_min)`` until ``rest + break_min``, setting out then. It does so if
  (a) the next survey begins (the end place is reached) no later than without it: the break is had
      while waiting; or
  (b) the next chance is too late: with ``e`` the end of the next survey (the arrival at the end
      place) without it, ``max(e, break_from_min) + break_min > break_until_min``.
So it comes as late as it may, unless it is free. A crew back (or, with no end place, done) by
``break_until_min - break_min`` needs none on its way; one freed too late takes it at once.
An empty route has no break.
"""

import numpy as np

from risk.staffing.routes.packed import World
from risk.staffing.routes.problem import HOURS, Bools, Floats
from risk.staffing.simulator.compiled import inlined, uncounted

HOUR = 60.0


@inlined
def drive(w: World, t: float, a: int, b: int) -> tuple[float, float]:
    """When a crew free at ``t`` leaves place ``a``, and when it is at ``b``; inf: never."""
    if w.flat:
        return t, t + w.minutes[a, b]
    return slow_drive(w.pace, w.inside, w.closes, w.opens, w.minutes[a, b], t, a, b)


@uncounted
def slow_drive(
    pace: Floats, inside: Bools, closes: Floats, opens: Floats, minutes: float, t: float,
    a: int, b: int,
) -> tuple[float, float]:  # fmt: skip
    """The same by the pace of each hour, around cuts."""
    asked = True
    arrive = arrival(pace, t, minutes)
    while asked:
        asked = False
        for c in range(len(closes)):
            crosses = inside[c, a] != inside[c, b]
            if crosses and t < opens[c] and (t >= closes[c] or arrive > closes[c]):
                t = opens[c]
                if t == np.inf:
                    return t, t
                arrive = arrival(pace, t, minutes)
                asked = True
    return t, arrive


@uncounted
def arrival(pace: Floats, t: float, minutes: float) -> float:
    """When a drive that sets out at ``t`` arrives, by the pace of the hours it goes through."""
    if t == np.inf:
        return t
    hour = min(max(int(np.floor(t / HOUR)), 0), HOURS - 1)
    left = minutes
    while hour < HOURS - 1:
        done = (HOUR * (hour + 1) - t) / pace[hour]
        if left <= done:
            break
        left -= done
        hour += 1
        t = HOUR * hour
    return t + float(left * pace[hour])


@inlined
def visit(
    w: World, k: int, t: float, rested: bool, place: int, village: int, j: int
) -> tuple[float, float, float, bool, float]:
    """Go to job ``j``: leave, arrive, finish, whether the break is over, and its begin or NaN."""
    to, ready = w.place[j], w.ready[j]
    survey = w.next[j] if village == w.village[j] else w.first[j]
    leave, arrive = drive(w, t, place, to)
    begin = max(arrive, ready)
    if rested:
        return leave, arrive, begin + survey, True, np.nan
    rest = max(t, w.rest_from[k])
    later_leave, later = drive(w, rest + w.rest[k], place, to)
    too_late = max(begin + survey, w.rest_from[k]) + w.rest[k] > w.rest_until[k]
    if too_late or max(later, ready) <= begin:
        return later_leave, later, max(later, ready) + survey, True, rest
    return leave, arrive, begin + survey, False, np.nan


@inlined
def go_home(w: World, k: int, t: float, rested: bool, place: int) -> tuple[float, float, float]:
    """Drive to the end place: leave, arrive, and the break's begin or NaN."""
    if w.end[k] < 0:
        return t, t, np.nan
    leave, arrive = drive(w, t, place, w.end[k])
    if rested:
        return leave, arrive, np.nan
    rest = max(t, w.rest_from[k])
    later_leave, later = drive(w, rest + w.rest[k], place, w.end[k])
    if later <= arrive or max(arrive, w.rest_from[k]) + w.rest[k] > w.rest_until[k]:
        return later_leave, later, rest
    return leave, arrive, np.nan
