"""A plan's crews as the wide table a person changes, and back; what a change asks too much of."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from risk.errors import OperationsError
from risk.flow import Story
from risk.hazard import Scenario
from risk.staffing import Plan
from risk.staffing.simulator.crews import CREW_COLUMNS, OWN, SHIFTS, STANDBY

CREWS, OVERTIME = "crews", "overtime_h"
CREWS_MAX, OVERTIME_H_MAX = 500, 12
KEY = ("base_id", "source", "shift", "what")
TABLE = (*CREW_COLUMNS, OVERTIME)


def sources_of(story: Story) -> tuple[str, ...]:
    """Own, standby, then the lenders."""
    return (OWN, STANDBY, *story.facts.lenders["lender_id"].astype(str))


def day_field(day: int) -> str:
    """Column of a day in the wide table."""
    return f"d{day}"


def wide(
    table: pd.DataFrame, bases: Sequence[str], sources: Sequence[str], days: int
) -> pd.DataFrame:
    """A row a base, source and shift, a column a day; rows with crews first.

    Args:
        table: CREW_COLUMNS, ``overtime_h`` where anybody works it.
        bases, sources: ids in the order shown.
        days: of the plan.

    Returns:
        base_id, source, shift, what (crews or overtime_h), d0 … ; overtime has a row where own
        crews stand, or somebody works it.
    """
    given = table if OVERTIME in table else table.assign(**{OVERTIME: 0.0})
    counts = given.groupby(["base_id", "source", "shift", "day"])[CREWS].sum()
    hours = given.groupby(["base_id", "source", "shift", "day"])[OVERTIME].max()
    rows = []
    for source in sources:
        for base in bases:
            for shift in SHIFTS:
                at = [(base, source, shift, day) for day in range(days)]
                crews = [int(counts.get(key, 0)) for key in at]
                rows.append((base, source, shift, CREWS, *crews))
                extra = [float(hours.get(key, 0.0)) for key in at]
                if any(extra) or (source == OWN and any(crews)):
                    rows.append((base, source, shift, OVERTIME, *extra))
    out = pd.DataFrame(rows, columns=[*KEY, *map(day_field, range(days))])
    empty = ~out.drop(columns=list(KEY)).ne(0).any(axis=1)
    idle = empty & (out["what"] == CREWS)
    order = idle.astype(int) * 2 + (out["what"] == OVERTIME).astype(int)
    return out.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def narrow(rows: Sequence[Mapping[str, Any]], days: int, scenario: Scenario) -> pd.DataFrame:
    """The inverse of :func:`wide`: CREW_COLUMNS and ``overtime_h``, cells without crews left out.

    Raises:
        OperationsError: a cell is no whole number of crews, or no hours of overtime.
    """
    cells: dict[tuple[int, str, str, str], dict[str, float]] = {}
    for row in rows:
        base, source, shift, what = (str(row.get(name, "")) for name in KEY)
        for day in range(days):
            value = _cell(row.get(day_field(day)), what)
            if value:
                cells.setdefault((day, shift, base, source), {})[what] = value
    kept = [
        (day, scenario.date_of(day), shift, base, source, int(c[CREWS]), c.get(OVERTIME, 0.0))
        for (day, shift, base, source), c in sorted(cells.items())
        if c.get(CREWS)
    ]
    return pd.DataFrame(kept, columns=list(TABLE))


def _cell(value: Any, what: str) -> float:
    if value in (None, ""):
        return 0.0
    top = OVERTIME_H_MAX if what == OVERTIME else CREWS_MAX
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    whole = what == OVERTIME or number.is_integer()
    if not (0 <= number <= top and whole):
        raise OperationsError(
            f"{value} is no number of {'hours' if what == OVERTIME else 'crews'}",
            remedy=f"a number from 0 to {top}",
        )
    return number


def more_crews(
    rows: Sequence[Mapping[str, Any]], base: str, source: str, shift: str, number: int,
    days: range,
) -> list[dict[str, Any]]:  # fmt: skip
    """The wide rows with so many crews more (or fewer, not below none) on some days."""
    changed = []
    for row in rows:
        new = dict(row)
        if all(row[k] == v for k, v in zip(KEY, (base, source, shift, CREWS), strict=True)):
            for day in days:
                name = day_field(day)
                new[name] = max(int(row.get(name) or 0) + number, 0)
        changed.append(new)
    return changed


def to_payload(table: pd.DataFrame) -> list[list[Any]]:
    """A table of crews as it is stored: day, shift, base, source, crews, overtime."""
    hours = table[OVERTIME] if OVERTIME in table else pd.Series(0.0, index=table.index)
    columns = (table["day"], table["shift"], table["base_id"], table["source"], table[CREWS], hours)
    return sorted(
        [int(d), str(sh), str(b), str(so), int(c), float(h)]
        for d, sh, b, so, c, h in zip(*columns, strict=True)
        if c > 0
    )


def from_payload(rows: Sequence[Sequence[Any]], scenario: Scenario) -> pd.DataFrame:
    """The inverse of :func:`to_payload`.

    Raises:
        OperationsError: not a table of crews.
    """
    try:
        kept = [
            (int(d), scenario.date_of(int(d)), str(sh), str(b), str(so), int(c), float(h))
            for d, sh, b, so, c, h in rows
        ]
    except (TypeError, ValueError) as e:
        raise OperationsError(f"not a table of crews ({e})", remedy="choose again") from None
    return pd.DataFrame(kept, columns=list(TABLE))


def beyond(table: pd.DataFrame, story: Story, plan: Plan) -> pd.DataFrame:
    """What a table asks of each source beyond what it has: source, most (asked), has.

    Own crews are counted by shift over all bases: they may be moved, not multiplied.
    """
    staffing, lenders = story.facts.county.staffing, story.facts.lenders
    has = {STANDBY: staffing.standby_crews}
    ids = lenders["lender_id"].astype(str)
    has |= dict(zip(ids, lenders["crews_max"].astype(int), strict=True))
    rows = []
    for source, limit in has.items():
        most = _fullest(table[table["source"] == source])
        if most > limit:
            rows.append((source, "", most, limit))
    for shift in SHIFTS:
        own = table[(table["source"] == OWN) & (table["shift"] == shift)]
        most, limit = _fullest(own), int(plan.bases[f"crews_{shift}"].sum())
        if most > limit:
            rows.append((OWN, shift, most, limit))
    return pd.DataFrame(rows, columns=["source", "shift", "most", "has"])


def _fullest(table: pd.DataFrame) -> int:
    """Crews on the fullest day."""
    return int(table.groupby("day")[CREWS].sum().max()) if len(table) else 0
