"""Forecasts tried on the past: rolling origin, proper scores, and the baselines to beat.

CRPS (Gneiting & Raftery 2007) judges the whole range, in claims; for a forecast without a range it
is the absolute error. Coverage of counts: a range of whole numbers holds more than its nominal
share by nature, so beside ``held`` (inside, ends included) stands ``held_random``, where a count
on an end is inside with the chance that makes the share exact (randomised PIT, Brockwell 2007).
"""

import numpy as np
import pandas as pd

from risk.history.months import Floats, Months

LOW, HIGH = 0.05, 0.95
FLOOR = 0.05  # claims; a forecast of none would make any claim infinitely unlikely
SCORES = ("crps", "absolute_error", "deviance", "held", "held_random")


def baselines(known: Months, family: str, ahead: int) -> dict[str, Floats]:
    """Forecasts without a model or a range, (1, ahead).

    ``seasonal_naive``: the same month a year ago. ``last_year``: the last year's mean in each
    month. ``seasonal_mean``: the mean of the same months of all years.
    """
    y = known.counts(family)
    return {
        "seasonal_naive": np.resize(y[-12:], ahead)[None],
        "last_year": np.full((1, ahead), y[-12:].mean()),
        "seasonal_mean": np.array([[y[::-1][11 - k % 12 :: 12].mean() for k in range(ahead)]]),
    }


def scores(draws: Floats, came: Floats, rng: np.random.Generator) -> pd.DataFrame:
    """Score a forecast (draws, periods) against what came (periods,); one row a period."""
    return pd.DataFrame(score_values(draws, came, rng))


def score_values(draws: Floats, came: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """The columns of `scores`: a backtest makes hundreds, and a frame of each would take longer."""
    point = len(draws) == 1
    middle = np.median(draws, axis=0)
    mean = np.maximum(draws.mean(axis=0), FLOOR)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.where(came > 0, came * np.log(came / mean), 0.0)
    low, high = np.quantile(draws, [LOW, HIGH], axis=0)
    below = (draws < came).mean(axis=0)
    pit = below + rng.random(len(came)) * (draws == came).mean(axis=0)
    unknown = np.full(len(came), np.nan)
    return {
        "crps": crps(draws, came),
        "absolute_error": np.abs(middle - came),
        "deviance": 2 * (log - came + mean),
        "held": unknown if point else ((came >= low) & (came <= high)).astype(float),
        "held_random": unknown if point else ((pit >= LOW) & (pit <= HIGH)).astype(float),
    }


def crps(draws: Floats, came: Floats) -> Floats:
    """Continuous ranked probability score of a sample, by period."""
    ranked = np.sort(draws, axis=0)
    n = len(ranked)
    weight = (2 * np.arange(1, n + 1) - n - 1)[:, None]
    spread = (weight * ranked).sum(axis=0) / n**2
    return np.asarray(np.abs(draws - came).mean(axis=0) - spread)


def origins(months: int, *, least: int, most: int) -> list[int]:
    """Months known at each origin: whole years back from the end, oldest first."""
    return [n for n in (months - 12 * k for k in range(most, 0, -1)) if n >= least]
