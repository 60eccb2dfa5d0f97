"""On which side of a line a point lies, without rounding error (compiled).

Shewchuk (1997), "Adaptive precision floating-point arithmetic and fast robust geometric
predicates": a filter answers almost always; where it cannot, the determinant is summed exactly.
So the answer is the same whichever way an edge is walked, and agrees with GEOS.
"""

from typing import Any

import numpy as np
from numba import njit

FILTER = 3.3306690738754716e-16  # (3 + 16 u) u with u = 2^-53
SPLITTER = 134217729.0  # 2^27 + 1


@njit(cache=True)
def _two_product(a: Any, b: Any) -> Any:
    """a · b as a rounded product and its exact error (Dekker)."""
    product = a * b
    t = SPLITTER * a
    a_high = t - (t - a)
    t = SPLITTER * b
    b_high = t - (t - b)
    a_low, b_low = a - a_high, b - b_high
    return product, a_low * b_low - (
        ((product - a_high * b_high) - a_low * b_high) - a_high * b_low
    )


@njit(cache=True)
def _two_sum(a: Any, b: Any) -> Any:
    """a + b as a rounded sum and its exact error (Knuth)."""
    total = a + b
    b_part = total - a
    return total, (a - (total - b_part)) + (b - b_part)


@njit(cache=True)
def _exact_side(ax: Any, ay: Any, bx: Any, by: Any, x: Any, y: Any) -> Any:
    """The sign of `side`, from the sixteen exact parts of the determinant."""
    u, v = np.empty(4), np.empty(4)
    u[0], u[1] = _two_sum(ax, -x)
    v[0], v[1] = _two_sum(by, -y)
    u[2], u[3] = _two_sum(y, -ay)
    v[2], v[3] = _two_sum(bx, -x)
    parts, n = np.empty(16), 0
    for first in (0, 2):
        for i in range(first, first + 2):
            for j in range(first, first + 2):
                high, low = _two_product(u[i], v[j])
                for part in (low, high):  # grow the expansion by one part
                    carry = part
                    for k in range(n):
                        carry, parts[k] = _two_sum(carry, parts[k])
                    parts[n] = carry
                    n += 1
    for k in range(n - 1, -1, -1):
        if parts[k] != 0.0:
            return 1 if parts[k] > 0.0 else -1
    return 0


@njit(cache=True)
def side(ax: Any, ay: Any, bx: Any, by: Any, x: Any, y: Any) -> Any:
    """1 where (x, y) lies left of the line a → b, -1 right of it, 0 exactly on it."""
    left = (ax - x) * (by - y)
    right = (ay - y) * (bx - x)
    turn = left - right
    if abs(turn) > FILTER * (abs(left) + abs(right)):
        return 1 if turn > 0.0 else -1
    return _exact_side(ax, ay, bx, by, x, y)
