"""What other people's engines are told of a problem, by hand."""

from dataclasses import replace

import numpy as np
import pytest
from routes_world import problem_of

from risk.staffing.routes.flat import deal, flatten
from risk.staffing.routes.problem import NEVER, Cut

BASE, A, B = range(3)
MINUTES = np.array([[0.0, 20, 40], [20, 2, 15], [40, 15, 2]])


def flat(places=(A, A, B), crews=(BASE,), **changes):
    return flatten(problem_of(MINUTES, places, crews, **changes))


def test_a_sweep_is_shorter_and_a_split_dearer():
    told = flat(split_money=60.0)
    base = told.start[0]
    assert told.survey_min.tolist() == [20, 20, 20]
    assert told.minutes[base, :3].tolist() == [30, 30, 50]  # 10 more as a first house
    assert told.minutes[0].tolist() == [0, 2, 25, 20]
    assert told.money[base, :3].tolist() == [80, 80, 40]  # B has one house: nobody can share it
    assert told.money[2, :2].tolist() == [75, 75]
    assert told.money[0, 1] == 2


def test_a_crew_freed_in_a_village_goes_on_there():
    told = flat(start_place=np.array([A]), start_village=np.array([A]))
    assert told.minutes[told.start[0], :3].tolist() == [2, 2, 25]


def test_windows_by_the_clock_of_the_engines():
    rests = {"break_min": np.array([30.0]), "break_from_min": np.array([690.0]),
             "break_until_min": np.array([810.0])}  # fmt: skip
    told = flat(due_min=np.array([500.0, 750.0, 900.0]), **rests)
    assert told.due_min.tolist() == [20, 255, 390]  # from 8:00; 12:15 to 12:45 does not count
    assert (told.from_min[0], told.until_min[0]) == (0, 510)
    problem = problem_of(MINUTES, (A, A, B), (BASE,), **rests)
    assert flatten(problem, rests=False).until_min[0] == 540


def test_snow_counts_by_its_share_of_the_day():
    pace = np.ones(48)
    pace[8:11] = 2.0  # three of nine hours
    told = flat(pace=pace)
    assert told.minutes[told.start[0], 2] == pytest.approx(40 * 4 / 3 + 10)


def test_pockets():
    inside = np.array([False, False, True])
    shut = flat(cuts=(Cut(inside, 0.0, NEVER),))
    assert shut.minutes[shut.start[0], 2] == np.inf
    assert shut.minutes[0, 2] == np.inf
    assert shut.minutes[shut.start[0], 0] == 30
    opens = flat(cuts=(Cut(inside, 0.0, 600.0),))
    assert opens.ready_min.tolist() == [-480, -480, 120]


def test_kinds_of_crews_and_where_they_may_go():
    told = flat(
        crews=(BASE, BASE, BASE), skills=np.array([1, 0, 3]), needs=np.array([0, 1, 0])
    )  # what nobody needs makes no kind
    assert told.kind[0] == told.kind[2] != told.kind[1]
    assert told.may[told.kind[0]].all()
    assert told.may[told.kind[1]].tolist() == [True, False, True]


def test_a_proposed_route_goes_to_whom_holds_it():
    problem = problem_of(MINUTES, (A, A, B), (BASE, BASE), held_by=np.array([1, -1, 0]))
    assert deal(problem, flatten(problem), [(0, [0, 1]), (0, [2])]) == [[2], [0, 1]]
    free = replace(problem, jobs=replace(problem.jobs, held_by=np.full(3, -1)))
    assert sorted(deal(free, flatten(free), [(0, [0, 1])])) == [[], [0, 1]]
