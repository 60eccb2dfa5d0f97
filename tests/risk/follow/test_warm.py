"""The smallest day calls every compiled part."""

import numpy as np

from risk.follow.warm import JOBS, smallest_day, warm
from risk.staffing.routes.regret import regret
from risk.staffing.routes.schedule import schedule
from risk.staffing.routes.verify import verify


def test_all_of_it_can_be_driven_and_one_claim_is_late():
    """Else the questions why would not be asked, and left to be compiled when somebody waits."""
    problem = smallest_day()
    routes = regret(problem)
    assert sorted(job for route in routes for job in route) == list(range(JOBS))
    assert verify(problem, routes) == ()
    assert (schedule(problem, routes).arrive_min > problem.jobs.due_min).tolist() == [True] + [
        False
    ] * (JOBS - 1)


def test_it_runs():
    warm()
    assert np.isfinite(schedule(smallest_day(), regret(smallest_day())).end_min).all()
