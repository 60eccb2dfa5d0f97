"""The page Dispatch: drafts, words, callbacks of a dispatcher and of somebody who only looks."""

import ast
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import risk.staffing.live
from dashboards.i18n import LANGS, has_text, t
from dashboards.pages.dispatch import layout
from dashboards.pages.dispatch_draft import Draft, deed_of, draft_of, moved_draft
from dashboards.pages.dispatch_ids import FIELDS, STEPS, Act, Id
from dashboards.pages.dispatch_parts import share_words, signed
from dashboards.pages.dispatch_said import refused_view
from dashboards.pages.dispatch_words import at_words, minute_of, reason_words
from dashboards.story.dispatch_claim import known_places
from risk.errors import ModelError, OperationsError
from risk.operations import open_operations
from risk.operations.dispatch import open_day
from risk.staffing.live import DeedKind, Stage
from risk.terms import Role
from tests.dashboards.conftest import readable
from tests.dashboards.test_dispatch import planned
from tests.dashboards.test_pages import told as words
from tests.dispatch_world import tiny_day
from tests.tiny_world import NOW

LIMITS = {"town": 30.0, "rural": 180.0}
CLAIM, CREW = {"claim": "t2", "crew": ""}, {"claim": "", "crew": "c1"}
DYNAMIC = {
    "claim_placed", "claim_waits", "claim_unplanned", "polished", "routed", "undone_in_part",
    "check_in_repeated", "check_in_of_other",
    *(f"{k}{more}" for k in ("set_out", "arrived", "finished") for more in ("", "_elsewhere")),
}  # fmt: skip


@pytest.fixture(scope="module")
def number(tiny_ws, tiny_story):
    """A kept tiny day, its routes made."""
    with closing(open_operations(tiny_ws)) as con:
        return open_day(
            con, replace(planned(), number=0), origin="made-up", name="小日子", seed=1,
            synthetic=True, data_version=tiny_story.facts.version, user="赵调度",
            role=Role.DISPATCHER, at=NOW,
        )  # fmt: skip


def values(**given):
    """Fields of the form as a callback gets them."""
    told = {f"dispatch-{k.replace('_', '-')}": v for k, v in given.items()}
    return tuple(told.get(name.value) for name, _ in FIELDS)


def deed(act, chosen=CLAIM, state=None, **given):
    state = state or tiny_day()
    places = known_places(state, NO_REGIONS)
    return deed_of(draft_of(act, chosen, values(**given), 7), state, places, limits=LIMITS)


NO_REGIONS = pd.DataFrame(columns=["code", "name", "tier"])


def test_each_button_says_its_deed():
    """What is typed beside a button is what happens; times typed are minutes of the day."""
    day = planned()
    assert deed(Act.ASSIGN, to_crew="c2", position=2).position == 1
    assert deed(Act.ASSIGN, to_crew="c2").position is None
    assert deed(Act.TAKE_OFF, state=day).crew_id in day.crews
    arrived = deed(Act.ARRIVED, state=day, at="07:50", why_so="电话")
    assert (arrived.kind, arrived.at_min, arrived.quality.value) == (
        DeedKind.ARRIVED, 470.0, "typed")  # fmt: skip
    assert arrived.words == "电话"
    assert deed(Act.ARRIVED, at="09:00").at_min == 480.0  # not in the future
    assert deed(Act.PROLONG, more=15).minutes == 15.0
    assert deed(Act.BIND, latest="07:00").minutes == 1860.0  # tomorrow's
    assert deed(Act.OUT, CREW, crew_at="08:30").at_min == 510.0
    assert deed(Act.BACK, CREW).kind is DeedKind.CREW_BACK
    joined = deed(Act.JOIN, None, new_base="B0", new_name=" 外援1组 ", new_until="20:00").crew
    assert (joined.name, joined.until_min, joined.base_code) == ("外援1组", 1200.0, "B0")
    closed = deed(Act.CLOSE, None, places=["V5"], cut_until="12:00")
    assert (closed.place_codes, closed.until_min) == (("V5",), 720.0)
    slow = deed(Act.SLOW, None, pace=1.6, pace_from="14:00")
    assert slow.pace[13:15] == (1.0, 1.6)
    claim = deed(Act.CLAIM, None, village="V1", claim_no="N1", special=True).claim
    assert (claim.claim_id, claim.due_min, claim.special) == ("N1", 510.0, True)


@pytest.mark.parametrize(
    ("act", "chosen", "given"),
    [(Act.TAKE_OFF, None, {}), (Act.OUT, CLAIM, {}), (Act.ASSIGN, CLAIM, {}),
     (Act.PROLONG, CLAIM, {}), (Act.BIND, CLAIM, {}), (Act.CLAIM, None, {}),
     (Act.JOIN, None, {"new_name": "x"}), (Act.CLOSE, None, {})],
)  # fmt: skip
@pytest.mark.parametrize("lang", LANGS)
def test_what_is_missing_is_said(act, chosen, given, lang):
    """No guess: each refusal has words in both languages."""
    with pytest.raises(ModelError) as refused:
        deed(act, chosen, **given)
    said = words(refused_view(refused.value, lang))
    if lang == "zh":
        assert refused.value.what not in said


def test_a_stop_dragged_is_a_draft():
    """To another crew at a place, or off its route; a store keeps it whole."""
    given = {"claim_id": "t2", "crew_id": "c2", "position": 0, "number": 3}
    assert deed_of(moved_draft(given, 7), tiny_day(), {}, limits=LIMITS).position == 0
    off = moved_draft({**given, "crew_id": ""}, 7)
    assert off.act is Act.TAKE_OFF
    assert Draft.read(off.stored()) == off


def test_times_are_said_as_people_say_them():
    """Past midnight with the day; typed times are the nearest, or the next."""
    assert at_words(560.0, "zh") == "09:20"
    assert at_words(1480.0, "zh") == "次日00:40"
    assert at_words(-60.0, "en") == "23:00 the day before"
    assert at_words(None, "en") == at_words(float("nan"), "zh") == "—"
    assert minute_of("23:50", 5.0, ahead=False) == -10.0
    assert minute_of("00:10", 1430.0, ahead=True) == 1450.0
    assert minute_of("", 0.0, ahead=True) is None
    assert share_words(1.0, "en") == ">99.5%"
    assert signed(0.01, "zh") == t("dispatch.same", "zh")
    assert signed(-1.25, "en").startswith("−1")


def reasons():
    """Keys that the day's machine may say, read from its code."""
    found = set()
    for path in Path(risk.staffing.live.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Step":
                key = node.args[1] if len(node.args) > 1 else None
                if isinstance(key, ast.Constant):
                    found.add(key.value)
    return (found | DYNAMIC) - {"claim"}


@pytest.mark.parametrize("lang", LANGS)
def test_every_change_has_words(lang):
    """What a deed did is said in both languages, crews by name."""
    missing = [key for key in sorted(reasons()) if not has_text(f"live.reason.{key}", lang)]
    assert missing == []
    assert len(reasons()) > 15
    told = {"claim": "t2", "crew": "c2", "from": "c1", "moved": 1, "left": 0, "taken": 0,
            "retimed": 2}  # fmt: skip
    said = reason_words(planned(), "assigned", told, lang)
    assert "二组" in said
    assert "一组" in said
    for kind in DeedKind:
        assert has_text(f"said.dispatch_kind_{kind.value}", lang) or kind is DeedKind.CLOCK


def test_a_conflict_is_told_in_the_readers_words():
    """Who, what, when; and that the page is new."""
    error = OperationsError(
        "李调度 has changed t2 meanwhile (assigned, 09:21, deed 4)", where="dispatch",
        remedy="look at the day again, then decide",
    )  # fmt: skip
    said = words(refused_view(error, "zh"))
    assert "李调度在09:21改过t2（派组，第4步）" in said
    assert "李调度 has changed t2" in words(refused_view(error, "en"))


def look(visitor, number, lang="zh"):
    answer = visitor.fire(
        "dispatch-shown.data", {"dispatch-day.data": number, "dispatch-tick.data": None,
                                "dispatch-acted.data": None}, {"dispatch-shown.data": None},
        lang=lang,
    )  # fmt: skip
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()["response"]


def propose(visitor, act, number, chosen, **given):
    shown = look(visitor, number)["dispatch-shown"]["data"]
    inputs = {f"{a.value}.n_clicks": 1 if a is act else None for a in Act}
    inputs |= {"dispatch-lines-moved.data": None, "dispatch-discard.n_clicks": None,
               "dispatch-acted.data": None}  # fmt: skip
    told = dict(zip((f"{n.value}.{p}" for n, p in FIELDS), values(**given), strict=True))
    state = {"dispatch-day.data": number, "dispatch-shown.data": shown,
             "dispatch-chosen.data": {**chosen, "day": number}, **told}  # fmt: skip
    return visitor.fire("dispatch-draft.data", inputs, state, changed=f"{act.value}.n_clicks")


def confirm(visitor, number, draft):
    inputs = {f"{key}.n_clicks": None for key in STEPS}
    inputs |= {"dispatch-route.n_clicks": None, "dispatch-take-in.n_clicks": None,
               "dispatch-confirm.n_clicks": 1}  # fmt: skip
    state = {"dispatch-day.data": number, "dispatch-draft.data": draft,
             "dispatch-acted.data": None}  # fmt: skip
    return visitor.fire("dispatch-said.children", inputs, state,
                        changed="dispatch-confirm.n_clicks")  # fmt: skip


def test_a_change_is_shown_then_confirmed(manager, viewer, number, tiny_app):
    """The effect by tier first; a viewer sees it and cannot confirm; confirmed it is in the log."""
    answer = propose(viewer, Act.TAKE_OFF, number, CLAIM).get_json()["response"]
    assert answer["dispatch-confirm"]["disabled"]
    assert confirm(viewer, number, answer["dispatch-draft"]["data"]).status_code == 403
    told = propose(manager, Act.TAKE_OFF, number, CLAIM, why_so="住户不在")
    assert "t2从" in readable(told)
    assert t("dispatch.effect.p", "zh") in readable(told)
    draft = told.get_json()["response"]["dispatch-draft"]["data"]
    assert not told.get_json()["response"]["dispatch-confirm"]["disabled"]
    done = confirm(manager, number, draft)
    assert "已记录" in readable(done)
    desk = tiny_app.server.extensions["huzhu.context"].dispatch
    desk.wait()
    assert desk.look(number, NOW).state.progress["t2"].stage is Stage.WAITING
    shown = look(manager, number)["dispatch-shown"]["data"]
    log = readable(manager.fire("dispatch-log.children", {"dispatch-shown.data": shown}))
    assert "住户不在" in log
    again = confirm(manager, number, {**draft, "act": Act.RELEASE.value})
    assert "已记录" in readable(again)
    desk.wait()


@pytest.mark.parametrize("lang", LANGS)
def test_the_day_is_told_in_both_languages(manager, number, lang):
    """Clock, chances, map, time-line, list, choice of a claim and of a crew."""
    top = look(manager, number, lang)
    shown = top["dispatch-shown"]["data"]
    assert t("tier.town", lang) in str(top["dispatch-chance"])
    drawn = manager.fire("dispatch-claims.data", {"dispatch-shown.data": shown,
                         "dispatch-discard.n_clicks": None}, lang=lang)  # fmt: skip
    assert drawn.get_json()["response"]["dispatch-lines-data"]["data"]["stops"]
    rows = manager.fire("dispatch-table.rowData", {"dispatch-shown.data": shown,
                        "dispatch-filter.value": "all"}, lang=lang)  # fmt: skip
    assert len(rows.get_json()["response"]["dispatch-table"]["rowData"]) == 7
    for chosen, title in ((CLAIM, "t2"), (CREW, "一组")):
        told = manager.fire("dispatch-told.children", {
            "dispatch-chosen.data": {**chosen, "day": number}, "dispatch-shown.data": shown,
        }, lang=lang)  # fmt: skip
        assert title in readable(told)
    offered = manager.fire("dispatch-to-crew.data", {"dispatch-chosen.data":
                           {"claim": "t3", "crew": "", "day": number}}, lang=lang)  # fmt: skip
    assert len(offered.get_json()["response"]["dispatch-to-crew"]["data"]) == 2


def test_nothing_new_costs_nothing(manager, number, tiny_app):
    """A beat without a change answers nothing to draw."""
    desk = tiny_app.server.extensions["huzhu.context"].dispatch
    last = list(desk.pulse(number, NOW))
    answer = manager.fire("dispatch-tick.data", {"dispatch-beat.n_intervals": 1},
                          {"dispatch-day.data": number, "dispatch-tick.data": last})  # fmt: skip
    assert answer.get_json()["response"] == {}


def test_a_day_there_is_not_is_refused_in_words(tiny_context, tiny_app):
    """And the list of days is there instead."""
    with tiny_app.server.test_request_context():
        shown = words(layout(tiny_context, day="999"))
    assert t("panel.refused", "zh") in shown
    assert t("dispatch.days", "zh") in shown
    assert Id.ROUTE.value in shown
