import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from risk.history.intervals import gamma_interval, wilson_interval


def test_gamma_interval_is_exact() -> None:
    """At the low end the chance of the count or more is 5 %, at the high end that of it or less."""
    low, high = gamma_interval([0, 1, 7])
    assert low[0] == 0
    assert high[0] == pytest.approx(-np.log(0.05))
    assert stats.poisson.sf(6, low[2]) == pytest.approx(0.05)
    assert stats.poisson.cdf(7, high[2]) == pytest.approx(0.05)


def test_wilson_by_hand() -> None:
    """9 of 10 kept: 0.655–0.977 at 90 %; nothing to share gives no number."""
    low, high = wilson_interval([9, 0], [10, 0])
    z = 1.6448536269514722
    centre = (9 + z**2 / 2) / (10 + z**2)
    half = z / (10 + z**2) * np.sqrt(0.9 + z**2 / 4)
    assert (low[0], high[0]) == pytest.approx((centre - half, centre + half))
    assert np.isnan(low[1])
    assert np.isnan(high[1])


@given(st.integers(0, 200), st.integers(1, 200))
def test_the_share_lies_inside(kept: int, more: int) -> None:
    """0 ≤ lo ≤ share ≤ hi ≤ 1, whatever the counts."""
    low, high = wilson_interval(kept, kept + more)
    assert 0 <= low <= kept / (kept + more) <= high <= 1
