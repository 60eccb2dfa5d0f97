"""What is taken off a route, and where what is loose goes."""

import numpy as np
from routes_world import problem_of

from risk.staffing.live.replan import held_up, mended, placed
from risk.staffing.routes.problem import NEVER, Cut
from risk.staffing.routes.schedule import schedule

LINE = np.abs(np.subtract.outer(np.arange(5), np.arange(5))) * 30.0
"""A base and four villages, thirty minutes apart; surveys take thirty, too."""


def mend(problem, routes, pinned=()):
    return mended(problem, routes, set(pinned), schedule(problem, routes))


def test_the_last_stop_goes_first_and_what_a_person_gave_last():
    problem = problem_of(LINE, [1, 2, 3], [0], until_min=np.array([750.0]))
    assert mend(problem, ((0, 1),)) == (((0, 1),), set())  # back at 660
    assert mend(problem, ((0, 1, 2),)) == (((0, 1, 2),), set())  # at 750
    tight = problem_of(LINE, [1, 2, 3], [0], until_min=np.array([740.0]))
    assert mend(tight, ((0, 1, 2),)) == (((0, 1),), {2})
    assert mend(tight, ((0, 1, 2),), pinned={2}) == (((0, 2),), {1})
    short = problem_of(LINE, [3], [0], until_min=np.array([600.0]))
    assert mend(short, ((0,),), pinned={0}) == (((),), {0})  # nobody can keep it


def test_what_cannot_be_reached_or_done_goes_itself():
    inside = np.array([False, False, False, False, True])
    shut = problem_of(LINE, [1, 4, 2], [0], cuts=(Cut(inside, 400.0, NEVER),))
    assert mend(shut, ((0, 1, 2),)) == (((0, 2),), {1})
    bound = problem_of(LINE, [1, 2, 1], [0], last_min=np.array([NEVER, 560.0, NEVER]))
    assert mend(bound, ((0, 1, 2),)) == (((0, 2),), {1})  # reached at 570
    skilled = problem_of(LINE, [1, 2], [0], needs=np.array([1, 0]))
    assert mend(skilled, ((0, 1),)) == (((1,),), {0})
    full = problem_of(LINE, [1, 2, 3], [0], capacity=np.array([2.0]))
    assert mend(full, ((0, 1, 2),)) == (((0, 1),), {2})


def test_who_waits_before_a_closed_road_is_held_up():
    inside = np.array([False, False, False, True, True])
    problem = problem_of(LINE, [1, 3, 4], [0], cuts=(Cut(inside, 400.0, 700.0),))
    assert held_up(problem, ((0, 1, 2),)) == {1}  # from V3 to V4 it is inside
    open_now = problem_of(LINE, [1, 3, 4], [0])
    assert held_up(open_now, ((0, 1, 2),)) == set()


def test_loose_jobs_are_placed_where_that_costs_less_than_leaving_them():
    due = np.array([520.0, 600.0, 720.0])  # the first is late if it is not visited first
    prices = np.array([1e3, 1e3, 10.0])
    problem = problem_of(LINE, [1, 2, 4], [0, 0], unserved_money=prices, due_min=due)
    assert placed(problem, ((0,), ()), [1, 2], everything=False) == ((0, 1), ())
    assert placed(problem, ((0,), ()), [], everything=False) == ((0,), ())
    assert placed(problem, ((0,), ()), [], everything=True) == ((0, 1), ())
