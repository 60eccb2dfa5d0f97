"""The offered load of calls that come unevenly: the mean of M_t/G/∞, and modified offered load.

With as many servers as wanted, the number busy at t is Poisson with mean
m(t) = ∫ λ(t − u) P(S > u) du (Eick, Massey & Whitt 1993). Staffing each hour for m(t) as if it were
steady is modified offered load (Jagerman 1975; Massey & Whitt 1994): it knows that a burst loads
the next hour too, which the daily mean does not.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]


def mean_cut(at: Floats, mean: float, cv: float) -> Floats:
    """E[min(S, at)] of a lognormal service time S, the integral of P(S > u) from 0 to ``at``.

    ``cv`` 0 is a fixed time. Negative ``at`` gives 0.
    """
    at = np.maximum(np.asarray(at, np.float64), 0.0)
    if cv == 0:
        return np.minimum(at, mean)
    sigma = np.sqrt(np.log1p(cv**2))
    mu = np.log(mean) - sigma**2 / 2
    with np.errstate(divide="ignore"):
        z = (np.log(at) - mu) / sigma
    return np.asarray(mean * ndtr(z - sigma) + at * ndtr(-z))


def offered_load(rate: Floats, at: Floats, *, step: float, mean: float, cv: float) -> Floats:
    """Mean busy servers of M_t/G/∞ at the times ``at``, with lognormal service.

    Args:
        rate: arrivals per unit of time, constant over each step from 0 on (steps,).
        at: times asked for.
        step: length of a step; one unit with ``mean`` and ``at``.
        mean, cv: of the service time.
    """
    begin = np.arange(len(rate)) * step
    since = np.asarray(at, np.float64)[:, None] - begin
    inside = mean_cut(since, mean, cv) - mean_cut(since - step, mean, cv)
    return np.asarray(inside @ np.asarray(rate, np.float64))


def hourly_load(calls: Floats, *, mean_h: float, cv: float, moments: int = 6) -> Floats:
    """Greatest offered load within each hour, erlang (hours,), from calls by hour (hours,)."""
    hours = len(calls)
    at = (np.arange(hours * moments) + 1.0) / moments
    told = offered_load(calls, at, step=1.0, mean=mean_h, cv=cv)
    return np.asarray(told.reshape(hours, moments).max(axis=1))
