"""Made-up counties whose true rates are known: villages on a map, their features, years of claims.

300 villages stand on 15 rows by 20 columns, 12 townships of five by five. The log of a village's
rate is a sum of: a smooth feature (reach 4 cells, weight 0.5), a second one (reach 3) that only
adds where it is above zero, by its power 1.5 (weight 0.6), a third without any pattern (0.35), a
fourth that says nothing, a smooth field nobody measured (reach 2.5, weight 0.45) and chance (0.25).
Rates average 1.2 % a year. A year has Poisson(3) events, each with a place that may lie off the
map, a reach, a gamma strength and luck of its own in every village; 15 % of the yearly rate comes
without an event. Houses of a village are lognormal around 280.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROWS, COLUMNS = 15, 20
VILLAGES = ROWS * COLUMNS
ROW, COLUMN = (v.ravel().astype(float) for v in np.indices((ROWS, COLUMNS)))
APART = (ROW[:, None] - ROW[None]) ** 2 + (COLUMN[:, None] - COLUMN[None]) ** 2  # squared
TOWNSHIP = (ROW // 5 * 4 + COLUMN // 5).astype(np.int64)
PAIRS = np.argwhere(np.triu((APART > 0) & (APART < 2.1)))  # sides and corners touch
MEAN_RATE = 0.012
EVENTS_A_YEAR = 3
WITHOUT_EVENT = 0.15


@dataclass(frozen=True)
class County:
    """One draw.

    Attributes:
        features: (N, 4).
        houses: (N,).
        truth: (N,) claims per house-year.
        counts: (Y, N).
    """

    features: Floats
    houses: Floats
    truth: Floats
    counts: Floats


def smooth(rng: np.random.Generator, reach: float) -> Floats:
    """A Gaussian field of variance one over the villages, (N,)."""
    alike = np.exp(-APART / (2 * reach**2))
    root = np.linalg.cholesky(alike + 1e-6 * np.eye(VILLAGES))
    return np.asarray(root @ rng.normal(size=VILLAGES))


def county(rng: np.random.Generator, years: int) -> County:
    """Draw a county; the order of draws is part of the case, so that figures can be compared."""
    broad, near = smooth(rng, 4), smooth(rng, 3)
    single, idle = rng.normal(size=VILLAGES), rng.normal(size=VILLAGES)
    log_rate = 0.5 * broad + 0.6 * np.maximum(near, 0) ** 1.5 + 0.35 * single
    log_rate = log_rate + 0.45 * smooth(rng, 2.5) + 0.25 * rng.normal(size=VILLAGES)
    houses = np.round(rng.lognormal(np.log(280), 0.6, VILLAGES))
    truth = MEAN_RATE * np.exp(log_rate) / np.mean(np.exp(log_rate))
    counts = np.array([year(rng, houses * truth) for _ in range(years)], dtype=float)
    return County(np.column_stack([broad, near, single, idle]), houses, truth, counts)


def year(rng: np.random.Generator, usual: Floats) -> Floats:
    """Claims of one year, (N,), where ``usual`` are a village's in a usual one."""
    claims = np.zeros(VILLAGES)
    for _ in range(rng.poisson(EVENTS_A_YEAR)):
        row, column = rng.uniform(-2, ROWS + 1), rng.uniform(-2, COLUMNS + 1)
        reach = rng.lognormal(1.4, 0.35)
        hit = np.exp(-((ROW - row) ** 2 + (COLUMN - column) ** 2) / (2 * reach**2))
        strength = rng.gamma(1.0)
        claims += rng.poisson(usual * hit * strength * 1.1 * rng.gamma(4, 0.25, VILLAGES))
    return claims + rng.poisson(usual * WITHOUT_EVENT)
