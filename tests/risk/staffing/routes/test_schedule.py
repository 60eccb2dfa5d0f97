"""Times of routes: the rules of ``steps`` by hand, and against the verifier on random days."""

import numpy as np
import pytest
from routes_world import problem_of, random_problem

from risk.errors import ModelError
from risk.staffing.routes.problem import NEVER, Cut
from risk.staffing.routes.schedule import schedule
from risk.staffing.routes.verify import FaultKind, verify_schedule

BASE, A, B, C = range(4)
LINE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 20


def line(places=(A, A, B, C), **changes):
    """One crew from 8 h at the base; villages 20, 40 and 60 min away; 30 / 20 min surveys."""
    return problem_of(LINE, places, crews=[BASE], **changes)


def rests(from_min, until_min, **changes):
    window = {"break_from_min": np.array([from_min]), "break_until_min": np.array([until_min])}
    return line(break_min=np.array([30.0]), **window, **changes)


def test_a_sweep_takes_less_than_first_houses():
    times = schedule(line(), ((0, 1, 2, 3),))
    assert times.arrive_min.tolist() == [500, 530, 570, 620]
    assert times.finish_min.tolist() == [530, 550, 600, 650]
    assert (times.end_min[0], times.travel_min[0]) == (710, 120)
    assert np.isnan(times.break_min[0])


def test_jobs_on_no_route_and_crews_without_one_have_no_times():
    times = schedule(line(), ((),))
    assert times.crew.tolist() == [-1] * 4
    assert np.isnan(times.arrive_min).all()
    assert (times.end_min[0], times.travel_min[0]) == (480, 0)


def test_the_break_is_taken_as_late_as_it_may():
    times = schedule(rests(500.0, 610.0), ((0, 1, 2, 3),))
    # free at 530 and 550; after job 2 it would be 600, too late to begin by 580
    assert times.break_min[0] == 550
    assert times.leave_min.tolist() == [480, 530, 580, 630]


def test_a_break_before_its_window_waits_for_it():
    times = schedule(rests(540.0, 575.0, first_min=np.full(4, 60.0)), ((0, 2),))
    # free at 480; after job 0 it would be 560, and 545 is the last moment
    assert (times.break_min[0], times.leave_min[0]) == (540, 570)


def test_a_break_is_had_while_waiting():
    problem = rests(500.0, 900.0, ready_min=np.array([0.0, 0, 640, 0]))
    times = schedule(problem, ((0, 2),))
    assert (times.break_min[0], times.arrive_min[2], times.finish_min[2]) == (530, 580, 670)


def test_who_is_back_in_time_needs_no_break_and_who_comes_late_takes_it_at_once():
    assert np.isnan(schedule(rests(700.0, 900.0), ((0, 1, 2, 3),)).break_min[0])
    assert schedule(rests(300.0, 400.0), ((0,),)).break_min[0] == 480


def test_a_drive_takes_each_hours_share():
    pace = np.ones(48)
    pace[8], pace[9] = 2.0, 3.0
    times = schedule(line(pace=pace), ((3,),))
    # 60 minutes of driving: 30 until 9 h, 20 until 10 h, 10 more
    assert times.arrive_min[3] == 610


def test_a_drive_across_a_closed_edge_waits_and_inside_it_goes_on():
    inside = np.array([False, False, True, True])
    problem = line(cuts=(Cut(inside, 525.0, 800.0),))
    times = schedule(problem, ((0, 2, 3),))
    assert times.leave_min.tolist()[2:] == [800, 850]
    before = schedule(problem, ((2, 3),))  # in at 520, out once it is open
    assert before.leave_min.tolist()[2:] == [480, 550]
    assert before.end_min[0] == 860
    still = schedule(line(cuts=(Cut(inside, 519.0, 800.0),)), ((2,),))
    assert still.leave_min[2] == 800


def test_a_road_that_never_opens_is_never_driven():
    times = schedule(line(cuts=(Cut(np.arange(4) > 1, 0.0, NEVER),)), ((2,),))
    assert np.isinf(times.arrive_min[2])
    assert np.isinf(times.end_min[0])
    assert times.travel_min[0] == 0


@pytest.mark.parametrize("seed", range(30))
def test_the_verifier_drives_the_same_minutes(seed):
    problem, rng = random_problem(seed), np.random.default_rng(seed)
    order = rng.permutation(12)
    routes = tuple(map(tuple, np.split(order, np.sort(rng.integers(0, 13, 2)))))
    times = schedule(problem, routes)
    if np.isfinite(times.end_min).all():
        found = {fault.kind for fault in verify_schedule(problem, routes, times)}
        assert not found & {FaultKind.TIME, FaultKind.PLACE, FaultKind.BREAK}


@pytest.mark.parametrize("routes", [((0,), ()), ((0, 0),), ((7,),), ((-1,),)])
def test_routes_that_do_not_fit_are_refused(routes):
    with pytest.raises(ModelError):
        schedule(line(), routes)
