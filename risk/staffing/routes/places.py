"""What a job costs at its best place on a route, judged without walking the whole of it."""

import numpy as np

from risk.staffing.routes.packed import World
from risk.staffing.routes.plan import Plan
from risk.staffing.routes.steps import go_home, visit
from risk.staffing.routes.walk import drive_money, end_money, stop_money
from risk.staffing.simulator.compiled import inlined


@inlined
def best_place(w: World, p: Plan, k: int, j: int, bound: float) -> tuple[float, int]:
    """The cheapest place for ``j`` on route ``k`` if it costs less than ``bound``, else −1.

    Places are left out unseen where the detour alone, or the lateness of ``j`` alone, costs as
    much as the best one found: nothing that follows a stop put in is reached sooner for it (with
    a pace that falls during the day, or a break had while waiting, it may be: the search then
    misses a place now and then).
    """
    n, best, at = p.size[k], bound, -1
    to, fixed = w.place[j], (w.fixed[k] if p.size[k] == 0 else 0.0)
    a, village = w.start[k], w.start_village[k]
    for i in range(n + 1):
        stop = p.stops[k, i] if i < n else -1
        b = w.place[stop] if i < n else w.end[k]
        if stop_money(w, j, p.free[k, i]) >= best:
            break
        old = p.road[k, i] - p.road[k, i + 1] if i < n else p.road[k, n]
        minutes = w.minutes[a, to] + (w.minutes[to, b] if b >= 0 else 0.0)
        if fixed + w.travel * w.quickest * minutes - old < best:
            money = fixed + insertion_money(w, p, k, j, i, a, village, best - fixed)
            if money < best:
                best, at = money, i
        if i < n:
            a, village = b, w.village[stop]
    return best, at


@inlined
def insertion_money(
    w: World, p: Plan, k: int, j: int, at: int, a: int, village: int, bound: float
) -> float:
    """Money of ``j`` put in before stop ``at`` of route ``k``, or inf: ``bound`` or more.

    ``a``, ``village``: where the crew comes from.
    """
    n = p.size[k]
    left, arrive, t, rested, _ = visit(w, k, p.free[k, at], p.rested[k, at], a, village, j)
    money = drive_money(w, left, arrive) + stop_money(w, j, arrive)
    place, came, i = w.place[j], w.village[j], at
    while i < n:
        stop = p.stops[k, i]
        left, arrive, t, rested, _ = visit(w, k, t, rested, place, came, stop)
        money += drive_money(w, left, arrive) + stop_money(w, stop, arrive)
        money -= float(p.tail[k, i] - p.tail[k, i + 1])
        place, came = w.place[stop], w.village[stop]
        i += 1
        same = rested == p.rested[k, i]
        if same and t == p.free[k, i]:
            return money
        if t > p.hard[k, i] and p.free[k, i] <= p.hard[k, i]:
            return float(np.inf)
        if rested and t <= p.calm[k, i]:
            return money + float(p.road[k, i] - p.tail[k, i])
        if t > p.free[k, i] and same and money + p.rate[k, i] * (t - p.free[k, i]) >= bound:
            return float(np.inf)
    left, end, _ = go_home(w, k, t, rested, place)
    return money + drive_money(w, left, end) + end_money(w, k, end) - float(p.tail[k, n])
