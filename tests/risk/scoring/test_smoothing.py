import numpy as np
import pytest

from risk.scoring.field import Cells, Penalty, find_mode, laplacian
from risk.scoring.smoothing import (
    GRID,
    THINNINGS_MAX,
    best_on_splits,
    loss,
    marginal_likelihood,
    thinned,
    years_left_out,
)

N = 12
CHAIN = np.column_stack([np.arange(N - 1), np.arange(1, N)])
PENALTY = Penalty(1.0, laplacian(N, CHAIN, 0.05), 1.0)


def cells(counts: np.ndarray, years: int = 1) -> Cells:
    region = np.tile(np.arange(N), years)
    return Cells(counts.astype(float), np.full(len(region), 100.0), region, np.ones((N * years, 1)))


def test_thinning_parts_claims_and_exposure() -> None:
    """Both parts together are the record; few areas are parted often; a seed is a seed."""
    whole = cells(np.arange(N) * 3)
    splits = list(thinned(whole, seed=1))
    assert len(splits) == THINNINGS_MAX
    for fitted, judged in splits:
        assert (fitted.counts + judged.counts == whole.counts).all()
        assert (fitted.houses + judged.houses == whole.houses).all()
    share = np.mean([fitted.counts.sum() for fitted, _ in splits]) / whole.counts.sum()
    assert share == pytest.approx(0.5, abs=0.05)
    again = next(thinned(whole, seed=1))[0].counts
    assert (again == splits[0][0].counts).all()


def test_each_year_is_judged_once() -> None:
    """What is left out is one whole year, and nothing else."""
    year = np.repeat([0, 1, 2], N)
    whole = cells(np.arange(3 * N), years=3)
    judged = [b.counts for _, b in years_left_out(whole, year)]
    assert (np.sum(judged, axis=0) == whole.counts).all()
    for number, (fitted, _) in enumerate(years_left_out(whole, year)):
        assert (fitted.counts[year == number] == 0).all()
        assert (fitted.houses[year == number] == 0).all()


def test_loss_knows_no_level() -> None:
    """Twice the judged exposure, the same claims: the total is put right."""
    fitted = cells(np.arange(N) + 1)
    field = find_mode(fitted, PENALTY)
    twice = fitted.of(fitted.counts, fitted.houses * 2)
    assert loss(twice, field) == pytest.approx(loss(fitted, field))


def test_splits_without_claims_tell_nothing() -> None:
    """Then the smoothest is taken."""
    empty = cells(np.zeros(N))
    assert best_on_splits([(empty, empty)], PENALTY) == GRID[-1]


def test_marginal_likelihood_against_quadrature() -> None:
    """Two regions, effects integrated out by brute force: differences between λ agree to 2 %."""
    one = Cells(np.array([9.0, 40.0]), np.array([10.0, 40.0]), np.array([0, 1]), np.ones((2, 1)))
    matrix = laplacian(2, np.array([[0, 1]]), 1.0)
    found, exact = [], []
    grid = np.linspace(-4, 4, 161)
    a, u, v = np.meshgrid(grid, grid, grid, indexing="ij", sparse=True)
    for smoothing in (1.0, 4.0, 16.0):
        penalty = Penalty(smoothing, matrix, 1.0)
        found.append(marginal_likelihood(one, penalty, find_mode(one, penalty)))
        rough = smoothing * (2 * (u**2 + v**2) - 2 * u * v)
        log = 9 * (a + u) - 10 * np.exp(a + u) + 40 * (a + v) - 40 * np.exp(a + v) - rough / 2
        determinant = smoothing**2 * 3
        exact.append(np.log(np.exp(log).sum()) + np.log(determinant) / 2)
    assert np.diff(found) == pytest.approx(np.diff(exact), abs=0.02)
