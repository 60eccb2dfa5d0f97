"""A saved plan's calls on the page Surge planner: who may write them down, what is shown then."""

from contextlib import closing
from datetime import timedelta

import pytest

from dashboards.pages.surge_ids import Id
from dashboards.story.choice import Choice
from dashboards.story.crew_grid import to_payload
from dashboards.story.setup import Setup
from risk.operations import open_operations, save_plan
from risk.operations.plan_calls import plan_calls
from tests.dashboards.conftest import Visitor, enter, readable
from tests.tiny_world import NOW

AT = NOW - timedelta(hours=1)


@pytest.fixture(scope="module")
def plan(tiny_ws, tiny_story) -> int:
    """Number of a plan that borrows two crews of the neighbour from its fourth day on."""
    surge, setup = tiny_story.surges["storm_severe"], Setup.usual(tiny_story.facts.county.staffing)
    base = str(tiny_story.facts.bases["base_id"].iloc[0])
    payload = {
        "choice": Choice("gale", "severe", surge.scenario.starts_at).payload(),
        "planned": setup.payload(), "setup": setup.payload(),
        "crews": [*to_payload(surge.plan.crews_by_day), [3, "day", base, "L1", 2, 0.0]],
    }  # fmt: skip
    with closing(open_operations(tiny_ws)) as con:
        version = tiny_story.facts.version
        return save_plan(con, "借调方案", "li", NOW, payload, data_version=version)


def write(visitor: Visitor, plan: int, **given: object):
    """What the form's button answers."""
    told = {"who": "L1", "answer": "promised", "crews": 2, "at": AT.isoformat(" "), "there": None}
    told |= given
    ids = (Id.CALL_PLAN, Id.CALL_WHO, Id.CALL_ANSWER, Id.CALL_CREWS, Id.CALL_AT, Id.CALL_THERE)
    values = (str(plan), *told.values())
    states = {
        f"{id_}.{'data' if id_ is Id.CALL_PLAN else 'value'}": value
        for id_, value in zip(ids, values, strict=True)
    }
    return visitor.fire(f"{Id.CALLED}.children", {f"{Id.CALL_WRITE}.n_clicks": 1}, states)


def test_a_call_is_written_down_and_shown(manager, plan, tiny_ws):
    """Before: not called. Then nobody answers, then two crews are promised, an hour ago."""
    page = manager.page("/surge", f"?plan={plan}")
    assert "本方案的通知情况" in page
    assert "邻县支公司" in page
    assert "未通知" in page
    assert "未接通" in readable(write(manager, plan, answer="no_answer", crews=0))
    told = readable(write(manager, plan, there=(AT + timedelta(hours=20)).isoformat(" ")))
    assert "已答应（第2次）" in told
    with closing(open_operations(tiny_ws)) as con:
        kept = plan_calls(con, plan)
    assert kept["answer"].tolist() == ["no_answer", "promised"]
    assert set(kept["role"]) == {"manager"}
    assert "Calls of this plan" in manager.page("/surge", f"?plan={plan}", lang="en")
    assert "本方案的通知情况" not in manager.page("/surge")


def test_what_cannot_be_kept_is_refused_in_words(manager, viewer, tiny_app, plan, tiny_ws):
    """A promise of no crews, no hour, somebody the plan does not call; a viewer, the demo."""
    assert "只有已答应才填组数" in readable(write(manager, plan, crews=0))
    assert "不是通知记录" in readable(write(manager, plan, at=None))
    assert "不通知" in readable(write(manager, plan, who="standby"))
    with closing(open_operations(tiny_ws)) as con:
        before = len(plan_calls(con, plan))
        assert write(viewer, plan).status_code in (401, 403)
        write(enter(tiny_app), plan)
        assert len(plan_calls(con, plan)) == before
    assert "由调度员或管理人员" in viewer.page("/surge", f"?plan={plan}")
