"""How smooth the field is, told from the record: thinning, years left out, or marginal likelihood.

Thinning (Poisson): every claim goes to one of two halves by a coin; both are Poisson records of
half the exposure, so one is fitted and the other judged. What an event did to a place is in both
halves, though, and passes for risk. Years left out judge by other events, and so want several
years. The marginal likelihood (Laplace approximation: Tierney and Kadane 1986) needs neither luck
nor years.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from risk.scoring.field import (
    Cells,
    Field,
    Penalty,
    curvature,
    expected,
    factorise,
    find_mode,
    log_determinant,
    objective,
)

GRID = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)  # of λ, all that makes a difference
CELLS_THINNED = 2000  # cells thinned in all: few areas are thinned often, 50,000 once
THINNINGS_MAX = 20
RISES = 2  # of the deviance, after which rougher fields are not tried
ROUGHLY = 1e-3  # a Newton step this small leaves an error of its square

Split = tuple[Cells, Cells]


def thinned(cells: Cells, seed: int) -> Iterator[Split]:
    """Halves by a coin per claim, to fit and to judge; parts of a claim are rounded."""
    rng = np.random.default_rng(seed)
    whole = np.rint(cells.counts).astype(np.int64)
    times = int(np.clip(CELLS_THINNED // max(len(whole), 1), 1, THINNINGS_MAX))
    for _ in range(times):
        half = rng.binomial(whole, 0.5).astype(float)
        yield cells.of(half, cells.houses / 2), cells.of(whole - half, cells.houses / 2)


def years_left_out(cells: Cells, year: NDArray[np.int64]) -> Iterator[Split]:
    """All years but one to fit, that one to judge; ``year`` (M,) of every cell."""
    for held in np.unique(year):
        inside = year == held
        yield (
            cells.of(cells.counts * ~inside, cells.houses * ~inside),
            cells.of(cells.counts * inside, cells.houses * inside),
        )


def best_on_splits(splits: list[Split], penalty: Penalty) -> float:
    """λ of the grid with the lowest deviance on the judged parts, totals put right.

    From the smoothest on (so equal deviance takes the smoother), until it has risen twice: rough
    fields are the slow ones. A split without a claim on either side tells nothing.
    """
    useful = [(a, b) for a, b in splits if a.counts.sum() > 0 and b.counts.sum() > 0]
    fields: list[Field | None] = [None] * len(useful)  # the next smoother field is a near start
    best, lowest, risen = GRID[-1], np.inf, 0
    for smoothing in reversed(GRID):
        tried, found = penalty.with_smoothing(smoothing), 0.0
        for number, (fitted, judged) in enumerate(useful):
            field = find_mode(fitted, tried, start=fields[number], tolerance=ROUGHLY)
            fields[number], found = field, found + loss(judged, field)
        if found < lowest:
            best, lowest, risen = smoothing, found, 0
        else:
            risen += 1
        if risen == RISES:
            break
    return best


def loss(judged: Cells, field: Field) -> float:
    """Half the Poisson deviance up to a constant of the data, the total put right."""
    mean = expected(judged, field.fixed, field.effects)
    there = mean > 0
    ratio = np.log(mean[there] * judged.counts.sum() / mean.sum())
    return -float(judged.counts[there] @ ratio)


def most_likely(cells: Cells, penalty: Penalty) -> float:
    """λ of the highest approximate marginal likelihood, within the range of the grid."""

    last: Field | None = None

    def deviance(log_smoothing: float) -> float:
        nonlocal last
        tried = penalty.with_smoothing(float(np.exp(log_smoothing)))
        last = find_mode(cells, tried, start=last, tolerance=ROUGHLY)
        return -marginal_likelihood(cells, tried, last)

    bounds = (np.log(GRID[0]), np.log(GRID[-1]))
    found = minimize_scalar(deviance, bounds=bounds, method="bounded", options={"xatol": 0.02})
    return float(np.exp(found.x))


def marginal_likelihood(cells: Cells, penalty: Penalty, field: Field) -> float:
    """Log likelihood of the counts with effects integrated out, up to a constant of the data.

    Source: Laplace approximation at the mode; the intercept (and free features) have a flat prior.
    """
    hessian = curvature(cells, penalty, field.fixed, field.effects)
    if hessian.factor is None:
        return -objective(cells, penalty, field.fixed, field.effects)
    prior = log_determinant(factorise(penalty.smoothing * penalty.matrix))
    _, fixed = np.linalg.slogdet(hessian.schur)
    spread = prior - log_determinant(hessian.factor) - float(fixed)
    return 0.5 * spread - objective(cells, penalty, field.fixed, field.effects)
