from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from risk.errors import ModelError
from risk.settings import Promise
from risk.staffing import Binding, assumed_base, evaluate, plan_crews
from risk.staffing.planner.record import ROUND_COLUMNS
from risk.staffing.simulator.blocks import blocks
from risk.staffing.simulator.crews import OWN
from risk.staffing.simulator.outcome import p_reached, wilson


@pytest.fixture(scope="module")
def plan(severe, bases, lenders, regions, county):
    return plan_crews(severe, bases, lenders, regions, county=county, seed=1)


def test_a_plan_reaches_its_goal_on_fresh_scenarios(plan, county):
    """The storm needs more than own crews; the plan reaches the goal in both tiers."""
    assert plan.goal_met
    assert plan.binding is Binding.MET
    kept = plan.outcome.kept.set_index("tier")
    assert (kept.loc[["town", "rural"], "p_event_share"] >= county.staffing.p_goal).all()
    assert plan.own_only.p_event_share("town") < county.staffing.p_goal
    assert plan.outcome.cost_money < plan.everyone.cost_money


def test_bands_hold_their_value_and_never_say_certain(plan):
    """p_lo ≤ p ≤ p_hi < 1 in every tier of every outcome."""
    for outcome in (plan.outcome, plan.planned_on, plan.own_only, plan.everyone):
        kept = outcome.kept
        assert (kept["p_lo"] <= kept["p_event_share"]).all()
        assert (kept["p_event_share"] <= kept["p_hi"]).all()
        assert (kept["p_hi"] < 1).all()
        assert (kept["expected_share"] < 1).all()


def test_own_crews_are_always_in_the_plan(plan, bases):
    """Every day lists the own crews of both shifts; totals add up."""
    own = plan.crews_by_day[plan.crews_by_day["source"] == OWN]
    assert own.groupby("day")["crews"].sum().tolist() == [4] * plan.days
    totals = plan.totals_by_day
    assert (totals["own"] + totals["standby"] + totals["borrowed"] == totals["total"]).all()
    assert totals["date"].iloc[0].isoformat() == "2026-07-01"


def test_the_same_seed_gives_the_same_plan(plan, severe, bases, lenders, regions, county):
    """Plan and outcome repeat themselves to the last digit."""
    again = plan_crews(severe, bases, lenders, regions, county=county, seed=1)
    pd.testing.assert_frame_equal(again.crews_by_day, plan.crews_by_day)
    pd.testing.assert_frame_equal(again.outcome.kept, plan.outcome.kept)


def test_evaluating_the_plan_gives_the_plans_outcome(plan, severe, bases, lenders, regions, county):
    """The plan's own table, evaluated, meets the same fresh scenarios and the same result."""
    found = evaluate(severe, plan.crews_by_day, bases, lenders, regions, county=county, seed=1)
    model = ["model_lo", "model_hi"]
    pd.testing.assert_frame_equal(
        found.kept.drop(columns=model), plan.outcome.kept.drop(columns=model)
    )
    assert found.cost_money == plan.outcome.cost_money


def test_rounds_stand_on_scenarios_of_their_own(light, county, bases, lenders, regions):
    """Where a round's fresh scenarios fall short the next is judged on others; the report on none.

    The report's scenarios are the same whatever was searched, so that plans can be compared.
    """
    rough = replace(county, staffing=replace(county.staffing, scenarios_plan=30))
    plan = plan_crews(light, bases, lenders, regions, county=rough, seed=2)
    split = blocks(light, rough.staffing)
    assert plan.fresh_first == split.report[0] == 30
    used = [split.plan, split.report, *split.rounds]
    assert all(a[1] <= b[0] for a, b in pairwise(used))
    rounds = plan.certificate.rounds
    assert list(rounds.columns) == list(ROUND_COLUMNS)
    if len(rounds) > 1:
        before, after = rounds.iloc[0], rounds.iloc[-1]
        assert min(before["fresh_lo_town"], before["fresh_lo_rural"]) < rough.staffing.p_goal
        assert after["cost_money"] >= before["cost_money"]


def test_costs_add_up_item_by_item(plan):
    """Items sum to the outcome's cost; crew-days to the table's."""
    items = plan.costs.set_index("item")
    assert items["money"].sum() == pytest.approx(plan.outcome.cost_money)
    assert items.loc[["wages", "standby", "lending"], "crew_days"].sum() == (
        plan.crews_by_day["crews"].sum()
    )


def test_each_lender_is_told_with_its_worth(plan, lenders):
    """Every lender once; one that is asked helps at some hour; no gain without its crews."""
    table = plan.lenders.set_index("lender_id")
    assert sorted(table.index) == sorted(lenders["lender_id"])
    asked = table[table["crew_days"] > 0]
    sent = plan.crews_by_day.groupby("source")["crews"].sum()
    assert (asked["crew_days"] == sent.reindex(asked.index)).all()
    assert table["p_gain"].between(-1, 1).all()
    start = pd.Timestamp(2026, 7, 1, 14)
    assert (table["last_useful_at"].dropna() >= start - pd.Timedelta(hours=1)).all()
    assert table["p_gain"].max() > 0


def test_what_moves_the_chance_most_comes_first(plan):
    """Swings fall; more claims never help; the model's band holds the chance."""
    table = plan.sensitivity
    assert table["swing"].is_monotonic_decreasing
    by_name = table.set_index("name")
    rate = by_name.loc["claims_per_1000_core_used"]
    assert rate["p_low"] >= rate["p_high"]
    kept = plan.outcome.kept.set_index("tier").loc[["town", "rural"]]
    assert (kept["model_lo"] <= kept["p_event_share"]).all()
    assert (kept["p_event_share"] <= kept["model_hi"]).all()


def test_a_plan_that_holds_needs_no_change(plan):
    """Nothing would have to change; the certificate stands on the scenarios reported."""
    assert plan.feasible.empty
    low = plan.outcome.kept.set_index("tier").loc[["town", "rural"], "p_lo"].min()
    assert plan.certificate.holds == (low >= 0.8)
    assert plan.certificate.scenarios <= 120
    assert set(plan.comparison) == {"plan", "own_only", "everyone"}


def test_assumptions_name_only_what_the_plan_reads(plan):
    """People in a crew are counted nowhere in the plan."""
    assert "heads_per_crew" not in {a.name for a in plan.assumptions}
    assert {"survey_min", "standby_crews"} <= {a.name for a in plan.assumptions}


def test_more_crews_keep_more_in_the_mean(plan, severe, bases, lenders, regions, county):
    """Doubling every cell of the plan raises the expected share and never the backlog's median."""
    doubled = plan.crews_by_day.assign(crews=2 * plan.crews_by_day["crews"])
    found = evaluate(severe, doubled, bases, lenders, regions, county=county, seed=1)
    share = found.kept.set_index("tier").at["all", "expected_share"]
    assert share > plan.outcome.kept.set_index("tier").at["all", "expected_share"]
    assert (found.backlog["p50"] <= plan.outcome.backlog["p50"]).all()


def test_own_crews_alone_can_be_enough(calm, bases, lenders, regions, county):
    """Three claims in a fortnight: nobody is called."""
    slack = replace(county, staffing=replace(county.staffing, share_target=0.6))
    plan = plan_crews(calm, bases, lenders, regions, county=slack, seed=1)
    assert plan.binding is Binding.OWN_ENOUGH
    assert set(plan.crews_by_day["source"]) == {OWN}


def test_too_few_lenders_say_how_many_crews_are_missing(extreme, bases, lenders, regions, county):
    """900 claims and one lender: not met, and the reason gives the crews missing."""
    wide = replace(county, promise=Promise(on_scene_town_min=120.0, on_scene_rural_min=360.0))
    few = lenders[lenders["lender_id"] == "near"]
    plan = plan_crews(extreme, bases, few, regions, county=wide, seed=1)
    assert not plan.goal_met
    assert plan.binding is Binding.CREWS
    assert plan.reason_values["crews_more"] > 10
    assert f"{plan.reason_values['crews_more']:.0f} more crews" in plan.reason
    changes = plan.feasible.set_index("change")
    assert changes.at["crews", "p"] >= wide.staffing.p_goal
    assert changes.at["share_target", "amount"] < wide.staffing.share_target
    assert (
        plan.outcome.worst5_share < plan.everyone.kept.set_index("tier").at["all", "expected_share"]
    )


def test_a_limit_no_car_can_keep_binds_by_travel(severe, bases, lenders, regions, county):
    """Five minutes everywhere: no number of crews is enough, and the reason says so."""
    hasty = replace(county, promise=Promise(on_scene_town_min=5.0, on_scene_rural_min=5.0))
    plan = plan_crews(severe, bases, lenders, regions, county=hasty, seed=1)
    assert plan.binding is Binding.TRAVEL
    assert "distance and shifts bind" in plan.reason


def test_without_bases_one_is_assumed_and_said(calm, bases, lenders, regions, county):
    """No base: one at the centre of expected claims, and it stands among the assumptions."""
    plan = plan_crews(calm, bases.iloc[:0], lenders, regions, county=county, seed=1)
    assert plan.bases["base_id"].tolist() == ["assumed"]
    assert "own_base" in {a.name for a in plan.assumptions}
    weights = np.zeros(30)
    weights[7] = 1.0
    found = assumed_base(calm.region_codes, weights, regions, crews_day=2).iloc[0]
    assert found["region_code"] == "V07"
    assert found["lon"] == pytest.approx(regions["lon"].iloc[7])


def test_without_lenders_a_plan_still_stands(severe, bases, lenders, regions, county):
    """Own and standby crews only: no borrowed crew in any day."""
    plan = plan_crews(severe, bases, lenders.iloc[:0], regions, county=county, seed=1)
    assert plan.totals_by_day["borrowed"].sum() == 0


def test_too_few_draws_are_refused(severe, bases, lenders, regions, county):
    """Fresh scenarios are never made of used ones: the forecast must have enough draws."""
    many = replace(county, staffing=replace(county.staffing, scenarios_report=500))
    with pytest.raises(ModelError, match="raise draws to at least 560"):
        plan_crews(severe, bases, lenders, regions, county=many, seed=1)


def test_a_village_that_is_no_region_is_refused(severe, bases, lenders, regions, county):
    """A footprint from another version's map is refused by name."""
    with pytest.raises(ModelError, match="V29 of the footprint is not among the regions"):
        plan_crews(severe, bases, lenders, regions.iloc[:-1], county=county, seed=1)


def test_chances_by_hand():
    """Of four events, one without claims: two of three keep 90 %."""
    kept, claims = np.array([9.0, 8.0, 5.0, 0.0]), np.array([10.0, 10.0, 5.0, 0.0])
    assert p_reached(kept, claims, 0.9) == (pytest.approx(2 / 3), 3)
    assert np.isnan(p_reached(np.zeros(2), np.zeros(2), 0.9)[0])


def test_wilson_band_by_hand():
    """8 of 10 at 90 %: 0.541 to 0.932 (Wilson 1927, z = 1.645)."""
    assert wilson(0.8, 10) == pytest.approx((0.5408, 0.9314), abs=2e-3)
