"""House-years, sums and premium, worked out by hand to the day."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse_frames import NOW, claims, policies, regions, upsert

from risk.warehouse import Changes, open_version, publish
from risk.workspace import Workspace

Put = Callable[..., str]


def by_year(ws: Workspace, as_of: date, column: str = "house_years") -> dict[int, float]:
    """One exposure column by contract year."""
    with open_version(ws) as warehouse:
        return warehouse.exposure(as_of).set_index("year")[column].to_dict()


def test_a_leap_year_has_366_days(ws: Workspace, put: Put) -> None:
    """July 2023 to June 2024: 184 of 365 days, then 182 of 366."""
    put(policy=policies(("2023-07-01", "2024-06-30")))
    assert by_year(ws, date(2025, 1, 1)) == pytest.approx({2023: 184 / 365, 2024: 182 / 366})


def test_one_leap_day(ws: Workspace, put: Put) -> None:
    """A policy of one day covers one day."""
    put(policy=policies(("2024-02-29", "2024-02-29")))
    assert by_year(ws, date(2025, 1, 1)) == pytest.approx({2024: 1 / 366})
    assert by_year(ws, date(2025, 1, 1), "premium_money") == pytest.approx({2024: 30.0})


def test_as_of_cuts_cover_and_premium(ws: Workspace, put: Put) -> None:
    """By 31 January 2024 a year's policy has covered 31 days and earned 31/366 of its premium."""
    put(policy=policies(("2024-01-01", "2024-12-31")))
    assert by_year(ws, date(2024, 1, 31)) == pytest.approx({2024: 31 / 366})
    earned = by_year(ws, date(2024, 1, 31), "premium_money")
    assert earned == pytest.approx({2024: 30 * 31 / 366})
    sums = by_year(ws, date(2024, 1, 31), "sum_insured_years_money")
    assert sums == pytest.approx({2024: 30000 * 31 / 366})


def test_a_policy_not_yet_begun_counts_nothing(ws: Workspace, put: Put) -> None:
    """It has no row at all."""
    put(policy=policies(("2025-01-01", "2025-12-31")))
    assert by_year(ws, date(2024, 12, 31)) == {}


def test_commercial_cover_is_never_mixed_in(ws: Workspace, put: Put) -> None:
    """Only the scheme's policy counts, in house-years and in force."""
    terms = [("2024-01-01", "2024-12-31")] * 2
    put(policy=policies(*terms, cover_line=["scheme", "commercial"]))
    assert by_year(ws, date(2024, 12, 31)) == pytest.approx({2024: 1.0})
    with open_version(ws) as warehouse:
        assert warehouse.in_force(date(2024, 6, 1))["houses"].tolist() == [1]


def test_unknown_premium_is_not_zero(ws: Workspace, put: Put) -> None:
    """A policy without any premium part earns "unknown"."""
    unknown = dict.fromkeys(
        ("premium_household_money", "premium_province_money", "premium_county_money")
    )
    put(policy=policies(("2024-01-01", "2024-12-31"), **unknown))
    with open_version(ws) as warehouse:
        assert warehouse.exposure(date(2024, 12, 31))["premium_money"].isna().all()


def test_without_policies_each_village_counts_one(ws: Workspace, put: Put) -> None:
    """From the first to the last year with claims; the source says so."""
    put(region=regions(), claim=claims())
    with open_version(ws) as warehouse:
        exposure, houses = warehouse.exposure(date(2024, 12, 31)), warehouse.in_force(NOW.date())
    assert exposure[["region_code", "year", "house_years"]].to_numpy().tolist() == [
        ["990101", 2024, 1.0], ["990102", 2024, 1.0],
    ]  # fmt: skip
    assert set(exposure["exposure_source"]) == {"none"}
    assert houses[["region_code", "structure", "houses"]].to_numpy().tolist() == [
        ["990101", "other", 1], ["990102", "other", 1],
    ]  # fmt: skip


def test_in_force_counts_first_and_last_day(ws: Workspace, put: Put) -> None:
    """Structures apart; special households by policy."""
    terms = [("2024-01-01", "2024-12-31"), ("2024-06-01", "2024-06-30")]
    put(
        policy=policies(
            *terms, structure=["earth_wood", "frame"], household_group=["subsistence", "ordinary"]
        )
    )
    with open_version(ws) as warehouse:
        for day, houses in ((31, [1]), (1, [1, 1])):
            found = warehouse.in_force(date(2024, 5 if day == 31 else 6, day))
            assert found["houses"].tolist() == houses
        assert len(warehouse.in_force(date(2024, 6, 30))) == 2
        assert warehouse.in_force(date(2024, 7, 1))["special_households"].tolist() == [1]


DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(DAYS, DAYS).map(sorted), min_size=1, max_size=5), DAYS)
def test_house_days_add_up(
    tmp_path_factory: pytest.TempPathFactory, terms: list[list[date]], as_of: date
) -> None:
    """House-years times days of the year, over all years, are the days covered by ``as_of``."""
    ws = Workspace(tmp_path_factory.mktemp("days"))
    ws.county_file.write_text('[county]\nname = "小县"\ncode = "99"\n', "utf-8")
    frame = policies(*[(str(a), str(b)) for a, b in terms])
    publish(ws, Changes([upsert("policy", frame)]), reason="t", county=ws.county(), now=NOW)
    covered = sum(max(0, (min(end, as_of) - start).days + 1) for start, end in terms)
    days = sum(
        share * (date(year + 1, 1, 1) - date(year, 1, 1)).days
        for year, share in by_year(ws, as_of).items()
    )
    assert days == pytest.approx(covered)
