"""Compiled chance: times dealt out anew, and values drawn for neighbourhoods."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
EQUAL = 1e-12  # sums of the same values in another order


@njit(cache=True, inline="always")
def _below(state: Any, number: Any, size: Any) -> Any:
    """The number-th value of a SplitMix64 stream (Steele, Lea, Flood 2014), 0 … size - 1."""
    z = state + (np.uint64(number) + np.uint64(1)) * GOLDEN
    z = (z ^ (z >> np.uint64(30))) * MIX_1
    z = (z ^ (z >> np.uint64(27))) * MIX_2
    z = z ^ (z >> np.uint64(31))
    return np.int64(np.float64(z >> np.uint64(11)) * (1.0 / 9007199254740992.0) * size)


@njit(cache=True, nogil=True)
def dealt_bands(
    state: np.uint64,
    permutations: int,
    home: NDArray[np.int64],
    ends: NDArray[np.int64],
    day: NDArray[np.float64],
    pairs: NDArray[np.int32],
    ring: NDArray[np.int64],
    days: NDArray[np.float64],
    observed: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pairs by ring and time band under dealt-out times: their sum, and how often as many as seen.

    Args:
        state: of the random stream.
        home, ends: claims stratum by stratum, and where in ``home`` each stratum ends; times are
            dealt out within it.
        day: of each claim.
        pairs, ring: (P, 2) pairs near each other, and how near.
        days: upper ends of the time bands.
        observed: (rings, bands) pairs seen.
    """
    rings, bands = observed.shape
    total, above = np.zeros((rings, bands)), np.zeros((rings, bands))
    given = day[home]
    own = np.empty_like(day)
    number = 0
    last = days[-1]
    for _ in range(permutations):
        first = 0
        for end in ends:
            for k in range(end - 1, first, -1):  # Fisher and Yates
                j = first + _below(state, number, k - first + 1)
                number += 1
                given[k], given[j] = given[j], given[k]
            first = end
        for k in range(len(home)):
            own[home[k]] = given[k]
        made = np.zeros((rings, bands), np.int64)
        for p in range(len(pairs)):
            apart = abs(own[pairs[p, 0]] - own[pairs[p, 1]])
            if apart <= last:
                band = 0
                while apart > days[band]:
                    band += 1
                made[ring[p], band] += 1
        for r in range(rings):
            for b in range(bands):
                total[r, b] += made[r, b]
                above[r, b] += made[r, b] >= observed[r, b]
    return total, above


@njit(cache=True, nogil=True)
def drawn_neighbourhoods(
    state: np.uint64,
    draws: int,
    neighbours: int,
    rate: NDArray[np.float64],
    standard: NDArray[np.float64],
    member: NDArray[np.int64],
    star: NDArray[np.float64],
    sums: NDArray[np.float64],
) -> NDArray[np.int64]:
    """How often values drawn for a neighbourhood sum to as much, and to as little, as those seen.

    Every region of one number of neighbours has the same law of chance: its own value and its
    neighbours' are any of all values (Gi*), its neighbours' are any of the others' (local Moran).
    So one draw, without replacement, serves all of them; for the few whose own value was drawn
    among the neighbours', one value more takes its place.

    Args:
        state: of the random stream.
        draws: how many.
        neighbours: of each of these regions.
        rate, standard: of all regions: what is summed for Gi*, and for local Moran.
        member: rows of these regions.
        star, sums: of these regions: rates with their own, standardised rates of neighbours.

    Returns:
        (4, regions): Gi* as much, as little, Moran as much, as little.
    """
    n, m = len(rate), len(member)
    order = np.arange(n)
    place = np.full(n, -1)
    for k in range(m):
        place[member[k]] = k
    by_star, by_sum = np.argsort(star), np.argsort(sums)
    star_up, sum_up = star[by_star], sums[by_sum]
    # how many draws lie before each region in the order of what was seen
    star_from, star_to = np.zeros(m + 1, np.int64), np.zeros(m + 1, np.int64)
    sum_from, sum_to = np.zeros(m + 1, np.int64), np.zeros(m + 1, np.int64)
    found = np.zeros((4, m), np.int64)
    number = 0
    for _ in range(draws):
        gi, moran = 0.0, 0.0
        for k in range(neighbours + 1):
            j = k + _below(state, number, n - k)
            number += 1
            order[k], order[j] = order[j], order[k]
            gi += rate[order[k]]
            if k < neighbours:
                moran += standard[order[k]]
        star_from[np.searchsorted(star_up, gi + EQUAL, side="right")] += 1
        star_to[np.searchsorted(star_up, gi - EQUAL, side="left")] += 1
        sum_from[np.searchsorted(sum_up, moran + EQUAL, side="right")] += 1
        sum_to[np.searchsorted(sum_up, moran - EQUAL, side="left")] += 1
        for k in range(neighbours):
            own = place[order[k]]
            if own >= 0:
                made = moran - standard[order[k]] + standard[order[neighbours]]
                found[2, own] += (made >= sums[own] - EQUAL) - (moran >= sums[own] - EQUAL)
                found[3, own] += (made <= sums[own] + EQUAL) - (moran <= sums[own] + EQUAL)
    _spread(found[0], found[1], by_star, star_from, star_to, draws)
    _spread(found[2], found[3], by_sum, sum_from, sum_to, draws)
    return found


@njit(cache=True)
def _spread(
    above: NDArray[np.int64],
    below: NDArray[np.int64],
    order: NDArray[np.int64],
    counts_from: NDArray[np.int64],
    counts_to: NDArray[np.int64],
    draws: int,
) -> None:
    """Counts between regions in order become counts of each: draws at or above, at or below it."""
    less, below_so_far = 0, 0
    for k in range(len(order)):
        less += counts_from[k]  # draws under this one, and under all before it
        below_so_far += counts_to[k]
        above[order[k]] += draws - less
        below[order[k]] += below_so_far
