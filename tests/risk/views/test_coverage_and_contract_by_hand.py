"""Who is insured, money by legal row, targets, open claims and measures of the busy world."""

from datetime import date

import pytest
from tiny_world import LAST_DAY

from .conftest import See


def test_coverage_by_township(see: See) -> None:
    """12 households expected in each of nine villages; ten insured, the one insured twice once."""
    table = see("coverage")
    county, towns = table.iloc[0], table.iloc[1:].set_index("region_code")
    assert county[["households_expected", "households_insured", "policies"]].tolist() == [
        108, 90, 91,
    ]  # fmt: skip
    assert county["coverage_rate"] == pytest.approx(90 / 108)
    # 89 ordinary houses and the double at 30,000, one special at 20,000
    assert county["sum_insured_money"] == 90 * 30_000 + 20_000
    assert towns["households_insured"].tolist() == [30, 30, 30]
    assert towns["households_uninsured"].tolist() == [6, 6, 6]
    assert set(table["expected_source"]) == {"roster"}


def test_coverage_before_the_roster_is_unknown(see: See) -> None:
    """The roster is of 1 January 2025: on the eve nobody knows how many should be insured."""
    table = see("coverage", as_of=date(2024, 12, 31))
    assert table["households_insured"].tolist() == [91, 31, 30, 30]  # P2024-half, in 西乡
    assert set(table["expected_source"]) == {"unknown"}
    assert (
        table[["households_expected", "coverage_rate", "households_uninsured"]].isna().all().all()
    )


def test_coverage_by_group(see: See) -> None:
    """Lists name two 低保户, one of them insured, and one 优抚户, insured as an 一般户."""
    table = see("coverage_groups").set_index("household_group")
    poor, veterans, others = (table.loc[g] for g in ("subsistence", "veterans", "ordinary"))
    assert poor[["households_expected", "households_insured", "insured_as"]].tolist() == [2, 1, 1]
    assert veterans[["households_expected", "households_insured", "insured_as"]].tolist() == [
        1, 1, 0,
    ]  # fmt: skip
    # 108 expected less 3 listed; 90 insured less 2 listed and insured
    assert others[["households_expected", "households_insured"]].tolist() == [105, 88]
    assert others["coverage_rate"] == pytest.approx(88 / 105)
    assert table.loc["extremely_poor", "expected_source"] == "unknown"


def test_without_lists_ordinary_households_are_unknown_too(see: See) -> None:
    """Before the first list nobody knows how many of the insured are special."""
    table = see("coverage_groups", as_of=date(2021, 12, 31))
    assert set(table["expected_source"]) == {"unknown"}
    assert table["households_insured"].isna().all()


def test_who_is_not_insured_any_more(see: See) -> None:
    """91 households at New Year 2025; the one of P2024-half left at the end of June."""
    table = see("uninsured").set_index(["level", "region_code"])
    county = table.iloc[0]
    assert county[["insured_before", "lapsed", "joined"]].tolist() == [91, 1, 0]
    assert county[["households_uninsured", "not_insured_before"]].tolist() == [18, 17]
    assert county["renewed_share"] == pytest.approx(90 / 91)
    lapsed = see("lapsed")
    assert lapsed[["policy_id", "region_code"]].to_numpy().tolist() == [
        ["P2024-half", "990001101201"]
    ]
    assert str(lapsed["insured_to"].iloc[0])[:10] == "2025-06-30"
    assert see("lapsed", as_of=date(2025, 6, 30)).empty  # its last day still counts


def test_faults_of_groups(see: See) -> None:
    """H5-0 is listed as 优抚户 and insured as an ordinary household; H1-2 fits its list."""
    table = see("group_faults")
    assert table[["policy_id", "fault", "listed_now"]].to_numpy().tolist() == [
        ["P2025-5-0", "listed_insured_ordinary", "veterans"]
    ]
    assert "H5-0" not in table.to_csv()


def test_premium_by_legal_row(see: See) -> None:
    """Ordinary 10 + 10 + 10, special 0 + 10 + 10; P2025-9-9 paid two more than its row asks."""
    table = see("premium").set_index(["contract_year", "premium_row"])
    assert table["policies"].to_dict() == {
        (2023, "一般户"): 89, (2023, "特殊群体"): 1,
        (2024, "一般户"): 90, (2024, "特殊群体"): 2,  # P2024-half; the leap day's house
        (2025, "一般户"): 90, (2025, "特殊群体"): 1,  # P2025-double
    }  # fmt: skip
    assert table["household_money"].tolist() == [890, 0, 900, 0, 902, 0]
    assert table["province_money"].tolist() == [890, 10, 900, 20, 900, 10]
    assert table["household_money_difference"].tolist() == [0, 0, 0, 0, 2, 0]
    assert table["wrong"].tolist() == [0, 0, 0, 0, 1, 0]
    wrong = see("premium_mismatches")
    assert wrong[["policy_id", "what", "expected", "actual"]].to_numpy().tolist() == [
        ["P2025-9-9", "household_money", 10, 12]
    ]


def test_doubles(see: See) -> None:
    """H2-5 is insured twice in one village from March on: 306 days, the same house."""
    table = see("doubles")
    assert table[["policy_id", "other_policy_id", "days", "verdict"]].to_numpy().tolist() == [
        ["P2025-2-5", "P2025-double", 306, "same_house"]
    ]
    assert see("doubles", as_of=date(2025, 2, 28)).empty


def test_outbuildings(see: See) -> None:
    """A policy without a room, and a refusal that names what the clause excludes."""
    table = see("outbuildings").fillna("")
    assert table[["hint", "policy_id", "claim_id", "word"]].to_numpy().tolist() == [
        ["claimed", "", "C36", "附属建筑"], ["no_room", "P2025-9-8", "", ""],
    ]  # fmt: skip


def test_targets_of_2024(see: See) -> None:
    """July: 15 of the storm's 20 in time where 0.9 is asked; T1 closed; two of three satisfied."""
    table = see("targets", year_to=2024).set_index(["month", "metric"])
    assert table["verdict"].to_dict() == {
        (7, "到场时效达标率"): "missed", (7, "投诉办结率"): "met", (8, "满意率"): "met",
    }  # fmt: skip
    assert table.loc[(7, "到场时效达标率"), ["actual", "n"]].tolist() == [0.75, 20]
    assert table.loc[(7, "到场时效达标率"), "difference"] == pytest.approx(-0.15)
    assert table.loc[(8, "满意率"), "actual"] == pytest.approx(2 / 3)


def test_targets_of_2025(see: See) -> None:
    """November: all 7 reached were in time, 90 of 108 insured; closing took 17.1 days."""
    table = see("targets").set_index("metric")
    assert table.loc["到场时效达标率", ["actual", "n", "verdict"]].tolist() == [1, 7, "met"]
    assert table.loc["参保率", "actual"] == pytest.approx(90 / 108)
    assert table.loc["参保率", "verdict"] == "missed"
    # six paid twenty days less an hour after the report, C36 refused at its survey, 2½ h after
    days = (6 * (20 - 1 / 24) + 2.5 / 24) / 7
    assert table.loc["平均结案天数", "actual"] == pytest.approx(days)
    assert table.loc["平均结案天数", "verdict"] == "met"  # 18 asked, less is better
    assert table.loc["满意率", ["actual", "verdict"]].tolist() == [0, "missed"]
    hotline = table.loc["热线接听率"]  # nobody called in 2025: no number, no verdict
    assert hotline["actual"] != hotline["actual"]
    assert hotline["verdict"] in ("no_data", "cannot_tell")


def test_open_claims_and_their_age(see: See) -> None:
    """C39 of 8 and C40 of 9 November: 53 and 52 days old at the end of the year."""
    table = see("open_claims")
    ages = [(LAST_DAY - date(2025, 11, day)).days for day in (8, 9)]
    assert table["claim_id"].tolist() == ["C39", "C40"]
    assert table["age_days"].tolist() == ages == [53, 52]
    assert not table[["reached", "surveyed", "approved"]].any().any()
    bins = see("open_ages").set_index("from_day")["claims"]
    assert bins[bins > 0].to_dict() == {31: 2}
    assert bins.index.tolist() == [0, 8, 15, 31, 61, 91, 181]


def test_corrections_and_rejects(see: See) -> None:
    """One grade changed by the second load; one claim and one policy refused by the first."""
    changed = see("corrections")
    assert changed[["ledger", "column", "changes", "first_told"]].to_numpy().tolist() == [
        ["claim", "damage_grade", 1, 0]
    ]
    refused = see("rejects").set_index("ledger")
    assert refused["rows_rejected"].to_dict() == {"claim": 1, "policy": 1}
    # 41 rows of claims and the corrected one; 90 + 93 + 91 policies
    assert refused["rows_in"].to_dict() == {"claim": 41 + 1, "policy": 90 + 93 + 91}
    assert refused["share"].to_dict() == pytest.approx({"claim": 1 / 42, "policy": 1 / 274})


def test_measures(see: See) -> None:
    """M1 is measured, M2 overdue since September, M3 has 90 days, M5 is not decided yet."""
    table = see("measures").set_index("measure_id")
    assert table["standing"].to_dict() == {
        "M1": "measured", "M2": "overdue", "M3": "running", "M4": "no_due_day",
    }  # fmt: skip
    assert table["change"].dropna().to_dict() == pytest.approx({"M1": 0.15})
    # 30 September to 31 December is 92 days back; 31 March is 90 days ahead
    assert table["days_left"].dropna().to_dict() == {"M2": -92, "M3": 90}
    early = see("measures", as_of=date(2024, 12, 1)).set_index("measure_id")
    assert early["standing"].to_dict() == {"M1": "running"}  # its value is of the due day
