"""The manager's planner: what is asked, levers pulled on a plan, kept, compared, shared."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

from dashboards.story import surge
from dashboards.story.asked import Asked, asked_of
from dashboards.story.choice import Choice, Origin
from dashboards.story.resimulate import Resimulator
from dashboards.story.scenarios import scenario_of
from dashboards.story.setup import Setup, Waiting, lender_ids
from dashboards.story.surge import SurgeDesk
from dashboards.story.waiting import as_many, waiting_now
from dashboards.story.warned import warned_start, warnings_of
from dashboards.story.whatif import Ground, Levers, moved, photo_share
from dashboards.story.words import choice_words
from risk.errors import HuzhuError, ModelError, OperationsError
from risk.hazard.custom import claim_curve, stronger
from risk.operations import audit, open_operations
from tests.dashboards.conftest import readable
from tests.dashboards.watched import cap, copy_world, make_place, put
from tests.tiny_world import NOW, VILLAGE

START = "2026-01-01T08:00"
STILL = {"if-own.value": 0, "if-borrowed.value": 0, "if-earlier.value": 0, "if-times.value": 1,
         "if-photo.value": 0}  # fmt: skip


@pytest.fixture(scope="module")
def desk():
    return SurgeDesk()


@pytest.fixture(scope="module")
def again():
    return Resimulator()


@pytest.fixture(scope="module")
def ground(tiny_story, desk):
    choice = Choice("gale", "severe", datetime.fromisoformat(START))
    answer = desk.answer(tiny_story, choice)
    return Ground(answer, answer.surge.plan.crews_by_day, answer.setup)


def crews_a_day(crews, lent):
    """Crews of each day, own or called."""
    own = crews["source"] == "own"
    return crews[~own if lent else own].groupby("day")["crews"].sum()


# --- the question ----------------------------------------------------------------------------


def test_a_question_survives_its_address(tiny_story):
    """Everything asked is in the address; what is as usual needs no word."""
    given = {"hazard": "snow", "grade": "extreme", "at": START, "where": "990001101",
             "waiting": "3", "lenders": ""}  # fmt: skip
    asked = Asked.read(given, tiny_story)
    assert Asked.read(asked.query(), tiny_story) == asked
    assert (asked.townships, asked.waiting, asked.lenders) == (("990001101",), 3, ())
    usual = Asked.usual(tiny_story)
    assert set(usual.query()) == {"hazard", "grade", "at"}
    assert Asked.read({"lenders": lender_ids(tiny_story)}, tiny_story).lenders is None


@pytest.mark.parametrize(
    "wrong",
    [{"hazard": "meteor"}, {"grade": "x"}, {"waiting": "-1"}, {"waiting": "many"}, {"at": "soon"}],
)
def test_a_question_tampered_with_is_refused(tiny_story, wrong):
    """Foreign words and numbers."""
    with pytest.raises(OperationsError):
        Asked.read(wrong, tiny_story)


def test_no_event_or_a_foreign_lender_is_said(tiny_story, tiny_ws):
    """Both refuse with what to do."""
    with pytest.raises(OperationsError, match="no event is chosen"):
        Asked.read({"hazard": "event"}, tiny_story).choice(tiny_story, tiny_ws)
    with pytest.raises(OperationsError, match="no lender"):
        Asked.read({"lenders": "moon"}, tiny_story).setup(tiny_story)


def test_the_townships_named_are_the_core(tiny_story, tiny_ws):
    """A severe storm over the west: its three villages are the core, and the choice is kept."""
    asked = Asked.read({"where": "990001101", "at": START}, tiny_story)
    choice = asked.choice(tiny_story, tiny_ws)
    scenario = scenario_of(tiny_story, choice)
    core = scenario.footprint[scenario.footprint["zone"] == "core"]
    assert sorted(core["region_code"]) == VILLAGE[:3]
    assert Choice.read(choice.payload()) == choice
    assert asked_of(choice, asked.setup(tiny_story), Asked.usual(tiny_story)).townships == (
        "990001101",
    )


def test_what_waits_is_counted_in_the_ledger(tiny_story):
    """The open claims nobody reached; another number lies as they do, or as the houses."""
    start = datetime.fromisoformat(START)
    waiting = waiting_now(tiny_story, start)
    claims = tiny_story.facts.claims
    bare = claims["arrived_at"].isna() & claims["surveyed_at"].isna() & (claims["status"] == "open")
    assert sum(w.claims for w in waiting) == int((bare & claims["region_code"].notna()).sum())
    two = (Waiting(VILLAGE[0], 1, 5.0), Waiting(VILLAGE[1], 3, 2.0))
    assert [w.claims for w in as_many(tiny_story, two, 8)] == [2, 6]
    assert [w.claims for w in as_many(tiny_story, two, 2)] == [1, 1]  # 0.5 and 1.5: the first first
    assert as_many(tiny_story, two, 4) == two
    assert sum(w.claims for w in as_many(tiny_story, (), 7)) == 7


def test_a_warning_is_asked_with_its_own_villages_and_hour(tiny_ws, tiny_story, tmp_path):
    """A blizzard over the west: its three villages, from the hour the message counts."""
    ws = copy_world(tiny_ws, tmp_path)
    put(ws, "a.xml", cap())
    make_place(ws, tiny_story).context.watch.poll(tiny_story, NOW)
    (warned,) = warnings_of(ws)
    asked = Asked.read({"hazard": "warning", "alert": str(warned.id), "at": START}, tiny_story)
    choice = asked.choice(tiny_story, ws)
    assert choice.origin is Origin.FOOTPRINT
    rows = scenario_of(tiny_story, choice).footprint["region_code"]
    assert sorted(rows) == VILLAGE[:3]
    assert asked.query()["alert"] == str(warned.id)
    assert warned_start(ws, str(warned.id)) is not None
    assert warned_start(ws, "999") is None


def test_words_name_townships_and_strength(tiny_story):
    """Whatever is not as the preset has it is said where the scenario is named."""
    choice = Choice("gale", "severe", datetime.fromisoformat(START), townships=("990001101",),
                    times=1.2)  # fmt: skip
    words = choice_words(tiny_story, choice, "zh")
    assert "西乡" in words
    assert "强度×1.2" in words


def test_a_plan_is_found_with_claims_waiting_where_the_hazard_is_not(tiny_story, desk):
    """Villages that only the backlog has: the plan serves them too."""
    choice = Choice("hail", "moderate", datetime.fromisoformat(START))
    struck = set(scenario_of(tiny_story, choice).footprint["region_code"])
    away = next(code for code in VILLAGE if code not in struck)
    usual = Setup.usual(tiny_story.facts.county.staffing)
    setup = replace(usual, backlog=(Waiting(away, 3, 5.0),))
    answer = desk.answer(tiny_story, choice, setup)
    assert away in set(answer.surge.plan.outcome.by_village["region_code"])


def test_a_search_that_broke_off_says_so_once(tiny_story, monkeypatch):
    """The fault goes to the log, a line to the page; asked again it is tried again."""
    desk = SurgeDesk()
    choice = Choice("hail", "severe", datetime.fromisoformat(START))
    with monkeypatch.context() as broken:
        broken.setattr(surge, "plan_crews", lambda *_, **__: 1 / 0)
        with pytest.raises(ModelError, match="broke off"):
            desk.answer(tiny_story, choice)
    told = desk.begin(tiny_story, choice, anew=False)
    assert isinstance(told.future.exception(), ModelError)
    assert desk.answer(tiny_story, choice).surge.plan.days > 0


# --- intensity -------------------------------------------------------------------------------


def test_a_stronger_hazard_follows_the_claim_curve(tiny_story, desk):
    """A fifth more wind multiplies expected claims as the curve does; the footprint stays."""
    plain = Choice("gale", "severe", datetime.fromisoformat(START))
    told = desk.claims(tiny_story, plain)
    more = desk.claims(tiny_story, replace(plain, times=1.2))
    curve = claim_curve("gale")
    at = curve.grades[1].core_intensity
    factor = float(curve(1.2 * at) / curve(at))
    assert factor > 1
    assert more.expected == pytest.approx(told.expected * factor)
    assert more.rate.value == pytest.approx(told.rate.value * factor)
    pd.testing.assert_frame_equal(more.scenario.footprint, told.scenario.footprint)
    with pytest.raises(ModelError, match="× 0"):
        stronger(told.scenario, 0.0, "gale")


# --- levers ----------------------------------------------------------------------------------


def test_nothing_moved_is_the_plan_itself(tiny_story, desk, again, ground):
    """Same crews, same outcome to the last digit: before and after differ by what is moved."""
    now = moved(tiny_story, desk, again, ground, Levers())
    plan = ground.answer.surge.plan
    assert now.crews is plan.crews_by_day
    mine, theirs = (o.kept["p_event_share"].to_numpy() for o in (now.outcome, plan.outcome))
    assert mine == pytest.approx(theirs, nan_ok=True)
    assert not Levers(photo=0.0).moves(tiny_story.facts.county, ground.setup)


def test_own_crews_more_and_fewer(tiny_story, desk, again, ground):
    """One more on every day, and back; never below none; the cost follows."""
    before = crews_a_day(ground.crews, lent=False)
    more = moved(tiny_story, desk, again, ground, Levers(own=1))
    assert (crews_a_day(more.crews, lent=False) == before + 1).all()
    still = moved(tiny_story, desk, again, ground, Levers())
    assert more.outcome.cost_money > still.outcome.cost_money
    none = moved(tiny_story, desk, again, ground, Levers(own=-30))
    own = none.crews[(none.crews["source"] == "own") & (none.crews["shift"] == "day")]
    assert own.empty


def test_borrowed_crews_come_of_who_has_one_left(tiny_story, desk, again, ground):
    """Never more of a source than it has; fewer takes called crews away and leaves the own."""
    facts = tiny_story.facts
    more = moved(tiny_story, desk, again, ground, Levers(borrowed=30))
    most = more.crews.groupby(["source", "day"])["crews"].sum().groupby("source").max()
    has = dict(zip(lender_ids(tiny_story), facts.lenders["crews_max"], strict=True))
    has["standby"] = facts.county.staffing.standby_crews
    assert all(most.get(source, 0) <= limit for source, limit in has.items())
    assert crews_a_day(more.crews, lent=True).max() == sum(has.values())
    fewer = moved(tiny_story, desk, again, ground, Levers(borrowed=-30))
    assert crews_a_day(fewer.crews, lent=True).empty
    own, kept = (crews_a_day(x, lent=False) for x in (fewer.crews, ground.crews))
    assert own.equals(kept)


def test_an_earlier_call_never_sends_later(tiny_story, desk, again, ground):
    """A day earlier: called crews are there no later than before; the own stay as they were."""
    early = moved(tiny_story, desk, again, ground, Levers(earlier_h=24))
    lent = [c[c["source"] != "own"]["day"] for c in (early.crews, ground.crews)]
    assert lent[0].min() <= lent[1].min() or lent[1].empty
    assert early.setup.earlier_h == 24


def test_photographs_take_claims_from_the_crews(tiny_story, desk, again, ground):
    """Half of the claims photographed: told as such; saved, the share comes back."""
    half = moved(tiny_story, desk, again, ground, Levers(photo=0.5))
    modes = half.outcome.modes.set_index("mode")["share"]
    assert modes["photo"] == pytest.approx(0.5, abs=0.1)
    assert photo_share(tiny_story.facts.county, half.setup) == 0.5
    assert Setup.read(half.setup.payload(), tiny_story) == half.setup


@pytest.mark.parametrize("wrong", [{"own": "x"}, {"borrowed": 99}, {"times": 9}, {"earlier_h": 99}])
def test_levers_tampered_with_are_refused(wrong):
    """Words, and more than can be asked."""
    with pytest.raises(HuzhuError):
        Levers.read(wrong)


def test_a_setup_remembers_lenders_and_calls(tiny_story):
    """Both survive storing; a setup stored before there were any has all lenders."""
    usual = Setup.usual(tiny_story.facts.county.staffing)
    told = replace(usual, lenders=(), earlier_h=6.0)
    assert Setup.read(told.payload(), tiny_story) == told
    old = {k: v for k, v in usual.payload().items() if k not in ("lenders", "earlier_h")}
    assert Setup.read(old, tiny_story) == usual


# --- the page --------------------------------------------------------------------------------


def question(manager, **form):
    """A question as the button asks it."""
    values = {
        "ask-hazard.value": "storm", "ask-grade.value": "severe", "ask-where.value": [],
        "ask-alert.value": None, "ask-event.value": None, "ask-start.value": START,
        "ask-waiting.value": 0, "ask-without.value": None,
    }  # fmt: skip
    changed = {f"ask-{name}.value": value for name, value in form.items()}
    return manager.fire("ask-question.data", {"ask-run.n_clicks": 1}, {**values, **changed})


def asked_data(manager, **form):
    return question(manager, **form).get_json()["response"]["ask-question"]["data"]


def told(manager, asked, lang="zh"):
    inputs = {"ask-question.data": asked, "told-tick.n_intervals": None}
    return manager.fire("told.children", inputs, {"told-ready.data": None}, lang=lang)


def test_the_answer_is_on_one_screen(manager):
    """Claims, people, chance, cost, whom to ask; in both languages."""
    asked = asked_data(manager)
    for lang, words in (
        ("zh", ("预计报案", "最忙一日", "守住承诺的可能性", "人力成本", "最迟何时向谁开口")),
        ("en", ("Claims expected", "Chance the promise is kept", "Last hour to ask each lender")),
    ):
        text = readable(told(manager, asked, lang))
        assert all(word in text for word in words)


def test_a_wrong_question_is_refused_in_one_line(manager):
    """The question before it stays."""
    answer = question(manager, hazard="event")
    assert "ask-question" not in answer.get_json()["response"]
    assert "还没有选事件；请从列表选择" in readable(answer)


def test_levers_show_before_and_after(manager):
    """Nothing moved: what to do; two crews more: three columns."""
    asked = asked_data(manager)
    told(manager, asked)
    inputs = {"told-ready.data": 1, **STILL}
    state = {"ask-question.data": asked}
    assert "拨动任意一项" in readable(manager.fire("if-changed.children", inputs, state))
    text = readable(manager.fire("if-changed.children", {**inputs, "if-own.value": 2}, state))
    assert "原方案" in text
    assert "改后" in text


def test_a_moved_plan_is_kept_compared_and_opened(manager, viewer, tiny_ws):
    """Saved with its levers, audited; its number opens it here; up to four side by side."""
    asked = asked_data(manager)
    told(manager, asked)
    levers = {**STILL, "if-own.value": 1}
    state = {"keep-name.value": "加一组", **levers, "ask-question.data": asked}
    saved = manager.fire("keep-note.children", {"keep-save.n_clicks": 1}, state)
    assert "加一组" in readable(saved)
    con = open_operations(tiny_ws)
    number = con.execute("SELECT max(id) FROM plan").fetchone()[0]
    assert f"plan {number}" in set(audit.rows(con, limit=20)["object"])
    con.close()
    page = manager.page("/surge", f"?plan={number}")
    assert "加一组" in page
    opened = {**asked, "plan": str(number), "query": {"plan": str(number)}}
    assert "预计报案" in readable(told(manager, opened))
    inputs = {"keep-compare.value": ["plan", "changed", "own_only", str(number)],
              "told-ready.data": 1, **levers}  # fmt: skip
    text = readable(manager.fire("keep-compared.children", inputs, {"ask-question.data": asked}))
    assert "加一组" in text
    assert "仅本公司人力" in text
    refused = viewer.fire("keep-note.children", {"keep-save.n_clicks": 1}, state)
    assert refused.status_code == 403


def test_the_page_opens_from_an_address(manager):
    """Question and sliders of a link stand in the form; a wrong one is said above it."""
    page = manager.page("/surge", f"?hazard=snow&grade=moderate&at={START}&own=2&waiting=4")
    assert '"value":"snow"' in page
    assert '"value":4' in page
    assert "meteor" in manager.page("/surge", "?hazard=meteor")
