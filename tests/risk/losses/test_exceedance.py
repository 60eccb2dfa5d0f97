"""Exceedance curves: against laws that are known, and honest about a short record."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.losses.exceedance import draw_weights, exceedance, largest_of_year, sum_of_year

PERIODS = np.array([2.0, 5.0, 10.0, 50.0])


def test_the_largest_event_of_a_year_follows_its_frequency():
    """One event every ten years: a year holds one with chance 9.5 %, less than 1 in 10."""
    found = largest_of_year(np.array([100.0]), np.array([0.1]), np.array([5.0, 10.0, 11.0]))
    assert found.tolist() == [0.0, 0.0, 100.0]


def test_the_sum_of_a_year_is_compound_poisson():
    """Events of one size: the sum is that size times a Poisson number."""
    from scipy.stats import poisson

    found = sum_of_year(np.array([10.0]), np.array([2.0]), PERIODS)
    assert found == pytest.approx(10 * poisson.ppf(1 - 1 / PERIODS, 2.0), abs=0.05)


def test_the_sum_of_a_year_agrees_with_simulated_years():
    """200,000 years of Poisson numbers of events."""
    rng = np.random.default_rng(1)
    money, frequency = rng.lognormal(2, 1, 40), np.full(40, 1 / 20)
    years = rng.poisson(frequency, (200_000, 40)) @ money
    wanted = np.quantile(years, 1 - 1 / PERIODS)
    assert sum_of_year(money, frequency, PERIODS) == pytest.approx(wanted, rel=0.02)


def test_the_average_holds_whatever_the_curve():
    found = exceedance(np.array([5.0, 20.0]), np.array([0.1, 0.1]), years=10, seed=1)
    assert found.annual_money == pytest.approx(2.5)
    assert found.annual_money_lo < 2.5 < found.annual_money_hi
    assert (found.events, found.years) == (2, 10)


def test_periods_beyond_the_record_are_marked():
    found = exceedance(np.array([5.0, 20.0]), np.array([0.1, 0.1]), years=10, seed=1).curve
    beyond = found.loc[found["beyond_record"], "return_period_years"]
    assert beyond.min() > 10
    assert set(found["kind"]) == {"oep", "aep"}


def test_a_short_record_leaves_more_doubt():
    """The same events a year from 5 and from 50 years."""

    def width(events):
        money, rate = np.full(events, 10.0), np.full(events, 2.0 / events)
        found = exceedance(money, rate, years=events / 2, seed=1)
        return found.annual_money_hi - found.annual_money_lo

    assert width(10) > 2 * width(100)


def test_doubt_about_losses_widens_the_range():
    money, rate = np.full(30, 10.0), np.full(30, 0.1)
    known = exceedance(money, rate, years=10, seed=1)
    factor = np.random.default_rng(2).lognormal(0, 1, (400, 1))
    doubted = exceedance(money, rate, years=10, seed=1, drawn_money=money * factor)
    assert doubted.annual_money_hi > 1.5 * known.annual_money_hi


def test_events_drawn_anew_have_the_doubt_of_a_poisson_count():
    """Weights have mean 1; their sum spreads as the root of the number of events."""
    sums = draw_weights(25, 4000, seed=1).sum(axis=1)
    assert sums.mean() == pytest.approx(25, rel=0.02)
    assert sums.std() == pytest.approx(5, rel=0.06)


@given(
    st.lists(st.tuples(st.floats(0, 1e9), st.floats(0, 3)), min_size=1, max_size=12),
    st.integers(0, 5),
)
@settings(max_examples=60, deadline=None)
def test_rarer_years_lose_more_and_ranges_hold_the_value(events, seed):
    money, rate = np.array(events).T
    found = exceedance(money, rate, years=20, seed=seed, draws=20)
    for _, curve in found.curve.groupby("kind"):
        assert curve["loss_money"].is_monotonic_increasing
        assert (curve["loss_money_lo"] <= curve["loss_money"]).all()
        assert (curve["loss_money"] <= curve["loss_money_hi"]).all()
        assert np.isfinite(curve["loss_money_hi"]).all()
    oep, aep = (found.curve.query("kind == @k")["loss_money"].to_numpy() for k in ("oep", "aep"))
    step = (money @ rate + 8 * np.sqrt(rate @ money**2) + 2 * money.max()) / 8000
    assert (aep >= oep - step - 1e-6).all()


def test_losses_too_small_to_count_are_none():
    found = sum_of_year(np.array([5e-324, 0.0]), np.array([1.0, 1.0]), PERIODS)
    assert found.tolist() == [0.0] * 4


def test_no_event_and_impossible_losses_are_refused():
    with pytest.raises(ModelError, match="no event"):
        exceedance(np.empty(0), np.empty(0), years=10, seed=1)
    with pytest.raises(ModelError, match="negative"):
        exceedance(np.array([-1.0]), np.array([0.1]), years=10, seed=1)
