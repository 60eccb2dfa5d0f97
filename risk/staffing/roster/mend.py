"""Why a crew is missing, and what would mend it: found by solving again with one thing changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

import pandas as pd

from risk.staffing.roster.model import Cell, Known, Problem, least_unfilled, missing_of
from risk.staffing.roster.rules import CELL, WEEK, Rules

NEW_CREWS_TRIED = 3
UNFILLED_COLUMNS = (*CELL, "asked", "filled", "missing", "why", "people", "away", "cars")
MEND_COLUMNS = ("base_id", "change", "amount", "unit", "missing_before", "missing_after")


class Why(StrEnum):
    """What first keeps a crew of one day and shift from being manned."""

    CARS = "cars"  # fewer cars than crews asked for
    NO_PEOPLE = "no_people"  # fewer people on record at the base than the crews need
    ABSENCE = "absence"  # enough people on record, too many of them away
    SKILL = "skill"  # enough people present, too few with the skill
    REST = "rest"  # enough people present, but rest, runs and other shifts bind them


def why_unfilled(
    assignments: pd.DataFrame, demand: pd.DataFrame, parts: Mapping[str, Problem], rules: Rules
) -> pd.DataFrame:
    """Cells with fewer crews than asked for, each with the first thing that binds it.

    Counted day by day: whether cars, people, people present, skilled people present would do; what
    is left is bound by rest and by what else the same people do in those days.
    """
    counted = assignments.groupby(list(CELL))["crew"].nunique()
    rows = []
    for cell, asked in zip(
        demand[list(CELL)].itertuples(index=False, name=None), demand["crews"], strict=True
    ):
        filled = int(counted.get(cell, 0))
        if filled < asked:
            problem = parts.get(cell[2]) or parts[""]
            rows.append((*cell, int(asked), filled, int(asked) - filled,
                         *_why(problem, cell, rules)))  # fmt: skip
    return pd.DataFrame(rows, columns=list(UNFILLED_COLUMNS))


def _why(problem: Problem, cell: Cell, rules: Rules) -> tuple[str, int, int, float]:
    asked, base = problem.cells[cell], cell[2]
    own = [p for p, home in problem.home.items() if rules.move_between_bases or home == base]
    present = [p for p in own if problem.may(p, cell)]
    cars = float("nan") if problem.cars is None else float(problem.cars.get(base, 0))
    if problem.crews_max(cell) < asked:
        why = Why.CARS
    elif len(own) < asked * rules.heads_per_crew:
        why = Why.NO_PEOPLE
    elif len(present) < asked * rules.heads_per_crew:
        why = Why.ABSENCE
    elif rules.skilled and sum(p in problem.skilled for p in present) < asked:
        why = Why.SKILL
    else:
        why = Why.REST
    return why.value, len(own), len(own) - len(present), cars


@dataclass(frozen=True)
class _Change:
    change: str
    amount: float
    unit: str
    problem: Problem


def mends(problem: Problem, known: Known, time_s: float) -> pd.DataFrame:
    """What would fill a base's roster: each change alone, and the crew-shifts missing after it.

    Tried are: nobody away, cars without limit, no skill asked for, and people added crew by crew.
    Each search begins from the roster known, so that no change makes more missing.

    Args:
        problem: what was solved.
        known: who works where in its roster.
        time_s: seconds for all of it.
    """
    base = "" if problem.rules.move_between_bases else next(iter(problem.cells))[2]
    changes = list(_changes(problem))
    each_s = time_s / (len(changes) + NEW_CREWS_TRIED)
    before = sum(problem.cells.values()) - len(known) // problem.rules.heads_per_crew
    rows: list[tuple[object, ...]] = []
    for tried in changes:
        after = _missing(tried.problem, known, each_s)
        if after < before:
            rows.append((base, tried.change, tried.amount, tried.unit, before, after))
    rows += _people(problem, known, base, before, each_s)
    return pd.DataFrame(rows, columns=list(MEND_COLUMNS))


def nothing_to_mend() -> pd.DataFrame:
    """The table of mends where nothing is missing."""
    return pd.DataFrame(columns=list(MEND_COLUMNS))


def _missing(problem: Problem, known: Known, time_s: float) -> int:
    """Crew-shifts that stay unfilled."""
    return missing_of(*least_unfilled(problem, time_s, known))


def _changes(problem: Problem) -> Iterator[_Change]:
    days = sum(len(problem.away.get(p, frozenset()) & set(problem.days)) for p in problem.home)
    if days:
        yield _Change("absence", days, "days", replace(problem, away={}))
    short = _cars_short(problem)
    if short:
        yield _Change("cars", short, "cars", replace(problem, cars=None))
    if problem.rules.skilled:
        able = replace(problem, skilled=frozenset(problem.home))
        yield _Change("skill", len(problem.home) - len(problem.skilled & set(problem.home)),
                      "people", able)  # fmt: skip


def _cars_short(problem: Problem) -> int:
    """Cars missing for the fullest shift, summed over bases."""
    worst: dict[str, int] = {}
    for cell, asked in problem.cells.items():
        worst[cell[2]] = max(worst.get(cell[2], 0), asked - problem.crews_max(cell))
    return sum(worst.values())


def _people(
    problem: Problem, known: Known, base: str, before: int, each_s: float
) -> list[tuple[object, ...]]:
    """The fewest further crews of people, skilled and never away, that fill the most."""
    rules, days = problem.rules, len(problem.days)
    where = base or max(problem.cells, key=lambda c: problem.cells[c])[2]
    each = max(days * rules.days_of_7_max / WEEK, 1.0)  # shifts a person can work at most
    least = ceil(before / each)
    found: list[tuple[object, ...]] = []
    for crews in range(least, least + NEW_CREWS_TRIED):
        new = {f"+{k}": where for k in range(crews * rules.heads_per_crew)}
        more = replace(
            problem, home={**problem.home, **new}, skilled=problem.skilled | frozenset(new)
        )
        after = _missing(more, known, each_s)
        if found and after >= found[-1][-1]:  # type: ignore[operator]
            break
        if after < before:
            found.append((base, "people", float(len(new)), "people", before, after))
        if not after:
            break
    return found[-1:]
