"""A further crew, or a base nearer by. Answers as in ``ask``."""

import numpy as np

from risk.staffing.reasons.ask import Answer
from risk.staffing.reasons.ask_roads import quicker
from risk.staffing.reasons.bench import (
    DAY_MIN,
    Bench,
    Place,
    furthest,
    with_crew_more,
    with_roads,
)
from risk.staffing.reasons.cause import Cause, Saved, Saver
from risk.staffing.reasons.kernel import best_place
from risk.staffing.routes.packed import Tours, World, pack


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
        return _alone(bench, bench.crew_more, job, base, from_min)

    start = float(max(bench.given.known_min[job], -DAY_MIN))
    due = float(bench.problem.jobs.due_min[job])
    if start > due or not (place := at(start)):
        return -np.inf
    return due if at(due) else furthest(at, start, due, place)[0]


def _alone(bench: Bench, world: World, job: int, base: int, from_min: float) -> Place:
    """Whether one idle crew at a base, free then, has a place for a job."""
    there = world._replace(start=np.array([base], np.int64), free=np.array([float(from_min)]))
    idle_day = Tours(np.full((1, 1), -1), np.zeros(1, np.int64))
    return Place(*best_place(there, idle_day, bench.given.known_min, job, np.ones(1, bool)))


def nearer(bench: Bench, job: int) -> tuple[Cause, Saved]:
    """From any base on dry, open roads; else it is too far from all of them."""
    known, due = float(bench.given.known_min[job]), float(bench.problem.jobs.due_min[job])

    def world(slow_share: float) -> World:
        return pack(with_crew_more(with_roads(bench.problem, slow_share=slow_share)))

    ever = world(0.0)._replace(due=np.full(len(bench.problem.jobs), np.inf))
    found = [_alone(bench, ever, job, int(b), known) for b in bench.given.bases]
    best = int(np.argmin([place.arrive_min for place in found]))
    base, missing = int(bench.given.bases[best]), found[best].arrive_min - due
    if missing > 0:
        return Cause.TOO_FAR, Saved(Saver.NEARER, missing, place=base)

    def at(share: float) -> Place:
        return _alone(bench, world(share), job, base, known)

    slow = np.maximum(bench.problem.roads.pace, 1.0)
    share, _ = furthest(at, 0.0, 1.0, found[best])
    return Cause.ROAD, Saved(Saver.QUICKER, quicker(slow, share), place=base, at_min=known)
