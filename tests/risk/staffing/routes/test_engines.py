"""PyVRP and VROOM on days small enough to know the best routes of."""

import sys
from itertools import count

import numpy as np
import pytest
from routes_world import problem_of, random_problem

from risk.errors import ModelError
from risk.staffing.routes import vroom_engine
from risk.staffing.routes.problem import NEVER, Cut
from risk.staffing.routes.pyvrp_engine import propose_pyvrp
from risk.staffing.routes.verify import FaultKind, verify
from risk.staffing.routes.vroom_engine import propose_vroom

BASE, A, B, C = range(4)
LINE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 20


def by_pyvrp(problem, *, rounds=60):
    """So many iterations, whatever the machine does beside."""
    return propose_pyvrp(problem, seconds=rounds, seed=1, clock=count().__next__)


def by_vroom(problem):
    return propose_vroom(problem, seconds=1.0)


both = pytest.mark.parametrize("propose", [by_pyvrp, by_vroom])


@both
def test_the_shortest_round(propose):
    problem = problem_of(LINE, (C, A, B), [BASE])
    assert propose(problem)[0] in ((1, 2, 0), (0, 2, 1))


@both
def test_a_village_is_swept_by_one_crew(propose):
    problem = problem_of(LINE, (A, C, A, C), [BASE, BASE], due_min=np.full(4, 570.0),
                         split_money=60.0)  # fmt: skip
    assert sorted(map(sorted, propose(problem))) == [[0, 2], [1, 3]]


@both
def test_skills_decide(propose):
    problem = problem_of(LINE, (A, A, A), [BASE, BASE], skills=np.array([2, 0]),
                         needs=np.array([2, 2, 0]), due_min=np.full(3, 530.0))  # fmt: skip
    assert set(propose(problem)[0]) >= {0, 1}


@both
def test_capacity_bounds_a_route(propose):
    problem = problem_of(LINE, (A, A, A), [BASE], capacity=np.array([2.0]))
    assert len(propose(problem)[0]) == 2


@both
def test_a_day_may_end_anywhere(propose):
    problem = problem_of(LINE, (C,), [BASE], end_place=np.array([-1]), until_min=np.array([570.0]))
    assert propose(problem) == ((0,),)


@both
def test_nobody_is_sent_where_no_road_leads(propose):
    inside = np.array([False, False, False, True])
    problem = problem_of(LINE, (A, C), [BASE], cuts=(Cut(inside, 0.0, NEVER),))
    assert propose(problem) == ((0,),)


@both
def test_what_is_not_worth_the_drive_is_left(propose):
    """VROOM serves whatever it can; PyVRP knows prices."""
    problem = problem_of(LINE, (A, C), [BASE], unserved_money=np.array([1000.0, 50.0]))
    assert set(propose(problem)[0]) == ({0} if propose is by_pyvrp else {0, 1})


@both
def test_no_claims_and_no_crews(propose):
    assert propose(problem_of(LINE, (), [BASE])) == ((),)
    assert propose(problem_of(LINE, (A,), [])) == ()


def test_late_is_dearer_but_better_than_never():
    """Due at 8:30, 20 min away: one in time, the others late, the dear one first."""
    problem = problem_of(LINE, (A, A, A), [BASE], due_min=np.full(3, 510.0),
                         missed_money=np.array([100.0, 500.0, 100.0]))  # fmt: skip
    (route,) = by_pyvrp(problem)
    assert sorted(route) == [0, 1, 2]
    assert route[0] == 1
    cheap = problem_of(LINE, (A, A), [BASE], due_min=np.full(2, 510.0),
                       unserved_money=np.array([1000.0, 150.0]))  # fmt: skip
    assert by_pyvrp(cheap) == ((0,),)


def test_overtime_has_its_price():
    day = {"until_min": np.array([550.0]), "overtime_max_min": np.array([60.0])}
    problem = problem_of(LINE, (A, A), [BASE], **day)
    assert len(by_pyvrp(problem)[0]) == 2  # 20 minutes of it
    dear = problem_of(LINE, (A, A), [BASE], overtime_money_per_min=100.0, **day)
    assert len(by_pyvrp(dear)[0]) == 1


def test_vroom_takes_breaks():
    rest = {"break_min": np.array([60.0]), "break_from_min": np.array([480.0]),
            "break_until_min": np.array([600.0])}  # fmt: skip
    problem = problem_of(LINE, (A, A, A, A), [BASE], until_min=np.array([650.0]), **rest)
    assert verify(problem, by_vroom(problem)) == ()
    assert len(by_vroom(problem)[0]) == 3


@pytest.mark.parametrize("seed", range(3))
@both
def test_random_counties_are_proposed_as_routes(propose, seed):
    """What engines cannot know may be wrong; jobs, crews and skills never are."""
    problem = random_problem(seed)
    faults = {fault.kind for fault in verify(problem, propose(problem))}
    assert not faults & {FaultKind.CREWS, FaultKind.UNKNOWN, FaultKind.TWICE, FaultKind.SKILL}


def test_without_vroom(monkeypatch):
    monkeypatch.setattr(vroom_engine, "find_spec", lambda _: None)
    monkeypatch.setitem(sys.modules, "vroom", None)
    with pytest.raises(ModelError, match="not installed"):
        by_vroom(problem_of(LINE, (A,), [BASE]))
