"""Scenarios made ready for the simulator: everything by chance is fixed here, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from risk.settings import County
from risk.staffing.simulator.chance import (
    Availability,
    availability,
    green_claims,
    small_claims,
)
from risk.staffing.simulator.rules import Conditions
from risk.staffing.simulator.world import pockets, with_backlog
from risk.staffing.travel import Travel
from risk.surge import Claims, Forecast
from risk.terms import Tier

ROAD_STREAM = 3
MINUTES = 60.0
TOLERANCE_H = 1e-6  # a drive of just the limit keeps it, though tables are of single precision

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Scenes:
    """Claims of some draws of a forecast with everything by chance fixed (common random numbers).

    Attributes:
        forecast: where they come from.
        region_codes: the villages, in the order of ``travel``.
        travel: trips.
        claims: claims reported within the days told.
        work: survey time of each claim as a multiple of the mean.
        road: travel time of each draw as a multiple of the table.
        limit_h: promised hours of each village.
        county: settings.
        draw: draw of each claim, counted from 0.
        town_claim: whether each claim is of the town tier.
        green: whether each claim is of a collapsed house or a special group.
        small: whether each claim is small enough for a liaison's photographs.
        available: who comes in each draw.
        conditions: closures, pace by hour and backlog; the backlog stands among the claims.
        base_codes: the village each base lies in, for closures; empty: none lies in a pocket.
    """

    forecast: Forecast
    region_codes: NDArray[np.object_]
    travel: Travel
    claims: Claims
    work: Floats
    road: Floats
    limit_h: Floats
    county: County
    draw: NDArray[np.int64]
    town_claim: Bools
    green: Bools
    small: Bools
    available: Availability
    conditions: Conditions
    base_codes: tuple[str, ...] = ()

    @cached_property
    def inside(self) -> Bools:
        """Which bases, then villages, lie in each closure's pocket (closures, B + V)."""
        bases = self.travel.trip_h.shape[0] - self.travel.trip_h.shape[1]
        base_codes = self.base_codes or ("",) * bases
        return pockets(self.conditions.closures, self.region_codes, base_codes)

    @cached_property
    def trip_h(self) -> NDArray[np.float32]:
        """Hours from each base, then village, to each village (B + V, V), as the kernel reads."""
        return self.travel.trip_h.astype(np.float32)

    @cached_property
    def to_h(self) -> NDArray[np.float32]:
        """The same, turned (V, B + V)."""
        return np.ascontiguousarray(self.trip_h.T)

    @cached_property
    def from_near(self) -> NDArray[np.int32]:
        """Bases and villages in order of ``to_h``, row by row."""
        return np.argsort(self.to_h, axis=1, kind="stable").astype(np.int32)

    @property
    def clock_h(self) -> float:
        """Clock hour of hour 0."""
        return self.forecast.scenario.clock_h

    @property
    def there(self) -> Floats:
        """Share of each source's crews that come (draws, sources), own first."""
        return self.available.there


def scenes(
    forecast: Forecast,
    travel: Travel,
    county: County,
    *,
    first: int,
    last: int,
    seed: int,
    sources: Sequence[str] = (),
    conditions: Conditions | None = None,
    region_codes: NDArray[np.object_] | None = None,
    base_codes: Sequence[str] | None = None,
) -> Scenes:
    """The draws ``first`` to ``last - 1`` of a forecast; other draws are fresh scenarios.

    Survey time is lognormal with mean 1 and the setting's spread, tied to the claim; the error of
    the travel table is one lognormal factor a draw.

    Args:
        forecast: claims of the scenario.
        travel: trips between bases and the forecast's villages.
        county: settings.
        first, last: the draws.
        seed: of travel errors and availability.
        sources: whose crews may stay away: "own", "standby", lenders' ids. A source not named
            always comes.
        conditions: what the world has in store.
        region_codes: the villages of ``travel``: default the forecast's; those that only the
            backlog has come after them.
        base_codes: the village each base lies in, for closures; default: none lies in a pocket.

    Raises:
        ModelError: the backlog or a closure names an unknown village.
    """
    conditions = conditions or Conditions()
    codes = forecast.region_codes if region_codes is None else region_codes
    end_h = 24.0 * forecast.days - forecast.scenario.clock_h
    claims = with_backlog(
        _until(forecast.claims(first, last), end_h), conditions.backlog, codes, seed=seed
    )
    rng = np.random.default_rng([seed, ROAD_STREAM])
    error = rng.standard_normal(last)[first:]
    limit_min = [county.promise.limit_min(str(tier)) for tier in travel.tier]
    return Scenes(
        forecast=forecast,
        region_codes=codes,
        travel=travel,
        claims=claims,
        work=lognormal(ndtri(claims.mark), county.staffing.survey_cv),
        road=lognormal(error, travel.common_cv),
        limit_h=np.array(limit_min, np.float64) / MINUTES,
        county=county,
        draw=_draws(claims),
        town_claim=np.asarray(travel.tier[claims.village] == Tier.TOWN.value),
        green=green_claims(claims.mark, county.staffing.green_share),
        small=small_claims(claims.mark, county.staffing.photo_share),
        available=availability(
            sources,
            forecast.counts.sum(axis=1),
            county.staffing,
            first=first,
            last=last,
            seed=seed,
        ),
        conditions=conditions,
        base_codes=tuple(base_codes or ()),
    )


def some(scenes: Scenes, draws: Bools) -> Scenes:
    """Only the marked draws, in their order."""
    inside = draws[scenes.draw]
    claims = scenes.claims
    sizes = np.diff(claims.start)[draws]
    kept = Claims(
        claims.first_draw,
        np.concatenate([[0], np.cumsum(sizes)]),
        claims.village[inside],
        claims.hour[inside],
        claims.mark[inside],
    )
    return replace(
        scenes,
        claims=kept,
        work=scenes.work[inside],
        road=scenes.road[draws],
        draw=_draws(kept),
        town_claim=scenes.town_claim[inside],
        green=scenes.green[inside],
        small=scenes.small[inside],
        available=scenes.available.of(draws),
    )


def _draws(claims: Claims) -> NDArray[np.int64]:
    return np.repeat(np.arange(claims.draws), np.diff(claims.start))


def lognormal(normal: Floats, cv: float) -> Floats:
    """Lognormal factors with mean 1 and that spread, of standard normal numbers."""
    sigma2 = np.log1p(cv**2)
    return np.asarray(np.exp(np.sqrt(sigma2) * normal - sigma2 / 2))


def _until(claims: Claims, end_h: float) -> Claims:
    inside = claims.hour < end_h
    kept = np.concatenate([[0], np.cumsum(inside)])
    return Claims(
        claims.first_draw,
        kept[claims.start],
        claims.village[inside],
        claims.hour[inside],
        claims.mark[inside],
    )
