"""The kernel against two simulators written by others: the same claims, the same response times."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_world import land

from benchmarks.cases.dispatch import (
    Event,
    Place,
    Shifts,
    fifo_ciw,
    fifo_simpy,
    single,
    sweep_simpy,
)
from risk.staffing.simulator.kernel import CrewShifts, Load, Rules, dispatch

FEW = settings(max_examples=12, deadline=None)
ALWAYS = 1e9  # far beyond the event: the loop keeps an eye on it, of inf it knows that it need not


def world(seed: int, villages: int, claims: int) -> tuple[Place, Event]:
    """Random places within two hours of each other, random claims of two days."""
    rng = np.random.default_rng(seed)
    at = rng.random((villages, 2))
    trip = single(0.05 + np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1)))
    town = np.arange(villages) < villages // 3
    county = Place(at, np.ones(villages), town, trip, np.where(town, 0.5, 3.0))
    event = Event(
        report_h=np.sort(rng.random(claims) * 48),
        village=rng.integers(0, villages, claims),
        survey_h=rng.lognormal(0, 0.5, claims),
    )
    return county, event


def arrivals(county: Place, event: Event, crews: Shifts, rules: Rules, **more) -> np.ndarray:
    """The kernel's arrival hours; every village is a base too."""
    trip = np.vstack([county.trip_h, county.trip_h])
    n, shifts = len(event.report_h), len(crews.base)
    load = Load(
        np.array([0, n]), event.report_h, event.village.astype(np.int32), event.survey_h,
        np.zeros(n, np.int8), np.ones(1),
    )  # fmt: skip
    who = CrewShifts(
        crews.base.astype(np.int32), crews.on_h, crews.off_h, np.ones(shifts, bool),
        np.full(shifts, -1, np.int32), np.ones((1, shifts), bool),
    )  # fmt: skip
    where = land(trip, list(county.limit_h), np.flatnonzero(county.town))
    return dispatch(load, where, who, rules).arrival_h


def on_duty(stand: np.ndarray, off_h: float) -> Shifts:
    """Surveyors who stay on duty."""
    return Shifts(stand, np.full(len(stand), -1.0), np.full(len(stand), off_h))


@FEW
@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 80), st.integers(1, 7))
def test_fifo_is_simpys_and_ciws(seed, villages, claims, crews):
    """Response times of plain first come first served equal those of SimPy and of Ciw, in the loop
    and in the single pass for crews always on duty.
    """
    county, event = world(seed, villages, claims)
    stand = np.random.default_rng(seed).integers(0, villages, crews)
    rules = Rules(first_h=1.0, further_h=1.0, oldest=True, sweep=False)
    ours = arrivals(county, event, on_duty(stand, np.inf), rules)
    assert ours == pytest.approx(arrivals(county, event, on_duty(stand, ALWAYS), rules), abs=1e-12)
    assert ours == pytest.approx(fifo_simpy(county.trip_h, event, stand), abs=1e-9)
    assert ours == pytest.approx(fifo_ciw(county.trip_h, event, stand), abs=1e-9)


@FEW
@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 80), st.integers(1, 4))
def test_sweeping_crews_with_shifts_are_simpys(seed, villages, claims, crews):
    """The rule with shifts, sweeps and saveable town claims equals the same rule in SimPy."""
    county, event = world(seed, villages, claims)
    begin = np.repeat([0.0, 12.0, 24.0, 36.0], crews)
    base = np.random.default_rng(seed).integers(0, villages, len(begin))
    duty = Shifts(base, begin, begin + 11)
    ours = arrivals(county, event, duty, Rules(first_h=0.6, further_h=0.3, save=True))
    theirs = sweep_simpy(county, event, duty, first_h=0.6, further_h=0.3)
    assert (np.isfinite(ours) == np.isfinite(theirs)).all()
    met = np.isfinite(ours)
    assert ours[met] == pytest.approx(theirs[met], abs=1e-9)
