"""Crews of a plan as numbers: from a need by day and shift to crews of sources at bases, rested.

Rules of rest hold for crews that are called (labour law and the county's own rule; own crews are
posts, filled day by day by the roster): no day shift after a night, three nights running at most,
six days of seven. They are rules of a source: it may send others for those who rest, so that of
its crews present in a week at most six sevenths work on average.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.staffing.simulator.crews import called, own_crews, placed
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.table import cost_money, overtime_cost_money

DAYS_ON, NIGHTS_ON = 6, 3  # of seven days; running
LONGEST_SHIFT_H, REST_H = 14.0, 10.0  # overtime included

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Squad:
    """Crews by source, day, shift and base, own first; overtime of the same cells, hours.

    ``need``: crews wanted beyond own by day and shift, and of them at the town tier's best base.
    """

    crews: Ints
    overtime_h: Floats | None
    need: Ints
    at_town: Ints

    @property
    def overtime_by_day(self) -> Floats | None:
        """Overtime of own day crews by day (days,); None if nobody works it."""
        return None if self.overtime_h is None else self.overtime_h[0, :, 0].max(axis=1)

    @property
    def crew_days(self) -> int:
        """Crew-days of all sources."""
        return int(self.crews.sum())


def squad(
    ground: Ground, need: Ints, at_town: Ints | None = None, overtime_h: Floats | None = None
) -> Squad:
    """Crews for a need beyond own crews.

    Args:
        ground: bases and sources.
        need: crews beyond own by day and shift (days, 2).
        at_town: of them, those at the best base of the town tier (days, 2); default none.
        overtime_h: hours own day crews work longer, by day (days,); default none.
    """
    town = np.zeros_like(need) if at_town is None else np.minimum(at_town, need)
    extra = rested(called(need, ground.sources, ground.off_h))
    first = _taken(extra, town)
    crews = placed(extra - first, ground.bases, ground.base_weights)
    crews[1:, :, :, town_base(ground)] += first
    return Squad(crews, _own_overtime(crews, overtime_h), need, town)


def town_base(ground: Ground) -> int:
    """The base that reaches most expected claims of the town tier in time; if none, of all."""
    limit_h = ground.county.promise.limit_min("town") / 60
    expected = ground.forecast.expected
    near = ground.travel.trip_h[: len(ground.bases), : len(expected)] <= limit_h
    town = near @ (expected * (ground.travel.tier[: len(expected)] == "town"))
    return int(np.lexsort((-ground.base_weights, -town))[0])


def money(ground: Ground, crews: Squad) -> float:
    """Cost of a squad's crew-days, overtime and mobilisation."""
    return cost_money(crews.crews, ground.sources, ground.county.staffing, crews.overtime_h)


def overtime_money(ground: Ground, crews: Squad) -> float:
    """Overtime's part of the cost."""
    return overtime_cost_money(crews.crews, ground.county.staffing, crews.overtime_h)


def overtime_most_h(ground: Ground) -> float:
    """Overtime allowed after a day shift: the setting, and ten hours of rest before the next."""
    settings = ground.county.staffing
    shift_h = settings.day_end_h - settings.day_start_h
    rest = min(LONGEST_SHIFT_H, 24.0 - REST_H) - shift_h
    return float(max(min(settings.overtime_max_h, rest), 0.0))


def rested(called_crews: Ints) -> Ints:
    """Called crews (pools, days, 2) with those resting whom the rules of rest leave no shift."""
    out = called_crews.copy()
    for crews in out:
        most = crews.sum(axis=1).copy()
        for day in range(len(crews)):
            week = slice(max(day - DAYS_ON, 0), day)
            nights = crews[max(day - NIGHTS_ON, 0) : day, 1]
            present = int(most[max(day - DAYS_ON, 0) : day + 1].max())
            night, early = int(crews[day, 1]), int(crews[day, 0])
            if len(nights) == NIGHTS_ON:
                night = min(night, max(NIGHTS_ON * present - int(nights.sum()), 0))
            if day > 0:
                early = min(early, max(present - int(crews[day - 1, 1]), 0))
            if day >= DAYS_ON:
                left = max(DAYS_ON * present - int(crews[week].sum()), 0)
                night = min(night, left)
                early = min(early, left - night)
            crews[day] = early, night
    return out


def _taken(extra: Ints, number: Ints) -> Ints:
    """So many of each cell's crews, source after source (pools, days, 2)."""
    before = np.cumsum(extra, axis=0) - extra
    return np.asarray(np.clip(number[None] - before, 0, extra), np.int64)


def _own_overtime(crews: Ints, hours: Floats | None) -> Floats | None:
    if hours is None or not hours.any():
        return None
    out = np.zeros(crews.shape)
    out[0, :, 0] = np.where(crews[0, :, 0] > 0, hours[:, None], 0.0)
    return out


def own_day_crews(ground: Ground) -> int:
    """Own crews of a day shift."""
    return int(own_crews(ground.bases)[:, 0].sum())
