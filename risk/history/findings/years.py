"""Contract years and what is the same in them: whole years, the same days, their exposure."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from risk.history.findings.evidence import Floats
from risk.history.findings.model import Tables

EDGE_DAYS = 45  # records that begin within these days of a year's start cover that year
COVERED = 0.75  # of the median year's house-years


def whole_years(t: Tables) -> list[int]:
    """Contract years wholly covered by records and over by ``as_of``.

    With policies a year is covered when it has most of a usual year's house-years; without them,
    every year from the first that has a claim soon after its start.
    """
    if t.claims.empty:
        return []
    if t.insured:
        houses = t.exposure.groupby("year")["house_years"].sum()
        found = sorted(int(y) for y in houses.index[houses >= COVERED * houses.median()])
    else:
        first = t.claims["loss_at"].min().date()
        year = t.county.contract_year(first)
        late = first > t.county.contract_year_bounds(year)[0] + timedelta(days=EDGE_DAYS)
        found = list(range(year + late, t.year + 1))
    until = t.as_of + timedelta(days=1)
    return [year for year in found if t.county.contract_year_bounds(year)[1] <= until]


def same_days(t: Tables, year: int) -> tuple[date, date]:
    """First and last day of the part of an earlier contract year that ``as_of`` is in this one."""
    first, following = t.county.contract_year_bounds(year)
    last = (pd.Timestamp(t.as_of) - pd.DateOffset(years=t.year - year)).date()
    over = t.as_of + timedelta(days=1) >= t.county.contract_year_bounds(t.year)[1]
    return first, following - timedelta(days=1) if over else last


def between(moments: "pd.Series[pd.Timestamp]", first: date, last: date) -> "pd.Series[bool]":
    """Which moments lie in days ``first`` to ``last``, both included."""
    return (moments >= pd.Timestamp(first)) & (moments < pd.Timestamp(last) + pd.Timedelta(days=1))


def at_risk(t: Tables, years: list[int]) -> Floats:
    """House-years of the same part of each year (of this one, up to ``as_of``).

    Without policies, the share of the year that the part is.
    """
    parts = []
    houses = t.exposure.groupby("year")["house_years"].sum()
    for year in years:
        first, last = same_days(t, year)
        begin, end = t.county.contract_year_bounds(year)
        part = ((last - first).days + 1) / (end - begin).days
        own = part if year < t.year else 1.0  # this year's exposure ends on as_of by itself
        parts.append(own * float(houses.get(year, 0.0)) if t.insured else part)
    return np.array(parts)
