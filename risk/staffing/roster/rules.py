"""The rules of a roster, and the records it is made of.

Tables of a roster, all keyed by calendar ``date`` (the day a shift begins) and ``shift``:

- demand: date, shift, base_id, crews, overtime_h (hours added to the shift, 0 where not given);
- people: surveyor_id, base_id, skilled (bool);
- absences: surveyor_id, from_day, to_day (both included);
- cars: base_id, cars; None where no car is on record: then cars are not counted;
- assignments: date, shift, base_id, crew (1, 2 … within the cell), surveyor_id, overtime_h.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.settings import County

SHIFTS = ("day", "night")
CELL = ("date", "shift", "base_id")
DEMAND_COLUMNS = (*CELL, "crews", "overtime_h")
ASSIGNMENT_COLUMNS = (*CELL, "crew", "surveyor_id", "overtime_h")
WEEK = 7


@dataclass(frozen=True)
class Rules:
    """What every roster keeps to; hours and days.

    Attributes:
        bounds_h: begin and end of each shift by name, hours from the midnight of its date.
        heads_per_crew: people in a crew.
        skilled: whether each crew needs somebody skilled.
        hours_per_week_max: None: no limit is known.
    """

    bounds_h: dict[str, tuple[float, float]]
    heads_per_crew: int
    skilled: bool
    days_of_7_max: int
    shift_max_h: float
    rest_min_h: float
    nights_running_max: int
    overtime_max_h: float
    hours_per_week_max: float | None
    move_between_bases: bool

    @classmethod
    def of(cls, county: County) -> "Rules":
        """The rules of a county's settings."""
        staffing, roster = county.staffing, county.roster
        start_h, end_h = staffing.day_start_h, staffing.day_end_h
        return cls(
            bounds_h={"day": (start_h, end_h), "night": (end_h, 24.0 + start_h)},
            heads_per_crew=staffing.heads_per_crew,
            skilled=bool(roster.skill),
            days_of_7_max=roster.days_of_7_max,
            shift_max_h=roster.shift_max_h,
            rest_min_h=roster.rest_min_h,
            nights_running_max=roster.nights_running_max,
            overtime_max_h=roster.overtime_max_h,
            hours_per_week_max=roster.hours_per_week_max,
            move_between_bases=roster.move_between_bases,
        )

    def hours(self, shift: str) -> float:
        """Length of a shift without overtime."""
        start_h, end_h = self.bounds_h[shift]
        return end_h - start_h

    def rest_h(self, earlier: str, later: str, days_between: int, overtime_h: float = 0.0) -> float:
        """Hours between the end of a shift and the begin of another, some days later."""
        return (
            24.0 * days_between + self.bounds_h[later][0] - self.bounds_h[earlier][1] - overtime_h
        )

    def month_hours_max(self, days: int) -> float:
        """Most hours of a person within so many days; inf where no limit is known."""
        if self.hours_per_week_max is None:
            return np.inf
        return self.hours_per_week_max * days / WEEK


def month_days(month: date) -> list[date]:
    """The days of the month that ``month`` lies in."""
    first = month.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return [first + timedelta(days=k) for k in range((after - first).days)]


def rostered(surveyors: pd.DataFrame, county: County) -> pd.DataFrame:
    """People a roster is made of, from the surveyor ledger: surveyor_id, base_id, skilled.

    Those of a base, with one of the roles the settings name, or with none told.
    """
    roles, skill = county.roster.roles, county.roster.skill
    role = surveyors["role"].fillna("").str.strip()
    chosen = surveyors["base_id"].notna() & (role.eq("") | role.isin(roles) | (not roles))
    kept = surveyors.loc[chosen, ["surveyor_id", "base_id"]].sort_values("surveyor_id")
    skills = surveyors.loc[kept.index, "skills"].fillna("")
    has = skills.str.contains(skill, regex=False) if skill else pd.Series(True, index=kept.index)
    return kept.assign(skilled=has).reset_index(drop=True)


def cars_by_base(vehicles: pd.DataFrame) -> pd.DataFrame | None:
    """Cars of each base: base_id, cars; None without a vehicle on record."""
    if vehicles.empty:
        return None
    counts = vehicles.groupby("base_id")["vehicle_id"].nunique()
    return counts.rename("cars").reset_index()


def demand_of(crews: pd.DataFrame, days: list[date]) -> pd.DataFrame:
    """A demand of the same crews every day: crews has base_id, crews_day, crews_night."""
    rows = [
        (day, shift, row["base_id"], int(row[f"crews_{shift}"]), 0.0)
        for day in days
        for shift in SHIFTS
        for row in crews.to_dict("records")
    ]
    return checked_demand(pd.DataFrame(rows, columns=list(DEMAND_COLUMNS)), days)


def demand_of_plan(
    crews_by_day: pd.DataFrame, days: list[date], sources: tuple[str, ...] = ("own", "standby")
) -> pd.DataFrame:
    """The demand a surge plan makes on own people: borrowed crews bring their own.

    Args:
        crews_by_day: date, shift, base_id, source, crews, and overtime_h where planned.
        days: days of the roster; what the plan asks on other days is left out.
        sources: whose crews own people man.
    """
    own = crews_by_day[crews_by_day["source"].isin(sources)]
    if "overtime_h" not in own:
        own = own.assign(overtime_h=0.0)
    own = own.assign(date=[_as_date(d) for d in own["date"]])
    own = own[own["date"].isin(days)]
    cells = own.groupby(list(CELL), as_index=False).agg(
        crews=("crews", "sum"), overtime_h=("overtime_h", "max")
    )
    return checked_demand(cells, days)


def checked_demand(demand: pd.DataFrame, days: list[date]) -> pd.DataFrame:
    """The demand with dates as ``date`` and only cells that ask for a crew, in order.

    Raises:
        ModelError: a column is missing, a shift or day is unknown, a number is negative, or a cell
            stands twice.
    """
    missing = [c for c in DEMAND_COLUMNS[:-1] if c not in demand]
    if missing:
        _refuse(f"column {missing[0]} is missing")
    table = demand.assign(date=[_as_date(d) for d in demand["date"]])
    if "overtime_h" not in table:
        table = table.assign(overtime_h=0.0)
    if not set(table["shift"]) <= set(SHIFTS):
        _refuse(f"unknown shift {sorted(set(table['shift']) - set(SHIFTS))[0]!r}")
    if not set(table["date"]) <= set(days):
        _refuse(f"{min(set(table['date']) - set(days))} is no day of the roster")
    if (table["crews"] < 0).any() or (table["overtime_h"] < 0).any():
        _refuse("a number is negative")
    if table.duplicated(list(CELL)).any():
        _refuse("a day, shift and base stand twice")
    table = table.loc[table["crews"] > 0, list(DEMAND_COLUMNS)]
    return table.sort_values(list(CELL), ignore_index=True)


def crewed(duties: pd.DataFrame, skilled: Collection[str], heads: int) -> pd.DataFrame:
    """People at work dealt into crews: one skilled to each first, then the others by number.

    Args:
        duties: date, shift, base_id, surveyor_id, overtime_h.
        skilled: who has the skill asked for.
        heads: people in a crew; the last crew of a cell may be left with fewer.

    Returns:
        Assignments, in order of cell and crew.
    """
    rows = []
    for cell, group in duties.groupby(list(CELL)):
        overtime_h = float(group["overtime_h"].max())
        people = sorted(group["surveyor_id"])
        number = ceil(len(people) / heads)
        able = [p for p in people if p in skilled][:number]
        others = [p for p in people if p not in able]
        crews = [[p] for p in able] + [[] for _ in range(number - len(able))]
        for crew in crews:
            while len(crew) < heads and others:
                crew.append(others.pop(0))
        rows += [
            (*cell, k, person, overtime_h)
            for k, crew in enumerate(crews, start=1)
            for person in crew
        ]
    return pd.DataFrame(rows, columns=list(ASSIGNMENT_COLUMNS))


def _as_date(day: object) -> date:
    return pd.Timestamp(day).date()  # type: ignore[arg-type]


def _refuse(what: str) -> None:
    raise ModelError(what, where="the roster's demand", remedy="correct the table of crews")
