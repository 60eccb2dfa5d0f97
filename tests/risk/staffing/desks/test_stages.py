"""Desks by hand: opening hours, days off, order of arrival, limits, backlogs, fewest heads."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.history import working_days
from risk.settings import Chain, County, Promise
from risk.staffing.desks.cars import cars_needed
from risk.staffing.desks.heads import plan_heads
from risk.staffing.desks.stages import (
    PAYMENT,
    PHOTO,
    REVIEW,
    SURVEY,
    Surveyed,
    Work,
    by_day,
    days_told,
    draw_work,
    kept,
    limit_days,
    open_days,
    pass_through,
    through_desk,
)
from risk.staffing.desks.strain import strain

CHAIN = Chain(desk_start_h=9.0, desk_end_h=17.0, notice_days=1.0, documents_days=1.0)


def county(**promise) -> County:
    return County(name="t", code="00", chain=CHAIN, promise=Promise(**promise))


def surveyed(done_h, *, start=None, photo=None, days=10) -> Surveyed:
    done = np.array(done_h, np.float64)
    n = len(done)
    return Surveyed(
        start=np.array([0, n] if start is None else start), reported_h=done - 2.0,
        arrived_h=done - 0.5, limit_h=np.full(n, 3.0), done_h=done,
        photo=np.zeros(n, bool) if photo is None else np.array(photo), days=days,
    )  # fmt: skip


def test_a_desk_by_hand():
    """One head, six hours each: two a day, the second late, the third on the day after next."""
    work = np.array([6.0, 6.0, 6.0, 1.0])
    ready = np.array([20.0, 10.0, 11.0, np.inf])
    heads = np.array([1, 0, 1])
    done = through_desk(surveyed([1, 1, 1, 1]), ready, work, heads, CHAIN)
    assert done == pytest.approx([63.0, 16.0, 22.0, np.inf])


def test_two_heads_share_the_line():
    done = through_desk(
        surveyed([1, 1, 1]), np.zeros(3), np.array([2.0, 3.0, 1.0]), np.array([2]), CHAIN
    )
    assert done == pytest.approx([11.0, 12.0, 12.0])


def test_a_claim_through_the_chain_by_hand():
    """Surveyed at 10, papers a day later, reviewed at once, noticed a day, paid at once."""
    claims = surveyed([10.0])
    work = Work(np.array([24.0]), {PHOTO: np.ones(1), REVIEW: np.array([1.0]), PAYMENT: np.ones(1)})
    heads = {desk: np.ones(10, np.int64) for desk in (REVIEW, PAYMENT)}
    told = pass_through(claims, work, heads, county())
    assert list(told) == [SURVEY, REVIEW, PAYMENT]
    assert told[REVIEW].entered_h[0] == 34.0
    assert told[REVIEW].until_h[0] == 35.0
    assert told[PAYMENT].until_h[0] == 60.0
    assert told[SURVEY].until_h[0] - told[SURVEY].entered_h[0] == 1.5


def test_photographed_claims_go_to_an_assessor_and_are_no_arrival():
    """The photograph ends the wait for a visit, but does not keep the promise to be on scene."""
    claims = replace(surveyed([10.0, 10.0], photo=[True, False]), arrived_h=np.array([np.inf, 9.5]))
    work = Work(np.zeros(2), {d: np.ones(2) for d in (PHOTO, REVIEW, PAYMENT)})
    heads = {desk: np.ones(10, np.int64) for desk in (PHOTO, REVIEW, PAYMENT)}
    told = pass_through(claims, work, heads, county())
    assert told[PHOTO].until_h[0] == 11.0
    assert told[SURVEY].left_h == pytest.approx([10.0, 9.5])
    frame = by_day(claims, told[SURVEY], pd.date_range("2026-06-01", periods=10), 0.9, 0.8)
    assert frame["backlog_p50"].iloc[0] == 0
    assert frame["in_time_share"].iloc[0] == 0.5
    assert told[REVIEW].until_h == pytest.approx([12.0, 11.0])
    assert kept(claims, told[SURVEY], 0.9)["claims_mean"] == 2.0


def test_limits_are_the_contracts_else_the_laws():
    assert limit_days(county(), REVIEW) == (30.0, Promise().standing("review_ceiling_days"))
    assert limit_days(county(review_days=5.0), REVIEW)[0] == 5.0
    assert limit_days(county(payment_days=20.0), PAYMENT)[0] == 10.0
    assert limit_days(county(), PHOTO)[0] == CHAIN.photo_days
    assert days_told(15, county(), 2.0) == 15 + 4 + 40


def test_claims_whose_limit_falls_beyond_the_days_are_not_judged():
    claims = surveyed([10.0, 230.0])
    work = Work(np.zeros(2), {d: np.full(2, 0.5) for d in (REVIEW, PAYMENT)})
    heads = {desk: np.ones(10, np.int64) for desk in (REVIEW, PAYMENT)}
    told = pass_through(claims, work, heads, county(review_days=2.0))
    assert kept(claims, told[REVIEW], 0.9)["claims_mean"] == 1.0


def test_working_days_of_a_week_in_june():
    dates = pd.date_range("2026-06-01", periods=7)
    calendar = working_days(date(2026, 5, 31), date(2026, 6, 7))
    assert open_days(dates, calendar).tolist() == [True] * 5 + [False] * 2


def test_strain_by_hand():
    """Nine of ten, in four of five events: events' ninths are 0.9 and 1.8, 2.7, 3.6, 4.5."""
    ratio = np.concatenate([np.arange(1, 11) / 10 * (e + 1) for e in range(5)] + [[np.inf] * 3])
    draw = np.append(np.repeat(np.arange(5), 10), [3, 4, 4])
    day = np.append(np.zeros(50, np.int64), [2, 2, 3])  # of day 3 something in one event alone
    told = strain(ratio, draw, day, (5, 4), target=0.9, p_goal=0.8)
    assert told == pytest.approx([3.6, np.nan, np.inf, np.nan], nan_ok=True)


def test_backlog_by_day_by_hand():
    claims = surveyed([10.0, 20.0, 30.0])
    work = Work(np.zeros(3), {d: np.full(3, 8.0) for d in (REVIEW, PAYMENT)})
    heads = {REVIEW: np.array([1] * 10), PAYMENT: np.array([1] * 10)}
    told = pass_through(claims, work, heads, county(review_days=1.0))
    frame = by_day(claims, told[REVIEW], pd.date_range("2026-06-01", periods=10), 0.9, 0.8)
    assert frame["entered_mean"].tolist()[:3] == [2, 1, 0]
    assert frame["backlog_p50"].tolist()[:4] == [1, 1, 0, 0]
    assert frame["in_time_share"].tolist()[:2] == [pytest.approx(2 / 3), 0.0]  # never told as 1


def event(draws: int, claims: int, seed: int = 0):
    rng = np.random.default_rng(seed)
    number = rng.integers(claims // 2, 2 * claims, draws)
    start = np.concatenate([[0], np.cumsum(number)])
    done = rng.uniform(10.0, 70.0, start[-1])
    return surveyed(done, start=start, days=45)


def test_fewest_heads_hold_and_one_fewer_does_not():
    claims = event(40, 300)
    c = county(review_days=5.0)
    work = draw_work(len(claims.done_h), c, documents_days=1.0, seed=1)
    open_ = np.arange(45) % 7 < 5
    heads = plan_heads(claims, work, c, open_)
    told = pass_through(claims, work, heads, c)
    for desk in (REVIEW, PAYMENT):
        assert kept(claims, told[desk], 0.9)["p_event_share"] >= 0.8
        assert (heads[desk][~open_] == 0).all()
    fewer = heads | {REVIEW: np.minimum(heads[REVIEW], heads[REVIEW].max() - 1)}
    assert heads[REVIEW].max() > 1
    again = pass_through(claims, work, fewer, c)
    assert kept(claims, again[REVIEW], 0.9)["p_event_share"] < 0.8


def test_a_limit_no_head_can_keep_asks_for_none():
    """A notice longer than the payment's limit: heads cannot help, so none is added."""
    claims = event(10, 50)
    c = County(name="t", code="00", chain=Chain(notice_days=12.0))
    work = draw_work(len(claims.done_h), c, documents_days=1.0, seed=1)
    heads = plan_heads(claims, work, c, np.ones(45, bool))
    assert heads[PAYMENT].max() == 1


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 4), st.integers(0, 3), st.integers(0, 99))
def test_more_heads_never_lengthen_the_line(heads, more, seed):
    rng = np.random.default_rng(seed)
    ready, work = rng.uniform(0, 90, 60), rng.uniform(0.1, 3.0, 60)
    claims = surveyed(ready)
    few, many = (
        through_desk(claims, ready, work, np.full(8, n), CHAIN) for n in (heads, heads + more)
    )
    assert (np.sort(many) <= np.sort(few) + 1e-9).all()
    begun = (few - work)[np.isfinite(few)]
    assert (begun >= ready[np.isfinite(few)] - 1e-9).all()
    assert ((begun % 24 >= 9 - 1e-9) & (begun % 24 < 17)).all()


def test_cars_are_counted_with_crews():
    crews = pd.DataFrame(
        [
            (0, "d0", "day", "A", "own", 3), (0, "d0", "night", "A", "own", 1),
            (0, "d0", "day", "A", "standby", 1), (0, "d0", "day", "A", "L1", 9),
            (1, "d1", "day", "B", "own", 1),
        ],
        columns=["day", "date", "shift", "base_id", "source", "crews"],
    )  # fmt: skip
    vehicles = pd.DataFrame({"vehicle_id": ["1", "2"], "base_id": ["A", "A"]})
    told = cars_needed(crews, vehicles)
    assert told[["base_id", "crews", "cars", "short"]].to_numpy().tolist() == [
        ["A", 4, 2, 2], ["B", 1, 0, 1],
    ]  # fmt: skip
    unknown = cars_needed(crews, vehicles.iloc[:0])
    assert unknown["cars"].isna().all()
    assert (unknown["short"] == 0).all()
