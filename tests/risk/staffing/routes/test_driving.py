"""A route minute by minute, on three villages of a line."""

from dataclasses import replace

import numpy as np
import pytest
from routes_world import problem_of, random_problem

from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.driving import arrival, departure, drive
from risk.staffing.routes.problem import Cut, Roads
from risk.staffing.routes.regret import regret
from risk.staffing.routes.schedule import schedule
from risk.staffing.routes.verify import verify, verify_schedule

BASE, A, B, C = range(4)
LINE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 20


def line(**changes):
    """One crew from 8 to 17 h at the base; villages 20, 40 and 60 min away; 30 / 20 min surveys."""
    return problem_of(LINE, (A, A, B, C), crews=[BASE], **changes)


def test_a_day_by_hand():
    driven = drive(line(), 0, (0, 1, 2, 3), None)
    assert [v.arrive_min for v in driven.visits] == [500, 530, 570, 620]
    assert [v.finish_min for v in driven.visits] == [530, 550, 600, 650]
    assert (driven.end_min, driven.travel_min) == (710, 120)


def test_nobody_comes_before_a_house_is_ready():
    problem = line(ready_min=np.array([0.0, 0, 700, 0]))
    assert drive(problem, 0, (2,), None).visits[0].finish_min == 730


def test_a_sweep_goes_on_where_the_crew_was_freed():
    problem = line()
    crews = replace(problem.crews, start_place=np.array([A]), start_village=np.array([A]))
    assert drive(replace(problem, crews=crews), 0, (0,), None).visits[0].finish_min == 500


def test_snow_takes_each_hours_share():
    pace = np.ones(48)
    pace[9] = 2.0
    roads = Roads(LINE, pace)
    assert arrival(roads, BASE, B, 520) == 580  # 20 min at 1, then 20 min at 2
    assert arrival(roads, BASE, C, 530) == 620  # 10 at 1, 30 in the hour at 2, 20 at 1
    assert arrival(roads, BASE, BASE, 530) == 530


def test_a_closed_road_is_waited_for():
    inside = np.array([False, False, False, True])
    roads = Roads(LINE, cuts=(Cut(inside, 600.0, 660.0),))
    assert departure(roads, B, C, 570) == 570  # under way for 20 min
    assert departure(roads, B, C, 590) == 660
    assert departure(roads, B, C, 600) == 660
    assert departure(roads, C, C, 600) == 600
    assert departure(roads, B, A, 600) == 600


def test_pockets_one_after_another_are_waited_for_together():
    inside = np.array([False, False, False, True])
    cuts = (Cut(inside, 600.0, 660.0), Cut(inside, 670.0, 700.0))
    assert departure(Roads(LINE, cuts=cuts), B, C, 590) == 700


@pytest.mark.parametrize("seed", range(60))
def test_the_search_tells_the_same_minutes(seed):
    """Snow, pockets, breaks, sweeps, overtime: two programs from the same words agree."""
    problem = random_problem(seed)
    routes = regret(problem)
    told = schedule(problem, routes)
    assert verify_schedule(problem, routes, told) == ()
    assert told.travel_min.sum() == pytest.approx(cost_of(problem, routes).travel)


@pytest.mark.parametrize("seed", range(30))
def test_both_know_what_cannot_be_driven(seed):
    """Routes dealt out blindly: the search counts a bound broken just where the verifier does."""
    problem = random_problem(seed)
    crews = replace(problem.crews, break_min=np.zeros(len(problem.crews)))
    problem = replace(problem, crews=crews)  # where a break lies best the search need not find
    order = np.random.default_rng(seed).permutation(len(problem.jobs))
    routes = tuple(tuple(part.tolist()) for part in np.array_split(order, len(crews)))
    assert bool(verify(problem, routes)) == bool(cost_of(problem, routes).broken)
