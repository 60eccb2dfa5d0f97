"""The days that chance is told from: everything by chance belongs to a name, never to a place.

A drive's multiple is lognormal with mean 1 and is made of one part that all drives of the day
share (the table or the weather report is wrong that day) and one of its own; a survey's is
lognormal and its own, as in ``simulator.scenes``.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from risk.errors import ModelError
from risk.staffing.routes.chance_kernel import arrivals
from risk.staffing.routes.packed import lay, pack
from risk.staffing.routes.problem import Floats, Ints, Problem, Routes, Schedule

STREAM, DAY = 7, "day"  # of random numbers; the name that the day's common part is drawn under
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Noise:
    """How far minutes stray from what is told.

    Attributes:
        survey_cv, travel_cv: coefficients of variation of a survey and of a drive.
        common_share: part of a drive's log variance that all drives of the day share: assumed,
            until trips of the own log tell.
    """

    survey_cv: float = 0.5
    travel_cv: float = 0.25
    common_share: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what is no spread or no share."""
        if min(self.survey_cv, self.travel_cv) < 0 or not 0 <= self.common_share <= 1:
            raise ModelError("a spread below 0, or a share outside 0 to 1", where="chance of a day")


def simulate(
    problem: Problem,
    routes: Routes,
    schedule: Schedule,
    noise: Noise,
    *,
    draws: int,
    seed: int,
    free_left_min: Floats | None = None,
) -> Floats:
    """Arrival of each job in each draw, inf: never (J, draws).

    Args:
        problem, routes: the day.
        schedule: of the routes: says before which stop each crew takes its break.
        noise: how far minutes stray.
        draws: simulated days.
        seed: the same seed, the same days: also for other routes and other claims.
        free_left_min: minutes of driving and survey still to come before each crew is free at
            ``from_min`` (K,): by chance, too. None: all are free just then.
    """
    jobs, crews = problem.jobs, problem.crews
    road_z, work_z = np.empty((2, len(jobs), draws))
    for j, name in enumerate(jobs.ids):
        road_z[j], work_z[j] = normal(seed, name, draws, 2)
    shared = np.sqrt(noise.common_share)
    own = np.sqrt(1 - noise.common_share)
    road = lognormal(shared * common_part(seed, draws)[None, :] + own * road_z, noise.travel_cv)
    free = np.repeat(crews.from_min[:, None], draws, axis=1)
    if free_left_min is not None:
        for k, name in enumerate(crews.ids):
            if free_left_min[k] > 0:
                luck = lognormal(normal(seed, name, draws), noise.survey_cv)
                free[k] += free_left_min[k] * (luck - 1)
    return np.asarray(
        arrivals(
            pack(problem), lay(problem, routes), breaks_at(schedule, routes), road,
            lognormal(work_z, noise.survey_cv), free,
        )
    )  # fmt: skip


def breaks_at(schedule: Schedule, routes: Routes) -> Ints:
    """Stop of its route that each crew takes its break before; −1: after the last, or none (K,)."""
    out = np.full(len(routes), -1, np.int64)
    for k, route in enumerate(routes):
        begun = schedule.break_min[k]
        later = [p for p, j in enumerate(route) if schedule.leave_min[j] > begun - TOLERANCE]
        if later and np.isfinite(begun):
            out[k] = later[0]
    return out


def normal(seed: int, name: str, draws: int, rows: int | None = None) -> Floats:
    """Standard normal numbers that belong to a name."""
    return np.asarray(
        _generator(seed, name).standard_normal(draws if rows is None else (rows, draws))
    )


def lognormal(z: Floats, cv: float) -> Floats:
    """Multiples with mean 1 and this coefficient of variation."""
    spread = np.sqrt(np.log1p(cv**2))
    return np.asarray(np.exp(spread * z - spread**2 / 2))


def common_part(seed: int, draws: int) -> Floats:
    """How slow each draw's drives are as a whole, as a standard normal number."""
    return normal(seed, DAY, draws)


def happens(seed: int, name: str, draws: int, p: float) -> Floats:
    """1 in the draws in which something of chance ``p`` happens, else 0."""
    return (_generator(seed, name, 1).random(draws) < p).astype(np.float64)


def _generator(seed: int, name: str, stream: int = 0) -> np.random.Generator:
    key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng([seed, STREAM, key, stream])
