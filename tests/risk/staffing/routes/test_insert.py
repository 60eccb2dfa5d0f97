"""The best place for a job, against every place priced by itself."""

import numpy as np
import pytest
from routes_world import random_problem

from risk.errors import ModelError
from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.insert import best_insertion
from risk.staffing.routes.regret import regret
from risk.staffing.routes.verify import verify


def priced(problem, routes, job, crews):
    """Least extra money of all places that break nothing new, by ``cost_of`` alone."""
    before = cost_of(problem, routes)
    left = problem.jobs.unserved_money[job]
    for k in crews:
        for at in range(len(routes[k]) + 1):
            tried = list(map(list, routes))
            tried[k].insert(at, job)
            cost = cost_of(problem, tried)
            if cost.broken <= before.broken:
                yield cost.total - before.total + left


@pytest.mark.parametrize("seed", range(12))
def test_no_place_is_cheaper(seed):
    problem = random_problem(seed, jobs=9)
    routes = regret(problem)
    may = np.array([True, seed % 2 == 0, True])
    for job in range(3):
        without = [[j for j in route if j != job] for route in routes]
        every = list(priced(problem, without, job, np.flatnonzero(may)))
        found = best_insertion(problem, routes, job, crews=may)
        assert (found is None) == (not every)
        if found is not None:
            assert found.extra_money == pytest.approx(min(every))
            assert found.routes[found.crew][found.position] == job
            assert verify(problem, found.routes) == ()


def test_a_job_that_is_not_there_is_refused():
    with pytest.raises(ModelError, match="no job 99"):
        best_insertion(random_problem(0), [()] * 3, 99)
