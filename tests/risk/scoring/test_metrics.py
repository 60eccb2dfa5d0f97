import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import mean_poisson_deviance, mean_tweedie_deviance

from risk.scoring import metrics
from risk.scoring.counts import count_cdf

NONE = np.zeros(0)


@st.composite
def cells(draw):
    """Rates (some tied), counts and houses of 1–30 villages."""
    n = draw(st.integers(1, 30))
    rate = draw(st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.5, 1.7]), min_size=n, max_size=n))
    counts = draw(st.lists(st.integers(0, 20), min_size=n, max_size=n))
    houses = draw(st.lists(st.floats(1, 500), min_size=n, max_size=n))
    return np.array(rate), np.array(counts, float), np.array(houses)


def test_deviance_by_hand():
    """2 of 1 expected: 2(2 ln 2 − 1); 0 of 1: 2; mean of both."""
    expected = (2 * (2 * np.log(2) - 1) + 2) / 2
    assert metrics.poisson_deviance(np.array([2.0, 0.0]), np.ones(2)) == pytest.approx(expected)


def test_deviances_are_scikit_learns():
    """Poisson and Tweedie of 1.5 and 2 on positive values; 1.5 on zeros as well."""
    rng = np.random.default_rng(1)
    y, m = rng.gamma(2.0, 3.0, 50), rng.gamma(2.0, 3.0, 50)
    assert metrics.poisson_deviance(y, m) == pytest.approx(mean_poisson_deviance(y, m))
    for power in (1.5, 2.0):
        found = metrics.tweedie_deviance(y, m, power=power)
        assert found == pytest.approx(mean_tweedie_deviance(y, m, power=power))
    y[:20] = 0.0
    found = metrics.tweedie_deviance(y, m, power=1.5)
    assert found == pytest.approx(mean_tweedie_deviance(y, m, power=1.5))
    for bad in (0.5, 2.0):
        with pytest.raises(ValueError, match="power"):
            metrics.tweedie_deviance(y, m, power=bad)


def test_explained():
    """Half the null's deviance explains half; nothing to explain is 0."""
    assert metrics.explained(1.0, 2.0) == 0.5
    assert metrics.explained(0.0, 0.0) == 0.0


def test_gini_by_hand():
    """Two villages of equal houses, 1 and 3 claims: the area under the curve is 3/8, Gini 1/4."""
    counts, houses = np.array([1.0, 3.0]), np.array([100.0, 100.0])
    assert metrics.gini(np.array([1.0, 2.0]), counts, houses) == pytest.approx(0.25)
    assert metrics.gini(np.array([2.0, 1.0]), counts, houses) == pytest.approx(-0.25)


@settings(deadline=None)
@given(cells())
def test_gini_of_a_tied_model_is_exactly_zero(made):
    """Whatever came, one rate for all (to rounding) tells nothing: 0, not nearly 0."""
    _, counts, houses = made
    flat = np.full(len(counts), 0.3) * (1 + 1e-13 * np.arange(len(counts)))
    assert metrics.gini(flat, counts, houses) == 0.0
    assert metrics.rank(flat, counts / houses) == 0.0


@settings(deadline=None)
@given(cells(), st.floats(0.01, 100), st.randoms())
def test_ranking_measures_ask_for_order_only(made, factor, random):
    """Rates in another unit, or villages in another order, score the same; bounds hold."""
    rate, counts, houses = made
    mixed = random.sample(range(len(rate)), len(rate))
    for measure in (metrics.gini, lambda *of: metrics.top(*of).capture, _pai):
        first = measure(rate, counts, houses)
        assert measure(rate * factor, counts, houses) == pytest.approx(first)
        assert measure(rate[mixed], counts[mixed], houses[mixed]) == pytest.approx(first)
    assert -1 <= metrics.gini(rate, counts, houses) <= 1
    assert 0 <= metrics.top(rate, counts, houses).capture <= 1 + 1e-12
    assert metrics.gini(-rate, counts, houses) == pytest.approx(-metrics.gini(rate, counts, houses))


def _pai(*of):
    return metrics.top(*of).pai


def test_top_shares_its_edge():
    """Ten villages, one far ahead, the rest tied: a fifth is that one and 1/9 of the rest."""
    rate, counts = np.array([9.0, *[1.0] * 9]), np.array([5.0, *[1.0] * 9])
    found = metrics.top(rate, counts, np.full(10, 50.0), share=0.2)
    assert found.capture == pytest.approx((5 + 1) / 14)
    assert found.houses == pytest.approx(0.2)
    assert found.pai == pytest.approx((6 / 14) / 0.2)


def test_pai_counts_houses_not_villages():
    """The riskiest tenth has half the houses: half the claims are no better than chance."""
    rate, counts = np.arange(10.0), np.array([*[1.0] * 9, 9.0])
    houses = np.array([*[10.0] * 9, 90.0])
    assert metrics.top(rate, counts, houses).pai == pytest.approx(1.0)


def test_rank_is_spearmans():
    """Ties share their rank, as scipy's."""
    rate, actual = np.array([1.0, 1.0, 2.0, 5.0]), np.array([0.3, 0.1, 0.1, 0.9])
    assert metrics.rank(rate, actual) == pytest.approx(stats.spearmanr(rate, actual).statistic)


def test_nothing_to_judge():
    """No cells: 0 errors, 0 captures, no coverage, an empty table."""
    assert metrics.poisson_deviance(NONE, NONE) == metrics.gini(NONE, NONE, NONE) == 0.0
    assert metrics.top(NONE, NONE, NONE).pai == metrics.rank(NONE, NONE) == 0.0
    assert np.isnan(metrics.coverage(NONE, NONE, NONE, share=0.5))
    assert np.isnan(metrics.crps(NONE, NONE, NONE))
    assert metrics.calibration(NONE, NONE, NONE, NONE.astype(int)).empty


def test_calibration_by_hand():
    """Twenty villages, two a tenth: ratio is claims over expected, Garwood's interval at least."""
    expected = np.arange(1.0, 21.0)
    table = metrics.calibration(expected, 2 * expected, np.ones(20), np.zeros(20, dtype=int))
    assert table["cells"].eq(2).all()
    assert table["ratio"].to_numpy() == pytest.approx(np.full(10, 2.0))
    # 90 % of a Poisson count of 6: 2.613–11.842 (Garwood 1936)
    first = table.iloc[0]
    assert (first["ratio_lo"], first["ratio_hi"]) == pytest.approx(
        (2.613 / 3, 11.842 / 3), abs=1e-3
    )


def test_calibration_keeps_ties_together():
    """One rate for all is one row; claims that come in years widen its interval."""
    houses, year = np.full(40, 10.0), np.repeat([0, 1, 2, 3], 10)
    calm = metrics.calibration(houses * 0.3, np.full(40, 3.0), houses, year)
    wild = metrics.calibration(houses * 0.3, np.repeat([0.0, 0, 0, 12], 10), houses, year)
    assert len(calm) == len(wild) == 1
    assert wild["ratio_hi"].iloc[0] > 2 * calm["ratio_hi"].iloc[0]


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 8), st.one_of(st.just(0.0), st.floats(0.01, 1)), st.floats(0.1, 0.95))
def test_coverage_of_the_truth_is_what_it_says(mean, wide, share):
    """Over all counts with their chances it is the share, however small the mean."""
    k = np.arange(int(10 * (1 + mean) * (1 + wide)) + 20).astype(float)
    m, d = np.full(len(k), mean), np.full(len(k), wide)
    chance = np.diff(count_cdf(k, m, d), prepend=0.0)
    inside = [metrics.coverage(k[i : i + 1], m[:1], d[:1], share=share) for i in range(len(k))]
    assert float(chance @ np.array(inside)) == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize("wide", [0.0, 1e-6, 1e-4, 0.01, 0.7, 4.0])
def test_crps_is_the_sum_over_counts(wide):
    """Closed form against Σ (cdf − [count ≤ k])², over small and large means."""
    rng = np.random.default_rng(2)
    mean = 10 ** rng.uniform(-3, 2, 25)
    counts = rng.poisson(mean).astype(float)
    k = np.arange(int(1500 + 5_000 * wide))
    for c, m in zip(counts, mean, strict=True):
        whole = ((count_cdf(k, m, wide) - (k >= c)) ** 2).sum()
        found = metrics.crps(np.array([c]), np.array([m]), np.array([wide]))
        assert found == pytest.approx(whole, rel=1e-4, abs=1e-9)


def test_crps_by_hand():
    """Nothing expected: the error is the count. Poisson of mean 1, none came: Σ (1 − F)²."""
    assert metrics.crps(np.array([3.0]), np.zeros(1), np.zeros(1)) == pytest.approx(3.0)
    tail = stats.poisson.sf(np.arange(40), 1.0)
    assert metrics.crps(np.zeros(1), np.ones(1), np.zeros(1)) == pytest.approx((tail**2).sum())
