"""A Poisson model with one effect per region under a graph-Laplacian penalty, on sparse matrices.

The log rate of a cell (a region, or a region under one set of features) is a'b + u[region], with
``a`` = 1 and the features. What is minimised is

    Σ (μ − y log μ) + ½ ridge Σ b_features² + ½ λ u'Qu,    Q = D − W + κI,

the mode of the posterior under an intrinsic (κ = 0) or nearly intrinsic conditional
autoregression: Besag, York and Mollié (1991); Leroux, Lei and Breslow (2000). ``λ`` is the
precision of a difference between two neighbours on the log scale, so it does not depend on how
much exposure there is. A region without neighbours has one made up, whose effect is zero: left to
κ alone it would hardly be shrunk at all.

Solved by Newton steps. The block of the effects is factorised (sparse, minimum degree); intercept
and features are few and are solved densely in its Schur complement.

Shapes: M cells, R regions, P features.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import SuperLU, splu

from risk.errors import ModelError
from risk.scoring.moments import Floats

TOLERANCE = 1e-9  # largest step, on the log scale, at which the mode counts as found
STEPS_MAX = 100
HALVINGS_MAX = 40


@dataclass(frozen=True)
class Cells:
    """Counts and exposure of M cells.

    Attributes:
        counts, houses: (M,) claims and house-years.
        region: (M,) number of the region, 0…R-1.
        design: (M, 1 + P) ones, then the features.
    """

    counts: Floats
    houses: Floats
    region: NDArray[np.int64]
    design: Floats

    def of(self, counts: Floats, houses: Floats) -> "Cells":
        """The same cells with other counts and exposure."""
        return Cells(counts, houses, self.region, self.design)


@dataclass(frozen=True)
class Penalty:
    """Weights of the penalty: λ, Q (R, R), and the ridge on features. Infinite λ: no effects."""

    smoothing: float
    matrix: sparse.csc_array
    ridge: float

    def with_smoothing(self, smoothing: float) -> "Penalty":
        """The same field, smoother or rougher."""
        return Penalty(smoothing, self.matrix, self.ridge)


@dataclass(frozen=True)
class Field:
    """The mode.

    Attributes:
        fixed: (1 + P,) intercept and slopes.
        effects: (R,).
        steps: Newton steps taken.
    """

    fixed: Floats
    effects: Floats
    steps: int


@dataclass(frozen=True)
class Curvature:
    """The Hessian at the mode, eliminated.

    Attributes:
        factor: of the effects' block; None without effects.
        mixed: (R, 1 + P) mixed block.
        cross: (R, 1 + P) effects' block \\ mixed block.
        schur: (1 + P, 1 + P) what is left for intercept and slopes.
    """

    factor: SuperLU | None
    mixed: Floats
    cross: Floats
    schur: Floats

    def solve(self, values: Floats) -> Floats:
        """The effects' block \\ values."""
        return np.zeros_like(values) if self.factor is None else self.factor.solve(values)


def laplacian(n: int, pairs: NDArray[np.int64], kappa: float) -> sparse.csc_array:
    """Q = D − W + κI of undirected pairs (E, 2); doubled pairs and loops count for nothing."""
    near, far = np.sort(pairs, axis=1).T
    near, far = np.unique(np.stack([near, far])[:, near != far], axis=1)
    half = sparse.coo_array((np.ones(len(near)), (near, far)), shape=(n, n))
    weight = (half + half.T).tocsc()
    degree = np.asarray(weight.sum(axis=0)).ravel()
    return sparse.csc_array(sparse.diags_array(np.maximum(degree, 1.0) + kappa) - weight)


def find_mode(
    cells: Cells, penalty: Penalty, *, start: Field | None = None, tolerance: float = TOLERANCE
) -> Field:
    """Newton steps with halving until no part moves by more than ``tolerance``.

    Without any claim every rate is zero: intercept −∞.

    Raises:
        ModelError: no finite mode, as when free features tell regions with and without claims
            apart.
    """
    total, houses = cells.counts.sum(), cells.houses.sum()
    fixed, effects = np.zeros(cells.design.shape[1]), np.zeros(penalty.matrix.shape[0])
    if not total > 0:
        fixed[0] = -np.inf
        return Field(fixed, effects, 0)
    fixed[0] = np.log(total / houses)
    if start is not None and np.isfinite(start.fixed).all():
        fixed, effects = start.fixed, start.effects
    height = objective(cells, penalty, fixed, effects)
    for step in range(1, STEPS_MAX + 1):
        down, across = _newton(cells, penalty, fixed, effects)
        fixed, effects, height, part = _descend(
            lambda b, u: objective(cells, penalty, b, u), fixed, effects, down, across, height
        )
        moved = max(np.abs(down).max(), np.abs(across).max(initial=0.0))
        if part == 0 or moved * part <= tolerance:
            return Field(fixed, effects, step)
    raise ModelError(
        "the rates have no finite best fit", where="laplacian", remedy="penalise the features"
    )


def _descend(
    value: Callable[[Floats, Floats], float],
    fixed: Floats,
    effects: Floats,
    down: Floats,
    across: Floats,
    height: float,
) -> tuple[Floats, Floats, float, float]:
    """The longest of the full step, half, a quarter … that does not lead up; and which part."""
    slack = 1e-12 * (1 + abs(height))  # rounding of a sum is no rise
    part = 1.0
    for _ in range(HALVINGS_MAX):
        tried = fixed - part * down, effects - part * across
        found = value(*tried)
        if found <= height + slack:
            return *tried, found, part
        part /= 2
    return fixed, effects, height, 0.0


def expected(cells: Cells, fixed: Floats, effects: Floats) -> Floats:
    """Expected claims of every cell, (M,)."""
    with np.errstate(over="ignore"):
        return np.asarray(cells.houses * np.exp(cells.design @ fixed + effects[cells.region]))


def objective(cells: Cells, penalty: Penalty, fixed: Floats, effects: Floats) -> float:
    """What is minimised, up to a constant of the data; infinite where a rate overflows."""
    log_rate = cells.design @ fixed + effects[cells.region]
    fit = expected(cells, fixed, effects).sum() - cells.counts @ log_rate
    rough = 0.0 if np.isinf(penalty.smoothing) else effects @ (penalty.matrix @ effects)
    smooth = 0.0 if np.isinf(penalty.smoothing) else penalty.smoothing * rough
    whole = fit + 0.5 * (smooth + penalty.ridge * (fixed[1:] @ fixed[1:]))
    return float(whole) if np.isfinite(whole) else float("inf")


def _newton(
    cells: Cells, penalty: Penalty, fixed: Floats, effects: Floats
) -> tuple[Floats, Floats]:
    """The Newton step of intercept and slopes, and of the effects."""
    excess = expected(cells, fixed, effects) - cells.counts
    slope = excess @ cells.design + np.r_[0.0, penalty.ridge * fixed[1:]]
    rise: Floats = np.bincount(cells.region, excess, len(effects)).astype(float)
    if not np.isinf(penalty.smoothing):
        rise = rise + penalty.smoothing * (penalty.matrix @ effects)
    return newton(curvature(cells, penalty, fixed, effects), slope, rise)


def newton(hessian: Curvature, slope: Floats, rise: Floats) -> tuple[Floats, Floats]:
    """Hessian \\ gradient: the part of intercept and slopes, and that of the effects.

    Args:
        hessian: at the point.
        slope: (1 + P,) or (1 + P, B) gradient of intercept and slopes.
        rise: (R,) or (R, B) gradient of the effects.
    """
    part = hessian.solve(rise)
    left = slope - hessian.mixed.T @ part
    down: Floats = np.linalg.lstsq(hessian.schur, left, rcond=None)[0].astype(float)
    return down, part - hessian.cross @ down


def curvature(cells: Cells, penalty: Penalty, fixed: Floats, effects: Floats) -> Curvature:
    """The Hessian at a point, eliminated."""
    mean, n = expected(cells, fixed, effects), len(effects)
    ridge = np.diag(np.r_[0.0, np.full(len(fixed) - 1, penalty.ridge)])
    block = (cells.design * mean[:, None]).T @ cells.design + ridge
    mixed = _by_region(cells, mean, n)
    if np.isinf(penalty.smoothing):
        return Curvature(None, mixed, np.zeros_like(mixed), block)
    own = sparse.diags_array(np.bincount(cells.region, mean, n))
    factor = factorise(own + penalty.smoothing * penalty.matrix)
    cross = factor.solve(mixed)
    return Curvature(factor, mixed, cross, block - mixed.T @ cross)


def _by_region(cells: Cells, mean: Floats, n: int) -> Floats:
    """Mixed block of the Hessian, (R, 1 + P)."""
    columns = [np.bincount(cells.region, mean * a, n) for a in cells.design.T]
    return np.stack(columns, axis=1)


def factorise(matrix: sparse.csc_array) -> SuperLU:
    """L·U of a symmetric positive definite matrix, rows and columns in one order: U = D·L'."""
    return splu(
        sparse.csc_array(matrix),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )


def log_determinant(factor: SuperLU) -> float:
    """Of a factorised positive definite matrix."""
    return float(np.log(np.abs(factor.U.diagonal())).sum())
