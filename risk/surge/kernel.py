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
NUMBERS_PER_CLAIM = 5  # hit, lag, night kept, morning delay, mark
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
    state: Any, k: Any, clock_h: Any, duration_h: Any, scale_h: Any, shape: Any, night_kept: Any
) -> Any:
    """Report hour of the k-th claim: hit + lag; most night reports wait for the morning."""
    first = k * NUMBERS_PER_CLAIM
    hit_h = _uniform(state, first) * duration_h
    t = hit_h + scale_h * (-np.log(_uniform(state, first + 1))) ** (1.0 / shape)
    clock = (clock_h + t) % 24.0
    night = clock >= NIGHT_FROM_H or clock < NIGHT_TO_H
    if night and _uniform(state, first + 2) > night_kept:
        t += (NIGHT_TO_H - clock) % 24.0 + MORNING_SPAN_H * _uniform(state, first + 3)
    return t


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
    for d in range(counts.shape[0]):
        for v in range(counts.shape[1]):
            state = _stream(keys[v], first_draw + d)
            for k in range(counts[d, v]):
                village[n] = v
                hour[n] = _report_h(state, k, law[0], law[1], law[2], law[3], law[4])
                mark[n] = _uniform(state, k * NUMBERS_PER_CLAIM + 4)
                n += 1


@njit(cache=True, nogil=True)
def count_days(
    counts: NDArray[np.int32],
    keys: NDArray[np.uint64],
    law: NDArray[np.float64],
    out: NDArray[np.int32],
) -> None:
    """Add the claims of ``counts`` (draws, villages) to ``out`` (villages, days, draws)."""
    for d in range(counts.shape[0]):
        for v in range(counts.shape[1]):
            state = _stream(keys[v], d)
            for k in range(counts[d, v]):
                t = _report_h(state, k, law[0], law[1], law[2], law[3], law[4])
                day = int((law[0] + t) // 24.0)
                if day < out.shape[1]:
                    out[v, day, d] += 1
