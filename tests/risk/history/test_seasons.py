"""Profiles and compared rates: exact by hand without clusters, honest with them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from risk.errors import ModelError
from risk.history.seasons import NOT_ENOUGH, compare, profile, rate_ratio

FIRST, LAST = date(2018, 1, 1), date(2024, 12, 31)
DAYS = pd.date_range(FIRST, LAST)
WEEKEND = np.asarray(DAYS.day_of_week >= 5)


def ledger(stamps: pd.DatetimeIndex, family: str = "storm") -> pd.DataFrame:
    """Claims reported and lost at these times."""
    return pd.DataFrame(
        {
            "reported_at": stamps,
            "loss_at": stamps,
            "peril_family": family,
            "time_precision": "minute",
        }
    )


def clustered(rng: np.random.Generator) -> pd.DataFrame:
    """Seven years with three events a year; every day's rate is 1.6 times as high on weekends."""
    rate = np.full(len(DAYS), 0.6)
    for _ in range(rng.poisson(21)):
        since = np.arange(len(DAYS)) - rng.integers(len(DAYS))
        rate += (
            24 * rng.gamma(1.0) * np.where((since >= 0) & (since < 10), np.exp(-abs(since) / 2), 0)
        )
    return ledger(DAYS.repeat(rng.poisson(rate * np.where(WEEKEND, 1.6, 1.0))))


def test_the_exact_ratio_by_hand():
    """30 claims in 10 days against 20 in 20: ratio 3; the limits are those of the binomial."""
    ratio, low, high = rate_ratio(np.array([30.0, 20.0]), np.array([10.0, 20.0]))
    assert ratio == pytest.approx(3.0)
    for limit, chance in ((low, stats.binom.sf(29, 50, low / (low + 2))),
                          (high, stats.binom.cdf(30, 50, high / (high + 2)))):  # fmt: skip
        assert chance == pytest.approx(0.025)
        assert limit > 0


def test_no_claims_on_one_side():
    """Zero against some: ratio 0 with a finite upper limit; some against zero has no ratio."""
    assert rate_ratio(np.array([0.0, 9.0]), np.array([1.0, 1.0]))[:2] == (0.0, 0.0)
    ratio, low, high = rate_ratio(np.array([9.0, 0.0]), np.array([1.0, 1.0]))
    assert np.isnan(ratio)
    assert low > 1
    assert np.isinf(high)


@given(
    st.integers(1, 200), st.integers(1, 200), st.floats(0.1, 100), st.floats(1, 20)
)  # fmt: skip
def test_the_ratio_lies_inside_and_scatter_widens(a, b, time, dispersion):
    """lo ≤ ratio ≤ hi, and more scatter never narrows."""
    sides, times = np.array([a, b], dtype=float), np.array([time, 1.0])
    ratio, low, high = rate_ratio(sides, times)
    assert low <= ratio <= high
    _, wider_low, wider_high = rate_ratio(sides, times, dispersion=dispersion)
    assert wider_low <= low * (1 + 1e-9)
    assert wider_high >= high * (1 - 1e-9)


def test_evenly_spread_claims_have_no_dispersion():
    """One claim a weekday, two a weekend day: ratio 2, and nothing beyond Poisson."""
    table = compare(ledger(DAYS.repeat(1 + WEEKEND)), contrast="weekend", first=FIRST, as_of=LAST)
    row = table.set_index("peril_family").loc["storm"]
    assert row["ratio"] == pytest.approx(2.0)
    assert row["dispersion"] == 1
    assert (row["lo"], row["hi"]) == (row["plain_lo"], row["plain_hi"])
    assert row["at_risk"] + row["at_risk_rest"] == len(DAYS)
    assert table["peril_family"].tolist() == ["storm", "all"]


def test_intervals_hold_when_claims_come_in_events():
    """40 records, true ratio 1.6: the 95 % interval holds it, Poisson's mostly does not."""
    rng = np.random.default_rng(4)
    days = {"first": FIRST, "as_of": LAST}
    rows = [compare(clustered(rng), contrast="weekend", **days).iloc[-1] for _ in range(40)]
    table = pd.DataFrame(rows)
    held = table["lo"].le(1.6) & table["hi"].ge(1.6)
    plain = table["plain_lo"].le(1.6) & table["plain_hi"].ge(1.6)
    assert 0.88 <= held.mean() <= 1
    assert plain.mean() < 0.65
    assert table["dispersion"].median() > 5


def test_holidays_leave_the_weekend_or_stand_against_the_rest():
    """Holidays belong to neither side of a weekend; a worked Saturday is a weekday."""
    claims = ledger(DAYS.repeat(2))
    off, worked = [date(2020, 10, 1), date(2020, 10, 2)], [date(2020, 10, 10)]
    kwargs = {"first": FIRST, "as_of": LAST, "holidays": off}
    row = compare(claims, contrast="weekend", workdays=worked, **kwargs).iloc[0]
    assert row["at_risk"] == WEEKEND.sum() - 1
    assert row["at_risk_rest"] == (~WEEKEND).sum() - 2 + 1
    row = compare(claims, contrast="holiday", **kwargs).iloc[0]
    assert (row["at_risk"], row["claims"]) == (2, 4)
    assert (row["note"], np.isnan(row["ratio"])) == (NOT_ENOUGH, True)  # two days of one block
    yearly = [date(y, 10, d) for y in range(2018, 2025) for d in range(1, 8)]
    yearly += [date(y, 5, d) for y in range(2018, 2025) for d in range(1, 6)]
    row = compare(claims, contrast="holiday", **{**kwargs, "holidays": yearly}).iloc[0]
    assert (row["at_risk"], row["ratio"]) == (7 * 12, pytest.approx(1.0))
    with pytest.raises(ModelError, match="no holiday"):
        compare(claims, contrast="holiday", first=FIRST, as_of=LAST)


def test_night_against_day_counts_hours():
    """One claim at 21 h and one at 10 h each day: 12 hours on each side, ratio 1."""
    both = DAYS.repeat(2) + pd.to_timedelta(np.tile([21, 10], len(DAYS)), unit="h")
    row = compare(ledger(both), contrast="night", first=FIRST, as_of=LAST).iloc[0]
    assert row["at_risk"] == row["at_risk_rest"] == 12 * len(DAYS)
    assert row["ratio"] == pytest.approx(1.0)


def test_profile_by_month_counts_the_days_at_risk():
    """A record of 15 January to 10 March 2024: 17, 29 and 10 days; nine months not at risk."""
    days = pd.date_range("2024-01-15", "2024-03-10")
    table = profile(ledger(days), by="month", first=date(2024, 1, 15), as_of=date(2024, 3, 10))
    one = table[table["peril_family"] == "all"]
    assert one["at_risk"].tolist()[:4] == [17, 29, 10, 0]
    assert one["per_day"].tolist()[:3] == [1, 1, 1]
    assert one["per_day"].iloc[3:].isna().all()
    assert set(one["note"]) == {NOT_ENOUGH}  # three months are no record of seasons
    assert one["per_day_lo"].isna().all()


def test_profile_by_weekday_and_hour_by_hand():
    """Two claims on Mondays at 9 h, none else: relative rate 7 of the day, 24 of the hour."""
    mondays = DAYS[DAYS.day_of_week == 0] + pd.Timedelta(hours=9)
    claims = ledger(mondays.repeat(2))
    days = profile(claims, by="weekday", first=FIRST, as_of=LAST).iloc[:7]
    assert days["per_day"].iloc[0] == 2
    assert days["relative"].iloc[0] == pytest.approx(7, rel=0.01)
    assert (days["claims"].iloc[1:] == 0).all()
    assert (days["per_day_lo"].iloc[1:] == 0).all()
    assert (days["per_day_hi"].iloc[1:] > 0).all()
    hours = profile(claims, by="hour", first=FIRST, as_of=LAST).iloc[:24]
    assert hours["relative"].iloc[9] == pytest.approx(24)
    assert hours["at_risk"].eq(len(DAYS)).all()


def test_a_claim_without_an_hour_is_told_and_not_placed_at_midnight():
    """Day-precise claims stamped midnight have no hour; a real midnight report keeps its own."""
    claims = pd.concat([ledger(DAYS + pd.Timedelta(hours=9)), ledger(DAYS[:3])], ignore_index=True)
    claims.loc[claims.index[-2:], "time_precision"] = "day"
    table = profile(claims, by="hour", first=FIRST, as_of=LAST)
    assert table["without_hour"].unique().tolist() == [2]
    assert table.loc[table["unit"] == 0, "claims"].tolist() == [1, 1]


def test_families_and_days_outside_the_record():
    """Each family has its profile, "all" sums them, and later claims are not seen."""
    claims = pd.concat([ledger(DAYS), ledger(DAYS, "flood")], ignore_index=True)
    table = profile(claims, by="weekday", first=FIRST, as_of=date(2023, 12, 31))
    sums = table.groupby("peril_family")["claims"].sum()
    assert sums.to_dict() == {"flood": 2191, "storm": 2191, "all": 4382}
    with pytest.raises(ModelError, match="no day"):
        profile(claims, by="weekday", first=LAST, as_of=FIRST)
