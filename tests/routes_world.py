"""Routing problems made by hand or at random, for everybody's tests of routes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from risk.staffing.routes.problem import NEVER, Crews, Cut, Jobs, Problem, Roads


def problem_of(
    minutes: np.ndarray, places: Sequence[int], crews: Sequence[int], **changes: Any
) -> Problem:
    """Jobs at places (each place a village) and crews at theirs, from 8 to 17 h.

    Args:
        minutes: see `Roads`.
        places: of the jobs.
        crews: start and end places of the crews.
        changes: fields of `Jobs`, `Crews`, `Roads` and `Problem` to set otherwise.
    """
    n, k = len(places), len(crews)
    jobs = {
        "ids": tuple(f"C{i}" for i in range(n)),
        "place": np.array(places),
        "village": np.array(places),
        "ready_min": np.zeros(n),
        "due_min": np.full(n, 720.0),
        "last_min": np.full(n, NEVER),
        "late_money_per_min": np.ones(n),
        "missed_money": np.full(n, 200.0),
        "unserved_money": np.full(n, 1000.0),
        "first_min": np.full(n, 30.0),
        "next_min": np.full(n, 20.0),
        "needs": np.zeros(n, int),
        "load": np.ones(n),
        "held_by": np.full(n, -1),
        "move_money": np.full(n, 40.0),
    }
    teams = {
        "ids": tuple(f"K{i}" for i in range(k)),
        "start_place": np.array(crews),
        "end_place": np.array(crews),
        "start_village": np.full(k, -1),
        "from_min": np.full(k, 480.0),
        "until_min": np.full(k, 1020.0),
        "overtime_max_min": np.zeros(k),
        "skills": np.zeros(k, int),
        "break_min": np.zeros(k),
        "break_from_min": np.full(k, 690.0),
        "break_until_min": np.full(k, 810.0),
        "capacity": np.full(k, np.inf),
        "fixed_money": np.zeros(k),
    }
    roads = {"minutes": np.asarray(minutes, float)}
    rest = {}
    for name, value in changes.items():
        record = next((r for r in (jobs, teams) if name in r), None)
        if record is None:
            record = roads if name in ("pace", "cuts") else rest
        record[name] = value
    return Problem(Jobs(**jobs), Crews(**teams), Roads(**roads), **rest)


def random_problem(seed: int, *, jobs: int = 12, crews: int = 3, villages: int = 6) -> Problem:
    """A county drawn at random with everything in it that a problem can have.

    Snow, a road closed for a while, breaks, skills, overtime, sweeps, held claims, crews already
    under way in a village, claims not reported yet, and a few latest arrivals.
    """
    rng = np.random.default_rng(seed)
    bases = 2
    xy = rng.uniform(0, 40, (bases + villages, 2))
    apart = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    minutes = np.where(np.eye(len(xy), dtype=bool), 0.0, np.round(4 + apart * 1.4, 1))
    place = rng.integers(bases, len(xy), jobs)
    ready = np.where(rng.random(jobs) < 0.5, 0.0, np.round(rng.uniform(420, 840, jobs)))
    inside = np.zeros(len(xy), bool)
    inside[rng.integers(bases, len(xy), 2)] = True
    pace = np.ones(48)
    pace[14:18] = rng.choice([1.0, 1.5])
    start = rng.integers(0, len(xy), crews)
    return problem_of(
        minutes, place, rng.integers(0, bases, crews),
        ready_min=ready,
        due_min=np.maximum(ready, 480) + rng.choice([30.0, 180.0], jobs),
        last_min=np.where(rng.random(jobs) < 0.1, 900.0, NEVER),
        first_min=rng.choice([25.0, 35.0, 50.0], jobs),
        next_min=rng.choice([15.0, 20.0], jobs),
        needs=(rng.random(jobs) < 0.2).astype(int),
        held_by=np.where(rng.random(jobs) < 0.3, rng.integers(0, crews, jobs), -1),
        start_place=start,
        start_village=np.where(start < bases, -1, start),
        end_place=np.where(rng.random(crews) < 0.8, rng.integers(0, bases, crews), -1),
        from_min=rng.choice([480.0, 500.0, 600.0], crews),
        overtime_max_min=rng.choice([0.0, 60.0], crews),
        skills=rng.integers(0, 2, crews),
        break_min=rng.choice([0.0, 30.0], crews),
        capacity=rng.choice([np.inf, 8.0], crews),
        pace=pace,
        cuts=(Cut(inside, 600.0, float(rng.choice([720.0, NEVER]))),),
        split_money=60.0,
        visited=rng.random((crews, len(xy))) < 0.05,
    )  # fmt: skip
