"""What becomes of the routes after a deed: mend what cannot stand, place what is loose, no more."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from risk.staffing.live.crews import frozen_stops
from risk.staffing.live.movable import Movable, problem_of
from risk.staffing.live.standing import DayState
from risk.staffing.live.step import Step, refuse
from risk.staffing.live.times import timed
from risk.staffing.routes.improve import improve
from risk.staffing.routes.insert import best_insertion
from risk.staffing.routes.problem import Problem, Routes, Schedule
from risk.staffing.routes.regret import regret
from risk.staffing.routes.schedule import schedule

BY_ONE = 4
"""So many loose claims are placed one after the other; more are weighed against each other."""
WAITS_MIN = 1.0


def replan(step: Step, clock: Callable[[], float] | None = None) -> DayState:
    """The state with routes as they have to be after a deed.

    Stops that break a hard bound are taken off, the last of a crew's first; they, and what the
    deed set loose, go where they cost least, or wait if leaving them costs less. No other stop
    changes its crew or its place in the order. Before the day's first routes nothing is placed.

    Args:
        step: the deed's facts.
        clock: seconds, from wherever; given, first routes are improved for ``polish_seconds``.

    Raises:
        ModelError: a person's choice that cannot be kept.
    """
    state = step.state
    displaced: tuple[str, ...] = ()
    if step.give is not None:
        state, displaced = _given(state, *step.give)
    movable, plan = timed(state).movable, timed(state).plan
    problem, pins = movable.problem, _pins(state, movable)
    routes, dropped = mended(problem, movable.routes, pins, plan)
    if not state.planned:
        return _joined(state, movable, routes)
    number = {claim: j for j, claim in enumerate(movable.job_ids)}
    loose = {number[c] for c in (*step.loose, *displaced) if c in number} | dropped
    if step.roads:
        stuck = held_up(problem, routes) - pins
        routes = tuple(tuple(j for j in r if j not in stuck) for r in routes)
        loose |= stuck
    routes = placed(problem, routes, loose, everything=step.fill)
    if step.reason == "routed" and clock is not None:
        seconds = state.ground.routing.polish_seconds
        routes = improve(problem, routes, clock=clock, seconds=seconds, seed=state.number)
    return _joined(state, movable, routes)


def mended(
    problem: Problem, routes: Routes, pinned: set[int], plan: Schedule
) -> tuple[Routes, set[int]]:
    """Routes that keep every hard bound, and the jobs taken off for it.

    Of a route that is too long the last stop goes first, those a person gave to the crew last.

    Args:
        problem, routes: see there.
        pinned: jobs a person gave to their crew.
        plan: when ``routes`` happen.
    """
    kept, off = [list(r) for r in routes], set[int]()
    while gone := _too_much(problem, kept, pinned, plan):
        for k, job in gone:
            kept[k].remove(job)
            off.add(job)
        plan = schedule(problem, kept)
    return tuple(map(tuple, kept)), off


def _too_much(
    problem: Problem, routes: list[list[int]], pinned: set[int], plan: Schedule
) -> list[tuple[int, int]]:
    """One job to take off of each crew whose route breaks a hard bound."""
    jobs, crews, out = problem.jobs, problem.crews, []
    for k, route in enumerate(routes):
        if not route:
            continue
        arrive = plan.arrive_min[route]
        lacks = (jobs.needs[route] & ~crews.skills[k]) != 0
        bad = np.flatnonzero(lacks | np.isinf(arrive) | (arrive > jobs.last_min[route]))
        over = plan.end_min[k] > crews.until_min[k] + crews.overtime_max_min[k]
        full = jobs.load[route].sum() > crews.capacity[k]
        if len(bad):
            out.append((k, route[bad[0]]))
        elif over or full or np.isinf(plan.end_min[k]):
            free = [j for j in route if j not in pinned]
            out.append((k, (free or route)[-1]))
    return out


def held_up(problem: Problem, routes: Routes) -> set[int]:
    """Jobs whose crew has to wait for a road to open on the way to them."""
    plan, out = schedule(problem, routes), set()
    for k, route in enumerate(routes):
        place, free = problem.crews.start_place[k], problem.crews.from_min[k]
        for j in route:
            to = problem.jobs.place[j]
            crosses = any(c.inside[place] != c.inside[to] for c in problem.roads.cuts)
            pause = problem.crews.break_min[k]
            if crosses and plan.leave_min[j] > free + pause + WAITS_MIN:
                out.add(j)
            place, free = to, plan.finish_min[j]
    return out


def placed(problem: Problem, routes: Routes, loose: Iterable[int], *, everything: bool) -> Routes:
    """Routes with loose jobs inserted where that costs less than leaving them.

    Args:
        problem, routes: see there.
        loose: jobs on no route.
        everything: whether all jobs on no route are weighed, not only the loose ones.
    """
    jobs = problem.jobs
    todo = sorted(loose, key=lambda j: (-jobs.unserved_money[j], jobs.due_min[j]))
    if everything or len(todo) > BY_ONE:
        return regret(problem, routes)
    for job in todo:
        found = best_insertion(problem, routes, job)
        if found is not None and found.extra_money < jobs.unserved_money[job]:
            routes = found.routes
    return routes


def _given(
    state: DayState, claim: str, crew: str, position: int | None
) -> tuple[DayState, tuple[str, ...]]:
    """A claim on a crew's route where a person wants it, and what had to make room for it."""
    movable = problem_of(replace(state, pinned=state.pinned - {claim}))
    problem, job = movable.problem, movable.job_ids.index(claim)
    if crew not in movable.crew_ids:
        raise refuse(f"the shift of crew {crew} is over", "choose another crew")
    k, pins = movable.crew_ids.index(crew), _pins(state, movable)
    routes, off = mended(problem, movable.routes, pins, schedule(problem, movable.routes))
    if position is None:
        routes, displaced = _squeezed(problem, routes, job, k, pins)
    else:
        at = max(0, min(position, len(routes[k])))
        mine = (*routes[k][:at], job, *routes[k][at:])
        routes = (*routes[:k], mine, *routes[k + 1 :])
        routes, displaced = mended(problem, routes, pins | {job}, schedule(problem, routes))
    if job in displaced:
        raise refuse(
            f"crew {crew} cannot reach claim {claim} within its shift and what binds it",
            "choose another crew, or an earlier place",
        )
    off |= displaced
    return _joined(state, movable, routes), tuple(movable.job_ids[j] for j in off)


def _squeezed(
    problem: Problem, routes: Routes, job: int, k: int, pins: set[int]
) -> tuple[Routes, set[int]]:
    """A job where it costs least on crew k's route, whose last stops make room if they must."""
    only, off = np.arange(len(routes)) == k, set[int]()
    while (found := best_insertion(problem, routes, job, crews=only)) is None:
        free = [j for j in routes[k] if j not in pins]
        if not free:
            return routes, {job}
        off.add(free[-1])
        mine = tuple(j for j in routes[k] if j != free[-1])
        routes = (*routes[:k], mine, *routes[k + 1 :])
    return found.routes, off


def _pins(state: DayState, movable: Movable) -> set[int]:
    return {j for j, claim in enumerate(movable.job_ids) if claim in state.pinned}


def _joined(state: DayState, movable: Movable, routes: Iterable[Iterable[int]]) -> DayState:
    """The state with stops to come as told by number, after those that are frozen."""
    tails = movable.told([tuple(r) for r in routes])
    whole = {crew: (*frozen_stops(state, crew), *tails.get(crew, ())) for crew in state.crews}
    return state if whole == state.routes else replace(state, routes=whole)
