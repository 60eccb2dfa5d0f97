"""A further crew, or a base nearer by. Answers as in ``ask``."""

import numpy as np

from risk.staffing.reasons.ask import Answer
from risk.staffing.reasons.ask_roads import quicker
from risk.staffing.reasons.bench import (
    DAY_MIN,
    Bench,
    Place,
    furthest,
    with_crews_at,
    with_roads,
)
from risk.staffing.reasons.cause import Cause, Saved, Saver
from risk.staffing.reasons.kernel import best_place
from risk.staffing.routes.packed import Tours, World, pack
from risk.staffing.routes.problem import Problem


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
    return Cause.ROAD, Saved(Saver.QUICKER, quicker(slow, share), place=base, at_min=float(known))
