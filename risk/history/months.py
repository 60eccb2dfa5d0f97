"""Claims and exposure by month: what forecasts are made from."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.history.periods import weights
from risk.terms import ExposureSource

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DAY = pd.Timedelta(days=1)
GROWTH_YEARS = 5
PEAK_CLAIMS, PEAK_TIMES = 15, 3


@dataclass(frozen=True)
class Months:
    """A record of whole months; T of them, families in ``families``.

    Attributes:
        start: first month.
        exposure: (T,) house-years per year relative to their mean; ones where they are not known.
        unlisted: family → (T,) claims outside listed events.
        listed: family → (n, 2) month number and claims of each listed event, by month.
    """

    start: pd.Timestamp
    exposure: Floats
    unlisted: dict[str, Floats]
    listed: dict[str, Floats]

    def __len__(self) -> int:
        return len(self.exposure)

    @property
    def families(self) -> tuple[str, ...]:
        """Families by name."""
        return tuple(self.unlisted)

    def name(self, number: int) -> pd.Timestamp:
        """First day of a month by its number; numbers past the end lie in the future."""
        return self.start + pd.DateOffset(months=int(number))

    def calendar(self, numbers: Ints) -> Ints:
        """Calendar month, 0 = January."""
        return np.asarray((self.start.month - 1 + numbers) % 12, dtype=np.int64)

    def counts(self, family: str) -> Floats:
        """All claims by month, those of events in the event's month."""
        at, sizes = self.listed[family].T
        return self.unlisted[family] + np.bincount(at.astype(np.int64), sizes, len(self))

    def split(self, family: str) -> tuple[Floats, Floats]:
        """Ordinary claims (T,), and month number and claims of each event, listed or not (n, 2)."""
        return self._split[family]

    @cached_property
    def _split(self) -> dict[str, tuple[Floats, Floats]]:
        """Of every family: each is asked for by all the others."""
        parts = {family: without_peaks(y) for family, y in self.unlisted.items()}
        return {f: (quiet, np.vstack([self.listed[f], e])) for f, (quiet, e) in parts.items()}

    def until(self, months: int) -> "Months":
        """What was known after the first ``months`` months."""
        return replace(
            self,
            exposure=self.exposure[:months],
            unlisted={f: y[:months] for f, y in self.unlisted.items()},
            listed={f: e[e[:, 0] < months] for f, e in self.listed.items()},
        )


def by_month(
    claims: pd.DataFrame,
    *,
    as_of: date,
    clock: str = "loss_at",
    first: date | None = None,
    exposure: pd.DataFrame | None = None,
    start_month: int = 1,
) -> Months:
    """Count claims by family and whole month, the last one ended by ``as_of``.

    Args:
        claims: peril_family, event_id (null outside events), the clock's column, and claims, where
            a row stands for several of one month.
        as_of: last day known; a month it cuts is left out.
        clock: ``loss_at`` or ``reported_at``.
        first: first day of the record, else the month of the first claim.
        exposure: year (contract year), house_years, exposure_source; rows of a year are summed.
        start_month: month a contract year begins.
    """
    stamps = pd.to_datetime(claims[clock])
    end = (pd.Timestamp(as_of) + DAY).to_period("M").to_timestamp()
    begin = pd.Timestamp(first) if first is not None else stamps.min()
    if pd.isna(begin) or begin >= end:
        return Months(end, np.ones(0), {}, {})
    start = begin.to_period("M").to_timestamp()
    inside = (stamps >= start) & (stamps < end)
    rows = claims.loc[inside, ["peril_family", "event_id"]].assign(size=weights(claims[inside]))
    at = stamps[inside]
    number = ((at.dt.year - start.year) * 12 + at.dt.month - start.month).to_numpy(dtype=np.int64)
    length = (end.year - start.year) * 12 + end.month - start.month
    house_years = _house_years(exposure, start, length, as_of, start_month)
    rows = rows.assign(number=number)
    unlisted, listed = {}, {}
    for family, own in rows.dropna(subset="peril_family").groupby("peril_family"):
        free = own["event_id"].isna()
        counted = np.bincount(own.loc[free, "number"], own.loc[free, "size"], length)
        unlisted[str(family)] = counted.astype(float)
        of_event = own[~free].groupby("event_id")
        sizes = of_event.agg(month=("number", "min"), size=("size", "sum")).sort_values("month")
        listed[str(family)] = sizes.to_numpy(float)
    return Months(start, house_years, unlisted, listed)


def without_peaks(counts: Floats) -> tuple[Floats, Floats]:
    """Split months that can only be events nobody listed: (ordinary, (n, 2) month and excess).

    Such a month has at least 15 claims more than, and three times, the median of the same month
    and its two neighbours in all years; the median stays as its ordinary claims.
    """
    number = np.arange(len(counts))
    apart = np.abs((number[:, None] - number + 6) % 12 - 6)
    near = apart <= 1
    ranked = np.sort(np.where(near, counts, np.inf), axis=1)
    n = near.sum(axis=1)
    middle = (ranked[number, (n - 1) // 2] + ranked[number, n // 2]) / 2
    usual = np.round(middle)
    excess = counts - usual
    peak = (excess >= PEAK_CLAIMS) & (counts > PEAK_TIMES * usual)
    return np.where(peak, usual, counts), np.column_stack([number[peak], excess[peak]])


def _house_years(
    exposure: pd.DataFrame | None, start: pd.Timestamp, length: int, as_of: date, start_month: int
) -> Floats:
    """House-years a year by month, relative; a contract year under way is made whole."""
    known = exposure is not None and (exposure["exposure_source"] != ExposureSource.NONE).all()
    if exposure is None or not known or exposure.empty:
        return np.ones(length)
    yearly = exposure.groupby("year")["house_years"].sum().astype(float)
    last = as_of.year - (as_of.month < start_month)
    begun = pd.Timestamp(last, start_month, 1)
    whole = (begun + pd.DateOffset(years=1) - begun) / DAY
    elapsed = ((pd.Timestamp(as_of) + DAY - begun) / DAY) / whole
    yearly = yearly.where(yearly.index != last, yearly / elapsed)
    months = pd.date_range(start, periods=length, freq="MS")
    years = pd.Index(months.year - (months.month < start_month))
    value = yearly.where(yearly > 0).reindex(years).ffill().bfill().to_numpy(float)
    return value / value.mean() if np.isfinite(value).all() else np.ones(length)


def expected_growth(exposure: Floats) -> tuple[float, float]:
    """Median change of log exposure from year to year over the last five, and its spread."""
    yearly = np.log(exposure[::-1][::12][: GROWTH_YEARS + 1][::-1])
    change = np.diff(yearly)
    if len(change) == 0:
        return 0.0, 0.0
    spread = float(np.std(change, ddof=1)) if len(change) > 1 else abs(float(change[0]))
    return float(np.median(change)), spread
