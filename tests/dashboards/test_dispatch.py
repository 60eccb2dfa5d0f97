"""Dispatch days behind the page: rows, marks, chances, claims told by telephone, the desk."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

from dashboards.figures.dispatch_map import claim_marks, route_lines
from dashboards.story.dispatch_chance import chance_of, p_there
from dashboards.story.dispatch_claim import known_places, limits_of, reported_claim
from dashboards.story.dispatch_desk import DispatchDesk
from dashboards.story.dispatch_offers import offers
from dashboards.story.dispatch_open import come_in, origins, outside, wall_min
from dashboards.story.dispatch_rows import Look, claim_rows, most_urgent
from risk.errors import ModelError, OperationsError
from risk.follow.script import Script
from risk.operations import User, open_operations
from risk.operations.dispatch import HOUSE, open_day
from risk.staffing.live import Deed, DeedKind, Progress, Stage, apply, view
from risk.terms import DamageGrade, Role
from tests.dispatch_world import DAY, tiny_claim, tiny_day
from tests.tiny_world import NOW

ZHANG, LI = User("张调度", Role.DISPATCHER), User("李调度", Role.DISPATCHER)


def planned(**routing):
    """The tiny day with routes: seven claims, two crews."""
    return apply(tiny_day(polish_seconds=0.2, **routing), Deed(DeedKind.ROUTED, 480.0))[0]


@pytest.fixture(scope="module")
def opened(tiny_ws):
    """A desk and a kept tiny day without routes; background work is waited for at the end."""
    desk = DispatchDesk(tiny_ws, lambda: NOW)
    with closing(open_operations(tiny_ws)) as con:
        number = open_day(
            con, tiny_day(polish_seconds=0.2), origin="made-up", name="tiny", seed=1,
            synthetic=True, data_version="v0001-x", user=ZHANG.name, role=ZHANG.role, at=NOW,
        )  # fmt: skip
    yield desk, number
    desk.wait()


def rows_of(state):
    return claim_rows(state, view(state).stops)


def test_waiting_and_late_claims_come_first():
    """At 08:21 t1 (due 08:20) waits too long; what is planned comes after what waits."""
    day = replace(tiny_day(), now_min=501.0)
    rows = rows_of(day)
    assert list(rows["claim_id"])[:2] == ["t1", "t2"]
    assert list(rows["look"])[:2] == [Look.LATE_WAITING, Look.WAITING]
    assert rows["left_min"].iloc[0] == -1.0
    assert most_urgent(rows, "") == "t1"
    assert most_urgent(rows, "t1") == "t2"
    assert most_urgent(rows, str(rows["claim_id"].iloc[-1])) == "t1"
    routed = rows_of(planned())
    assert set(routed["look"]) <= {Look.PLANNED, Look.LATE}
    assert most_urgent(routed[routed["look"] == Look.PLANNED], "") == ""


def test_claims_at_one_point_are_one_mark():
    """t2 and t3 lie in V2: one mark, drawn as the more urgent; the most urgent are drawn last."""
    rows = rows_of(tiny_day()).assign(tip="x")
    marks = claim_marks(rows)["features"]
    assert sorted(m["properties"]["n"] for m in marks) == [1, 1, 1, 1, 1, 2]
    two = next(m["properties"] for m in marks if m["properties"]["n"] == 2)
    assert (two["claim"], two["claims"]) == ("t2", ["t2", "t3"])
    assert marks[-1]["properties"]["claim"] == rows["claim_id"].iloc[0]
    assert claim_marks(rows.assign(lon=float("nan")))["features"] == []


def test_a_route_is_cut_where_its_crew_is():
    """Driven already, and still to drive; a crew that has not begun has only what is ahead."""
    points = [(0.0, 0.0, True), (1.0, 0.0, True), (2.0, 0.0, False)]
    drawn = route_lines({"c1": points, "c2": [(0.0, 0.0, True), (3.0, 0.0, False)], "c3": []})
    told = [(f["properties"]["crew"], f["properties"]["ahead"],
             len(f["geometry"]["coordinates"])) for f in drawn["features"]]  # fmt: skip
    assert told == [("c1", False, 2), ("c1", True, 2), ("c2", True, 2)]


def test_what_was_reached_counts_as_it_was_reached():
    """A claim reached in time stays in time, one reached late stays late, in every draw."""
    day = replace(tiny_day(), claims={}, progress={}, now_min=600.0)
    claims = {c.claim_id: c for c in (tiny_claim(1, 1, 470.0), tiny_claim(2, 2, 420.0))}
    done = {"t1": Progress(Stage.DONE, arrived_min=501.0, done_min=530.0),
            "t2": Progress(Stage.DONE, arrived_min=599.0, done_min=600.0)}  # fmt: skip
    day = replace(day, claims=claims, progress=done, routes={"c1": ("t1", "t2"), "c2": ()})
    by = chance_of(day, 1).by_tier.set_index("tier")
    assert by.loc["town", "expected_share"] < 0.01
    assert by.loc["rural", "expected_share"] > 0.99
    assert by.loc["all", "claims"] == 2


def test_a_crew_under_way_may_come_later():
    """Half of log-normal drives are shorter than their mean less; no room is no chance."""
    day = replace(tiny_day(), now_min=600.0)
    assert p_there(day, 620.0, 599.0) == 0.0
    assert 0.4 < p_there(day, 620.0, 620.0) < 0.7
    assert p_there(day, 620.0, 700.0) > 0.99
    assert p_there(day, 600.0, 600.0) == 1.0


def test_crews_are_offered_the_cheapest_first():
    """A claim that needs 定损 is offered to c2 alone; a pin does not bind a person."""
    day = planned()
    assert list(offers(day, "t5")["crew_id"]) == ["c2"]
    both = offers(day, "t2")
    assert set(both["crew_id"]) == {"c1", "c2"}
    assert both["extra_money"].iloc[0] == 0.0
    assert both["extra_money"].is_monotonic_increasing
    pinned = replace(day, pinned=frozenset({"t2"}))
    assert list(offers(pinned, "t2")["crew_id"]) == list(both["crew_id"])
    assert offers(day, "t9").empty


def test_a_claim_told_by_telephone(tiny_story):
    """Due by the promise of its village's tier; collapsed is special; no number is given twice."""
    day = tiny_day()
    places = known_places(day, tiny_story.facts.regions)
    limits = limits_of(tiny_story)
    assert set(places) == {"V1", "V2", "V3", "V4", "V5", "V6"}
    claim = reported_claim(day, places["V3"], limits=limits, grade="collapsed", special=False)
    assert (claim.claim_id, claim.special, claim.grade) == ("T0001", True, DamageGrade.COLLAPSED)
    assert claim.due_min == day.now_min + limits["rural"]
    assert claim.survey_min == day.ground.routing.survey_collapsed_min
    town = reported_claim(day, places["V1"], limits=limits, grade=None, special=False)
    assert town.due_min == day.now_min + limits["town"]
    with pytest.raises(ModelError, match="on this day already"):
        reported_claim(day, places["V1"], limits=limits, grade=None, special=False, claim_id="t1")


def test_a_change_is_previewed_kept_and_taken_back(opened):
    """What a preview says is what comes; another desk tells the same; an undo puts it back."""
    desk, number = opened
    desk.do(number, Deed(DeedKind.ROUTED, 480.0), seen=0, user=ZHANG, at=NOW)
    desk.wait()
    seen = desk.look(number, NOW)
    claim = next(c for c in seen.state.routes["c1"] if c != "t7")
    off = Deed(DeedKind.TAKEN_OFF, seen.state.now_min, claim_id=claim)
    told = desk.preview(seen, off)
    assert desk.look(number, NOW) is seen  # nothing is kept
    assert told.gained.set_index("tier").loc["all", "claims"] <= 0
    assert {m.claim_id for m in told.changed.moves if not m.to_crew} == {claim}
    done = desk.do(number, off, seen=seen.state.number, user=ZHANG, at=NOW)
    assert done.changed.deed.routes == told.changed.deed.routes
    desk.wait()
    other = DispatchDesk(desk._ws, lambda: NOW).look(number, NOW)
    assert other.state.routes == desk.look(number, NOW).state.routes
    assert other.crew_of[claim] == ""
    back = desk.undoing(desk.look(number, NOW), done.number)
    desk.do(number, back, seen=desk.look(number, NOW).state.number, user=ZHANG, at=NOW)
    assert desk.look(number, NOW).crew_of[claim] == "c1"
    desk.wait()


def test_two_dispatchers_never_lose_a_change(opened):
    """The second who decides about a claim is told who was first; so is one who would undo it."""
    desk, number = opened
    seen = desk.look(number, NOW).state
    claim = next(c for c in (*seen.routes["c1"], *seen.routes["c2"]) if not seen.claims[c].needs)
    deed = Deed(DeedKind.TAKEN_OFF, seen.now_min, claim_id=claim)
    done = desk.do(number, deed, seen=seen.number, user=LI, at=NOW)
    bind = Deed(DeedKind.BOUND, seen.now_min, claim_id=claim, minutes=900.0)
    with pytest.raises(OperationsError, match=f"李调度 has changed {claim}"):
        desk.do(number, bind, seen=seen.number, user=ZHANG, at=NOW)
    undo = desk.undoing(desk.look(number, NOW), done.number)
    with pytest.raises(OperationsError, match="李调度"):
        desk.do(number, undo, seen=seen.number, user=ZHANG, at=NOW)
    desk.do(number, undo, seen=desk.look(number, NOW).state.number, user=ZHANG, at=NOW)
    desk.wait()


def test_a_replay_goes_on_by_its_script(opened, tiny_story):
    """A claim comes in at its minute and crews tell of themselves; an unknown origin is refused."""
    desk, number = opened
    with pytest.raises(ModelError, match="nothing tells what comes"):
        desk.forward(number, 5.0, story=tiny_story, user=ZHANG, at=NOW)
    desk.follow(number, Script((tiny_claim(8, 2, 490.0),), (), 1, 0.2, 0.5, synthetic=True))
    before = desk.look(number, NOW).state
    assert desk.forward(number, 60.0, story=tiny_story, user=ZHANG, at=NOW) > 0
    desk.wait()
    seen = desk.look(number, NOW)
    assert seen.state.now_min == before.now_min + 60.0
    assert "t8" in set(seen.rows["claim_id"])
    by_crews = [e for e in seen.kept.entries if e.deed.kind is DeedKind.SET_OUT]
    assert {e.user for e in by_crews} <= {"一组", "二组"}
    assert by_crews
    assert {e.user for e in seen.kept.entries if e.role == HOUSE} <= {HOUSE}
    assert desk.pulse(number, NOW)[0] == seen.state.number


def test_a_live_day_is_one_and_keeps_the_walls_time(tiny_ws, tiny_story):
    """Opened twice it is one; its minute is the clock's; what else the data have is counted."""
    desk = DispatchDesk(tiny_ws, lambda: NOW)
    at = datetime(2026, 1, 2, 9, 30)
    number = desk.open_live(tiny_story, at.date(), user=ZHANG, at=at)
    assert desk.open_live(tiny_story, at.date(), user=LI, at=at) == number
    seen = desk.look(number, at)
    assert seen.state.now_min == wall_min(at.date(), at) == 570.0
    assert desk.look(number, at.replace(hour=10)).state.now_min == 630.0
    out = desk.outside(seen, tiny_story)
    assert out.new == 0
    less = replace(seen.state, claims={}, progress={}, routes=dict.fromkeys(seen.state.routes, ()))
    assert outside(tiny_story, less).new == len(seen.state.claims)
    assert {c.claim_id for c in come_in(tiny_story, less)} == set(seen.state.claims)
    assert desk.take_in(number, story=tiny_story, at=at) == 0
    desk.wait()


def test_what_can_be_replayed(tiny_story, bare_story):
    """Days of past events with their claims, then invented ones; without claims only these."""
    found = origins(tiny_story)
    assert found["origin"].iloc[0].startswith("event:")
    assert found["claims"].iloc[0] > 0
    assert found["origin"].iloc[-1].startswith("preset:")
    assert set(pd.Series(origins(bare_story)["origin"]).str.split(":").str[0]) == {"preset"}
    assert DAY.year == 2026
