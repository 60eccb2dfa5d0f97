"""What each kind of deed does to a day, checked by hand in the tiny world."""

from dataclasses import replace

import pytest
from dispatch_world import tiny_claim, tiny_crews, tiny_day

from risk.errors import ModelError
from risk.staffing.live import Deed, DeedKind, Stage, apply, told, view
from risk.staffing.live.times import times_of

K = DeedKind


def eta(state, claim):
    return times_of(state)[claim].arrive_min


def stage(state, claim):
    return state.progress[claim].stage


def test_first_routes_are_timed_from_the_base(day):
    etas = [eta(day, c) for c in day.routes["c1"]]
    assert etas == [482.0, 522.0, 554.0, 584.0, 644.0]  # 2 + 30, 10 + 30, 2 + 20, 10 + 30, 30
    assert {stage(day, c) for c in day.claims} == {Stage.PLANNED}
    assert (day.number, day.planned) == (1, True)


def test_routes_are_made_where_none_are_given():
    state, changed = apply(tiny_day(), Deed(K.ROUTED, 480.0))
    assert sorted(c for r in state.routes.values() for c in r) == sorted(state.claims)
    assert (changed.reason, changed.values["taken"]) == ("routed", 7)
    assert changed.cost_after < changed.cost_before


def test_a_new_claim_is_inserted_and_nobody_else_changes_crew(day):
    claim = tiny_claim(8, 4, 480.0)
    state, changed = apply(day, Deed(K.CLAIM, 480.0, claim=claim))
    assert changed.reason == "claim_placed"
    assert [m.claim_id for m in changed.moves if m.from_crew != m.to_crew] == ["t8"]
    assert state.routes["c1"] == ("t1", "t2", "t3", "t4", "t8", "t7")  # on its way by V4
    assert changed.deed.routes == {"c1": state.routes["c1"]}
    assert changed.deed.claim_id == "t8"
    later = changed.moves[1:]
    assert later
    assert all(m.eta_after_min - m.eta_before_min > 1 for m in later)


def test_a_claim_waits_before_first_routes_and_where_nobody_may_go():
    state, changed = apply(tiny_day(), Deed(K.CLAIM, 480.0, claim=tiny_claim(8, 4, 480.0)))
    assert (changed.reason, stage(state, "t8")) == ("claim_unplanned", Stage.WAITING)
    state, _ = apply(state, Deed(K.ROUTED, 480.0))
    claim = tiny_claim(9, 4, 480.0, needs=("潜水",))
    state, changed = apply(state, Deed(K.CLAIM, 480.0, claim=claim))
    assert (changed.reason, stage(state, "t9")) == ("claim_waits", Stage.WAITING)
    assert view(state).waiting["claim_id"].tolist() == ["t9"]


def test_time_alone_lets_no_arrival_lie_in_the_past(day, do):
    state = do(day, (K.SET_OUT, 480.0, "t1", "c1"), (K.CLOCK, 500.0, "", ""))
    assert eta(state, "t1") == 500.0  # expected at 482, nothing told yet
    assert eta(state, "t2") == 540.0
    state = do(state, (K.ARRIVED, 500.0, "t1", "c1"), (K.CLOCK, 550.0, "", ""))
    assert times_of(state)["t1"].finish_min == 550.0
    assert eta(state, "t2") == 560.0


def test_a_cancelled_claim_under_way_to_turns_its_crew_round(day, do):
    state = do(day, (K.SET_OUT, 480.0, "t2", "c1"), (K.CANCELLED, 486.0, "t2", ""))
    assert stage(state, "t2") is Stage.CANCELLED
    assert "t2" not in state.routes["c1"]
    assert eta(state, "t1") == 494.0  # back at the base at 492
    with pytest.raises(ModelError, match="already"):
        do(state, (K.CANCELLED, 490.0, "t2", ""))


def test_a_claim_cancelled_on_scene_frees_its_crew_there(day, do):
    state = do(day, (K.SET_OUT, 480.0, "t2", "c1"), (K.ARRIVED, 490.0, "t2", "c1"),
               (K.CANCELLED, 495.0, "t2", ""))  # fmt: skip
    assert state.routes["c1"][0] == "t1"
    assert eta(state, "t1") == 505.0


def test_a_prolonged_survey_moves_what_comes_after(day):
    _, changed = apply(day, Deed(K.PROLONGED, 480.0, claim_id="t1", minutes=25.0))
    assert {m.claim_id for m in changed.moves} == {"t2", "t3", "t4", "t7"}
    assert all(m.eta_after_min - m.eta_before_min == 25.0 for m in changed.moves)


def test_a_prolonged_survey_that_breaks_the_shift_hands_the_last_stop_on(day):
    state, changed = apply(day, Deed(K.PROLONGED, 480.0, claim_id="t5", minutes=400.0))
    assert view(state).crews.set_index("crew_id").loc["c2", "end_min"] <= 1080.0
    assert state.routes["c2"] == ("t5",)  # t5 needs 定损, which c1 lacks
    assert "t6" in state.routes["c1"]
    assert [m.claim_id for m in changed.moves if m.from_crew != m.to_crew] == ["t6"]


def test_a_crew_out_hands_on_what_it_had_and_the_stop_it_was_at(day, do):
    state = do(day, (K.SET_OUT, 480.0, "t1", "c1"), (K.ARRIVED, 482.0, "t1", "c1"))
    state, changed = apply(state, Deed(K.CREW_OUT, 490.0, crew_id="c1"))
    assert state.crews["c1"].out_since_min == 490.0
    assert state.routes["c1"] == ()
    assert changed.values["unfinished"] == "t1"
    assert stage(state, "t7") is Stage.WAITING  # nobody else has a four-wheel drive
    assert stage(state, "t1") is Stage.PLANNED
    assert state.progress["t1"].reached_min == 482.0  # somebody was there: the promise is kept
    assert view(state).stops.set_index("claim_id").loc["t1", "late_min"] == 0.0
    state, changed = apply(state, Deed(K.CREW_BACK, 600.0, crew_id="c1"))
    assert stage(state, "t7") is Stage.PLANNED
    assert eta(state, "t7") >= 650.0  # from the base


def test_a_further_crew_takes_up_what_waits(day, do):
    state = do(day, (K.CREW_OUT, 480.0, "", "c1"))
    extra = replace(tiny_crews()[0], crew_id="c3", from_min=480.0)
    state, changed = apply(state, Deed(K.CREW_BACK, 500.0, crew=extra))
    assert "t7" in state.routes["c3"]
    assert changed.values["taken"] >= 1


def test_a_closed_road_retimes_and_moves_only_what_it_must(day):
    shut = Deed(K.ROAD_CLOSED, 480.0, place_codes=("V6",))
    state, changed = apply(day, shut)
    assert stage(state, "t7") is Stage.WAITING
    assert [m.claim_id for m in changed.moves] == ["t7"]
    assert {k: r for k, r in state.routes.items() if k == "c2"} == {"c2": day.routes["c2"]}
    state, changed = apply(state, Deed(K.ROAD_OPENED, 520.0))
    assert stage(state, "t7") is Stage.PLANNED


def test_behind_a_road_that_opens_again_the_crew_waits(day):
    state, _ = apply(day, Deed(K.ROAD_CLOSED, 480.0, place_codes=("V6",), until_min=700.0))
    assert eta(state, "t7") == 730.0  # only c1 may go; it leaves V3 at the opening


def test_a_crew_under_way_into_a_closed_pocket_turns_round(day, do):
    state = do(day, (K.SET_OUT, 540.0, "t6", "c2"))
    state, changed = apply(state, Deed(K.ROAD_CLOSED, 550.0, place_codes=("V5", "V6")))
    assert changed.values["turned"] == ["t6"]
    assert stage(state, "t6") is Stage.WAITING
    assert eta(state, "t5") == 590.0  # back at the base at 560, then 30


def test_a_road_may_open_for_some_of_the_places(day):
    state, _ = apply(day, Deed(K.ROAD_CLOSED, 480.0, place_codes=("V5", "V6")))
    state, _ = apply(state, Deed(K.ROAD_OPENED, 500.0, place_codes=("V5",)))
    assert stage(state, "t6") is Stage.PLANNED
    assert stage(state, "t7") is Stage.WAITING


def test_snow_retimes(day):
    slow = tuple(2.0 if hour >= 9 else 1.0 for hour in range(48))
    state, changed = apply(day, Deed(K.PACE, 480.0, pace=slow))
    assert eta(state, "t3") == 556.0  # from 9 o'clock two minutes take four, and ten twenty
    assert eta(state, "t4") == 596.0
    assert changed.reason == "pace"


def test_a_person_s_choice_holds_until_released(day):
    state, changed = apply(day, Deed(K.ASSIGNED, 480.0, claim_id="t4", crew_id="c2", position=0))
    assert state.routes["c2"] == ("t4", "t5", "t6")
    assert changed.values["from"] == "c1"
    again, _ = apply(state, Deed(K.ROUTED, 480.0))
    assert "t4" in again.routes["c2"]
    with pytest.raises(ModelError, match="do not fit"):
        apply(state, Deed(K.POLISHED, 480.0, routes={"c1": day.routes["c1"], "c2": ("t5", "t6")}))
    state, _ = apply(state, Deed(K.RELEASED, 480.0, claim_id="t4"))
    assert not state.pinned
    with pytest.raises(ModelError, match="bound to nobody"):
        apply(state, Deed(K.RELEASED, 480.0, claim_id="t4"))


def test_a_claim_goes_where_it_costs_least_if_no_place_is_told(day):
    state, _ = apply(day, Deed(K.ASSIGNED, 480.0, claim_id="t4", crew_id="c2"))
    assert state.routes["c2"] == ("t5", "t6", "t4")  # first it would make t6 late, which is special


def test_a_choice_makes_room_for_itself(day, do):
    busy, _ = apply(day, Deed(K.PROLONGED, 480.0, claim_id="t6", minutes=360.0))
    assert busy.routes["c2"] == ("t5", "t6")
    state, changed = apply(busy, Deed(K.ASSIGNED, 480.0, claim_id="t4", crew_id="c2"))
    assert "t4" in state.routes["c2"]
    assert "t6" in state.routes["c1"]
    assert {m.claim_id for m in changed.moves if m.from_crew != m.to_crew} == {"t4", "t6"}


def test_choices_that_cannot_be(day, do):
    for deed, why in [
        (Deed(K.ASSIGNED, 480.0, claim_id="t7", crew_id="c2"), "lacks 4wd"),
        (Deed(K.ASSIGNED, 480.0, claim_id="t9", crew_id="c2"), "no claim 't9'"),
        (Deed(K.ASSIGNED, 480.0, claim_id="t4", crew_id="c9"), "no crew 'c9'"),
        (Deed(K.ASSIGNED, 1075.0, claim_id="t4", crew_id="c2"), "cannot reach"),
        (Deed(K.PROLONGED, 480.0, claim_id="t4"), "give minutes"),
        (Deed(K.ROAD_CLOSED, 480.0, place_codes=("X",)), "unknown places X"),
        (Deed(K.ROAD_CLOSED, 480.0, place_codes=("V6",), until_min=470.0), "opens before"),
        (Deed(K.PACE, 480.0, pace=(0.0,) * 48), "above 0"),
        (Deed(K.CLAIM, 480.0), "without its record"),
        (Deed(K.CLAIM, 480.0, claim=tiny_claim(1, 1, 480.0)), "known already"),
        (Deed(K.CLAIM, 480.0, claim=tiny_claim(8, 9, 480.0)), "no travel times"),
        (Deed(K.CREW_BACK, 480.0, crew_id="c1"), "is not out"),
        (Deed(K.POLISHED, 480.0), "without routes"),
        (Deed(K.CLOCK, float("nan")), "none of this day"),
        (Deed(K.CLOCK, 5000.0), "none of this day"),
        (Deed(K.ROUTED, 480.0, routes={"c1": ("t1", "t1")}), "do not fit"),
    ]:
        with pytest.raises(ModelError, match=why):
            apply(day, deed)
    idle, _ = apply(day, Deed(K.ROUTED, 480.0, routes={"c2": ()}))
    with pytest.raises(ModelError, match="shift of crew c2 is over"):
        apply(idle, Deed(K.ASSIGNED, 1100.0, claim_id="t6", crew_id="c2"))
    under_way = do(day, (K.SET_OUT, 480.0, "t1", "c1"))
    with pytest.raises(ModelError, match="underway; only stops not begun"):
        apply(under_way, Deed(K.ASSIGNED, 481.0, claim_id="t1", crew_id="c2"))
    with pytest.raises(ModelError, match="do not fit"):
        apply(under_way, Deed(K.ROUTED, 481.0, routes={"c1": ("t2", "t1", "t3", "t4", "t7")}))


def test_a_claim_taken_off_stays_off(day):
    state, changed = apply(day, Deed(K.TAKEN_OFF, 480.0, claim_id="t4"))
    assert changed.reason == "taken_off"
    again, _ = apply(state, Deed(K.ROUTED, 480.0))
    assert stage(again, "t4") is Stage.WAITING
    back, _ = apply(again, Deed(K.RELEASED, 480.0, claim_id="t4"))
    assert stage(back, "t4") is Stage.PLANNED


def test_a_latest_arrival_moves_the_claim_or_leaves_it(day):
    state, _ = apply(day, Deed(K.BOUND, 480.0, claim_id="t4", minutes=560.0))
    assert eta(state, "t4") <= 560.0
    state, _ = apply(day, Deed(K.BOUND, 480.0, claim_id="t7", minutes=500.0))
    assert stage(state, "t7") is Stage.WAITING  # 50 minutes away


def test_a_day_is_told_from_its_log_without_a_search(day, do):
    start, log, state = tiny_day(), [], tiny_day()
    for deed in [
        Deed(K.ROUTED, 480.0), Deed(K.CLAIM, 485.0, claim=tiny_claim(8, 3, 485.0)),
        Deed(K.SET_OUT, 490.0, claim_id="t1", crew_id="c1"), Deed(K.CREW_OUT, 500.0, crew_id="c2"),
    ]:  # fmt: skip
        state, changed = apply(state, deed)
        log.append(changed.deed)
    again = told(start, log)
    assert (again.routes, again.progress) == (state.routes, state.progress)
    with pytest.raises(ModelError, match="deed 1 does not tell"):
        told(start, [Deed(K.ROUTED, 480.0)])
