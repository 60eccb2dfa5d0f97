"""Published problems with time windows: routes that keep everything, near the best known.

Distances are added up from the file's points, by nothing of the product.
"""

import json
from itertools import count, pairwise
from math import dist

import pytest

from benchmarks.cases.routes import read_published
from risk.staffing.routes.cost import cost_of
from risk.staffing.routes.improve import improve
from risk.staffing.routes.pyvrp_engine import propose_pyvrp
from risk.staffing.routes.verify import verify

pytestmark = pytest.mark.real
WITHIN = 1.05


@pytest.fixture(scope="module")
def folder(real_data):
    return real_data("vrptw")


def distance(points, routes):
    """Of closed rounds from the first point."""
    rounds = [[0, *(job + 1 for job in route), 0] for route in routes]
    return sum(dist(points[a], points[b]) for tour in rounds for a, b in pairwise(tour))


@pytest.mark.parametrize("name", ["C101", "R101", "RC208"])
def test_least_distance(folder, name):
    case = read_published(folder / f"{name}.txt")
    points, problem = case.xy, case.problem
    best = json.loads((folder / "BKS.json").read_text())[f"{name}_distance"]["best_known_cost"]
    ticks = count(step=0.01)
    start = propose_pyvrp(problem, seconds=1.0, seed=1, clock=lambda: next(ticks))
    routes = improve(problem, start, clock=lambda: next(ticks), seconds=1.0, seed=1)
    assert verify(problem, routes) == ()
    assert cost_of(problem, routes).jobs_unserved == 0
    assert distance(points, routes) == pytest.approx(cost_of(problem, routes).travel)
    assert round(best, 2) <= round(distance(points, routes), 2) <= WITHIN * best
