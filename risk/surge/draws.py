"""Joint draws of claims by village: one event size for all, luck of each village, houses once.

Given the event size F (gamma, mean one; times a log-normal where the expected claims themselves are
in doubt) and the village's luck g (gamma, mean one), hits fall on its houses like rain (Poisson)
and a house claims once however often it is hit: the chance of a claim is 1 − exp(−hFg), the law the
claim curve is fitted with. The hazard h is set so that the mean over F and g is the expected claims
asked for.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import gamma

from risk.surge.kernel import land_on_houses

SIZE_STREAM, VILLAGE_STREAM = 1, 2
SIZES = 256  # points of the event size the mean is taken over
GOLDEN_SHARE = (5**0.5 - 1) / 2  # its multiples meet every doubt with every size evenly
SHARE_MOST = 0.95  # of a village's houses that can be expected to claim
STEPS = 60

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Spread:
    """How events and villages scatter about what is expected.

    Attributes:
        size_cv: coefficient of variation of the event size factor.
        dispersion: negative-binomial size of a village's count.
        doubt: standard deviation of the log of the expected claims, where they themselves are in
            doubt: all villages alike, log-normal, mean one.
    """

    size_cv: float
    dispersion: float
    doubt: float = 0.0

    @property
    def whole_cv(self) -> float:
        """Coefficient of variation of size and doubt together."""
        return float(np.sqrt((1 + self.size_cv**2) * np.exp(self.doubt**2) - 1))


def draw_counts(
    codes: "pd.Index[str]",
    expected: Floats,
    houses: Floats | None,
    spread: Spread,
    *,
    seed: int,
    draws: int,
) -> tuple[Ints, NDArray[np.uint64]]:
    """Claims by draw and village, and each village's random key; a village owns its stream.

    Args:
        codes: of the villages; a village's claims do not depend on which others there are.
        expected: mean claims by village.
        houses: of each village; None: not known, then nothing limits its claims.
        spread: of events and villages.
        seed: same seed, same claims.
        draws: number of joint draws.
    """
    cv2, phi = spread.size_cv**2, spread.dispersion
    rng = np.random.default_rng([seed, SIZE_STREAM])
    size = rng.gamma(1 / cv2, cv2, draws)
    size *= np.exp(spread.doubt * rng.standard_normal(draws) - spread.doubt**2 / 2)
    mean_hits = expected if houses is None else expected_hits(expected, houses, spread)
    counts = np.empty((len(codes), draws), np.int32)
    keys = np.empty(len(codes), np.uint64)
    for i, code in enumerate(codes):
        sequence = np.random.SeedSequence([seed, VILLAGE_STREAM, *code.encode()])
        keys[i] = sequence.generate_state(1, np.uint64)[0]
        rng = np.random.default_rng(sequence)
        luck = rng.gamma(phi, 1 / phi, draws)
        hits = rng.poisson(mean_hits[i] * size * luck).astype(np.int32)
        if houses is None:
            counts[i] = hits
        else:
            land_on_houses(hits, houses[i], keys[i], 0, counts[i])
    return counts.T, keys


def expected_hits(expected: Floats, houses: Floats, spread: Spread) -> Floats:
    """Mean hits by village such that ``expected`` of its houses are hit at least once on average.

    Solves 1 − E[(1 + hF/φ)^−φ] = expected / houses for the hazard h, by Newton's steps on a
    concave, rising function from the left. A share above ``SHARE_MOST`` counts as that.
    """
    at = (np.arange(SIZES) + 0.5) / SIZES
    size = gamma.ppf(at, 1 / spread.size_cv**2)
    size *= np.exp(spread.doubt * ndtri((at * SIZES * GOLDEN_SHARE) % 1.0))
    size /= size.mean()
    phi = spread.dispersion
    share = np.divide(expected, houses, out=np.zeros(len(houses)), where=houses > 0)
    share = np.minimum(share, SHARE_MOST)
    hazard = share.copy()
    for _ in range(STEPS):
        inside = 1 + hazard[:, None] * size / phi
        missing = share - (1 - (inside**-phi).mean(axis=1))
        step = missing / (size * inside ** (-phi - 1)).mean(axis=1)
        hazard += step
        if (np.abs(step) <= 1e-10 * (hazard + 1e-30)).all():
            break
    return np.asarray(hazard * houses)
