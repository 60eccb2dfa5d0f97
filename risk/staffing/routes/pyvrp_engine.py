"""Routes proposed by PyVRP (Wouda, Lan & Kool 2024, INFORMS J. Comput. 36: 943–955).

Its windows are hard. A job that may be late therefore stands in it twice, of which one is visited
at most: in time at its full prize, and late at a prize smaller by what lateness costs in the middle
of what is left of the day. (More parts of the day, each at its own price, slow it down by more
than they tell it.)
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning

from risk.staffing.routes.flat import Flat, deal, flatten
from risk.staffing.routes.problem import Floats, Problem, Routes

warnings.simplefilter("ignore", PenaltyBoundWarning)  # that few routes keep their windows yet

PER_MIN, PER_MONEY = 1_000, 10_000
"""PyVRP counts in whole numbers: thousandths of a minute, ten-thousandths of money. The prices of
broken windows it tries go up to 100,000 a thousandth of a minute: dearer than any job is worth."""
NO_WAY = 10**12


def propose_pyvrp(
    problem: Problem, *, seconds: float, seed: int, clock: Callable[[], float]
) -> Routes:
    """Search with PyVRP for so many seconds.

    Proposed routes are near what the problem asks (see `flat`): check and mend them.

    Args:
        problem: see there.
        seconds: time in all, its own preparation included.
        seed: same seed and same number of iterations, same routes.
        clock: seconds, from wherever they are counted.
    """
    begin = clock()
    if not len(problem.jobs) or not len(problem.crews):
        return ((),) * len(problem.crews)
    flat = flatten(problem)
    data, job_of = _data(problem, flat)
    found = pyvrp.solve(
        data,
        stop=lambda _: clock() - begin >= seconds,
        seed=seed,
        collect_stats=False,
        display=False,
    )
    proposed = [
        (route.vehicle_type(), [job_of[stop.idx] for stop in route if stop.is_client()])
        for route in found.best.routes()
    ]
    return tuple(map(tuple, deal(problem, flat, proposed)))


def _data(problem: Problem, flat: Flat) -> tuple[pyvrp.ProblemData, list[int]]:
    """The problem in PyVRP's records, and the job of each of its clients."""
    n, crews = len(flat.minutes), problem.crews
    clients, groups, job_of = _clients(problem, flat)
    away = n if (flat.end < 0).any() else -1
    size = n + (away >= 0)
    minutes, money = np.zeros((2, size, size))
    minutes[:n, :n], money[:n, :n] = flat.minutes, flat.money
    for table in (minutes, money):
        np.fill_diagonal(table, 0.0)  # nobody goes from a job to itself; PyVRP wants it said
    minutes, money = _whole(minutes, PER_MIN), _whole(money, PER_MONEY)
    first = len(problem.jobs)
    kinds = [int(np.flatnonzero(flat.kind == kind)[0]) for kind in range(len(flat.may))]
    barred = np.unique(flat.may, axis=0)
    bound = np.isfinite(crews.capacity).any()
    vehicles = []
    for kind, crew in enumerate(kinds):
        start, end = int(flat.start[crew]), int(flat.end[crew])
        times = _shift(problem, flat, crew)
        vehicles.append(
            pyvrp.VehicleType(
                int((flat.kind == kind).sum()),
                capacity=[_room(crews.capacity[crew])] if bound else [],
                start_depot=start - first,
                end_depot=(end if end >= 0 else away) - first,
                fixed_cost=round(crews.fixed_money[crew] * PER_MONEY),
                profile=int(np.flatnonzero((barred == flat.may[kind]).all(axis=1))[0]),
                **times,
            )
        )
    return (
        pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _ in range(size)],
            clients=clients,
            depots=[pyvrp.Depot(node) for node in range(first, size)],
            vehicle_types=vehicles,
            distance_matrices=[_barred(money, may) for may in barred],
            duration_matrices=[_barred(minutes, may) for may in barred],
            groups=groups,
        ),
        job_of,
    )


def _clients(
    problem: Problem, flat: Flat
) -> tuple[list[pyvrp.Client], list[pyvrp.ClientGroup], list[int]]:
    """Each job once or twice: in time, and late."""
    jobs, job_of = problem.jobs, list[int]()
    clients, groups = list[pyvrp.Client](), list[pyvrp.ClientGroup]()
    bound = np.isfinite(problem.crews.capacity).any()
    begin, end = flat.from_min.min(), (flat.until_min + problem.crews.overtime_max_min).max()
    for job in range(len(jobs)):
        windows = _windows(problem, flat, job, float(begin), float(end))
        if not windows:
            continue
        group = len(groups) if len(windows) > 1 else None
        if group is not None:
            here = range(len(clients), len(clients) + len(windows))
            groups.append(pyvrp.ClientGroup(list(here), required=False))
        for last, prize in windows:
            job_of.append(job)
            clients.append(
                pyvrp.Client(
                    job,
                    delivery=[int(np.ceil(jobs.load[job] * PER_MIN))] if bound else [],
                    service_duration=int(np.ceil(flat.survey_min[job] * PER_MIN)),
                    tw_early=max(0, int(np.ceil(flat.ready_min[job] * PER_MIN))),
                    tw_late=int(np.floor(last * PER_MIN)),
                    prize=round(prize * PER_MONEY),
                    required=False,
                    group=group,
                )
            )
    return clients, groups, job_of


def _windows(
    problem: Problem, flat: Flat, job: int, begin: float, end: float
) -> list[tuple[float, float]]:
    """Latest arrival and prize: in time, and late, where it is worth anything."""
    jobs = problem.jobs
    ready, worth = max(float(flat.ready_min[job]), begin), float(jobs.unserved_money[job])
    due, last = float(flat.due_min[job]), min(float(flat.last_min[job]), end)
    found = [(min(due, last), worth)] if min(due, last) >= ready else []
    first = max(due, ready)
    lateness = (first + last) / 2 - due
    price = float(jobs.missed_money[job] + jobs.late_money_per_min[job] * lateness)
    return [*found, (last, worth - price)] if last > first and price < worth else found


def _shift(problem: Problem, flat: Flat, crew: int) -> dict[str, Any]:
    """A crew's hours. Overtime is counted from the begin of duty, so a route begins there."""
    more = float(problem.crews.overtime_max_min[crew])
    begin, end = float(flat.from_min[crew]), float(flat.until_min[crew])
    times: dict[str, Any] = {
        "tw_early": round(begin * PER_MIN),
        "tw_late": round((end + more) * PER_MIN),
    }
    if more > 0:
        times |= {
            "start_late": times["tw_early"],
            "shift_duration": round((end - begin) * PER_MIN),
            "max_overtime": round(more * PER_MIN),
            "unit_overtime_cost": round(problem.overtime_money_per_min * PER_MONEY / PER_MIN),
        }
    return times


def _whole(values: Floats, unit: int) -> Any:
    """Rounded up, so that what an engine keeps is kept indeed."""
    rounded = np.ceil(values * unit - 1e-6)
    return np.where(np.isfinite(rounded), rounded, NO_WAY).astype(np.int64)


def _barred(table: Any, may: Sequence[bool]) -> Any:
    """The table of crews that may not go to some of the jobs."""
    away = np.flatnonzero(~np.asarray(may))
    if not len(away):
        return table
    shut = table.copy()
    shut[:, away] = NO_WAY
    shut[away, away] = 0
    return shut


def _room(capacity: float) -> int:
    return int(capacity * PER_MIN) if np.isfinite(capacity) else NO_WAY
