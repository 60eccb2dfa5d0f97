"""The routing problem of a day: prices, skills and pins, breaks, crews shut in."""

from dataclasses import replace

import pytest
from dispatch_world import tiny_claim, tiny_day

from risk.errors import ModelError
from risk.staffing.live import Deed, DeedKind, Progress, apply, problem_of
from risk.staffing.live.crews import free_of

K = DeedKind


def test_prices_by_tier_group_and_what_leaving_costs():
    movable = problem_of(tiny_day())
    jobs, at = movable.problem.jobs, {c: j for j, c in enumerate(movable.job_ids)}
    town, rural, special = at["t1"], at["t2"], at["t6"]
    assert jobs.late_money_per_min[[town, rural, special]].tolist() == pytest.approx(
        [1.0, 20 / 60, 40 / 60]
    )
    assert jobs.missed_money[[town, rural, special]].tolist() == [300.0, 200.0, 400.0]
    # left: as told, and missed and late until c1's shift ends at 20:00 (due 08:20)
    assert jobs.unserved_money[town] == pytest.approx(1000 + 300 + 1.0 * (1200 - 500))
    assert jobs.move_money.max() == 0  # nothing is handed out yet


def test_only_what_is_not_begun_can_move_and_crews_start_where_they_are(day):
    state, _ = apply(day, Deed(K.SET_OUT, 480.0, claim_id="t2", crew_id="c1"))
    movable = problem_of(state)
    assert "t2" not in movable.job_ids
    crews, k = movable.problem.crews, movable.crew_ids.index("c1")
    assert (crews.start_place[k], crews.start_village[k], crews.from_min[k]) == (2, 2, 520.0)
    assert movable.problem.visited[k].tolist() == [False, False, True] + [False] * 4
    assert movable.problem.jobs.move_money.min() == 40.0
    assert movable.problem.jobs.held_by.min() >= 0


def test_crews_out_or_home_are_not_there(day):
    state, _ = apply(day, Deed(K.CREW_OUT, 480.0, crew_id="c1"))
    assert problem_of(state).crew_ids == ("c2",)
    state, _ = apply(state, Deed(K.CLOCK, 1100.0))
    assert problem_of(state).crew_ids == ()  # c2's longest day ended at 18:00


def test_a_pin_is_a_bit_only_its_crew_has(day):
    state, _ = apply(day, Deed(K.ASSIGNED, 480.0, claim_id="t4", crew_id="c2"))
    state, _ = apply(state, Deed(K.TAKEN_OFF, 480.0, claim_id="t3"))
    movable = problem_of(state)
    needs, skills = movable.problem.jobs.needs, movable.problem.crews.skills
    may = [[not int(n) & ~int(s) for s in skills] for n in needs]
    at = {c: may[j] for j, c in enumerate(movable.job_ids)}
    assert (at["t4"], at["t3"]) == ([False, True], [False, False])
    assert (at["t5"], at["t7"], at["t1"]) == ([False, True], [True, False], [True, True])


def test_more_bits_than_there_are_is_refused():
    claims = [tiny_claim(i, 2, 470.0, needs=(f"s{i}",)) for i in range(70)]
    so_far = {c.claim_id: Progress() for c in claims}
    day = replace(tiny_day(), claims={c.claim_id: c for c in claims}, progress=so_far)
    with pytest.raises(ModelError, match="70 skills"):
        problem_of(day)


def test_a_break_is_to_come_until_a_gap_was_one():
    """The window is 11:30–13:30, the break 30 minutes."""
    state, _ = apply(tiny_day(rested=True), Deed(K.ROUTED, 480.0))
    assert free_of(state, "c1").break_min == 30.0
    at_noon, _ = apply(state, Deed(K.CLOCK, 700.0))
    assert free_of(at_noon, "c1").break_min == 20.0  # idle since 11:30
    rested, _ = apply(state, Deed(K.CLOCK, 720.0))
    assert free_of(rested, "c1").break_min == 0.0
    busy, _ = apply(state, Deed(K.ARRIVED, 690.0, claim_id="t1", crew_id="c1"))
    assert free_of(busy, "c1").break_min == 30.0  # free at 12:00
    done, _ = apply(busy, Deed(K.FINISHED, 720.0, claim_id="t1", crew_id="c1"))
    gone, _ = apply(done, Deed(K.SET_OUT, 745.0, claim_id="t7", crew_id="c1"))
    assert free_of(gone, "c1").break_min == 0.0  # free after the window: none can be asked
    late, _ = apply(done, Deed(K.SET_OUT, 755.0, claim_id="t2", crew_id="c1"))
    assert free_of(late, "c1").break_min == 0.0


def test_a_crew_shut_in_ends_its_day_where_it_is(day):
    state, _ = apply(day, Deed(K.ARRIVED, 480.0, claim_id="t7", crew_id="c1"))
    state, _ = apply(state, Deed(K.ROAD_CLOSED, 490.0, place_codes=("V6",)))
    movable = problem_of(state)
    assert movable.problem.crews.end_place[movable.crew_ids.index("c1")] == -1
    claim = tiny_claim(8, 6, 495.0)
    state, _ = apply(state, Deed(K.CLAIM, 495.0, claim=claim))
    assert state.routes["c1"] == ("t7", "t8")  # it goes on inside
