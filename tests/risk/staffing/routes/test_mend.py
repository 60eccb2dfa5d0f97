"""Proposals that break something, mended."""

import numpy as np
import pytest
from routes_world import problem_of, random_problem

from risk.staffing.routes.mend import mend
from risk.staffing.routes.verify import verify

BASE, A, B, C = range(4)
LINE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 20


def test_good_routes_stay():
    problem = problem_of(LINE, (A, B, C), [BASE])
    assert mend(problem, [[2, 1, 0]]) == ((2, 1, 0),)


def test_the_job_that_comes_too_late_is_put_elsewhere():
    last = np.array([510.0, np.inf, np.inf])
    problem = problem_of(LINE, (A, B, C), [BASE], last_min=last)
    assert mend(problem, [[2, 1, 0]]) == ((0, 2, 1),)


def test_a_day_too_long_loses_what_is_cheapest_to_leave():
    problem = problem_of(LINE, (A, A, A), [BASE], until_min=np.array([570.0]),
                         unserved_money=np.array([900.0, 500.0, 900.0]))  # fmt: skip
    assert mend(problem, [[0, 1, 2]]) == ((0, 2),)


def test_what_is_left_out_is_taken_up_where_it_pays():
    problem = problem_of(LINE, (A, B, C), [BASE, BASE])
    assert sorted(j for route in mend(problem, [[0], []]) for j in route) == [0, 1, 2]


def test_no_routes_at_all_are_refused():
    problem = problem_of(LINE, (A, B), [BASE])
    assert mend(problem, [[0, 0]]) is None
    assert mend(problem, [[0], [1]]) is None


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_proposed_can_be_driven_afterwards(seed):
    problem = random_problem(seed)
    rng = np.random.default_rng(seed)
    proposed = np.array_split(rng.permutation(len(problem.jobs)), len(problem.crews))
    assert verify(problem, mend(problem, [route.tolist() for route in proposed])) == ()
