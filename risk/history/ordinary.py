"""Ordinary claims of the next twelve months: the forecast without events, and the hours they come.

A surge has its own plan; what crews are on duty for day by day is the rest. It is told by the same
monthly model as the forecast, its events left out.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from risk.history.forecast import AHEAD, LEAST_CLAIMS, LEAST_MONTHS, NOT_ENOUGH
from risk.history.monthly_model import fit, simulate_ordinary
from risk.history.months import Floats, by_month, expected_growth

DRAWS = 1000
PRIOR_REPORTS = 20.0  # what a share of night reports taken from elsewhere is worth


@dataclass(frozen=True)
class Ordinary:
    """Claims outside events, by month.

    Attributes:
        first: first month told.
        draws: (draws, 12) claims of each month.
        night_share: share of ordinary reports between the day shift's end and its begin.
        reports: reports that share was counted on.
        note: empty, or why nothing can be told.
    """

    first: pd.Timestamp
    draws: Floats
    night_share: float
    reports: int
    note: str = ""

    @property
    def months(self) -> list[pd.Timestamp]:
        """First day of each month told."""
        return [self.first + pd.DateOffset(months=k) for k in range(self.draws.shape[1])]


def ordinary_months(
    claims: pd.DataFrame,
    exposure: pd.DataFrame | None,
    *,
    as_of: date,
    seed: int,
    start_month: int,
    day_hours: tuple[float, float],
    night_prior: float,
    draws: int = DRAWS,
) -> Ordinary:
    """Draw the ordinary claims of the twelve months after the last whole month.

    Args:
        claims: peril_family, event_id (null outside events), loss_at, reported_at.
        exposure: columns of ``Warehouse.exposure``; none: no growth.
        as_of: last day known.
        seed: of the draws.
        start_month: month a contract year begins.
        day_hours: hours the day shift begins and ends.
        night_prior: share of night reports believed before own reports tell, worth
            ``PRIOR_REPORTS`` reports.
        draws: number of draws.
    """
    months = by_month(claims, as_of=as_of, exposure=exposure, start_month=start_month)
    outside = claims[claims["event_id"].isna() & claims["reported_at"].notna()]
    share, reports = night_share(outside["reported_at"], day_hours, night_prior)
    first = months.name(len(months))
    counted = sum(months.split(f)[0].sum() for f in months.families)
    if len(months) < LEAST_MONTHS or counted < LEAST_CLAIMS:
        note = f"{NOT_ENOUGH}: a record of {len(months)} months with {int(counted)} ordinary claims"
        return Ordinary(first, np.empty((0, 0)), share, reports, note)
    growth = np.random.default_rng([seed, 0]).normal(*expected_growth(months.exposure), draws)
    made = np.zeros((draws, AHEAD))
    for number, family in enumerate(months.families, start=1):
        rng = np.random.default_rng([seed, number])
        fitted = fit(months, family, trend=False)
        made += simulate_ordinary(fitted, months, AHEAD, growth, rng)
    return Ordinary(first, made, share, reports)


def night_share(
    reported_at: "pd.Series[pd.Timestamp]", day_hours: tuple[float, float], prior: float
) -> tuple[float, int]:
    """Share of reports outside the day shift, drawn towards ``prior``, and the reports counted."""
    clock = reported_at.dt.hour + reported_at.dt.minute / 60
    at_night = (clock < day_hours[0]) | (clock >= day_hours[1])
    counted = len(reported_at)
    return float((at_night.sum() + PRIOR_REPORTS * prior) / (counted + PRIOR_REPORTS)), counted
