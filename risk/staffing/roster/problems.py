"""Ledgers and a demand made into the solver's problems, one a base; what cannot be is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from risk.errors import ModelError
from risk.staffing.roster.model import Cell, Problem
from risk.staffing.roster.rules import CELL, WEEK, Rules


def problems(
    people: pd.DataFrame,
    absences: pd.DataFrame,
    demand: pd.DataFrame,
    cars: pd.DataFrame | None,
    rules: Rules,
    days: list[date],
    free_days: Sequence[date],
    before: pd.DataFrame | None,
) -> dict[str, Problem]:
    """One problem a base, or one in all ("") where people may move."""
    whole = Problem(
        days=days,
        cells=_cells(demand, "crews"),
        overtime_h=_cells(demand, "overtime_h"),
        home=dict(zip(people["surveyor_id"], people["base_id"], strict=True)),
        skilled=frozenset(people.loc[people["skilled"], "surveyor_id"]),
        away=away_days(absences),
        cars=None if cars is None else dict(zip(cars["base_id"], cars["cars"], strict=True)),
        free_days=frozenset(free_days),
        before=_before(before, days[0]),
        rules=rules,
    )  # fmt: skip
    if rules.move_between_bases:
        return {"": whole}
    return {
        base: replace(
            whole,
            cells={c: n for c, n in whole.cells.items() if c[2] == base},
            overtime_h={c: h for c, h in whole.overtime_h.items() if c[2] == base},
            home={p: b for p, b in whole.home.items() if b == base},
        )
        for base in sorted(demand["base_id"].unique())
    }


def _cells(demand: pd.DataFrame, column: str) -> dict[Cell, Any]:
    return dict(
        zip(demand[list(CELL)].itertuples(index=False, name=None), demand[column], strict=True)
    )


def away_days(absences: pd.DataFrame) -> dict[str, frozenset[date]]:
    """Days on which each person is away."""
    out: dict[str, set[date]] = {}
    for row in absences.to_dict("records"):
        span = pd.date_range(row["from_day"], row["to_day"], freq="D")
        out.setdefault(str(row["surveyor_id"]), set()).update(d.date() for d in span)
    return {person: frozenset(days) for person, days in out.items()}


def _before(before: pd.DataFrame | None, first: date) -> Mapping[str, Mapping[date, str]]:
    """Shifts of the last days before the first, by person."""
    if before is None or before.empty:
        return {}
    out: dict[str, dict[date, str]] = {}
    for row in before.to_dict("records"):
        day = pd.Timestamp(row["date"]).date()
        if first - timedelta(days=WEEK + 1) <= day < first:
            out.setdefault(str(row["surveyor_id"]), {})[day] = row["shift"]
    return out


def check_hours(demand: pd.DataFrame, rules: Rules) -> None:
    """Refuse shifts longer, and more overtime, than the rules allow.

    Raises:
        ModelError: as said.
    """
    for shift in sorted(set(demand["shift"])):
        hours, most = rules.hours(shift), rules.shift_max_h
        if hours > most:
            raise ModelError(
                f"the {shift} shift is {hours:g} h long, more than {most:g} h",
                where="county.toml [staffing] day_start_h, day_end_h",
                remedy="cut the day into shifts that the rules allow",
            )
    most_h = demand["overtime_h"].max() if len(demand) else 0.0
    if most_h > rules.overtime_max_h:
        raise ModelError(
            f"{most_h:g} h of overtime are asked for, {rules.overtime_max_h:g} allowed",
            where="the roster's demand",
            remedy="plan with less overtime",
        )


def check_people(people: pd.DataFrame, days: list[date]) -> None:
    """Refuse a roster of nobody, of somebody twice, or of days with a gap.

    Raises:
        ModelError: as said.
    """
    if people.empty:
        raise ModelError(
            "nobody to roster: no surveyor with a base on record",
            where="surveyor ledger",
            remedy="load a surveyor ledger, or name its posts in county.toml [roster] roles",
        )
    if not people["surveyor_id"].is_unique:
        raise ModelError("a surveyor stands twice", where="surveyor ledger", remedy="mend the list")
    gaps = [b - a for a, b in pairwise(days)]
    if not days or any(gap != timedelta(days=1) for gap in gaps):
        raise ModelError("the days are not consecutive", where="roster", remedy="give a month")
