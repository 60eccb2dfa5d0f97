"""Named scenarios and plans."""

from datetime import datetime

import pytest

from risk.errors import OperationsError
from risk.operations import scenarios

NOW = datetime(2026, 7, 1, 9, 30)

PAYLOAD = {"preset": "storm", "name": "七月大风", "footprint": [["990101", 1.5, None]]}


def test_a_scenario_comes_back_as_saved(con):
    """Payload, author, time and data version survive."""
    number = scenarios.save_scenario(con, "大风", "li", NOW, PAYLOAD, data_version="v0001-aa")
    saved = scenarios.load_scenario(con, number)
    assert (saved.name, saved.author, saved.at, saved.data_version) == (
        "大风",
        "li",
        NOW,
        "v0001-aa",
    )
    assert saved.payload == PAYLOAD


def test_the_same_name_again_is_its_next_version(con):
    """Saving again under a name overwrites nothing; another name begins at 1."""
    names = ("大风", "暴雨", "大风")
    ids = [scenarios.save_scenario(con, name, "li", NOW, PAYLOAD) for name in names]
    listed = scenarios.list_scenarios(con)
    assert [(s.id, s.version) for s in listed] == list(zip(ids[::-1], (2, 1, 1), strict=True))
    assert [scenarios.load_scenario(con, i).version for i in ids] == [1, 1, 2]


def test_plans_belong_to_a_scenario_or_none(con):
    """Plans are listed by scenario; an unknown scenario is refused."""
    scenario = scenarios.save_scenario(con, "大风", "li", NOW, PAYLOAD)
    mine = scenarios.save_plan(con, "a", "li", NOW, {"crews": 3}, scenario_id=scenario)
    free = scenarios.save_plan(con, "b", "li", NOW, {"crews": 4})
    assert [p.id for p in scenarios.list_plans(con)] == [free, mine]
    assert [p.id for p in scenarios.list_plans(con, scenario)] == [mine]
    assert scenarios.load_plan(con, mine).payload == {"crews": 3}
    with pytest.raises(OperationsError, match="no scenario 99"):
        scenarios.save_plan(con, "c", "li", NOW, {}, scenario_id=99)


def test_unknown_numbers_and_impossible_payloads_are_refused(con):
    """A wrong number is one clear line; NaN never gets into the store."""
    with pytest.raises(OperationsError, match="no scenario 7"):
        scenarios.load_scenario(con, 7)
    with pytest.raises(OperationsError, match="no plan 7"):
        scenarios.load_plan(con, 7)
    with pytest.raises(ValueError, match="JSON"):
        scenarios.save_scenario(con, "x", "li", NOW, {"rate": float("nan")})
