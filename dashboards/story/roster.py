"""Rosters of a story: the year's base staffing, a month's named roster, its sheet, its check."""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from risk import reference
from risk.errors import HuzhuError, ModelError
from risk.facts import Facts
from risk.flow import Story
from risk.history.ordinary import ordinary_months
from risk.history.working_days import working_days
from risk.operations import open_operations
from risk.operations.rosters import SavedRoster, list_rosters, load_roster
from risk.planned import Surge
from risk.staffing.roster import (
    BaseStaffing,
    Roster,
    Rules,
    base_staffing,
    cars_by_base,
    crewed,
    demand_of,
    demand_of_plan,
    load_of,
    month_days,
    named_roster,
    rostered,
    unfilled_of,
    verify,
)
from risk.workspace import Workspace

KEPT = 6
RECORD, ORDINARY, PLAN = "record", "ordinary", "plan:"
KEYS = ["date", "shift", "base_id", "crew", "surveyor_id", "overtime_h"]
WEEK_DAYS = 8


@dataclass(frozen=True)
class Basis:
    """What a month's roster is made of, and checked against."""

    month: date
    demand_key: str
    people: pd.DataFrame
    absences: pd.DataFrame
    demand: pd.DataFrame
    cars: pd.DataFrame | None
    rules: Rules
    before: pd.DataFrame | None

    @cached_property
    def days(self) -> list[date]:
        """Days of the month."""
        return month_days(self.month)

    @cached_property
    def free_days(self) -> list[date]:
        """Week-ends and public holidays of the month, make-up workdays left out."""
        eve = self.days[0] - timedelta(days=1)
        running = working_days(eve, self.days[-1]).diff().iloc[1:]
        return [day.date() for day in running.index[running == 0]]


@dataclass(frozen=True)
class Checked:
    """A roster judged: rules broken, shifts unfilled, each person's load."""

    assignments: pd.DataFrame
    broken: pd.DataFrame
    unfilled: pd.DataFrame
    load: pd.DataFrame


def year_of(
    facts: Facts, scores_frame: pd.DataFrame, surges: Mapping[str, Surge], *, seed: int
) -> BaseStaffing:
    """Base staffing of the twelve months after the last whole one.

    Raises:
        ModelError: the record is too short, or no house is insured.
    """
    county, staffing = facts.county, facts.county.staffing
    ordinary = ordinary_months(
        facts.claims, facts.exposure, as_of=facts.as_of, seed=seed,
        start_month=county.contract_year_start_month,
        day_hours=(staffing.day_start_h, staffing.day_end_h),
        night_prior=county.surge.night_report_share,
    )  # fmt: skip
    seasons = {p.code: p.seasons for p in reference.presets()}
    plans = {
        name: (seasons[name], surge.plan.totals_by_day)
        for name, surge in surges.items()
        if name in seasons
    }
    return base_staffing(
        ordinary, facts.in_force, scores_frame, facts.bases, facts.regions,
        county=county, seed=seed, surges=plans,
        people_record=None if facts.surveyors.empty else len(rostered(facts.surveyors, county)),
    )  # fmt: skip


def first_month(facts: Facts) -> date:
    """The month after the last whole one: the first that the year ahead tells."""
    after = facts.as_of + timedelta(days=1)
    return after.replace(day=1)


def months_ahead(facts: Facts) -> list[date]:
    """Months a roster can be made for: this one and the twelve told."""
    first = pd.Timestamp(first_month(facts))
    return [(first + pd.DateOffset(months=k)).date() for k in range(12)]


def read_month(words: str) -> date:
    """A month as ``YYYY-MM``.

    Raises:
        ModelError: it is none.
    """
    try:
        return date.fromisoformat(f"{words}-01")
    except ValueError:
        raise ModelError(
            f"no month {words!r}", where="roster", remedy="give a month as YYYY-MM"
        ) from None


def demand_keys(surges: Mapping[str, Surge], month: date) -> list[str]:
    """Demands that can be rostered in a month: a plan's only where it has days in it."""
    inside = set(month_days(month))
    plans = [
        f"{PLAN}{name}"
        for name, surge in surges.items()
        if inside & set(surge.plan.totals_by_day["date"])
    ]
    return [ORDINARY, RECORD, *plans]


def demand_for(
    facts: Facts, year: BaseStaffing | None, surges: Mapping[str, Surge], month: date, key: str
) -> pd.DataFrame:
    """The crews a month asks of own people.

    Raises:
        ModelError: no such demand, no base, or a month the year ahead does not tell.
    """
    days = month_days(month)
    if key == RECORD:
        _need_bases(facts)
        return demand_of(facts.bases, days)
    if key != ORDINARY and key not in demand_keys(surges, month):
        raise ModelError(f"no demand {key!r} in {month:%Y-%m}", where="roster",
                         remedy="record, ordinary, or the plan of a scenario")  # fmt: skip
    if year is None or pd.Timestamp(month) not in set(year.needs["month"]):
        raise ModelError(
            f"{month:%Y-%m} lies outside the twelve months told", where="roster",
            remedy="choose one of them, or the crews on record",
        )  # fmt: skip
    usual = demand_of(year.crews(pd.Timestamp(month)), days)
    if key == ORDINARY:
        return usual
    plan = surges[key.removeprefix(PLAN)].plan
    surge = demand_of_plan(plan.crews_by_day, days)
    planned = set(plan.totals_by_day["date"])
    return pd.concat([usual[~usual["date"].isin(planned)], surge], ignore_index=True)


def _need_bases(facts: Facts) -> None:
    if facts.bases.empty:
        raise ModelError("no base on record", where="roster", remedy="load a base ledger")


def basis_of(
    facts: Facts, demand: pd.DataFrame, month: date, key: str, before: pd.DataFrame | None = None
) -> Basis:
    """What the roster of a month is made of."""
    people = rostered(facts.surveyors, facts.county)
    return Basis(
        month, key, people, facts.absences, demand, cars_by_base(facts.vehicles),
        Rules.of(facts.county), before,
    )  # fmt: skip


def make(basis: Basis, time_s: float) -> Roster:
    """Solve a month.

    Raises:
        ModelError: nobody to roster, or no demand.
    """
    return named_roster(
        basis.people, basis.absences, basis.demand, basis.cars, basis.rules,
        days=basis.days, free_days=basis.free_days, before=basis.before, time_s=time_s,
    )  # fmt: skip


def check(basis: Basis, duties: pd.DataFrame) -> Checked:
    """Judge people at work (date, shift, base_id, surveyor_id), made by hand or not."""
    overtime = basis.demand.set_index(["date", "shift", "base_id"])["overtime_h"]
    keys = duties[["date", "shift", "base_id"]].itertuples(index=False, name=None)
    duties = duties.assign(overtime_h=[float(overtime.get(k, 0.0)) for k in keys])
    skilled = set(basis.people.loc[basis.people["skilled"], "surveyor_id"])
    assignments = crewed(duties, skilled, basis.rules.heads_per_crew)
    broken = verify(
        assignments, basis.people, basis.absences, basis.demand, basis.cars, basis.rules,
        first=basis.days[0], last=basis.days[-1], before=basis.before,
    )  # fmt: skip
    whole = assignments.groupby(["date", "shift", "base_id", "crew"])["surveyor_id"].transform(
        "size"
    )
    return Checked(
        assignments,
        broken,
        unfilled_of(
            assignments[whole == basis.rules.heads_per_crew], basis.people, basis.absences,
            basis.demand, basis.cars, basis.rules, days=basis.days,
        ),
        load_of(
            assignments, basis.people, basis.absences, basis.rules, basis.days, basis.free_days
        ),
    )  # fmt: skip


def crews_by_day(checked: Checked, basis: Basis) -> pd.DataFrame:
    """date, shift, asked, manned: whole crews of all bases."""
    asked = basis.demand.groupby(["date", "shift"])["crews"].sum()
    missing = checked.unfilled.groupby(["date", "shift"])["missing"].sum()
    table = asked.rename("asked").reset_index()
    keys = table[["date", "shift"]].itertuples(index=False, name=None)
    return table.assign(manned=table["asked"] - [int(missing.get(k, 0)) for k in keys])


def payload(basis: Basis, assignments: pd.DataFrame) -> dict[str, Any]:
    """A roster as it is kept: staff numbers and codes, no name."""
    return {
        "demand_key": basis.demand_key,
        "demand": _rows(basis.demand),
        "assignments": _rows(assignments[KEYS]),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {**row, "date": row["date"].isoformat()}
        for row in frame.astype(object).to_dict("records")
    ]  # fmt: skip


def read_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows of a payload as a frame, dates as dates."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    return frame.assign(date=[date.fromisoformat(d) for d in frame["date"]])


class RosterDesk:
    """Works out the year once a version, and keeps the last rosters solved; one at a time."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._lock = threading.Lock()
        self._years: OrderedDict[tuple[str, date, int], BaseStaffing | HuzhuError] = OrderedDict()
        self._made: OrderedDict[tuple[Any, ...], Roster] = OrderedDict()

    def year(self, story: Story) -> BaseStaffing:
        """Base staffing of the story's version.

        Raises:
            ModelError: as :func:`year_of`; the refusal is kept too.
        """
        key = (story.facts.version, story.facts.as_of, story.seed)
        with self._lock:
            if key not in self._years:
                try:
                    self._years[key] = year_of(
                        story.facts, story.scores.frame, story.surges, seed=story.seed
                    )
                except HuzhuError as refusal:
                    self._years[key] = refusal
                _trim(self._years)
            found = self._years[key]
        if isinstance(found, HuzhuError):
            raise found
        return found

    def basis(self, story: Story, month: date, key: str) -> Basis:
        """What a month's roster is made of; the last saved roster of the month before goes on.

        Raises:
            ModelError: as :func:`demand_for`.
        """
        year = None if key == RECORD else self.year(story)
        demand = demand_for(story.facts, year, story.surges, month, key)
        return basis_of(story.facts, demand, month, key, self._before(month))

    def make(self, story: Story, basis: Basis) -> Roster:
        """Solve a month, or the same roster again.

        Raises:
            ModelError: as :func:`make`.
        """
        newest = max((r.id for r in self.saved()), default=0)
        key = (story.facts.version, basis.month, basis.demand_key, newest)
        with self._lock:
            if key not in self._made:
                self._made[key] = make(basis, story.facts.county.roster.solve_s)
                _trim(self._made)
            return self._made[key]

    def saved(self, month: date | None = None) -> list[SavedRoster]:
        """Rosters kept, newest first."""
        with closing(open_operations(self._ws)) as con:
            return list_rosters(con, month)

    def opened(self, story: Story, number: int) -> tuple[SavedRoster, Basis, pd.DataFrame]:
        """A roster kept, what it is checked against today, and its duties.

        Raises:
            OperationsError: no such number.
        """
        with closing(open_operations(self._ws)) as con:
            saved = load_roster(con, number)
        demand = read_rows(saved.payload["demand"], [*KEYS[:3], "crews", "overtime_h"])
        before = self._before(saved.month)
        basis = basis_of(story.facts, demand, saved.month, saved.payload["demand_key"], before)
        return saved, basis, read_rows(saved.payload["assignments"], KEYS)

    def _before(self, month: date) -> pd.DataFrame | None:
        """Assignments of the last days of the month before, of its newest roster kept."""
        eve = (month - timedelta(days=1)).replace(day=1)
        kept = self.saved(eve)
        if not kept:
            return None
        with closing(open_operations(self._ws)) as con:
            saved = load_roster(con, kept[0].id)
        rows = read_rows(saved.payload["assignments"], KEYS)
        return rows[rows["date"] >= month - timedelta(days=WEEK_DAYS)].reset_index(drop=True)


def _trim(kept: OrderedDict[Any, Any]) -> None:
    while len(kept) > KEPT:
        kept.popitem(last=False)
