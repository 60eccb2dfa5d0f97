"""Plans changed by hand: setup, crews as a table, simulation again, saved, compared, taken away."""

import io
import json
from dataclasses import replace
from datetime import datetime, timedelta

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.pages.surge_plan_edit import SETUP_INPUTS, setup_of
from dashboards.pages.surge_plan_map import chance_digits
from dashboards.pages.surge_plan_words import difference_words, figures_of, value_words
from dashboards.story.choice import Choice
from dashboards.story.crew_grid import (
    beyond,
    from_payload,
    more_crews,
    narrow,
    sources_of,
    to_payload,
    wide,
)
from dashboards.story.order_sheet import call_rows, order_rows
from dashboards.story.resimulate import Resimulator
from dashboards.story.setup import Setup, Waiting, bases_with
from dashboards.story.surge import SurgeDesk
from dashboards.story.waiting import backlog_text, read_backlog
from risk.errors import HuzhuError, ModelError, OperationsError
from risk.operations import audit, open_operations
from risk.staffing import Closure, Dispatch, Modes
from tests.dashboards.conftest import readable
from tests.tiny_world import VILLAGE

CHOICE = {"family": "storm", "grade": "severe", "starts_at": "2026-01-01T08:00"}
FORM = {
    "plan-sweep.checked": True, "plan-photo.checked": False, "plan-green.checked": False,
    "plan-rule.value": "town_saveable", "plan-places-1.value": [], "plan-from-1.value": "",
    "plan-until-1.value": "", "plan-places-2.value": [], "plan-from-2.value": "",
    "plan-until-2.value": "", "plan-ahead.value": [], "plan-backlog.value": "",
    "plan-lenders.value": None, "plan-earlier.value": 0,
    "plan-photo-share.value": "",
}  # fmt: skip
READY = {"surge-choice.data": CHOICE, "plan-ready.data": {"setup": None, "runs": 1}}


@pytest.fixture(scope="module")
def answer(tiny_story):
    return SurgeDesk().answer(tiny_story, Choice.read(CHOICE))


@pytest.fixture(scope="module")
def again():
    return Resimulator()


def filled(manager, **changes):
    """Rows of the table of crews, as the page fills it."""
    inputs = {"plan-ready.data": READY["plan-ready.data"], "plan-add.n_clicks": None,
              "plan-reset.n_clicks": None, "plan-ahead.value": []}  # fmt: skip
    state = {
        "surge-choice.data": CHOICE, "plan-grid.rowData": [], "plan-opened.data": None,
        "plan-base.value": None, "plan-source.value": None, "plan-shift.value": "day",
        "plan-crews.value": 1, "plan-first.value": 1, "plan-last.value": 1,
    }  # fmt: skip
    for key, value in changes.items():
        if key != "changed":
            state["plan-" + key] = value
    done = manager.fire("plan-grid.rowData", inputs, state, changed=changes.get("changed", ""))
    return done.get_json()["response"]["plan-grid"]["rowData"]


def simulated(manager, rows, lang="zh", **form):
    """What the page tells of a changed table or form, and the draft it keeps."""
    inputs = {"plan-grid.rowData": rows, "plan-grid.cellValueChanged": None, **FORM, **form}
    done = manager.fire("plan-changed.children", inputs, READY, lang=lang)
    told = done.get_json()["response"]
    return json.dumps(told["plan-changed"], ensure_ascii=False), told["plan-draft"]["data"]


# --- setup -----------------------------------------------------------------------------------


def test_a_setup_survives_its_payload_and_strange_villages_are_refused(tiny_story):
    """Rule, modes, closure, backlog, village placed ahead come back; village 999 does not."""
    setup = Setup(
        Modes(Dispatch.OLDEST, sweep=False, photo=True), (Closure((VILLAGE[8],), 2.0, 20.0),),
        (Waiting(VILLAGE[3], 4, 30.0),), (VILLAGE[8],),
    )  # fmt: skip
    assert Setup.read(json.loads(json.dumps(setup.payload())), tiny_story) == setup
    met = setup.conditions()
    assert met.backlog["reported_h"].tolist() == [-30.0] * 4
    assert met.closures == setup.closures
    for change in ({"ahead": ["999"]}, {"dispatch": "x"}, {"backlog": [[VILLAGE[0], -1, 2]]},
                   {"closures": [[[VILLAGE[0]], 5, 4]]}):  # fmt: skip
        with pytest.raises(HuzhuError):
            Setup.read({**setup.payload(), **change}, tiny_story)


def test_the_form_becomes_a_setup(tiny_story):
    """A township closes with all its villages; a road closed without hours is said."""
    names = [f"{i.component_id}.{i.component_property}" for i in SETUP_INPUTS]
    values = {**FORM, "plan-places-1.value": ["99000110" + "1"], "plan-from-1.value": 0,
              "plan-until-1.value": 24, "plan-rule.value": "nearest"}  # fmt: skip
    setup = setup_of(tiny_story, [values[name] for name in names])
    assert setup.modes.dispatch is Dispatch.NEAREST
    assert setup.closures == (Closure(tuple(VILLAGE[:3]), 0.0, 24.0),)
    values["plan-until-1.value"] = ""
    with pytest.raises(OperationsError, match="without hours"):
        setup_of(tiny_story, [values[name] for name in names])


def test_a_backlog_is_read_as_pasted(tiny_story):
    """Tabs, commas of either width, codes or names; a wrong line is told by its number."""
    text = f"西乡 甲村\t3\t12\n{VILLAGE[1]}，2，5\n丙村, 1, 0.5"
    read = read_backlog(tiny_story, text)
    assert [(w.region_code, w.claims, w.hours) for w in read] == [
        (VILLAGE[0], 3, 12.0), (VILLAGE[1], 2, 5.0), (VILLAGE[2], 1, 0.5),
    ]  # fmt: skip
    assert read_backlog(tiny_story, backlog_text(tiny_story, read)) == read
    for wrong, words in (
        ("甲村", "line 1"),
        ("甲村,1,1\n甲村,x,1", "line 2"),
        ("天村,1,1", "names 0"),
    ):
        with pytest.raises(OperationsError, match=words):
            read_backlog(tiny_story, wrong)


# --- crews as a table ------------------------------------------------------------------------


def test_the_wide_table_and_back_are_the_plan(tiny_story, answer):
    """Every crew of the plan stands in it; rows that send somebody come first."""
    plan = answer.surge.plan
    table = wide(plan.crews_by_day, list(plan.bases["base_id"]), sources_of(tiny_story), plan.days)
    back = narrow(table.to_dict("records"), plan.days, answer.surge.scenario)
    assert to_payload(back) == to_payload(plan.crews_by_day)
    assert to_payload(from_payload(to_payload(back), answer.surge.scenario)) == to_payload(back)


@settings(max_examples=15, deadline=None)
@given(st.integers(-5, 5), st.integers(0, 2), st.integers(1, 3))
def test_crews_added_are_taken_away_again_but_never_below_none(answer, number, first, length):
    """On the days named alone."""
    plan = answer.surge.plan
    base = plan.bases["base_id"].iloc[0]
    rows = wide(plan.crews_by_day, list(plan.bases["base_id"]), ("own",), plan.days)
    records = rows.to_dict("records")
    days = range(first, min(first + length, plan.days))
    changed = more_crews(records, base, "own", "day", number, days)
    for old, new in zip(records, changed, strict=True):
        mine = (old["base_id"], old["shift"], old["what"]) == (base, "day", "crews")
        for d in range(plan.days):
            moved = number if mine and d in days else 0
            assert new[f"d{d}"] == (max(old[f"d{d}"] + moved, 0) if moved else old[f"d{d}"])


@pytest.mark.parametrize("value", [-1, 1.5, 501, "many"])
def test_what_is_no_number_of_crews_is_refused(answer, value):
    """In the words of the cell."""
    row = {"base_id": "B1", "source": "own", "shift": "day", "what": "crews", "d0": value}
    with pytest.raises(OperationsError, match="no number of crews"):
        narrow([row], 1, answer.surge.scenario)


def test_more_than_there_is_is_said(tiny_story, answer):
    """Twice the own crews of a shift are beyond what the bases have."""
    plan = answer.surge.plan
    assert beyond(plan.crews_by_day, tiny_story, plan).empty
    own = plan.crews_by_day["source"] == "own"
    doubled = plan.crews_by_day.assign(
        crews=plan.crews_by_day["crews"].where(~own, 2 * plan.crews_by_day["crews"])
    )
    asked = beyond(doubled, tiny_story, plan)
    assert set(asked["source"]) == {"own"}
    assert (asked["most"] == 2 * asked["has"]).all()


# --- simulated again -------------------------------------------------------------------------


def test_the_plan_simulated_again_is_the_plan_and_crews_taken_away_do_not_help(
    tiny_story, answer, again
):
    """Common random numbers: the same crews give the same figures to the last digit."""
    plan, setup = answer.surge.plan, answer.setup
    told = again.outcome(tiny_story, answer, plan.crews_by_day, setup)
    columns = ["tier", "expected_share", "p_event_share", "scenarios"]
    pd.testing.assert_frame_equal(told.kept[columns], plan.outcome.kept[columns])
    fewer = plan.crews_by_day[plan.crews_by_day["shift"] == "night"]
    less = again.outcome(tiny_story, answer, fewer, setup)
    assert less.kept["expected_share"].iloc[0] < told.kept["expected_share"].iloc[0]


def test_a_closed_village_is_reached_from_inside(tiny_story, answer, again):
    """A village cut off for good: crews placed ahead in it reach what others cannot."""
    plan = answer.surge.plan
    hit = plan.outcome.by_village.sort_values("claims_mean")["region_code"]
    village = hit[~hit.isin(plan.bases["region_code"])].iloc[-1]
    shut = replace(answer.setup, closures=(Closure((village,), 0.0, 9999.0),))
    cut = again.outcome(tiny_story, answer, plan.crews_by_day, shut)
    ahead = replace(shut, ahead=(village,))
    base = bases_with(tiny_story, plan.bases, ahead)["base_id"].iloc[-1]
    row = plan.crews_by_day.iloc[[0]].assign(base_id=base, source="own", shift="day", crews=2)
    crews = pd.concat([plan.crews_by_day, *(row.assign(day=d) for d in range(plan.days))])
    inside = again.outcome(tiny_story, answer, crews, ahead)

    def share(outcome):
        return float(outcome.by_village.set_index("region_code")["in_time_share"][village])

    assert share(cut) == 0 or pd.isna(share(cut))
    assert share(inside) > 0


def test_the_desk_searches_once_and_tells_progress(tiny_story):
    """Another start: a search under way, then the same answer for everybody who asks."""
    desk = SurgeDesk()
    choice = Choice("gale", "severe", datetime(2026, 2, 1, 8))
    work = desk.begin(tiny_story, choice)
    assert desk.begin(tiny_story, choice) is work
    found = desk.answer(tiny_story, choice)
    assert work.progress.share > 0
    assert found is desk.answer(tiny_story, choice)
    refused = desk.begin(
        replace(tiny_story, surges={}, refusals={"gale_severe": "x", "storm_severe": "x"}),
        Choice("gale", "severe", datetime(2026, 3, 1, 8)),
    )
    with pytest.raises(ModelError):
        refused.future.result()


def test_a_stopped_search_is_not_begun_again_by_who_only_asks(tiny_story):
    """It waits for its turn, is stopped, and says so until somebody begins it anew."""
    desk = SurgeDesk()
    first = desk.begin(tiny_story, Choice("gale", "severe", datetime(2026, 2, 1, 8)))
    choice = Choice("gale", "severe", datetime(2026, 2, 4, 8))
    second = desk.begin(tiny_story, choice)
    for work in desk.under_way():
        work.stopped = True
    for work in (first, second):
        with pytest.raises(ModelError, match="was stopped"):
            work.future.result()
    assert desk.begin(tiny_story, choice, anew=False) is second
    assert desk.under_way() == []


def test_the_page_shows_a_search_under_way_and_then_its_answer(manager):
    """The first answer of a long search is its progress, and a clock that asks again."""
    choice = {**CHOICE, "starts_at": "2026-02-03T08:00"}
    inputs = {"surge-choice.data": choice, "plan-planned.data": None,
              "plan-tick.n_intervals": None}  # fmt: skip
    first = manager.fire("surge-result.children", inputs, {"plan-ready.data": None})
    told = first.get_json()["response"]
    assert told["plan-tick"]["disabled"] is False
    assert "正在制定方案" in json.dumps(told["plan-progress"], ensure_ascii=False)
    assert told["plan-ready"]["data"] is None
    context = manager.app.server.extensions["huzhu.context"]
    context.desk.answer(context.story(), Choice.read(choice))
    last = manager.fire(
        "surge-result.children", inputs, {"plan-ready.data": None}, changed="plan-tick.n_intervals"
    ).get_json()["response"]
    assert last["plan-tick"]["disabled"] is True
    assert last["plan-ready"]["data"] == {"setup": None, "runs": 1}


# --- the page --------------------------------------------------------------------------------


def test_a_change_by_hand_is_told_against_the_plan(manager):
    """Nothing changed is said; crews added by the form are simulated, beyond what there is."""
    rows = filled(manager)
    told, draft = simulated(manager, rows)
    assert "尚未改动" in told
    base = rows[0]["base_id"]
    more = filled(manager, changed="plan-add.n_clicks", **{
        "grid.rowData": rows, "base.value": base, "source.value": "own", "crews.value": 9,
        "last.value": 3,
    })  # fmt: skip
    told, after = simulated(manager, more)
    assert "超出现有人力" in told
    assert "与方案相差" in told
    assert sum(r[4] for r in after["crews"]) == sum(r[4] for r in draft["crews"]) + 27
    english, _ = simulated(manager, rows, lang="en", **{"plan-rule.value": "oldest"})
    assert "Against the plan" in english
    told, none = simulated(manager, [{**rows[0], "d0": "x"}])
    assert none is None
    assert "不是组数" in told


def test_the_four_dispatch_rules_are_put_to_management(manager):
    """One row a rule; the best share and the fewest long waits are named."""
    _, draft = simulated(manager, filled(manager))
    inputs = {"plan-rules.n_clicks": 1}
    text = readable(manager.fire("plan-rules-table.children", inputs,
                                 {"plan-draft.data": draft, **READY}))  # fmt: skip
    for words in ("先报先查", "就近", "按时比例最高"):
        assert words in text


def test_plans_are_compared_saved_opened_and_taken_away(manager, viewer, tiny_ws):
    """Four side by side; a saved one opens by its number, and both files hold its orders."""
    _, draft = simulated(manager, filled(manager))
    state = {"plan-name.value": "雪夜方案", "plan-real.checked": True, "plan-draft.data": draft,
             **READY}  # fmt: skip
    saved = manager.fire("plan-note.children", {"plan-save.n_clicks": 1}, state)
    assert "雪夜方案" in readable(saved)
    con = open_operations(tiny_ws)
    number = con.execute("SELECT max(id) FROM plan").fetchone()[0]
    said = con.execute("SELECT count(*) FROM plan_said").fetchone()[0]
    assert said == 1
    inputs = {"plan-compare.value": ["plan", "own_only", "everyone", str(number)],
              "plan-draft.data": draft}  # fmt: skip
    text = readable(manager.fire("plan-compared.children", inputs, READY))
    for words in ("雪夜方案（第", "仅本公司人力", "人力成本", "积压最高"):
        assert words in text
    assert "雪夜方案（第" in manager.page("/surge/detail", f"?plan={number}")
    book = manager.get(f"/export/plan/{number}.xlsx")
    sheets = openpyxl.load_workbook(io.BytesIO(book.data))
    assert {"派工", "人力方案", "承诺", "每日", "各村", "方式"} <= set(sheets.sheetnames)
    assert manager.get(f"/export/plan/{number}.pdf").data.startswith(b"%PDF")
    assert f"plan {number}.pdf" in set(audit.rows(con, limit=20)["object"])
    con.close()
    assert viewer.get(f"/export/plan/{number}.pdf").status_code == 403
    assert viewer.fire("plan-note.children", {"plan-save.n_clicks": 1}, state).status_code == 403
    assert manager.get("/export/plan/999.pdf").status_code == 404


# --- the order sheet, words ------------------------------------------------------------------


def test_orders_and_calls_by_hand(tiny_story, answer):
    """Crews asked of a lender with 6 h lag for 08:00 are called at 02:00, unless warned later."""
    scenario = replace(answer.surge.scenario, starts_at=datetime(2026, 1, 1, 8), lead_time_h=12.0)
    staffing = tiny_story.facts.county.staffing
    bases = pd.DataFrame({"base_id": ["a"], "name": ["甲站"]})
    crews = from_payload(
        [[0, "day", "a", "own", 2, 1.0], [0, "day", "a", "L", 1, 0], [1, "day", "a", "L", 3, 0],
         [2, "day", "a", "L", 2, 0], [0, "night", "a", "own", 1, 0]], scenario,
    )  # fmt: skip
    lenders = pd.DataFrame({"lender_id": ["L"], "name": ["邻县"], "lag_h": [6.0]})
    orders = order_rows(crews, bases, lenders, scenario, staffing, 3)
    first = orders[orders["overtime_h"] > 0].iloc[0]
    assert (first["from_at"], first["until_at"]) == (
        datetime(2026, 1, 1, 8), datetime(2026, 1, 1, 21),
    )  # fmt: skip
    assert first["people"] == 2 * staffing.heads_per_crew
    calls = call_rows(orders, lenders, scenario)
    assert calls["crews"].tolist() == [1, 2]
    assert calls["call_by"].tolist() == [datetime(2026, 1, 1, 2), datetime(2026, 1, 2, 2)]
    warned = replace(scenario, lead_time_h=1.0)
    orders = order_rows(crews, bases, lenders, warned, staffing, 3)
    lent = orders[orders["source"] == "L"]
    assert lent["from_at"].iloc[0] == datetime(2026, 1, 1, 13)
    late = call_rows(orders, lenders, warned)
    assert late["call_by"].iloc[0] == scenario.starts_at - timedelta(hours=1)
    assert late["arrive_at"].iloc[0] == datetime(2026, 1, 1, 13)


def test_a_chance_is_never_told_as_certain(tiny_story, answer):
    """Values and differences in words; unknown stays a dash."""
    plan = answer.surge.plan
    found = figures_of(plan.outcome, plan.crews_by_day)
    assert value_words("p_all", 1.0, tiny_story, "zh") == ">99%"
    assert value_words("share_all", 1.0, tiny_story, "zh") == ">99.9%"
    assert value_words("p_all", float("nan"), tiny_story, "zh") == "—"
    assert difference_words("p_all", 0.5, 0.62, tiny_story, "en") == "−12.0 points"
    never = difference_words("clear_p90", float("inf"), 3.0, tiny_story, "en")
    assert never == "one is never reached"
    assert found["crew_days"] == plan.crews_by_day["crews"].sum()


def test_villages_are_classed_by_their_chance_today():
    """0 without claims; the surest 1, the least sure 5."""
    frame = pd.DataFrame({"region_code": list("abcd"), "p_today": [0.995, 0.85, 0.2, None]})
    assert chance_digits(frame, list("abcde")) == "13500"
