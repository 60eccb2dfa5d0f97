"""The claims that really came of an event, ready for the simulator."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.follow.eve import Eve
from risk.hazard import village_places
from risk.planned import conditions_for
from risk.staffing import Ground, Plan, plan_crews, prepare
from risk.staffing.simulator.given import ground_of_claims, scenes_of_claims
from risk.staffing.simulator.scenes import Scenes
from risk.surge.kernel import NIGHT_FROM_H, NIGHT_TO_H

HOUR_STREAM = 33
DAY_H = 24


@dataclass(frozen=True)
class Came:
    """An event's claims as they came, on the ground a plan for it was made on.

    Attributes:
        ground: of the eve's forecast; its travel leads to every village of the claims.
        scenes: the claims, the same in each draw.
        left_out: reports without a village, or after the days planned.
    """

    ground: Ground
    scenes: Scenes
    left_out: int


def plan_of(eve: Eve, *, seed: int) -> Plan:
    """The plan of the eve: crews for the claims then expected.

    Raises:
        ModelError: the forecast has too few draws.
    """
    facts = eve.facts
    bases = facts.bases_on(eve.started_at.date())
    return plan_crews(
        eve.forecast, bases, facts.lenders, facts.regions, county=facts.county, seed=seed,
        conditions=conditions_for(facts, eve.forecast.scenario),
    )  # fmt: skip


def came_of_event(eve: Eve, *, draws: int, seed: int) -> Came:
    """What came of an event, simulated ``draws`` times with other survey times and roads.

    Args:
        eve: of the event; its reports are the claims.
        draws: repetitions.
        seed: of them, and of the hours of reports whose source knows days only.

    Raises:
        ModelError: no report of the event names a village.
    """
    facts = eve.facts
    bases = facts.bases_on(eve.started_at.date())
    conditions = conditions_for(facts, eve.forecast.scenario)
    ground = prepare(
        eve.forecast, bases, facts.lenders, facts.regions, county=facts.county,
        conditions=conditions,
    )  # fmt: skip
    claims = report_hours(eve, seed)
    if claims.empty:
        raise ModelError("no report names a village", where=str(eve.event["name"]))
    ground, codes = ground_of_claims(ground, claims["region_code"].tolist(), facts.regions)
    scenes = scenes_of_claims(
        eve.forecast, ground.travel, facts.county, region_codes=codes, claims=claims, draws=draws,
        seed=seed, sources=ground.source_names, conditions=conditions,
        base_codes=ground.base_codes,
    )  # fmt: skip
    simulated = len(scenes.claims.hour) // draws
    return Came(ground, scenes, len(eve.reports) - simulated)


def report_hours(eve: Eve, seed: int) -> pd.DataFrame:
    """Report hours since the event's start: region_code, hour; reports without a village left out.

    Of a source that knows days only the hour is drawn: the setting's share by night, the others by
    day, evenly.
    """
    villages = village_places(eve.facts.regions).index
    placed = eve.reports[eve.reports["region_code"].isin(villages)]
    at = placed["reported_at"]
    hour = (at - pd.Timestamp(eve.started_at)).dt.total_seconds().to_numpy(np.float64) / 3600
    if eve.by_day:
        hour = hour + clock_hours(len(hour), eve.facts.county.surge.night_report_share, seed)
    return pd.DataFrame({"region_code": placed["region_code"].astype(str), "hour": hour})


def clock_hours(number: int, night_share: float, seed: int) -> NDArray[np.float64]:
    """Clock hours of reports of which only the day is known."""
    rng = np.random.default_rng([seed, HOUR_STREAM])
    night = rng.random(number) < night_share
    length = np.where(night, DAY_H - NIGHT_FROM_H + NIGHT_TO_H, NIGHT_FROM_H - NIGHT_TO_H)
    begin = np.where(night, NIGHT_FROM_H, NIGHT_TO_H)
    return np.asarray((begin + rng.random(number) * length) % DAY_H)
