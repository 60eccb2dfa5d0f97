"""Intervals that allow for claims of one happening coming together."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from risk.history.findings.evidence import (
    count_p,
    difference_p,
    happening,
    mean,
    overdispersion,
    ratio_of,
    share,
    share_p,
    wilson,
)
from risk.history.seasons import rate_ratio


def test_independent_claims_have_wilsons_interval():
    """Forty of a hundred on as many days: Wilson's, a little wider for the days being counted."""
    seen = share([True] * 40 + [False] * 60, range(100))
    exact = binomtest(40, 100).proportion_ci(0.95, method="wilson")
    assert seen.lo == pytest.approx(exact.low, abs=0.003)
    assert seen.hi == pytest.approx(exact.high, abs=0.003)
    assert seen.lo <= exact.low < exact.high <= seen.hi


def test_claims_of_one_day_count_as_one_happening():
    """The same share of the same claims is less sure when they came on fewer days."""
    hits = np.repeat([True, False], 200)
    spread, together = share(hits, range(400)), share(hits, np.arange(400) // 40)
    assert spread.value == together.value == 0.5
    assert together.hi - together.lo > 3 * (spread.hi - spread.lo)
    assert together.effective < 10
    assert share(hits, np.arange(400) // 80).beside(0.0) == "thin"


def test_all_hits_on_few_days_are_no_certainty():
    """Thirty of thirty on ten days weigh as ten of ten."""
    seen = share([True] * 30, np.arange(30) // 3)
    assert (seen.value, seen.effective) == (1.0, 10.0)
    assert seen.lo == pytest.approx(binomtest(10, 10).proportion_ci(0.95, method="wilson").low)


@given(st.integers(1, 99), st.floats(0.05, 0.95), st.integers(1, 4))
def test_interval_and_p_never_contradict(hits, usual, size):
    """A usual value outside the 95 % interval has p under 5 %, one inside has more."""
    claims = np.arange(100) < hits
    seen = share(claims, np.arange(100) // size)
    assert (share_p(seen, usual) < 0.05) == (not seen.lo <= usual <= seen.hi)


@given(st.integers(0, 200), st.integers(1, 200), st.floats(1, 5))
def test_the_p_of_two_counts_is_that_of_their_ratio(own, rest, dispersion):
    """One inside the exact interval of the ratio has p over 5 %, one outside less."""
    counts, time = np.array([own, rest], float), np.array([104.0, 261.0])
    _, lo, hi = rate_ratio(counts, time, dispersion=dispersion)
    assert (count_p(counts, time, dispersion) < 0.05) == (not lo <= 1 <= hi)


def test_a_group_of_one_day_does_not_differ_by_that_day():
    """Ten late of ten in a township: certain on ten days, nothing on one."""
    late, own = np.r_[np.ones(10), np.zeros(90)], np.arange(100) < 10
    assert difference_p(late, own, np.arange(100)) < 0.01
    assert difference_p(late, own, np.r_[np.zeros(10), np.arange(1, 91)]) > 0.05
    assert np.isnan(difference_p(np.zeros(100), own, np.arange(100)))


def test_ratio_of_means_by_hand():
    """Payments of 1 and 3 against 1 each: twice as much, and surely more."""
    after, before = mean([1, 3] * 50, range(100)), mean([1] * 100, range(100))
    ratio = ratio_of(after, before)
    assert ratio.value == 2
    assert 2 / ratio.lo == pytest.approx(ratio.hi / 2)
    # the mean's relative error is 0.5 / sqrt(100); t with 99 degrees of freedom
    assert ratio.hi / 2 == pytest.approx(np.exp(1.9842 * 0.5 / np.sqrt(99)), rel=1e-3)


def test_one_storm_leaves_no_interval():
    """Two hundred claims of one event beside five others: too few of any weight."""
    seen = mean([1.0] * 205, [0] * 200 + [1, 2, 3, 4, 5])
    assert not seen.enough
    assert np.isnan(seen.lo)


def test_overdispersion_by_hand():
    """Counts of 5 and 15 about 10: χ² 5 on one degree of freedom, widened by t(1)."""
    assert overdispersion(np.array([5.0, 15.0]), np.array([10.0, 10.0]), fitted=1) == pytest.approx(
        5 * (12.7062 / 1.95996) ** 2, rel=1e-4
    )
    assert overdispersion(np.array([5.0]), np.array([5.0]), fitted=1) == np.inf


def test_a_happening_is_an_event_else_a_day():
    """Three days of one event are one; a report before eight belongs to the night before."""
    at = pd.to_datetime(["2025-07-01 10:00", "2025-07-03 10:00", "2025-07-03 10:00",
                         "2025-07-04 07:00"])  # fmt: skip
    claims = pd.DataFrame({"reported_at": at, "event_id": ["E", "E", None, None]})
    assert len(set(happening(claims, "reported_at"))) == 3
    assert len(set(happening(claims, "reported_at", day_begins_h=8))) == 2


def test_wilson_takes_effective_counts():
    """Numbers need not be whole."""
    lo, hi = wilson(0.5, 12.5)
    assert 0 < lo < 0.5 < hi < 1
