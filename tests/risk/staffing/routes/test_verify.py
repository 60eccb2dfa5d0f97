"""Routes of three villages on a line, every minute checkable by hand."""

from dataclasses import replace

import numpy as np
import pytest
from routes_world import problem_of

from risk.staffing.routes.driving import drive
from risk.staffing.routes.problem import NEVER, Cut, Roads, Schedule
from risk.staffing.routes.verify import FaultKind, verify, verify_schedule

BASE, A, B, C = range(4)
LINE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 20


def line(places=(A, A, B, C), **changes):
    """One crew from 8 to 17 h at the base; villages 20, 40 and 60 min away; 30 / 20 min surveys."""
    return problem_of(LINE, places, crews=[BASE], **changes)


def kinds(faults):
    return [fault.kind for fault in faults]


def told(problem, routes, *, break_min=np.nan):
    """The verifier's own times as a schedule, the break before the first drive if it is given."""
    n, k = len(problem.jobs), len(problem.crews)
    times = {name: np.full(n, np.nan) for name in ("leave_min", "arrive_min", "finish_min")}
    crew, position = np.full(n, -1), np.full(n, -1)
    ends, travel, breaks = problem.crews.from_min.copy(), np.zeros(k), np.full(k, np.nan)
    for row, route in enumerate(routes):
        driven = drive(problem, row, route, None if np.isnan(break_min) or not route else 0)
        for at, visit in enumerate(driven.visits):
            crew[visit.job], position[visit.job] = row, at
            for name, values in times.items():
                values[visit.job] = getattr(visit, name)
        ends[row], travel[row], breaks[row] = driven.end_min, driven.travel_min, driven.break_min
    return Schedule(crew, position, **times, break_min=breaks, end_min=ends, travel_min=travel)


def test_nothing_is_wrong_with_a_day_by_hand():
    assert verify(line(), ((0, 1, 2, 3),)) == ()


@pytest.mark.parametrize(
    ("routes", "kind"),
    [
        (((0,), (1,)), FaultKind.CREWS),
        (((9,),), FaultKind.UNKNOWN),
        (((0, 1, 0),), FaultKind.TWICE),
    ],
)
def test_numbers_that_fit_nothing(routes, kind):
    assert kinds(verify(line(), routes)) == [kind]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"needs": np.array([0, 2, 0, 0])}, FaultKind.SKILL),
        ({"load": np.full(4, 2.0), "capacity": np.array([7.0])}, FaultKind.CAPACITY),
        ({"last_min": np.array([np.inf, 529, np.inf, np.inf])}, FaultKind.LAST),
        ({"until_min": np.array([709.0])}, FaultKind.OVERTIME),
    ],
)
def test_each_hard_bound(changes, kind):
    assert kinds(verify(line(**changes), ((0, 1, 2, 3),))) == [kind]


def test_overtime_is_allowed_up_to_its_bound():
    assert verify(line(until_min=np.array([680.0]), overtime_max_min=np.array([30.0])),
                  ((0, 1, 2, 3),)) == ()  # fmt: skip


def test_a_road_that_never_opens_cuts_off():
    inside = np.array([False, False, False, True])
    problem = line()
    shut = replace(problem, roads=Roads(LINE, cuts=(Cut(inside, 0.0, NEVER),)))
    assert kinds(verify(shut, ((0, 3),))) == [FaultKind.CUT_OFF]
    assert verify(shut, ((0, 1),)) == ()


RESTS = {"break_min": np.array([30.0]), "break_from_min": np.array([540.0])}


def test_the_break_may_lie_at_any_stop_where_it_fits():
    problem = line(**RESTS, break_until_min=np.array([640.0]))
    assert verify(problem, ((0, 1, 2, 3),)) == ()
    assert drive(problem, 0, (0, 1, 2, 3), 1).break_min == 540  # free at 530
    assert drive(problem, 0, (0, 1, 2, 3), 3).visits[3].leave_min == 630


def test_a_break_that_fits_only_by_breaking_something_else_is_a_fault():
    problem = line(**RESTS, break_until_min=np.array([640.0]))
    full = replace(problem, crews=replace(problem.crews, until_min=np.array([739.0])))
    assert verify(full, ((0, 1, 2),)) == ()
    assert kinds(verify(full, ((0, 1, 2, 3),))) == [FaultKind.BREAK]


def test_who_is_back_early_or_comes_late_needs_no_break_on_the_way():
    early = line(**RESTS, break_until_min=np.array([640.0]))
    assert verify_schedule(early, ((0,),), told(early, ((0,),))) == ()
    evening = line(**RESTS, break_until_min=np.array([640.0]), from_min=np.array([620.0]),
                   until_min=np.array([1200.0]))  # fmt: skip
    assert verify_schedule(evening, ((0, 3),), told(evening, ((0, 3),))) == ()


def test_a_schedule_is_compared_minute_by_minute():
    problem, routes = line(), ((0, 1, 2),)
    schedule = told(problem, routes)
    assert verify_schedule(problem, routes, schedule) == ()
    hurried = schedule.arrive_min.copy()
    hurried[2] -= 5
    (fault,) = verify_schedule(problem, routes, replace(schedule, arrive_min=hurried))
    assert (fault.kind, fault.job) == (FaultKind.TIME, 2)
    assert fault.values == {"what": "arrive_min", "told_min": 565, "own_min": 570}


def test_a_schedule_of_other_routes_is_refused():
    problem = line()
    schedule = told(problem, ((0, 1, 2),))
    found = kinds(verify_schedule(problem, ((1, 0, 2),), schedule))
    assert found.count(FaultKind.PLACE) == 2
    assert FaultKind.PLACE in kinds(verify_schedule(problem, ((0, 1),), schedule))


def test_a_break_told_where_none_can_be_is_refused():
    problem = line(**RESTS, break_until_min=np.array([640.0]))
    routes = ((0, 1, 2, 3),)
    schedule = told(problem, routes, break_min=540.0)
    assert verify_schedule(problem, routes, schedule) == ()
    moved = replace(schedule, break_min=np.array([545.0]))
    assert kinds(verify_schedule(problem, routes, moved)) == [FaultKind.BREAK]
    none = replace(schedule, break_min=np.array([np.nan]))
    assert kinds(verify_schedule(problem, routes, none)) == [FaultKind.BREAK]
