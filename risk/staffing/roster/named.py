"""A roster of named people: who works when, what stays unfilled and why, what would fill it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

import pandas as pd

from risk.errors import ModelError
from risk.staffing.roster.fair import exchanged, thinned
from risk.staffing.roster.mend import mends, nothing_to_mend, why_unfilled
from risk.staffing.roster.mip import Solved
from risk.staffing.roster.model import (
    Problem,
    assignments_of,
    at_work,
    fairest,
    least_unfilled,
    missing_of,
)
from risk.staffing.roster.problems import away_days, check_hours, check_people, problems
from risk.staffing.roster.rules import CELL, Rules, checked_demand
from risk.staffing.roster.verify import verify

FILL_SHARE, FAIR_SHARE = 0.6, 0.5  # each of the time left; the rest seeks mends
LEAST_S = 0.2


@dataclass(frozen=True)
class Roster:
    """Named people by day and shift.

    Attributes:
        first, last: days covered, both included.
        rules: what it keeps to.
        assignments: date, shift, base_id, crew, surveyor_id, overtime_h.
        demand: what was asked: date, shift, base_id, crews, overtime_h.
        unfilled: date, shift, base_id, asked, filled, missing, why (no_people, absence, cars,
            skill, rest), people, away, cars.
        mends: base_id, change (absence, cars, skill, bases, people), amount, unit,
            missing_before, missing_after (crew-shifts of the base): what would fill it.
        people: surveyor_id, base_id, shifts, nights, free_day_shifts (week-ends and holidays),
            hours_h, away_days.
        missing: crew-shifts unfilled; ``empty`` shifts without any crew that was asked for.
        fill_gap: by how much ``missing + empty`` could still be lower at most: 0 is proven best.
        fair_gap_share: how much fairer (share of the objective) a roster could still be, at most.
    """

    first: date
    last: date
    rules: Rules
    assignments: pd.DataFrame
    demand: pd.DataFrame
    unfilled: pd.DataFrame
    mends: pd.DataFrame
    people: pd.DataFrame
    missing: int
    empty: int
    fill_gap: int
    fair_gap_share: float

    @property
    def asked(self) -> int:
        """Crew-shifts asked for."""
        return int(self.demand["crews"].sum())


def named_roster(
    people: pd.DataFrame,
    absences: pd.DataFrame,
    demand: pd.DataFrame,
    cars: pd.DataFrame | None,
    rules: Rules,
    *,
    days: Sequence[date],
    free_days: Sequence[date] = (),
    before: pd.DataFrame | None = None,
    time_s: float,
    mending: bool = True,
) -> Roster:
    """Roster people over consecutive days, as full, then as fair, as the time allows.

    Bases are solved one by one unless people may move between them.

    Args:
        people, absences, demand, cars: as in :mod:`risk.staffing.roster.rules`.
        rules: what is kept; nothing is ever bent to fill a shift.
        days: consecutive days.
        free_days: week-ends and holidays, dealt out fairly.
        before: assignments of the week before, whose runs and rest go on.
        time_s: seconds for the solver, all bases together.
        mending: whether to seek what would fill what is unfilled.

    Raises:
        ModelError: nobody to roster, no demand, days with a gap, a faulty demand; or the roster
            broke a rule under the independent check (a fault of this program).
    """
    days = list(days)
    check_people(people, days)
    demand = checked_demand(demand, days)
    check_hours(demand, rules)
    if demand.empty:
        raise ModelError("no crew is asked for", where="roster", remedy="choose another demand")
    parts = problems(people, absences, demand, cars, rules, days, free_days, before)
    weight = {k: len(p.home) * len(p.cells) + 1 for k, p in parts.items()}
    whole = sum(weight.values())
    made = []
    for name in sorted(parts, key=lambda k: weight[k]):  # what the small leave goes to the large
        share = weight[name] / whole
        made.append(_solve(parts[name], time_s * share, mending=mending))
        time_s, whole = time_s - made[-1].time_s, whole - weight[name]
        time_s = max(time_s, LEAST_S)
    assignments = pd.concat([m.assignments for m in made], ignore_index=True)
    assignments = assignments.sort_values([*CELL, "crew", "surveyor_id"], ignore_index=True)
    broken = verify(
        assignments, people, absences, demand, cars, rules,
        first=days[0], last=days[-1], before=before,
    )  # fmt: skip
    if len(broken):
        raise ModelError(
            f"the roster broke rule {broken['rule'].iloc[0]} on {broken['date'].iloc[0]}",
            where="roster",
            remedy="report this fault with the data version",
        )
    unfilled = why_unfilled(assignments, demand, parts, rules)
    missing = int(unfilled["missing"].sum())
    gap = sum(floor(m.fill.gap + 1e-6) for m in made)
    return Roster(
        days[0], days[-1], rules, assignments, demand, unfilled,
        pd.concat([m.mends for m in made], ignore_index=True),
        load_of(assignments, people, absences, rules, days, free_days),
        missing, int((unfilled["filled"] == 0).sum()), gap, max(m.fair_gap_share for m in made),
    )  # fmt: skip


def unfilled_of(
    assignments: pd.DataFrame,
    people: pd.DataFrame,
    absences: pd.DataFrame,
    demand: pd.DataFrame,
    cars: pd.DataFrame | None,
    rules: Rules,
    *,
    days: Sequence[date],
) -> pd.DataFrame:
    """What any roster, a hand-made one too, leaves unfilled, as ``Roster.unfilled``."""
    demand = checked_demand(demand, list(days))
    parts = problems(people, absences, demand, cars, rules, list(days), (), None)
    return why_unfilled(assignments, demand, parts, rules)


@dataclass(frozen=True)
class _Made:
    assignments: pd.DataFrame
    mends: pd.DataFrame
    fill: Solved
    fair_gap_share: float
    time_s: float


def _solve(problem: Problem, time_s: float, *, mending: bool) -> _Made:
    model, filled = least_unfilled(problem, FILL_SHARE * time_s)
    used_s, short = filled.time_s, missing_of(model, filled) > 0
    known = exchanged(problem, thinned(problem, at_work(model, filled)))
    fair = fairest(model, known, max(FAIR_SHARE * (time_s - used_s), LEAST_S))
    used_s += fair.time_s
    found = None
    if mending and short:
        left_s = max(time_s - used_s, LEAST_S)
        found, used_s = mends(problem, known, left_s), used_s + left_s
    return _Made(
        assignments=assignments_of(model, fair),
        mends=nothing_to_mend() if found is None else found,
        fill=filled,
        fair_gap_share=fair.gap / fair.objective if fair.objective > 0 else 0.0,
        time_s=used_s,
    )


def load_of(
    assignments: pd.DataFrame,
    people: pd.DataFrame,
    absences: pd.DataFrame,
    rules: Rules,
    days: Sequence[date],
    free_days: Sequence[date],
) -> pd.DataFrame:
    """What each person works: shifts, nights, shifts on free days, hours, days away."""
    hours = assignments["shift"].map(rules.hours).astype(float) + assignments["overtime_h"]
    marked = assignments.assign(
        nights=assignments["shift"].eq("night"),
        free_day_shifts=assignments["date"].isin(set(free_days)),
        hours_h=hours,
    )
    by = marked.groupby("surveyor_id")
    table = by.agg(
        shifts=("shift", "size"), nights=("nights", "sum"),
        free_day_shifts=("free_day_shifts", "sum"), hours_h=("hours_h", "sum"),
    ).reindex(people["surveyor_id"]).fillna(0)  # fmt: skip
    away, inside = away_days(absences), set(days)
    counts = ["shifts", "nights", "free_day_shifts"]
    table = table.astype(dict.fromkeys(counts, "int64") | {"hours_h": "float64"})
    table["away_days"] = [len(away.get(str(p), frozenset()) & inside) for p in table.index]
    table.insert(0, "base_id", people["base_id"].to_numpy())
    return table.rename_axis("surveyor_id").reset_index()
