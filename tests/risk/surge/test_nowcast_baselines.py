"""The simpler ways, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from risk.surge.crps import crps_negative_binomial, crps_of_draws
from risk.surge.nowcast_baselines import (
    bornhuetter_ferguson,
    chain_ladder,
    constant_rate,
    exponential_decay,
    pooled_pattern,
    spread_of,
    usual_decay,
)

PATH = np.array([[40, 20, 10, 5], [8, 4, 2, 1]])


def test_a_constant_rate_goes_on_as_the_last_three_days():
    assert constant_rate(PATH, 2) == pytest.approx(np.array([[35 / 3] * 2, [7 / 3] * 2]))


def test_a_halving_event_goes_on_halving():
    """Factor one half from its own days and from past ones."""
    assert usual_decay([PATH]) == pytest.approx(0.5)
    told = exponential_decay(PATH, 2, usual=0.5)
    assert told[:, 1] == pytest.approx(told[:, 0] / 2)
    assert told[0, 0] == pytest.approx(5 * told[1, 0])


def test_the_ladder_carries_on_each_village_by_the_pooled_pattern():
    """Half by day 1, all by day 2: ten reported on day 1 mean ten to come."""
    pattern = pooled_pattern([np.array([[30, 20]]), np.array([[20, 30]])], 2)
    assert pattern.tolist() == [0.5, 1.0]
    assert chain_ladder(np.array([[10], [0]]), 1, pattern=pattern).tolist() == [[10.0], [0.0]]


def test_an_event_seen_for_a_day_still_teaches_what_it_showed():
    pattern = pooled_pattern([np.array([[30, 10]]), np.array([[500]])], 2)
    assert pattern == pytest.approx([0.75, 1.0])


def test_bornhuetter_ferguson_gives_what_was_expected_of_the_rest():
    pattern = np.array([0.5, 0.8, 1.0])
    told = bornhuetter_ferguson(np.array([100.0]), 1, 3, pattern=pattern)
    assert told == pytest.approx(np.array([[30.0, 20.0, 0.0]]))


def test_the_spread_is_found_again():
    mean = np.full(4000, 5.0)
    came = nbinom.rvs(2.0, 2 / 7, size=4000, random_state=1)
    assert spread_of(mean, came) == pytest.approx(2.0, rel=0.1)


def test_the_score_of_a_point_is_its_error():
    assert crps_of_draws(np.full((1, 50), 7), np.array([4])) == pytest.approx([3.0])


@given(came=st.integers(0, 60), mean=st.floats(0.5, 30))
def test_both_scores_agree(came, mean):
    """Draws at even steps of a negative binomial score as the law itself does."""
    draws = nbinom.ppf((np.arange(4000) + 0.5) / 4000, 3, 3 / (3 + mean))
    of_draws = crps_of_draws(draws[None], np.array([came]))
    of_law = crps_negative_binomial(np.array([mean]), 3.0, np.array([came]))
    assert of_draws == pytest.approx(of_law, rel=0.01, abs=0.01)
