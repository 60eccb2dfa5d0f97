"""From a scenario to its claims and the crews they need."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

import pandas as pd

from risk import reference
from risk.errors import GeographyError
from risk.facts import Facts
from risk.hazard import Scenario, place_houses, scenario_from_preset
from risk.hazard.roads import RoadGraph, road_graph
from risk.progress import Progress, silent
from risk.scoring import Scores
from risk.staffing import Plan, plan_crews
from risk.staffing.closures import Drawn, closures_of, still_closed
from risk.staffing.simulator.rules import Closure, Conditions, Modes
from risk.surge import Forecast, Lag, fit_lag, forecast, past_events
from risk.terms import PerilFamily


@dataclass(frozen=True)
class Surge:
    """One scenario: the claims it would bring and the crews they would need."""

    scenario: Scenario
    forecast: Forecast
    plan: Plan


def preset_scenario(
    facts: Facts,
    scores: Scores,
    name: str,
    *,
    starts_at: datetime | None = None,
    township_codes: Sequence[str] | None = None,
) -> Scenario:
    """A named preset laid over this county; by default it begins the morning after ``as_of``."""
    start = starts_at or datetime.combine(facts.as_of + pd.Timedelta(days=1), time(8))
    return scenario_from_preset(
        reference.preset(name),
        facts.regions,
        scores.frame,
        starts_at=start,
        township_codes=township_codes,
        synthetic=facts.county.synthetic,
    )


def past_of(facts: Facts) -> pd.DataFrame:
    """Claim rates of own past events."""
    return past_events(
        facts.claims,
        facts.events,
        facts.event_intensity,
        facts.exposure,
        as_of=facts.as_of,
        presets=reference.presets(),
        settings=facts.county.surge,
    )


def lag_of(facts: Facts, family: PerilFamily) -> Lag:
    """How long after the loss claims of a family are reported."""
    return fit_lag(
        facts.claims,
        facts.events,
        settings=facts.county.surge,
        as_of=facts.as_of,
        family=family,
    )


def claims_for(
    facts: Facts,
    scores: Scores,
    scenario: Scenario,
    *,
    seed: int,
    past: pd.DataFrame | None = None,
    lag: Lag | None = None,
) -> Forecast:
    """Expected claims of a scenario, from what the facts know.

    Args:
        facts, scores: of one data version.
        scenario: the hazard.
        seed: of the simulation.
        past, lag: :func:`past_of` and :func:`lag_of` these facts, where they are known already:
            they hang on facts and family alone.
    """
    return forecast(
        scenario,
        place_houses(facts.in_force, facts.regions),
        scores.frame,
        past_of(facts) if past is None else past,
        lag_of(facts, scenario.family) if lag is None else lag,
        settings=facts.county.surge,
        seed=seed,
        vulnerability=facts.vulnerability,
    )


def county_graph(facts: Facts) -> RoadGraph | None:
    """Roads as a graph; None without road lines near a base: closures go by township then."""
    try:
        return None if facts.roads.empty else road_graph(facts.roads, facts.regions, facts.bases)
    except GeographyError:
        return None


def conditions_for(
    facts: Facts,
    scenario: Scenario,
    *,
    drawn: Sequence[Drawn] = (),
    conditions: Conditions | None = None,
) -> Conditions:
    """What a scenario meets: the county's drives, roads told closed, and areas drawn as closed.

    Args:
        facts: road states and ways.
        scenario: closures are told in hours from its start.
        drawn: areas in which roads are closed by hand.
        conditions: pace by hour, backlog and further closures, kept.
    """
    given = conditions or Conditions()
    closures: tuple[Closure, ...] = ()
    if drawn or still_closed(facts.road_states):
        closures = closures_of(
            facts.road_states,
            facts.regions,
            starts_at=scenario.starts_at,
            hours=scenario.duration_h + 24.0 * facts.county.surge.horizon_days,
            graph=county_graph(facts),
            drawn=drawn,
        )
    return replace(given, ways=facts.learned.ways, closures=(*given.closures, *closures))


def plan_for(facts: Facts, scores: Scores, scenario: Scenario, *, seed: int) -> Surge:
    """Expected claims of a scenario and the crews they need."""
    claims = claims_for(facts, scores, scenario, seed=seed)
    return Surge(scenario, claims, plan_surge(facts, claims, seed=seed))


def plan_surge(
    facts: Facts,
    forecast: Forecast,
    *,
    seed: int,
    modes: Modes | None = None,
    conditions: Conditions | None = None,
    progress: Progress = silent,
) -> Plan:
    """Crews for claims, with the people, cars and roads the county has on the first day.

    Args:
        facts: bases, people, cars, lenders, roads.
        forecast: the claims.
        seed: of the simulation.
        modes: how claims are served; None: as the settings say.
        conditions: of `conditions_for`; None: what the ledgers tell.
        progress: as in `tell`.
    """
    scenario = forecast.scenario
    return plan_crews(
        forecast,
        facts.bases_on(scenario.starts_at.date()),
        facts.lenders,
        facts.regions,
        county=facts.county,
        seed=seed,
        modes=modes,
        conditions=conditions or conditions_for(facts, scenario),
        progress=progress,
    )
