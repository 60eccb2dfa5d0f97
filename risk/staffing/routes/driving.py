"""One crew's route minute by minute, in plain loops: what the verifier believes.

Slow and easy to read; the search has compiled code of its own, and neither uses the other's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, nan

from risk.staffing.routes.problem import HOURS, Problem, Roads


@dataclass(frozen=True)
class Visit:
    """A stop as it happens, minutes of the day."""

    job: int
    leave_min: float
    arrive_min: float
    finish_min: float


@dataclass(frozen=True)
class Drive:
    """A whole route as it happens; ``break_min`` NaN: none on the way."""

    visits: tuple[Visit, ...]
    break_min: float
    end_min: float
    travel_min: float


def arrival(roads: Roads, start: int, end: int, leave_min: float) -> float:
    """Arrival of a drive that sets out at a minute, each hour's share at its pace; inf: never."""
    left, now = float(roads.minutes[start, end]), leave_min
    while left > 0 and now < inf:
        hour = min(max(floor(now / 60), 0), HOURS - 1)
        pace = float(roads.pace[hour])
        change = (hour + 1) * 60.0 if hour < HOURS - 1 else inf
        if left * pace <= change - now:
            return now + left * pace
        left, now = left - (change - now) / pace, change
    return now


def departure(roads: Roads, start: int, end: int, free_min: float) -> float:
    """When a drive can begin: at once, or once every pocket in its way is open; inf: never."""
    leave = free_min
    edges = [cut for cut in roads.cuts if cut.inside[start] != cut.inside[end]]
    waits = True
    while waits and leave < inf:
        waits = False
        for cut in edges:
            under_way = leave >= cut.from_min or arrival(roads, start, end, leave) > cut.from_min
            if leave < cut.until_min and under_way:
                leave, waits = float(cut.until_min), True
    return leave


def drive(problem: Problem, crew: int, route: Sequence[int], break_at: int | None) -> Drive:
    """A route from its first minute to its last.

    Args:
        problem: see `Problem`.
        crew: whose.
        route: its jobs in order.
        break_at: the break is taken before the drive to this stop (number of stops: before the
            drive home); None: not on the way.
    """
    jobs, crews, roads = problem.jobs, problem.crews, problem.roads
    now, place = float(crews.from_min[crew]), int(crews.start_place[crew])
    village, taken, travel = int(crews.start_village[crew]), nan, 0.0
    visits = []
    for position, job in enumerate(route):
        if position == break_at:
            taken = max(now, float(crews.break_from_min[crew]))
            now = taken + float(crews.break_min[crew])
        leave = departure(roads, place, int(jobs.place[job]), now)
        arrive = arrival(roads, place, int(jobs.place[job]), leave)
        survey = jobs.next_min if int(jobs.village[job]) == village else jobs.first_min
        now = max(arrive, float(jobs.ready_min[job])) + float(survey[job])
        travel += arrive - leave if arrive < inf else 0.0
        place, village = int(jobs.place[job]), int(jobs.village[job])
        visits.append(Visit(job, leave, arrive, now))
    if break_at == len(route):
        taken = max(now, float(crews.break_from_min[crew]))
        now = taken + float(crews.break_min[crew])
    if route and crews.end_place[crew] >= 0:
        leave = departure(roads, place, int(crews.end_place[crew]), now)
        now = arrival(roads, place, int(crews.end_place[crew]), leave)
        travel += now - leave if now < inf else 0.0
    return Drive(tuple(visits), taken, now, travel)
