"""County → middle group → village: the three-storey rate, and the models that cut storeys off.

The middle group is the township; in a workspace of several counties without townships, the county.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from risk.scoring.moments import Floats, Shrunk, membership, shrink


class Model(StrEnum):
    """Models that can be shipped; rolling origin chooses."""

    CREDIBILITY = "credibility_event_luck"
    CREDIBILITY_PLAIN = "credibility"  # φ = 0, Bühlmann–Straub
    TOWNSHIP_RATE = "township_rate"
    COUNTY_RATE = "county_rate"
    FEATURES_CREDIBILITY = "features_credibility"  # on the boosted mean of the features
    NEIGHBOURS = "neighbours"  # one effect per village like its neighbours', and the features
    BLEND = "blend"  # geometric mean of the two before


@dataclass(frozen=True)
class Known:
    """What is known of villages beside their record.

    Attributes:
        values: (Y, N, P) features as known at the end of each year of the record.
        names, groups: (P,) name of each, and of the kind it belongs to (structure, terrain …).
        monotone: (P,) 1 where more is never safer, −1 where less is not, 0 where either may be.
        pairs: (E, 2) numbers of villages that are neighbours.
        official: (Y, N) level others gave, as published by the end of each year; 0 where none was.
            None: no list is loaded.
    """

    values: Floats
    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    monotone: tuple[int, ...] = ()
    pairs: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))
    official: NDArray[np.int64] | None = None

    def years(self, chosen: slice) -> "Known":
        """What was known in some of the years."""
        official = None if self.official is None else self.official[chosen]
        return replace(self, values=self.values[chosen], official=official)


@dataclass(frozen=True)
class Panel:
    """Claims and house-years by year and village.

    Attributes:
        counts, exposure: (Y, N).
        group: (N,) number of the middle group of each village.
        known: None: nothing beside the record.
    """

    counts: Floats
    exposure: Floats
    group: NDArray[np.int64]
    known: Known | None = None

    def years(self, chosen: slice) -> "Panel":
        """The same villages over some of the years, beside what was known in them."""
        known = self.known and self.known.years(chosen)
        return Panel(self.counts[chosen], self.exposure[chosen], self.group, known)

    def of(self, counts: Floats, exposure: Floats) -> "Panel":
        """The same villages and years with another record."""
        return replace(self, counts=counts, exposure=exposure)


@dataclass(frozen=True)
class Rates:
    """Rates of all villages under one model; arrays (B, N) and (B, G)."""

    county: Floats
    group: Shrunk
    village: Shrunk


def rates(
    panel: Panel,
    weight: Floats,
    *,
    model: Model = Model.CREDIBILITY,
    spread: float | None = None,
    luck_per_year: float | None = None,
) -> Rates:
    """Fit the model to every resample of years; ``weight`` is (B, Y)."""
    luck = model != Model.CREDIBILITY_PLAIN
    county = _county_rate(panel, weight)
    member = membership(panel.group)
    n_groups = member.shape[1]
    group = shrink(
        panel.counts @ member,
        panel.exposure @ member,
        np.zeros(n_groups, dtype=np.int64),
        np.repeat(county[:, None], n_groups, axis=1),
        weight,
        event_luck=luck,
        spread=0.0 if model == Model.COUNTY_RATE else None,
    )
    flat = model in (Model.COUNTY_RATE, Model.TOWNSHIP_RATE)
    village = shrink(
        panel.counts,
        panel.exposure,
        panel.group,
        group.rate[:, panel.group],
        weight,
        event_luck=luck,
        spread=0.0 if flat else spread,
        luck_per_year=luck_per_year,
    )
    return Rates(county, group, village)


def _county_rate(panel: Panel, weight: Floats) -> Floats:
    houses = weight @ panel.exposure.sum(axis=1)
    claims = weight @ panel.counts.sum(axis=1)
    return np.asarray(np.divide(claims, houses, out=np.zeros_like(claims), where=houses > 0))


def every_year(panel: Panel) -> Floats:
    """The one weight that takes each year once, (1, Y)."""
    return np.ones((1, len(panel.counts)))
