"""First routes: from all sources, judged by one cost, checked."""

import time

import numpy as np
import pytest
from routes_world import problem_of, random_problem

from risk.errors import ModelError
from risk.staffing.routes import first
from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.first import first_routes
from risk.staffing.routes.verify import verify

BASE, A, B, C = range(4)
LINE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 20


def solve(problem, *, seconds=0.3, engines=("pyvrp",), **options):
    return first_routes(problem, seconds=seconds, seed=1, clock=time.perf_counter, engines=engines,
                        **options)  # fmt: skip


def test_the_best_round_by_whomever():
    problem = problem_of(LINE, (C, A, B), [BASE])
    solved = solve(problem)
    assert solved.cost.travel == 120
    assert solved.tried["engine"].tolist()[:2] == ["own", "pyvrp"]
    assert solved.cost.total == solved.tried["cost_money"].min()


@pytest.mark.parametrize("seed", range(3))
def test_random_counties(seed):
    problem = random_problem(seed)
    solved = solve(problem)
    assert verify(problem, solved.routes) == ()
    assert solved.cost == cost_of(problem, solved.routes)
    assert solved.cost.total <= solved.tried["cost_money"].min()


def test_own_search_alone_and_its_progress():
    shares = []
    solved = solve(random_problem(1), engines=(), workers=1, progress=shares.append)
    assert solved.engine.startswith("own")
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def test_nothing_to_do():
    assert solve(problem_of(LINE, (), [BASE])).routes == ((),)
    left = solve(problem_of(LINE, (A,), []))
    assert (left.routes, left.cost.jobs_unserved) == ((), 1)


def test_where_crews_cost_few_are_used_and_no_engine_is_asked():
    problem = problem_of(LINE, (A, B, C, C), [BASE] * 3, fixed_money=np.full(3, 500.0))
    solved = solve(problem)
    assert solved.tried["engine"].tolist() == ["own", "own+own", "own+own"]
    assert sorted(map(len, solved.routes)) == [0, 0, 4]
    assert (solved.cost.fixed, solved.cost.travel) == (500, 120)


def test_a_proposal_that_is_none_is_told_and_passed_over(monkeypatch):
    monkeypatch.setattr(first, "propose_pyvrp", lambda problem, **_: ((0, 0),))
    solved = solve(problem_of(LINE, (A, B), [BASE]))
    row = solved.tried.set_index("engine").loc["pyvrp"]
    assert row[["unserved", "cost_money", "faults"]].isna().all()
    assert solved.cost.jobs_unserved == 0


def test_an_unheard_of_engine_is_refused():
    with pytest.raises(ModelError, match="jsprit"):
        solve(problem_of(LINE, (A,), [BASE]), engines=("jsprit",))
