"""Distance models: by hand and by brute force."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from siting_worlds import world

from risk.errors import ModelError
from risk.staffing.bases import p_center, p_median

FEW = settings(max_examples=12, deadline=None, derandomize=True)


def best(siting, p, score, stays=()):
    """Least score of all choices of p sites with those that stay."""
    choices = combinations(range(len(siting.sites)), p)
    return min(score(list(c)) for c in choices if set(stays) <= set(c))


def test_the_heavy_village_draws_the_base():
    siting = world([[0, 100], [100, 0]], weight=[3, 1])
    found = p_median(siting, 1)
    assert (found.open, found.objective) == (("A",), pytest.approx(25))


def test_the_centre_looks_at_the_farthest_in_its_own_limit():
    """B is nearer on the whole; but 40 of 30 town minutes are worse than 120 of 180 rural ones."""
    siting = world([[15, 120], [40, 20]], [30, 180], tier=["town", "rural"])
    found = p_center(siting, 1)
    assert (found.open, found.objective) == (("A",), pytest.approx(120 / 180))


@settings(FEW, max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 3), st.booleans())
def test_median_and_centre_are_the_best_of_all_choices(seed, p, stay):
    rng = np.random.default_rng(seed)
    stays = [2] if stay else []
    weight = rng.integers(0, 4, 8).astype(float)
    weight[0] = 1.0
    siting = world(rng.integers(1, 50, (9, 8)), 20.0, weight=list(weight), stays=stays)
    drive = siting.minutes[0]
    mean = best(siting, p, lambda c: drive[c].min(axis=0) @ weight / weight.sum(), stays)
    worst = best(siting, p, lambda c: drive[c].min(axis=0)[weight > 0].max() / 20, stays)
    median, centre = p_median(siting, p), p_center(siting, p)
    assert median.objective == pytest.approx(mean)
    assert centre.objective == pytest.approx(worst)
    assert set("C" if stay else "") <= set(median.open) & set(centre.open)


def test_several_weathers_count_together():
    """The mean over both weathers for the median, the worst of both for the centre."""
    siting = world(np.array([[[10.0, 50.0], [30, 30]], [[10, 70], [30, 30]]]), 10.0)
    assert p_median(siting, 1).objective == pytest.approx(30)
    assert p_center(siting, 1).objective == pytest.approx(3)


def test_a_demand_cut_off_is_named():
    with pytest.raises(ModelError, match="no site has a way to v1"):
        p_median(world([[1.0, np.inf]]), 1)
    with pytest.raises(ModelError, match="no site has a way to v1"):
        p_center(world([[1.0, np.inf]]), 1)
    islands = world([[1.0, np.inf], [np.inf, 1.0]])
    with pytest.raises(ModelError, match="too few sites"):
        p_median(islands, 1)
    with pytest.raises(ModelError, match="too few sites"):
        p_center(islands, 1)
    assert p_median(islands, 2).objective == 1
