import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.scoring.verdict import UNITS_MIN, Verdict, judge, mean_interval


def test_verdicts():
    """Wholly below 0 is better (less error), above is worse, across 0 is neither."""
    assert judge(-2.0, -1.0, 6) == Verdict.BETTER
    assert judge(1.0, 2.0, 6) == Verdict.WORSE
    assert judge(-1.0, 1.0, 6) == judge(0.0, 0.0, 6) == Verdict.CANNOT_BE_TOLD_APART
    assert judge(-2.0, -1.0, UNITS_MIN - 1) == Verdict.TOO_FEW_YEARS


@settings(deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=2, max_size=12))
def test_interval_holds_the_mean_and_turns_with_the_sign(differences):
    """Low ≤ mean ≤ high; within the years' own range; the same seed the same interval."""
    d = np.array(differences)
    low, high = mean_interval(d)
    assert low - 1e-9 <= d.mean() <= high + 1e-9
    assert d.min() - 1e-9 <= low <= high <= d.max() + 1e-9
    assert mean_interval(d) == (low, high)
    assert mean_interval(-d) == pytest.approx((-high, -low), abs=1e-6 + 0.25 * np.ptp(d))


def test_one_year_has_no_interval():
    """A single difference says nothing of its own chance."""
    assert np.isnan(mean_interval(np.array([3.0]))).all()


def test_intervals_of_six_years_hold_their_promise():
    """250 sets of six normal differences: 90 % intervals hold the truth 85–95 % of the time."""
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(250):
        low, high = mean_interval(rng.normal(0.0, 1.0, 6))
        held += low <= 0 <= high
    assert 0.85 <= held / 250 <= 0.95
