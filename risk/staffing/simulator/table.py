"""Placed crews as the table people read and change, its totals and its cost."""

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.hazard import Scenario
from risk.settings import Staffing
from risk.staffing.simulator.crews import CREW_COLUMNS, OWN, SHIFTS, STANDBY, Floats, Ints, Pool

OVERTIME = "overtime_h"


def crew_table(
    crews: Ints, sources: list[Pool], bases: pd.DataFrame, scenario: Scenario
) -> pd.DataFrame:
    """Placed crews as a table: CREW_COLUMNS, rows without a crew left out."""
    names = np.array([OWN, *(pool.source for pool in sources)], object)
    source, day, shift, base = np.nonzero(crews)
    table = pd.DataFrame(
        {
            "day": day,
            "date": [scenario.date_of(int(d)) for d in day],
            "shift": np.array(SHIFTS, object)[shift],
            "base_id": bases["base_id"].to_numpy(dtype=object)[base],
            "source": names[source],
            "crews": crews[source, day, shift, base],
            "order": source,
        },
        columns=[*CREW_COLUMNS, "order"],
    )
    ordered = table.sort_values(["day", "shift", "order", "base_id"], ignore_index=True)
    return ordered.drop(columns="order")


def placed_from_table(
    table: pd.DataFrame, sources: list[Pool], bases: pd.DataFrame, days: int
) -> Ints:
    """The inverse of :func:`crew_table`, for a plan changed by hand.

    Raises:
        ModelError: the table names an unknown base, source, day or shift, or a negative number.
    """
    names = [OWN, *(pool.source for pool in sources)]
    ids = list(bases["base_id"])
    _check(table, ids, names, days)
    out = np.zeros((len(names), days, len(SHIFTS), len(ids)), np.int64)
    for row in table.to_dict("records"):
        at = (names.index(row["source"]), row["day"], SHIFTS.index(row["shift"]))
        out[(*at, ids.index(row["base_id"]))] += int(row["crews"])
    return out


def overtime_from_table(
    table: pd.DataFrame, sources: list[Pool], bases: pd.DataFrame, days: int
) -> Floats | None:
    """Overtime by source, day, shift and base: the longest where rows of one cell differ.

    Returns:
        None where the table has no column ``overtime_h`` or nobody works overtime.

    Raises:
        ModelError: hours that are not given, negative or longer than 12.
    """
    if OVERTIME not in table.columns or not table[OVERTIME].ne(0).any():
        return None
    if not table[OVERTIME].between(0, 12).all():
        _refuse("hours of overtime are not 0 to 12")
    names = [OWN, *(pool.source for pool in sources)]
    ids = list(bases["base_id"])
    out = np.zeros((len(names), days, len(SHIFTS), len(ids)))
    for row in table[table["crews"] > 0].to_dict("records"):
        at = (names.index(row["source"]), row["day"], SHIFTS.index(row["shift"]))
        cell = (*at, ids.index(row["base_id"]))
        out[cell] = max(out[cell], float(row[OVERTIME]))
    return out


def _check(table: pd.DataFrame, bases: list[str], sources: list[str], days: int) -> None:
    missing = sorted(set(CREW_COLUMNS) - {"date"} - set(table.columns))
    if missing:
        _refuse(f"column {missing[0]} is missing")
    for name, known in (("base_id", bases), ("source", sources), ("shift", SHIFTS)):
        strange = sorted(set(table[name]) - set(known))
        if strange:
            _refuse(f"unknown {name} {strange[0]!r}")
    if not table["day"].between(0, days - 1).all():
        _refuse(f"a day is not 0 to {days - 1}")
    if (table["crews"] < 0).any():
        _refuse("a number of crews is negative")


def _refuse(what: str) -> None:
    raise ModelError(what, where="crews by day", remedy="correct the plan's table of crews")


def totals_by_day(table: pd.DataFrame, days: int, scenario: Scenario) -> pd.DataFrame:
    """Crews of each day: own, standby, borrowed, total; day_shift and night_shift."""
    kind = table["source"].where(table["source"].isin([OWN, STANDBY]), "borrowed")
    by_kind = table.groupby(["day", kind])["crews"].sum().unstack(fill_value=0)
    by_shift = table.groupby(["day", "shift"])["crews"].sum().unstack(fill_value=0)
    out = pd.DataFrame({"day": np.arange(days)})
    out["date"] = [scenario.date_of(day) for day in out["day"]]
    for name in (OWN, STANDBY, "borrowed"):
        out[name] = _column(by_kind, name, days)
    out["total"] = out[[OWN, STANDBY, "borrowed"]].sum(axis=1)
    for shift in SHIFTS:
        out[f"{shift}_shift"] = _column(by_shift, shift, days)
    return out


def _column(table: pd.DataFrame, name: str, days: int) -> Ints:
    found = table.get(name, pd.Series(0, index=table.index))
    return np.asarray(found.reindex(range(days), fill_value=0), dtype=np.int64)


def cost_money(
    crews: Ints, sources: list[Pool], settings: Staffing, overtime_h: Floats | None = None
) -> float:
    """Cost of placed crews: crew-days, overtime, and bringing borrowed crews here and back."""
    each = np.array([settings.crew_day_cost_money, *(pool.cost_money for pool in sources)])
    lent = np.array([False, *(pool.source != STANDBY for pool in sources)])
    most = crews.sum(axis=(2, 3)).max(axis=1, initial=0)
    moved = float(most[lent].sum()) * settings.mobilisation_cost_money
    days = float(crews.sum(axis=(1, 2, 3)) @ each)
    return days + moved + overtime_cost_money(crews, settings, overtime_h)


def overtime_cost_money(crews: Ints, settings: Staffing, overtime_h: Floats | None) -> float:
    """Overtime at the setting's multiple of an hour's share of an own crew-day."""
    if overtime_h is None:
        return 0.0
    hour = settings.crew_day_cost_money / (settings.day_end_h - settings.day_start_h)
    return float((crews * overtime_h).sum() * hour * settings.overtime_pay_ratio)
