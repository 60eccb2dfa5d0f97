"""What is left to chance beside the claims: who comes, and which claims are green or small.

Availability of a source in an event is beta distributed; its normal score and that of the event's
size are tied (Gaussian copula): in a great event own people are hit themselves and lenders have
claims of their own. The intraclass correlation ρ of the beta law (``availability_scatter``) gives
its two sizes, mean·(1/ρ − 1) and (1 − mean)·(1/ρ − 1).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import beta

from risk.settings import Staffing
from risk.staffing.simulator.crews import OWN, STANDBY

THERE_STREAM = 5
GREEN_BITS, PHOTO_BITS = 2.0**16, 2.0**32

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Availability:
    """Who comes in each draw.

    Attributes:
        sources: names of the sources, own first.
        there: share of each source's crews that come (draws, sources).
        turn: whom it hits, a uniform number of each draw and source (draws, sources).
    """

    sources: tuple[str, ...]
    there: Floats
    turn: Floats

    def of(self, draws: Bools) -> "Availability":
        """The marked draws."""
        return Availability(self.sources, self.there[draws], self.turn[draws])


def availability(
    sources: Sequence[str], size: Floats, settings: Staffing, *, first: int, last: int, seed: int
) -> Availability:
    """Availability of each source in the draws ``first`` to ``last - 1``.

    A source owns its random numbers: its lot does not depend on which other sources there are.

    Args:
        sources: "own", "standby", lenders' ids.
        size: claims of every draw of the forecast.
        settings: mean shares, scatter and correlation.
        first, last: the draws wanted.
        seed: same seed, same lot.
    """
    rank = np.empty(len(size))
    rank[np.argsort(size, kind="stable")] = np.arange(len(size))
    event = ndtri((rank[first:last] + 0.5) / len(size))
    rho = settings.availability_correlation
    there, turn = np.ones((2, last - first, len(sources)))
    for s, source in enumerate(sources):
        luck, lot = (
            np.random.default_rng([seed, THERE_STREAM, i, *source.encode()]) for i in range(2)
        )
        own_luck, turn[:, s] = luck.standard_normal(last)[first:], lot.random(last)[first:]
        level = ndtr(np.sqrt(1 - rho**2) * own_luck - rho * event)
        own = source in (OWN, STANDBY)
        mean = 1 - settings.own_absence_share if own else settings.lender_available_share
        there[:, s] = _beta(level, mean, settings.availability_scatter)
    return Availability(tuple(sources), there, turn)


def _beta(level: Floats, mean: float, scatter: float) -> Floats:
    if scatter <= 0 or mean >= 1:
        return np.full(len(level), mean)
    size = 1 / scatter - 1
    return np.asarray(beta.ppf(level, mean * size, (1 - mean) * size))


def green_claims(mark: Floats, share: float) -> Bools:
    """Claims of collapsed houses and special groups.

    A claim's mark has 53 random bits: its first bits choose the survey time, later ones this.
    """
    return np.asarray((mark * GREEN_BITS) % 1.0 < share)


def small_claims(mark: Floats, share: float) -> Bools:
    """Claims small enough for a liaison's photographs, by the mark's last bits."""
    return np.asarray((mark * PHOTO_BITS) % 1.0 < share)
