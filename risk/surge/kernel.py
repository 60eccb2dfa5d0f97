"""Compiled draws of report hours. Each claim owns its random numbers.

A claim is known by (seed, village, draw, running number in the village); all its uniform numbers
come from a SplitMix64 stream of that identity (Steele, Lea, Flood 2014). So a claim keeps its hour
whatever else is in the footprint, draws can be made in any order, and none need be kept.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
HOUSE_KEY = np.uint64(0xD1B54A32D192ED03)  # which houses are hit: a stream beside that of the hours
NUMBERS_PER_CLAIM = 5  # hit, lag, night kept, morning delay, mark
DRAWS_AT_ONCE = 64
NIGHT_FROM_H, NIGHT_TO_H, MORNING_SPAN_H = 20.0, 8.0, 4.0


@njit(cache=True, inline="always")
def _uniform(state: Any, number: Any) -> Any:
    """The number-th value of a SplitMix64 stream, in (0, 1)."""
    z = state + (np.uint64(number) + np.uint64(1)) * GOLDEN
    z = (z ^ (z >> np.uint64(30))) * MIX_1
    z = (z ^ (z >> np.uint64(27))) * MIX_2
    z = z ^ (z >> np.uint64(31))
    return (np.float64(z >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@njit(cache=True, inline="always")
def _stream(key: Any, draw: Any) -> Any:
    z = key + np.uint64(draw) * MIX_1
    z = (z ^ (z >> np.uint64(30))) * MIX_1
    z = (z ^ (z >> np.uint64(27))) * MIX_2
    return z ^ (z >> np.uint64(31))


@njit(cache=True, inline="always")
def _report_h(
    state: Any, k: Any, clock_h: Any, duration_h: Any, scale_h: Any, power: Any, night_kept: Any
) -> Any:
    """Report hour of the k-th claim: hit + lag; most night reports wait for the morning.

    ``power`` is 1 / shape. Clock hours by floor: the remainder of floats costs more than the draw.
    """
    first = k * NUMBERS_PER_CLAIM
    hit_h = _uniform(state, first) * duration_h
    t = hit_h + scale_h * (-np.log(_uniform(state, first + 1))) ** power
    clock = clock_h + t
    clock -= 24.0 * np.floor(clock * (1.0 / 24.0))
    # without branches: which reports wait is chance, and a mispredicted jump costs more
    night = (clock >= NIGHT_FROM_H) | (clock < NIGHT_TO_H)
    waits = night & (_uniform(state, first + 2) > night_kept)
    wait = NIGHT_TO_H - clock + 24.0 * (clock >= NIGHT_TO_H)
    return t + waits * (wait + MORNING_SPAN_H * _uniform(state, first + 3))


@njit(cache=True, nogil=True)
def fill_claims(
    counts: NDArray[np.int32],
    keys: NDArray[np.uint64],
    first_draw: int,
    law: NDArray[np.float64],
    village: NDArray[np.int32],
    hour: NDArray[np.float64],
    mark: NDArray[np.float64],
) -> None:
    """Write village, report hour and mark of every claim, draw by draw (not sorted by hour).

    Args:
        counts: claims by draw and village (draws, villages).
        keys: one random key a village.
        first_draw: number of the first row of ``counts``.
        law: clock_h, duration_h, scale_h, shape, night_kept.
        village: out, with ``hour`` and ``mark`` as long as ``counts.sum()``.
        hour: out, hours from the scenario's start.
        mark: out, a uniform number of the claim's own for later stages.
    """
    n = 0
    power = 1.0 / law[3]
    for d in range(counts.shape[0]):
        for v in range(counts.shape[1]):
            state = _stream(keys[v], first_draw + d)
            for k in range(counts[d, v]):
                village[n] = v
                hour[n] = _report_h(state, k, law[0], law[1], law[2], power, law[4])
                mark[n] = _uniform(state, k * NUMBERS_PER_CLAIM + 4)
                n += 1


@njit(cache=True, nogil=True)
def land_on_houses(
    hits: NDArray[np.int32], houses: float, key: Any, first_draw: int, out: NDArray[np.int32]
) -> None:
    """Distinct houses among the hits of each draw, every house alike: a house claims once.

    Args:
        hits: of one village, by draw; each lands on any of its houses.
        houses: of the village, > 0.
        key: the village's random key.
        first_draw: number of the first draw of ``hits``.
        out: claims by draw.
    """
    for d in range(len(hits)):
        state = _stream(key ^ HOUSE_KEY, first_draw + d)
        taken = 0
        for k in range(hits[d]):
            if taken + 1 > houses:
                break
            if k == 0 or _uniform(state, k) * houses >= taken:
                taken += 1
        out[d] = taken


@njit(cache=True, nogil=True)
def count_hours(
    counts: NDArray[np.int32],
    keys: NDArray[np.uint64],
    first_draw: int,
    law: NDArray[np.float64],
    whole: NDArray[np.int32],
    by_village: NDArray[np.int32],
    by_size: NDArray[np.int32],
    shift: int,
) -> None:
    """Add the claims up by hour, hours counted from the midnight before the start.

    A few draws at a time, so that what is written to stays near the processor.

    Args:
        counts: claims by village and draw (villages, draws).
        keys: one random key a village.
        first_draw: number of the first column of ``counts``.
        law: clock_h, duration_h, scale_h, shape, night_kept.
        whole: claims by draw and hour are added (draws, hours), hours a multiple of 24.
        by_village: claims by village and hour, over all draws, are added (villages, hours).
        by_size: how many draws have 1 · 2^shift, 2 · 2^shift … claims on a day is added
            (villages, days, sizes); those with fewer are left out.
        shift: sizes are told to 2^shift claims.
    """
    villages, draws = counts.shape
    hours, power = whole.shape[1], 1.0 / law[3]
    today = np.zeros(hours // 24, np.int64)
    for from_draw in range(0, draws, DRAWS_AT_ONCE):
        for v in range(villages):
            for d in range(from_draw, min(from_draw + DRAWS_AT_ONCE, draws)):
                state = _stream(keys[v], first_draw + d)
                today[:] = 0
                for k in range(counts[v, d]):
                    hour = int(law[0] + _report_h(state, k, law[0], law[1], law[2], power, law[4]))
                    if hour >= hours:
                        continue
                    whole[d, hour] += 1
                    by_village[v, hour] += 1
                    day = hour // 24
                    size = today[day] >> shift
                    today[day] += 1
                    if today[day] >> shift > size:
                        by_size[v, day, size] += 1
                        if size > 0:
                            by_size[v, day, size - 1] -= 1


@njit(cache=True, nogil=True)
def quantiles(
    values: NDArray[np.int32], shares: NDArray[np.float64], out: NDArray[np.int32]
) -> None:
    """Quantiles of whole numbers ≥ 0 by counting them.

    Args:
        values: one row a quantity (rows, draws).
        shares: rising, in (0, 1]; a quantile is the smallest value that so many do not exceed.
        out: (shares, rows).
    """
    for row in range(len(values)):
        heap = np.zeros(values[row].max() + 1, np.int64)
        for value in values[row]:
            heap[value] += 1
        value, met = 0, heap[0]
        for i in range(len(shares)):
            wanted = max(np.int64(np.ceil(shares[i] * len(values[row]))), 1)
            while met < wanted:
                value += 1
                met += heap[value]
            out[i, row] = value
