"""The search: never worse, always what it says, best where the best is known."""

from dataclasses import replace
from itertools import count, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routes_world import problem_of, random_problem

from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.improve import improve
from risk.staffing.routes.regret import regret
from risk.staffing.routes.verify import verify

LINE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 20


def searched(problem, routes, *, readings=150, **options):
    """The search with a clock that is read so often, and the last cost it told."""
    ticks, told = count(), []
    found = improve(
        problem, routes, clock=lambda: float(next(ticks)), seconds=float(readings),
        seed=options.pop("seed", 1), on_progress=lambda _, cost: told.append(cost), **options,
    )  # fmt: skip
    return found, told[-1]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_it_breaks_nothing_is_never_worse_and_costs_what_it_says(seed):
    problem = random_problem(seed)
    routes = regret(problem)
    found, told = searched(problem, routes, seed=seed, readings=60)
    assert verify(problem, found) == ()
    assert cost_of(problem, found).total <= cost_of(problem, routes).total + 1e-6
    assert cost_of(problem, found).total == pytest.approx(told)


def test_it_finds_the_best_of_all_routes():
    """Five jobs, two crews: every split in every order, priced."""
    problem = random_problem(11, jobs=5, crews=2)
    every = (
        cost_of(problem, (order[:a], order[a:b]))
        for order in permutations(range(5))
        for a in range(6)
        for b in range(a, 6)
    )
    best = min(cost.total for cost in every if not cost.broken)
    found, _ = searched(problem, ((), ()))
    assert cost_of(problem, found).total == pytest.approx(best)


def test_the_same_seed_and_clock_give_the_same_routes():
    problem = random_problem(5, jobs=30)
    first, _ = searched(problem, regret(problem), seed=3)
    again, _ = searched(problem, regret(problem), seed=3)
    assert first == again


def test_most_moves_holds():
    problem = random_problem(8, jobs=20)
    held = np.arange(20) % 3
    jobs = replace(problem.jobs, held_by=held, move_money=np.zeros(20), needs=np.zeros(20, int),
                   last_min=np.full(20, np.inf))  # fmt: skip
    free = replace(problem.crews, capacity=np.full(3, np.inf), overtime_max_min=np.full(3, 1e4))
    problem = replace(problem, jobs=jobs, crews=free, roads=replace(problem.roads, cuts=()))
    given_routes = tuple(tuple(np.flatnonzero(held == k).tolist()) for k in range(3))
    costs = []
    for most in (0, 3, None):
        found, _ = searched(problem, given_routes, most_moves=most)
        crew = np.full(20, -1)
        for k, route in enumerate(found):
            crew[list(route)] = k
        assert most is None or (crew != held).sum() <= most
        costs.append(cost_of(problem, found).total)
    assert costs[0] >= costs[1] >= costs[2]
    assert costs[0] > costs[2]


def test_it_does_with_fewer_crews_where_they_cost():
    problem = problem_of(LINE, (1, 2, 3, 3), crews=[0, 0, 0], fixed_money=np.full(3, 500.0),
                         capacity=np.full(3, 4.0))  # fmt: skip
    found, _ = searched(problem, ((0,), (1,), (2, 3)))
    assert sorted(map(len, found)) == [0, 0, 4]


def test_routes_that_break_a_bound_are_mended():
    problem = problem_of(LINE, (1, 2, 3, 3), crews=[0, 0], capacity=np.full(2, 2.0),
                         last_min=np.full(4, 600.0))  # fmt: skip
    found, _ = searched(problem, ((3, 2, 1, 0), ()))
    assert verify(problem, found) == ()
    assert cost_of(problem, found).jobs_unserved == 0


def test_nothing_to_do_is_done():
    problem = problem_of(LINE, (), crews=[0])
    assert improve(problem, ((),), clock=lambda: 0.0, seconds=1, seed=1) == ((),)
