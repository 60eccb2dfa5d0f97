from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from risk.staffing.planner.squad import money, overtime_most_h, rested, squad, town_base
from risk.staffing.simulator.ground import prepare


@pytest.fixture(scope="module")
def ground(severe, bases, lenders, regions, county):
    return prepare(severe, bases, lenders, regions, county=county)


def test_three_crews_on_for_nine_days_have_a_day_off_in_seven():
    """Three crews by day, nine days: six days, then in each seven days at most eighteen shifts."""
    called = np.zeros((1, 9, 2), np.int64)
    called[0, :, 0] = 3
    assert rested(called)[0, :, 0].tolist() == [3, 3, 3, 3, 3, 3, 0, 3, 3]


def test_two_crews_watch_three_nights_running():
    """Two crews every night: the fourth night is free, the day after a night too."""
    called = np.zeros((1, 5, 2), np.int64)
    called[0, :, 1] = 2
    assert rested(called)[0, :, 1].tolist() == [2, 2, 2, 0, 2]
    both = np.zeros((1, 2, 2), np.int64)
    both[0, 0, 1], both[0, 1, 0] = 2, 2
    assert rested(both)[0].tolist() == [[0, 2], [0, 0]]


@settings(max_examples=40, deadline=None)
@given(arrays(np.int64, (2, 12, 2), elements=st.integers(0, 5)))
def test_rest_is_kept_and_nobody_is_invented(called):
    """Whatever is called: never more than called; rest rules hold in every window of days."""
    out = rested(called)
    assert ((out >= 0) & (out <= called)).all()
    present = called.sum(axis=2)
    for p in range(2):
        for day in range(12):
            week = slice(max(day - 6, 0), day + 1)
            most = present[p, week].max()
            if day >= 6:
                assert out[p, week].sum() <= 6 * most
            if day >= 3:
                assert out[p, day - 3 : day + 1, 1].sum() <= 3 * most
            if day >= 1:
                assert out[p, day - 1, 1] + out[p, day, 0] <= most


def test_lags_and_caps_hold_in_a_squad(ground):
    """However many are needed, no source sends more than it has, or before it can."""
    crews = squad(ground, np.full((ground.days, 2), 50)).crews
    for p, pool in enumerate(ground.sources):
        by_day = crews[1 + p].sum(axis=(1, 2))
        assert by_day.max() <= pool.crews_max
        early = ground.off_h - 1 < pool.from_h
        assert not crews[1 + p][early].any()


def test_crews_for_the_town_stand_at_the_towns_base(ground):
    """Base B1 lies among the town's villages: the two crews wanted there are there."""
    need, town = np.zeros((ground.days, 2), np.int64), np.zeros((ground.days, 2), np.int64)
    need[0, 0], town[0, 0] = 2, 2
    assert town_base(ground) == 0
    assert squad(ground, need, town).crews[1:, 0, 0].sum(axis=0).tolist() == [2, 0]


def test_overtime_costs_half_more_and_leaves_ten_hours_of_rest(ground):
    """Three day crews, two hours: 3 × 2 × 800 / 12 × 1.5 = 600; after 12 h at most 2 h."""
    nobody = np.zeros((ground.days, 2), np.int64)
    hours = np.zeros(ground.days)
    hours[1] = 2.0
    plain, late = squad(ground, nobody), squad(ground, nobody, overtime_h=hours)
    assert money(ground, late) - money(ground, plain) == pytest.approx(600.0)
    assert overtime_most_h(ground) == 2.0
    staffing = replace(ground.county.staffing, day_end_h=21.0)
    longer = replace(ground, county=replace(ground.county, staffing=staffing))
    assert overtime_most_h(longer) == 1.0
