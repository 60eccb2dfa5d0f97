"""Nowcasts on storms whose truth is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.surge import LagLaw, Prior, ReportPath, nowcast, path_of
from risk.surge.clock import Clock, ClockEffects
from risk.surge.nowcast_records import Damage

EFFECTS = ClockEffects(night=0.3, sunday=0.6, monday=1.2)

NO_EFFECTS = ClockEffects()


def law(*, spread=0.4, flutter=np.inf, effects=NO_EFFECTS) -> LagLaw:
    """Median 24 h, shape 0.9, in as much doubt as is said."""
    scale = np.diag([spread**2, (spread / 3) ** 2])
    return LagLaw(np.log([24.0, 0.9]), scale, 20.0, flutter, effects, 1000, 16, "test")


def prior(expected, **others) -> Prior:
    expected = np.asarray(expected, float)
    given = {
        "region_codes": np.array([f"V{i}" for i in range(len(expected))], object),
        "expected": expected,
        "size_cv": 0.8,
        "dispersion": 5.0,
        "lag": law(),
        "houses": np.full(len(expected), 10_000.0),
    }
    return Prior(**given | others)


def daily(*rows) -> ReportPath:
    counts = np.array(rows)
    return ReportPath(24.0 * np.arange(counts.shape[1] + 1), counts)


def test_what_is_reported_stays_reported():
    """Final is never below reported, days add up to it, villages too."""
    told = nowcast(prior([60, 30, 10]), daily([20, 10], [3, 1], [0, 0]), seed=1)
    assert told.reported == 34
    assert told.total["p05"] >= 34
    assert told.total["mean"] == pytest.approx(34 + told.to_come["mean"])
    assert told.by_village["reported"].tolist() == [30, 4, 0]
    assert told.by_village["mean"].sum() == pytest.approx(told.total["mean"])
    assert told.by_day["reported"].tolist()[:3] == [23, 11, 0]
    assert told.by_day["mean"].sum() == pytest.approx(told.total["mean"], rel=0.02)
    assert (told.by_day["p10"] <= told.by_day["p90"]).all()


def test_the_same_seed_gives_the_same_draws():
    path = daily([20, 10])
    first, again, other = (nowcast(prior([60]), path, seed=s) for s in (1, 1, 2))
    assert (first.counts == again.counts).all()
    pd.testing.assert_frame_equal(first.by_day, again.by_day)
    assert (first.counts != other.counts).any()
    assert first.total["p50"] == pytest.approx(other.total["p50"], rel=0.05)


def test_more_reports_than_expected_mean_a_larger_event():
    """The size factor follows the reports, not the forecast."""
    few, many = (nowcast(prior([100]), daily([n]), seed=1) for n in (5, 200))
    size = {n: t.beliefs.set_index("quantity").loc["size_factor"] for n, t in
            (("few", few), ("many", many))}  # fmt: skip
    assert size["few"]["p95"] < size["many"]["p05"]
    assert size["few"]["before_p50"] == size["many"]["before_p50"]
    assert few.total["p95"] < many.total["p05"]


def test_a_path_that_has_ended_says_little_is_to_come():
    """Six hundred on day 1, a handful after: the lag is short, whatever was believed."""
    fast = nowcast(prior([600]), daily([600, 20, 2, 0]), seed=1)
    slow = nowcast(prior([600]), daily([160, 160, 150, 152]), seed=1)
    assert fast.to_come["p95"] < 20
    assert slow.to_come["p05"] > 150


def test_a_lag_taken_as_known_is_too_sure():
    """Doubt of the lag widens the range while little is reported."""
    width = {}
    for spread in (0.02, 0.5):
        told = nowcast(prior([500], lag=law(spread=spread)), daily([150]), seed=1)
        width[spread] = told.total["p95"] - told.total["p05"]
    assert width[0.5] > 2.5 * width[0.02]


def test_a_village_with_many_reports_is_given_more_to_come():
    """Equal expectation, 30 reports beside 2: its remainder is a multiple of the other's."""
    told = nowcast(prior([40, 40], dispersion=1.0), daily([30], [2]), seed=1)
    mean = told.by_village["to_come_mean"]
    assert mean[0] > 4 * mean[1]
    sure = nowcast(prior([40, 40], dispersion=1000.0), daily([30], [2]), seed=1)
    even = sure.by_village["to_come_mean"]
    assert even[0] == pytest.approx(even[1], rel=0.15)


def test_a_house_claims_once():
    """Twelve insured houses, ten reported: at most two to come."""
    told = nowcast(prior([100], houses=np.array([12.0])), daily([10]), seed=1)
    assert told.to_come["p95"] <= 2


@pytest.mark.parametrize("flutter", [np.inf, 150.0])
def test_hours_may_be_counted_as_hours_days_or_unevenly(flutter):
    """The same reports in hourly, daily or uneven intervals give the same final number."""
    rng = np.random.default_rng(4)
    at = 24 / np.log(2) ** (1 / 0.9) * rng.weibull(0.9, 500)
    where = rng.integers(0, 3, 500)
    before = prior([200, 150, 50], lag=law(flutter=flutter))
    told = []
    for edges in (np.arange(73.0), np.arange(0, 73.0, 24), np.array([0.0, 5, 13, 41, 72])):
        path = path_of(where, at, villages=3, edges_h=edges)
        told.append(nowcast(before, path, seed=1))
    middle = [t.total["p50"] for t in told]
    assert max(middle) < 1.08 * min(middle)
    assert len({t.reported for t in told}) == 1


def test_sunday_night_is_no_end():
    """Saturday noon storm: a quiet Sunday night is expected, so more is to come than without."""
    edges = np.array([0.0, 6, 12, 18, 24, 30, 36, 42])
    counts = np.array([[60, 12, 6, 25, 20, 6, 3]])
    saturday = Clock(start_h=12, weekday=5, effects=EFFECTS)
    knows = nowcast(
        prior([300], clock=saturday, lag=law(effects=EFFECTS)), ReportPath(edges, counts), seed=1
    )
    blind = nowcast(prior([300]), ReportPath(edges, counts), seed=1)
    assert knows.to_come["p50"] > 1.3 * blind.to_come["p50"]
    days = knows.by_day.set_index("day")["mean"]
    assert days[2] > days[3]


def test_a_storm_that_still_blows_has_more_to_hit():
    """After six of 24 hours three quarters of the houses are not hit yet."""
    over = nowcast(prior([300], hit=(0, 0)), daily([40]).until(24.0), seed=1)
    blowing = nowcast(
        prior([300], hit=(0, 96)), ReportPath(np.array([0.0, 24]), np.array([[40]])), seed=1
    )
    assert blowing.to_come["p50"] > 2 * over.to_come["p50"]


def test_reports_that_scatter_leave_more_doubt():
    """A large event with flutter is not told to the last house."""
    path = daily([900, 500, 300, 150])
    sharp, loose = (
        nowcast(prior([1500], lag=law(flutter=f)), path, seed=1) for f in (np.inf, 50.0)
    )
    width = [t.total["p95"] - t.total["p05"] for t in (sharp, loose)]
    assert width[1] > 2 * width[0]


def test_the_damage_table_is_a_second_signal():
    """Ten reports only, but 800 damaged households: the event is held for large."""
    region_codes = np.array(["V0", "V1"], object)
    table = Damage(region_codes, households=800, log_ratio_mean=np.log(0.5), log_ratio_sd=0.3)
    path = ReportPath(np.array([0.0, 6.0]), np.array([[6], [4]]))
    alone = nowcast(prior([60, 40]), path, seed=1)
    both = nowcast(prior([60, 40], damage=table), path, seed=1)
    assert both.total["p50"] > 2 * alone.total["p50"]
    assert both.total["p50"] < 600


def test_claims_to_come_can_be_listed_again():
    """Any portion of the draws gives the same claims, all after now, as many as counted."""
    told = nowcast(prior([60, 30]), daily([20, 10], [5, 2]), seed=3, draws=200)
    whole, part = told.claims(0, 200), told.claims(50, 60)
    assert np.diff(whole.start).tolist() == told.counts.sum(axis=1).tolist()
    a, b = whole.start[50], whole.start[60]
    assert part.hour.tolist() == whole.hour[a:b].tolist()
    assert (whole.hour >= 48).all()
    by_day = told.by_village_day().groupby("day")["mean"].sum().to_numpy()
    later = told.by_day["mean"] - told.by_day["reported"]
    assert by_day == pytest.approx(later.to_numpy(), abs=1e-9)
    with pytest.raises(ModelError, match="draws 0 to 200"):
        told.claims(0, 201)


def test_what_cannot_be_told_is_refused_in_one_line():
    path = daily([5])
    wrong = [
        (prior([10], houses=np.array([4.0])), path, "more houses reported than insured in V0"),
        (prior([10, 10]), path, "differ in number"),
        (prior([10], hit=(30.0, 40.0)), path, "has not begun"),
        (prior([10]), ReportPath(np.array([5.0, 24.0]), np.array([[1]])), "after the first hit"),
    ]
    for before, given_path, words in wrong:
        with pytest.raises(ModelError, match=words):
            nowcast(before, given_path, seed=1)
    with pytest.raises(ModelError, match="no claim is expected"):
        prior([0.0])
    with pytest.raises(ModelError, match="edges must rise"):
        ReportPath(np.array([0.0, 0.0]), np.array([[1]]))
    with pytest.raises(ModelError, match="no edge at 30"):
        daily([5, 4]).until(30.0)


def test_path_of_counts_by_hand():
    """A report on an edge belongs to the interval that ends there."""
    path = path_of(
        np.array([0, 0, 1, 1]), np.array([0.0, 24.0, 24.5, 90.0]), villages=2,
        edges_h=np.array([0.0, 24, 48]),
    )  # fmt: skip
    assert path.counts.tolist() == [[2, 0], [0, 1]]


@settings(max_examples=20, deadline=None)
@given(
    counts=st.lists(st.integers(0, 300), min_size=1, max_size=5),
    expected=st.floats(10, 3000),
    size_cv=st.floats(0.3, 2),
    flutter=st.sampled_from([np.inf, 30.0]),
)
def test_any_path_gives_a_proper_answer(counts, expected, size_cv, flutter):
    """No reports, far more or far fewer than expected: numbers stay finite and in order."""
    before = prior([expected], size_cv=size_cv, lag=law(flutter=flutter))
    told = nowcast(before, daily(counts), seed=1, draws=300)
    quantiles = [told.total[name] for name in ("p05", "p10", "p50", "p90", "p95")]
    assert np.isfinite(quantiles).all()
    assert quantiles == sorted(quantiles)
    assert told.total["p05"] >= sum(counts)
    assert told.effective > 10
