"""Is a set of routes one that crews can drive? Checked apart from the search that made it.

Written from the records' words alone: nothing is shared with `schedule` and `cost`, a fault of
theirs would pass a check that used them.

A break is taken before the drive to a stop or home, as soon as the crew is free there and the
break's window is open. A crew that reaches its end early enough to take it there needs none on
its route; one that comes on duty too late for it may take it whenever it likes. Where a break
fits at several stops any of them will do.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf, isnan

import numpy as np

from risk.staffing.routes.driving import Drive, drive
from risk.staffing.routes.problem import Problem, Routes, Schedule

TOLERANCE_MIN = 1e-6
"""Two sums of the same minutes in another order differ by less."""


class FaultKind(StrEnum):
    """What can be wrong."""

    CREWS = "crews"  # not one route a crew
    UNKNOWN = "unknown"  # no such job
    TWICE = "twice"  # a job visited more than once
    SKILL = "skill"  # the crew lacks what the job needs
    CAPACITY = "capacity"  # more on the route than the crew takes
    CUT_OFF = "cut_off"  # a drive that never begins
    LAST = "last"  # arrival after the latest a person set
    BREAK = "break"  # no room for the break, or it is not where it may be
    OVERTIME = "overtime"  # back later than its longest day allows
    TIME = "time"  # a schedule says another minute than the roads and surveys give
    PLACE = "place"  # a schedule gives another crew or position than the routes


@dataclass(frozen=True)
class Fault:
    """One thing wrong.

    Attributes:
        kind: what.
        crew, job: numbers, −1: about none.
        values: figures for a person, by name; minutes end in ``_min``.
    """

    kind: FaultKind
    crew: int = -1
    job: int = -1
    values: Mapping[str, float | str] = field(default_factory=dict)


def verify(problem: Problem, routes: Routes) -> tuple[Fault, ...]:
    """Everything wrong with a set of routes; nothing, if all of it can be driven as it stands.

    Late and unserved jobs cost money and are no faults.
    """
    faults = _numbers(problem, routes)
    if faults:
        return tuple(faults)
    for crew, route in enumerate(routes):
        faults += _means(problem, crew, route)
        if route:
            places = _break_places(problem, crew, route)
            drives = [drive(problem, crew, route, at) for at in places]
            found = [_faults_of(problem, crew, driven) for driven in drives]
            faults += found[int(np.argmin([len(f) for f in found]))]
    return tuple(faults)


def verify_schedule(problem: Problem, routes: Routes, schedule: Schedule) -> tuple[Fault, ...]:
    """What `verify` finds, and each first minute of a route that a schedule tells otherwise.

    The break is taken where the schedule has it, if that is a place for it.
    """
    faults = list(verify(problem, routes))
    if any(f.kind in (FaultKind.CREWS, FaultKind.UNKNOWN, FaultKind.TWICE) for f in faults):
        return tuple(faults)
    faults += _places(problem, routes, schedule)
    for crew, route in enumerate(routes):
        faults += _as_told(problem, crew, route, schedule)
    return tuple(faults)


def _numbers(problem: Problem, routes: Routes) -> list[Fault]:
    """Faults after which times mean nothing."""
    if len(routes) != len(problem.crews):
        return [Fault(FaultKind.CREWS, values={"routes": len(routes)})]
    known = range(len(problem.jobs))
    visited = Counter(job for route in routes for job in route)
    where = {job: crew for crew, route in enumerate(routes) for job in route}
    unknown = [Fault(FaultKind.UNKNOWN, where[j], j) for j in visited if j not in known]
    twice = [Fault(FaultKind.TWICE, where[j], j) for j, times in visited.items() if times > 1]
    return unknown + twice


def _means(problem: Problem, crew: int, route: Sequence[int]) -> list[Fault]:
    """What does not depend on the hour: skills and load."""
    jobs, crews = problem.jobs, problem.crews
    lacks = [
        Fault(FaultKind.SKILL, crew, job)
        for job in route
        if int(jobs.needs[job]) & ~int(crews.skills[crew])
    ]
    load, room = sum(float(jobs.load[job]) for job in route), float(crews.capacity[crew])
    if load > room + TOLERANCE_MIN:
        lacks.append(Fault(FaultKind.CAPACITY, crew, values={"load": load, "capacity": room}))
    return lacks


def _break_places(problem: Problem, crew: int, route: Sequence[int]) -> tuple[int | None, ...]:
    return (None, *range(len(route) + 1)) if problem.crews.break_min[crew] > 0 else (None,)


def _faults_of(problem: Problem, crew: int, driven: Drive) -> list[Fault]:
    """Hard bounds a route breaks, its break taken where it is in ``driven``."""
    crews, faults = problem.crews, []
    for visit in driven.visits:
        last = float(problem.jobs.last_min[visit.job])
        if visit.arrive_min == inf:
            return [Fault(FaultKind.CUT_OFF, crew, visit.job)]
        if visit.arrive_min > last + TOLERANCE_MIN:
            values = {"arrive_min": visit.arrive_min, "last_min": last}
            faults.append(Fault(FaultKind.LAST, crew, visit.job, values))
    if driven.end_min == inf:
        return [*faults, Fault(FaultKind.CUT_OFF, crew)]
    end = float(crews.until_min[crew] + crews.overtime_max_min[crew])
    if driven.end_min > end + TOLERANCE_MIN:
        values = {"end_min": driven.end_min, "most_min": end}
        faults.append(Fault(FaultKind.OVERTIME, crew, values=values))
    if not _rested(problem, crew, driven):
        faults.append(Fault(FaultKind.BREAK, crew, values={"end_min": driven.end_min}))
    return faults


def _rested(problem: Problem, crew: int, driven: Drive) -> bool:
    crews = problem.crews
    latest = float(crews.break_until_min[crew] - crews.break_min[crew]) + TOLERANCE_MIN
    if crews.break_min[crew] <= 0:
        return isnan(driven.break_min)
    if max(crews.from_min[crew], crews.break_from_min[crew]) > latest:
        return True
    return (driven.end_min if isnan(driven.break_min) else driven.break_min) <= latest


def _places(problem: Problem, routes: Routes, schedule: Schedule) -> list[Fault]:
    """Jobs that a schedule puts elsewhere than the routes do."""
    told = dict.fromkeys(range(len(problem.jobs)), (-1, -1))
    told |= {job: (crew, at) for crew, route in enumerate(routes) for at, job in enumerate(route)}
    return [
        Fault(FaultKind.PLACE, crew, job)
        for job, (crew, at) in told.items()
        if (int(schedule.crew[job]), int(schedule.position[job])) != (crew, at)
    ]


def _as_told(problem: Problem, crew: int, route: Sequence[int], told: Schedule) -> list[Fault]:
    """First minute of a route that is told otherwise, its break taken where it is told."""
    taken = float(told.break_min[crew])
    driven = drive(problem, crew, route, None)
    if not isnan(taken):
        at = (drive(problem, crew, route, at) for at in range(len(route) + 1))
        fits = [d for d in at if _same(d.break_min, taken)]
        if not fits or not route:
            return [Fault(FaultKind.BREAK, crew, values={"break_min": taken})]
        driven = min(fits, key=lambda d: len(_differences(crew, d, told)))
    if route and not _rested(problem, crew, driven):
        return [Fault(FaultKind.BREAK, crew, values={"break_min": taken})]
    return _differences(crew, driven, told)[:1]


def _differences(crew: int, driven: Drive, told: Schedule) -> list[Fault]:
    """Minutes told otherwise than driven, in the order of the day."""
    pairs = [
        (visit.job, name, float(getattr(told, name)[visit.job]), float(getattr(visit, name)))
        for visit in driven.visits
        for name in ("leave_min", "arrive_min", "finish_min")
    ]
    pairs += [
        (-1, name, float(getattr(told, name)[crew]), float(getattr(driven, name)))
        for name in ("end_min", "travel_min")
    ]
    return [
        Fault(FaultKind.TIME, crew, job, {"what": name, "told_min": theirs, "own_min": own})
        for job, name, theirs, own in pairs
        if not _same(own, theirs)
    ]


def _same(own: float, theirs: float) -> bool:
    return own == theirs or abs(own - theirs) <= TOLERANCE_MIN
