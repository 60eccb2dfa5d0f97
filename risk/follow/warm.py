"""Compile what a dispatch day needs before somebody waits for it: ``python -m risk.follow.warm``.

Compiled code is kept on the disk, so only the first start of an installation takes its time.
"""

from time import monotonic

import numpy as np

from risk.staffing.reasons import why_all
from risk.staffing.routes import Crews, Jobs, Problem, Roads
from risk.staffing.routes.chance import day_chance
from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.improve import improve
from risk.staffing.routes.insert import best_insertion
from risk.staffing.routes.regret import regret
from risk.staffing.routes.schedule import schedule
from risk.terms import Tier

JOBS = 6


def smallest_day() -> Problem:
    """Two crews at one base, six claims in three villages, one of them too late for anybody."""
    n, k = JOBS, 2
    due = np.full(n, 900.0)
    due[0] = 1.0
    jobs = Jobs(
        ids=tuple(f"J{i}" for i in range(n)),
        place=np.arange(n) // 2 + 1,
        village=np.arange(n) // 2,
        ready_min=np.zeros(n),
        due_min=due,
        last_min=np.full(n, np.inf),
        late_money_per_min=np.ones(n),
        missed_money=np.ones(n),
        unserved_money=np.full(n, 1000.0),
        first_min=np.full(n, 30.0),
        next_min=np.full(n, 20.0),
        needs=np.zeros(n, np.int64),
        load=np.ones(n),
        held_by=np.full(n, -1),
        move_money=np.zeros(n),
    )
    crews = Crews(
        ids=("A", "B"),
        start_place=np.zeros(k, np.int64),
        end_place=np.zeros(k, np.int64),
        start_village=np.full(k, -1),
        from_min=np.full(k, 480.0),
        until_min=np.full(k, 1080.0),
        overtime_max_min=np.zeros(k),
        skills=np.zeros(k, np.int64),
        break_min=np.full(k, 30.0),
        break_from_min=np.full(k, 690.0),
        break_until_min=np.full(k, 810.0),
        capacity=np.full(k, np.inf),
        fixed_money=np.zeros(k),
    )
    apart = np.abs(np.subtract.outer(np.arange(4), np.arange(4))) * 20.0 + 4.0
    return Problem(jobs, crews, Roads(apart))


def warm() -> None:
    """Call every compiled part once."""
    problem = smallest_day()
    routes = regret(problem)
    routes = improve(problem, routes, clock=monotonic, seconds=0.1, seed=1)
    best_insertion(problem, (routes[0], ()), routes[1][0] if routes[1] else routes[0][0])
    cost_of(problem, routes)
    schedule(problem, routes)
    day_chance(problem, routes, [Tier.RURAL.value] * JOBS, share_target=0.9, seed=1)
    why_all(problem, routes)


if __name__ == "__main__":
    warm()
