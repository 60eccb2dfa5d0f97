"""Who should be insured, who is, and what does not fit: pure tables of coverage."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from risk.terms import CoverLine, Group, RegionLevel

ROSTER, LISTS, LESS, UNKNOWN = "roster", "lists", "roster_less_lists", "unknown"
COVERAGE = (
    "level", "region_code", "policies", "households_insured", "sum_insured_money",
    "households_expected", "expected_source", "listed_on", "list_source", "villages",
    "villages_listed", "households_insured_listed", "coverage_rate", "households_uninsured",
    "more_than_expected",
)  # fmt: skip
INSURED = ("policies", "households", "sum_insured_money")


def coverage(
    enrolled: pd.DataFrame,
    roster: pd.DataFrame,
    places: pd.DataFrame,
    *,
    cover_line: str = CoverLine.SCHEME.value,
) -> pd.DataFrame:
    """Expected and insured households of the county and of each township.

    Expected households come from the roster alone: without one they are unknown, whatever a map
    says. A township's own row of the roster stands only where none of its villages is listed, the
    county's only where nothing below it is. Where only some villages are listed, the rate
    compares these with the households insured in them.

    Args:
        enrolled: cover_line, level, township_code, region_code, of_group, policies, households,
            sum_insured_money.
        roster: the latest list of each region: region_code, level, township_code,
            households_expected, listed_on, source.
        places: code, level, township_code of every region of today.
        cover_line: scheme or commercial, never both.

    Returns:
        `COVERAGE`, the county first (region_code empty): expected_source (roster, unknown),
        listed_on (the latest list used), coverage_rate = insured in what is listed ÷ expected,
        more_than_expected where it exceeds one: the list or the keys of households want checking.
    """
    of_line = (enrolled["cover_line"] == cover_line) & ~enrolled["of_group"].astype(bool)
    lines = enrolled[of_line]
    township, village = RegionLevel.TOWNSHIP.value, RegionLevel.VILLAGE.value
    codes = places.loc[places["level"] == township, "code"]
    listed = roster[roster["level"] == village]
    by_village = _listed(listed)
    by_township = _listed(roster[roster["level"] == township])
    by_township = by_township[~by_township.index.isin(by_village.index)]
    inner = lines[(lines["level"] == village) & lines["region_code"].isin(listed["region_code"])]
    table = (
        pd.DataFrame({"region_code": codes, "level": township})
        .set_index("region_code")
        .join(pd.concat([by_village, by_township]).drop(columns="rows"))
        .join(lines[lines["level"] == township].set_index("township_code")[list(INSURED)])
        .fillna(dict.fromkeys(INSURED, 0))
        .assign(
            villages=places[places["level"] == village].groupby("township_code").size(),
            villages_listed=by_village["rows"],
            inner=inner.groupby("township_code")["households"].sum(),
        )
        .fillna({"villages": 0, "villages_listed": 0, "inner": 0})
        .reset_index()
    )
    part = (table["villages_listed"] > 0) & (table["villages_listed"] < table["villages"])
    inside = table["households"].where(~part, table["inner"])
    table["inside"] = inside.where(table["households_expected"].notna())
    county = _county(lines, roster, table)
    return _rated(pd.concat([county, table], ignore_index=True))


def _listed(rows: pd.DataFrame) -> pd.DataFrame:
    """Lists by township: households_expected, listed_on, list_source, rows."""
    told = rows.groupby("township_code").agg(
        households_expected=("households_expected", "sum"),
        listed_on=("listed_on", "max"),
        rows=("region_code", "size"),
    )
    named = rows[["township_code", "source"]].dropna().drop_duplicates()
    sources: dict[str, list[str]] = {code: [] for code in told.index}
    for code, source in zip(named["township_code"], named["source"], strict=True):
        sources[code].append(source)
    return told.assign(list_source=[_sources(own) for own in sources.values()])


def _sources(names: Iterable[str]) -> str:
    return " / ".join(sorted(set(names)))


def _county(lines: pd.DataFrame, roster: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    own = lines.loc[lines["level"] == "county", list(INSURED)].sum()
    below = table["households_expected"].notna()
    used = roster[(roster["level"] == RegionLevel.COUNTY.value) != below.any()]
    used = used[used["level"].notna()]
    whole = bool(below.all() and (table["villages"] == table["villages_listed"]).all())
    if below.any():
        expected = table["households_expected"].sum()
        inside = own["households"] if whole else table["inside"].sum()
    else:
        expected = used["households_expected"].sum() if len(used) else np.nan
        inside = own["households"] if len(used) else np.nan
    row = {
        "level": RegionLevel.COUNTY.value, "region_code": None, **own,
        "households_expected": expected, "inside": inside,
        "listed_on": used["listed_on"].max() if len(used) else pd.NaT,
        "list_source": _sources(used["source"].dropna()),
        "villages": table["villages"].sum(), "villages_listed": table["villages_listed"].sum(),
    }  # fmt: skip
    return pd.DataFrame([row])


def _rated(table: pd.DataFrame) -> pd.DataFrame:
    expected, inside = table["households_expected"].astype(float), table["inside"].astype(float)
    told = table.rename(columns={"households": "households_insured"}).assign(
        expected_source=np.where(expected.notna(), ROSTER, UNKNOWN),
        list_source=table["list_source"].where(table["list_source"].fillna("") != "", None),
        households_insured_listed=inside,
        coverage_rate=inside / expected.where(expected > 0),
        households_uninsured=(expected - inside).clip(lower=0),
        more_than_expected=inside > expected,
    )
    counts = ["policies", "households_insured", "villages", "villages_listed"]
    return told.astype(dict.fromkeys(counts, "int64"))[list(COVERAGE)]


def coverage_by_group(
    listed: pd.DataFrame,
    enrolled: pd.DataFrame,
    county_row: Mapping[Any, Any],
    *,
    cover_line: str = CoverLine.SCHEME.value,
) -> pd.DataFrame:
    """Coverage of each household group against the departments' lists.

    Ordinary households are on no list: they are the roster's less the listed ones, and unknown
    where the roster does not hold every village or no list is loaded.

    Args:
        listed: household_group (and ``all``), households_listed, households_insured, source.
        enrolled: as in `coverage`.
        county_row: the county's row of `coverage`.
        cover_line: scheme or commercial.

    Returns:
        household_group, households_expected, expected_source (lists, roster_less_lists, unknown),
        list_source, households_insured (of the listed; of the ordinary: insured and on no list),
        coverage_rate, insured_as (households whose policy says so).
    """
    lines = enrolled[(enrolled["cover_line"] == cover_line) & (enrolled["level"] == "county")]
    said = lines[lines["of_group"].astype(bool)].set_index("household_group")["households"]
    by_group = listed.set_index("household_group")
    rows = [
        _group_row(group.value, by_group, said) for group in Group if group is not Group.ORDINARY
    ]
    every = by_group.reindex(["all"]).iloc[0]
    on_lists, insured_listed = float(every["households_listed"]), float(every["households_insured"])
    known = (
        county_row["expected_source"] == ROSTER
        and county_row["villages_listed"] == county_row["villages"]
        and not np.isnan(on_lists)
    )
    expected = float(county_row["households_expected"]) - on_lists if known else np.nan
    insured = float(county_row["households_insured"]) - insured_listed
    rows.append(
        {
            "household_group": Group.ORDINARY.value, "households_expected": expected,
            "expected_source": LESS if known else UNKNOWN, "list_source": county_row["list_source"],
            "households_insured": insured,
            "coverage_rate": insured / expected if known and expected > 0 else np.nan,
            "insured_as": int(said.get(Group.ORDINARY.value, 0)),
        }
    )  # fmt: skip
    return pd.DataFrame(rows)


def _group_row(group: str, listed: pd.DataFrame, said: "pd.Series[int]") -> dict[str, object]:
    row = listed.reindex([group]).iloc[0]
    known = bool(pd.notna(row["households_listed"]))
    expected = float(row["households_listed"]) if known else np.nan
    return {
        "household_group": group,
        "households_expected": expected,
        "expected_source": LISTS if known else UNKNOWN,
        "list_source": row["source"] if known else None,
        "households_insured": int(row["households_insured"]) if known else np.nan,
        "coverage_rate": float(row["households_insured"]) / expected if known else np.nan,
        "insured_as": int(said.get(group, 0)),
    }


def uninsured_reasons(coverage_table: pd.DataFrame, renewal: pd.DataFrame) -> pd.DataFrame:
    """Why households are not insured, as far as the policies tell.

    No ledger holds the reason a household gives. What can be told: of those expected and not
    insured, how many were insured the year before and lapsed; the others were not insured then.

    Args:
        coverage_table: `coverage`.
        renewal: township_code, insured_before, renewed, lapsed, joined.

    Returns:
        level, region_code, households_uninsured, lapsed, not_insured_before (empty where the
        expected are unknown), insured_before, renewed_share, joined.
    """
    sums = ["insured_before", "renewed", "lapsed", "joined"]
    own = renewal.dropna(subset="township_code").set_index("township_code")[sums]
    table = own.reindex(coverage_table["region_code"]).fillna(0).reset_index(drop=True)
    county = (coverage_table["level"] == RegionLevel.COUNTY.value).to_numpy()
    table.loc[county, sums] = renewal[sums].sum().to_numpy()
    table = table.astype("int64")
    uninsured = coverage_table["households_uninsured"].astype(float).reset_index(drop=True)
    before = table["insured_before"].where(table["insured_before"] > 0)
    return (
        coverage_table[["level", "region_code"]]
        .reset_index(drop=True)
        .assign(
            households_uninsured=uninsured,
            lapsed=table["lapsed"],
            not_insured_before=(uninsured - table["lapsed"]).clip(lower=0),
            insured_before=table["insured_before"],
            renewed_share=table["renewed"] / before,
            joined=table["joined"],
        )
    )
