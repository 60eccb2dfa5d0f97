"""Five levels and how sure they are."""

import numpy as np
from numpy.typing import NDArray

from risk.scoring.hierarchy import Model, Panel, Rates, rates
from risk.scoring.moments import Floats

LEVELS = 5
TIE = 1e-9  # relative; far above rounding, far below any difference that means something
CHUNK_CELLS = 8_000_000  # array cells held at once while resampling


def draw_rates(panel: Panel, model: Model, *, draws: int, rng: np.random.Generator) -> Floats:
    """Plausible rates of every village, (B, N).

    Each draw resamples years with replacement, refits, and takes each village from its gamma
    posterior: the doubt of the county's and townships' rates, and the village's own.
    """
    years = len(panel.counts)
    weight = rng.multinomial(years, np.full(years, 1 / years), size=draws).astype(float)
    step = max(1, CHUNK_CELLS // max(panel.counts.size, 1))
    parts = [
        _posterior(rates(panel, weight[at : at + step], model=model), rng)
        for at in range(0, draws, step)
    ]
    return np.concatenate(parts)


def _posterior(fitted: Rates, rng: np.random.Generator) -> Floats:
    """Gamma of mean = the credibility rate, relative variance v(1 − Z) of the prior's scale."""
    village = fitted.village
    scale = village.spread[:, None] * (1 - village.credibility)
    known = village.prior > 0
    relative = np.divide(village.rate, village.prior, out=np.zeros_like(scale), where=known)
    shape = np.divide(relative, scale, out=np.zeros_like(scale), where=scale > 0)
    drawn = rng.standard_gamma(shape) * scale * village.prior
    return np.where(scale > 0, drawn, village.rate)


def cut_points(scores: Floats, quantiles: tuple[float, ...]) -> tuple[float, ...]:
    """Rates at which a new level begins: quantiles over villages, each village counting once."""
    if not len(scores):
        return (0.0,) * len(quantiles)
    return tuple(float(q) for q in np.quantile(scores, quantiles))


def level_of(rate: Floats, cuts: tuple[float, ...]) -> NDArray[np.int64]:
    """1 + the number of cut points below the rate; equal rates share a level.

    A rate counts as above a cut point only beyond rounding noise: where one rate holds for all, a
    township's mean of equal numbers must not end in another level than its villages.
    """
    clear = np.asarray(rate) * (1 - TIE)
    return np.asarray(1 + np.searchsorted(np.asarray(cuts), clear, side="left"), dtype=np.int64)


def level_probabilities(draws: Floats, cuts: tuple[float, ...]) -> Floats:
    """Share of draws in each level, (N, 5); rows sum to 1."""
    level = level_of(draws, cuts)
    return np.stack([(level == k).mean(axis=0) for k in range(1, LEVELS + 1)], axis=1)
