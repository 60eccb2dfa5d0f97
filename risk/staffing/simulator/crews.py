"""Who can work when: shifts, sources of crews, and the crews called for a need by day and shift."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
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
        on_h: begin of the shift, hours from the scenario's start; ``off_h`` its end.
    """

    base: NDArray[np.int32]
    source: NDArray[np.object_]
    on_h: Floats
    off_h: Floats


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


def crew_table(
    crews: Ints, sources: list[Pool], bases: pd.DataFrame, scenario: Scenario
) -> pd.DataFrame:
    """Placed crews as a table: CREW_COLUMNS, rows without a crew left out."""
    names = np.array([OWN, *(pool.source for pool in sources)], object)
    source, day, shift, base = np.nonzero(crews)
    table = pd.DataFrame(
        {
            "day": day,
            "date": [scenario.date_of(int(d)) for d in day],
            "shift": np.array(SHIFTS, object)[shift],
            "base_id": bases["base_id"].to_numpy(dtype=object)[base],
            "source": names[source],
            "crews": crews[source, day, shift, base],
            "order": source,
        },
        columns=[*CREW_COLUMNS, "order"],
    )
    ordered = table.sort_values(["day", "shift", "order", "base_id"], ignore_index=True)
    return ordered.drop(columns="order")


def placed_from_table(
    table: pd.DataFrame, sources: list[Pool], bases: pd.DataFrame, days: int
) -> Ints:
    """The inverse of :func:`crew_table`, for a plan changed by hand.

    Raises:
        ModelError: the table names an unknown base, source, day or shift, or a negative number.
    """
    names = [OWN, *(pool.source for pool in sources)]
    ids = list(bases["base_id"])
    _check(table, ids, names, days)
    out = np.zeros((len(names), days, len(SHIFTS), len(ids)), np.int64)
    for row in table.to_dict("records"):
        at = (names.index(row["source"]), row["day"], SHIFTS.index(row["shift"]))
        out[(*at, ids.index(row["base_id"]))] += int(row["crews"])
    return out


def crew_shifts(
    crews: Ints,
    bases: pd.DataFrame,
    sources: list[Pool],
    on_h: Floats,
    off_h: Floats,
    *,
    eve_off_h: float,
) -> Crews:
    """Crew-shifts of placed crews, cut to the hours in which their source can be there.

    The own night watch that began on the evening before the scenario is on duty until
    ``eve_off_h``, as it always is.
    """
    from_h = np.array([0.0, *(pool.from_h for pool in sources)])
    source, day, shift, base = np.nonzero(crews)
    times = crews[source, day, shift, base]
    on = np.maximum(on_h[day, shift], from_h[source])
    off = off_h[day, shift]
    watch = bases["crews_night"].to_numpy(np.int64)
    times = np.concatenate([watch, times])
    base = np.concatenate([np.arange(len(bases)), base])
    source = np.concatenate([np.zeros(len(bases), np.int64), source])
    on = np.concatenate([np.zeros(len(bases)), on])
    off = np.concatenate([np.full(len(bases), eve_off_h), off])
    order = np.lexsort((source, base, on))
    order = np.repeat(order, np.where(off > on, times, 0)[order])
    names = np.array([OWN, *(pool.source for pool in sources)], object)
    return Crews(base[order].astype(np.int32), names[source[order]], on[order], off[order])


def _check(table: pd.DataFrame, bases: list[str], sources: list[str], days: int) -> None:
    missing = sorted(set(CREW_COLUMNS) - {"date"} - set(table.columns))
    if missing:
        _refuse(f"column {missing[0]} is missing")
    for name, known in (("base_id", bases), ("source", sources), ("shift", SHIFTS)):
        strange = sorted(set(table[name]) - set(known))
        if strange:
            _refuse(f"unknown {name} {strange[0]!r}")
    if not table["day"].between(0, days - 1).all():
        _refuse(f"a day is not 0 to {days - 1}")
    if (table["crews"] < 0).any():
        _refuse("a number of crews is negative")


def _refuse(what: str) -> None:
    raise ModelError(what, where="crews by day", remedy="correct the plan's table of crews")


def totals_by_day(table: pd.DataFrame, days: int, scenario: Scenario) -> pd.DataFrame:
    """Crews of each day: own, standby, borrowed, total; day_shift and night_shift."""
    kind = table["source"].where(table["source"].isin([OWN, STANDBY]), "borrowed")
    by_kind = table.groupby(["day", kind])["crews"].sum().unstack(fill_value=0)
    by_shift = table.groupby(["day", "shift"])["crews"].sum().unstack(fill_value=0)
    out = pd.DataFrame({"day": np.arange(days)})
    out["date"] = [scenario.date_of(day) for day in out["day"]]
    for name in (OWN, STANDBY, "borrowed"):
        out[name] = _column(by_kind, name, days)
    out["total"] = out[[OWN, STANDBY, "borrowed"]].sum(axis=1)
    for shift in SHIFTS:
        out[f"{shift}_shift"] = _column(by_shift, shift, days)
    return out


def _column(table: pd.DataFrame, name: str, days: int) -> Ints:
    found = table.get(name, pd.Series(0, index=table.index))
    return np.asarray(found.reindex(range(days), fill_value=0), dtype=np.int64)


def cost_money(crews: Ints, sources: list[Pool], settings: Staffing) -> float:
    """Cost of all crew-days of placed crews."""
    each = np.array([settings.crew_day_cost_money, *(pool.cost_money for pool in sources)])
    return float(crews.sum(axis=(1, 2, 3)) @ each)
