"""PyVRP and VROOM as anybody would use them, on problems of hard windows and nothing else.

Each is told whole numbers (so many to a minute) and reads the problem's records itself; nothing of
the product's own translation is used. One thread each.
"""

from datetime import timedelta
from typing import Any

import numpy as np
import pyvrp
import vroom
from pyvrp.stop import MaxRuntime

from risk.staffing.routes.problem import Problem, Routes


def pyvrp_alone(
    problem: Problem, *, seconds: float, seed: int, per_min: int, required: bool
) -> Routes:
    """PyVRP for so many seconds; jobs not ``required`` have their price as a prize."""
    jobs, crews = problem.jobs, problem.crews
    bases = int(jobs.place.min())
    minutes = _whole(problem.roads.minutes, per_min)
    bound = bool(np.isfinite(crews.capacity).any())
    clients = [
        pyvrp.Client(
            int(jobs.place[j]),
            delivery=[int(jobs.load[j])] if bound else [],
            service_duration=int(_whole(jobs.first_min[j], per_min)),
            tw_early=int(_whole(jobs.ready_min[j], per_min)),
            tw_late=int(jobs.last_min[j] * per_min + 1e-6),
            prize=0 if required else round(jobs.unserved_money[j] * per_min),
            required=required,
        )
        for j in range(len(jobs))
    ]
    vehicles = [
        pyvrp.VehicleType(
            int((crews.start_place == base).sum()),
            capacity=[int(crews.capacity[0])] if bound else [],
            start_depot=base,
            end_depot=base,
            fixed_cost=round(crews.fixed_money[0] * per_min),
            tw_late=round(crews.until_min[0] * per_min),
        )
        for base in range(bases)
    ]
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in minutes],
        clients,
        [pyvrp.Depot(base) for base in range(bases)],
        vehicles,
        [minutes],
        [minutes],
    )
    found = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, collect_stats=False, display=False)
    free = [np.flatnonzero(crews.start_place == base).tolist() for base in range(bases)]
    routes: list[tuple[int, ...]] = [()] * len(crews)
    for route in found.best.routes():
        visits = tuple(stop.idx for stop in route if stop.is_client())
        routes[free[route.vehicle_type()].pop()] = visits
    return tuple(routes)


def vroom_alone(problem: Problem, *, seconds: float, per_min: int) -> Routes:
    """VROOM at its most thorough, told to end after so many seconds."""
    jobs, crews = problem.jobs, problem.crews
    bound = bool(np.isfinite(crews.capacity).any())
    asked = vroom.Input()
    asked.set_durations_matrix("car", _whole(problem.roads.minutes, per_min))
    for k in range(len(crews)):
        asked.add_vehicle(
            vroom.Vehicle(
                k,
                start=int(crews.start_place[k]),
                end=int(crews.end_place[k]),
                capacity=[int(crews.capacity[k])] if bound else [],
                time_window=vroom.TimeWindow(0, round(crews.until_min[k] * per_min)),
                costs=vroom.VehicleCosts(fixed=round(crews.fixed_money[k] * per_min)),
            )
        )
    for j in range(len(jobs)):
        window = vroom.TimeWindow(
            int(_whole(jobs.ready_min[j], per_min)), int(jobs.last_min[j] * per_min + 1e-6)
        )
        asked.add_job(
            vroom.Job(
                j,
                location=int(jobs.place[j]),
                default_service=int(_whole(jobs.first_min[j], per_min)),
                delivery=[int(jobs.load[j])] if bound else [],
                time_windows=[window],
            )
        )
    found = asked.solve(5, nb_threads=1, timeout=timedelta(seconds=seconds)).routes
    stops = found[found["type"] == "job"]
    routes: list[tuple[int, ...]] = [()] * len(crews)
    for k, route in stops.groupby("vehicle_id", sort=True):
        routes[int(k)] = tuple(int(j) for j in route["id"])
    return tuple(routes)


def _whole(values: Any, per_min: int) -> Any:
    """Rounded up, so that what keeps a window in whole numbers keeps it indeed."""
    return np.ceil(np.asarray(values) * per_min - 1e-6).astype(np.int64)
