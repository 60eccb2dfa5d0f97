"""Random numbers of the search: xorshift64* (Vigna 2016, ACM Trans. Math. Softw. 42), one word."""

import numpy as np
from numpy.typing import NDArray

from risk.staffing.simulator.compiled import inlined

Word = NDArray[np.uint64]


def seeded(seed: int) -> Word:
    """A state from any whole number."""
    return np.random.default_rng(seed).integers(1, 2**63, 1, np.uint64)


@inlined
def uniform(word: Word) -> float:
    """A number in [0, 1)."""
    x = word[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    word[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inlined
def below(word: Word, n: int) -> int:
    """A whole number in 0 … n − 1."""
    return int(uniform(word) * n)
