"""Routing problems a benchmark can give to everybody: a county's day, and published files.

A county's day: claims in villages around one, about 400 m from their middle; three seats of
townships are bases of six, three and three crews who are on duty for ten hours. A house can be
visited in a window of two to four hours and in no other. Surveys are short (all can be done) or
long (they cannot).

A surge morning: claims of a night at eight o'clock, with all a day's routes can have but snow: soft
due times by tier, sweeps, splits, breaks, skills, overtime, two kinds of shift.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.cases.dispatch import CIRCUITY, SPEED_KMH, place
from risk.settings import Routing
from risk.staffing.routes.problem import NEVER, Crews, Jobs, Problem, Roads

ACCESS_MIN, SPREAD_KM, FOOTPRINT_KM, CENTRE = 2.0, 0.4, 12.0, 40
BASES, CREWS_OF_BASE = (0, 5, 12), (6, 3, 3)
DUTY_MIN, LAST_ARRIVAL_MIN, LAST_READY_H = 600.0, 570.0, 7
UNSERVED_MONEY = 10_000.0
ALWAYS_SERVED_MONEY = 10_000_000.0
SPECIAL_SHARE, SKILL_SHARE, SWEEP_SHARE = 0.1, 0.05, 0.6
SHORT_SURVEY_MIN, LONG_SURVEY_MIN, SURVEY_SIGMA = 14.0, 25.0, 0.4


def county_day(
    seed: int, *, overload: bool, jobs: int = 200, crews_of_base: tuple[int, ...] = CREWS_OF_BASE
) -> Problem:
    """One day with hard windows; minutes are whole seconds."""
    county, rng = place(), np.random.default_rng(seed)
    apart = np.hypot(*(county.at_km - county.at_km[CENTRE]).T)
    near = np.exp(-apart / FOOTPRINT_KM) * county.houses
    villages = rng.choice(len(near), jobs, p=near / near.sum())
    houses = county.at_km[villages] + rng.normal(0, SPREAD_KM, (jobs, 2))
    points = np.vstack([county.at_km[list(BASES)], houses])
    km = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    minutes = np.rint((ACCESS_MIN + km * CIRCUITY / SPEED_KMH * 60) * 60) / 60
    np.fill_diagonal(minutes, 0)
    typical = LONG_SURVEY_MIN if overload else SHORT_SURVEY_MIN
    survey = np.floor(rng.lognormal(np.log(typical), SURVEY_SIGMA, jobs) * 60) / 60
    ready = rng.integers(0, LAST_READY_H * 3600, jobs) / 60
    last = np.minimum(ready + rng.choice([120.0, 180.0, 240.0], jobs), LAST_ARRIVAL_MIN)
    base = np.repeat(np.arange(len(BASES)), crews_of_base)
    return problem_of(minutes, len(BASES), base, ready, last, survey, until_min=DUTY_MIN)


def surge_morning(seed: int, *, claims: int = 1000, crews: int = 60) -> Problem:
    """Claims reported from 18:00 to 8:00 around one village; prices are those of settings."""
    county, rng, money = place(), np.random.default_rng(seed), Routing()
    centre = county.at_km[rng.integers(len(county.at_km))]
    near = np.exp(-np.hypot(*(county.at_km - centre).T) / FOOTPRINT_KM) * county.houses
    village = rng.choice(len(near), claims, p=near / near.sum())
    town = county.town[village]
    factor = np.where(rng.random(claims) < SPECIAL_SHARE, money.special_factor, 1.0)
    per_h = np.where(town, money.late_town_money_per_h, money.late_rural_money_per_h)
    missed = np.where(town, money.missed_town_money, money.missed_rural_money)
    survey = rng.choice([20.0, 30.0, 40.0, 50.0], claims, p=[0.2, 0.5, 0.2, 0.1])
    due = rng.uniform(-360, 480, claims) + 60 * county.limit_h[village]
    base = rng.choice(BASES, crews)
    early = rng.random(crews) < 0.7
    return Problem(
        Jobs(
            ids=tuple(map(str, range(claims))),
            place=village,
            village=village,
            ready_min=np.zeros(claims),
            due_min=np.round(due),
            last_min=np.full(claims, NEVER),
            late_money_per_min=factor * per_h / 60,
            missed_money=factor * missed,
            unserved_money=factor * money.unserved_money,
            first_min=survey,
            next_min=np.round(survey * SWEEP_SHARE),
            needs=(rng.random(claims) < SKILL_SHARE).astype(np.int64),
            load=np.ones(claims),
            held_by=np.full(claims, -1),
            move_money=np.full(claims, money.move_money),
        ),
        Crews(
            ids=tuple(map(str, range(crews))),
            start_place=base,
            end_place=base,
            start_village=np.full(crews, -1),
            from_min=np.where(early, 480.0, 540.0),
            until_min=np.where(early, 1140.0, 1200.0),
            overtime_max_min=np.full(crews, 60.0),
            skills=(np.arange(crews) % 2).astype(np.int64),
            break_min=np.full(crews, money.break_min),
            break_from_min=np.full(crews, 60 * money.break_from_h),
            break_until_min=np.full(crews, 60 * money.break_until_h),
            capacity=np.full(crews, NEVER),
            fixed_money=np.zeros(crews),
        ),
        Roads(60 * county.trip_h),
        travel_money_per_min=money.travel_money_per_min,
        split_money=money.split_village_money,
    )


def problem_of(
    minutes: NDArray[np.float64],
    bases: int,
    base: NDArray[np.int64],
    ready: NDArray[np.float64],
    last: NDArray[np.float64],
    survey: NDArray[np.float64],
    *,
    until_min: float,
    load: NDArray[np.float64] | None = None,
    capacity: float = NEVER,
    fixed_money: float = 0.0,
    unserved_money: float = UNSERVED_MONEY,
) -> Problem:
    """A problem of hard windows and nothing else; each job is a village of its own.

    Places are bases, then jobs. A minute of driving costs 1.
    """
    n, k = len(minutes) - bases, len(base)
    return Problem(
        Jobs(
            ids=tuple(map(str, range(n))),
            place=bases + np.arange(n),
            village=np.arange(n),
            ready_min=ready,
            due_min=last,
            last_min=last,
            late_money_per_min=np.zeros(n),
            missed_money=np.zeros(n),
            unserved_money=np.full(n, unserved_money),
            first_min=survey,
            next_min=survey,
            needs=np.zeros(n, np.int64),
            load=np.zeros(n) if load is None else load,
            held_by=np.full(n, -1),
            move_money=np.zeros(n),
        ),
        Crews(
            ids=tuple(map(str, range(k))),
            start_place=base,
            end_place=base,
            start_village=np.full(k, -1),
            from_min=np.zeros(k),
            until_min=np.full(k, until_min),
            overtime_max_min=np.zeros(k),
            skills=np.zeros(k, np.int64),
            break_min=np.zeros(k),
            break_from_min=np.zeros(k),
            break_until_min=np.zeros(k),
            capacity=np.full(k, capacity),
            fixed_money=np.full(k, fixed_money),
        ),
        Roads(minutes),
    )


@dataclass(frozen=True)
class Published:
    """A file in Solomon's format: straight-line distances, as many minutes as units of length."""

    name: str
    problem: Problem
    xy: NDArray[np.float64]


def read_published(path: Path, *, fixed_money: float = 0.0) -> Published:
    """Read one; ``fixed_money``: price of a vehicle, so that fewer come first if it is high."""
    lines = [line.split() for line in path.read_text("utf-8").splitlines() if line.strip()]
    heading = next(i for i, line in enumerate(lines) if line[0] == "NUMBER")
    vehicles, capacity = map(int, lines[heading + 1])
    rows = np.array([line for line in lines[heading + 2 :] if line[0].isdigit()], float)
    xy, load, ready, last, survey = rows[:, 1:3], rows[:, 3], rows[:, 4], rows[:, 5], rows[:, 6]
    minutes = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    return Published(
        path.stem,
        problem_of(
            minutes, 1, np.zeros(vehicles, np.int64), ready[1:], last[1:], survey[1:],
            until_min=float(last[0]), load=load[1:], capacity=float(capacity),
            fixed_money=fixed_money, unserved_money=ALWAYS_SERVED_MONEY,
        ),
        xy,
    )  # fmt: skip
