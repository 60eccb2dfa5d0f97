"""Better routes in the time given."""

from collections.abc import Callable, Sequence

import numpy as np

from risk.staffing.routes.cost import price
from risk.staffing.routes.packed import Tours, World, lay, pack, told
from risk.staffing.routes.problem import Cost, Problem, Routes
from risk.staffing.routes.regret import fill
from risk.staffing.routes.schedule import time_tours


def improve(
    problem: Problem,
    routes: Sequence[Sequence[int]],
    *,
    clock: Callable[[], float],
    seconds: float,
    seed: int,
    most_moves: int | None = None,
    on_progress: Callable[[float, float], None] | None = None,
) -> Routes:
    """Improve routes; never worse than given.

    Args:
        problem, routes: see there.
        clock: seconds, from wherever they are counted.
        seconds: time for it.
        seed: same seed and same number of steps, same routes.
        most_moves: most jobs that may leave the crew that has them (``held_by``); None: any.
        on_progress: told the share of the time used and the best cost.
    """
    w, rng = pack(problem), np.random.default_rng(seed)
    best, begun = lay(problem, routes), clock()
    least = price(w, time_tours(w, best))
    while (used := (clock() - begun) / seconds) < 1:
        tried = _without_some(w, best, rng)
        fill(w, tried, 3)
        cost = price(w, time_tours(w, tried))
        if not _too_many(cost.jobs_moved, most_moves) and _key(cost) < _key(least):
            best, least = tried, cost
        if on_progress:
            on_progress(min(used, 1.0), least.total)
    return told(best)


def _key(cost: Cost) -> tuple[int, float]:
    return cost.broken, cost.total


def _too_many(moved: int, most: int | None) -> bool:
    return most is not None and moved > most


def _without_some(w: World, tours: Tours, rng: np.random.Generator) -> Tours:
    """The routes without a dozen jobs near each other."""
    centre = w.place[rng.integers(len(w.place))]
    gone = set(np.argsort(w.minutes[centre, w.place])[: rng.integers(2, 13)].tolist())
    kept = [[j for j in route if j not in gone] for route in told(tours)]
    stops = np.full_like(tours.stops, -1)
    for row, route in zip(stops, kept, strict=True):
        row[: len(route)] = route
    return Tours(stops, np.array([len(r) for r in kept], np.int64))
