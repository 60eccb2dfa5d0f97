"""The record cut into blocks, and how much more than Poisson the blocks scatter.

Used by `risk.history.seasons`, which says why.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import t as student

from risk.errors import ModelError
from risk.terms import TimePrecision

Floats = NDArray[np.float64]
Unit = Literal["hour", "weekday", "month"]
Contrast = Literal["weekend", "night", "holiday"]
Clock = Literal["reported_at", "loss_at"]
UNITS: dict[str, range] = {"hour": range(24), "weekday": range(1, 8), "month": range(1, 13)}
ALL = "all"
BLOCK_DAYS = 28  # longer than an event's reports take, short enough for a dozen a year
RATIO_COVERAGE = 0.95


@dataclass(frozen=True)
class Periods:
    """Counts and time at risk by block (rows) and class (columns); ``claims`` by family."""

    claims: dict[str, Floats]
    at_risk: Floats


def days_of(first: date, as_of: date) -> pd.DatetimeIndex:
    """Every day of the record; an empty one is refused."""
    days = pd.date_range(first, as_of, freq="D")
    if days.empty:
        raise ModelError("the record has no day", where="seasons", remedy="check first and as_of")
    return days


def in_record(claims: pd.DataFrame, clock: Clock, first: date, as_of: date) -> pd.DataFrame:
    """Claims whose clock stands within the record."""
    stamps = pd.to_datetime(claims[clock])
    inside = (stamps >= pd.Timestamp(first)) & (stamps < pd.Timestamp(as_of) + pd.Timedelta(days=1))
    return claims[inside].assign(**{clock: stamps[inside]})


def without_hour(rows: pd.DataFrame, clock: Clock) -> "pd.Series[bool]":
    """Stamped midnight in a ledger that knows days only."""
    by_day = rows["time_precision"] == TimePrecision.DAY.value
    without: pd.Series[bool] = by_day & (rows[clock] == rows[clock].dt.normalize())
    return without


def blocks_of(days: pd.DatetimeIndex, by: Unit) -> NDArray[np.int64]:
    """Block of each day: calendar months for months, else stretches of four weeks."""
    if by == "month":
        months = np.asarray(days.year * 12 + days.month)
        return np.asarray(months - months[0], dtype=np.int64)
    return np.arange(len(days)) // BLOCK_DAYS


def time_at_risk(days: pd.DatetimeIndex, block: NDArray[np.int64], by: Unit) -> Floats:
    """Time at risk (blocks, classes): days, or hours of each hour of the day."""
    if by == "hour":
        return np.repeat(np.bincount(block)[:, None], 24, axis=1).astype(float)
    column = np.asarray(days.day_of_week if by == "weekday" else days.month - 1)
    return sum_by(block, column, np.ones(len(days)), len(UNITS[by]))


def weights(rows: pd.DataFrame) -> Floats:
    """How many claims each row stands for: column ``claims``, else one."""
    if "claims" not in rows:
        return np.ones(len(rows))
    return np.asarray(rows["claims"], dtype=np.float64)


def sides_of(
    days: pd.DatetimeIndex,
    contrast: Contrast,
    holidays: Collection[date],
    workdays: Collection[date],
) -> NDArray[np.int64]:
    """1 on the days compared, 0 on the rest, -1 on days left out."""
    off, worked = (np.asarray(days.isin(pd.to_datetime(sorted(d)))) for d in (holidays, workdays))
    if contrast == "holiday":
        if not off.any():
            raise ModelError(
                "no holiday lies in the record", where="seasons", remedy="give the holidays"
            )
        return off.astype(np.int64)
    weekend = np.asarray(days.day_of_week >= 5) & ~worked
    return np.where(off, -1, weekend.astype(np.int64))


def day_number(stamps: pd.DatetimeIndex, days: pd.DatetimeIndex) -> NDArray[np.int64]:
    """Which day of the record each stamp lies on."""
    return np.asarray((stamps.normalize() - days[0]).days, dtype=np.int64)


def sum_by(
    block: NDArray[np.int64], column: NDArray[np.int64], values: Floats, width: int
) -> Floats:
    """(blocks, classes) sums; a class below zero is left out."""
    used = column >= 0
    place = block[used] * width + column[used]
    size = (int(block.max()) + 1) * width if len(block) else 0
    sums: Floats = np.bincount(place, values[used], size).astype(float)
    return sums.reshape(-1, width)


def count_periods(
    rows: pd.DataFrame,
    stamps: pd.DatetimeIndex,
    column: NDArray[np.int64],
    at_risk: Floats,
    block: NDArray[np.int64],
    days: pd.DatetimeIndex,
) -> Periods:
    """Counts by family and for all, aligned with the time at risk; see `weights`."""
    weight = weights(rows)
    own_block = block[day_number(stamps, days)]
    family = rows["peril_family"].to_numpy(dtype=object)
    names = sorted(set(rows["peril_family"].dropna()))
    counts = {}
    for name in (*names, ALL):
        one = np.ones(len(rows), dtype=bool) if name == ALL else family == name
        table = np.zeros_like(at_risk)
        used = one & (column >= 0)
        np.add.at(table, (own_block[used], column[used]), weight[used])
        counts[name] = table
    return Periods(counts, at_risk)


def profile_dispersion(counts: Floats, at_risk: Floats) -> Floats:
    """Variance of each class's count against Poisson's: 1 + φ × its claims a block.

    φ comes from the jackknife variances of all classes together: of a single hour or month too
    few blocks are known.
    """
    total, time = counts.sum(axis=0), at_risk.sum(axis=0)
    seen = np.maximum((at_risk > 0).sum(axis=0), 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = total / time
        change = (total - counts) / (time - at_risk) - rate
    change = np.where(np.isfinite(change), change, 0.0)
    variance = (change**2).sum(axis=0) * (seen - 1) / seen * time**2
    scale = float((total**2 / seen).sum())
    phi = float((variance - total).sum()) / scale if scale > 0 else 0.0
    return np.asarray(1 + max(phi, 0.0) * total / seen)


def ratio_dispersion(counts: Floats, at_risk: Floats) -> float:
    """Jackknife variance of the log ratio against Poisson's, widened by Student's t.

    Degrees of freedom: as many blocks of equal size as would weigh as these do, less one. Half a
    claim is added to each side, so that the logarithm exists.
    """
    total, time = counts.sum(axis=0) + 0.5, at_risk.sum(axis=0)
    log_rates = np.log((total - counts) / (time - at_risk))
    change = log_rates[:, 1] - log_rates[:, 0] - np.diff(np.log(total / time))
    n, size = len(counts), counts.sum(axis=1)
    freedom = max(float(size.sum() ** 2 / (size**2).sum()) - 1, 1.0)
    variance = float((change**2).sum()) * (n - 1) / n
    at = (1 + RATIO_COVERAGE) / 2
    widened = float(student.ppf(at, freedom) / ndtri(at))
    return max(1.0, variance * widened**2 / float((1 / total).sum()))
