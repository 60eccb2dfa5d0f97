from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_world import Case

from risk.staffing.simulator.kernel import Rules

QUIET = settings(max_examples=60, deadline=None)
LONG_H = 1e9
QUEUE = Rules(first_h=1.0, further_h=1.0, save=True)


def test_two_claims_one_crew_by_hand():
    """Reported at 0 and 0.1 in two villages half an hour from the base and one from each other.

    The crew sets out at 0, arrives at 0.5, surveys for 1 h, drives 1 h: there at 2.5.
    """
    trip = [[0.5, 0.5], [0.1, 1.0], [1.0, 0.1]]
    arrival, crew = Case([0, 0.1], [0, 1], trip, [0], [0], [12]).run()
    assert arrival.tolist() == pytest.approx([0.5, 2.5])
    assert crew.tolist() == [0, 0]


def test_a_village_is_swept_before_it_is_left():
    """Three claims of one village take one trip: 1 h for the first, half an hour for a further."""
    trip = [[0.5, 0.2], [0.1, 1.0], [1.0, 0.1]]
    arrival, _ = Case([0, 0, 0.1, 0.2], [0, 0, 1, 0], trip, [0], [0], [12]).run()
    assert arrival.tolist() == pytest.approx([0.5, 1.5, 3.5, 2.0])


def test_roads_slow_every_trip_of_a_scenario():
    """A scenario with roads twice as slow doubles the drive, not the survey."""
    trip = [[0.5, 0.5], [0.1, 1.0], [1.0, 0.1]]
    arrival, _ = Case([0, 0.1], [0, 1], trip, [0], [0], [12], road=2.0).run()
    assert arrival.tolist() == pytest.approx([1.0, 4.0])


def test_the_freed_crew_takes_the_nearest_village():
    """Of two waiting villages the nearer goes first, though it was reported later."""
    trip = [[0.5, 0.9, 0.9], [0.1, 2.0, 0.3], [2.0, 0.1, 1.0], [0.3, 1.0, 0.1]]
    arrival, _ = Case([0, 0.1, 0.2], [0, 1, 2], trip, [0], [0], [12]).run()
    assert arrival.tolist() == pytest.approx([0.5, 3.8, 1.8])


def test_a_town_claim_that_can_be_saved_goes_first():
    """A rural village is nearer, but the town claim can still be reached in its half hour."""
    trip = [[0.5, 0.9, 0.9], [0.1, 0.4, 0.2], [0.4, 0.1, 0.4], [0.2, 0.4, 0.1]]
    case = Case([0, 1.2, 1.3], [0, 2, 1], trip, [0], [0], [12], [3, 0.65, 3], towns=[1])
    assert case.run()[0].tolist() == pytest.approx([0.5, 3.3, 1.9])
    case.limit[1] = 0.5  # 1.3 + 0.5 < 1.5 + 0.4: too late to save, so the nearer village is first
    assert case.run()[0].tolist() == pytest.approx([0.5, 1.7, 3.1])


def test_nobody_sets_out_who_would_arrive_after_the_shift():
    """The first shift ends before the crew could arrive; the next one starts at the base."""
    arrival, crew = Case([1.0], [0], [[0.5], [0.1]], [0, 0], [0, 10], [1.4, 20]).run()
    assert arrival.tolist() == pytest.approx([10.5])
    assert crew.tolist() == [1]


def test_a_claim_nobody_reaches_stays_open():
    """No further shift: arrival is infinite and there is no crew."""
    arrival, crew = Case([1.0], [0], [[0.5], [0.1]], [0], [0], [1.4]).run()
    assert np.isinf(arrival).all()
    assert crew.tolist() == [-1]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Up to 25 claims in up to 4 villages, up to 5 crew-shifts, any times and roads."""
    villages, bases = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    n, crews = draw(st.integers(1, 25)), draw(st.integers(1, 5))
    hours = st.floats(0, 30, allow_nan=False)
    drives = st.lists(st.floats(0.05, 3), min_size=villages, max_size=villages)
    on = sorted(draw(st.lists(hours, min_size=crews, max_size=crews)))
    return Case(
        report=sorted(draw(st.lists(hours, min_size=n, max_size=n))),
        village=draw(st.lists(st.integers(0, villages - 1), min_size=n, max_size=n)),
        trip=[draw(drives) for _ in range(bases + villages)],
        crew_from=draw(st.lists(st.integers(0, bases - 1), min_size=crews, max_size=crews)),
        on=on,
        off=[h + draw(st.floats(0.5, 12)) for h in on],
        limit=draw(st.lists(st.floats(0.3, 5), min_size=villages, max_size=villages)),
        towns=draw(st.sampled_from([[], [0]])),
        work=draw(st.lists(st.floats(0.1, 4), min_size=n, max_size=n)),
        road=draw(st.floats(0.5, 3)),
    )


@QUIET
@given(cases())
def test_no_crew_is_in_two_places(case: Case):
    """Each crew's visits follow each other: drive, survey, drive; from its base, in its shift."""
    arrival, crew = case.run()
    trip = np.array(case.trip) * case.road
    bases = len(trip) - trip.shape[1]
    for c in range(len(case.on)):
        visits = sorted(np.flatnonzero(crew == c), key=lambda j: arrival[j])
        row, free, at = case.crew_from[c], case.on[c], -1
        for j in visits:
            u = case.village[j]
            swept = u == at and arrival[j] == pytest.approx(free)
            drive = 0.0 if swept else trip[row, u]
            assert arrival[j] >= max(free, case.report[j]) + drive - 1e-6
            assert case.on[c] <= arrival[j] < case.off[c]
            survey = case.rules.further_h if swept else case.rules.first_h
            row, at, free = bases + u, u, arrival[j] + survey * case.work[j]


@QUIET
@given(cases())
def test_every_claim_is_visited_once_or_never(case: Case):
    """An arrival has a crew and follows the report; no arrival has none."""
    arrival, crew = case.run()
    reached = np.isfinite(arrival)
    assert (crew[reached] >= 0).all()
    assert (crew[~reached] == -1).all()
    assert (arrival >= np.array(case.report)).all()


@QUIET
@given(cases())
def test_the_simulator_repeats_itself(case: Case):
    """Same input, same output to the bit."""
    one, two = case.run(), case.run()
    assert (one[0] == two[0]).all()
    assert (one[1] == two[1]).all()


@QUIET
@given(
    st.lists(st.floats(0, 20), min_size=1, max_size=40),
    st.data(),
    st.integers(1, 5),
)
def test_more_crews_never_lengthen_the_backlog_of_a_village(report, data, crews):
    """One village without drive and first come first served: each claim waits no longer with one
    crew more (Kiefer and Wolfowitz). With several villages and nearest-first it holds in the mean.
    """
    n = len(report)
    work = data.draw(st.lists(st.floats(0.1, 3), min_size=n, max_size=n))
    arrivals = []
    for number in (crews, crews + 1):
        case = Case(sorted(report), [0] * n, [[0.0], [0.0]], [0] * number, [0.0] * number,
                    [LONG_H] * number, [LONG_H], work=work, rules=QUEUE)  # fmt: skip
        arrivals.append(case.run()[0])
    assert (arrivals[1] <= arrivals[0] + 1e-9).all()


def erlang_c(load: float, crews: int) -> float:
    """Chance of waiting in an M/M/c queue with so much offered load (Erlang 1917)."""
    top = load**crews / factorial(crews) * crews / (crews - load)
    return top / (sum(load**k / factorial(k) for k in range(crews)) + top)


@pytest.mark.parametrize(("crews", "load"), [(1, 0.5), (3, 2.1), (8, 6.0)])
def test_one_village_without_drive_is_an_m_m_c_queue(crews: int, load: float):
    """Chance of waiting and mean wait agree with Erlang's formula."""
    rng = np.random.default_rng(7)
    n = 200_000
    report = np.cumsum(rng.exponential(1 / load, n))
    work = list(rng.exponential(1.0, n))
    case = Case(list(report), [0] * n, [[0.0], [0.0]], [0] * crews, [0.0] * crews,
                [LONG_H] * crews, [LONG_H], work=work, rules=QUEUE)  # fmt: skip
    wait = case.run()[0] - report
    expected = erlang_c(load, crews)
    assert (wait > 1e-9).mean() == pytest.approx(expected, rel=0.04)
    assert wait.mean() == pytest.approx(expected / (crews - load), rel=0.08)
