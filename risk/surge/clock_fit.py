"""Clock effects from own reports: as many came at night as the lag alone would bring, or fewer?

For each kind of hour, the reports that came in it are set against those a law without the kind
would have brought; the log ratio is weighed against county.toml's by how sure each is.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from risk.surge.clock import (
    DAY_H,
    MONDAY,
    NIGHT_FROM_H,
    NIGHT_TO_H,
    SATURDAY,
    SUNDAY,
    ClockEffects,
)
from risk.surge.lag_rows import EventReports
from risk.surge.weibull import shares

LOOK_H = 24 * 14
PRIOR_SD = 0.35  # of a log factor of county.toml
SEEN_MIN = 5.0
WEEKDAYS = (1, 2, 3, 4)

Floats = NDArray[np.float64]


def fit_effects(
    known: list[EventReports],
    thetas: list[Floats],
    weights: list[float],
    *,
    effects: ClockEffects,
    prior: ClockEffects,
) -> ClockEffects:
    """Effects a step nearer to what the reports say.

    Args:
        known: reports by event.
        thetas: log median and log shape of each event under ``effects``.
        weights: independent reports one report of each event is worth.
        effects: those the events were fitted under.
        prior: those of county.toml.
    """
    came, due = np.zeros((7, 2)), np.zeros((7, 2))
    night_came, night_due = np.zeros(2), np.zeros(2)
    for event, theta, weight in zip(known, thetas, weights, strict=True):
        if np.median(event.to_h - event.from_h) > DAY_H:
            continue
        told, expected = _by_kind(event, theta, effects)
        came, due = came + weight * told, due + weight * expected
        if (event.to_h <= event.from_h).mean() > 0.5:
            night_came, night_due = (
                night_came + weight * told.sum(0),
                night_due + weight * (expected.sum(0)),
            )
    day_came, day_due = came.sum(axis=1), due.sum(axis=1)
    usual = (day_came[list(WEEKDAYS)].sum(), day_due[list(WEEKDAYS)].sum())
    found, told_by = {}, []
    for name, own in {
        "night": ((night_came[1], night_due[1]), (night_came[0], night_due[0])),
        "saturday": ((day_came[SATURDAY], day_due[SATURDAY]), usual),
        "sunday": ((day_came[SUNDAY], day_due[SUNDAY]), usual),
        "monday": ((day_came[MONDAY], day_due[MONDAY]), usual),
    }.items():
        value = _factor(getattr(effects, name), getattr(prior, name), *own)
        if value is not None:
            found[name] = value
            told_by.append(name)
    if not told_by:
        return effects
    words = f"own reports ({', '.join(told_by)}) weighed against county.toml [surge]"
    return replace(effects, **found, source=words)


def _factor(
    now: float, prior: float, own: tuple[float, float], usual: tuple[float, float]
) -> float | None:
    if min(*own, *usual) < SEEN_MIN:
        return None
    seen = np.log(now) + np.log(own[0] / own[1]) - np.log(usual[0] / usual[1])
    sure = 1 / (1 / own[0] + 1 / usual[0])
    mean = (seen * sure + np.log(prior) / PRIOR_SD**2) / (sure + 1 / PRIOR_SD**2)
    return float(np.exp(np.clip(mean, np.log(0.02), np.log(20))))


def _by_kind(event: EventReports, theta: Floats, effects: ClockEffects) -> tuple[Floats, Floats]:
    """Reports that came and that were due, by weekday and day or night, (7, 2) each."""
    until = min(event.until_h, LOOK_H)
    edges = np.r_[np.arange(0.0, until), until]
    clock = event.clock.under(effects)
    hit = clock.worked_h(np.array([np.median(event.hit_from_h), np.median(event.hit_to_h)]))
    if (event.hit_to_h - event.hit_from_h).max() < np.ptp(event.hit_from_h):
        hit = clock.worked_h(np.array([event.hit_from_h.min(), event.hit_to_h.max()]))
    share = shares(theta[None], clock.worked_h(edges) - hit[0], hit[1] - hit[0])[0]
    middle = (event.from_h + event.to_h) / 2
    inside = middle < until
    due = np.diff(share) * event.claims[inside].sum() / max(share[-1], 1e-12)
    return (
        _sum_by_kind(event, middle[inside], event.claims[inside]),
        _sum_by_kind(event, (edges[1:] + edges[:-1]) / 2, due),
    )


def _sum_by_kind(event: EventReports, at_h: Floats, weights: Floats) -> Floats:
    hours = event.clock.start_h + at_h
    weekday = (event.clock.weekday + hours // DAY_H).astype(np.int64) % 7
    hour = hours % DAY_H
    night = (hour >= NIGHT_FROM_H) | (hour < NIGHT_TO_H)
    kind = 2 * weekday + night
    return np.asarray(np.bincount(kind, weights=weights, minlength=14).reshape(7, 2), np.float64)
