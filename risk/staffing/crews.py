"""Who can work when: shifts, sources of crews, and the crews called for a need by day and shift."""

from dataclasses import dataclass

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
    on = midnight + [settings.day_start_h, settings.day_end_h]
    off = midnight + [settings.day_end_h, 24.0 + settings.day_start_h]
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
            stay_min_days=_or(row["stay_min_days"], 1, int),
            cost_money=_or(row["cost_per_crew_day_money"], own_cost, float),
        )
        for row in lenders.to_dict("records")
    ]
    standby = Pool(STANDBY, settings.standby_crews, 0.0, 1, own_cost)
    return [standby, *sorted(rows, key=lambda p: (p.cost_money, p.from_h, p.source))]


def _or[T](value: object, default: T, kind: type[T]) -> T:
    return default if pd.isna(value) else kind(value)  # type: ignore[call-arg,call-overload]


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

    Pools are used in their order. A crew works one shift a day; once called it stays its minimum
    stay, and while it is not needed it works the day shift.

    Args:
        need: crews needed beyond own, by day and shift (days, 2).
        sources: the pools.
        off_h: ends of the shifts (days, 2).

    Returns:
        Crews by pool, day and shift (pools, days, 2).
    """
    left = need.copy()
    out = np.zeros((len(sources), *need.shape), np.int64)
    for p, pool in enumerate(sources):
        can = eligible(pool, off_h)
        arrived: list[int] = []  # day of arrival of each crew present, earliest first
        for day in range(len(need)):
            if not can[day].any():
                continue
            wanted = min(pool.crews_max, int((left[day] * can[day]).sum()))
            arrived = _stayers(arrived, day, wanted, pool.stay_min_days)
            night = min(len(arrived), int(left[day, 1] * can[day, 1]))
            in_day = len(arrived) - night
            if not can[day, 0]:
                night, in_day = len(arrived), 0
            out[p, day] = in_day, night
            left[day] = np.maximum(left[day] - out[p, day], 0)
    return out


def _stayers(arrived: list[int], day: int, wanted: int, stay_min_days: int) -> list[int]:
    """Crews present on a day: those who must stay, and as many as are wanted."""
    surplus = max(len(arrived) - wanted, 0)
    free = sum(1 for a in arrived if day - a >= stay_min_days)
    kept = arrived[min(surplus, free) :]
    return kept + [day] * max(wanted - len(kept), 0)


def own_crews(bases: pd.DataFrame) -> Ints:
    """Own crews by base and shift (bases, 2)."""
    return bases[["crews_day", "crews_night"]].to_numpy(np.int64)


def crew_table(
    extra: Ints, sources: list[Pool], bases: pd.DataFrame, weights: Floats, scenario: Scenario
) -> pd.DataFrame:
    """Crews by day, shift, base and source: own crews at their base, called ones where the work is.

    Called crews are given one by one to the base with most expected claims per crew it has.

    Args:
        extra: called crews by pool, day and shift, of :func:`called`.
        sources: the pools.
        bases: with crews_day, crews_night.
        weights: expected claims nearest to each base.
        scenario: for the dates.
    """
    own = own_crews(bases)
    ids = bases["base_id"].to_numpy(dtype=object)
    rows = []
    for day in range(extra.shape[1]):
        for s, shift in enumerate(SHIFTS):
            here = own[:, s].copy()
            rows += [(day, shift, b, OWN, n) for b, n in zip(ids, here, strict=True) if n > 0]
            for p, pool in enumerate(sources):
                placed = np.zeros(len(ids), np.int64)
                for _ in range(extra[p, day, s]):
                    best = int(np.argmax(weights / (here + 0.5)))
                    placed[best] += 1
                    here[best] += 1
                found = zip(ids, placed, strict=True)
                rows += [(day, shift, b, pool.source, n) for b, n in found if n > 0]
    table = pd.DataFrame(rows, columns=["day", "shift", "base_id", "source", "crews"])
    table.insert(1, "date", [scenario.date_of(day) for day in table["day"]])
    return table


def crew_shifts(
    table: pd.DataFrame,
    bases: pd.DataFrame,
    sources: list[Pool],
    on_h: Floats,
    off_h: Floats,
    *,
    eve_off_h: float,
) -> Crews:
    """Crew-shifts of a crew table, cut to the hours in which their source can be there.

    The own night watch that began on the evening before the scenario is on duty until
    ``eve_off_h``, as it always is.

    Raises:
        ModelError: the table names an unknown base, source, day or shift, or a negative number.
    """
    number = {b: i for i, b in enumerate(bases["base_id"])}
    from_h = {OWN: 0.0, **{pool.source: pool.from_h for pool in sources}}
    _check(table, number, from_h, len(on_h))
    watch = [
        (number[b], OWN, 0.0, eve_off_h, n)
        for b, n in zip(bases["base_id"], bases["crews_night"], strict=True)
        if eve_off_h > 0
    ]
    told = [
        (
            number[row["base_id"]],
            row["source"],
            max(on_h[row["day"], SHIFTS.index(row["shift"])], from_h[row["source"]]),
            off_h[row["day"], SHIFTS.index(row["shift"])],
            row["crews"],
        )
        for row in table.to_dict("records")
    ]
    rows = sorted((r for r in watch + told if r[3] > r[2]), key=lambda r: (r[2], r[0]))
    times = [int(r[4]) for r in rows]
    return Crews(
        base=np.repeat(np.array([r[0] for r in rows], np.int32), times),
        source=np.repeat(np.array([r[1] for r in rows], object), times),
        on_h=np.repeat(np.array([r[2] for r in rows], np.float64), times),
        off_h=np.repeat(np.array([r[3] for r in rows], np.float64), times),
    )


def _check(
    table: pd.DataFrame, bases: dict[str, int], sources: dict[str, float], days: int
) -> None:
    missing = sorted(set(CREW_COLUMNS) - {"date"} - set(table.columns))
    if missing:
        _refuse(f"column {missing[0]} is missing")
    for name, known in (("base_id", bases), ("source", sources), ("shift", SHIFTS)):
        strange = sorted(set(table[name]) - set(known))
        if strange:
            _refuse(f"unknown {name} {strange[0]!r}")
    if len(table) and not table["day"].between(0, days - 1).all():
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
    return found.reindex(range(days), fill_value=0).to_numpy(np.int64)


def cost_money(table: pd.DataFrame, sources: list[Pool], settings: Staffing) -> float:
    """Cost of all crew-days of a table."""
    by_source = {OWN: settings.crew_day_cost_money, **{p.source: p.cost_money for p in sources}}
    return float((table["source"].map(by_source) * table["crews"]).sum())
