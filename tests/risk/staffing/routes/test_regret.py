"""Routes built by regret, and the places it is built from."""

from dataclasses import replace

import numpy as np
import pytest
from routes_world import problem_of, random_problem

from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.insert import best_insertion
from risk.staffing.routes.packed import lay, pack
from risk.staffing.routes.plan import new_plan
from risk.staffing.routes.regret import _ask, regret
from risk.staffing.routes.verify import verify
from risk.staffing.routes.walk import tour_money

LINE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 20


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_broken_and_nothing_left_that_pays(seed):
    problem = random_problem(seed)
    routes = regret(problem)
    assert verify(problem, routes) == ()
    for job in set(range(12)) - {j for route in routes for j in route}:
        place = best_insertion(problem, routes, job)
        # a place may pay only where lateness saved elsewhere makes it: the search's to find
        assert place is None or place.extra_money > problem.jobs.unserved_money[job] - 200


def test_what_is_on_a_route_stays_in_its_order():
    problem = random_problem(3)
    kept = ((4, 2), (), (7,))
    for before, after in zip(kept, regret(problem, kept), strict=True):
        assert [j for j in after if j in before] == list(before)


def test_the_job_with_one_crew_goes_first():
    """One place in time for two jobs: that which the other crew cannot do gets it."""
    problem = problem_of(
        LINE, (1, 1), crews=[0, 0], needs=np.array([0, 1]), skills=np.array([1, 0]),
        last_min=np.full(2, 505.0),
    )  # fmt: skip
    assert regret(problem, k=2) == ((1,), (0,))


def test_a_job_is_left_where_that_is_cheaper():
    problem = problem_of(LINE, (3,), crews=[0], unserved_money=np.array([119.0]))
    assert regret(problem) == ((),)
    assert cost_of(problem, regret(problem)).total == 119


@pytest.mark.parametrize("seed", range(8))
def test_a_place_judged_by_what_the_rest_bears_is_the_place_walked_to(seed):
    """Without snow and breaks no place is passed over, and the money is that of the whole route."""
    problem = random_problem(seed, jobs=14)
    crews = replace(problem.crews, break_min=np.zeros(3))
    roads = replace(problem.roads, pace=np.full(48, 1.3), cuts=())
    problem = replace(problem, crews=crews, roads=roads)
    routes = [[j for j in route if j > 4] for route in regret(problem)]
    w, tours = pack(problem), lay(problem, routes)
    plan, before = new_plan(w, tours), tour_money(w, tours)
    money, places = np.zeros((14, 3)), np.zeros((14, 3), np.int64)
    for k in range(3):
        _ask(w, plan, k, money, places)
        for job in range(5):
            walked = [
                money_with(problem, w, routes, k, at, job) for at in range(len(routes[k]) + 1)
            ]
            least = min(walked) - before[k]
            assert (places[job, k] >= 0) == (least < w.unserved[job])
            assert money[job, k] == pytest.approx(min(least, w.unserved[job]))


def money_with(problem, w, routes, k, at, job):
    """Money of crew k's whole route with a job put in."""
    tried = [list(route) for route in routes]
    tried[k].insert(at, job)
    return tour_money(w, lay(problem, tried))[k]
