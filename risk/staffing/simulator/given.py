"""Scenarios of claims that really came: the claims are given, survey times and roads are not."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from risk.errors import ModelError
from risk.settings import County
from risk.staffing.simulator.chance import availability, green_claims, small_claims
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.rules import Conditions
from risk.staffing.simulator.scenes import MINUTES, Scenes, lognormal
from risk.staffing.travel import Travel, travel_table
from risk.surge import Claims, Forecast
from risk.terms import Tier

GIVEN_STREAM = 31


def ground_of_claims(
    ground: Ground, region_codes: Sequence[str], regions: pd.DataFrame
) -> tuple[Ground, NDArray[np.object_]]:
    """A ground whose travel also leads to villages outside the forecast's footprint.

    Args:
        ground: of the forecast.
        region_codes: villages of the claims.
        regions: the warehouse's regions.

    Returns:
        The ground, and its villages: the forecast's first, then the others.
    """
    known = set(ground.forecast.region_codes)
    beside = [code for code in dict.fromkeys(region_codes) if code not in known]
    codes = np.array([*ground.forecast.region_codes, *beside], dtype=object)
    scenario, places = ground.forecast.scenario, ground.county.places
    ways = ground.conditions.ways
    travel = travel_table(codes, ground.bases, regions, scenario, places, ways=ways)
    return replace(ground, travel=travel), codes


def scenes_of_claims(
    forecast: Forecast,
    travel: Travel,
    county: County,
    *,
    region_codes: NDArray[np.object_],
    claims: pd.DataFrame,
    draws: int,
    seed: int,
    sources: Sequence[str] = (),
    conditions: Conditions | None = None,
    base_codes: Sequence[str] = (),
) -> Scenes:
    """The same claims in every draw; survey times, road errors and who comes differ.

    Who comes is what it is in the forecast's draws nearest in size to the claims given.

    Args:
        forecast: gives the days told, the scenario, and the sizes of events.
        travel: trips to ``region_codes``.
        county: settings.
        region_codes: the villages, in the order of ``travel``.
        claims: region_code, hour (report, from the scenario's start; one before it counts at 0);
            those beyond the days told are left out.
        draws: how many.
        seed: of survey times, road errors and availability.
        sources: whose crews may stay away, as for :func:`scenes`.
        conditions: closures and pace by hour.
        base_codes: the village each base lies in, for closures.

    Raises:
        ModelError: a claim of a village that is not among ``region_codes``.
    """
    village = pd.Index(region_codes).get_indexer(pd.Index(claims["region_code"]))
    if (village < 0).any():
        strange = claims["region_code"].to_numpy()[village < 0][0]
        raise ModelError(
            f"claim in village {strange!r}, which travel does not reach",
            where="claims that came",
            remedy="make the travel table with this village too",
        )
    hour = np.maximum(claims["hour"].to_numpy(np.float64), 0.0)
    order = np.argsort(hour, kind="stable")
    order = order[hour[order] < 24.0 * forecast.days - forecast.scenario.clock_h]
    n = len(order)
    rng = np.random.default_rng([seed, GIVEN_STREAM])
    mark = np.clip(rng.random((draws, n)), 1e-12, 1 - 1e-12).ravel()
    told = Claims(
        first_draw=0,
        start=np.arange(draws + 1, dtype=np.int64) * n,
        village=np.tile(village[order].astype(np.int32), draws),
        hour=np.tile(hour[order], draws),
        mark=mark,
    )
    limit_min = [county.promise.limit_min(str(tier)) for tier in travel.tier]
    size = forecast.counts.sum(axis=1)
    who = availability(sources, size, county.staffing, first=0, last=len(size), seed=seed)
    near = np.zeros(len(size), bool)
    near[np.argsort(np.abs(size - n), kind="stable")[:draws]] = True
    return Scenes(
        forecast=forecast,
        region_codes=region_codes,
        travel=travel,
        claims=told,
        work=lognormal(ndtri(mark), county.staffing.survey_cv),
        road=lognormal(rng.standard_normal(draws), travel.common_cv),
        limit_h=np.array(limit_min, np.float64) / MINUTES,
        county=county,
        draw=np.repeat(np.arange(draws), n),
        town_claim=np.asarray(travel.tier[told.village] == Tier.TOWN.value),
        green=green_claims(mark, county.staffing.green_share),
        small=small_claims(mark, county.staffing.photo_share),
        available=who.of(near),
        conditions=conditions or Conditions(),
        base_codes=tuple(base_codes),
    )
