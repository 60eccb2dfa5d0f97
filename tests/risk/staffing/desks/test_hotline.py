"""Calls, seats and shifts: by hand, and what a search must hold to."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.settings import Chain, County, Promise
from risk.staffing.desks.calls import Calls, call_habits, draw_calls
from risk.staffing.desks.hotline import hotline, limit_seconds, simulate_hotline
from risk.staffing.desks.seats import plan_seats, rostered, seats_on_record
from risk.surge import Claims

NO_CHANNELS = pd.DataFrame({"channel": [], "reports": []})
NO_CALLS = pd.DataFrame(
    {"day": pd.DatetimeIndex([]), "hour": [], "reports": [], "enquiries": [], "claims": []}
)
NO_EVENTS = pd.DatetimeIndex([])


def callers(hour, talk_h, patience_h, again=1.0, days=1) -> Calls:
    n = len(hour)
    return Calls(
        np.array([0, n]), np.array(hour, np.float64), np.full(n, talk_h), np.full(n, patience_h),
        np.full(n, again), days,
    )  # fmt: skip


def test_one_seat_by_hand():
    """Three call at once: answered, answered after six minutes, given up after eight."""
    calls = callers([1.0, 1.0001, 1.0002], 0.1, 8 / 60)
    told = simulate_hotline(calls, np.ones(24), 18.0, Chain())
    assert told.wait_h == pytest.approx([0.0, 0.0999, np.inf])
    assert told.calls.sum() == 3
    assert told.in_time[0, 1] == 1
    assert told.lost[0, 1] == 1


def test_who_gives_up_may_call_again():
    """No seat in the first hour, one in the second: the second try is answered."""
    seats = np.ones(24)
    seats[0] = 0
    calls = callers([0.95], 0.1, 0.01, again=0.0)
    told = simulate_hotline(calls, seats, 18.0, Chain(redial_share=0.5, redial_min=10.0))
    assert np.isinf(told.wait_h[0])
    assert told.calls.sum(axis=0)[:2].tolist() == [1, 1]
    assert told.lost.sum() == 1
    assert told.in_time.sum() == 1
    never = simulate_hotline(calls, seats, 18.0, Chain(redial_share=0.0))
    assert never.calls.sum() == 1


def test_a_new_seat_at_the_turn_of_the_hour_answers_who_waits():
    seats = np.ones(24)
    seats[1] = 0
    seats[2] = 2
    told = simulate_hotline(callers([1.5, 1.6], 0.1, 5.0), seats, 18.0, Chain())
    assert told.wait_h == pytest.approx([0.5, 0.4])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 6), st.integers(0, 3), st.integers(0, 99))
def test_every_call_is_answered_or_given_up(seats, more, seed):
    rng = np.random.default_rng(seed)
    n = 80
    calls = Calls(
        np.array([0, 30, n]),
        np.concatenate([np.sort(rng.uniform(0, 24, k)) for k in (30, n - 30)]),
        rng.exponential(0.3, n), rng.exponential(0.1, n), rng.random(n), 1,
    )  # fmt: skip
    few, many = (
        simulate_hotline(calls, np.full(24, s), 18.0, Chain()) for s in (seats, seats + more)
    )
    for told in (few, many):
        first = np.isfinite(told.wait_h).sum()
        assert n <= told.calls.sum() <= 2 * n
        assert told.lost.sum() + first <= told.calls.sum()
        assert (told.in_time + told.lost <= told.calls).all()
    assert more == 0 or seats > 0 or many.in_time.sum() > 0
    if seats == 0:
        assert few.in_time.sum() == 0


def test_the_limit_says_whether_a_ring_was_assumed():
    assert limit_seconds(Promise(), Chain()) == (18.0, True)
    assert limit_seconds(Promise(hotline_seconds_per_ring=4.0), Chain()) == (12.0, False)


def test_shifts_cover_the_need_with_the_fewest_seats():
    """Need 1, 3, 5, 2, 2, 1 by block: eight shifts, as blocks 0, 2 and 4 share none."""
    need = np.repeat([1, 3, 5, 2, 2, 1], 4)
    seats = rostered(need, 8)
    assert (seats >= need).all()
    assert seats[::4].sum() == 16
    assert (rostered(need, 4) == need).all()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=18), st.sampled_from([4, 8, 12]))
def test_shifts_always_cover(need, shift_h):
    needed = np.repeat(need, 4)
    seats = rostered(needed, shift_h)
    assert (seats >= needed).all()
    assert seats.max() <= 3 * max(need) or max(need) == 0


def test_seats_on_record_are_asked_for_not_guessed():
    assert seats_on_record(Chain(), 2) is None
    told = seats_on_record(Chain(seats_day=3, seats_night=1), 2)
    assert told.tolist() == ([1] * 8 + [3] * 12 + [1] * 4) * 2


def test_habits_from_own_calls():
    """Ten days of 24 calls, five of an event with 30 enquiries and 20 claims more each."""
    days = pd.date_range("2026-01-01", periods=15)
    ordinary = pd.DataFrame({"day": days, "hour": 10, "reports": 12, "enquiries": 12, "claims": 12})
    ordinary.loc[10:, ["enquiries", "claims"]] += [30, 20]
    channels = pd.DataFrame({"channel": ["hotline", "online"], "reports": [150, 50]})
    told = call_habits(channels, ordinary, days[10:], Chain())
    assert told.phone_share == 0.75
    assert told.further == pytest.approx(1.5)
    assert told.ordinary[10] == pytest.approx(24.0)
    assert told.ordinary.sum() == pytest.approx(24.0)
    assert [a.source for a in told.assumptions] == [
        "own reports, 200", "own calls, 330", "ordinary days, 240 own calls",
    ]  # fmt: skip


def test_habits_without_calls_are_the_settings():
    told = call_habits(NO_CHANNELS, NO_CALLS, NO_EVENTS, Chain())
    assert (told.phone_share, told.further) == (0.6, 0.8)
    assert told.ordinary.sum() == pytest.approx(3.0)
    assert {a.source for a in told.assumptions} == {"county.toml [chain]"}


def storm(draws: int = 60, claims: int = 400, seed: int = 0) -> Claims:
    """Claims in the first two days, between 8 and 20 h."""
    rng = np.random.default_rng(seed)
    number = rng.poisson(claims * rng.gamma(4.0, 0.25, draws))
    hour = rng.uniform(8, 20, number.sum()) + 24 * rng.integers(0, 2, number.sum())
    start = np.concatenate([[0], np.cumsum(number)])
    return Claims(0, start, np.zeros(len(hour), np.int32), hour, rng.random(len(hour)))


def test_calls_are_claims_by_phone_further_and_ordinary_ones():
    habits = call_habits(NO_CHANNELS, NO_CALLS, NO_EVENTS, Chain())
    claims = storm()
    calls = draw_calls(claims, habits, Chain(), clock_h=0.0, days=30, seed=1)
    n = len(claims.hour)
    assert len(calls.hour) == pytest.approx(n * (0.6 + 0.8) + 60 * 30 * 3.0, rel=0.02)
    assert calls.by_hour().sum() == len(calls.hour)
    assert all(
        (np.diff(calls.hour[a:b]) >= 0).all()
        for a, b in zip(calls.start, calls.start[1:], strict=False)
    )
    again = draw_calls(claims, habits, Chain(), clock_h=0.0, days=30, seed=1)
    assert (again.handling_h == calls.handling_h).all()


def test_planned_seats_hold_on_calls_no_search_has_seen():
    """The blocks hold as promised, and two seats fewer do not."""
    county = County(name="t", code="00")
    habits = call_habits(NO_CHANNELS, NO_CALLS, NO_EVENTS, Chain())

    def calls(seed: int) -> Calls:
        return draw_calls(storm(120, seed=seed), habits, Chain(), clock_h=0.0, days=4, seed=seed)

    screening, needed, seats = plan_seats(calls(1), county)
    assert (seats >= needed).all()
    dates = pd.date_range("2026-06-01", periods=4)
    ask = {"screening": screening, "needed": needed}
    told = hotline(calls(2), seats, county, habits, dates, **ask)
    assert told.kept["p_event_share"] >= 0.75
    assert told.kept["p_hi"] < 1
    assert told.limit_s == 18.0
    assert told.assumptions[0].name == "assumed_seconds_per_ring"
    few = hotline(calls(2), np.maximum(needed - 2, 1), county, habits, dates, **ask)
    assert few.kept["p_event_share"] < told.kept["p_event_share"]
    assert few.by_hour["in_time_share"].iloc[few.worst_hour] < 0.9
    assert len(told.by_hour) == 96
    assert told.blocks.shape == (4, 6)
