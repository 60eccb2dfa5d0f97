"""The law of events' lags, from what each event told: three levels, by expectation–maximisation.

log median and log shape of an event = mean + the peril family's own + the event's own. Events with
few reports are drawn to the mean by as much as they are unsure; the spread between events is held
by a prior worth ``PRIOR_EVENTS`` events, so that two events alike do not promise a third one. What
is told of the next event is a Student law: wide where events are few (Gelman et al., Bayesian Data
Analysis, chapters 5 and 15).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from risk.settings import Surge

if TYPE_CHECKING:
    from risk.surge.lag_fit import EventTold

PRIOR_EVENTS = 4.0
PRIOR_FAMILIES = 4.0
PRIOR_MEAN_SD = (0.8, 0.35)  # log median, log shape: how far off county.toml's lag may be
FAMILY_SD = (0.3, 0.15)
ROUNDS = 60

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled:
    """Student law of the next event's log median and log shape."""

    location: Floats
    scale: Floats
    freedom: float


def prior_law(settings: Surge) -> tuple[Floats, Floats]:
    """Mean and covariance believed of any event before own events tell."""
    location = np.log([settings.lag_median_h, settings.lag_shape])
    return location, np.diag(_spread(settings) + np.square(PRIOR_MEAN_SD) + np.square(FAMILY_SD))


def pool(told: "list[EventTold]", *, settings: Surge, family: str | None) -> Pooled:
    """The law of the next event of a family (None: of an event of any family alike).

    Args:
        told: evidence by event.
        settings: prior of the lag and of its spread between events.
        family: may be one without own events.
    """
    families = sorted({e.family for e in told} | ({family} if family is not None else set()))
    if len(families) == 1:
        family = families[0]
    at = {name: 1 + i for i, name in enumerate(families)}
    first, number = 1 + len(families), len(told)
    size = 2 * (first + number)
    data, pull = _evidence(told, at, first, size)
    mean, variance = np.log([settings.lag_median_h, settings.lag_shape]), np.square(PRIOR_MEAN_SD)
    between = np.diag(_spread(settings))
    apart = np.diag(np.square(FAMILY_SD))
    guess, guess_apart = between.copy(), apart.copy()
    for _ in range(ROUNDS):
        precision = data.copy()
        precision[:2, :2] += np.diag(1 / variance)
        for i in range(1, first + number):
            own = np.s_[2 * i : 2 * i + 2]
            precision[own, own] += np.linalg.inv(apart if i < first else between)
        covariance: Floats = np.asarray(np.linalg.inv(precision), dtype=np.float64)
        known = pull + np.r_[mean / variance, np.zeros(size - 2)]
        centre: Floats = np.asarray(covariance @ known, dtype=np.float64)
        seen = _second_moments(centre, covariance)
        between = (PRIOR_EVENTS * guess + seen[first:].sum(0)) / (PRIOR_EVENTS + number)
        apart = (PRIOR_FAMILIES * guess_apart + seen[1:first].sum(0)) / (
            PRIOR_FAMILIES + len(families)
        )
    pick = np.zeros((2, size))
    pick[:, :2] = np.eye(2)
    if family is not None:
        pick[:, 2 * at[family] : 2 * at[family] + 2] = np.eye(2)
    own_spread = between if family is not None else between + apart
    scale = own_spread + pick @ covariance @ pick.T
    freedom = PRIOR_EVENTS + sum(_sure(between, e.information) for e in told)
    scale = (scale + scale.T) / 2 * freedom / (freedom - 1)  # two spreads are learnt, not one
    return Pooled(pick @ centre, scale, freedom - 1)


def _spread(settings: Surge) -> Floats:
    return np.square([settings.lag_median_spread, settings.lag_shape_spread])


def _evidence(
    told: "list[EventTold]", at: dict[str, int], first: int, size: int
) -> tuple[Floats, Floats]:
    """Information and pull of the data on mean, families and events."""
    information, pull = np.zeros((size, size)), np.zeros(size)
    for i, event in enumerate(told):
        spots = [slice(2 * j, 2 * j + 2) for j in (0, at[event.family], first + i)]
        for a in spots:
            pull[a] += event.pull
            for b in spots:
                information[a, b] += event.information
    return information, pull


def _second_moments(centre: Floats, covariance: Floats) -> Floats:
    """Expected outer product of each level's own part, (levels, 2, 2)."""
    number = len(centre) // 2
    parts = centre.reshape(number, 2)
    blocks = covariance.reshape(number, 2, number, 2)[np.arange(number), :, np.arange(number), :]
    return np.asarray(parts[:, :, None] * parts[:, None, :] + blocks)


def _sure(between: Floats, information: Floats) -> float:
    """How much of one event an event is worth for the spread: 1 where its reports are many."""
    noise = np.linalg.inv(information + 1e-9 * np.eye(2))
    return float(np.trace(between @ np.linalg.inv(between + noise)) / 2)
