"""A played day of the tiny dispatch world without luck, every minute worked out by hand."""

import json
from dataclasses import replace

import pytest
from dispatch_world import surge_day, tiny_claim, tiny_day
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.follow.script import Script
from risk.staffing.live import Deed, DeedKind, RoadCut, apply
from risk.staffing.live.codec import state_json, state_of

BY_HAND = {"c1": ("t1", "t2", "t3", "t4", "t7"), "c2": ("t5", "t6")}
SNOW = tuple(2.0 if hour >= 10 else 1.0 for hour in range(48))


def script(*claims, happenings=(), cv=0.0, seed=1):
    return Script(tuple(claims), tuple(happenings), seed, cv, cv, synthetic=True)


def applied(state, deed):
    return apply(state, deed)[0]


@pytest.fixture(scope="module")
def routed():
    """The tiny day with its routes handed out at 08:00."""
    return applied(tiny_day(), Deed(DeedKind.ROUTED, 480.0, routes=BY_HAND))


def deeds(played, state, to_min):
    return [
        (d.at_min, d.kind.value, d.crew_id, d.claim_id)
        for d, _ in played.until(state, to_min, applied)
    ]


def test_crews_drive_survey_and_go_on(routed):
    """c1: 2 min to V1, 30 on scene, 10 to V2, 30, 2 next door, 20; c2 begins at nine."""
    told = deeds(script(), routed, 575.0)
    assert told == [
        (480.0, "set_out", "c1", "t1"), (482.0, "arrived", "c1", "t1"),
        (512.0, "finished", "c1", "t1"), (512.0, "set_out", "c1", "t2"),
        (522.0, "arrived", "c1", "t2"), (540.0, "set_out", "c2", "t5"),
        (552.0, "finished", "c1", "t2"), (552.0, "set_out", "c1", "t3"),
        (554.0, "arrived", "c1", "t3"), (570.0, "arrived", "c2", "t5"),
        (574.0, "finished", "c1", "t3"), (574.0, "set_out", "c1", "t4"),
    ]  # fmt: skip


def test_snow_lengthens_what_is_still_to_be_driven(routed):
    """From ten o'clock twice as slow: c2 sets out to V5 at 10:00 and is there at 10:20."""
    snow = Deed(DeedKind.PACE, 595.0, pace=SNOW)
    told = deeds(script(happenings=[snow]), routed, 670.0)
    assert (595.0, "pace", "", "") in told
    assert (620.0, "arrived", "c2", "t6") in told
    assert (670.0, "finished", "c2", "t6") in told


def test_claims_come_at_their_minute(routed):
    """Reported at 08:20 and 08:50; nothing of them is known before."""
    coming = [tiny_claim(8, 3, 500.0), tiny_claim(9, 1, 530.0)]
    day = script(*coming)
    assert day.end_min == 530.0
    assert day.next(routed, 470.0) is None
    state = day.play(routed, 529.0, applied)
    assert "t8" in state.claims
    assert "t9" not in state.claims
    assert state.now_min == 529.0
    assert "t9" in day.play(state, 530.0, applied).claims


def test_a_crew_that_falls_ill_checks_in_no_more(routed):
    """c2 is out from 09:20, on its way: its claims are others' or wait."""
    out = Deed(DeedKind.CREW_OUT, 560.0, crew_id="c2")
    told = deeds(script(happenings=[out]), routed, 1300.0)
    at = told.index((560.0, "crew_out", "c2", ""))
    assert "c2" not in {crew for _, _, crew, _ in told[at + 1 :]}
    assert [d[1] for d in told].count("crew_out") == 1


def test_nobody_sets_out_to_a_village_that_stays_cut_off(routed):
    """V4–V6 closed for good: the stops before are driven, nobody sets out beyond."""
    state = replace(routed, cuts=(RoadCut(("V4", "V5", "V6"), 480.0),))
    told = deeds(script(), state, 1200.0)
    assert {claim for _, _, _, claim in told} == {"t1", "t2", "t3", "t4"}


def test_a_happening_that_is_so_already_does_not_come_again(routed):
    """Told by a person before its minute."""
    out = Deed(DeedKind.CREW_OUT, 560.0, crew_id="c2")
    state = applied(routed, replace(out, at_min=555.0))
    assert "crew_out" not in [d[1] for d in deeds(script(happenings=[out]), state, 700.0)]
    closed = Deed(DeedKind.ROAD_CLOSED, 500.0, place_codes=("V6",))
    opened = Deed(DeedKind.ROAD_OPENED, 520.0, place_codes=("V6",))
    told = deeds(script(happenings=[closed, opened]), routed, 530.0)
    assert [d[1] for d in told if d[1].startswith("road")] == ["road_closed", "road_opened"]


def test_before_there_are_routes_only_claims_come():
    """Nobody drives on a day that is not planned."""
    told = deeds(script(tiny_claim(8, 3, 500.0)), tiny_day(), 600.0)
    assert told == [(500.0, "claim", "", "t8")]


@settings(max_examples=12, deadline=None)
@given(cut_min=st.floats(481.0, 900.0), seed=st.integers(0, 1000))
def test_a_day_taken_up_by_another_process_goes_on_the_same(routed, cut_min, seed):
    """Played to a moment, put away as JSON, taken up: the same deeds as in one go."""
    snow = Deed(DeedKind.PACE, 595.0, pace=SNOW)
    day = script(tiny_claim(8, 3, 500.0), happenings=[snow], cv=0.4, seed=seed)
    whole = deeds(day, routed, 900.0)
    first = deeds(day, routed, cut_min)
    kept = json.loads(json.dumps(state_json(day.play(routed, cut_min, applied))))
    again = deeds(day, state_of(kept, routed.ground), 900.0)
    assert [*first, *again] == whole


def test_luck_belongs_to_a_claim():
    """The same whoever asks; on the mean what is told, with the spread asked for."""
    day = script(cv=0.5, seed=3)
    lots = [day.luck(f"x{i}") for i in range(4000)]
    assert lots[7] == day.luck("x7")
    assert lots[7] != script(cv=0.5, seed=4).luck("x7")
    drives = [lot.drive for lot in lots]
    mean = sum(drives) / len(drives)
    assert mean == pytest.approx(1.0, abs=0.03)
    assert (sum((d - mean) ** 2 for d in drives) / len(drives)) ** 0.5 == pytest.approx(
        0.5, abs=0.05
    )
    assert script().luck("x7").drive == 1.0


def test_a_surge_day_is_the_same_for_the_same_arguments():
    """Snow from two o'clock, a crew ill at ten, claims in their order."""
    (state, day), (same, again) = surge_day(60, 5, 2), surge_day(60, 5, 2)
    assert (state.claims, day.claims) == (same.claims, again.claims)
    assert len(state.claims) + len(day.claims) == 60
    assert [(d.kind, d.at_min) for d in day.happenings] == [
        (DeedKind.CREW_OUT, 600.0), (DeedKind.PACE, 840.0),
    ]  # fmt: skip
