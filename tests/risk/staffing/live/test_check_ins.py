"""Check-ins in order, out of order, late, twice, and at claims of others."""

import pytest

from risk.errors import ModelError
from risk.staffing.live import Deed, DeedKind, Stage, apply
from risk.staffing.live.crews import free_of
from risk.terms import ArrivalQuality

K, Q = DeedKind, ArrivalQuality


def after(state, kind, at_min, claim, crew="", quality=None):
    """The state, and what was said."""
    deed = Deed(kind, at_min, claim_id=claim, crew_id=crew, quality=quality)
    state, changed = apply(state, deed)
    return state, changed.reason


def test_in_order(day):
    state, said = after(day, K.SET_OUT, 480.0, "t1", "c1")
    assert (said, state.progress["t1"].stage) == ("set_out", Stage.UNDERWAY)
    assert state.progress["t1"].left_from == "B0"
    state, said = after(state, K.ARRIVED, 483.0, "t1", "c1", Q.MEASURED)
    assert (said, state.progress["t1"].quality) == ("arrived", Q.MEASURED)
    state, said = after(state, K.FINISHED, 510.0, "t1", "c1")
    assert (said, state.progress["t1"].stage) == ("finished", Stage.DONE)
    assert state.routes == day.routes


def test_arrived_without_setting_out_and_told_by_telephone(day):
    state, said = after(day, K.ARRIVED, 485.0, "t1")  # nobody says which crew: its own
    so_far = state.progress["t1"]
    assert (said, so_far.stage, so_far.left_min, so_far.quality) == (
        "arrived", Stage.ARRIVED, None, Q.TYPED,
    )  # fmt: skip


def test_finished_without_arriving_is_inferred_from_the_survey(day):
    state, _ = after(day, K.SET_OUT, 480.0, "t1", "c1")
    state, _ = after(state, K.FINISHED, 515.0, "t1", "c1")
    so_far = state.progress["t1"]
    assert (so_far.arrived_min, so_far.quality) == (485.0, Q.INFERRED)
    state, said = after(state, K.ARRIVED, 484.0, "t1", "c1", Q.MEASURED)  # the phone had no signal
    assert (said, state.progress["t1"].arrived_min) == ("check_in_completed", 484.0)
    assert state.progress["t1"].stage is Stage.DONE


def test_an_inferred_arrival_is_not_before_the_crew_left(day):
    state, _ = after(day, K.SET_OUT, 480.0, "t1", "c1")
    state, _ = after(state, K.FINISHED, 490.0, "t1", "c1")
    assert state.progress["t1"].arrived_min == 480.0


def test_who_sets_out_elsewhere_has_finished(day):
    state, _ = after(day, K.ARRIVED, 482.0, "t1", "c1")
    state, _ = after(state, K.SET_OUT, 505.0, "t2", "c1")
    assert (state.progress["t1"].stage, state.progress["t1"].done_min) == (Stage.DONE, 505.0)
    state, _ = after(state, K.ARRIVED, 516.0, "t2", "c1")
    state, _ = after(state, K.ARRIVED, 545.0, "t4", "c1")  # ten minutes' drive
    assert (state.progress["t2"].stage, state.progress["t2"].done_min) == (Stage.DONE, 535.0)


def test_who_sets_out_elsewhere_on_the_way_has_left_a_stop_out(day):
    state, _ = after(day, K.SET_OUT, 480.0, "t1", "c1")
    deed = Deed(K.SET_OUT, 481.0, claim_id="t2", crew_id="c1")
    state, changed = apply(state, deed)
    assert changed.values["skipped"] == "t1"
    assert state.routes["c1"] == ("t2", "t1", "t3", "t4", "t7")
    assert (state.progress["t1"].stage, state.progress["t1"].left_min) == (Stage.PLANNED, None)


def test_another_stop_first_reorders_only_what_is_not_begun(day):
    state, _ = after(day, K.ARRIVED, 482.0, "t1", "c1")
    state, said = after(state, K.SET_OUT, 500.0, "t4", "c1")
    assert said == "set_out"
    assert state.routes["c1"] == ("t1", "t4", "t2", "t3", "t7")


@pytest.mark.parametrize("kind", [K.SET_OUT, K.ARRIVED, K.FINISHED])
def test_a_claim_of_another_crew_belongs_to_the_crew_that_is_there(day, kind):
    state, said = after(day, kind, 600.0, "t4", "c2")
    assert said == f"{kind.value}_elsewhere"
    assert state.routes["c2"] == ("t4", "t5", "t6")
    assert "t4" not in state.routes["c1"]


def test_a_waiting_claim_is_taken_up_by_who_is_there(day):
    state, _ = apply(day, Deed(K.TAKEN_OFF, 480.0, claim_id="t4"))
    with pytest.raises(ModelError, match="say which crew"):
        after(state, K.ARRIVED, 600.0, "t4")
    state, said = after(state, K.ARRIVED, 600.0, "t4", "c2")
    assert (said, state.routes["c2"][0]) == ("arrived_elsewhere", "t4")
    assert "t4" not in state.pinned


def test_two_crews_on_the_way_to_one_claim(day):
    state, _ = after(day, K.SET_OUT, 480.0, "t2", "c1")
    state, said = after(state, K.SET_OUT, 541.0, "t2", "c2")
    assert said == "check_in_of_other"
    assert state.routes == day.routes | {"c1": ("t2", "t1", "t3", "t4", "t7")}
    state, said = after(state, K.ARRIVED, 550.0, "t2", "c2")  # whoever is there first has it
    assert said == "arrived_elsewhere"
    assert state.progress["t2"].stage is Stage.ARRIVED
    assert state.routes["c2"][0] == "t2"
    assert free_of(state, "c1").at_min == 620.0  # seventy minutes on the way, seventy back
    state, said = after(state, K.ARRIVED, 555.0, "t2", "c1")
    assert (said, state.routes["c2"][0]) == ("check_in_of_other", "t2")


def test_twice_is_once_and_the_better_known_stands(day):
    state, _ = after(day, K.SET_OUT, 480.0, "t1", "c1")
    again, said = after(state, K.SET_OUT, 481.0, "t1", "c1")
    assert (said, again.progress) == ("check_in_repeated", state.progress)
    state, _ = after(state, K.ARRIVED, 485.0, "t1", "c1", Q.TYPED)
    state, said = after(state, K.ARRIVED, 483.0, "t1", "c1", Q.MEASURED)
    assert (said, state.progress["t1"].arrived_min) == ("check_in_completed", 483.0)
    state, said = after(state, K.ARRIVED, 490.0, "t1", "c1", Q.TYPED)
    assert (said, state.progress["t1"].arrived_min) == ("check_in_repeated", 483.0)
    state, _ = after(state, K.FINISHED, 510.0, "t1", "c1")
    again, said = after(state, K.FINISHED, 510.0, "t1", "c1")
    assert (said, again.progress) == ("check_in_repeated", state.progress)
    state, said = after(state, K.FINISHED, 508.0, "t1", "c1")
    assert (said, state.progress["t1"].done_min) == ("check_in_completed", 508.0)


def test_a_word_that_comes_late_takes_its_place_before_what_followed(day):
    state, _ = after(day, K.ARRIVED, 482.0, "t1", "c1")
    state, _ = after(state, K.SET_OUT, 560.0, "t4", "c1")
    state, said = after(state, K.ARRIVED, 520.0, "t2", "c1", Q.MEASURED)  # was without signal
    assert said == "arrived"
    assert state.routes["c1"] == ("t1", "t2", "t4", "t3", "t7")
    so_far = state.progress["t2"]
    assert (so_far.stage, so_far.arrived_min, so_far.done_min) == (Stage.DONE, 520.0, 560.0)
    assert state.now_min == 560.0
    state, said = after(state, K.FINISHED, 545.0, "t2", "c1")
    assert (said, state.progress["t2"].done_min) == ("check_in_completed", 545.0)
    again, said = after(state, K.SET_OUT, 550.0, "t3", "c1")  # it went on to t4 instead
    assert (said, again.routes) == ("check_in_overtaken", state.routes)


def test_setting_out_told_after_arriving_completes_the_record(day):
    state, _ = after(day, K.ARRIVED, 485.0, "t1", "c1")
    state, said = after(state, K.SET_OUT, 481.0, "t1", "c1")
    assert (said, state.progress["t1"].left_min) == ("check_in_completed", 481.0)
    assert state.progress["t1"].stage is Stage.ARRIVED


def test_clocks_that_disagree(day):
    state, _ = after(day, K.SET_OUT, 490.0, "t1", "c1")
    state, _ = after(state, K.ARRIVED, 485.0, "t1", "c1")
    assert state.progress["t1"].left_min is None  # it cannot have left after it came
    state, _ = after(state, K.FINISHED, 484.0, "t1", "c1")
    assert state.progress["t1"].done_min == 485.0


def test_at_a_cancelled_claim(day):
    state, _ = apply(day, Deed(K.CANCELLED, 480.0, claim_id="t4"))
    state, said = after(state, K.SET_OUT, 560.0, "t4", "c2")
    assert (said, state.routes["c2"]) == ("check_in_cancelled", ("t5", "t6"))
    state, said = after(state, K.ARRIVED, 580.0, "t4", "c2")
    assert said == "check_in_cancelled"
    assert state.progress["t4"].stage is Stage.CANCELLED
    place = state.ground.place_codes[free_of(state, "c2").place]
    assert (place, free_of(state, "c2").at_min) == ("V3", 580.0)  # it stands there
    assert after(state, K.FINISHED, 590.0, "t4", "c2")[1] == "check_in_cancelled"
    assert after(state, K.ARRIVED, 590.0, "t4")[1] == "check_in_cancelled"


def test_a_crew_that_was_out_is_there_again_when_it_goes_on(day):
    state, _ = after(day, K.ARRIVED, 482.0, "t1", "c1")
    state, _ = apply(state, Deed(K.CREW_OUT, 500.0, crew_id="c1"))
    still, said = after(state, K.FINISHED, 505.0, "t1", "c1")  # it finished before going home
    assert said == "finished_elsewhere"
    assert still.progress["t1"].stage is Stage.DONE
    assert still.crews["c1"].out_since_min == 500.0
    assert still.routes["c1"] == ("t1",)
    again, _ = after(still, K.SET_OUT, 520.0, "t4", "c1")
    assert again.crews["c1"].out_since_min is None


def test_words_from_before_a_crew_was_out(day):
    state, _ = after(day, K.SET_OUT, 480.0, "t1", "c1")
    state, _ = apply(state, Deed(K.CREW_OUT, 500.0, crew_id="c1"))
    assert "t1" in state.routes["c2"]
    told, said = after(state, K.ARRIVED, 484.0, "t1", "c1", Q.MEASURED)
    assert said == "check_in_completed"
    assert (told.progress["t1"].reached_min, told.progress["t1"].quality) == (484.0, Q.MEASURED)
    assert "t1" in told.routes["c2"]  # the survey is still to be made
    done, _ = after(told, K.FINISHED, 498.0, "t1", "c1")
    assert done.routes["c1"] == ("t1",)
    assert "t1" not in done.routes["c2"]


def test_somebody_unknown(day):
    with pytest.raises(ModelError, match="no claim 'x'"):
        after(day, K.ARRIVED, 480.0, "x", "c1")
    with pytest.raises(ModelError, match="no crew 'x'"):
        after(day, K.ARRIVED, 480.0, "t1", "x")
