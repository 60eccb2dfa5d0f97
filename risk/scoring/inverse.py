"""The diagonal of a sparse inverse, without the inverse.

Takahashi, Fagan and Chin (1973): with A = L·D·L', the entries of A⁻¹ that fall on the pattern of L
follow from each other, last column first. No entry outside the pattern is needed, so memory and
time are those of the factor.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse.linalg import SuperLU

from risk.scoring.moments import Floats


def inverse_diagonal(factor: SuperLU) -> Floats:
    """Diagonal of A⁻¹, (N,), from `risk.scoring.field.factorise` of A."""
    lower = factor.L
    pivots = factor.U.diagonal()
    columns, rows = lower.indptr.astype(np.int64), lower.indices.astype(np.int64)
    found = _diagonal(columns, rows, lower.data, pivots)
    return np.asarray(found[factor.perm_c])


@njit(cache=True)
def _diagonal(
    columns: NDArray[np.int64], rows: NDArray[np.int64], lower: Floats, pivots: Floats
) -> Any:
    """Columns of L (diagonal of ones included) from last to first; Z lies on the pattern of L."""
    n = len(pivots)
    inverse, diagonal = np.zeros(len(lower)), np.zeros(n)
    at = np.full(n, -1, dtype=np.int64)  # place of a row in the column at hand, −1: not in it
    total = np.zeros(n)
    for j in range(n - 1, -1, -1):
        for p in range(columns[j], columns[j + 1]):
            at[rows[p]] = p
            total[rows[p]] = 0.0
        at[j] = -1
        for p in range(columns[j], columns[j + 1]):
            k = rows[p]
            if k == j:
                continue
            total[k] += lower[p] * diagonal[k]
            for q in range(columns[k], columns[k + 1]):
                i = rows[q]
                if i != k and at[i] >= 0:
                    total[i] += lower[p] * inverse[q]
                    total[k] += lower[at[i]] * inverse[q]
        diagonal[j] = 1 / pivots[j]
        for p in range(columns[j], columns[j + 1]):
            k = rows[p]
            if k != j:
                inverse[p] = -total[k]
                diagonal[j] += lower[p] * total[k]
            at[k] = -1
    return diagonal
