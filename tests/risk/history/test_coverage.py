"""Expected against insured households, and premium shares against the legal rows."""

import pandas as pd
import pytest

from risk.history.coverage import coverage, coverage_by_group, uninsured_reasons
from risk.history.premium_rows import judge, judge_ways, mismatches, reconciliation
from risk.settings import PremiumRow
from risk.terms import Group

PLACES = pd.DataFrame(
    {
        "code": ["9", "T", "U", "T1", "T2", "U1"],
        "level": ["county", "township", "township", "village", "village", "village"],
        "township_code": [None, "T", "U", "T", "T", "U"],
    }
)
ROSTER = ["region_code", "level", "township_code", "households_expected", "listed_on", "source"]
DAY = pd.Timestamp("2025-01-01")
ORDINARY = PremiumRow("一般户", (Group.ORDINARY,), 10, 10, 10, 30000, 2020)
SPECIAL = PremiumRow("特殊群体", (Group.VETERANS,), 0, 10, 10, 20000, 2020, 2024)


def enrolled() -> pd.DataFrame:
    """100 households: 60 in T (40 in T1, 15 in T2, 5 known to the township), 40 in U1."""
    rows = [
        ("county", None, None, False, None, 104, 100), ("township", "T", None, False, None, 62, 60),
        ("township", "U", None, False, None, 42, 40), ("village", "T", "T1", False, None, 40, 40),
        ("village", "T", "T2", False, None, 15, 15), ("village", "U", "U1", False, None, 42, 40),
        ("county", None, None, True, "ordinary", 92, 88),
        ("county", None, None, True, "veterans", 12, 12),
    ]  # fmt: skip
    columns = [
        "level",
        "township_code",
        "region_code",
        "of_group",
        "household_group",
        "policies",
        "households",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(cover_line="scheme", sum_insured_money=1.0)


def roster(*rows: tuple[str, str, str | None, int]) -> pd.DataFrame:
    return pd.DataFrame([(*row, DAY, "镇统计") for row in rows], columns=ROSTER)


def told(*rows: tuple[str, str, str | None, int]) -> pd.DataFrame:
    table = coverage(enrolled(), roster(*rows), PLACES)
    return table.set_index(table["region_code"].fillna("county"))


T1, T2 = ("T1", "village", "T", 50), ("T2", "village", "T", 25)
U1 = ("U1", "village", "U", 45)


def test_without_a_roster_coverage_is_unknown():
    """Whatever else is known of the households."""
    table = told()
    assert set(table["expected_source"]) == {"unknown"}
    assert (
        table[["households_expected", "coverage_rate", "households_uninsured"]].isna().all().all()
    )
    assert table["households_insured"].tolist() == [100, 60, 40]


def test_every_village_listed():
    """60 of 75, 40 of 45, 100 of 120; households without a village count in their township."""
    table = told(T1, T2, U1)
    assert table["coverage_rate"].tolist() == pytest.approx([100 / 120, 60 / 75, 40 / 45])
    assert table["households_uninsured"].tolist() == [20, 15, 5]
    assert table.loc["county", ["villages", "villages_listed"]].tolist() == [3, 3]
    assert table.loc["county", "list_source"] == "镇统计"
    assert (table["listed_on"] == DAY).all()


def test_a_part_of_the_villages_is_compared_with_that_part():
    """Only T1 is listed: 40 of its 50, in the township and in the county."""
    table = told(T1)
    assert table["coverage_rate"].fillna(-1).tolist() == pytest.approx([0.8, 0.8, -1])
    assert table.loc["county", "households_insured_listed"] == 40


def test_a_township_listed_as_a_whole():
    """Its row stands where none of its villages is listed, and is not added where one is."""
    assert told(("U", "township", "U", 50)).loc["U", "coverage_rate"] == 0.8
    assert told(T1, T2, ("T", "township", "T", 999)).loc["T", "households_expected"] == 75


def test_only_the_county_is_listed():
    """The county has a rate, its townships have none."""
    table = told(("9", "county", None, 125))
    assert table["coverage_rate"].fillna(-1).tolist() == [0.8, -1, -1]
    assert table.loc["county", "expected_source"] == "roster"


def test_more_insured_than_expected_is_told():
    """The rate exceeds one and says so; nobody is uninsured."""
    row = told(T1, T2, ("U1", "village", "U", 32)).loc["U"]
    assert (row["coverage_rate"], row["more_than_expected"], row["households_uninsured"]) == (
        1.25,
        True,
        0,
    )


def test_commercial_cover_is_apart():
    """No commercial policy: nobody is covered by it."""
    table = coverage(enrolled(), roster(T1, T2, U1), PLACES, cover_line="commercial")
    assert table["households_insured"].sum() == 0
    assert table["coverage_rate"].iloc[0] == 0


def listed(*rows: tuple[str, int, int]) -> pd.DataFrame:
    frame = pd.DataFrame(
        rows, columns=["household_group", "households_listed", "households_insured"]
    )
    return frame.assign(source="民政局")


def test_groups_against_their_lists():
    """8 of 10 listed veterans; of 110 others 92 are insured; no list of the poor: unknown."""
    county = told(T1, T2, U1).loc["county"].to_dict()
    by_group = coverage_by_group(listed(("veterans", 10, 8), ("all", 10, 8)), enrolled(), county)
    rows = by_group.set_index("household_group")
    assert rows.loc["veterans", ["coverage_rate", "insured_as"]].tolist() == [0.8, 12]
    assert rows.loc["ordinary", "coverage_rate"] == pytest.approx(92 / 110)
    assert rows.loc["subsistence", "expected_source"] == "unknown"
    part = coverage_by_group(listed(), enrolled(), told(T1).loc["county"].to_dict())
    assert part["coverage_rate"].isna().all()


def test_why_not_as_far_as_policies_tell():
    """Of 20 uninsured in the county 6 lapsed."""
    renewal = pd.DataFrame(
        [("T", 50, 46, 4, 14), ("U", 42, 40, 2, 0)],
        columns=["township_code", "insured_before", "renewed", "lapsed", "joined"],
    )
    table = uninsured_reasons(told(T1, T2, U1).reset_index(drop=True), renewal)
    assert table.iloc[0][["lapsed", "not_insured_before", "joined"]].tolist() == [6, 14, 14]
    assert table.loc[1, "renewed_share"] == pytest.approx(0.92)


def way(
    *amounts: float | None, group: str | None = "ordinary", year: int = 2024
) -> dict[str, object]:
    names = ["household_money", "province_money", "county_money", "sum_insured_money"]
    return {
        "contract_year": year,
        "household_group": group,
        **dict(zip(names, amounts, strict=True)),
    }


@pytest.mark.parametrize(
    ("priced", "row", "wrong"),
    [
        (way(10, 10, 10, 30000), "一般户", ()),
        (way(15, 10, 10, 30000), "一般户", ("household_money",)),
        (way(0, 10, 10, 20000, group="veterans"), "特殊群体", ()),
        (way(0, 10, 10, 20000, group=None), "特殊群体", ()),
        (way(10, None, 10, 30000), "一般户", ()),
        (way(0, 10, 10, 20000, group="veterans", year=2025), None, ("no_legal_row",)),
    ],
)  # fmt: skip
def test_a_price_fits_a_row_or_names_what_does_not(
    priced: dict[str, object], row: str | None, wrong: tuple[str, ...]
):
    """Missing amounts are not doubted; a row past its years is none."""
    found = judge(priced, [ORDINARY, SPECIAL])
    assert (None if found.row is None else found.row.name, found.wrong) == (row, wrong)


def test_reconciliation_and_its_list():
    """Three good policies, one that paid 15 for 10: 5 too much, told with its number."""
    ways = pd.DataFrame(
        [way(10, 10, 10, 30000) | {"policies": 3}, way(15, 10, None, 30000) | {"policies": 1}]
    )
    judged = judge_ways(ways, [ORDINARY, SPECIAL])
    row = reconciliation(ways, judged).iloc[0]
    assert (row["policies"], row["wrong"], row["not_given"]) == (4, 1, 1)
    assert (row["household_money"], row["household_money_difference"]) == (45, 5)
    assert (row["county_money"], row["county_money_difference"]) == (30, 0)
    policies = pd.DataFrame(
        {
            "number": [1],
            "policy_id": ["P4"],
            "household": ["HABC…XYZ"],
            "region_code": ["T1"],
            "start_date": [DAY],
        }
    )
    listed = mismatches(ways, judged, policies)
    assert listed[["policy_id", "what", "expected", "actual"]].to_numpy().tolist() == [
        ["P4", "household_money", 10, 15.0]
    ]
    assert reconciliation(ways, judge_ways(ways, [])).empty
