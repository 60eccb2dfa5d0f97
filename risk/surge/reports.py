"""When simulated claims are reported: the law of report hours, and claims one by one."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from risk.hazard import Scenario
from risk.settings import Surge
from risk.surge.kernel import NIGHT_FROM_H, NIGHT_TO_H, fill_claims
from risk.surge.lag import Lag

PILOT = 64

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Claims:
    """Simulated claims of some draws, by draw and then by report hour.

    Attributes:
        first_draw: number of the first draw.
        start: claims of draw ``first_draw + i`` are ``start[i]:start[i + 1]``.
        village: index into the forecast's ``region_codes``.
        hour: report, hours from the scenario's start.
        mark: a uniform number each claim owns, for its survey time and the like.
    """

    first_draw: int
    start: NDArray[np.int64]
    village: Ints
    hour: Floats
    mark: Floats

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.start) - 1


def draw_claims(counts: Ints, keys: NDArray[np.uint64], first_draw: int, law: Floats) -> Claims:
    """Every claim of some draws, made anew from its identity.

    Args:
        counts: claims by draw and village (draws, villages).
        keys: one random key a village.
        first_draw: number of the first row of ``counts``.
        law: from :func:`report_law`.
    """
    counts = np.ascontiguousarray(counts)
    start = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts.sum(axis=1), out=start[1:])
    village, hour, mark = (np.empty(start[-1], t) for t in (np.int32, np.float64, np.float64))
    fill_claims(counts, keys, first_draw, law, village, hour, mark)
    for a, b in pairwise(start):
        order = a + np.argsort(hour[a:b], kind="stable")
        village[a:b], hour[a:b], mark[a:b] = village[order], hour[order], mark[order]
    return Claims(first_draw, start, village, hour, mark)


def report_law(scenario: Scenario, lag: Lag, settings: Surge) -> Floats:
    """clock_h, duration_h, scale_h, shape, night_kept for the kernel.

    ``night_kept`` is the chance that a night report is made at night after all: so that the share
    of night reports is the setting's (or less, where the hazard leaves less to report at night).
    """
    u = (np.arange(PILOT) + 0.5) / PILOT
    lag_h = lag.scale_h * (-np.log(u)) ** (1 / lag.shape)
    clock = (scenario.clock_h + (u * scenario.duration_h)[:, None] + lag_h[None, :]) % 24
    at_night = float(((clock >= NIGHT_FROM_H) | (clock < NIGHT_TO_H)).mean())
    kept = min(1.0, settings.night_report_share / at_night) if at_night > 0 else 1.0
    return np.array([scenario.clock_h, scenario.duration_h, lag.scale_h, lag.shape, kept])
