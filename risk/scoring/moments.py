"""Credibility with event luck: the arithmetic, on arrays, for many year-resamples at once.

The count of a unit over its years has variance mu + mu²(v + φ). ``mu`` is its expected count at the
rate of the group above it, ``v`` the spread of true rates within groups, φ the spread a unit's
total owes to where events happened to fall. Then Z = v / (v + φ + 1/mu), and
rate = group's rate × (1 + Z (count/mu − 1)). φ = 0 is Bühlmann–Straub.

φ comes from the scatter between years that is left when the group's own year strength is taken
out: what hits a whole group is already in the group's rate and its luck.

Shapes: Y years, N units, B resamples; ``weight`` (B, Y) is how often a resample drew each year.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shrunk:
    """Rates after shrinking, (B, N), and what they came from.

    Attributes:
        rate: claims per house-year.
        credibility: Z, the weight of the unit's own record, 0–1.
        prior: rate of the group above.
        spread: v, (B,).
        luck: φ, (B, N).
    """

    rate: Floats
    credibility: Floats
    prior: Floats
    spread: Floats
    luck: Floats


def shrink(
    counts: Floats,
    exposure: Floats,
    group: NDArray[np.int64],
    prior: Floats,
    weight: Floats,
    *,
    event_luck: bool = True,
    spread: float | None = None,
    luck_per_year: float | None = None,
) -> Shrunk:
    """Shrink units' rates towards the rates of their groups.

    Args:
        counts, exposure: (Y, N) claims and house-years.
        group: (N,) group of each unit, 0…G-1.
        prior: (B, N) rate of each unit's group.
        weight: (B, Y).
        event_luck: False sets φ = 0.
        spread, luck_per_year: v and the yearly φ, when they are not to be estimated.
    """
    total, houses = weight @ counts, weight @ exposure
    mu = prior * houses
    share = year_shares(counts, exposure, group, weight)
    concentration = np.einsum("by,byn->bn", weight, share**2)
    if not event_luck:
        yearly = np.zeros(len(weight))
    elif luck_per_year is None:
        yearly = yearly_luck(counts, mu, share, group, weight)
    else:
        yearly = np.full(len(weight), luck_per_year)
    luck = yearly[:, None] * concentration
    if spread is None:
        v = between_spread(total, houses, group, luck)
    else:
        v = np.full(len(weight), spread)
    return _blend(total, mu, prior, v, luck)


def _blend(total: Floats, mu: Floats, prior: Floats, v: Floats, luck: Floats) -> Shrunk:
    """Own record and group's rate, weighed by credibility; no exposure has no credibility."""
    spread = v[:, None]
    denominator = (spread + luck) * mu + 1  # v / (v + φ + 1/mu), free of division by zero
    z = spread * mu / denominator
    own_over_prior = total * _inverse(mu)
    return Shrunk(prior * (1 + z * (own_over_prior - 1)), z, prior, v, luck)


def _inverse(values: Floats) -> Floats:
    """1/x, and 0 where x is 0."""
    return np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)


def year_shares(
    counts: Floats, exposure: Floats, group: NDArray[np.int64], weight: Floats
) -> Floats:
    """Share of each unit's expected total that falls in each year, (B, Y, N).

    House-years times the strength of that year in the unit's group (in all units, where the group
    has no claim): what scatter is left is luck of place, not a bad year for everyone.
    """
    member = membership(group)
    strength = (counts @ member) * _inverse(exposure @ member)
    everywhere = counts.sum(axis=1) * _inverse(exposure.sum(axis=1))
    strength = np.where(strength.sum(axis=0) > 0, strength, everywhere[:, None])
    expected = exposure * strength[:, group]
    total = weight @ expected
    return np.asarray(expected[None] * _inverse(total)[:, None, :])


def yearly_luck(
    counts: Floats, mu: Floats, share: Floats, group: NDArray[np.int64], weight: Floats
) -> Floats:
    """Relative variance a single year's count has beyond Poisson, (B,); moments, floored at 0.

    A unit helps to make its group's year strength and so hides part of its own scatter, by its
    ``part`` of the group's claims. A unit alone in its group tells nothing; in groups of 30 units
    the estimate is some 8 % low, in groups of 10 some 25 %.
    """
    total, member = weight @ counts, membership(group)
    part = total * _inverse(total @ member)[:, group]
    seen = 1 - 2 * part + ((part**2) @ member)[:, group]
    residual = counts[None] - total[:, None, :] * share
    k = weight[:, :, None]
    squares = (k * share**2).sum(axis=1)
    excess = (k * residual**2).sum(axis=1) - total * (1 - squares) * (1 - part)
    scale = (k * share**2 * (1 - 2 * share)).sum(axis=1) + squares**2
    return _ratio(excess, mu**2 * scale * seen, mu)


def between_spread(total: Floats, houses: Floats, group: NDArray[np.int64], luck: Floats) -> Floats:
    """Variance of true rates within groups relative to the group's rate, (B,); floored at 0."""
    member = membership(group)
    share = houses * _inverse(houses @ member)[:, group]
    expected = share * (total @ member)[:, group]
    squares = ((expected**2) @ member)[:, group]
    excess = (total - expected) ** 2 - expected * (1 - share)
    scale = expected**2 * (1 - 2 * share) + share**2 * squares
    both = _ratio(excess, scale, expected)
    mean_luck = np.sum(expected * luck, axis=1) * _inverse(expected.sum(axis=1))
    return np.asarray(np.maximum(both - mean_luck, 0.0))


def membership(group: NDArray[np.int64]) -> sparse.csr_array:
    """(N, G) with a one where a unit belongs to a group."""
    n = len(group)
    shape = (n, int(group.max()) + 1 if n else 0)
    return sparse.csr_array((np.ones(n), (np.arange(n), group)), shape=shape)


def _ratio(excess: Floats, scale: Floats, size: Floats) -> Floats:
    """Σ excess / Σ scale over units, each weighted by 1/(1 + its expected count); floored at 0."""
    w = 1 / (1 + size)
    top, bottom = (w * excess).sum(axis=1), (w * scale).sum(axis=1)
    return np.asarray(np.maximum(top * _inverse(bottom), 0.0))
