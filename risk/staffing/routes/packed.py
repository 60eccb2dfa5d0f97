"""A problem and its routes as compiled code reads them: bare arrays of one type each."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from risk.errors import ModelError
from risk.staffing.routes.problem import Bools, Floats, Ints, Problem, Routes


class World(NamedTuple):
    """Jobs (J,), crews (K,), then roads and prices; names as in ``problem``."""

    place: Ints
    village: Ints
    ready: Floats
    due: Floats
    last: Floats
    late: Floats
    missed: Floats
    unserved: Floats
    first: Floats
    next: Floats
    needs: Ints
    load: Floats
    held: Ints
    move: Floats
    start: Ints
    end: Ints
    start_village: Ints
    free: Floats
    until: Floats
    bound: Floats  # until + overtime_max
    skills: Ints
    rest: Floats
    rest_from: Floats
    rest_until: Floats
    capacity: Floats
    fixed: Floats
    minutes: Floats
    pace: Floats
    flat: bool  # a drive takes ``minutes`` whenever it begins: no cuts, and the pace is in them
    slowest: float
    quickest: float
    inside: Bools  # (cuts, P)
    closes: Floats
    opens: Floats
    visited: Bools  # (K, villages)
    travel: float
    overtime: float
    split: float


class Tours(NamedTuple):
    """Routes as a table: row k holds ``size[k]`` jobs."""

    stops: Ints  # (K, J)
    size: Ints  # (K,)


def pack(problem: Problem) -> World:
    """Lay a problem out. One pace for the whole day is multiplied into the minutes."""
    jobs, crews, roads = problem.jobs, problem.crews, problem.roads
    pace = roads.pace.astype(float)
    even = not roads.cuts and bool((pace == pace[0]).all())
    minutes = roads.minutes * pace[0] if even and pace[0] != 1 else roads.minutes
    inside = np.zeros((len(roads.cuts), len(minutes)), bool)
    for row, cut in zip(inside, roads.cuts, strict=True):
        row[:] = cut.inside
    return World(
        place=_ints(jobs.place), village=_ints(jobs.village), ready=_floats(jobs.ready_min),
        due=_floats(jobs.due_min), last=_floats(jobs.last_min),
        late=_floats(jobs.late_money_per_min), missed=_floats(jobs.missed_money),
        unserved=_floats(jobs.unserved_money), first=_floats(jobs.first_min),
        next=_floats(jobs.next_min), needs=_ints(jobs.needs), load=_floats(jobs.load),
        held=_ints(jobs.held_by), move=_floats(jobs.move_money), start=_ints(crews.start_place),
        end=_ints(crews.end_place), start_village=_ints(crews.start_village),
        free=_floats(crews.from_min), until=_floats(crews.until_min),
        bound=_floats(crews.until_min + crews.overtime_max_min), skills=_ints(crews.skills),
        rest=_floats(crews.break_min), rest_from=_floats(crews.break_from_min),
        rest_until=_floats(crews.break_until_min), capacity=_floats(crews.capacity),
        fixed=_floats(crews.fixed_money), minutes=_floats(minutes), pace=_floats(pace), flat=even,
        slowest=float(pace.max()), quickest=float(pace.min()), inside=inside,
        closes=np.array([c.from_min for c in roads.cuts], float),
        opens=np.array([c.until_min for c in roads.cuts], float), visited=_visited(problem),
        travel=float(problem.travel_money_per_min),
        overtime=float(problem.overtime_money_per_min), split=float(problem.split_money),
    )  # fmt: skip


def _visited(problem: Problem) -> Bools:
    villages = int(problem.jobs.village.max(initial=-1)) + 1
    known = problem.visited
    seen = np.zeros(
        (len(problem.crews), max(villages, 0 if known is None else known.shape[1])), bool
    )
    if known is not None:
        seen[:, : known.shape[1]] = known
    return seen


def lay(problem: Problem, routes: Sequence[Sequence[int]]) -> Tours:
    """Routes as a table.

    Raises:
        ModelError: not one route a crew, a job that does not exist, or one visited twice.
    """
    n, crews = len(problem.jobs), len(problem.crews)
    if len(routes) != crews:
        raise ModelError(f"{len(routes)} routes for {crews} crews", where="routes")
    flat = np.fromiter(chain.from_iterable(routes), np.int64)
    if len(flat) and (flat.min() < 0 or flat.max() >= n):
        raise ModelError("a route visits a job that does not exist", where="routes")
    if np.bincount(flat, minlength=1).max() > 1:
        raise ModelError(f"job {np.bincount(flat).argmax()} is visited twice", where="routes")
    size = np.array([len(r) for r in routes], np.int64)
    stops = np.full((crews, max(n, 1)), -1, np.int64)
    stops[np.arange(max(n, 1)) < size[:, None]] = flat
    return Tours(stops, size)


def told(tours: Tours) -> Routes:
    """The table as routes."""
    return tuple(tuple(row[:n].tolist()) for row, n in zip(tours.stops, tours.size, strict=True))


def _ints(values: Ints) -> Ints:
    return np.require(values, np.int64, ["C", "W"])


def _floats(values: Floats) -> Floats:
    return np.require(values, np.float64, ["C", "W"])
