"""Undoing: what nobody has gone on from is put back, the rest is named."""

import pytest
from dispatch_world import tiny_claim, tiny_day

from risk.errors import ModelError
from risk.staffing.live import Deed, DeedKind, Stage, apply, undo

K = DeedKind
ROUTED = Deed(K.ROUTED, 480.0, routes={"c1": ("t1", "t2", "t3", "t4", "t7"), "c2": ("t5", "t6")})


def play(*deeds):
    """Start, log and the last state."""
    start = state = tiny_day()
    log = []
    for deed in (ROUTED, *deeds):
        state, changed = apply(state, deed)
        log.append(changed.deed)
    return start, log, state


def undone(start, log, state, number):
    """The state after undoing a deed, and what is said."""
    state, changed = apply(state, undo(start, log, number))
    return state, changed


def test_a_choice_taken_back_restores_place_and_freedom():
    start, log, state = play(Deed(K.ASSIGNED, 481.0, claim_id="t4", crew_id="c2", position=0))
    state, changed = undone(start, log, state, 2)
    assert state.routes == {"c1": ("t1", "t2", "t3", "t4", "t7"), "c2": ("t5", "t6")}
    assert not state.pinned
    assert (changed.reason, changed.values["lost"], changed.deed.undoes) == ("undone", [], 2)
    again, _ = apply(state, undo(start, [*log, changed.deed], 3))  # and taken back once more
    assert again.routes["c2"] == ("t4", "t5", "t6")
    assert again.pinned == {"t4"}


def test_what_happened_later_stays():
    start, log, state = play(
        Deed(K.ASSIGNED, 481.0, claim_id="t4", crew_id="c2", position=0),
        Deed(K.CLAIM, 485.0, claim=tiny_claim(8, 2, 485.0)),
        Deed(K.SET_OUT, 490.0, claim_id="t1", crew_id="c1"),
    )
    holder = next(k for k, r in state.routes.items() if "t8" in r)
    state, _ = undone(start, log, state, 2)
    assert "t8" in state.routes[holder]
    assert [c for c in state.routes["c1"] if c != "t8"] == ["t1", "t2", "t3", "t4", "t7"]
    assert state.progress["t1"].stage is Stage.UNDERWAY


def test_what_is_frozen_since_is_named():
    start, log, state = play(
        Deed(K.ASSIGNED, 481.0, claim_id="t4", crew_id="c2", position=0),
        Deed(K.SET_OUT, 545.0, claim_id="t4", crew_id="c2"),
    )
    state, changed = undone(start, log, state, 2)  # only that it was bound can be taken back
    assert state.routes["c2"][0] == "t4"
    assert (changed.reason, changed.values["lost"]) == ("undone_in_part", ["t4"])


def test_a_crew_taken_out_by_mistake_has_everything_again():
    start, log, state = play(
        Deed(K.ARRIVED, 485.0, claim_id="t1", crew_id="c1"),
        Deed(K.CREW_OUT, 490.0, crew_id="c1"),
    )
    assert state.routes["c1"] == ()
    state, changed = undone(start, log, state, 3)
    assert state.routes == {"c1": ("t1", "t2", "t3", "t4", "t7"), "c2": ("t5", "t6")}
    assert state.progress["t1"].stage is Stage.ARRIVED
    assert state.crews["c1"].out_since_min is None
    assert changed.reason == "undone"


def test_of_a_crew_taken_out_what_others_have_begun_stays_with_them():
    start, log, state = play(Deed(K.CREW_OUT, 490.0, crew_id="c1"))
    first = state.routes["c2"][0]
    state, changed = apply(state, Deed(K.SET_OUT, 541.0, claim_id=first, crew_id="c2"))
    log.append(changed.deed)
    state, changed = undone(start, log, state, 2)
    assert state.routes["c2"][0] == first
    assert changed.values["lost"] == ([first] if first not in ("t5", "t6") else [])
    assert set(state.routes["c1"]) == {"t1", "t2", "t3", "t4", "t7"} - {first}


@pytest.mark.parametrize(
    "deed",
    [
        Deed(K.CANCELLED, 481.0, claim_id="t4"),
        Deed(K.PROLONGED, 481.0, claim_id="t4", minutes=60.0),
        Deed(K.BOUND, 481.0, claim_id="t4", minutes=500.0),
        Deed(K.ROAD_CLOSED, 481.0, place_codes=("V6",)),
        Deed(K.PACE, 481.0, pace=(3.0,) * 48),
        Deed(K.TAKEN_OFF, 481.0, claim_id="t4"),
        Deed(K.SET_OUT, 481.0, claim_id="t1", crew_id="c1"),
        Deed(K.ARRIVED, 481.0, claim_id="t4", crew_id="c2"),
        Deed(K.CLAIM, 481.0, claim=tiny_claim(8, 2, 481.0)),
        Deed(K.CREW_OUT, 481.0, crew_id="c2"),
        Deed(K.ROUTED, 481.0),
    ],
    ids=lambda deed: deed.kind.value,
)
def test_every_deed_taken_back_at_once_leaves_the_day_as_it_was(deed):
    _, _, before = play()
    start, log, state = play(deed)
    state, _ = undone(start, log, state, 2)
    for name in ("claims", "crews", "routes", "progress", "pinned", "cuts", "pace", "stands"):
        assert getattr(state, name) == getattr(before, name), name


def test_first_routes_taken_back_leave_a_day_without_routes():
    start, log, state = play()
    state, _ = undone(start, log, state, 1)
    assert not state.planned
    assert set(state.routes.values()) == {()}


def test_a_check_in_put_back_puts_no_crew_at_two_stops():
    start, log, state = play(
        Deed(K.ARRIVED, 482.0, claim_id="t1", crew_id="c1"),
        Deed(K.SET_OUT, 500.0, claim_id="t2", crew_id="c1"),
        Deed(K.SET_OUT, 505.0, claim_id="t3", crew_id="c1"),
    )
    with pytest.raises(ModelError, match="can be put back"):
        undo(start, log, 3)  # it would be at t1 and on the way to t3
    state, _ = undone(start, log, state, 4)
    assert state.progress["t2"].stage is Stage.UNDERWAY


def test_an_hour_mistyped_is_taken_back_with_its_consequences():
    start, log, state = play(Deed(K.ARRIVED, 1430.0, claim_id="t1", crew_id="c1"))
    assert state.routes["c2"] == ()  # at ten to midnight every shift is over
    state, _ = undone(start, log, state, 2)
    assert state.now_min == 480.0
    assert state.routes == {"c1": ("t1", "t2", "t3", "t4", "t7"), "c2": ("t5", "t6")}


def test_what_cannot_be_undone():
    start, log, state = play(Deed(K.CLOCK, 490.0))
    for number, why in [(2, "nothing of deed 2"), (3, "no deed 3"), (0, "no deed 0")]:
        with pytest.raises(ModelError, match=why):
            undo(start, log, number)
    with pytest.raises(ModelError, match="began with"):
        undo(state, log, 1)
    with pytest.raises(ModelError, match="restores nothing"):
        apply(state, Deed(K.UNDONE, 490.0, undoes=1))
