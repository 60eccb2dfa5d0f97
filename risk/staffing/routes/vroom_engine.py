"""Routes proposed by VROOM (Coupey, Nicod & Varnier, vroom-project.org), where it is installed.

It knows breaks and skills. Its windows are hard and lateness has no price: a job that can still be
reached in time is asked for in time, any other at any hour; what it leaves is inserted afterwards
by the true cost. It counts no overtime money: a crew may work its overtime freely.
"""

from datetime import timedelta
from importlib.util import find_spec
from typing import Any

import numpy as np

from risk.errors import ModelError
from risk.staffing.routes.flat import Flat, deal, flatten
from risk.staffing.routes.problem import Floats, Problem, Routes

PER_MIN, PER_MONEY, NO_WAY = 1_000, 1_000, 2 * 10**8
MOST_PRIORITY = 100
THOROUGH, QUICK, LARGE = 5, 0, 400
"""Exploration levels, and the number of jobs from which on the quick one is all there is time for:
VROOM looks at its time limit only between two searches."""


def has_vroom() -> bool:
    """Whether VROOM is installed."""
    return find_spec("vroom") is not None


def propose_vroom(problem: Problem, *, seconds: float) -> Routes:
    """Search with VROOM for about so many seconds; it holds the interpreter until it is done.

    VROOM draws nothing: the same problem gives the same routes, if the time is enough.

    Proposed routes are near what the problem asks: check and mend them.

    Args:
        problem: see there.
        seconds: time it is told; it may take several times as long.

    Raises:
        ModelError: VROOM is not installed.
    """
    if not has_vroom():
        raise ModelError(
            "VROOM is not installed", where="routes", remedy="pip install 'huzhu[vroom]'"
        )
    import vroom

    if not len(problem.jobs) or not len(problem.crews):
        return ((),) * len(problem.crews)
    flat = flatten(problem, rests=False)
    asked = vroom.Input()
    asked.set_durations_matrix("car", _whole(flat.minutes, PER_MIN))
    asked.set_costs_matrix("car", _whole(flat.money, PER_MONEY))
    asked.add_vehicle([_vehicle(problem, flat, crew) for crew in range(len(problem.crews))])
    asked.add_job([_job(problem, flat, job) for job in range(len(problem.jobs))])
    found = asked.solve(
        exploration_level=THOROUGH if len(problem.jobs) < LARGE else QUICK,
        nb_threads=1,
        timeout=timedelta(seconds=seconds),
    ).routes
    stops = found[found["type"] == "job"]
    proposed = [
        (int(flat.kind[crew]), [int(job) for job in route["id"]])
        for crew, route in stops.groupby("vehicle_id", sort=True)
    ]
    return tuple(map(tuple, deal(problem, flat, proposed)))


def _vehicle(problem: Problem, flat: Flat, crew: int) -> Any:
    import vroom

    crews = problem.crews
    begin, end = float(flat.from_min[crew]), float(flat.until_min[crew])
    rests, length = [], float(crews.break_min[crew])
    zero = float(crews.from_min[crew]) - begin
    first = max(float(crews.break_from_min[crew]) - zero, begin)
    last = float(crews.break_until_min[crew]) - length - zero
    if length > 0 and last >= first:
        window = vroom.TimeWindow(round(first * PER_MIN), round(last * PER_MIN))
        rests.append(vroom.Break(crew, [window], service=round(length * PER_MIN)))
    longest = end + float(crews.overtime_max_min[crew])
    return vroom.Vehicle(
        crew,
        start=int(flat.start[crew]),
        end=int(flat.end[crew]) if flat.end[crew] >= 0 else None,
        capacity=[_load(problem, crews.capacity[crew])] if _bound(problem) else [],
        skills=_bits(int(crews.skills[crew])),
        time_window=vroom.TimeWindow(round(begin * PER_MIN), round(longest * PER_MIN)),
        breaks=rests,
        costs=vroom.VehicleCosts(fixed=round(crews.fixed_money[crew] * PER_MONEY)),
    )


def _job(problem: Problem, flat: Flat, job: int) -> Any:
    import vroom

    jobs = problem.jobs
    ready, due, last = flat.ready_min[job], flat.due_min[job], flat.last_min[job]
    latest = min(last, due if due >= max(ready, 0.0) else np.inf, NO_WAY / PER_MIN)
    worth = jobs.unserved_money[job] / max(float(jobs.unserved_money.max()), 1e-9)
    return vroom.Job(
        job,
        location=job,
        default_service=int(np.ceil(flat.survey_min[job] * PER_MIN)),
        delivery=[int(np.ceil(jobs.load[job] * PER_MIN))] if _bound(problem) else [],
        skills=_bits(int(jobs.needs[job])),
        priority=round(MOST_PRIORITY * float(worth)),
        time_windows=[
            vroom.TimeWindow(max(0, int(np.ceil(ready * PER_MIN))), int(latest * PER_MIN))
        ],
    )


def _bound(problem: Problem) -> bool:
    return bool(np.isfinite(problem.crews.capacity).any())


def _load(problem: Problem, capacity: float) -> int:
    return int(min(capacity, problem.jobs.load.sum() + 1) * PER_MIN)


def _bits(skills: int) -> set[int]:
    return {bit for bit in range(skills.bit_length()) if skills >> bit & 1}


def _whole(values: Floats, unit: int) -> Floats:
    """Rounded up, so that what VROOM keeps is kept indeed."""
    rounded = np.ceil(values * unit - 1e-6)
    return np.where(np.isfinite(rounded), rounded, NO_WAY)
