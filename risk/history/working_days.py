"""Working days by the public holiday calendar, make-up workdays included."""

from datetime import date

import holidays
import pandas as pd


def working_days(first: date, last: date, *, country: str = "CN") -> "pd.Series[int]":
    """Running number of working days, indexed by day: the difference of two is what lies between.

    Saturdays and Sundays worked in exchange for a holiday (调休) count. Source: package
    ``holidays``, which follows the State Council's yearly notices; a year whose notice is not in it
    yet has weekends and fixed feasts only (`calendar_known_until`).

    Args:
        first, last: days covered, both included.
        country: ISO code of the calendar.
    """
    days = pd.date_range(first, last, freq="D")
    calendar = holidays.country_holidays(country, years=range(first.year, last.year + 1))
    worked = [calendar.is_working_day(day) for day in days.date]
    return pd.Series(worked, index=days).astype("int64").cumsum()


def calendar_known_until(last: date, *, country: str = "CN") -> date:
    """Last day up to ``last`` whose make-up workdays are known to the calendar."""
    for year in range(last.year, last.year - 10, -1):
        calendar = holidays.country_holidays(country, years=year)
        if any(day.year == year for day in calendar.weekend_workdays):
            return min(last, date(year, 12, 31))
    return date(last.year - 10, 12, 31)
