"""Every rule and mode of the kernel in a world that can be followed by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_world import SWEEP, Case

from risk.staffing.simulator.kernel import Rules

# one base, three villages: half an hour, an hour and two hours from the base; villages an hour
# from each other, a house of the same village 0.1 h away
TRIP = [[0.5, 1.0, 2.0], [0.1, 1.0, 1.0], [1.0, 0.1, 1.0], [1.0, 1.0, 0.1]]
DAY = {"crew_from": [0], "on": [0.0], "off": [24.0]}


def replace_rules(**changed) -> Rules:
    """Sweeping crews who take the nearest village, with some rules changed."""
    return Rules(first_h=1.0, further_h=0.5)._replace(**changed)


SINGLE = Rules(first_h=1.0, further_h=0.5, sweep=False)


def arrivals(report, village, rules, **more) -> list[float]:
    return Case(report, village, TRIP, **{**DAY, **more}, rules=rules).run()[0].tolist()


def test_oldest_takes_claims_in_order_of_report():
    """Village 2 was reported before the further claim next door: it goes first."""
    oldest = replace_rules(oldest=True, sweep=False)
    assert arrivals([0, 0.1, 0.2], [0, 2, 0], oldest) == pytest.approx([0.5, 2.5, 4.5])


def test_oldest_passes_over_what_the_shift_does_not_allow():
    """The oldest waiting claim lies too far for the rest of the shift: the next oldest goes."""
    oldest = replace_rules(oldest=True, sweep=False)
    found = arrivals([0, 0.1, 0.2], [0, 2, 0], oldest, off=[2.4])
    assert found == pytest.approx([0.5, np.inf, 1.6])


def test_single_visits_drive_anew_to_each_house():
    """Two claims of one village without a sweep: 0.1 h drive and a whole survey between them."""
    assert arrivals([0, 0.1], [0, 0], SINGLE) == pytest.approx([0.5, 1.6])
    assert arrivals([0, 0.1], [0, 0], SWEEP) == pytest.approx([0.5, 1.5])


def test_saveable_passes_the_nearest_for_one_that_can_be_saved():
    """At 1.5 h the neighbour's limit has passed, the other's has not; town_saveable knows no
    difference where neither is the town's."""
    saveable = Case([0, 0.1, 0.2], [0, 1, 2], TRIP, **DAY, limit=[3, 0.5, 3], towns=[0, 1, 2])
    assert saveable.run()[0].tolist() == pytest.approx([0.5, 4.5, 2.5])
    assert replace(saveable, towns=[]).run()[0].tolist() == pytest.approx([0.5, 2.5, 4.5])


def test_a_claim_too_late_for_one_crew_is_saved_by_a_nearer_one():
    """The second crew would reach village 0 at 3.4: too late for the older claim there (3.35), so
    it takes the younger (3.45). The first crew, free at 1.05 and two hours away, still saves the
    older, and only then goes to the nearer village 2, which is not the town's."""
    trip = [[2.9, 0.05, 9.0], [0.1, 2.0, 0.7], [2.0, 0.1, 0.5], [0.7, 0.5, 0.1]]
    case = Case([0.0, 0.2, 0.3, 0.4], [1, 0, 0, 2], trip, [0, 0], [0.0, 0.5], [9.0, 9.0],
                limit=[3.15, 9.0, 9.0], towns=[0, 1])  # fmt: skip
    assert case.run()[0].tolist() == pytest.approx([0.05, 3.05, 3.4, 4.75])


def test_a_green_claim_goes_before_all_others():
    """The green claim is the farthest and the youngest; it is the second to be visited, and a crew
    leaves a half-swept village for it."""
    green = replace_rules(groups=2)
    found = arrivals([0, 0.1, 0.2], [0, 0, 2], green, group=[1, 1, 0])
    assert found == pytest.approx([0.5, 4.5, 2.5])


def test_green_claims_wait_for_a_skilled_crew():
    """The unskilled crew is idle beside the green claim; the skilled one comes on at 5."""
    skill = replace_rules(groups=2, skill=True)
    crews = {"crew_from": [0, 0], "on": [0.0, 5.0], "off": [24.0, 24.0], "skilled": [False, True]}
    case = Case([0.0, 0.1], [0, 0], TRIP, **crews, group=[1, 0], rules=skill)
    arrival, crew = case.run()
    assert arrival.tolist() == pytest.approx([0.5, 5.5])
    assert crew.tolist() == [0, 1]


def test_snow_slows_the_hours_it_lies():
    """Twice as slow in the second hour: the drive that begins at 1.5 takes two hours, not one; the
    next, at 4.5, is as the table says."""
    found = arrivals([0, 0.1, 0.2], [0, 1, 2], SWEEP, pace=[1.0, 2.0])
    assert found == pytest.approx([0.5, 3.5, 5.5])


def test_a_waiting_crew_sets_out_when_the_snow_eases():
    """A drive of ten hours in the snow does not fit the shift; when the snow ends at 3, it does."""
    found = arrivals([0.0], [0], SWEEP, off=[4.0], pace=[20.0, 20.0, 20.0])
    assert found == pytest.approx([3.5])


def test_nobody_drives_through_a_closed_road():
    """Village 1 is closed from 0 to 6: the crew waits and sets out when the road opens."""
    pocket = [([2], 0.0, 6.0)]  # row 2 of the trips: village 1
    assert arrivals([0.1, 0.2], [0, 1], SWEEP, pockets=pocket) == pytest.approx([0.6, 7.0])


def test_nobody_is_caught_on_a_road_that_closes():
    """The road closes at 0.8 and the drive of an hour would end after it."""
    pocket = [([2], 0.8, 6.0)]
    assert arrivals([0.0], [1], SWEEP, pockets=pocket) == pytest.approx([7.0])
    assert arrivals([0.0], [1], SWEEP, pockets=[([2], 1.1, 6.0)]) == pytest.approx([1.0])


def test_a_crew_inside_a_pocket_goes_on_inside():
    """Villages 0 and 1 are cut off from 0.6 on with the crew in them: it visits both, and leaves
    for village 2 when the road opens."""
    pocket = [([1, 2], 0.6, 9.0)]
    found = arrivals([0, 0.1, 0.2], [0, 1, 2], SWEEP, pockets=pocket)
    assert found == pytest.approx([0.5, 2.5, 10.0])


def test_a_base_inside_a_pocket_serves_its_villages():
    """The base lies inside with village 0: no road is closed between them."""
    found = arrivals([0.1, 0.2], [0, 1], SWEEP, pockets=[([0, 1], 0.0, 6.0)])
    assert found == pytest.approx([0.6, 7.0])


def test_a_crew_caught_inside_begins_its_next_shift_there():
    """Its first shift ends inside; the road to its base is still closed the next morning."""
    crews = {"crew_from": [0, 0], "on": [0.0, 10.0], "off": [2.0, 20.0]}
    case = Case([0.0, 9.0], [0, 0], TRIP, **crews, rules=SWEEP, pockets=[([1], 0.7, 30.0)])
    assert np.isinf(case.run()[0][1])
    caught = replace(case, follows=[-1, 0])
    assert caught.run()[0].tolist() == pytest.approx([0.5, 10.0])


def test_who_is_absent_reaches_nobody():
    """The near crew does not come; the other does."""
    crews = {"crew_from": [0, 0], "on": [0.0, 1.0], "off": [24.0, 24.0], "comes": [False, True]}
    arrival, crew = Case([0.0], [0], TRIP, **crews, rules=SWEEP).run()
    assert arrival.tolist() == pytest.approx([1.5])
    assert crew.tolist() == [1]


def test_a_backlog_waits_for_the_first_crew():
    """Claims reported before hour 0 are in the queue when the shift begins."""
    oldest = replace_rules(oldest=True)
    found = arrivals([-5.0, -3.0, 0.5], [1, 0, 2], oldest, on=[1.0])
    assert found == pytest.approx([2.0, 4.0, 6.0])


def test_servers_can_return_home():
    """With ``home`` the next drive begins at the base, once the survey (and way back) is over."""
    home = replace_rules(sweep=False, home=True)
    assert arrivals([0, 0.1], [0, 1], home) == pytest.approx([0.5, 2.5])
    assert arrivals([0, 0.1], [0, 0], home) == pytest.approx([0.5, 2.0])


def test_busy_hours_are_drives_and_surveys():
    """Half an hour of drive, an hour of survey, a further half: two hours on the first day."""
    times = Case([0, 0.1], [0, 0], TRIP, **DAY, rules=SWEEP).times()
    assert times.busy_h.tolist() == [[pytest.approx(2.0)]]
    assert times.done_h.tolist() == pytest.approx([1.5, 2.0])
    assert times.swept.tolist() == [False, True]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["oldest", "nearest", "save"]), st.booleans())
def test_no_rule_breaks_the_world(seed, rule, sweep):
    """Whatever the rule: no arrival before the report, outside a shift, by an absent or unskilled
    crew, over a closed road; no crew in two places."""
    rng = np.random.default_rng(seed)
    n, crews, villages = 40, 6, 5
    trip = (0.1 + rng.random((villages + 2, villages))).tolist()
    on = np.sort(rng.random(crews) * 20)
    case = Case(
        report=np.sort(rng.random(n) * 30).tolist(),
        village=rng.integers(0, villages, n).tolist(),
        trip=trip,
        crew_from=rng.integers(0, 2, crews).tolist(),
        on=on.tolist(),
        off=(on + 8).tolist(),
        towns=[0, 1],
        work=rng.lognormal(0, 0.5, n).tolist(),
        rules=Rules(
            1.0, 0.5, oldest=rule == "oldest", save=rule == "save", sweep=sweep, groups=2,
            skill=True,
        ),
        group=rng.integers(0, 2, n).tolist(),
        skilled=(rng.random(crews) < 0.6).tolist(),
        comes=(rng.random(crews) < 0.8).tolist(),
        pace=(1 + rng.random(20)).tolist(),
        pockets=[([0, 2, 3], 5.0, 15.0), ([4], 10.0, 20.0)],
    )  # fmt: skip
    times = case.times()
    table, bases = np.array(trip), 2
    for c in range(crews):
        row, free = case.crew_from[c], case.on[c]
        visits = np.flatnonzero(times.crew == c)
        for j in visits[np.argsort(times.arrival_h[visits])]:
            u, arrive = case.village[j], times.arrival_h[j]
            drive_least = 0.0 if times.swept[j] else table[row, u]
            assert arrive >= max(free, case.report[j]) + drive_least - 1e-6
            assert case.comes[c]
            assert case.on[c] <= arrive < case.off[c]
            assert case.skilled[c] or case.group[j] == 1
            for rows, closed, opened in case.pockets:
                if (row in rows) != (bases + u in rows):
                    left = arrive - table[row, u]  # at the latest
                    assert left >= opened - 1e-6 or arrive <= closed + 1e-6
            row, free = bases + u, times.done_h[j]
    met = np.isfinite(times.arrival_h)
    assert (times.crew[~met] == -1).all()
    assert np.isinf(times.done_h[~met]).all()
