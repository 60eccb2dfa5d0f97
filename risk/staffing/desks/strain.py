"""Strain: how much of its limit a step uses up, the same measure for calls, visits and desks."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NONE = -1.0


def strain(
    ratio: Floats, draw: Ints, day: Ints, shape: tuple[int, int], *, target: float, p_goal: float
) -> Floats:
    """What ``p_goal`` of events do not exceed of the event's own quantile ``target``, by day.

    At most 1 where, of what enters that day, the target's share is in time in ``p_goal`` of events:
    the very goal that seats and heads are planned for. An event of which nothing enters keeps it.
    Observed values, so that inf stays inf; NaN on a day on which nothing enters in ``p_goal`` of
    events.

    Args:
        ratio: wait ÷ limit of each claim or call.
        draw, day: its event and the day it entered.
        shape: events and days told.
        target: share that has to be in time.
        p_goal: share of events in which it has to.
    """
    draws, days = shape
    cell = day * draws + draw
    order = np.lexsort((ratio, cell))
    ends = np.searchsorted(cell[order], np.arange(draws * days + 1))
    number = np.diff(ends)
    at = ends[:-1] + np.maximum(np.ceil(target * number).astype(np.int64) - 1, 0)
    own = np.full(draws * days, NONE)
    own[number > 0] = ratio[order[at[number > 0]]]
    ranked = np.sort(own.reshape(days, draws), axis=1)
    told = ranked[:, max(int(np.ceil(p_goal * draws)) - 1, 0)]
    return np.where(told >= 0, told, np.nan)
