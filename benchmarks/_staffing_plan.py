"""How long a plan with its certificate takes, and whether certified chances hold on other events.

``plan_s``: 10 days, 6 bases, 5 lenders, 300 villages, some 650 claims an event; rounds, report on
2,000 fresh scenarios, lenders' worth, sensitivity and model band included, compilation not.
``certified_inside_band``: of random counties, the share whose certified chance has the chance
measured on many events of another seed inside its printed 90 % band. A perfect certificate scores
90 % but for the error of the measuring, which four times as many events keep small.
"""

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from benchmarks.cases.counties import Case, random_case
from risk.settings import Staffing
from risk.staffing import Plan, evaluate, plan_crews

LARGE = {"villages": 300, "bases": 6, "lenders": 5, "claims": 650.0, "draws": 5000}
SMALL = {"villages": 40, "bases": 2, "lenders": 2, "claims": 40.0, "draws": 500}
OTHER_SEED = 977
MEASURED_ON = 4  # times as many events as the certificate's


def plan_seconds(*, small: bool) -> Mapping[str, Any]:
    """Wall seconds of one plan of the named size, its solver and its scenarios."""
    warm = small_case(0)
    made(warm)
    case = warm if small else random_case(1, **LARGE, staffing=Staffing())
    begun = time.perf_counter()
    plan = made(case)
    return {
        "plan_s": round(time.perf_counter() - begun, 2),
        "plan_days": plan.days,
        "plan_rounds": len(plan.certificate.rounds),
        "plan_scenarios": plan.certificate.scenarios,
        "plan_solver": plan.certificate.solver,
    }


def certified_inside_band(counties: int, *, first_seed: int = 100) -> Mapping[str, Any]:
    """Share of random counties whose certified chance holds on other events, tier by tier."""
    inside, gaps, program, total = 0, [], 0, 0
    for seed in range(first_seed, first_seed + counties):
        case = small_case(seed)
        plan = made(case)
        program += plan.certificate.solver == "program"
        for held, gap in held_elsewhere(case, seed, plan):
            inside, total = inside + held, total + 1
            gaps.append(gap)
    return {
        "certified_inside_band": round(inside / max(total, 1), 3),
        "certified_tiers": total,
        "certified_counties": counties,
        "certified_gap_mean": round(float(np.mean(gaps)), 4),
        "certified_by_program": program,
    }


def held_elsewhere(case: Case, seed: int, plan: Plan) -> list[tuple[bool, float]]:
    """Of each tier with claims: whether its chance on other events is inside its band; the gap."""
    number = MEASURED_ON * case.county.staffing.scenarios_report
    other = small_case(seed, measured_on=number, horizon_days=case.county.surge.horizon_days)
    plain = (other.bases, other.lenders, other.regions)
    told = evaluate(other.forecast, plan.crews_by_day, *plain, county=other.county, seed=OTHER_SEED)
    there = told.kept.set_index("tier")["p_event_share"]
    rows = plan.outcome.kept[lambda k: k["tier"].ne("all") & k["scenarios"].gt(0)]
    return [
        (bool(r.p_lo <= there[r.tier] <= r.p_hi), float(there[r.tier] - r.p_event_share))
        for r in rows.itertuples()
    ]


def small_case(seed: int, *, measured_on: int = 0, horizon_days: int = 9) -> Case:
    """A small random county, planned on 60 events and told on 200; or so many other events."""
    size = SMALL | {"claims": 20.0 + 10.0 * (seed % 5), "horizon_days": horizon_days}
    if not measured_on:
        staffing = Staffing(scenarios_plan=60, scenarios_report=200)
        return random_case(seed, **size, staffing=staffing)
    staffing = Staffing(scenarios_plan=20, scenarios_report=measured_on)
    size |= {"draws": 20 + measured_on}
    return random_case(seed, **size, staffing=staffing, forecast_seed=OTHER_SEED)


def made(case: Case) -> Plan:
    """The plan of a case."""
    return plan_crews(
        case.forecast, case.bases, case.lenders, case.regions, county=case.county, seed=1
    )
