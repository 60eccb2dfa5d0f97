"""The compiled dispatch simulator: who reaches which claim when.

Each time a crew is free (its shift begins, a survey ends, a road opens) it is given a claim of the
first group that has one for it, by the rule:
- oldest: the claim reported first;
- nearest: the nearest village with a waiting claim;
- saveable, town_saveable: the nearest village (of the town tier) with a claim it can still reach
  within the limit, else the nearest village. There the oldest claim still in time, else the oldest.
A crew that sweeps takes the claims of the village it is in before it leaves it (unless one
elsewhere can be saved, or one of an earlier group waits), without a drive and in the shorter time
of a further house. Else it waits where it is; a new claim goes to the nearest waiting crew at once.
A survey once begun is finished. Each crew-shift starts at its base; a crew caught in a closed
pocket starts where it is. One claim is promised to one crew, so several crews may share a village
but no house is visited twice.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from risk.staffing.simulator.loop import simulate_draws
from risk.staffing.simulator.standing import is_standing, simulate_standing

THREADS = 2
WORTH_A_THREAD = 20_000  # claims; fewer are done before a thread has begun

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Bools = NDArray[np.bool_]


class Load(NamedTuple):
    """Claims of all draws, by draw and report hour."""

    start: NDArray[np.int64]  # claims of draw d are start[d]:start[d + 1]
    report_h: Floats
    village: NDArray[np.int32]
    work: Floats  # survey time as a multiple of the mean
    group: NDArray[np.int8]  # 0 goes first
    road: Floats  # travel time of each draw as a multiple of the table


class Land(NamedTuple):
    """Trips between bases (B) and villages (V), and when they are slow or impossible.

    Tables are of single precision, a ten-millionth of a drive: they are read at random, and half
    as large they stay twice as near to the processor.
    """

    trip_h: Singles  # from each base, then each village, to each village (B + V, V)
    to_h: Singles  # the same, turned (V, B + V)
    near: NDArray[np.int32]  # villages in order of trip_h, for each of its rows
    from_near: NDArray[np.int32]  # rows of trip_h in order of to_h, for each village
    limit_h: Floats  # promised hours (V,)
    first: Bools  # villages whose claims are saved first (V,)
    pace: Floats  # travel multiple by hour, 1 beyond its end
    inside: Bools  # rows of trip_h inside a pocket (pockets, B + V)
    closed_h: Floats  # (pockets,)
    open_h: Floats  # (pockets,)


class CrewShifts(NamedTuple):
    """Crew-shifts in order of ``on_h``."""

    base: NDArray[np.int32]  # row of trip_h
    on_h: Floats
    off_h: Floats
    skilled: Bools
    follows: NDArray[np.int32]  # the same crew's shift before, or -1
    comes: Bools  # (draws, crew-shifts)


class Rules(NamedTuple):
    """How crews are sent."""

    first_h: float  # mean survey at the first house of a trip
    further_h: float  # at a further house of the same village
    oldest: bool = False
    save: bool = False  # claims of land.first that can be saved go first
    sweep: bool = True
    groups: int = 1
    skill: bool = False  # group 0 needs a skilled crew
    home: bool = False  # a crew is at its base once a survey ends (its time holds the way back)
    clock_h: float = 0.0  # clock hour of hour 0, for the days of busy hours
    days: int = 1


class Times(NamedTuple):
    """What became of each claim; inf: never."""

    arrival_h: Floats
    done_h: Floats
    crew: NDArray[np.int32]  # crew-shift that came, or -1
    swept: Bools  # the crew was in the village already
    busy_h: Floats  # hours of drive and survey by draw and day of setting out (draws, days)


def dispatch(
    load: Load, land: Land, crews: CrewShifts, rules: Rules, *, threads: int | None = None
) -> Times:
    """Send the same crews out on every draw.

    Draws are shared out among threads; each is simulated alone, so the result is the same with
    any number of them.
    """
    draws, n = len(load.start) - 1, len(load.report_h)
    times = Times(
        np.empty(n), np.empty(n), np.empty(n, np.int32), np.empty(n, np.bool_),
        np.zeros((draws, max(rules.days, 1))),
    )  # fmt: skip
    one = _simulator(load, land, crews, rules, times)
    wanted = threads or (THREADS if n >= WORTH_A_THREAD else 1)
    parts = min(wanted, max(draws, 1))
    bounds = np.searchsorted(load.start, np.linspace(0, n, parts + 1)[1:-1])
    edges = [0, *(int(b) for b in bounds), draws]
    if parts == 1:
        one(0, draws)
        return times
    with ThreadPoolExecutor(parts) as pool:
        jobs = [pool.submit(one, a, b) for a, b in pairwise(edges)]
        for job in jobs:
            job.result()
    return times


def _simulator(
    load: Load, land: Land, crews: CrewShifts, rules: Rules, times: Times
) -> Callable[[int, int], None]:
    """What simulates the draws from one number to another."""
    first_report_h = load.report_h.min(initial=np.inf)
    if is_standing(land, crews, rules, first_report_h):
        return lambda a, b: simulate_standing(a, b, load, land, crews, rules, times)
    wake_h = _wakes(land)
    return lambda a, b: simulate_draws(a, b, load, land, crews, rules, wake_h, times)


def _wakes(land: Land) -> Floats:
    """Hours at which a waiting crew may find what it could not reach before."""
    pace = np.append(land.pace, 1.0) if len(land.pace) else land.pace
    eased = np.flatnonzero(np.diff(pace) < 0) + 1.0
    return np.unique(np.concatenate([land.open_h, eased]))
