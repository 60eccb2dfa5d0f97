"""People behind the crews: shifts a person can work in a month, leave and training, the reserve."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from math import ceil

import pandas as pd

from risk.settings import County
from risk.staffing.roster.rules import WEEK, Rules

YEAR_DAYS = 365.25
PEOPLE_COLUMNS = (
    "month", "crew_shifts", "heads", "shifts_per_person", "people_needed", "people_record_needed",
    "people_record", "leave_days", "training_days", "sick_days",
)  # fmt: skip
RESERVE_COLUMNS = ("month", "preset", "standby", "borrowed", "peak")
Plans = Mapping[str, tuple[Sequence[tuple[int, int]], pd.DataFrame]]
"""Preset → its seasons (first and last month) and its plan's ``totals_by_day``."""


def people_needed(needs: pd.DataFrame, county: County, people_record: int | None) -> pd.DataFrame:
    """People each month's crews take, with leave, training and sick days on top.

    A person's month is what the rest rules leave of it (days of seven, hours a week where given),
    less a twelfth of the year's leave, training and sick days.

    Args:
        needs: month, shift, crews, crews_record, as ``BaseStaffing.needs``.
        county: roster and staffing settings.
        people_record: surveyors on record; None: unknown.
    """
    rules, roster, heads = Rules.of(county), county.roster, county.staffing.heads_per_crew
    rows = []
    for month, part in needs.groupby("month"):
        first = pd.Timestamp(str(month))
        days = monthrange(first.year, first.month)[1]
        each = shifts_per_person(county, days, rules)
        crews, record = int(part["crews"].sum()), int(part["crews_record"].sum())
        people = ceil(crews * days * heads / each - 1e-9)
        off = {
            f"{name}_days": people * getattr(roster, f"{name}_days") * days / YEAR_DAYS
            for name in ("leave", "training", "sick")
        }
        rows.append(
            (
                first, crews * days, crews * days * heads, each, people,
                ceil(record * days * heads / each - 1e-9), people_record, *off.values(),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(PEOPLE_COLUMNS))


def shifts_per_person(county: County, days: int, rules: Rules) -> float:
    """Shifts a person can work in so many days, leave, training and sickness taken off."""
    roster = county.roster
    off = (roster.leave_days + roster.training_days + roster.sick_days) * days / YEAR_DAYS
    worked = (days - off) * roster.days_of_7_max / WEEK
    longest_h = max(rules.hours(shift) for shift in rules.bounds_h)
    return float(max(min(worked, rules.month_hours_max(days) / longest_h), 1.0))


def surge_reserve(months: Sequence[pd.Timestamp], plans: Plans) -> pd.DataFrame:
    """Standby and borrowed crews of each month: of the plan that calls most, in its season.

    Args:
        months: first day of each.
        plans: presets with their seasons and plans.
    """
    rows = []
    for month in months:
        called = [
            (totals, name)
            for name, (seasons, totals) in plans.items()
            if any(in_season(month.month, *season) for season in seasons)
        ]
        if not called:
            rows.append((month, "", 0, 0, 0))
            continue
        totals, name = max(
            called, key=lambda pair: int((pair[0]["standby"] + pair[0]["borrowed"]).max())
        )
        peak = int((totals["standby"] + totals["borrowed"]).max())
        rows.append(
            (month, name, int(totals["standby"].max()), int(totals["borrowed"].max()), peak)
        )
    return pd.DataFrame(rows, columns=list(RESERVE_COLUMNS))


def in_season(month: int, first: int, last: int) -> bool:
    """Whether a calendar month lies in a season, which may run over the new year."""
    return first <= month <= last if first <= last else month >= first or month <= last
