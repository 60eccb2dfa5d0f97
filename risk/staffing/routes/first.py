"""The day's first routes: own search and other people's engines side by side, the best is kept.

Two lanes work at once, each for all of the time. One searches by itself from regret insertion; the
other lets the engines propose, mends what they could not know of, and goes on by the same search
from the best there is. What is best by the true cost is kept, if the verifier agrees.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.staffing.routes.apart import run_apart
from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.improve import improve
from risk.staffing.routes.mend import mend
from risk.staffing.routes.problem import Cost, Problem, Routes
from risk.staffing.routes.pyvrp_engine import propose_pyvrp
from risk.staffing.routes.regret import regret
from risk.staffing.routes.verify import verify
from risk.staffing.routes.vroom_engine import has_vroom, propose_vroom

Clock = Callable[[], float]
Progress = Callable[[float], None]

ENGINES = ("pyvrp", "vroom")
OWN = "own"
SEARCHED = "+own"
PROPOSE_SHARE = {"vroom": 0.25, "pyvrp": 0.35}
SOFT_SHARE = 0.1
"""Most of the time an engine has: own search makes more of the rest than the engine would, and far
more where jobs may be late, of whose price engines know little."""
VROOM_FROM_S = 30.0
"""In less time VROOM is asked only if it is told to: its process alone takes two seconds to begin,
and in ten seconds its routes were never the best (docs/ROUTES.md)."""
CHECK_SHARE = 0.05
"""Of the time kept for the last check."""


@dataclass(frozen=True, eq=False)
class Solved:
    """Routes and where they come from.

    Attributes:
        routes, cost: the best found; the verifier has nothing against them.
        engine: how they came about: ``own``, ``own+own`` (inserted, then searched), ``pyvrp``,
            ``pyvrp+own``, ``vroom``, ``vroom+own``.
        tried: engine, seconds, unserved, cost_money, faults: one row for each set of routes looked
            at. ``faults`` are those of the verifier in what was proposed, before it was mended;
            NaN: nothing was proposed in the time.
    """

    routes: Routes
    cost: Cost
    engine: str
    tried: pd.DataFrame


@dataclass(frozen=True)
class Found:
    """Routes looked at, and how they came about; None: nothing in the time."""

    engine: str
    seconds: float
    routes: Routes | None = None
    cost: Cost | None = None
    faults: float = np.nan

    @property
    def rank(self) -> tuple[int, float]:
        """Less is better."""
        return (self.cost.broken, self.cost.total) if self.cost else (1_000_000, np.inf)


def first_routes(
    problem: Problem,
    *,
    seconds: float,
    seed: int,
    clock: Clock,
    engines: Sequence[str] | None = None,
    workers: int = 2,
    progress: Progress | None = None,
) -> Solved:
    """Make routes from nothing in so many seconds.

    Args:
        problem: see there.
        seconds: time in all, by ``clock``.
        seed: of the searches. Time bounds them: on a busy machine the same seed may give others.
        clock: seconds, from wherever they are counted.
        engines: whom to ask beside the own search, of ``ENGINES``; None: all there is time for.
            VROOM is left out where it is not installed.
        workers: 1: own search alone; 2: both lanes at once.
        progress: told the share of the time that is over.

    Raises:
        ModelError: no such engine; or no routes without a fault (a mistake of the search: of
            nothing at all the verifier has nothing to say).
    """
    asked = _known(engines, seconds)
    until = clock() + (1 - CHECK_SHARE) * seconds
    with ThreadPoolExecutor(max(1, min(workers, 2))) as pool:
        built = pool.submit(_built, problem, clock)
        lanes = []
        if workers > 1:
            lanes.append(pool.submit(_engine_lane, problem, built, clock, until, seed, asked))
        lanes.append(pool.submit(_own_lane, problem, built, clock, until, seed, progress))
        found = [built.result(), *(one for lane in lanes for one in lane.result())]
    tried = pd.DataFrame([_row(one) for one in found])
    for best in sorted(found, key=lambda one: one.rank):
        if best.routes is not None and best.cost and not verify(problem, best.routes):
            return Solved(best.routes, best.cost, best.engine, tried)
    raise ModelError("no routes came through the check", where="first routes")


def _known(engines: Sequence[str] | None, seconds: float) -> tuple[str, ...]:
    """Those of the engines asked for that are installed; of all, those there is time for."""
    if engines is None:
        engines = ENGINES if seconds >= VROOM_FROM_S else ENGINES[:1]
    for name in engines:
        if name not in ENGINES:
            raise ModelError(
                f"there is no engine {name}", where="routes", remedy=f"one of {', '.join(ENGINES)}"
            )
    return tuple(name for name in engines if name != "vroom" or has_vroom())


def _built(problem: Problem, clock: Clock) -> Found:
    """Routes by regret insertion, there at once: what the search begins from."""
    begin = clock()
    routes = regret(problem)
    return Found(OWN, clock() - begin, routes, cost_of(problem, routes), 0)


def _own_lane(
    problem: Problem,
    built: Future[Found],
    clock: Clock,
    until: float,
    seed: int,
    progress: Progress | None,
) -> list[Found]:
    """Own search from the routes built at once."""
    return [_searched(problem, built.result(), clock, until, seed, progress)]


def _engine_lane(
    problem: Problem,
    built: Future[Found],
    clock: Clock,
    until: float,
    seed: int,
    engines: Sequence[str],
) -> list[Found]:
    """What each engine proposes in its share of the time, then own search from the best.

    Where crews cost, engines save too few of them: all the time is the search's.
    """
    seconds, proposed = until - clock(), list[Found]()
    for name in engines if not (problem.crews.fixed_money > 0).any() else ():
        begin = clock()
        routes = _propose(problem, name, _share(problem, name) * seconds, seed, clock)
        proposed.append(_mended(problem, name, routes, clock() - begin))
    best = min([*proposed, built.result()], key=lambda one: one.rank)
    return [*proposed, _searched(problem, best, clock, until, seed + 1, None)]


def _share(problem: Problem, engine: str) -> float:
    """Of the time, for one engine."""
    jobs = problem.jobs
    soft = bool((jobs.last_min > jobs.due_min).mean() > 0.5) if len(jobs) else False
    return SOFT_SHARE if soft else PROPOSE_SHARE[engine]


def _propose(
    problem: Problem, engine: str, seconds: float, seed: int, clock: Clock
) -> Routes | None:
    if engine == "pyvrp":
        return propose_pyvrp(problem, seconds=seconds, seed=seed, clock=clock)
    found: Routes | None = run_apart(propose_vroom, problem, limit_s=seconds, seconds=seconds / 2)
    return found


def _mended(problem: Problem, engine: str, routes: Routes | None, seconds: float) -> Found:
    """A proposal as it can be driven, and what was wrong with it."""
    whole = mend(problem, routes) if routes is not None else None
    if routes is None or whole is None:
        return Found(engine, seconds)
    return Found(engine, seconds, whole, cost_of(problem, whole), len(verify(problem, routes)))


def _searched(
    problem: Problem,
    start: Found,
    clock: Clock,
    until: float,
    seed: int,
    progress: Progress | None,
) -> Found:
    """Own search from routes until the time is over."""
    begin = clock()
    routes = improve(
        problem,
        start.routes or (),
        clock=clock,
        seconds=max(until - begin, 0.01),
        seed=seed,
        on_progress=(lambda share, _: progress(share)) if progress else None,
    )
    return Found(start.engine + SEARCHED, clock() - begin, routes, cost_of(problem, routes), 0)


def _row(one: Found) -> dict[str, object]:
    return {
        "engine": one.engine,
        "seconds": one.seconds,
        "unserved": one.cost.jobs_unserved if one.cost else np.nan,
        "cost_money": one.cost.total if one.cost else np.nan,
        "faults": one.faults,
    }
