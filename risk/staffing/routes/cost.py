"""What a set of routes costs in money: the one measure all sets are judged by."""

from collections.abc import Sequence

import numpy as np

from risk.staffing.routes.packed import World, lay, pack
from risk.staffing.routes.problem import Cost, Problem, Schedule
from risk.staffing.routes.schedule import time_tours


def cost_of(problem: Problem, routes: Sequence[Sequence[int]]) -> Cost:
    """Cost of routes, one route a crew.

    Late is arrival after ``due_min``. ``broken`` counts jobs reached after ``last_min`` or never,
    jobs whose crew lacks a skill, crews back later than shift and overtime allow, and crews with
    more load than capacity. A job never reached costs ``missed_money`` and no minutes.

    Raises:
        ModelError: routes that do not fit the problem (see ``packed.lay``).
    """
    w = pack(problem)
    return price(w, time_tours(w, lay(problem, routes)))


def price(w: World, times: Schedule) -> Cost:
    """Cost of routes already timed."""
    on, crew = times.crew >= 0, times.crew
    used = np.bincount(crew[on], minlength=len(w.free)) > 0
    late = on & (np.nan_to_num(times.arrive_min, posinf=np.inf) > w.due)
    reached = late & np.isfinite(times.arrive_min)
    moved = on & (w.held >= 0) & (w.held != crew)
    over = np.where(used & np.isfinite(times.end_min), np.maximum(times.end_min - w.until, 0), 0)
    late_money = (times.arrive_min[reached] - w.due[reached]) @ w.late[reached]
    return Cost(
        travel=float(times.travel_min.sum() * w.travel), late=float(late_money),
        missed=float(w.missed[late].sum()), unserved=float(w.unserved[~on].sum()),
        overtime=float(over.sum() * w.overtime), split=_split(w, times),
        moved=float(w.move[moved].sum()), fixed=float(w.fixed[used].sum()),
        broken=_broken(w, times), jobs_unserved=int((~on).sum()), jobs_late=int(late.sum()),
        jobs_moved=int(moved.sum()),
    )  # fmt: skip


def _split(w: World, times: Schedule) -> float:
    seen = w.visited.copy()
    on = times.crew >= 0
    seen[times.crew[on], w.village[on]] = True
    return float(np.maximum(seen.sum(axis=0) - 1, 0).sum() * w.split)


def _broken(w: World, times: Schedule) -> int:
    on = np.flatnonzero(times.crew >= 0)
    crew, arrive = times.crew[on], times.arrive_min[on]
    used = np.bincount(crew, minlength=len(w.free)) > 0
    load = np.bincount(crew, w.load[on], minlength=len(w.free))
    late = (arrive > w.last[on]) | np.isinf(arrive)
    unskilled = (w.needs[on] & ~w.skills[crew]) != 0
    over = used & ((times.end_min > w.bound) | np.isinf(times.end_min))
    return int(late.sum() + unskilled.sum() + over.sum() + (load > w.capacity).sum())
