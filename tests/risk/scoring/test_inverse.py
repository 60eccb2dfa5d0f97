import numpy as np
import pytest
from scipy import sparse

from risk.scoring.field import factorise, laplacian, log_determinant
from risk.scoring.inverse import inverse_diagonal


@pytest.mark.parametrize("n", [1, 2, 40, 200])
def test_as_the_dense_inverse(n: int) -> None:
    """Random graphs, islands included: diagonal of the inverse and determinant as numpy's."""
    rng = np.random.default_rng(n)
    pairs = rng.integers(0, n, (2 * n, 2))
    matrix = laplacian(n, pairs, 0.05) + sparse.diags_array(rng.uniform(0, 3, n))
    factor, dense = factorise(matrix), matrix.toarray()
    assert inverse_diagonal(factor) == pytest.approx(np.diag(np.linalg.inv(dense)), rel=1e-10)
    assert log_determinant(factor) == pytest.approx(np.linalg.slogdet(dense)[1])


def test_doubled_pairs_and_loops_are_nothing() -> None:
    """One neighbour told thrice is one; a region is no neighbour of itself; an island has one."""
    matrix = laplacian(3, np.array([[0, 1], [1, 0], [0, 1], [2, 2]]), 0.5).toarray()
    assert matrix.tolist() == [[1.5, -1, 0], [-1, 1.5, 0], [0, 0, 1.5]]
