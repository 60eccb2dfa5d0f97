"""One thing otherwise at a time: would this claim have been in time, and how little was missing?

Each question returns a cause with what would have saved the claim, or None: that alone would not.
"""

import numpy as np

from risk.staffing.reasons.bench import Bench, Place, furthest
from risk.staffing.reasons.cause import Cause, Saved, Saver
from risk.staffing.reasons.kernel import walked
from risk.staffing.routes.packed import lay

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
    """Money of its lateness now; left for another day, it is late until the last crew's end."""
    jobs, reached = bench.problem.jobs, bench.arrive_min[job]
    if reached == np.inf:
        ends = bench.limit_min[np.isfinite(bench.limit_min)]
        reached = max(float(ends.max(initial=jobs.due_min[job])), float(jobs.due_min[job]))
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
