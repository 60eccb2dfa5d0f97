"""Scenarios made ready for the simulator, and one run of crews over them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from risk.settings import County
from risk.staffing.simulator.crews import Crews
from risk.staffing.simulator.kernel import simulate
from risk.staffing.travel import Travel
from risk.surge import Claims, Forecast
from risk.terms import Tier

ROAD_STREAM = 3
MINUTES = 60.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scenes:
    """Claims of some draws of a forecast with everything by chance fixed (common random numbers).

    Attributes:
        forecast: where they come from.
        travel: trips.
        claims: claims reported within the days told.
        work: survey time of each claim as a multiple of the mean.
        road: travel time of each draw as a multiple of the table.
        limit_h: promised hours of each village.
        county: settings.
        draw: draw of each claim, counted from 0.
        town_claim: whether each claim is of the town tier.
    """

    forecast: Forecast
    travel: Travel
    claims: Claims
    work: Floats
    road: Floats
    limit_h: Floats
    county: County
    draw: NDArray[np.int64]
    town_claim: NDArray[np.bool_]


def scenes(
    forecast: Forecast, travel: Travel, county: County, *, first: int, last: int, seed: int
) -> Scenes:
    """The draws ``first`` to ``last - 1`` of a forecast; other draws are fresh scenarios.

    Survey time is lognormal with mean 1 and the setting's spread, tied to the claim; the error of
    the travel table is one lognormal factor a draw.
    """
    end_h = 24.0 * forecast.days - forecast.scenario.clock_h
    claims = _until(forecast.claims(first, last), end_h)
    rng = np.random.default_rng([seed, ROAD_STREAM])
    error = rng.standard_normal(last)[first:]
    limit_min = [county.promise.limit_min(str(tier)) for tier in travel.tier]
    return Scenes(
        forecast=forecast,
        travel=travel,
        claims=claims,
        work=_lognormal(ndtri(claims.mark), county.staffing.survey_cv),
        road=_lognormal(error, county.places.travel_error_cv),
        limit_h=np.array(limit_min, np.float64) / MINUTES,
        county=county,
        draw=_draws(claims),
        town_claim=np.asarray(travel.tier[claims.village] == Tier.TOWN.value),
    )


def some(scenes: Scenes, draws: NDArray[np.bool_]) -> Scenes:
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
    )


def _draws(claims: Claims) -> NDArray[np.int64]:
    return np.repeat(np.arange(claims.draws), np.diff(claims.start))


def _lognormal(normal: Floats, cv: float) -> Floats:
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


def run(scenes: Scenes, crews: Crews) -> tuple[Floats, NDArray[np.int32]]:
    """Simulate crews: arrival hour of each claim (inf: not reached) and its crew-shift (or -1)."""
    claims, staffing = scenes.claims, scenes.county.staffing
    arrival_h = np.empty(len(claims.hour), np.float64)
    crew = np.empty(len(claims.hour), np.int32)
    towns = np.flatnonzero(scenes.travel.tier == Tier.TOWN.value).astype(np.int32)
    simulate(
        claims.start,
        claims.hour,
        claims.village,
        scenes.work,
        scenes.road,
        scenes.travel.trip_h,
        scenes.travel.near,
        scenes.limit_h,
        towns,
        staffing.survey_min / MINUTES,
        staffing.sweep_survey_min / MINUTES,
        crews.base,
        crews.on_h,
        crews.off_h,
        arrival_h,
        crew,
    )
    return arrival_h, crew
