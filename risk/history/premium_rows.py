"""Premium shares reconciled to the legal rows of the scheme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from risk.settings import PremiumRow
from risk.terms import Group

AMOUNTS = ("household_money", "province_money", "county_money", "sum_insured_money")
TOLERANCE_MONEY = 0.005
NO_ROW = "no_legal_row"


@dataclass(frozen=True)
class Judged:
    """A way policies are priced against the legal row nearest to it.

    Attributes:
        row: the row it fits, or the one with fewest and smallest differences; None: the scheme has
            no row for that year and group.
        wrong: amounts that differ.
        given: whether any amount is given at all.
    """

    row: PremiumRow | None
    wrong: tuple[str, ...]
    given: bool


def judge(way: Mapping[Any, Any], rows: Sequence[PremiumRow]) -> Judged:
    """Compare one way of pricing with the rows legal for its contract year and group.

    An amount that is not given is nothing to doubt; a group that is not given fits any row.
    """
    given = {name: float(way[name]) for name in AMOUNTS if pd.notna(way[name])}
    group, year = way["household_group"], int(way["contract_year"])
    legal = [
        row for row in rows
        if row.holds(year) and (not isinstance(group, str) or Group(group) in row.groups)
    ]  # fmt: skip
    if not legal:
        return Judged(None, (NO_ROW,), bool(given))

    def off(row: PremiumRow) -> tuple[int, float]:
        gaps = [abs(value - getattr(row, name)) for name, value in given.items()]
        return sum(gap > TOLERANCE_MONEY for gap in gaps), sum(gaps)

    nearest = min(legal, key=off)
    wrong = tuple(
        name
        for name, value in given.items()
        if abs(value - getattr(nearest, name)) > TOLERANCE_MONEY
    )
    return Judged(nearest, wrong, bool(given))


def judge_ways(ways: pd.DataFrame, rows: Sequence[PremiumRow]) -> list[Judged]:
    """`judge` every way; without legal rows in the settings there is nothing to compare with."""
    return [judge(way, rows) for way in ways.to_dict("records")] if rows else []


def reconciliation(ways: pd.DataFrame, judged: Sequence[Judged]) -> pd.DataFrame:
    """Money by contract year and legal row: what the policies say and what the row asks.

    Args:
        ways: contract_year, household_group, `AMOUNTS`, policies.
        judged: of each way.

    Returns:
        contract_year, premium_row (empty where the scheme has none), policies, not_given
        (policies with an amount missing), wrong (policies that differ), and for each of `AMOUNTS`
        the sum told, <name>_expected and <name>_difference (over the amounts given).
    """
    if not judged:
        ways = ways.iloc[:0]
    n = ways["policies"].to_numpy(dtype=float)
    table = pd.DataFrame(
        {
            "contract_year": ways["contract_year"].to_numpy(),
            "premium_row": [None if j.row is None else j.row.name for j in judged],
            "policies": ways["policies"].to_numpy(),
            "not_given": np.where(ways[list(AMOUNTS)].isna().any(axis=1), n, 0).astype("int64"),
            "wrong": np.where([bool(j.wrong) for j in judged], n, 0).astype("int64"),
        }
    )
    for name in AMOUNTS:
        told = ways[name].to_numpy(dtype=float)
        asked = np.array([np.nan if j.row is None else getattr(j.row, name) for j in judged])
        asked = np.where(np.isnan(told), np.nan, asked)
        table[name] = np.nan_to_num(told * n)
        table[f"{name}_expected"] = np.nan_to_num(asked * n)
    summed = table.groupby(["contract_year", "premium_row"], dropna=False, as_index=False).sum()
    for name in AMOUNTS:
        summed[f"{name}_difference"] = summed[name] - summed[f"{name}_expected"]
    return summed


def mismatches(
    ways: pd.DataFrame, judged: Sequence[Judged], policies: pd.DataFrame
) -> pd.DataFrame:
    """Every policy whose money does not fit, one line an amount.

    Args:
        ways, judged: as in `reconciliation`.
        policies: number (row of ``ways``), policy_id, household (masked), region_code, start_date.

    Returns:
        policy_id, household, region_code, start_date, contract_year, household_group, premium_row
        (the nearest legal one), what (an amount, or no_legal_row), expected, actual.
    """
    told = zip(ways.to_dict("records"), judged, strict=False)  # nothing is judged without rows
    lines = [
        {
            "number": number, "contract_year": way["contract_year"],
            "household_group": way["household_group"],
            "premium_row": None if one.row is None else one.row.name, "what": what,
            "expected": getattr(one.row, what, np.nan), "actual": way.get(what, np.nan),
        }
        for number, (way, one) in enumerate(told)
        for what in one.wrong
    ]  # fmt: skip
    columns = [
        "number", "contract_year", "household_group", "premium_row", "what", "expected", "actual",
    ]  # fmt: skip
    found = policies.merge(pd.DataFrame(lines, columns=columns), on="number")
    return found.sort_values(["policy_id", "what"], ignore_index=True).drop(columns="number")
