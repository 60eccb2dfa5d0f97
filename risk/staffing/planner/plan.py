"""The staffing plan: crews by day, and the chance that the promise is kept with them.

Searched on one set of scenarios, reported on another that the search never saw. Where the fresh
scenarios fall short of the goal, the search is repeated once with a wider margin.
"""

import numpy as np
import pandas as pd

from risk.hazard import Assumption, assume_setting
from risk.settings import County
from risk.staffing.planner.accounts import cost_items, lender_rows
from risk.staffing.planner.reason import reason
from risk.staffing.planner.record import ROUND_COLUMNS, Certificate, Plan
from risk.staffing.planner.search import (
    TIERS,
    Chances,
    everyone_extra,
    meets,
    search,
    simulated,
    workload_shape,
)
from risk.staffing.simulator.crews import Ints
from risk.staffing.simulator.ground import SETTINGS_USED as RUN_SETTINGS
from risk.staffing.simulator.ground import Ground, prepare
from risk.staffing.simulator.outcome import Outcome, outcome
from risk.staffing.simulator.run import run
from risk.staffing.simulator.scenes import Scenes
from risk.staffing.simulator.table import cost_money, crew_table, totals_by_day
from risk.surge import Forecast
from risk.terms import Status

MARGINS = (1.0, 2.5)  # standard errors above the goal, in the first and the second round
SETTINGS_USED = (
    *RUN_SETTINGS, "standby_crews", "share_target", "p_goal", "scenarios_plan",
    "scenarios_report", "crew_day_cost_money",
)  # fmt: skip
PLACES_USED = (
    "road_speed_town_kmh", "road_speed_rural_kmh", "circuity", "relief_per_100m", "access_min",
    "travel_error_cv",
)  # fmt: skip


def plan_crews(
    forecast: Forecast,
    bases: pd.DataFrame,
    lenders: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    county: County,
    seed: int,
) -> Plan:
    """Find crews by day that keep the promise with the wanted chance, or say what binds.

    Args:
        forecast: claims of the scenario; needs draws ≥ scenarios_plan + scenarios_report.
        bases: the base table; if empty, one base is assumed and said to be so.
        lenders: the lender table; may be empty.
        regions: the warehouse's regions.
        county: promise, places and staffing settings.
        seed: of the travel-time errors.

    Raises:
        ModelError: the forecast has too few draws.
    """
    ground = prepare(forecast, bases, lenders, regions, county=county)
    settings = county.staffing
    planned = _scenes(ground, 0, settings.scenarios_plan, seed)
    shape = workload_shape(ground, planned)
    everybody = everyone_extra(ground, shape)
    top = simulated(ground, planned, everybody)
    rounds: list[tuple[float, ...]] = []
    for margin, fresh_first in zip(MARGINS, _fresh_blocks(ground), strict=False):
        fresh = _scenes(ground, fresh_first, settings.scenarios_report, seed)
        goal = _goal(county, margin)
        extra = search(ground, planned, goal, top=top)
        told = _outcome(ground, fresh, ground.placed(extra))
        on = _outcome(ground, planned, ground.placed(extra))
        rounds.append(_round(len(rounds) + 1, on, told, ground.placed(extra)))
        met = _meets_goal(told, county)
        if met or not meets(top.chances, goal):
            break
    crews = ground.placed(extra)
    table = crew_table(crews, ground.sources, ground.bases, forecast.scenario)
    why = reason(ground, extra, shape, told, met=met, reachable=meets(top.chances, goal), seed=seed)
    return Plan(
        days=ground.days,
        crews_by_day=table,
        totals_by_day=totals_by_day(table, ground.days, forecast.scenario),
        outcome=told,
        fresh_first=fresh_first,
        planned_on=_outcome(ground, planned, crews),
        own_only=_outcome(ground, fresh, ground.placed(np.zeros_like(extra))),
        everyone=_outcome(ground, fresh, ground.placed(everybody)),
        goal_met=met,
        binding=why.binding,
        reason=why.words,
        reason_values=why.values,
        bases=ground.bases,
        assumptions=(*forecast.assumptions, *_assumptions(ground, lenders, bases)),
        certificate=Certificate(
            int(told.kept["scenarios"].max()),
            pd.DataFrame(rounds, columns=list(ROUND_COLUMNS)),
            _holds(told, county),
        ),
        lenders=lender_rows(crews, ground.sources, lenders),
        costs=cost_items(crews, ground.sources, settings),
    )


def _round(number: int, planned: Outcome, fresh: Outcome, crews: Ints) -> tuple[float, ...]:
    """A row of ROUND_COLUMNS."""
    low = fresh.kept.set_index("tier")["p_lo"]
    return (
        number,
        *(planned.p_event_share(tier) for tier in TIERS),
        *(fresh.p_event_share(tier) for tier in TIERS),
        *(float(low[tier]) for tier in TIERS),
        1.0, int(crews.sum()), planned.cost_money,
    )  # fmt: skip


def _holds(told: Outcome, county: County) -> bool:
    """Whether the lower end of the band reaches the goal in every tier with claims."""
    low = told.kept.set_index("tier")["p_lo"].reindex(list(TIERS)).dropna()
    return bool((low >= county.staffing.p_goal).all())


def _scenes(ground: Ground, first: int, number: int, seed: int) -> Scenes:
    return ground.scenes(first, first + number, seed=seed)


def _fresh_blocks(ground: Ground) -> list[int]:
    """First draws of scenarios no search has seen: one block, more while the forecast has draws."""
    plan, report = ground.county.staffing.scenarios_plan, ground.county.staffing.scenarios_report
    firsts = [plan + i * report for i in range(len(MARGINS))]
    return [first for first in firsts if first == plan or first + report <= ground.forecast.draws]


def _outcome(ground: Ground, scenes: Scenes, crews: Ints) -> Outcome:
    found = run(scenes, ground.crews(crews))
    cost = cost_money(crews, ground.sources, ground.county.staffing)
    return outcome(scenes, found, cost_money=cost)


def _goal(county: County, margin: float) -> Chances:
    """The goal by tier, raised by standard errors of the search's own scenarios."""
    p, n = county.staffing.p_goal, county.staffing.scenarios_plan
    return dict.fromkeys(TIERS, min(p + margin * np.sqrt(p * (1 - p) / n), 1 - 1 / n))


def _meets_goal(told: Outcome, county: County) -> bool:
    goal = dict.fromkeys(TIERS, county.staffing.p_goal)
    return meets({tier: told.p_event_share(tier) for tier in TIERS}, goal)


def _assumptions(
    ground: Ground, lenders: pd.DataFrame, given_bases: pd.DataFrame
) -> tuple[Assumption, ...]:
    """What the plan rests on beyond the forecast's assumptions."""
    county = ground.county
    found = [assume_setting(county.staffing, name) for name in SETTINGS_USED]
    found += [assume_setting(county.places, name) for name in PLACES_USED]
    if given_bases.empty:
        own = int(ground.bases["crews_day"].iloc[0])
        found.append(_assumed("own_base", own, "day crews", "no base was given: one base at the"
                              " centre of expected claims, with one night crew"))  # fmt: skip
    if ground.travel.assumed_points:
        found.append(_assumed("village_points", ground.travel.assumed_points, "villages",
                              "no point or outline: placed at the centre of the township or"
                              " county"))  # fmt: skip
    no_cost = int(lenders["cost_per_crew_day_money"].isna().sum()) if len(lenders) else 0
    if no_cost:
        found.append(_assumed("lender_cost", no_cost, "lenders",
                              "no cost was given: that of an own crew-day"))  # fmt: skip
    return tuple(found)


def _assumed(name: str, value: float, unit: str, source: str) -> Assumption:
    return Assumption(name, value, unit, None, None, source, Status.ASSUMED)
