"""The ladder of validation: simulators against exact results, from the simplest queue up.

M/M/c → M/G/c → M_t/G/∞ → exact hypercube; then what the daily mean hides and modified offered load
knows. Tolerances are three standard errors of the runs, or the printed half per cent.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest

from risk.settings import Chain
from risk.staffing.desks.calls import Calls, lognormal
from risk.staffing.desks.erlang import (
    abandoned,
    answered_within,
    erlang_c,
    mean_wait,
    seats_for,
    wait_over,
)
from risk.staffing.desks.hotline import simulate_hotline
from risk.staffing.desks.hypercube import hypercube
from risk.staffing.desks.offered import hourly_load, offered_load
from risk.staffing.simulator.kernel import CrewShifts, Land, Load, Rules, dispatch

STEADY = Chain(redial_share=0.0)
NEAR_H = 1e-7
TOGETHER = np.full((2, 1), NEAR_H)
"""A base and a village next to nothing apart."""


@dataclass(frozen=True)
class Visits:
    """What the dispatch simulator made of claims: wait for a crew, its number, hours busy."""

    wait_h: np.ndarray
    crew: np.ndarray
    busy_h: np.ndarray
    done_h: np.ndarray


def visit(start, report_h, village, work_h, trip_h, crews: int) -> Visits:
    """Crews without end of shift, the claims of all draws alike; trips next to nothing.

    Crew k starts from row k of ``trip_h`` (a home each) and is back there when a survey ends; the
    oldest claim goes first when all were busy.
    """
    rows, villages = trip_h.shape
    bases = rows - villages
    load = Load(
        start=start, report_h=report_h, village=village.astype(np.int32), work=work_h,
        group=np.zeros(len(report_h), np.int8), road=np.ones(len(start) - 1),
    )  # fmt: skip
    land = Land(
        trip_h=trip_h, to_h=np.ascontiguousarray(trip_h.T),
        near=np.argsort(trip_h, axis=1, kind="stable").astype(np.int32),
        from_near=np.argsort(trip_h.T, axis=1, kind="stable").astype(np.int32),
        limit_h=np.ones(villages), first=np.zeros(villages, bool), pace=np.ones(0),
        inside=np.zeros((0, rows), bool), closed_h=np.zeros(0), open_h=np.zeros(0),
    )  # fmt: skip
    shifts = CrewShifts(
        base=(np.arange(crews) % bases).astype(np.int32), on_h=np.zeros(crews),
        off_h=np.full(crews, 1e9), skilled=np.zeros(crews, bool),
        follows=np.full(crews, -1, np.int32), comes=np.ones((len(start) - 1, crews), bool),
    )  # fmt: skip
    rules = Rules(first_h=1.0, further_h=1.0, oldest=True, sweep=False, home=True)
    told = dispatch(load, land, shifts, rules)
    return Visits(told.arrival_h - report_h, told.crew, told.done_h - told.arrival_h, told.done_h)


def poisson(rng, rate: float, hours: float, draws: int):
    """Arrivals of draws: start, hour."""
    number = rng.poisson(rate * hours, draws)
    start = np.concatenate([[0], np.cumsum(number)])
    hour = np.concatenate([np.sort(rng.random(n) * hours) for n in number])
    return start, hour


def test_visits_are_mmc():
    """Five crews at load 4: chance and length of a wait are Erlang C's."""
    rng = np.random.default_rng(1)
    start, hour = poisson(rng, 4.0, 3000.0, 24)
    work = rng.exponential(1.0, len(hour))
    told = visit(start, hour, np.zeros(len(hour)), work, TOGETHER, 5)
    assert (told.wait_h > 1e-5).mean() == pytest.approx(erlang_c(5, 4.0), rel=0.015)
    assert told.wait_h.mean() == pytest.approx(mean_wait(5, 4.0, 1.0), rel=0.03)
    assert (told.wait_h > 0.5).mean() == pytest.approx(wait_over(5, 4.0, 1.0, 0.5), rel=0.02)


@pytest.mark.parametrize(("crews", "load", "within"), [(1, 0.7, 0.03), (5, 4.0, 0.07)])
def test_visits_are_mgc(crews, load, within):
    """Lognormal surveys: exact for one crew; for five, Lee and Longton's is some per cent low."""
    rng = np.random.default_rng(2)
    start, hour = poisson(rng, load, 12000.0 / load, 24)
    work = lognormal(rng, 0.5, len(hour))
    told = visit(start, hour, np.zeros(len(hour)), work, TOGETHER, crews)
    assert told.wait_h.mean() == pytest.approx(mean_wait(crews, load, 1.0, cv=0.5), rel=within)


def test_visits_without_limit_are_mt_g_infinity():
    """A morning burst met by crews without limit: the mean number busy is the formula's."""
    rng = np.random.default_rng(3)
    rate = np.array([2.0] * 8 + [30.0] * 3 + [10.0] * 9 + [2.0] * 4)
    draws = 1200
    number = rng.poisson(rate.sum(), draws)
    start = np.concatenate([[0], np.cumsum(number)])
    at = rng.choice(24, number.sum(), p=rate / rate.sum()) + rng.random(number.sum())
    hour = np.concatenate([np.sort(at[a:b]) for a, b in pairwise(start)])
    work = 1.5 * lognormal(rng, 0.8, len(hour))
    told = visit(start, hour, np.zeros(len(hour)), work, TOGETHER, 150)
    assert told.wait_h.max() < 1e-4
    times = np.array([6.0, 9.0, 11.0, 12.0, 15.0, 20.0, 22.0])
    busy = [((hour <= t) & (told.done_h > t)).sum() / draws for t in times]
    exact = offered_load(rate, times, step=1.0, mean=1.5, cv=0.8)
    assert busy == pytest.approx(exact, rel=0.02)


@pytest.mark.parametrize(("crews", "claims"), [(4, 6e5), (10, 1.5e6)])
def test_visits_are_the_exact_hypercube(crews, claims):
    """Crews with a home each, the nearest free one sent: workloads within half a per cent.

    All surveys are alike, so a crew's share of claims is its share of the work, with less chance.
    """
    rng = np.random.default_rng(crews)
    places, draws = 30, 4  # few draws, as each starts with all crews at home
    xy, homes = rng.random((places, 2)), rng.random((crews, 2))
    away = np.hypot(*(homes[:, None] - xy[None]).transpose(2, 0, 1))
    between = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    rate = rng.gamma(2.0, 1.0, places)
    rate *= 0.6 * crews / rate.sum()
    start, hour = poisson(rng, rate.sum(), claims / rate.sum() / draws, draws)
    village = rng.choice(places, len(hour), p=rate / rate.sum())
    work = rng.exponential(1.0, len(hour))
    told = visit(start, hour, village, work, NEAR_H * np.vstack([away, between]), crews)
    share = np.bincount(told.crew, minlength=crews) / len(hour)
    exact = hypercube(rate, np.argsort(away.T, axis=1), 1.0, line=True)
    assert share * rate.sum() == pytest.approx(exact.workload, rel=0.005)


def calls_of(rng, rate, draws: int, mean_h: float, patience_h: float, cv: float | None) -> Calls:
    """Calls at rates by hour, talks lognormal (cv) or exponential (None)."""
    number = rng.poisson(rate, (draws, len(rate)))
    start = np.concatenate([[0], np.cumsum(number.sum(axis=1))])
    hour = np.repeat(np.tile(np.arange(len(rate)), draws), number.ravel())
    n = len(hour)
    at = hour + rng.random(n)
    at = np.concatenate([np.sort(at[a:b]) for a, b in pairwise(start)])
    talk = rng.exponential(1.0, n) if cv is None else lognormal(rng, cv, n)
    return Calls(
        start, at, mean_h * talk, patience_h * rng.exponential(1.0, n), rng.random(n),
        len(rate) // 24,
    )  # fmt: skip


def test_the_hotline_is_erlang_a():
    """Overloaded seats, impatient callers: answered in time and given up as Palm's formula says."""
    rng = np.random.default_rng(4)
    calls = calls_of(rng, np.full(240, 55.0), 60, 0.1, 0.025, None)
    told = simulate_hotline(calls, np.full(240, 5), 18.0, STEADY)
    kept, lost = told.in_time[:, 5:].sum(), told.lost[:, 5:].sum()
    number = told.calls[:, 5:].sum()
    ask = {"service": 0.1, "patience": 0.025}
    assert kept / number == pytest.approx(answered_within(5, 5.5, wait=18 / 3600, **ask), rel=0.01)
    assert lost / number == pytest.approx(abandoned(5, 5.5, **ask), rel=0.015)


def test_the_daily_mean_fails_and_modified_offered_load_holds():
    """A surge day: seats by the day's mean promise 90 % and miss it at the peak; MOL's hold."""
    rng = np.random.default_rng(5)
    rate = np.array([3.0] * 8 + [120.0] * 3 + [40.0] * 9 + [5.0] * 4)
    mean_h, patience_h, wait_h = 0.1, 2.0, 18 / 3600
    calls = calls_of(rng, rate, 200, mean_h, patience_h, 0.8)
    load = rate.mean() * mean_h
    few = next(c for c in range(1, 99) if c > load and wait_over(c, load, mean_h, wait_h) <= 0.1)
    by_mean = simulate_hotline(calls, np.full(24, few), 18.0, STEADY)
    ask = {"service": mean_h, "patience": patience_h, "wait": wait_h, "share": 0.9}
    seats = np.array([seats_for(a, **ask) for a in hourly_load(rate, mean_h=mean_h, cv=0.8)])
    by_load = simulate_hotline(calls, seats, 18.0, STEADY)
    worst = [(x.in_time.sum(axis=0) / x.calls.sum(axis=0)).min() for x in (by_mean, by_load)]
    assert worst[0] < 0.1
    assert worst[1] >= 0.88
