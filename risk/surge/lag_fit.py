"""What each event's reports tell of its lag: a normal law about the most likely median and shape.

Reports of one event scatter more than chance about any smooth law (a village list typed in one
batch, a call centre closed). The scatter is that of a Dirichlet process of concentration
``flutter``: a count of n tells as much as n (1 + flutter) / (n + flutter) independent reports
(Mosimann 1962). It is measured by Pearson's statistic over all events, against a stated prior.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import norm

from risk.settings import Surge
from risk.surge.clock import Clock, ClockEffects
from risk.surge.clock_fit import fit_effects
from risk.surge.lag_pool import prior_law
from risk.surge.lag_rows import EventReports
from risk.surge.weibull import POINTS, WEIGHTS, below

ROUNDS = 3
EXACT_H = 0.05
BINS_H = (0, 3, 6, 12, 24, 36, 48, 72, 96, 120, 168, 240, 336, 504, 720)
BINS_MOST = 60
EXPECTED_MIN = 5.0
PARAMETERS = 2
STEP = 0.02
PRIOR_BINS, PRIOR_CLAIMS = 4.0, 200.0  # the prior scatter is as sure as one such event

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EventTold:
    """One event's evidence: log likelihood about ``pull − ½ θ' information θ``."""

    family: str
    information: Floats  # (2, 2)
    pull: Floats  # (2,)
    theta: Floats  # (2,) most likely under the prior


@dataclass(frozen=True)
class Fitted:
    """Evidence of every event, scatter and clock effects."""

    told: list[EventTold]
    flutter: float
    effects: ClockEffects


def fit_events(
    known: list[EventReports], *, settings: Surge, effects: ClockEffects, free: bool
) -> Fitted:
    """Fit each event; with ``free``, the clock effects too, by turns."""
    location, scale = prior_law(settings)
    scatter = settings.report_scatter
    told: list[EventTold] = []
    start = effects
    for _ in range(ROUNDS if known else 0):
        worked = [_worked(event, effects) for event in known]
        told = [
            _laplace(rows, event.family, location, scale, _weight(rows, scatter))
            for rows, event in zip(worked, known, strict=True)
        ]
        scatter = _scatter(worked, told, settings.report_scatter)
        if free:
            shares = [_weight(rows, scatter) for rows in worked]
            thetas = [event.theta for event in told]
            effects = fit_effects(known, thetas, shares, effects=effects, prior=start)
    flutter = 1 / scatter - 1 if scatter > 0 else np.inf
    return Fitted(told, float(flutter), effects)


@dataclass(frozen=True)
class _Worked:
    """An event's rows in worked hours; windows by row."""

    exact: NDArray[np.bool_]
    far: Floats  # to the report's latest time from the earliest hit
    near: Floats  # to the report's earliest time from the earliest hit
    window: Floats
    until: Floats
    claims: Floats
    bins: Floats  # (N, K) worked hours from the earliest hit to the bins' edges
    counts: Floats  # (K - 1,)


def _worked(event: EventReports, effects: ClockEffects) -> _Worked:
    clock: Clock = event.clock.under(effects)
    hit = clock.worked_h(event.hit_from_h)
    exact = event.to_h <= event.from_h
    edges = _edges(event, exact)
    middle = (event.from_h + event.to_h) / 2
    counts, _ = np.histogram(middle, edges, weights=event.claims)
    return _Worked(
        exact=exact,
        far=clock.worked_h(event.to_h) - hit,
        near=clock.worked_h(event.from_h) - hit,
        window=np.maximum(clock.worked_h(event.hit_to_h) - hit, 0.0),
        until=clock.worked_h(event.until_h) - hit,
        claims=event.claims,
        bins=clock.worked_h(edges)[None, :] - hit[:, None],
        counts=counts,
    )


def _edges(event: EventReports, exact: NDArray[np.bool_]) -> Floats:
    """Bins for the scatter: those the reports came in, or usual ones where times are exact."""
    given = np.unique(np.r_[event.from_h, event.to_h, event.until_h])
    if exact.any() or len(given) > BINS_MOST:
        usual = np.array(BINS_H, dtype=np.float64)
        given = np.r_[usual[usual < event.until_h], event.until_h]
    return given if given[0] <= 0 else np.r_[0.0, given]


def _weight(rows: _Worked, scatter: float) -> float:
    """Independent reports that one of the event's reports is worth."""
    return 1 / (1 + (max(float(rows.claims.sum()), 1.0) - 1) * scatter)


def _reported(since_hit: Floats, window: Floats, theta: Floats) -> Floats:
    """Share reported, for hits spread over a window of each row's own (as in weibull.shares)."""
    behind = np.clip(since_hit, 0, window)
    at = (POINTS + 1) / 2
    mean = below(since_hit[..., None] - behind[..., None] * at, theta) @ WEIGHTS / 2
    return np.where(window > EXACT_H, mean * behind / np.maximum(window, EXACT_H), mean)


def _log_likelihood(rows: _Worked, theta: Floats) -> float:
    by_window = below(rows.far + EXACT_H, theta) - below(rows.near - rows.window - EXACT_H, theta)
    by_day = _reported(rows.far, rows.window, theta) - _reported(rows.near, rows.window, theta)
    mass = np.where(rows.exact, by_window, by_day)
    seen = _reported(rows.until, rows.window, theta)
    logs = np.log(np.maximum(mass, 1e-300)) - np.log(np.maximum(seen, 1e-300))
    return float(rows.claims @ logs)


def _laplace(
    rows: _Worked, family: str, location: Floats, scale: Floats, weight: float
) -> EventTold:
    precision = np.linalg.inv(scale)

    def minus_log(theta: Floats) -> float:
        apart = theta - location
        return 0.5 * float(apart @ precision @ apart) - weight * _log_likelihood(rows, theta)

    theta = minimize(minus_log, location, method="Nelder-Mead", options={"xatol": 1e-3}).x
    values, vectors = np.linalg.eigh(_curvature(lambda t: weight * _log_likelihood(rows, t), theta))
    information = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    pull = information @ theta + precision @ (theta - location)
    return EventTold(family, information, pull, theta)


def _curvature(log_likelihood: Callable[[Floats], float], theta: Floats) -> Floats:
    """Minus the second derivatives, by differences."""
    a, b = STEP * np.eye(2)
    here = log_likelihood(theta)
    straight = [2 * here - log_likelihood(theta + s) - log_likelihood(theta - s) for s in (a, b)]
    across = (
        log_likelihood(theta + a - b)
        + log_likelihood(theta - a + b)
        - log_likelihood(theta + a + b)
        - log_likelihood(theta - a - b)
    ) / 4
    return np.array([[straight[0], across], [across, straight[1]]]) / STEP**2


def _scatter(worked: list[_Worked], told: list[EventTold], prior: float) -> float:
    """1 / (1 + flutter): 0 is chance alone. Each event's estimate weighs by how sure it is.

    It cannot be below 0, and no record is long enough to show that it is 0: what is returned is the
    mean of the normal law about the estimate, cut off at 0.
    """
    seen = [_pearson(rows, event.theta) for rows, event in zip(worked, told, strict=True)]
    bins = np.array([s[1] for s in seen])
    rows = np.array([s[2] for s in seen]) - 1
    usable = (bins > 0) & (rows > 0)
    bins, rows = bins[usable], rows[usable]
    excess = (np.array([s[0] for s in seen])[usable] / bins - 1) / rows
    found = prior
    for _ in range(20):
        sure = (
            np.r_[PRIOR_BINS / (1 / PRIOR_CLAIMS + found) ** 2, bins / (1 / rows + found) ** 2] / 2
        )
        middle = float(sure @ np.r_[prior, excess] / sure.sum())
        doubt = float(1 / np.sqrt(sure.sum()))
        found = middle + doubt * float(
            np.exp(norm.logpdf(middle / doubt) - norm.logcdf(middle / doubt))
        )
    return found


def _pearson(rows: _Worked, theta: Floats) -> tuple[float, float, float]:
    """Pearson's statistic, its degrees of freedom, and the reports it was seen on."""
    cumulative = _reported(rows.bins, rows.window[:, None], theta)
    share = rows.claims @ (cumulative / np.maximum(cumulative[:, -1:], 1e-12))
    expected = np.diff(share)
    statistic, bins, held, told = 0.0, 0, 0.0, 0.0
    last = len(expected) - 1
    for k, (e, o) in enumerate(zip(expected, rows.counts, strict=True)):
        held, told = held + e, told + o
        if held >= EXPECTED_MIN and (k == last or expected[k + 1 :].sum() >= EXPECTED_MIN):
            statistic, bins = statistic + (told - held) ** 2 / held, bins + 1
            held, told = 0.0, 0.0
    if held > 0 and bins:
        statistic, bins = statistic + (told - held) ** 2 / max(held, 1.0), bins + 1
    return statistic, bins - 1 - PARAMETERS, float(rows.claims.sum())
