"""Costs by hand."""

from dataclasses import replace

import numpy as np
from routes_world import problem_of

from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.problem import NEVER, Cut

BASE, A, B, C = range(4)
LINE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 20


def two(**changes):
    """Two crews from 8 to 17 h at the base."""
    return problem_of(LINE, (A, A, B, C), crews=[BASE, BASE], **changes)


def test_each_part_by_hand():
    problem = two(
        due_min=np.array([500.0, 529, 720, 720]), held_by=np.array([0, 1, -1, -1]),
        late_money_per_min=np.full(4, 2.0), until_min=np.array([600.0, 1020]),
        overtime_max_min=np.array([60.0, 0]), fixed_money=np.array([7.0, 9]),
        split_money=60.0, travel_money_per_min=0.5, overtime_money_per_min=3.0,
    )  # fmt: skip
    cost = cost_of(problem, ((0, 1, 2), ()))  # 500, 530, 570; back at 640
    assert (cost.travel, cost.late, cost.missed, cost.unserved) == (40, 2, 200, 1000)
    assert (cost.overtime, cost.split, cost.moved, cost.fixed) == (120, 0, 40, 7)
    assert (cost.broken, cost.jobs_unserved, cost.jobs_late, cost.jobs_moved) == (0, 1, 1, 1)
    assert cost.total == 40 + 2 + 200 + 1000 + 120 + 40 + 7


def test_a_further_crew_in_a_village_costs_also_when_it_was_there_before():
    problem = two(split_money=60.0)
    assert cost_of(problem, ((0, 1), (2,))).split == 0
    assert cost_of(problem, ((0,), (1,))).split == 60
    been = np.zeros((2, 4), bool)
    been[1, A] = True
    assert cost_of(replace(problem, visited=been), ((0, 1), ())).split == 60
    assert cost_of(replace(problem, visited=been), ((), (0, 1))).split == 0


def test_every_hard_bound_broken_is_counted():
    problem = two(
        last_min=np.array([499.0, NEVER, NEVER, NEVER]), needs=np.array([0, 1, 0, 0]),
        load=np.full(4, 2.0), capacity=np.array([3.0, NEVER]), until_min=np.array([569.0, 1020]),
    )  # fmt: skip
    # job 0 after its last minute, job 1 without skill, two loads of 2, back at 570
    assert cost_of(problem, ((0, 1), ())).broken == 4
    never = two(cuts=(Cut(np.arange(4) == C, 0.0, NEVER),))
    lost = cost_of(never, ((3,), ()))
    assert (lost.broken, lost.jobs_late, lost.late, lost.travel) == (2, 1, 0, 0)
