"""Better routes in the time given: ruin and recreate, simulated annealing, first with fewer crews.

Christiaens & Vanden Berghe 2020, Slack Induction by String Removals for Vehicle Routing Problems,
Transportation Science 54(2). Here with prices for lateness and for jobs left, and on the true cost
of ``cost_of``; routes that break a hard bound from the beginning are mended on the way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from risk.staffing.routes.anneal import BEST, anneal
from risk.staffing.routes.cost import price
from risk.staffing.routes.packed import Tours, World, lay, pack, told
from risk.staffing.routes.problem import Problem, Routes
from risk.staffing.routes.schedule import time_tours
from risk.staffing.routes.search import Search, begin
from risk.staffing.routes.walk import BROKEN_MONEY

HOT, COLD = 3.0, 0.03  # temperature at begin and end, as shares of ``_scale``
FEWER_HOT, AFTER_HOT = 0.3, 1.0  # at begin while crews are saved, and after that
FEWER_SHARE = 0.25  # of the time at most for doing with fewer crews
SLICES = 200  # the clock is read about so often
MOST_ROUNDS = 5000  # between two readings


@dataclass(frozen=True)
class Time:
    """The time given.

    Attributes:
        clock: seconds from wherever.
        begun, seconds: when it began, how much there is.
        on_progress: told the share used and the best cost.
    """

    clock: Callable[[], float]
    begun: float
    seconds: float
    on_progress: Callable[[float, float], None] | None

    def share(self) -> float:
        """How much is used, 0 to 1."""
        return (self.clock() - self.begun) / self.seconds


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
    """Improve routes; never worse than given, by bounds broken first, then by total cost.

    Args:
        problem, routes: see there; jobs on no route are taken up where that pays.
        clock: seconds, from wherever they are counted.
        seconds: time for it.
        seed: same seed and same readings of the clock, same routes.
        most_moves: most jobs that may leave the crew that has them (``held_by``), to another or to
            none; None: any number. Routes given that move more may only move fewer.
        on_progress: told the share of the time used and the best cost.

    Raises:
        ModelError: routes that do not fit the problem.
    """
    w, given = pack(problem), lay(problem, routes)
    if not len(w.place) or not len(w.free):
        return told(given)
    time = Time(clock, clock(), seconds, on_progress)
    most = len(w.place) if most_moves is None else most_moves
    start, first, hot = given, 0.0, HOT
    if (w.fixed > 0).any():
        start = _with_fewer(w, given, seed, most, time)
        first, hot = time.share(), AFTER_HOT
    search = begin(w, start, seed + 1, most, np.minimum(w.unserved, BROKEN_MONEY / 4))
    _cool(search, time, first, 1.0, hot)
    return told(min((given, start, search.best), key=lambda tours: _key(w, tours, most)))


def _key(w: World, tours: Tours, most: int) -> tuple[int, int, float]:
    times = time_tours(w, tours)
    cost = price(w, times)
    away = int(((w.held >= 0) & (w.held != times.crew)).sum())
    return max(away - most, 0), cost.broken, cost.total


def _cool(
    search: Search, time: Time, first: float, last: float, hot: float, *, fewer: bool = False
) -> bool:
    """Search from one share of the time to another; ``fewer``: whether no job was left before."""
    rounds, scale = 1, _scale(search)
    while (now := time.share()) < last:
        cooled = (now - first) / (last - first)
        heat = scale * hot * (COLD / hot) ** cooled
        anneal(search.w, search.plan, search.kept, search.best, search.known, search.sums,
               search.word, rounds, heat, search.most, fewer)  # fmt: skip
        if time.on_progress:
            time.on_progress(min(now, 1.0), float(search.sums[BEST]))
        if fewer and not (search.plan.crew < 0).any():
            return True
        took = time.share() - now
        rounds = max(1, min(rounds * 2 if took < 1 / SLICES else rounds // 2, MOST_ROUNDS))
    return False


def _scale(search: Search) -> float:
    """Money that exchanges are about: of a mean drive, and a tenth of a promise missed."""
    on = max(1, int(search.plan.size.sum()))
    money = search.plan.road[:, 0].sum() / on + search.w.missed.mean() / 10
    return float(money or search.w.unserved.mean() / 100 or 1.0)


def _with_fewer(w: World, given: Tours, seed: int, most: int, time: Time) -> Tours:
    """Routes of all jobs with as few crews as are found in a part of the time."""
    must = np.full(len(w.place), BROKEN_MONEY / 4)
    least = np.ceil(w.load.sum() / max(float(w.capacity.max()), 1e-9))
    search, best = begin(w, given, seed, most, must), given
    while _cool(search, time, time.share(), FEWER_SHARE, FEWER_HOT, fewer=True):
        best = Tours(search.plan.stops.copy(), search.plan.size.copy())
        used = best.size > 0
        if used.sum() <= least:
            break
        left = np.bincount(search.plan.crew, search.known.absences, minlength=len(used))
        off = int(np.argmin(np.where(used, left, np.inf)))
        fewer = Tours(best.stops.copy(), np.where(np.arange(len(used)) == off, 0, best.size))
        search = begin(w, fewer, seed + off, most, must, search.known.absences)
        search.known.may[:] = fewer.size > 0
    return best
