import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from risk.scoring.counts import count_cdf, count_interval, count_quantile

MEAN, WIDE = st.floats(1e-3, 500), st.floats(1e-3, 20)


@settings(deadline=None)
@given(st.integers(0, 1000), MEAN, WIDE)
def test_cdf_is_scipys(count, mean, wide):
    """By mean and dispersion as by size and chance; dispersion 0 is Poisson."""
    size, p = 1 / wide, 1 / (1 + wide * mean)
    assert count_cdf(count, mean, wide) == pytest.approx(stats.nbinom.cdf(count, size, p), abs=1e-9)
    assert count_cdf(count, mean, 0.0) == pytest.approx(stats.poisson.cdf(count, mean), abs=1e-12)


@settings(deadline=None)
@given(MEAN, st.one_of(st.just(0.0), WIDE), st.floats(0.01, 0.99))
def test_quantile_is_the_first_to_reach_the_share(mean, wide, share):
    """cdf(q) ≥ share > cdf(q − 1), to rounding."""
    q = count_quantile(share, mean, wide)
    assert count_cdf(q, mean, wide) >= share - 1e-9
    assert count_cdf(q - 1, mean, wide) < share + 1e-9


def test_nothing_expected():
    """No claim is certain: interval 0–0, cdf 1; below zero 0."""
    low, high = count_interval(0.9, [0.0], [1.0])
    assert (low[0], high[0]) == (0, 0)
    assert count_cdf([0, -1], 0.0, 1.0).tolist() == [1.0, 0.0]


def test_interval_by_hand():
    """Poisson of mean 3: the 5 % and 95 % points are 1 and 6."""
    low, high = count_interval(0.9, [3.0], [0.0])
    assert (low[0], high[0]) == (1, 6)
