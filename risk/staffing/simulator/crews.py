"""Who can work when: shifts, sources of crews, and the crews called for a need by day and shift."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.hazard import Scenario
from risk.settings import Staffing

SHIFTS = ("day", "night")
OWN, STANDBY = "own", "standby"
CREW_COLUMNS = ("day", "date", "shift", "base_id", "source", "crews")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Crews:
    """Crew-shifts as the simulator takes them, in order of ``on_h``.

    Attributes:
        base: number of the base each starts at.
        source: "own", "standby" or a lender's id.
        on_h: begin of the shift, hours from the scenario's start; ``off_h`` its end, with overtime:
            a crew sets out only if it arrives before it.
        rank: the number of a crew among the ``size`` crews of its source, base, day and shift.
        size: see ``rank``.
        lot: a fixed number in [0, 1) of its source's base and shift: spreads who is absent.
        skilled: whether it has a qualified assessor.
        follows: the crew's shift before (the same rank of its source, base and shift on an earlier
            day), or -1.
    """

    base: NDArray[np.int32]
    source: NDArray[np.object_]
    on_h: Floats
    off_h: Floats
    rank: Floats
    size: Floats
    lot: Floats
    skilled: NDArray[np.bool_]
    follows: NDArray[np.int32]


@dataclass(frozen=True)
class Pool:
    """Crews that can be called: how many, from which hour, for how long at least, at what cost."""

    source: str
    crews_max: int
    from_h: float
    stay_min_days: int
    cost_money: float


def shift_bounds_h(days: int, scenario: Scenario, settings: Staffing) -> tuple[Floats, Floats]:
    """Begin and end of each shift, hours from the scenario's start, shape (days, 2).

    The night shift of a day runs from that day's evening to the next morning. What lies before
    the scenario's start is cut off.
    """
    midnight = 24.0 * np.arange(days)[:, None] - scenario.clock_h
    on = midnight + np.array([settings.day_start_h, settings.day_end_h])
    off = midnight + np.array([settings.day_end_h, 24.0 + settings.day_start_h])
    return np.maximum(on, 0.0), np.maximum(off, 0.0)


def pools(lenders: pd.DataFrame, scenario: Scenario, settings: Staffing) -> list[Pool]:
    """Standby first, then lenders, the cheaper first and at equal cost the quicker.

    All are called at the warning, ``lead_time_h`` before the hazard. A lender without a cost is
    taken to cost what an own crew-day costs, one without a minimum stay to stay a day.
    """
    own_cost = settings.crew_day_cost_money
    rows = [
        Pool(
            source=str(row["lender_id"]),
            crews_max=int(row["crews_max"]),
            from_h=max(float(row["lag_h"]) - scenario.lead_time_h, 0.0),
            stay_min_days=int(_or(row["stay_min_days"], 1)),
            cost_money=_or(row["cost_per_crew_day_money"], own_cost),
        )
        for row in lenders.to_dict("records")
    ]
    standby = Pool(STANDBY, settings.standby_crews, 0.0, 1, own_cost)
    return [standby, *sorted(rows, key=lambda p: (p.cost_money, p.from_h, p.source))]


def _or(value: Any, default: float) -> float:
    return default if pd.isna(value) else float(value)


def eligible(pool: Pool, off_h: Floats) -> NDArray[np.bool_]:
    """Shifts (days, 2) of which a pool's crews can still work at least an hour."""
    return np.asarray(off_h - 1.0 >= pool.from_h)


def capacity(sources: list[Pool], off_h: Floats) -> Ints:
    """Crews that can be called on each day, both shifts together (days,)."""
    out = np.zeros(len(off_h), np.int64)
    for pool in sources:
        out += pool.crews_max * eligible(pool, off_h).any(axis=1)
    return out


def called(need: Ints, sources: list[Pool], off_h: Floats) -> Ints:
    """Crews called from each pool for a need beyond own crews.

    Crews who must stay are used first, then pools in their order. A crew works one shift a day;
    once called it stays its minimum stay, and while it is not needed it works the day shift.

    Args:
        need: crews needed beyond own, by day and shift (days, 2).
        sources: the pools.
        off_h: ends of the shifts (days, 2).

    Returns:
        Crews by pool, day and shift (pools, days, 2).
    """
    out = np.zeros((len(sources), *need.shape), np.int64)
    since: list[list[int]] = [[] for _ in sources]  # day of arrival of each crew present
    can = np.array([eligible(pool, off_h) for pool in sources])
    for day in range(len(need)):
        left = need[day].copy()
        bound = [
            sum(day - a < pool.stay_min_days for a in arrived)
            for pool, arrived in zip(sources, since, strict=True)
        ]
        for p, must_stay in enumerate(bound):
            out[p, day] += _shifts_of(must_stay, left, can[p, day])
        for p, pool in enumerate(sources):
            wanted = min(pool.crews_max - bound[p], int((left * can[p, day]).sum()))
            out[p, day] += _shifts_of(wanted, left, can[p, day])
            present = bound[p] + wanted
            kept = since[p][max(len(since[p]) - present, 0) :]
            since[p] = kept + [day] * (present - len(kept))
    return out


def _shifts_of(crews: int, left: Ints, can: NDArray[np.bool_]) -> Ints:
    """Crews by shift: at night as many as are needed, the others by day; lowers ``left``."""
    night = min(crews, int(left[1])) if can.all() else crews * int(can[1])
    both = np.array([crews - night, night], np.int64)
    left -= np.minimum(both, left)
    return both


def own_crews(bases: pd.DataFrame) -> Ints:
    """Own crews by base and shift (bases, 2)."""
    return bases[["crews_day", "crews_night"]].to_numpy(np.int64)


def placed(extra: Ints, bases: pd.DataFrame, weights: Floats) -> Ints:
    """Crews by source, day, shift and base (1 + pools, days, 2, bases); source 0 is own.

    Own crews are at their base every day. Called crews are placed one by one, in each shift, at
    the base with most expected claims (``weights``) per crew it then has.

    Args:
        extra: called crews by pool, day and shift, of :func:`called`.
        bases: with crews_day, crews_night.
        weights: expected claims nearest to each base.
    """
    own = own_crews(bases)
    out = np.zeros((1 + len(extra), *extra.shape[1:], len(bases)), np.int64)
    out[0] = own.T
    last = np.cumsum(extra, axis=0)
    for s in range(len(SHIFTS)):
        order = _bases_in_turn(own[:, s], weights, int(last[-1, :, s].max(initial=0)))
        for p, day in np.argwhere(extra[:, :, s] > 0):
            until = last[p, day, s]
            turn = order[until - extra[p, day, s] : until]
            out[1 + p, day, s] = np.bincount(turn, minlength=len(bases))
    return out


def _bases_in_turn(own: Ints, weights: Floats, number: int) -> Ints:
    here, order = own.astype(np.float64), np.empty(number, np.int64)
    for i in range(number):
        order[i] = np.argmax(weights / (here + 0.5))
        here[order[i]] += 1
    return order
