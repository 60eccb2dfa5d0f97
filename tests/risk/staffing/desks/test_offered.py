"""The mean of M_t/G/∞ against the closed form for a sine, and by hand."""

import numpy as np
import pytest

from risk.staffing.desks.offered import hourly_load, mean_cut, offered_load


def test_fixed_service_by_hand():
    """Ten arrivals in the first hour, each half an hour long: five, then down to none."""
    rate = np.array([10.0, 0.0])
    told = offered_load(rate, np.array([0.25, 0.5, 1.0, 1.25, 1.5]), step=1.0, mean=0.5, cv=0.0)
    assert told == pytest.approx([2.5, 5.0, 5.0, 2.5, 0.0])


def test_sine_of_eick_massey_whitt():
    """λ(t) = 100 + 60 sin(t) with exponential service of mean 1: the peak lags the arrivals'."""
    step = 1 / 200
    t = (np.arange(int(40 / step)) + 0.5) * step
    at = np.linspace(25.0, 39.0, 30)
    rate = 100 + 60 * np.sin(t)
    since = at[:, None] - (t - step / 2)
    inside = -np.expm1(-np.maximum(since, 0)) + np.expm1(-np.maximum(since - step, 0))
    exact = 100 + 30 * (np.sin(at) - np.cos(at))
    assert inside @ rate == pytest.approx(exact, rel=1e-4)
    fixed = offered_load(rate, at, step=step, mean=1.0, cv=0.0)
    assert fixed == pytest.approx(100 + 60 * (np.cos(at - 1) - np.cos(at)), rel=1e-4)


def test_a_lognormal_cut_far_out_is_its_mean():
    assert mean_cut(np.array([-1.0, 0.0, 1e6]), 0.1, 0.8) == pytest.approx([0, 0, 0.1])


def test_steady_load_is_rate_times_service():
    load = hourly_load(np.full(12, 30.0), mean_h=0.1, cv=0.8)
    assert load[4:] == pytest.approx(3.0, rel=1e-6)
