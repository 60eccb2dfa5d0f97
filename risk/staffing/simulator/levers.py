"""A table of crews with some more or fewer, without a search: what a slider asks of a plan.

Who is added stands where the planner would put one more, at the base with most expected claims per
crew it then has; who is removed is missed least by the same measure. Zero changes nothing.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.staffing.simulator.crews import OWN, SHIFTS, Floats, Ints, eligible
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.table import OVERTIME, crew_table, placed_from_table

DAY, NIGHT = (SHIFTS.index(shift) for shift in ("day", "night"))
BUSY_SHARE = 0.9  # of the claims: until they are reported, more hands help


def with_more(ground: Ground, table: pd.DataFrame, *, own: int, borrowed: int) -> pd.DataFrame:
    """The table with so many own crews, and called crews, more a day (fewer, if below 0).

    Own crews are added on every day, called ones on each day from the plan's first call to its
    last, of the first source that has one left: on a day on which all are here, nobody comes.

    Args:
        ground: bases, sources, shifts and expected claims.
        table: CREW_COLUMNS, ``overtime_h`` where anybody works it.
        own, borrowed: crews a day; called crews are standby and lenders together.

    Raises:
        ModelError: the table names what there is not.
    """
    crews = placed_from_table(table, ground.sources, ground.bases, ground.days)
    for day in range(ground.days):
        _change(crews[0, day, DAY], own, ground.base_weights)
    for day in _days_of_calls(ground, crews):
        _call_more(ground, crews, int(day), max(borrowed, 0))
        _send_home(ground, crews[:, day], max(-borrowed, 0))
    return _as_table(ground, crews, table)


def called_in_time(ground: Ground, before: Ground, table: pd.DataFrame) -> pd.DataFrame:
    """The table with called crews on the days that an earlier call wins them.

    A source that can be there on shifts for which it came too late sends, from the first of them,
    what the table has of it on its first day.

    Args:
        ground: with the sources as called now.
        before: with the sources as called when the table was made.
        table: as in :func:`with_more`.
    """
    crews = placed_from_table(table, ground.sources, ground.bases, ground.days)
    then = {pool.source: eligible(pool, before.off_h) for pool in before.sources}
    for p, pool in enumerate(ground.sources, start=1):
        days = np.flatnonzero(crews[p].sum(axis=(1, 2)))
        if not len(days):
            continue
        first = int(days[0])
        now = eligible(pool, ground.off_h)
        for day in range(first):
            if now[day, DAY] and not then[pool.source][day, DAY]:
                crews[p, day, DAY] = crews[p, first].sum(axis=0)
    return _as_table(ground, crews, table)


def _change(here: Ints, number: int, weights: Floats) -> None:
    """Add crews of a shift at bases one by one, or take them away; in place."""
    for _ in range(number):
        here[np.argmax(weights / (here + 0.5))] += 1
    for _ in range(min(-number, int(here.sum()))):
        worth = np.where(here > 0, weights / np.maximum(here - 0.5, 0.5), np.inf)
        here[np.argmin(worth)] -= 1


def _days_of_calls(ground: Ground, crews: Ints) -> NDArray[np.int64]:
    """From the first to the last day on which anybody is called; where nobody is, the busy days."""
    called = np.flatnonzero(crews[1:].sum(axis=(0, 2, 3)))
    first, last = (called[0], called[-1]) if len(called) else (0, _busy_days(ground) - 1)
    return np.arange(first, last + 1)


def _call_more(ground: Ground, crews: Ints, day: int, number: int) -> None:
    """So many called crews more by day, of the first sources that have one left and can come."""
    for p, pool in enumerate(ground.sources, start=1):
        left = pool.crews_max - int(crews[p, day].sum())
        more = min(number, left) if eligible(pool, ground.off_h)[day, DAY] else 0
        for _ in range(more):
            there = crews[:, day, DAY].sum(axis=0)
            crews[p, day, DAY, np.argmax(ground.base_weights / (there + 0.5))] += 1
        number -= max(more, 0)


def _busy_days(ground: Ground) -> int:
    share = ground.forecast.by_day["mean"].to_numpy().cumsum()
    return int(np.searchsorted(share, BUSY_SHARE * share[-1])) + 1


def _send_home(ground: Ground, crews: Ints, number: int) -> None:
    """Called crews of a day (sources, shifts, bases) fewer: the last source first, days first."""
    for p in range(len(ground.sources), 0, -1):
        for shift in (DAY, NIGHT):
            fewer = min(number, int(crews[p, shift].sum()))
            _change(crews[p, shift], -fewer, ground.base_weights)
            number -= fewer


def _as_table(ground: Ground, crews: Ints, table: pd.DataFrame) -> pd.DataFrame:
    """Placed crews as a table; own crews keep the overtime of their day and shift."""
    out = crew_table(crews, ground.sources, ground.bases, ground.forecast.scenario)
    if OVERTIME not in table:
        return out
    own = table[table["source"] == OWN]
    late = own.groupby(["day", "shift"])[OVERTIME].max().to_dict()
    hours = [
        float(late.get((day, shift), 0.0)) if source == OWN else 0.0
        for day, shift, source in zip(out["day"], out["shift"], out["source"], strict=True)
    ]
    return out.assign(**{OVERTIME: hours})
