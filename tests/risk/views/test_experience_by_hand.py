"""Claims against exposure on the busy world, worked out by hand: see `busy_world` and `tiny_world`.

House-years: 90 houses a year for three years; P2024-half adds 184 of 366 days of 2024 and 181 of
365 of 2025; P2024-leap adds 29 February 2024, a day of 366; P2025-double adds 306 of 365.
"""

from datetime import date
from math import exp, sqrt

import pandas as pd
import pytest
from scipy.stats import chi2
from scipy.stats import t as student

from .conftest import See

HALF, LEAP, DOUBLE = 184 / 366 + 181 / 365, 1 / 366, 306 / 365
WHOLE = 270 + HALF + LEAP + DOUBLE


def column(table: pd.DataFrame, key: str, value: str) -> dict[object, float]:
    """One column by another, without the group that is not known."""
    known = table[table[key].notna()]
    return dict(zip(known[key].tolist(), known[value].tolist(), strict=True))


def test_by_year_to_the_day(see: See) -> None:
    """90 whole houses and the odd days; premium is earned over a policy's own days."""
    table = see("experience", "year")
    assert column(table, "year", "house_years") == pytest.approx(
        {2023: 90, 2024: 90 + 184 / 366 + 1 / 366, 2025: 90 + 181 / 365 + 306 / 365}
    )
    # a 低保户 pays nothing itself: 20 instead of 30, in village 1 each year; the leap day's as well
    assert column(table, "year", "premium_money") == pytest.approx(
        {
            2023: 89 * 30 + 20,
            2024: 89 * 30 + 20 + 30 * 184 / 365 + 20,
            2025: 89 * 30 + 20 + 30 * 181 / 365 + 30 + 2,  # double's 30 whole, P2025-9-9's 2 more
        }
    )
    assert column(table, "year", "claims") == {2023: 4, 2024: 27, 2025: 9}
    assert column(table, "year", "paid_money") == {2023: 4000, 2024: 34_000, 2025: 6000}
    assert column(table, "year", "paid_claims") == {2023: 4, 2024: 27, 2025: 6}
    assert column(table, "year", "open_claims") == {2023: 0, 2024: 0, 2025: 2}
    assert column(table, "year", "rejected_claims") == {2023: 0, 2024: 0, 2025: 1}
    assert column(table, "year", "little_data") == {2023: True, 2024: False, 2025: True}


def test_frequency_loss_cost_and_loss_ratio(see: See) -> None:
    """2023: 4 claims on 90 house-years, 4,000 of 2,690 earned; Garwood's 90 % of 4 by table."""
    row = see("experience", "year").iloc[0]
    assert row["claims_per_1000_house_years"] == pytest.approx(4 / 90 * 1000)
    assert row["claims_per_1000_house_years_lo"] == pytest.approx(1.366 / 90 * 1000, rel=1e-3)
    assert row["claims_per_1000_house_years_hi"] == pytest.approx(9.154 / 90 * 1000, rel=1e-3)
    assert row["loss_cost_money"] == pytest.approx(4000 / 90)
    assert row["loss_ratio"] == pytest.approx(4000 / 2690)


def test_the_interval_of_many_claims_is_garwoods(see: See) -> None:
    """40 claims in all: half the quantiles of chi square with 80 and 82 degrees of freedom."""
    row = see("experience").iloc[0]
    assert (row["claims"], row["paid_money"]) == (40, 44_000)
    assert row["house_years"] == pytest.approx(WHOLE)
    low, high = chi2.ppf(0.05, 80) / 2, chi2.ppf(0.95, 82) / 2
    assert row["claims_per_1000_house_years_lo"] == pytest.approx(1000 * low / WHOLE)
    assert row["claims_per_1000_house_years_hi"] == pytest.approx(1000 * high / WHOLE)


def test_mean_paid_by_event_with_its_scatter(see: See) -> None:
    """The storm paid 5,000, 3,000, 2,000 and seventeen times 1,000; outside it all are alike."""
    rows = see("experience", "event").set_index("event")
    paid = [5000, 3000, 2000] + [1000] * 17
    mean = sum(paid) / 20
    scatter = sqrt(sum((x - mean) ** 2 for x in paid) / 19)
    widened = exp(student.ppf(0.95, 19) * scatter / sqrt(20) / mean)
    storm = rows.loc[True, ["mean_paid_money", "mean_paid_money_lo", "mean_paid_money_hi"]]
    assert storm.tolist() == pytest.approx([1350, 1350 / widened, 1350 * widened])
    calm = rows.loc[False, ["mean_paid_money", "mean_paid_money_lo", "mean_paid_money_hi"]]
    assert calm.tolist() == pytest.approx([1000, 1000, 1000])
    assert rows["house_years"].tolist() == pytest.approx([WHOLE, WHOLE])  # repeated, not split


def test_by_season_to_the_day(see: See) -> None:
    """Summer is June to August: 92 days a year, and what the odd policies cover of them."""
    table = see("experience", "season")
    # half: July and August 2024 (62 days), June 2025 (30); double: 92 days of summer 2025
    summer = 90 * (92 / 365 + 92 / 366 + 92 / 365) + 62 / 366 + 30 / 365 + 92 / 365
    # winter: January, February and December; half: December 2024 (31), January, February 2025 (59)
    winter = 90 * (90 / 365 + 91 / 366 + 90 / 365) + 31 / 366 + 59 / 365 + 1 / 366 + 31 / 365
    house_years = column(table, "season", "house_years")
    assert house_years["summer"] == pytest.approx(summer)
    assert house_years["winter"] == pytest.approx(winter)
    assert sum(house_years.values()) == pytest.approx(WHOLE)
    # May 2023: 4; July and August 2024: 20 and 5; September 2024: 2; November 2025: 9
    assert column(table, "season", "claims") == {
        "spring": 4, "summer": 25, "autumn": 11, "winter": 0,
    }  # fmt: skip
    assert column(table, "season", "paid_money")["summer"] == 32_000


def test_by_structure(see: See) -> None:
    """Houses 0 and 1 of nine villages for three years; 20 claims name no policy, so no house."""
    table = see("experience", "structure")
    assert column(table, "structure", "house_years") == pytest.approx(
        {"brick_concrete": 27, "brick_wood": 27, "earth_wood": WHOLE - 54}
    )
    # the storm reached houses 0 and 1 of villages 1, 2 and 3
    assert column(table, "structure", "claims") == {
        "brick_concrete": 3, "brick_wood": 3, "earth_wood": 14,
    }  # fmt: skip
    assert column(table, "structure", "paid_money") == {
        "brick_concrete": 5000 + 2000 + 1000, "brick_wood": 3000 + 1000 + 1000,
        "earth_wood": 14_000,
    }  # fmt: skip
    assert column(table, "structure", "loss_cost_money")["brick_concrete"] == pytest.approx(
        8000 / 27
    )
    unknown = table[table["structure"].isna()].iloc[0]
    assert (unknown["claims"], unknown["house_years"]) == (20, 0)


def test_by_decade_what_is_not_known_has_no_rate(see: See) -> None:
    """1994 and 2003; houses of no known year and claims of no known house are not one group."""
    table = see("experience", "built_decade")
    assert column(table, "built_decade", "house_years") == pytest.approx({1990: 27, 2000: 27})
    assert column(table, "built_decade", "claims") == {1990: 3, 2000: 3}
    unknown = table[table["built_decade"].isna()].iloc[0]
    assert unknown["claims"] == 14 + 20
    assert unknown["house_years"] == pytest.approx(WHOLE - 54)
    rates = ["claims_per_1000_house_years", "loss_cost_money", "loss_ratio"]
    assert unknown[rates].isna().all()
    assert unknown["mean_paid_money"] == pytest.approx(31_000 / 31)


def test_by_group_lists_count(see: See) -> None:
    """H1-2 is a 低保户 by its policies and the leap day's house too; H5-0 is 优抚户 by the list."""
    table = see("experience", "household_group")
    assert column(table, "household_group", "house_years") == pytest.approx(
        {"subsistence": 3 + LEAP, "veterans": 3, "ordinary": 264 + HALF + DOUBLE}
    )
    # C03 stands on house 2 of village 1, the other storm claims on ordinary houses
    assert column(table, "household_group", "claims") == {
        "subsistence": 1, "veterans": 0, "ordinary": 19,
    }  # fmt: skip
    assert column(table, "household_group", "loss_ratio")["subsistence"] == pytest.approx(
        1000 / (3 * 20 + 20)
    )


def test_by_township_and_year(see: See) -> None:
    """西乡 has the storm: 10 + 6 + 4, one claim a village in 2023 and 2025."""
    table = see("experience", "township_code", "year").set_index(["township_code", "year"])
    west = table.loc["990001101"]
    assert west["claims"].to_dict() == {2023: 3, 2024: 20, 2025: 3}
    assert west["house_years"].to_dict() == pytest.approx(
        {2023: 30, 2024: 30 + 184 / 366 + 1 / 366, 2025: 30 + 181 / 365 + 306 / 365}
    )
    # 中乡: village 4 in 2023; villages 5 and 6 and the claim without a village in 2024
    assert table.loc["990001102", "claims"].to_dict() == {2023: 1, 2024: 3, 2025: 3}
    assert table.loc["990001103", "claims"].to_dict() == {2023: 0, 2024: 3, 2025: 3}


def test_seen_from_an_earlier_day(see: See) -> None:
    """On 10 July 2024 the storm is reported, nothing of it is paid, 192 of 366 days have passed."""
    row = see("experience", as_of=date(2024, 7, 10)).iloc[0]
    assert (row["claims"], row["open_claims"], row["paid_money"]) == (24, 20, 4000)
    # 31 + 29 + 31 + 30 + 31 + 30 + 10 = 192 days; half: 10 days of July; the leap day
    assert row["house_years"] == pytest.approx(90 + 90 * 192 / 366 + 10 / 366 + 1 / 366)


def test_largest(see: See) -> None:
    """5,000, 3,000 and 2,000 of 44,000; then 1,000 each by number of the claim, twenty in all."""
    table = see("largest")
    assert table["claim_id"].head(4).tolist() == ["C01", "C02", "C11", "C03"]
    assert table["share_of_paid"].head(3).tolist() == pytest.approx([5 / 44, 3 / 44, 2 / 44])
    assert len(table) == 20
    assert see("largest", families=("flood",))["share_of_paid"].tolist() == [0.2] * 5
    last = see("largest", year_from=2025)  # a refused and two open claims are left out
    assert (last["paid_money"] > 0).all()
    assert len(last) == see("experience", year_from=2025)["paid_claims"].sum()
    assert len(last) < see("experience", year_from=2025)["claims"].sum()


def test_claims_newest_first(see: See) -> None:
    """40 claims from C40 of November 2025 back to C21 of May 2023."""
    table = see("claims")
    assert len(table) == 40
    assert table["claim_id"].iloc[[0, -1]].tolist() == ["C40", "C21"]
    assert table["loss_at"].is_monotonic_decreasing
    assert see("claims", region_code="990001103")["claim_id"].tolist() == [
        "C40", "C39", "C38", "C29", "C28", "C27",
    ]  # fmt: skip


def test_development_all_paid_within_the_year(see: See) -> None:
    """Every payment comes after 20 days: factors of one, nothing to come, two claims still open."""
    table = see("development").set_index("origin")
    assert table["latest"].to_dict() == {
        "2023-01-01": 4000, "2024-01-01": 34_000, "2025-01-01": 6000,
    }  # fmt: skip
    assert table["ibnr"].tolist() == [0, 0, 0]
    assert table["open_claims"].tolist() == [0, 0, 2]
    assert table["without_estimate"].tolist() == [0, 0, 2]
    assert see("factors")["factor"].tolist() == [1, 1]


def test_development_cut_by_the_last_day(see: See) -> None:
    """By 20 November 2025 years run from 21 November: nothing of November's claims is paid yet."""
    table = see("development", as_of=date(2025, 11, 20)).set_index("origin")
    # 2023's claims lie in the year to November 2023, C05's and all others of 2024 in the next
    assert table["latest"].tolist() == [4000, 34_000, 0]
    assert table.loc["2024-11-21", "open_claims"] == 8  # all but C36, refused when surveyed
    assert table.loc["2024-11-21", "note"] == "not enough data"
