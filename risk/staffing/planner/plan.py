"""The staffing plan: crews by day, and the chance that the promise is kept with them.

Searched on one set of scenarios, judged in rounds on others, reported on a third that decided
nothing (``simulator.blocks``).
"""

from dataclasses import replace

import pandas as pd

from risk.hazard import Assumption, assume_setting
from risk.progress import Progress, silent
from risk.settings import County
from risk.staffing.planner.accounts import cost_items
from risk.staffing.planner.certify import Found, certified
from risk.staffing.planner.chances import compared_draws, joint_chance
from risk.staffing.planner.doubt import inner, model_band, sensitivity
from risk.staffing.planner.feasible import feasible
from risk.staffing.planner.lending import lending
from risk.staffing.planner.reason import reason
from risk.staffing.planner.record import Certificate, Plan
from risk.staffing.planner.search import TIERS, judge, meets
from risk.staffing.planner.squad import Squad, money
from risk.staffing.simulator.blocks import blocks
from risk.staffing.simulator.ground import SETTINGS_USED as RUN_SETTINGS
from risk.staffing.simulator.ground import Ground, prepare
from risk.staffing.simulator.outcome import Outcome, outcome
from risk.staffing.simulator.rules import Conditions, Modes
from risk.staffing.simulator.run import run
from risk.staffing.simulator.scenes import Scenes
from risk.staffing.simulator.table import OVERTIME, crew_table, totals_by_day
from risk.staffing.travel import travel_assumptions
from risk.surge import Forecast
from risk.terms import Status

SETTINGS_USED = (
    *RUN_SETTINGS, "standby_crews", "share_target", "p_goal", "scenarios_plan",
    "scenarios_report", "crew_day_cost_money", "overtime_max_h", "overtime_pay_ratio",
    "mobilisation_cost_money",
)  # fmt: skip


def plan_crews(
    forecast: Forecast,
    bases: pd.DataFrame,
    lenders: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    county: County,
    seed: int,
    modes: Modes | None = None,
    conditions: Conditions | None = None,
    progress: Progress = silent,
) -> Plan:
    """Find crews by day that keep the promise with the wanted chance, or say what binds.

    Args:
        forecast: claims of the scenario; needs draws ≥ scenarios_plan + scenarios_report.
        bases: the base table; if empty, one base is assumed and said to be so.
        lenders: the lender table; may be empty.
        regions: the warehouse's regions.
        county: promise, places and staffing settings.
        seed: of the travel-time errors and of who comes.
        modes: how claims are served; default the settings' choice.
        conditions: closures, pace by hour, backlog.
        progress: called with the share done and what is being done.

    Raises:
        ModelError: the forecast has too few draws.
    """
    split = blocks(forecast, county.staffing)
    modes = modes or Modes.of(county.staffing)
    county = with_modes(county, modes)
    ground = prepare(forecast, bases, lenders, regions, county=county, conditions=conditions)
    progress(0.0, "searching")
    judged = judge(ground, ground.scenes(*split.plan, seed=seed), seed=seed)
    found = certified(judged, split)
    progress(0.5, "reporting")
    fresh = ground.scenes(*split.report, seed=seed)
    told = _outcome(ground, fresh, found.squad)
    met = _meets_goal(told, county)
    why = reason(judged, found.squad, told, met=met, reachable=found.reachable)
    progress(0.7, "lenders, assumptions")
    compared = ground.scenes(*compared_draws(ground, split.report), seed=seed)
    every_tier = joint_chance(ground, compared, found.squad)
    events = inner(ground, found.squad, seed=seed)
    table = _table(ground, found.squad)
    return Plan(
        days=ground.days,
        crews_by_day=table,
        totals_by_day=totals_by_day(table, ground.days, forecast.scenario),
        outcome=replace(told, kept=model_band(events, told.kept)),
        fresh_first=split.report[0],
        planned_on=_outcome(ground, judged.scenes, found.squad),
        own_only=_outcome(ground, fresh, judged.nobody),
        everyone=_outcome(ground, fresh, judged.everybody),
        goal_met=met,
        binding=why.binding,
        reason=why.words,
        reason_values=why.values,
        bases=ground.bases,
        assumptions=(*forecast.assumptions, *_assumptions(ground, lenders, bases)),
        certificate=_certificate(found, told, county),
        lenders=lending(ground, compared, found.squad, lenders),
        costs=cost_items(ground, found.squad),
        p_every_tier=every_tier,
        sensitivity=sensitivity(events, every_tier),
        feasible=feasible(judged, why, regions, met=met),
        modes=modes,
        conditions=ground.conditions,
    )


def with_modes(county: County, modes: Modes) -> County:
    """The county with a plan's modes as its settings, so that all simulations share them."""
    staffing = replace(
        county.staffing,
        dispatch=str(modes.dispatch),
        sweep=modes.sweep,
        photo_survey=modes.photo,
        green_channel=modes.green,
    )
    return replace(county, staffing=staffing)


def _table(ground: Ground, plan: Squad) -> pd.DataFrame:
    """Crews by day as a table, with overtime where somebody works it."""
    table = crew_table(plan.crews, ground.sources, ground.bases, ground.forecast.scenario)
    late = plan.overtime_by_day
    if late is None:
        return table
    own = (table["source"] == "own") & (table["shift"] == "day")
    return table.assign(**{OVERTIME: table["day"].map(dict(enumerate(late))).where(own, 0.0)})


def _certificate(found: Found, told: Outcome, county: County) -> Certificate:
    low = told.kept.set_index("tier")["p_lo"].reindex(list(TIERS)).dropna()
    return Certificate(
        scenarios=int(told.kept["scenarios"].max()),
        rounds=found.rounds,
        holds=bool((low >= county.staffing.p_goal).all()),
        solver=found.solver,
    )


def _outcome(ground: Ground, scenes: Scenes, crews: Squad) -> Outcome:
    found = run(scenes, ground.crews(crews.crews, crews.overtime_h))
    return outcome(scenes, found, cost_money=money(ground, crews))


def _meets_goal(told: Outcome, county: County) -> bool:
    goal = dict.fromkeys(TIERS, county.staffing.p_goal)
    return meets({tier: told.p_event_share(tier) for tier in TIERS}, goal)


def _assumptions(
    ground: Ground, lenders: pd.DataFrame, given_bases: pd.DataFrame
) -> tuple[Assumption, ...]:
    """What the plan rests on beyond the forecast's assumptions."""
    county = ground.county
    found = [assume_setting(county.staffing, name) for name in SETTINGS_USED]
    found += travel_assumptions(ground.travel, county.places, ground.conditions.ways)
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
