"""Every roster checked against the rules, by other means than the solver's.

The solver thinks in days and shifts as zero-one variables; this checker lays every assignment out
as an interval of hours and walks through each person's intervals in time.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

import pandas as pd

from risk.staffing.roster.rules import WEEK, Rules

TOLERANCE_H = 1e-6


class Rule(StrEnum):
    """What a roster can break."""

    UNKNOWN = "unknown"  # somebody who is not on record, or a shift there is none of
    TWICE = "twice"  # the same shift twice, or two shifts at once
    DAYS = "days"  # more days of seven than allowed
    SHIFT = "shift"  # a shift longer than allowed
    OVERTIME = "overtime"
    REST = "rest"
    NIGHTS = "nights"
    HOURS = "hours"
    ABSENT = "absent"
    BASE = "base"  # at another base than the own
    HEADS = "heads"  # a crew of too few or too many
    SKILL = "skill"
    CARS = "cars"
    OVER = "over"  # more crews than asked for


BROKEN_COLUMNS = ("rule", "surveyor_id", "base_id", "date", "shift", "value", "limit")


@dataclass(frozen=True)
class Duty:
    """One assignment as an interval of hours."""

    surveyor_id: str
    date: date
    shift: str
    base_id: str
    crew: int
    overtime_h: float
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Broken:
    """One breach: which rule, by whom, where and when, what stands and what is allowed."""

    rule: Rule
    surveyor_id: str | None
    base_id: str | None
    date: date
    shift: str | None
    value: float
    limit: float


def verify(
    assignments: pd.DataFrame,
    people: pd.DataFrame,
    absences: pd.DataFrame,
    demand: pd.DataFrame,
    cars: pd.DataFrame | None,
    rules: Rules,
    *,
    first: date,
    last: date,
    before: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every breach of the rules in a roster; no row: it keeps them all.

    Args:
        assignments, people, absences, demand, cars: as in :mod:`risk.staffing.roster.rules`.
        rules: what is to be kept.
        first: first day of the roster; ``last`` the last.
        before: assignments of the days before ``first``, whose rest and runs go on into it; their
            own breaches are not told.

    Returns:
        BROKEN_COLUMNS, in order of date and person.
    """
    known = people.set_index("surveyor_id")
    duties = list(_duties(assignments, rules))
    earlier = [] if before is None else [d for d in _duties(before, rules) if d.date < first]
    found = [b for duty in duties for b in _alone(duty, known, rules)]
    by_person: dict[str, list[Duty]] = defaultdict(list)
    for duty in [*earlier, *duties]:
        by_person[duty.surveyor_id].append(duty)
    away = _away(absences)
    for who, own in by_person.items():
        own.sort(key=lambda d: (d.start, d.base_id))
        found += _follow(own, rules)
        found += [b for d in own for b in _absent(d, away.get(who, []))]
        found += _days(own, rules, last)
        found += _nights(own, rules)
        found += _hours([d for d in own if d.date >= first], rules, (last - first).days + 1)
    found = [b for b in found if b.date >= first]
    found += _crews(duties, known, rules)
    found += _cells(duties, demand, cars)
    rows = [(b.rule.value, *(getattr(b, c) for c in BROKEN_COLUMNS[1:])) for b in found]
    table = pd.DataFrame(rows, columns=list(BROKEN_COLUMNS))
    order = ["date", "surveyor_id", "base_id", "rule"]
    return table.sort_values(order, ignore_index=True, na_position="last")


def _duties(assignments: pd.DataFrame, rules: Rules) -> Iterator[Duty]:
    for row in assignments.to_dict("records"):
        day = pd.Timestamp(row["date"]).date()
        start_h, end_h = rules.bounds_h.get(row["shift"], (0.0, 0.0))
        midnight = datetime.combine(day, time())
        overtime_h = float(row.get("overtime_h", 0.0))
        yield Duty(
            str(row["surveyor_id"]), day, str(row["shift"]), str(row["base_id"]),
            int(row["crew"]), overtime_h,
            midnight + timedelta(hours=start_h), midnight + timedelta(hours=end_h + overtime_h),
        )  # fmt: skip


def _at(rule: Rule, duty: Duty, value: float, limit: float) -> Broken:
    return Broken(rule, duty.surveyor_id, duty.base_id, duty.date, duty.shift, value, limit)


def _alone(duty: Duty, known: pd.DataFrame, rules: Rules) -> Iterator[Broken]:
    """What a single assignment breaks."""
    if duty.surveyor_id not in known.index or duty.shift not in rules.bounds_h:
        yield _at(Rule.UNKNOWN, duty, 1, 0)
        return
    if rules.hours(duty.shift) > rules.shift_max_h + TOLERANCE_H:
        yield _at(Rule.SHIFT, duty, rules.hours(duty.shift), rules.shift_max_h)
    if not 0 <= duty.overtime_h <= rules.overtime_max_h + TOLERANCE_H:
        yield _at(Rule.OVERTIME, duty, duty.overtime_h, rules.overtime_max_h)
    if not rules.move_between_bases and known.at[duty.surveyor_id, "base_id"] != duty.base_id:
        yield _at(Rule.BASE, duty, 1, 0)


def _follow(own: list[Duty], rules: Rules) -> Iterator[Broken]:
    """Rest between one shift and the next of a person; two at once."""
    for earlier, later in pairwise(own):
        rest_h = (later.start - earlier.end).total_seconds() / 3600
        if rest_h < -TOLERANCE_H:
            yield _at(Rule.TWICE, later, 2, 1)
        elif rest_h < rules.rest_min_h - TOLERANCE_H:
            yield _at(Rule.REST, later, rest_h, rules.rest_min_h)


def _away(absences: pd.DataFrame) -> dict[str, list[tuple[datetime, datetime]]]:
    out: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in absences.to_dict("records"):
        begin = datetime.combine(pd.Timestamp(row["from_day"]).date(), time())
        end = datetime.combine(pd.Timestamp(row["to_day"]).date(), time()) + timedelta(days=1)
        out[str(row["surveyor_id"])].append((begin, end))
    return out


def _absent(duty: Duty, away: list[tuple[datetime, datetime]]) -> Iterator[Broken]:
    if any(duty.start < end and begin < duty.end for begin, end in away):
        yield _at(Rule.ABSENT, duty, 1, 0)


def _days(own: list[Duty], rules: Rules, last: date) -> Iterator[Broken]:
    """Days worked of the seven that end with each day worked."""
    worked = {d.date: d for d in own}
    for day, duty in worked.items():
        week = sum(day - timedelta(days=k) in worked for k in range(WEEK))
        if week > rules.days_of_7_max and day <= last:
            yield _at(Rule.DAYS, duty, week, rules.days_of_7_max)


def _nights(own: list[Duty], rules: Rules) -> Iterator[Broken]:
    nights = {d.date: d for d in own if d.shift == "night"}
    for day, duty in nights.items():
        run = 1
        while day - timedelta(days=run) in nights:
            run += 1
        if run > rules.nights_running_max:
            yield _at(Rule.NIGHTS, duty, run, rules.nights_running_max)


def _hours(own: list[Duty], rules: Rules, days: int) -> Iterator[Broken]:
    limit_h = rules.month_hours_max(days)
    worked_h = 0.0
    for duty in own:
        worked_h += (duty.end - duty.start).total_seconds() / 3600
        if worked_h > limit_h + TOLERANCE_H:
            yield _at(Rule.HOURS, duty, worked_h, limit_h)


def _crews(duties: list[Duty], known: pd.DataFrame, rules: Rules) -> Iterator[Broken]:
    """Each crew is of the right number and holds the skill asked for."""
    crews: dict[tuple[date, str, str, int], list[Duty]] = defaultdict(list)
    for duty in duties:
        crews[duty.date, duty.shift, duty.base_id, duty.crew].append(duty)
    for (day, shift, base, _), members in crews.items():
        if len(members) != rules.heads_per_crew:
            heads = len(members)
            yield Broken(Rule.HEADS, None, base, day, shift, heads, rules.heads_per_crew)
        skilled = [m for m in members if known["skilled"].get(m.surveyor_id, False)]
        if rules.skilled and not skilled:
            yield Broken(Rule.SKILL, None, base, day, shift, 0, 1)


def _cells(duties: list[Duty], demand: pd.DataFrame, cars: pd.DataFrame | None) -> Iterator[Broken]:
    """Crews beside those asked for and beside the cars of the base."""
    asked = {
        (pd.Timestamp(r["date"]).date(), r["shift"], r["base_id"]): int(r["crews"])
        for r in demand.to_dict("records")
    }
    wheels = None if cars is None else dict(zip(cars["base_id"], cars["cars"], strict=True))
    crews: dict[tuple[date, str, str], set[int]] = defaultdict(set)
    for duty in duties:
        crews[duty.date, duty.shift, duty.base_id].add(duty.crew)
    for (day, shift, base), numbers in crews.items():
        wanted = asked.get((day, shift, base), 0)
        if len(numbers) > wanted:
            yield Broken(Rule.OVER, None, base, day, shift, len(numbers), wanted)
        have = len(numbers) if wheels is None else int(wheels.get(base, 0))
        if len(numbers) > have:
            yield Broken(Rule.CARS, None, base, day, shift, len(numbers), have)
