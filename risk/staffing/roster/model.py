"""The roster of one group of people as a mixed-integer programme.

x[p, c] = 1: person p works in cell c (a day, shift and base); y[c] whole crews of the cell, each of
``heads_per_crew`` people; what is asked and not manned is unfilled. First the fewest unfilled crews
are sought, a shift without any crew counting once more; then, crews held, the fairest and steadiest
of such rosters: the most nights, week-end shifts and shifts of anybody as low as they go, few
changes between day and night, long runs rather than single days, few moves.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from risk.staffing.roster.mip import Floats, Mip, Solved
from risk.staffing.roster.rules import CELL, SHIFTS, WEEK, Rules, crewed

Cell = tuple[date, str, str]
Known = frozenset[tuple[str, Cell]]

EMPTY_COST = 1.0  # a shift without any crew, in crews missing on top of its own
ONE_CREW = 1.0 - 1e-6  # crews are whole: a bound closer than this is the best
NIGHT_COST, WEEKEND_COST, SHIFTS_COST = 4.0, 2.0, 3.0
CHANGE_COST, RUN_COST, MOVE_COST = 0.2, 0.05, 0.5
FAIR_GAP_SHARE = 0.02


@dataclass(frozen=True)
class Problem:
    """People and what is asked of them.

    Attributes:
        days: consecutive days of the roster.
        cells: crews asked for by day, shift and base; ``overtime_h`` of the same cells.
        home: person → own base; ``skilled`` those who have the skill.
        away: person → days on which they cannot be called.
        cars: base → cars; None: not counted.
        free_days: days off for most people: week-ends and holidays.
        before: person → date → shift of the days before the first.
    """

    days: Sequence[date]
    cells: Mapping[Cell, int]
    overtime_h: Mapping[Cell, float]
    home: Mapping[str, str]
    skilled: frozenset[str]
    away: Mapping[str, frozenset[date]]
    cars: Mapping[str, int] | None
    free_days: frozenset[date]
    before: Mapping[str, Mapping[date, str]]
    rules: Rules

    def may(self, person: str, cell: Cell) -> bool:
        """Whether a person can be called to a cell at all: present, of the base or moving."""
        day, shift, base = cell
        away = self.away.get(person, frozenset())
        if day in away or (shift == "night" and day + timedelta(days=1) in away):
            return False
        return self.home[person] == base or self.rules.move_between_bases

    def crews_max(self, cell: Cell) -> int:
        """Crews of a cell that are asked for and have a car."""
        asked = self.cells[cell]
        return asked if self.cars is None else min(asked, self.cars.get(cell[2], 0))


@dataclass
class Model:
    """The programme of one problem and the numbers of its variables."""

    problem: Problem
    mip: Mip = field(default_factory=Mip)
    works: dict[tuple[str, Cell], int] = field(default_factory=dict)
    crews: dict[Cell, int] = field(default_factory=dict)
    steps: dict[Cell, list[int]] = field(default_factory=dict)

    @cached_property
    def by_person_day(self) -> dict[tuple[str, date, str], list[int]]:
        """Variables of a person on a day in a shift, of all bases."""
        out: dict[tuple[str, date, str], list[int]] = defaultdict(list)
        for (person, (day, shift, _)), number in self.works.items():
            out[person, day, shift].append(number)
        return out

    def day(self, person: str, day: date) -> list[int]:
        """Variables of a person on a day."""
        found = self.by_person_day
        return [n for shift in SHIFTS for n in found.get((person, day, shift), [])]


def least_unfilled(
    problem: Problem, time_s: float, known: Known = frozenset()
) -> tuple[Model, Solved]:
    """The roster with the fewest crews missing and shifts empty; begins from a known one."""
    model = _model(problem)
    return model, model.mip.solve(time_s, _known(model, known), gap_abs=ONE_CREW)


def missing_of(model: Model, solved: Solved) -> int:
    """Crews unfilled in a solution."""
    manned = sum(round(solved.values[number]) for number in model.crews.values())
    return int(sum(model.problem.cells.values()) - manned)


def _known(model: Model, known: Known) -> Floats:
    """Values of a known roster's variables; nobody at work where it is empty."""
    values, heads = np.zeros(len(model.mip.cost)), model.problem.rules.heads_per_crew
    at_work: dict[Cell, int] = defaultdict(int)
    for person, cell in known:
        values[model.works[person, cell]] = 1.0
        at_work[cell] += 1
    for cell, crew in model.crews.items():
        manned = at_work[cell] // heads
        values[crew] = manned
        values[model.steps[cell][: model.problem.cells[cell] - manned]] = 1.0
    return values


def at_work(model: Model, solved: Solved) -> Known:
    """Who works where in a solution."""
    return frozenset(k for k, number in model.works.items() if solved.values[number] > 0.5)


def _model(problem: Problem) -> Model:
    model = Model(problem)
    mip, rules = model.mip, problem.rules
    for cell, asked in problem.cells.items():
        crew = model.crews[cell] = mip.add(0.0, 0.0, problem.crews_max(cell), whole=True)
        costs = [1.0] * (asked - 1) + [1.0 + EMPTY_COST]
        steps = model.steps[cell] = [mip.add(cost, 0.0, 1.0) for cost in costs]
        mip.row([crew, *steps], low=asked, high=asked)
        members = []
        for person in problem.home:
            if problem.may(person, cell):
                model.works[person, cell] = mip.add(0.0, 0.0, 1.0, whole=True)
                members.append(person)
        numbers = [model.works[p, cell] for p in members]
        mip.row([*numbers, crew], [*[1.0] * len(numbers), -rules.heads_per_crew], low=0, high=0)
        if rules.skilled:
            able = [model.works[p, cell] for p in members if p in problem.skilled]
            mip.row([*able, crew], [*[1.0] * len(able), -1.0], low=0)
    for person in problem.home:
        _person(model, person)
    return model


def _person(model: Model, person: str) -> None:
    """The rules that bind one person."""
    problem, rules, mip = model.problem, model.problem.rules, model.mip
    past = problem.before.get(person, {})
    for day in problem.days:
        today = model.day(person, day)
        if len(today) > 1:
            mip.row(today, high=1.0)
        week = [day - timedelta(days=k) for k in range(WEEK)]
        _at_most(mip, [n for d in week for n in model.day(person, d)],
                 rules.days_of_7_max - sum(d in past for d in week))  # fmt: skip
        nights = [day - timedelta(days=k) for k in range(rules.nights_running_max + 1)]
        _at_most(
            mip, [n for d in nights for n in model.by_person_day.get((person, d, "night"), [])],
            rules.nights_running_max - sum(past.get(d) == "night" for d in nights),
        )  # fmt: skip
        _rest(model, person, day)
    limit_h = rules.month_hours_max(len(problem.days))
    if np.isfinite(limit_h):
        own = [(n, cell) for (p, cell), n in model.works.items() if p == person]
        hours = [rules.hours(c[1]) + problem.overtime_h.get(c, 0.0) for _, c in own]
        mip.row([n for n, _ in own], hours, high=limit_h)


def _at_most(mip: Mip, numbers: list[int], most: int) -> None:
    if len(numbers) > most:
        mip.row(numbers, high=max(most, 0))


def _rest(model: Model, person: str, day: date) -> None:
    """No two shifts with too little rest between them, the later one on this day."""
    problem, rules = model.problem, model.problem.rules
    past = problem.before.get(person, {})
    for later in SHIFTS:
        now = model.by_person_day.get((person, day, later), [])
        for between in (1, 2):
            eve = day - timedelta(days=between)
            for earlier in SHIFTS:
                ended = model.by_person_day.get((person, eve, earlier), [])
                longest = max(
                    (h for c, h in problem.overtime_h.items() if c[:2] == (eve, earlier)),
                    default=0.0,
                )
                if rules.rest_h(earlier, later, between, longest) >= rules.rest_min_h or not now:
                    continue
                if past.get(eve) == earlier:
                    model.mip.row(now, high=0.0)
                elif ended:
                    model.mip.row([*ended, *now], high=1.0)


def fairest(model: Model, known: Known, time_s: float) -> Solved:
    """Among rosters with the same crews, the fairest and steadiest found; begins from a known."""
    problem, mip = model.problem, model.mip
    values = _known(model, known)
    filled = len(mip.cost)
    mip.cost[:] = [0.0] * filled
    for crew in model.crews.values():
        mip.low[crew] = mip.high[crew] = float(values[crew])
    own: dict[str, list[tuple[int, Cell]]] = defaultdict(list)
    for (person, cell), number in model.works.items():
        own[person].append((number, cell))
        if problem.home[person] != cell[2]:
            mip.cost[number] += MOVE_COST
    for cost, counts in (
        (NIGHT_COST, lambda cell: cell[1] == "night"),
        (WEEKEND_COST, lambda cell: cell[0] in problem.free_days),
        (SHIFTS_COST, lambda _: True),
    ):
        most = mip.add(cost, 0.0, len(problem.days), whole=True)
        for rows in own.values():
            counted = [n for n, cell in rows if counts(cell)]
            if counted:
                mip.row([*counted, most], [*[1.0] * len(counted), -1.0], high=0.0)
    for person in own:
        _steady(model, person)
    return mip.solve(time_s, _start(model, values), gap_share=FAIR_GAP_SHARE)


def _steady(model: Model, person: str) -> None:
    """Costs of beginning a run, and of going from day to night or back from one day to the next."""
    mip, problem = model.mip, model.problem
    for eve, day in zip(problem.days, problem.days[1:], strict=False):
        before, now = model.day(person, eve), model.day(person, day)
        if now:
            begun = mip.add(RUN_COST, 0.0, 1.0)
            mip.row([*now, *before, begun], [*[1.0] * len(now), *[-1.0] * (len(before) + 1)],
                    high=0.0)  # fmt: skip
        nights = model.by_person_day.get((person, day, "night"), [])
        days_ = model.by_person_day.get((person, eve, "day"), [])
        if nights and days_:
            changed = mip.add(CHANGE_COST, 0.0, 1.0)
            mip.row([*nights, *days_, changed], [*[1.0] * (len(nights) + len(days_)), -1.0],
                    high=1.0)  # fmt: skip


def _start(model: Model, known: Floats) -> Floats:
    """Values of a known roster, with the variables added since at the least they can be."""
    filled = len(known)
    values = np.concatenate([known, np.zeros(len(model.mip.cost) - filled)])
    for numbers, weights, high in model.mip.rows():
        new = [(n, w) for n, w in zip(numbers, weights, strict=True) if n >= filled]
        if len(new) == 1 and new[0][1] < 0:
            number = new[0][0]
            rest = sum(w * values[n] for n, w in zip(numbers, weights, strict=True) if n < filled)
            values[number] = max(values[number], rest - high)
    return values


def assignments_of(model: Model, solved: Solved) -> pd.DataFrame:
    """The solution as ASSIGNMENT_COLUMNS; crews of a cell are numbered, one skilled in each."""
    cells: dict[Cell, list[str]] = defaultdict(list)
    for (person, cell), number in model.works.items():
        if solved.values[number] > 0.5:
            cells[cell].append(person)
    rows = [
        (*cell, who, model.problem.overtime_h.get(cell, 0.0))
        for cell, members in cells.items()
        for who in members
    ]
    duties = pd.DataFrame(rows, columns=[*CELL, "surveyor_id", "overtime_h"])
    return crewed(duties, model.problem.skilled, model.problem.rules.heads_per_crew)
