"""Plausible rates of every village: how far off the scores may be.

Years are drawn anew, for a county's claims come in few storms and a year is one unit of chance;
each village has its own doubt besides. The storeys (``risk.scoring.hierarchy``) are refitted to
every draw of years. The blend is not: one Newton step from its mode tells where the drawn years
would have led (infinitesimal refit: Efron 1992), and the same step carries draws of the field's own
posterior (perturb and optimise: Papandreou and Yuille 2010).

Few years are too alike, and estimated spreads pass for known: every draw is stretched, on the log
scale, by Student's t of the years, and by `STRETCH`. True rates are never seen, so that `STRETCH`
was set on made-up counties (``benchmarks/scoring_simulation.py``, on other seeds than it measures):
without it levels said 54 % and were right 53 % of the time when ranked, 66 and 62 at the usual cut
points.
"""

import numpy as np

from risk.scoring.blend import BlendRate
from risk.scoring.field import Cells, Penalty, curvature, expected, newton
from risk.scoring.hierarchy import Model, Panel, Rates, rates
from risk.scoring.moments import Floats

CHUNK_CELLS = 8_000_000  # array cells held at once while resampling
STRETCH = 1.08
DEGREES_MIN = 3  # of Student's t: with fewer, single draws would run to any rate
LOG_MAX = 6.0  # a village 400 times its score is no longer told from 4,000 times


def draw_rates(
    panel: Panel,
    model: Model,
    rate: Floats,
    *,
    blend: BlendRate | None,
    draws: int,
    rng: np.random.Generator,
) -> Floats:
    """Plausible rates of every village, (B, N), about its ``rate`` (N,); a rate of 0 stays.

    Args:
        panel: the record.
        model: which gave the rates.
        blend: the fitted blend, for the models that are parts of it.
        draws: B.
        rng: of all chance.
    """
    weight = draw_years(len(panel.counts), draws, rng)
    step = max(1, CHUNK_CELLS // max(panel.counts.size, 1))
    parts = [
        _about(panel, model, rate, blend, weight[at : at + step], rng)
        for at in range(0, draws, step)
    ]
    stretch = _student(len(panel.counts), draws, rng) * STRETCH
    log = np.clip(np.concatenate(parts) * stretch[:, None], -LOG_MAX, LOG_MAX)
    return np.asarray(rate * np.exp(log))


def draw_years(years: int, draws: int, rng: np.random.Generator) -> Floats:
    """How often each draw takes each year, (B, Y): with replacement, as many as there are."""
    return rng.multinomial(years, np.full(years, 1 / years), size=draws).astype(float)


def _student(years: int, draws: int, rng: np.random.Generator) -> Floats:
    """Turns normal deviations into those of Student's t, (B,)."""
    degrees = max(years - 1, DEGREES_MIN)
    return np.asarray(np.sqrt(degrees / rng.chisquare(degrees, size=draws)))


def _about(
    panel: Panel,
    model: Model,
    rate: Floats,
    blend: BlendRate | None,
    weight: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Log of drawn over told rates, (B, N)."""
    if blend is not None:
        return field_deviations(panel, blend, weight, rng)
    drawn = _posterior(rates(panel, weight, model=model), rng)
    known = (drawn > 0) & (rate > 0)
    return np.log(np.where(known, drawn, 1.0) / np.where(known, rate, 1.0))


def _posterior(fitted: Rates, rng: np.random.Generator) -> Floats:
    """Gamma of mean = the credibility rate, relative variance v(1 − Z) of the prior's scale."""
    village = fitted.village
    scale = village.spread[:, None] * (1 - village.credibility)
    known = village.prior > 0
    relative = np.divide(village.rate, village.prior, out=np.zeros_like(scale), where=known)
    shape = np.divide(relative, scale, out=np.zeros_like(scale), where=scale > 0)
    drawn = rng.standard_gamma(shape) * scale * village.prior
    return np.where(scale > 0, drawn, village.rate)


def field_deviations(
    panel: Panel, blend: BlendRate, weight: Floats, rng: np.random.Generator
) -> Floats:
    """Log deviations of the field, (B, N), under years drawn ``weight`` (B, Y) times.

    The county's total under a draw of years moves all villages alike; what is left of the years'
    pattern, the Poisson noise of the record (a handful of years never shows the claims a village
    happened not to have) and the field's own prior noise pull at the mode.
    """
    graph = blend.laplacian_
    cells, penalty, mode = graph.cells_, graph.penalty_, graph.mode_
    total = panel.counts.sum()
    if not np.isfinite(mode.fixed[0]) or not total > 0:
        return np.zeros((len(weight), panel.counts.shape[1]))
    wide = _widened(weight)
    mean = expected(cells, mode.fixed, mode.effects)
    worth = blend.worth_.to_numpy(float)
    houses = panel.exposure.sum(axis=0)
    by_year = np.divide(mean, worth * houses, out=np.zeros(len(mean)), where=houses > 0)
    told = panel.exposure * by_year
    year = np.maximum((wide @ panel.counts.sum(axis=1)) / (wide @ told.sum(axis=1)), 0.05)
    year /= total / told.sum()
    moved = (wide @ panel.counts) / year[:, None] - panel.counts.sum(axis=0)
    pull = worth * (moved - (wide @ told - told.sum(axis=0)))
    pull += np.sqrt(mean) * rng.normal(size=pull.shape)
    pull += prior_noise(penalty, len(pull), rng)
    steps = _steps(cells, penalty, mode.fixed, mode.effects, pull, rng)
    return np.asarray(steps + np.log(year)[:, None])


def _widened(weight: Floats) -> Floats:
    """Years drawn from a sample scatter less than the years it came from, by (Y − 1) / Y."""
    years = weight.shape[1]
    if years < 2:
        return weight
    wide = 1 + (weight - 1) * np.sqrt(years / (years - 1))
    return np.asarray(np.maximum(wide, 0.0))


def prior_noise(penalty: Penalty, draws: int, rng: np.random.Generator) -> Floats:
    """Normal vectors of covariance λQ, (B, R), edge by edge."""
    matrix = penalty.matrix.tocoo()
    upper = matrix.row < matrix.col
    near, far = matrix.row[upper], matrix.col[upper]
    edge = np.sqrt(np.maximum(-matrix.data[upper], 0.0))
    n = matrix.shape[0]
    own = np.sqrt(np.maximum(np.asarray(penalty.matrix.sum(axis=1)).ravel(), 0.0))
    noise = own * rng.normal(size=(draws, n))
    for row in noise:
        drawn = edge * rng.normal(size=len(near))
        row += np.bincount(near, drawn, n) - np.bincount(far, drawn, n)
    return np.asarray(np.sqrt(penalty.smoothing) * noise)


def _steps(
    cells: Cells,
    penalty: Penalty,
    fixed: Floats,
    effects: Floats,
    pull: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Where pulls (B, R) at the effects lead the log rate, (B, R)."""
    slope = pull @ cells.design
    slope[:, 1:] += np.sqrt(penalty.ridge) * rng.normal(size=slope[:, 1:].shape)
    hessian = curvature(cells, penalty, fixed, effects)
    down, across = newton(hessian, slope.T, np.ascontiguousarray(pull.T))
    return np.asarray((cells.design @ down + across).T)
