"""Hours cut into buckets, for the program: work, crews and surveys of each bucket.

A day shift is cut into three buckets, a night shift into two: of a default shift 4 and 6 hours.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from risk.staffing.simulator.crews import Crews
from risk.staffing.simulator.scenes import Scenes

PARTS = (3, 2)  # of a day shift, of a night shift

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Buckets:
    """Consecutive buckets of the first days of a plan.

    Attributes:
        edge_h: bounds, hours from the scenario's start (buckets + 1,).
        day: day of each bucket; ``shift`` its shift (0 day, 1 night).
    """

    edge_h: Floats
    day: Ints
    shift: Ints

    @property
    def number(self) -> int:
        """Buckets."""
        return len(self.day)

    @property
    def hours(self) -> Floats:
        """Length of each bucket."""
        return np.diff(self.edge_h)

    def of(self, hour: Floats) -> Ints:
        """Bucket of each hour; ``number`` beyond the last, 0 before the first."""
        at = np.searchsorted(self.edge_h, hour, side="right") - 1
        return np.asarray(np.clip(at, 0, self.number), np.int64)


def buckets(on_h: Floats, off_h: Floats, days: int) -> Buckets:
    """Buckets of the first ``days`` days; what lies before the scenario's start is left out."""
    rows = []
    for day in range(days):
        for shift, parts in enumerate(PARTS):
            edges = np.linspace(on_h[day, shift], off_h[day, shift], parts + 1)
            rows += [(a, b, day, shift) for a, b in pairwise(edges)]
    kept = np.array([row for row in rows if row[1] > row[0]])
    edge_h = np.append(kept[:, 0], kept[-1, 1])
    edge_h[0] = 0.0
    return Buckets(edge_h, kept[:, 2].astype(np.int64), kept[:, 3].astype(np.int64))


def tally(scenes: Scenes, cut: Buckets, which: NDArray[np.bool_], hour: Floats) -> Floats:
    """Marked claims by draw and bucket of an hour (draws, buckets); later hours are left out."""
    width = cut.number + 1
    known = which & np.isfinite(hour)
    at = scenes.draw[known] * width + cut.of(hour[known])
    draws = scenes.claims.draws
    counts = np.bincount(at, minlength=draws * width).reshape(draws, width)
    return counts[:, :-1].astype(np.float64)


def crew_hours(cut: Buckets, crews: Crews, worth: Floats) -> Floats:
    """Hours on duty in each bucket, each crew weighted by the worth of its base (buckets,)."""
    out = np.zeros(cut.number)
    low, high = cut.edge_h[:-1], cut.edge_h[1:]
    bounds = np.column_stack([crews.on_h, crews.off_h])
    shifts, weights = np.unique(bounds, axis=0, return_inverse=True)
    each = np.bincount(weights.ravel(), worth[crews.base], minlength=len(shifts))
    for (on, off), number in zip(shifts, each, strict=True):
        out += number * np.maximum(np.minimum(high, off) - np.maximum(low, on), 0.0)
    return out
