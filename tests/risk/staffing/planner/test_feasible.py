from dataclasses import replace

import pytest

from risk.settings import Promise
from risk.staffing.planner.feasible import feasible
from risk.staffing.planner.reason import Binding, Reason
from risk.staffing.planner.search import judge, meets
from risk.staffing.simulator.ground import prepare


def changes(forecast, bases, lenders, regions, county):
    """What would mend a demand that everybody together does not meet."""
    ground = prepare(forecast, bases, lenders, regions, county=county)
    judged = judge(ground, ground.scenes(0, 60, seed=1), seed=1)
    assert not meets(judged.top.chances, dict.fromkeys(("town", "rural"), county.staffing.p_goal))
    why = Reason(Binding.TRAVEL, "", {})
    return feasible(judged, why, regions, met=False).set_index("change")


@pytest.fixture(scope="module")
def easy(county):
    """Two hours in town, three elsewhere; two of three claims in time are enough."""
    staffing = replace(county.staffing, share_target=0.67)
    promise = Promise(on_scene_town_min=120.0, on_scene_rural_min=180.0)
    return replace(county, staffing=staffing, promise=promise)


def test_a_base_more_mends_a_base_that_lies_too_far(light, bases, lenders, regions, county):
    """The only base 90 km away: one new base among the villages reaches both tiers in time."""
    far = bases.head(1).assign(lon=103.0, region_code=None, crews_day=6)
    near = replace(county, promise=Promise(on_scene_town_min=90.0, on_scene_rural_min=120.0))
    easy = replace(near, staffing=replace(near.staffing, share_target=0.6))
    found = changes(light, far, lenders, regions, easy)
    assert found.at["bases", "amount"] == 1
    assert found.at["bases", "p"] >= easy.staffing.p_goal


def test_lenders_asked_earlier_mend_a_lag(severe, bases, lenders, regions, easy):
    """Help that comes after thirty hours is too late; the same help at once is enough."""
    few = bases.assign(crews_day=[1, 0], crews_night=0)
    late = lenders.assign(crews_max=20, lag_h=30.0)
    found = changes(severe, few, late, regions, easy)
    assert found.at["lag", "amount"] == 30.0
    assert found.at["lag", "p"] >= easy.staffing.p_goal


def test_a_share_that_is_reached_is_always_told(extreme, bases, lenders, regions, county):
    """900 claims for a handful of crews: no single change but a lower share or chance."""
    found = changes(extreme, bases, lenders.head(1), regions, county)
    assert set(found.index) <= {"share_target", "p_goal"}
    assert found["amount"].lt(county.staffing.share_target).all()


def test_nothing_is_to_change_where_the_demand_is_met(calm, bases, lenders, regions, county):
    """Met: an empty table with its columns."""
    ground = prepare(calm, bases, lenders, regions, county=county)
    judged = judge(ground, ground.scenes(0, 40, seed=1), seed=1)
    table = feasible(judged, Reason(Binding.MET, "", {}), regions, met=True)
    assert table.empty
    assert list(table.columns) == ["change", "amount", "unit", "p"]
