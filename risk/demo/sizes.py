"""How big the synthetic world is, and its independent random streams.

The sizes follow published figures on such schemes: claims of 0.03–0.5 % of households a year
outside great events, mean payment 1,284–3,600 CNY (an unnamed county 2016, 福建 2006–2012), 73 % of
reports payable (婺城 2017), paid ÷ premium 0.1–0.9 (普安 2015, 福建 2006–2012).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MARK = "合成数据 SYNTHETIC"


@dataclass(frozen=True)
class Sizes:
    """Sizes of the synthetic world.

    ``scale`` shrinks households; claims shrink with its square root, so that a small world for
    tests still has some.
    """

    scale: float = 1.0
    households: int = 90_000
    first_year: int = 2018
    as_of: date = date(2025, 11, 30)  # the last contract year holds eleven months
    claims_per_year: float = 250.0
    claims_spread: float = 40.0  # standard deviation between years
    claims_range: tuple[int, int] = (170, 330)
    events: int = 12
    event_claims: tuple[int, int] = (20, 600)
    renewal_share: float = 0.97
    join_share: float = 0.45  # of the uninsured, a year
    fault_share: float = 0.01
    codes_from: int = 2021  # older policy lists name the village, without its code

    @property
    def claim_scale(self) -> float:
        """Factor on numbers of claims."""
        return float(np.sqrt(self.scale))

    @property
    def years(self) -> range:
        """Contract years, the current one included."""
        return range(self.first_year, self.as_of.year + 1)


def stream(seed: int, name: str) -> np.random.Generator:
    """A random stream of its own for each part, so that a new part moves no old number."""
    return np.random.default_rng([seed, *name.encode()])
