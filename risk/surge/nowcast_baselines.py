"""Simpler ways to tell what is still to come; a nowcast must beat them to be worth its pains.

All take distinct houses by village and interval of equal length, ``counts`` (V, K), and give the
mean of the coming ``ahead`` intervals, (V, ahead). None doubts its own numbers: how widely their
misses scatter is learnt from past events (:func:`spread_of`).
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.stats import nbinom

LOOK_BACK = 3  # intervals a constant rate is taken from
LEAST_MEAN = 1e-3

Floats = NDArray[np.float64]


def constant_rate(counts: Floats, ahead: int) -> Floats:
    """Each village goes on as it did in the last intervals (three at most)."""
    rate = np.asarray(counts, dtype=np.float64)[:, -LOOK_BACK:].mean(axis=1)
    return np.repeat(rate[:, None], ahead, axis=1)


def usual_decay(paths: Iterable[Floats]) -> float:
    """Factor from one interval to the next, over past events from their largest interval on."""
    before = after = 0.0
    for path in paths:
        whole = np.asarray(path).sum(axis=0)
        tail = whole[int(np.argmax(whole)) :]
        before, after = before + float(tail[:-1].sum()), after + float(tail[1:].sum())
    return min(after / before, 0.99) if before > 0 else 0.5


def exponential_decay(counts: Floats, ahead: int, *, usual: float) -> Floats:
    """The whole falls by one factor an interval, each village in its share so far.

    The factor is the event's own over its intervals since the largest, weighed as one interval
    against the usual one.

    Args:
        counts: (V, K).
        ahead: intervals told.
        usual: from :func:`usual_decay`.
    """
    whole = np.asarray(counts, dtype=np.float64).sum(axis=0)
    tail = whole[int(np.argmax(whole)) :]
    own, seen = float(tail[1:].sum()), float(tail[:-1].sum())
    weight = float(tail[0])
    factor = min((own + usual * weight) / max(seen + weight, LEAST_MEAN), 0.99)
    path = whole[-LOOK_BACK:].mean() * factor ** np.arange(1, ahead + 1)
    share = counts.sum(axis=1) / max(whole.sum(), 1.0)
    return np.asarray(share[:, None] * path[None, :])


def pooled_pattern(paths: Iterable[Floats], intervals: int) -> Floats:
    """Share of an event reported by the end of each interval, (intervals,): events pooled.

    Volume-weighted factors from one interval to the next, each from the events seen so far.
    """
    whole = [np.cumsum(np.asarray(path).sum(axis=0)) for path in paths]
    factors = np.ones(intervals)
    for k in range(1, intervals):
        seen = [path for path in whole if len(path) > k]
        before = sum(float(path[k - 1]) for path in seen)
        if before > 0:
            factors[k] = sum(float(path[k]) for path in seen) / before
    grown = np.cumprod(factors)
    return np.asarray(grown / grown[-1])


def chain_ladder(counts: Floats, ahead: int, *, pattern: Floats) -> Floats:
    """Each village's reports so far, carried on by the pooled pattern."""
    now = counts.shape[1]
    to_come = _steps(pattern, now, ahead) / pattern[now - 1]
    return np.asarray(counts.sum(axis=1, dtype=np.float64)[:, None] * to_come[None, :])


def bornhuetter_ferguson(expected: Floats, now: int, ahead: int, *, pattern: Floats) -> Floats:
    """What was expected before, in the pattern's shares still to come (V,) → (V, ahead).

    With ``now`` = 0 the forecast alone.
    """
    return np.asarray(expected[:, None] * _steps(pattern, now, ahead)[None, :])


def _steps(pattern: Floats, now: int, ahead: int) -> Floats:
    cumulative = np.r_[0.0, pattern, np.full(max(now + ahead - len(pattern), 0), pattern[-1])]
    return np.asarray(np.diff(cumulative[now : now + ahead + 1]))


def spread_of(means: Floats, counts: Floats) -> float:
    """Negative-binomial size of what came about what was told, by maximum likelihood."""
    mean = np.maximum(np.asarray(means, dtype=np.float64).ravel(), LEAST_MEAN)
    came = np.asarray(counts).ravel()

    def minus_log(log_size: float) -> float:
        size = np.exp(log_size)
        return -float(nbinom.logpmf(came, size, size / (size + mean)).sum())

    return float(np.exp(minimize_scalar(minus_log, bounds=(-4, 8), method="bounded").x))
