"""One thing otherwise at a time: would this claim have been in time, and how little was missing?

Each question returns a cause with what would have saved the claim, or None: that alone would not.
"""

from dataclasses import replace

import numpy as np

from risk.staffing.reasons.bench import (
    DAY_MIN,
    Bench,
    Place,
    furthest,
    with_crews_at,
    with_roads,
)
from risk.staffing.reasons.cause import Cause, Saved, Saver
from risk.staffing.reasons.kernel import best_place, walked
from risk.staffing.routes.packed import Tours, World, lay, pack
from risk.staffing.routes.problem import Cut, Floats, Problem, Roads

Answer = tuple[Cause, Saved] | None
GAIN_MONEY = 1e-6


def sent(bench: Bench, job: int, *, alone: bool = False) -> Answer:
    """As everything was."""
    place = bench.place(bench.now, job, alone=alone)
    return (Cause.NOT_SENT, _sent(bench, job, place)) if place else None


def _sent(bench: Bench, job: int, place: Place) -> Saved:
    reached = bench.arrive_min[job]
    earlier = reached - place.arrive_min if reached < np.inf else np.nan
    hurt = _hurt(bench, job, place) if place.harm_money > 0 else ()
    return Saved(
        Saver.SENT, float(earlier), place.crew, place.position, at_min=place.arrive_min, jobs=hurt
    )


def skilled(bench: Bench, job: int, *, alone: bool = False) -> Answer:
    """Every crew with what the claim needs."""
    everybody = np.ones(len(bench.problem.crews), bool)
    place = bench.place(bench.now, job, alone=alone, can=everybody)
    if not place:
        return None
    return Cause.NO_SKILL, Saved(Saver.SKILL, 1.0, place.crew, place.position, alone=alone)


def begun(bench: Bench, job: int, *, alone: bool = False) -> Answer:
    """Crews on duty since the day before that were not yet when the claim was known.

    The least is asked of the crew that would come.
    """
    free, able = bench.problem.crews.from_min, bench.able(job)
    later = able & (free > bench.given.known_min[job])
    place = bench.place(bench.early, job, alone=alone, can=later)
    if not place:
        return None
    k = place.crew
    only = np.arange(len(free)) == k

    def at(from_min: float) -> Place:
        world = bench.now._replace(free=np.where(only, from_min, free))
        return bench.place(world, job, alone=alone, can=only)

    latest, place = furthest(at, float(bench.early.free[k]), float(free[k]), place)
    return Cause.NOBODY_ON_DUTY, Saved(
        Saver.BEGUN, float(free[k] - latest), k, place.position,
        int(bench.problem.crews.start_place[k]), at_min=latest, alone=alone,
    )  # fmt: skip


def longer(bench: Bench, job: int, *, alone: bool = False) -> Answer:
    """No crew's day ends; after the last has ended, nobody is on duty."""
    place = bench.place(bench.longer, job, alone=alone)
    if not place:
        return None
    k, known = place.crew, bench.given.known_min[job]
    over = bool((bench.limit_min <= known).all())
    cause = Cause.NOBODY_ON_DUTY if over else Cause.SHIFT_END
    missing = place.end_min - bench.limit_min[k]
    if missing > 0:
        saved = Saved(Saver.LONGER, missing, k, place.position, at_min=place.end_min, alone=alone)
    else:
        stops = [] if alone else [j for j in bench.routes[k] if j != job]
        load = bench.problem.jobs.load
        more = load[stops].sum() + load[job] - bench.problem.crews.capacity[k]
        saved = Saved(Saver.MORE, float(more), k, place.position, alone=alone)
    return cause, saved


def roads(bench: Bench, job: int, *, alone: bool = False) -> Answer:
    """All roads open; if that is not enough, no slower than the table says either."""
    slow = np.maximum(bench.problem.roads.pace, 1.0)
    if bench.problem.roads.cuts and (place := bench.place(bench.open, job, alone=alone)):
        return Cause.ROAD, _opened(bench, job, place, alone=alone)
    if (slow.max() <= 1 and not bench.problem.roads.cuts) or not (
        place := bench.place(bench.dry, job, alone=alone)
    ):
        return None

    def at(share: float) -> Place:
        world = bench.world(with_roads(bench.problem, slow_share=share))
        return bench.place(world, job, alone=alone)

    share, place = furthest(at, 0.0, 1.0, place)
    return Cause.ROAD, Saved(
        Saver.QUICKER, quicker(slow, share), place.crew, place.position, alone=alone
    )


def quicker(slow: Floats, share: float) -> float:
    """Share by which the slowest hour's drives would have had to be shorter."""
    return float(1 - (1 + share * (slow.max() - 1)) / slow.max())


def _opened(bench: Bench, job: int, place: Place, *, alone: bool) -> Saved:
    due = float(bench.problem.jobs.due_min[job])
    until = [max(min(cut.until_min, due), cut.from_min) for cut in bench.problem.roads.cuts]

    def earlier(share: float) -> Problem:
        cuts = tuple(
            Cut(cut.inside, cut.from_min, cut.from_min + share * (end - cut.from_min))
            for cut, end in zip(bench.problem.roads.cuts, until, strict=True)
        )
        old = bench.problem.roads
        return replace(bench.problem, roads=Roads(old.minutes, old.pace, cuts))

    def at(share: float) -> Place:
        return bench.place(bench.world(earlier(share)), job, alone=alone)

    share, place = furthest(at, 0.0, 1.0, place)
    opened = earlier(share).roads.cuts
    ahead = [end - cut.until_min for end, cut in zip(until, opened, strict=True)]
    most = int(np.argmax(ahead))
    at_min = float(opened[most].until_min)
    missing = bench.problem.roads.cuts[most].until_min - at_min
    return Saved(Saver.OPENED, missing, place.crew, place.position, at_min=at_min, alone=alone)


def first(bench: Bench, job: int) -> Answer:
    """Before others, though it makes them late: worth it at their prices, or at one price for all.

    Worth it at their prices: the routes might have been better. Only at one price: others went
    first because they weigh more.
    """
    own, jobs = bench.now, bench.problem.jobs
    free = own._replace(last=np.maximum(jobs.last_min, bench.arrive_min))
    worth = _worth(bench, job)
    place = bench.place(free, job)
    if place and worth - place.harm_money > GAIN_MONEY:
        return Cause.NOT_SENT, _sent(bench, job, place)
    level = free._replace(
        late=np.full(len(jobs), jobs.late_money_per_min[job]),
        missed=np.full(len(jobs), jobs.missed_money[job]),
    )
    place = bench.place(level, job)
    if not place or worth - place.harm_money <= GAIN_MONEY:
        return None
    hurt = _hurt(bench, job, place)
    return Cause.PRIORITY, Saved(
        Saver.FIRST, float(len(hurt)), place.crew, place.position, jobs=hurt
    )


def _worth(bench: Bench, job: int) -> float:
    """Money of its lateness now, or of its being left."""
    jobs, reached = bench.problem.jobs, bench.arrive_min[job]
    if reached == np.inf:
        return float(jobs.unserved_money[job])
    late = reached - jobs.due_min[job]
    return float(jobs.missed_money[job] + jobs.late_money_per_min[job] * late)


def _hurt(bench: Bench, job: int, place: Place) -> tuple[int, ...]:
    """Claims that are late, or later than now, once ``job`` has that place."""
    routes = moved(bench, job, place.crew, place.position)
    then, _ = walked(bench.now, lay(bench.problem, routes), bench.given.known_min)
    worse = (then > bench.problem.jobs.due_min + 1e-6) & (then > bench.arrive_min + 1e-6)
    worse[job] = False
    return tuple(np.flatnonzero(worse).tolist())


def moved(bench: Bench, job: int, crew: int, position: int) -> tuple[tuple[int, ...], ...]:
    """The routes with a job taken off where it is and put in elsewhere."""
    routes = [[j for j in route if j != job] for route in bench.routes]
    routes[crew].insert(position, job)
    return tuple(map(tuple, routes))


def idle(bench: Bench, job: int, cause: Cause = Cause.NOBODY_IDLE) -> Answer:
    """A further crew with nothing to do, at the base from which it may set out latest."""
    at = [_latest(bench, job, int(base)) for base in bench.given.bases]
    best = int(np.nanargmax([-np.inf, *at])) - 1
    if best < 0:
        return None
    by = Saver.CREW if cause is Cause.NOBODY_IDLE else Saver.POSTED
    return cause, Saved(by, 1.0, place=int(bench.given.bases[best]), at_min=float(at[best]))


def _latest(bench: Bench, job: int, base: int) -> float:
    """When a further crew must be free at a base at the latest; −inf: no time is early enough."""

    def at(from_min: float) -> Place:
        return _place_alone(_further(bench.problem, base, from_min), bench, job)

    start = float(max(bench.given.known_min[job], -DAY_MIN))
    due = float(bench.problem.jobs.due_min[job])
    if start > due or not (place := at(start)):
        return -np.inf
    return due if at(due) else furthest(at, start, due, place)[0]


def _further(problem: Problem, base: int, from_min: float) -> World:
    return pack(with_crews_at(problem, np.array([base], np.int64), from_min=from_min))


def _place_alone(further: World, bench: Bench, job: int) -> Place:
    world = further._replace(last=bench.last_min)
    idle_day = Tours(np.full((1, 1), -1), np.zeros(1, np.int64))
    return Place(*best_place(world, idle_day, bench.given.known_min, job, np.ones(1, bool)))


def nearer(bench: Bench, job: int) -> tuple[Cause, Saved]:
    """From any base on dry, open roads; else it is too far from all of them."""
    known = bench.given.known_min[job]
    found = []
    for base in bench.given.bases:
        world = _further(with_roads(bench.problem, slow_share=0.0), int(base), known)
        ever = world._replace(due=np.full(len(bench.problem.jobs), np.inf))
        found.append(_place_alone(ever, bench, job))
    times = [place.arrive_min for place in found]
    base = int(bench.given.bases[int(np.argmin(times))])
    missing = float(min(times) - bench.problem.jobs.due_min[job])
    if missing > 0:
        return Cause.TOO_FAR, Saved(Saver.NEARER, missing, place=base)

    def at(share: float) -> Place:
        problem = with_roads(bench.problem, slow_share=share)
        return _place_alone(_further(problem, base, known), bench, job)

    slow = np.maximum(bench.problem.roads.pace, 1.0)
    share, _ = furthest(at, 0.0, 1.0, found[int(np.argmin(times))])
    return Cause.ROAD, Saved(Saver.QUICKER, quicker(slow, share), place=base)
