"""Contract months, targets, measures, and how open claims run off."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.history.closing import open_by_age, run_off
from risk.history.contract import (
    METRICS,
    NAMES,
    calendar_day,
    contract_month,
    measures_ledger,
    metric_of,
    targets_reached,
)


def test_a_contract_from_july():
    """June is the twelfth month of the contract year before."""
    june, july = contract_month(date(2025, 6, 30), 7), contract_month(date(2025, 7, 1), 7)
    assert (june.year, june.number, june.first_day, june.last_day) == (
        2024, 12, date(2025, 6, 1), date(2025, 6, 30)
    )  # fmt: skip
    assert (july.year, july.number) == (2025, 1)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 12))
def test_every_day_lies_in_its_month(day: date, start_month: int):
    """Between its first and last day, and the month is found again from year and number."""
    month = contract_month(day, start_month)
    assert month.first_day <= day <= month.last_day
    assert 1 <= month.number <= 12
    assert calendar_day(month.year, day.month, start_month) == month.first_day


def test_names_mean_one_metric():
    """No name stands for two metrics; an unknown one is not guessed."""
    assert len(METRICS) == sum(len(names) for names in NAMES.values()) + len(NAMES)
    assert metric_of(" 满意率 ") == "satisfied_share"
    assert metric_of("Coverage Rate") == "coverage_rate"
    assert metric_of("查勘车完好率") is None


def test_targets_against_what_was_reached():
    """Less is better for days; a running month has no verdict; an unknown metric is told."""
    targets = pd.DataFrame(
        [
            (2025, 1, "满意率", 0.95, "share"), (2025, 1, "平均结案天数", 30, "days"),
            (2025, 2, "满意率", 0.95, "share"), (2025, 3, "满意率", 0.95, "share"),
            (2025, 2, "平均结案天数", 30, "days"), (2025, 1, "车辆完好率", 1, "share"),
            (2025, 1, "热线三声接听率", 0.95, "share"),
        ],
        columns=["contract_year", "month", "metric", "value", "unit"],
    )  # fmt: skip
    actuals = pd.DataFrame(
        [
            (2025, 1, "satisfied_share", 0.9, 0.85, 0.94, 50),
            (2025, 1, "mean_closing_days", 25.0, 20, 30, 8),
            (2025, 2, "satisfied_share", 0.97, 0.9, 1, 20),
        ],
        columns=["year", "month", "metric_code", "actual", "actual_lo", "actual_hi", "n"],
    )
    told = targets_reached(targets, actuals, as_of=date(2025, 2, 20), start_month=1)
    verdicts = told.set_index(["month", "metric"])["verdict"].to_dict()
    assert verdicts == {
        (1, "满意率"): "missed", (1, "平均结案天数"): "met", (2, "满意率"): "running",
        (3, "满意率"): "not_yet", (2, "平均结案天数"): "no_data",
        (1, "车辆完好率"): "unknown_metric",
        (1, "热线三声接听率"): "cannot_tell",
    }  # fmt: skip
    days = told[(told["month"] == 1) & (told["metric"] == "平均结案天数")].iloc[0]
    assert (days["difference"], days["n"], days["little_data"], days["how"]) == (
        -5,
        8,
        True,
        "closed",
    )


def test_measures_and_where_they_stand():
    """A value after is not known before its due day; what is not yet decided does not show."""
    day = pd.Timestamp
    ledger = pd.DataFrame(
        {
            "measure_id": ["done", "late", "running", "open", "later"],
            "decided_on": [day("2025-01-01")] * 4 + [day("2025-12-01")],
            "due": [day("2025-03-01"), day("2025-03-01"), day("2025-09-01"), pd.NaT, pd.NaT],
            "value_before": [0.8] * 5,
            "value_after": [0.9, np.nan, 0.95, np.nan, np.nan],
        }
    )
    told = measures_ledger(ledger, as_of=date(2025, 6, 1)).set_index("measure_id")
    assert told["standing"].to_dict() == {
        "done": "measured", "late": "overdue", "running": "running", "open": "no_due_day"
    }  # fmt: skip
    assert told.loc["done", "change"] == pytest.approx(0.1)
    assert np.isnan(told.loc["running", "value_after"])
    assert told.loc[["late", "running"], "days_left"].tolist() == [-92, 92]


def closing(*rows: tuple[int, bool, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["year", "closed", "days", "claims"])


HALF = closing(*[(year, True, days, 50) for year in (2023, 2024) for days in (0, 10)])


def test_half_closes_at_once_the_rest_after_ten_days():
    """Open at age 5: still open on day 7, closed on day 10; nobody was open longer than that."""
    ages = pd.Series([5, 5, 5])
    near, far = (run_off(ages, HALF, days=d, seed=1) for d in (2, 5))
    assert (near.mean, near.low, near.high) == (3, 3, 3)
    assert (far.mean, far.low, far.high) == (0, 0, 0)
    assert (near.closed, near.years, near.note) == (200, 2, "")


def test_censored_claims_count_as_long_as_they_were_seen():
    """100 close at age 4, 100 were open at age 2 when last seen: nobody closes before age 4."""
    record = closing(*[(y, True, 4, 50) for y in (2023, 2024)], (2024, False, 2, 100))
    told = run_off(pd.Series([0, 3]), record, days=1, seed=1)
    assert told.mean == 1  # the one of age 3 closes, the new one stays


def test_older_than_any_on_record_stays_open():
    """And is told apart."""
    told = run_off(pd.Series([40]), HALF, days=30, seed=1)
    assert (told.mean, told.beyond_record) == (1, 1)


def test_not_enough_data_to_project():
    """Twenty closed claims, or one year, tell nothing."""
    few = closing((2023, True, 3, 10), (2024, True, 3, 10))
    for record in (few, HALF[HALF["year"] == 2023]):
        told = run_off(pd.Series([1, 2]), record, days=5, seed=1)
        assert (told.note, told.open_now) == ("not_enough_data", 2)
        assert np.isnan(told.mean)


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=20),
    st.lists(
        st.tuples(st.integers(0, 40), st.booleans(), st.integers(20, 60)), min_size=2, max_size=8
    ),
    st.integers(0, 30),
)
def test_fewer_stay_open_the_longer_one_waits(
    ages: list[int], record: list[tuple[int, bool, int]], days: int
):
    """Between none and all, within the range, never more on a later day."""
    rows = [(2020 + i % 3, closed, age, n) for i, (age, closed, n) in enumerate(record)]
    rows += [(2020, True, 5, 30), (2021, True, 9, 30)]
    near, far = (run_off(pd.Series(ages), closing(*rows), days=d, seed=3) for d in (days, days + 7))
    assert 0 <= far.mean <= near.mean + 1e-9 <= len(ages) + 1e-9
    assert near.low <= near.mean <= near.high


def test_ages_in_bins():
    """A week is still young; the last bin is open."""
    told = open_by_age(pd.Series([0, 7, 8, 400]))
    assert told["claims"].tolist() == [2, 1, 0, 0, 0, 0, 1]
    assert told["to_day"].iloc[0] == 7
    assert open_by_age(pd.Series([], dtype=int))["claims"].sum() == 0
