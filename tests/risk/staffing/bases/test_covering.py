"""Covering models: worlds checked by hand, brute force, and what no solution may do."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from siting_worlds import world

from risk.errors import ModelError
from risk.staffing.bases import (
    Across,
    Status,
    coverage,
    expected_cover,
    lscp,
    mclp,
    mexclp,
)

FEW = settings(max_examples=12, deadline=None, derandomize=True)
INF = np.inf


def random_world(seed, sites=6, demands=9, **options):
    rng = np.random.default_rng(seed)
    return world(
        rng.uniform(5, 60, (sites, demands)), 25.0, weight=list(rng.uniform(0.5, 3, demands)),
        **options,
    )  # fmt: skip


def brute(siting, p):
    """Largest covered share of all choices of p sites."""
    best = 0.0
    for chosen in combinations(range(len(siting.sites)), p):
        opened = np.isin(np.arange(len(siting.sites)), chosen)
        best = max(best, coverage(siting, opened)["covered_share"].iloc[0])
    return best


def test_three_villages_by_hand():
    """A reaches the first two, B the last two, C the middle one: A and B are needed."""
    siting = world([[10, 20, 90], [90, 25, 15], [90, 10, 90]])
    found = lscp(siting)
    assert (found.open, found.objective, found.status) == (("A", "B"), 2, Status.OPTIMAL)
    one = mclp(siting, 1)
    assert one.objective == pytest.approx(2 / 3)
    assert one.covered["covered_share"].iloc[0] == pytest.approx(2 / 3)


def test_both_tiers_stand_in_one_model():
    """The town house 40 minutes away is missed, the rural one 170 minutes away is not."""
    siting = world([[40, 170]], [30, 180], tier=["town", "rural"])
    told = lscp(siting)
    assert told.status == Status.INFEASIBLE
    by_tier = told.covered.set_index("tier")["covered_share"]
    assert (by_tier["town"], by_tier["rural"]) == (0, 1)
    assert told.short[["demand", "site", "short_min"]].values.tolist() == [["v0", "A", 10.0]]


def test_a_demand_without_a_way_is_named_not_guessed():
    told = lscp(world([[10, INF], [20, INF]]))
    assert told.open == ("A",) or told.open == ("B",)
    assert told.short["site"].tolist() == [""]
    assert np.isinf(told.short["short_min"].iloc[0])


def test_too_few_sites_say_how_many_more():
    siting = world([[10, 90, 90], [90, 10, 90], [90, 90, 10]])
    told = lscp(siting, sites_max=1)
    assert (told.status, told.sites_missing) == (Status.INFEASIBLE, 2)


def test_existing_sites_stay():
    siting = world([[10, 20, 90], [90, 25, 15], [90, 10, 90]], stays=[2])
    assert "C" in lscp(siting).open
    assert mclp(siting, 2).new in (("A",), ("B",))
    with pytest.raises(ModelError, match="stay open"):
        mclp(replace(siting, stays=np.ones(3, bool)), 2)


@FEW
@given(st.integers(0, 10_000))
def test_no_smaller_choice_covers_all(seed):
    siting = random_world(seed)
    found = lscp(siting)
    reachable = siting.reach[0].any(axis=0)
    for chosen in combinations(range(6), max(int(found.objective) - 1, 0)):
        covered = siting.reach[0][list(chosen)].any(axis=0)
        assert (covered < reachable).any() or not reachable.any()


@FEW
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_mclp_is_the_best_choice_and_more_sites_never_cover_less(seed, p):
    siting = random_world(seed)
    found = mclp(siting, p)
    assert found.objective == pytest.approx(brute(siting, p))
    assert mclp(siting, p + 1).objective >= found.objective - 1e-9


@FEW
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_mexclp_with_free_crews_is_mclp(seed, p):
    siting = random_world(seed)
    assert mexclp(siting, p, 0.0).objective == pytest.approx(mclp(siting, p).objective)


def test_busy_crews_share_a_site_where_claims_are():
    """With q = 0.5 a second crew at the heavy village gains more than one at the light one."""
    siting = world([[10, 90], [90, 10]], weight=[9, 1])
    found = mexclp(siting, 2, 0.5)
    assert found.crews == {"A": 2}
    assert found.objective == pytest.approx(0.9 * 0.75)
    spread = mexclp(siting, 2, 0.1)
    assert spread.crews == {"A": 1, "B": 1}
    assert spread.objective == pytest.approx(0.9)
    assert expected_cover(siting, np.array([1, 1]), 0.1) == pytest.approx(0.9)


def test_room_and_sites_limit_the_crews():
    siting = world([[10, 90], [90, 10]], weight=[9, 1])
    tight = replace(siting, room=np.array([1, 9]))
    assert mexclp(tight, 3, 0.5).crews == {"A": 1, "B": 2}
    assert mexclp(siting, 3, 0.1, sites_max=1).crews == {"A": 3}


def test_the_worst_weather_can_count():
    """A is best on a dry road, B is as good in snow: the worst weather chooses B."""
    dry, snow = [[10, 10, 10], [10, 10, 90]], [[10, 90, 90], [10, 10, 90]]
    siting = world(np.array([dry, snow], float))
    assert mclp(siting, 1).open in (("A",), ("B",))
    worst = mclp(siting, 1, across=Across.WORST)
    assert (worst.open, worst.objective) == (("B",), pytest.approx(2 / 3))
    told = worst.covered.iloc[0]
    assert told["covered_share_worst"] == pytest.approx(2 / 3)
    assert lscp(siting).short["demand"].tolist() == ["v2"]


def test_shapes_that_do_not_belong_together_are_refused():
    with pytest.raises(ModelError, match="inf where no way"):
        world([[np.nan, 1.0]])
    with pytest.raises(ModelError, match="weight"):
        world([[1.0, 1.0]], weight=[0, 0])
    with pytest.raises(ModelError, match="busy share"):
        mexclp(world([[1.0]]), 1, 1.0)
    with pytest.raises(ModelError, match="any demand in time"):
        mclp(world([[99.0]]), 1)
