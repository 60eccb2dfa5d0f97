"""Fairer rosters by exchange: two people of a base change places over a span of days.

An exchange leaves every shift as it was manned, so only the two people's own rules need checking. A
min-max programme finds such rosters slowly, and its search begins from what this finds.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from risk.staffing.roster.model import (
    CHANGE_COST,
    NIGHT_COST,
    RUN_COST,
    SHIFTS_COST,
    WEEKEND_COST,
    Cell,
    Known,
    Problem,
)
from risk.staffing.roster.rules import WEEK

SPAN_MOST = 14
TRIALS_A_PERSON = 2000
TRIALS_MOST = 40_000

Week = dict[date, Cell]


def exchanged(problem: Problem, known: Known, *, seed: int = 1) -> Known:
    """A roster as full as the one known, fairer by every exchange that helps; same seed, same one.

    Fairness is the sum of squares of nights, free-day shifts and shifts of each person, so that it
    falls with any difference between two people, not with the greatest alone.
    """
    sheet: dict[str, Week] = {person: {} for person in problem.home}
    for person, cell in known:
        sheet[person][cell[0]] = cell
    people = sorted(sheet)
    if len(people) < 2:
        return known
    rng = np.random.default_rng(seed)
    trials = min(TRIALS_A_PERSON * len(people), TRIALS_MOST)
    pairs = rng.integers(0, len(people), (trials, 2))
    starts = rng.integers(0, len(problem.days), trials)
    spans = rng.integers(1, SPAN_MOST + 1, trials)
    cost = {p: unfairness(problem, sheet[p]) for p in people}
    for (a, b), start, span in zip(pairs.tolist(), starts.tolist(), spans.tolist(), strict=True):
        if a == b:
            continue
        one, two = people[a], people[b]
        days = problem.days[start : start + span]
        first, second = (
            _swapped(sheet[one], sheet[two], days),
            _swapped(sheet[two], sheet[one], days),
        )
        now = unfairness(problem, first), unfairness(problem, second)
        if sum(now) >= cost[one] + cost[two] - 1e-9:
            continue
        if allowed(problem, one, first) and allowed(problem, two, second):
            if problem.rules.skilled and not _skilled(problem, sheet, one, two, days):
                continue
            sheet[one], sheet[two] = first, second
            cost[one], cost[two] = now
    return frozenset((p, cell) for p, week in sheet.items() for cell in week.values())


def thinned(problem: Problem, known: Known) -> Known:
    """A roster as full as the one known with fewer shifts that have no crew at all.

    A crew goes from a shift that has others to one that has none, of the same day or another,
    where its people may.
    """
    sheet: dict[str, Week] = {person: {} for person in problem.home}
    for person, cell in known:
        sheet[person][cell[0]] = cell
    heads, rules = problem.rules.heads_per_crew, problem.rules
    for empty in sorted(problem.cells, key=lambda c: (c[0], c[2], c[1] == "day")):
        at_work = _at_work(sheet)
        if at_work.get(empty) or not problem.crews_max(empty):
            continue
        for donor in sorted(problem.cells, key=lambda c: (abs((c[0] - empty[0]).days), c)):
            team = at_work.get(donor, [])
            if len(team) < 2 * heads:
                continue
            weeks = {p: _instead(sheet[p], donor, empty) for p in team}
            able = [p for p, week in weeks.items() if week and allowed(problem, p, week)]
            able.sort(key=lambda p: p not in problem.skilled)
            going = able[:1] + able[1:][::-1][: heads - 1]
            if len(going) < heads:
                continue
            left = [p for p in team if p not in going]
            short = sum(p in problem.skilled for p in left) < len(left) // heads
            if rules.skilled and (going[0] not in problem.skilled or short):
                continue
            sheet.update({p: weeks[p] for p in going})
            break
    return frozenset((p, cell) for p, week in sheet.items() for cell in week.values())


def _at_work(sheet: Mapping[str, Week]) -> dict[Cell, list[str]]:
    out: dict[Cell, list[str]] = defaultdict(list)
    for person, week in sheet.items():
        for cell in week.values():
            out[cell].append(person)
    return out


def _instead(week: Week, donor: Cell, empty: Cell) -> Week:
    """A week with one duty instead of another; empty where the day is taken already."""
    rest = {d: c for d, c in week.items() if c != donor}
    return {} if empty[0] in rest else {**rest, empty[0]: empty}


def _swapped(own: Week, other: Week, days: Sequence[date]) -> Week:
    out = {d: c for d, c in own.items() if d not in days}
    out.update({d: other[d] for d in days if d in other})
    return out


def unfairness(problem: Problem, week: Week) -> float:
    """One person's part of what an exchange lowers."""
    nights = sum(c[1] == "night" for c in week.values())
    free = sum(d in problem.free_days for d in week)
    turned = begun = 0
    for day, cell in week.items():
        eve = week.get(day - timedelta(days=1))
        begun += eve is None
        turned += eve is not None and eve[1] != cell[1]
    return (
        NIGHT_COST * nights**2 + WEEKEND_COST * free**2 + SHIFTS_COST * len(week) ** 2
        + CHANGE_COST * turned + RUN_COST * begun
    )  # fmt: skip


def allowed(problem: Problem, person: str, week: Week) -> bool:
    """Whether one person may work so."""
    rules, past = problem.rules, problem.before.get(person, {})
    shifts = {**past, **{d: c[1] for d, c in week.items()}}
    for day, cell in week.items():
        if not problem.may(person, cell):
            return False
        back = [day - timedelta(days=k) for k in range(WEEK)]
        if sum(d in shifts for d in back) > rules.days_of_7_max:
            return False
        run = [day - timedelta(days=k) for k in range(rules.nights_running_max + 1)]
        if cell[1] == "night" and all(shifts.get(d) == "night" for d in run):
            return False
        for between in (1, 2):
            eve = day - timedelta(days=between)
            if eve in shifts:
                longer_h = problem.overtime_h.get(week[eve], 0.0) if eve in week else 0.0
                if rules.rest_h(shifts[eve], cell[1], between, longer_h) < rules.rest_min_h:
                    return False
    limit_h = rules.month_hours_max(len(problem.days))
    hours = [rules.hours(c[1]) + problem.overtime_h.get(c, 0.0) for c in week.values()]
    return sum(hours) <= limit_h


def _skilled(
    problem: Problem, sheet: dict[str, Week], one: str, two: str, days: Sequence[date]
) -> bool:
    """Whether every shift keeps a skilled person a crew when two change places."""
    if (one in problem.skilled) == (two in problem.skilled):
        return True
    able: dict[Cell, int] = defaultdict(int)
    heads: dict[Cell, int] = defaultdict(int)
    for person, week in sheet.items():
        who = {one: two, two: one}.get(person, person)
        for day in days:
            if day in week:
                heads[week[day]] += 1
                able[week[day]] += who in problem.skilled
    return all(able[c] >= n // problem.rules.heads_per_crew for c, n in heads.items())
