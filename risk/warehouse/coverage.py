"""Coverage: expected and insured households, groups, premium shares, doubles, lapses.

Household keys never leave the store whole: a list shows the first four and last three characters.
"""

import re
from datetime import date

import pandas as pd

from risk.history import coverage as tables
from risk.history.premium_rows import AMOUNTS, judge_ways, mismatches, reconciliation
from risk.settings import Scheme
from risk.terms import CoverLine, RegionLevel
from risk.warehouse.database import sql
from risk.warehouse.filters import Filter
from risk.warehouse.reader import Warehouse
from risk.warehouse.seen import known_claims

APART_M = 200.0  # two measured points farther apart are two houses
SCHEME = CoverLine.SCHEME.value
TEXTS = re.compile("[、，,；;（）()/]")


def coverage(warehouse: Warehouse, as_of: date, *, cover_line: str = SCHEME) -> pd.DataFrame:
    """Expected and insured households of the county and its townships; see
    `risk.history.coverage.coverage`.
    """
    return _covered(warehouse, as_of, _enrolled(warehouse, as_of), cover_line)


def village_households(
    warehouse: Warehouse, as_of: date, *, cover_line: str = SCHEME
) -> pd.DataFrame:
    """Insured and expected households of each village with either.

    Returns:
        region_code, households_insured, households_expected, listed_on (the latest list's day),
        list_source; the last three are missing where no list names the village.
    """
    enrolled, village = _enrolled(warehouse, as_of), RegionLevel.VILLAGE.value
    of_line = (enrolled["cover_line"] == cover_line) & ~enrolled["of_group"].astype(bool)
    own = enrolled[of_line & (enrolled["level"] == village)].set_index("region_code")
    roster = warehouse.frame(sql("roster_latest"), {"as_of": as_of})
    listed = roster[roster["level"] == village].set_index("region_code")
    insured = own["households"].groupby(level=0).sum().rename("households_insured")
    told = listed[["households_expected", "listed_on", "source"]]
    both = told.rename(columns={"source": "list_source"}).join(insured, how="outer")
    both = both.fillna({"households_insured": 0})
    return both.rename_axis("region_code").reset_index()


def coverage_by_group(
    warehouse: Warehouse, as_of: date, *, cover_line: str = SCHEME
) -> pd.DataFrame:
    """Coverage by household group; see `risk.history.coverage.coverage_by_group`."""
    values = {"as_of": as_of, "cover_line": cover_line}
    listed = warehouse.frame(sql("group_coverage"), values)
    enrolled = _enrolled(warehouse, as_of)
    county = _covered(warehouse, as_of, enrolled, cover_line).to_dict("records")[0]
    return tables.coverage_by_group(listed, enrolled, county, cover_line=cover_line)


def uninsured_reasons(warehouse: Warehouse, as_of: date) -> pd.DataFrame:
    """What policies tell of those not insured; see `risk.history.coverage.uninsured_reasons`."""
    values = {"as_of": as_of, "start_month": warehouse.start_month}
    return tables.uninsured_reasons(
        coverage(warehouse, as_of), warehouse.frame(sql("renewal"), values)
    )


def group_faults(
    warehouse: Warehouse, as_of: date, *, cover_line: str = SCHEME
) -> pd.DataFrame | None:
    """Policies in force whose group the departments' lists do not bear out.

    Returns:
        policy_id, household (masked), region_code, township_code, start_date, insured_as,
        listed_at_start, listed_now (groups, space between), fault, sum_insured_money. Faults:
        listed_insured_ordinary, special_not_listed, other_group (on the first day of cover),
        joined_since, left_since. None where no list is loaded: nothing can be said.
    """
    lists = warehouse.frame(
        "SELECT count(*) AS n FROM household_group WHERE valid_from <= ?", [as_of]
    )
    if not int(lists["n"].iloc[0]):
        return None
    return warehouse.frame(sql("group_faults"), {"as_of": as_of, "cover_line": cover_line})


def premium_reconciliation(warehouse: Warehouse, as_of: date, scheme: Scheme) -> pd.DataFrame:
    """Money by contract year and legal row; see `risk.history.premium_rows.reconciliation`."""
    ways = _ways(warehouse, as_of)
    return reconciliation(ways, judge_ways(ways, scheme.premium_rows))


def premium_mismatches(warehouse: Warehouse, as_of: date, scheme: Scheme) -> pd.DataFrame:
    """Every policy whose money fits no legal row; see `risk.history.premium_rows.mismatches`."""
    ways = _ways(warehouse, as_of)
    judged = judge_ways(ways, scheme.premium_rows)
    numbers = [number for number, way in enumerate(judged) if way.wrong and way.given]
    wrong = ways.iloc[numbers]
    lists = dict(zip(("household", "province", "county", "sums"), AMOUNTS, strict=True))
    values = {
        "as_of": as_of, "start_month": warehouse.start_month, "numbers": numbers,
        "years": wrong["contract_year"].tolist(), "groups": _texts(wrong["household_group"]),
        **{name: _numbers(wrong[column]) for name, column in lists.items()},
    }  # fmt: skip
    policies = warehouse.frame(sql("premium_policies"), values)
    return mismatches(ways, judged, policies)


def double_policies(
    warehouse: Warehouse, as_of: date, *, in_force_only: bool = False
) -> pd.DataFrame:
    """Pairs of policies of one household that run at the same time, across files too.

    Args:
        warehouse: the version.
        as_of: policies begun by then.
        in_force_only: only pairs that both run on that day; else of all years.

    Returns:
        policy_id, other_policy_id, household (masked), cover_line, region_code, township_code,
        other_region_code, start_date, end_date, other_start_date, other_end_date, days (both run),
        sum_insured_money, other_sum_insured_money, other_file, apart_m, verdict: two_houses
        (another village or group, or points over 200 m apart), perhaps_two_houses (one village,
        but structure, year, storeys, rooms or area differ), same_house, cannot_tell.
    """
    values = {"as_of": as_of, "now": in_force_only, "apart_m": APART_M}
    return warehouse.frame(sql("double_policies"), values)


def lapsed(warehouse: Warehouse, as_of: date, *, limit: int = 200, offset: int = 0) -> pd.DataFrame:
    """Households insured when the contract year began and not on ``as_of``.

    Returns:
        policy_id (their last), household (masked), region_code, township_code, household_group,
        insured_to, rows_in_all.
    """
    values = {"as_of": as_of, "start_month": warehouse.start_month}
    return warehouse.frame(sql("lapsed"), values | {"limit": limit, "offset": offset})


def outbuildings(warehouse: Warehouse, as_of: date, scheme: Scheme) -> pd.DataFrame:
    """What hints at insured outbuildings: no column of the policy ledger says it outright.

    Returns:
        hint (no_room: a policy in force that insures no room; claimed: a claim whose refusal or
        cause names a building the clause excludes), policy_id, claim_id, region_code, word. An
        empty table is no proof that none is insured.
    """
    query = sql("outbuildings").replace(
        "/*known*/", known_claims(warehouse.bounds, as_of, township=False)
    )
    values = Filter(as_of).parameters(query, warehouse.start_month)
    return warehouse.frame(query, values | {"words": not_insured_words(scheme)})


def not_insured_words(scheme: Scheme) -> list[str]:
    """The clause's list of what is not insured, word by word (two characters at least)."""
    parts = (part.strip() for text in scheme.not_insured for part in TEXTS.split(text))
    return sorted({word for part in parts for word in part.split("等") if len(word) > 1})


def _covered(
    warehouse: Warehouse, as_of: date, enrolled: pd.DataFrame, cover_line: str
) -> pd.DataFrame:
    places = warehouse.frame("SELECT code, level, township_code FROM place ORDER BY code")
    roster = warehouse.frame(sql("roster_latest"), {"as_of": as_of})
    return tables.coverage(enrolled, roster, places, cover_line=cover_line)


def _enrolled(warehouse: Warehouse, as_of: date) -> pd.DataFrame:
    return warehouse.frame(sql("enrolled"), {"as_of": as_of})


def _ways(warehouse: Warehouse, as_of: date) -> pd.DataFrame:
    values = {"as_of": as_of, "start_month": warehouse.start_month}
    return warehouse.frame(sql("premium_kinds"), values)


def _texts(values: pd.Series) -> list[str | None]:
    return [None if pd.isna(value) else str(value) for value in values]


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]
