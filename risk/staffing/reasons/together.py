"""How many claims one thing would have saved all together: causes of single claims do not add up.

The late and unserved claims are put back one after the other, by their due time, each where it
harms nobody, into one day with one thing otherwise: what the first ones take, others do not have.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from risk.staffing.reasons.bench import DAY_MIN, Bench
from risk.staffing.reasons.kernel import best_place
from risk.staffing.routes.packed import Tours, World
from risk.staffing.routes.problem import Bools

COLUMNS = ("change", "place", "saved", "of")


def saved_together(bench: Bench, jobs: Sequence[int]) -> pd.DataFrame:
    """Claims that would be in time if one thing were otherwise the whole day.

    Args:
        bench: the day.
        jobs: late or unserved ones.

    Returns:
        change (as_was: sent otherwise, nothing else; roads: open and dry; duty: every crew on duty
        since the day before; longer: no crew's day ends; skills: every crew has all; crew: one more
        with all skills at a base, from the day before on), place (of a crew, else −1), saved, of.
    """
    order = sorted(jobs, key=lambda j: (bench.problem.jobs.due_min[j], j))
    rows = [
        (change, place, _saved(bench, world, tours, able, order), len(order))
        for change, place, world, tours, able in _changes(bench)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _changes(bench: Bench) -> Iterator[tuple[str, int, World, Tours, Bools]]:
    jobs, crews = bench.problem.jobs, bench.problem.crews
    able = (jobs.needs[:, None] & ~crews.skills[None, :]) == 0
    yield "as_was", -1, bench.now, bench.tours, able
    if bench.problem.roads.cuts or bench.problem.roads.pace.max() > 1:
        yield "roads", -1, bench.dry, bench.tours, able
    yield "duty", -1, bench.early, bench.tours, able
    yield "longer", -1, bench.longer, bench.tours, able
    if not able.all():
        yield "skills", -1, bench.now, bench.tours, np.ones_like(able)
    for base in bench.given.bases:
        world, tours = _with_crew(bench, int(base))
        yield "crew", int(base), world, tours, np.column_stack([able, np.ones(len(jobs), bool)])


def _with_crew(bench: Bench, base: int) -> tuple[World, Tours]:
    """The day with one crew more, idle, since the day before."""
    more = bench.crew_more._replace(start=np.array([base]), free=np.array([-DAY_MIN]))
    names = ("start", "end", "start_village", "free", "until", "bound", "skills", "rest",
             "rest_from", "rest_until", "capacity", "fixed")  # fmt: skip
    both: dict[str, Any] = {
        n: np.concatenate([getattr(bench.now, n), getattr(more, n)]) for n in names
    }
    tours = bench.tours
    stops = np.vstack([tours.stops, np.full((1, tours.stops.shape[1]), -1)])
    return bench.now._replace(**both), Tours(stops, np.append(tours.size, 0))


def _saved(bench: Bench, world: World, tours: Tours, able: Bools, jobs: Sequence[int]) -> int:
    """How many of the jobs find a place, one after the other."""
    stops, size = tours.stops.copy(), tours.size.copy()
    world, known, saved = world._replace(last=world.last.copy()), bench.given.known_min, 0
    for job in jobs:
        crew, at, *_ = best_place(world, Tours(stops, size), known, job, able[job])
        if crew < 0:
            continue
        saved += 1
        for k in np.flatnonzero(
            ((stops == job) & (np.arange(stops.shape[1]) < size[:, None])).any(axis=1)
        ):
            rest = stops[k, : size[k]][stops[k, : size[k]] != job]
            size[k] = len(rest)
            stops[k, : size[k]] = rest
        stops[crew, at + 1 : size[crew] + 1] = stops[crew, at : size[crew]].copy()
        stops[crew, at], size[crew] = job, size[crew] + 1
        world.last[job] = bench.problem.jobs.due_min[job]
    return saved
