"""Strain: how much of its limit a step uses up, the same measure for calls, visits and desks."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def strain(ratio: Floats, day: Ints, days: int, target: float) -> Floats:
    """Quantile ``target`` of wait ÷ limit by day (days,): at most 1 where the promise is kept.

    An observed value, so that inf stays inf; NaN on a day without any.

    Args:
        ratio: wait ÷ limit of each claim or call.
        day: the day it entered.
        days: days told.
        target: share that has to be in time.
    """
    out = np.full(days, np.nan)
    order = np.lexsort((ratio, day))
    ends = np.searchsorted(day[order], np.arange(days + 1))
    for d in np.flatnonzero(np.diff(ends)):
        n = ends[d + 1] - ends[d]
        out[d] = ratio[order[ends[d] + max(int(np.ceil(target * n)) - 1, 0)]]
    return out
