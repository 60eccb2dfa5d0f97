"""Routes while they are searched: each with what a further stop on it would do to the rest.

State ``i`` of a route is when its crew is free before its stop ``i`` (0: at its start; ``size``:
before it drives home). For each state the plan knows what the rest costs, and until when the crew
may be free there without the rest being late (``calm``) or breaking a bound (``hard``), so most
insertions are judged without going through the rest (Savelsbergh 1992, ORSA J. Comp. 4).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from risk.staffing.routes.packed import Tours, World
from risk.staffing.routes.problem import Bools, Floats, Ints
from risk.staffing.routes.steps import go_home, visit
from risk.staffing.routes.walk import BROKEN_MONEY, drive_money, end_money, stop_money
from risk.staffing.simulator.compiled import inlined, uncounted


class Plan(NamedTuple):
    """Routes (K rows) by state; ``tail`` and the like have a column a state."""

    stops: Ints  # (K, J)
    size: Ints  # (K,)
    free: Floats  # when it is free
    rested: Bools  # whether its break is over
    tail: Floats  # money of all that follows, unserved, splits and moves aside
    road: Floats  # the drives in it
    calm: Floats  # with the break over, free until then: nothing that follows is late
    hard: Floats  # free later: a bound is broken
    rate: Floats  # money at least of each minute later
    load: Floats  # (K,)
    money: Floats  # of the whole route (K,)
    stamp: Ints  # which content the row has: equal stamps, equal rows (K,)
    crew: Ints  # of each job, -1 none (J,)
    visits: Ints  # stops of each crew in each village (K, V)
    spread: Ints  # crews that have been or go to each village (V,)


def new_plan(w: World, tours: Tours) -> Plan:
    """Lay routes out for the search."""
    crews, jobs = len(w.free), len(w.place)
    table = (crews, jobs + 1)
    plan = Plan(
        stops=tours.stops.copy(), size=tours.size.copy(), free=np.zeros(table),
        rested=np.zeros(table, bool), tail=np.zeros(table), road=np.zeros(table),
        calm=np.zeros(table), hard=np.zeros(table), rate=np.zeros(table),
        load=np.zeros(crews), money=np.zeros(crews),
        stamp=np.arange(crews), crew=np.full(jobs, -1),
        visits=np.zeros(w.visited.shape, np.int64), spread=w.visited.sum(axis=0),
    )  # fmt: skip
    fill_plan(w, plan)
    return plan


@njit(cache=True, nogil=True)
def fill_plan(w: World, p: Plan) -> None:
    """Work out all of a plan but its stops."""
    for k in range(len(p.size)):
        for i in range(p.size[k]):
            enter(w, p, k, p.stops[k, i])
        refresh(w, p, k)


@inlined
def beside_money(w: World, p: Plan, k: int, j: int) -> float:
    """What job ``j`` on route ``k`` costs beside it: a further crew in the village, being moved."""
    v = w.village[j]
    money = float(w.move[j]) if w.held[j] >= 0 and w.held[j] != k else 0.0
    if p.spread[v] > 0 and p.visits[k, v] == 0 and not w.visited[k, v]:
        money += w.split
    return money


@inlined
def put(p: Plan, k: int, at: int, j: int) -> None:
    """Put job ``j`` into a row of stops."""
    for i in range(p.size[k], at, -1):
        p.stops[k, i] = p.stops[k, i - 1]
    p.stops[k, at] = j
    p.size[k] += 1


@uncounted
def enter(w: World, p: Plan, k: int, j: int) -> float:
    """Note that job ``j`` is on route ``k``; what that costs beside the route itself."""
    money, v = beside_money(w, p, k, j), w.village[j]
    p.crew[j] = k
    p.visits[k, v] += 1
    if p.visits[k, v] == 1 and not w.visited[k, v]:
        p.spread[v] += 1
    return money


@uncounted
def leave(w: World, p: Plan, k: int, j: int) -> float:
    """The same backwards; what it saves."""
    v = w.village[j]
    p.crew[j] = -1
    p.visits[k, v] -= 1
    if p.visits[k, v] == 0 and not w.visited[k, v]:
        p.spread[v] -= 1
    return beside_money(w, p, k, j)


@uncounted
def refresh(w: World, p: Plan, k: int) -> None:
    """Time and price a route whose stops changed."""
    n = p.size[k]
    t, rested = w.free[k], w.rest[k] <= 0
    place, village = w.start[k], w.start_village[k]
    p.free[k, 0], p.rested[k, 0] = t, rested
    load, money = 0.0, 0.0
    for i in range(n):
        j = p.stops[k, i]
        left, arrive, t, rested, begun = visit(w, k, t, rested, place, village, j)
        p.road[k, i] = drive_money(w, left, arrive)
        idle = arrive < w.ready[j] or begun > p.free[k, i]
        p.rate[k, i] = -1.0 if idle else (w.late[j] if arrive >= w.due[j] else 0.0)
        p.tail[k, i] = p.road[k, i] + stop_money(w, j, arrive)
        p.free[k, i + 1], p.rested[k, i + 1] = t, rested
        place, village = w.place[j], w.village[j]
        load += w.load[j]
        if w.needs[j] & ~w.skills[k]:
            money += BROKEN_MONEY
    p.road[k, n], p.tail[k, n] = 0.0, 0.0
    if n > 0:
        left, end, begun = go_home(w, k, t, rested, place)
        over = begun != begun and rested and end >= w.until[k]
        p.rate[k, n] = w.overtime if over and w.flat else 0.0
        p.road[k, n] = drive_money(w, left, end)
        p.tail[k, n] = p.road[k, n] + end_money(w, k, end)
        money += w.fixed[k]
    _backwards(w, p, k, n)
    if load > w.capacity[k]:
        money += BROKEN_MONEY
    p.load[k] = load
    p.money[k] = money + p.tail[k, 0]


@uncounted
def _backwards(w: World, p: Plan, k: int, n: int) -> None:
    place = w.place[p.stops[k, n - 1]] if n > 0 else w.start[k]
    home = w.minutes[place, w.end[k]] if n > 0 and w.end[k] >= 0 else 0.0
    calm, hard = w.until[k] - home, w.bound[k] - home * w.quickest
    p.calm[k, n] = calm if w.flat else -np.inf
    over = p.rate[k, n]
    p.hard[k, n] = hard
    for i in range(n - 1, -1, -1):
        j = p.stops[k, i]
        before = p.stops[k, i - 1] if i > 0 else -1
        place = w.place[before] if i > 0 else w.start[k]
        village = w.village[before] if i > 0 else w.start_village[k]
        survey = w.next[j] if village == w.village[j] else w.first[j]
        minutes = w.minutes[place, w.place[j]]
        due = min(w.due[j], w.last[j]) if w.late[j] > 0 or w.missed[j] > 0 else w.last[j]
        calm, hard = calm - survey, hard - survey
        calm = min(due, calm) - minutes if calm >= w.ready[j] else -np.inf
        hard = min(w.last[j], hard) - minutes * w.quickest if hard >= w.ready[j] else -np.inf
        late = p.rate[k, i]
        over = over if late >= 0 else 0.0
        late = over if late < 0 or not p.rested[k, i] else p.rate[k, i + 1] + late
        p.rate[k, i] = late if w.flat else 0.0
        p.calm[k, i] = calm if w.flat else -np.inf
        p.hard[k, i] = hard
        p.tail[k, i] += p.tail[k, i + 1]
        p.road[k, i] += p.road[k, i + 1]


@uncounted
def copy_tour(a: Plan, b: Plan, k: int) -> None:
    """Make row ``k`` of ``b`` that of ``a``; which job is whose is told by ``enter``."""
    n = a.size[k]
    b.size[k], b.load[k], b.money[k], b.stamp[k] = n, a.load[k], a.money[k], a.stamp[k]
    for i in range(n):
        b.stops[k, i] = a.stops[k, i]
    for i in range(n + 1):
        b.free[k, i], b.rested[k, i] = a.free[k, i], a.rested[k, i]
        b.tail[k, i], b.road[k, i] = a.tail[k, i], a.road[k, i]
        b.calm[k, i], b.hard[k, i], b.rate[k, i] = a.calm[k, i], a.hard[k, i], a.rate[k, i]
