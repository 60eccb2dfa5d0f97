"""The page Work: what runs with a button to stop it, what may be begun, how the last ended."""

import pytest
from job_work import work

from dashboards.pages.work_parts import Id, Press
from risk.operations import User
from risk.terms import Role
from tests.dashboards.conftest import SAME_ORIGIN, Visitor, readable

WAIT_S = 60
BOSS = User("boss", Role.MANAGER)


@pytest.fixture
def works(tiny_app):
    found = tiny_app.server.extensions["huzhu.context"].works
    if "count" not in {one.name for one in found.known()}:
        found.add("count", work, Role.ANALYST)
    return found


def press(visitor: Visitor, kind: Press, name: str) -> str:
    """Press a button of a row."""
    button = {"id": {"type": kind, "name": name}, "property": "n_clicks", "value": 1}
    body = {
        "output": f"{Id.NOTE}.children",
        "outputs": {"id": Id.NOTE, "property": "children"},
        "inputs": [[button], []] if kind == Press.START else [[], [button]],
        "state": [],
        "changedPropIds": [f'{{"name":"{name}","type":"{kind}"}}.n_clicks'],
    }
    answer = visitor.client.post("/_dash-update-component?lang=zh", json=body, headers=SAME_ORIGIN)
    assert answer.status_code in (200, 204), answer.get_data(as_text=True)
    return readable(answer) if answer.status_code == 200 else ""


def test_what_runs_can_be_stopped_from_the_page(works, manager, viewer):
    """It shows who asked and how far it is; a viewer may look, not stop; its end is listed."""
    works.start("count", "wait", 1, user=BOSS, about="about this")
    told = manager.page("/work")
    assert "count · about this" in told
    assert "boss 于" in told
    assert "不能发起或中止" in press(viewer, Press.STOP, "count")
    assert works.state("count").running
    press(manager, Press.STOP, "count")
    works.wait("count", WAIT_S)
    assert works.running() == 0
    works.start("count", "refuse", 1, user=BOSS)
    works.wait("count", WAIT_S)
    told = manager.page("/work", lang="en")
    assert "here: locked; wait" in told


def test_what_may_be_begun_says_for_which_data_its_result_stands(tiny_app, manager, viewer):
    """A viewer is refused in words; nothing has begun."""
    told = manager.page("/work")
    for words in ("评分与模型检验", "灾中预报检验", "查勘方案检验", "重新对应村庄"):
        assert words in told
    assert "不能发起或中止" in press(viewer, Press.START, "scores")
    assert tiny_app.server.extensions["huzhu.context"].works.running() == 0
