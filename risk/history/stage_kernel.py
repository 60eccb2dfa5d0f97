"""Compiled pass over one stage of every claim: verdicts counted, times kept for their quantiles.

Nine stages of ten million claims are ninety million times to be ranked; a database that sorts them
takes longer than a page may. Here each stage is one pass, and a quantile two: values are counted
in buckets, then those of the bucket that holds the rank are sorted. The quantiles are exact.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
NO_STAMP = datetime(1, 1, 1)
NOTHING = int(np.datetime64(NO_STAMP, "us").view(np.int64))  # the same, µs since 1970
NO_DAY = np.iinfo(np.int32).min
SECOND, DAY_S = 1_000_000, 86_400
TIERS = (None, "town", "rural")
IN_ORDER = (2, 1, 0)  # of `TIERS`, by name
COUNTED = (
    "claims", "clocked", "kept", "running", "overdue", "missing", "imprecise", "impossible",
    "measured", "kept_measured",
)  # fmt: skip
QUANTILES = (0.5, 0.9, 0.99)
BUCKETS = 4096


@dataclass(frozen=True)
class Stamps:
    """Claims as columns of numbers: stamps (µs) by name, and 0/1 marks; tier as in `TIERS`."""

    at: dict[str, Ints]
    open: Bytes
    to_pay: Bytes
    tier: Bytes
    measured: Bytes
    by_day: Bytes


@dataclass(frozen=True)
class Run:
    """One stage.

    Args:
        began, ended: names of its stamps.
        by_day: stamps may be days without a time, and are taken as they are.
        limits_min: of each of `TIERS`; NaN: none.
        of_payable: only claims that are, or may still be, paid.
        by_tier: judged by tier; a claim without one is imprecise.
    """

    began: str
    ended: str
    by_day: bool
    limits_min: Floats
    of_payable: bool = False
    by_tier: bool = False


def stage_times(
    stamps: Stamps, run: Run, *, before: int, first_day: int, numbers: Ints
) -> list[dict[str, Any]]:
    """One row a tier (or one in all): `COUNTED` counted, quantiles of minutes and working days.

    Args:
        stamps: the claims.
        run: the stage.
        before: first moment not known any more, µs.
        first_day: day of the first of ``numbers``, days since 1970.
        numbers: running number of working days, day by day.
    """
    counts, seconds, days, tier, used = _pass(
        stamps.at[run.began], stamps.at[run.ended], stamps.open, stamps.to_pay, stamps.tier,
        stamps.measured, stamps.by_day, run.by_day, run.limits_min, run.of_payable, run.by_tier,
        before // SECOND, first_day, numbers,
    )  # fmt: skip
    rows = []
    for group in (g for g in IN_ORDER if counts[g, 0]):
        own = tier[:used] == group if run.by_tier else slice(None)
        took, worked = seconds[:used][own], days[:used][own]
        rows.append(
            {
                "tier": TIERS[group],
                "limit_min": run.limits_min[group],
                **dict(zip(COUNTED, counts[group].tolist(), strict=True)),
                **_named(quantiles(took) / 60, "min"),
                **_named(quantiles(worked[worked > NO_DAY]), "working_days"),
            }
        )
    return rows


def _named(values: Floats, unit: str) -> dict[str, float]:
    names = (f"p{100 * q:.0f}_{unit}" for q in QUANTILES)
    return dict(zip(names, values.tolist(), strict=True))


def quantiles(values: NDArray[np.signedinteger[Any]]) -> Floats:
    """Exact `QUANTILES`, between two ranks as numpy and DuckDB go between them; NaN of nothing."""
    if len(values) == 0:
        return np.full(len(QUANTILES), np.nan)
    at = np.asarray(QUANTILES) * (len(values) - 1)
    low = np.floor(at).astype(np.int64)
    found = ranked(values, np.concatenate([low, np.ceil(at).astype(np.int64)]))
    below, above = found[: len(at)], found[len(at) :]
    return np.asarray(below + (above - below) * (at - low))


@njit(cache=True, nogil=True)
def ranked(values: Any, ranks: Ints) -> Ints:
    """Values at some ranks (0 the least), as a sort would put them there."""
    least, most = values[0], values[0]
    for value in values:
        least, most = min(least, value), max(most, value)
    shift = 0
    while (most - least) >> shift >= BUCKETS:
        shift += 1
    counts = np.zeros(BUCKETS, np.int64)
    for value in values:
        counts[(value - least) >> shift] += 1
    starts = np.cumsum(counts) - counts
    wanted = np.full(BUCKETS, -1)  # where the values of a bucket go
    size = 0
    for rank in ranks:
        bucket = np.searchsorted(starts, rank, side="right") - 1
        if wanted[bucket] < 0:
            wanted[bucket] = size
            size += counts[bucket]
    inside, place = np.empty(size, np.int64), wanted.copy()
    for value in values:
        bucket = (value - least) >> shift
        if place[bucket] >= 0:
            inside[place[bucket]] = value
            place[bucket] += 1
    found = np.empty(len(ranks), np.int64)
    for bucket in range(BUCKETS):
        if wanted[bucket] >= 0:
            inside[wanted[bucket] : place[bucket]].sort()
    for k in range(len(ranks)):
        bucket = np.searchsorted(starts, ranks[k], side="right") - 1
        found[k] = inside[wanted[bucket] + ranks[k] - starts[bucket]]
    return found


@njit(cache=True, nogil=True)
def _pass(
    began: Ints,
    ended: Ints,
    is_open: Bytes,
    to_pay: Bytes,
    tier: Bytes,
    measured: Bytes,
    by_day: Bytes,
    days_only: bool,
    limits_min: Floats,
    of_payable: bool,
    by_tier: bool,
    before_s: int,
    first_day: int,
    numbers: Ints,
) -> tuple[NDArray[np.int64], Ints, NDArray[np.int32], Bytes, int]:
    counts = np.zeros((3, 10), np.int64)
    seconds = np.empty(len(began), np.int64)
    working = np.empty(len(began), np.int32)
    groups = np.empty(len(began), np.uint8)
    used = 0
    for i in range(len(began)):
        if of_payable and not to_pay[i]:
            continue
        group = tier[i] if by_tier else np.uint8(0)
        limit = limits_min[group]
        counts[group, 0] += 1
        begun = began[i] != NOTHING
        if not begun or ended[i] == NOTHING:
            if is_open[i]:
                counts[group, 3] += 1
                if begun and (before_s - began[i] // SECOND) / 60.0 > limit:
                    counts[group, 4] += 1
            else:
                counts[group, 5] += 1
            continue
        from_s, to_s = began[i] // SECOND, ended[i] // SECOND
        vague = by_tier and group == 0
        if not days_only and by_day[i]:
            vague |= began[i] % (DAY_S * SECOND) == 0 or ended[i] % (DAY_S * SECOND) == 0
        if vague:
            counts[group, 6] += 1
            continue
        if to_s < from_s:
            counts[group, 7] += 1
            continue
        kept = (to_s - from_s) / 60.0 <= limit
        counts[group, 1] += 1
        counts[group, 2] += kept
        if measured[i]:
            counts[group, 8] += 1
            counts[group, 9] += kept
        first, last = from_s // DAY_S - first_day, to_s // DAY_S - first_day
        inside = 0 <= first < len(numbers) and 0 <= last < len(numbers)
        seconds[used] = to_s - from_s
        working[used] = np.int32(numbers[last] - numbers[first]) if inside else np.int32(NO_DAY)
        groups[used] = group
        used += 1
    return counts, seconds, working, groups, used
