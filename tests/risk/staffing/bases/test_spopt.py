"""The same optima as spopt, the peer, on a small town of streets."""

from dataclasses import replace

import numpy as np
import pulp
import pytest
from siting_worlds import street as made_street
from spopt.locate import LSCP, MCLP, PCenter, PMedian

from risk.staffing.bases import lscp, mclp, p_center, p_median

SOLVER = {"msg": False, "threads": 1}
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pulp")


@pytest.fixture(scope="module")
def street():
    return made_street()


def solved(model):
    return model.solve(pulp.HiGHS(**SOLVER)).problem.objective.value()


def test_set_covering(street):
    peer = solved(LSCP.from_cost_matrix(street.minutes[0].T, 22.0))
    assert lscp(street).objective == pytest.approx(peer)


@pytest.mark.parametrize("p", [2, 3])
def test_maximal_covering(street, p):
    peer = solved(MCLP.from_cost_matrix(street.minutes[0].T, street.weight, 22.0, p))
    assert mclp(street, p).objective * street.weight.sum() == pytest.approx(peer)


def test_maximal_covering_with_a_site_that_stays(street):
    stays = np.isin(np.arange(12), [0])
    peer = MCLP.from_cost_matrix(
        street.minutes[0].T, street.weight, 22.0, 3, predefined_facilities_arr=stays.astype(int)
    )
    ours = mclp(replace(street, stays=stays), 3)
    assert ours.objective * street.weight.sum() == pytest.approx(solved(peer))


@pytest.mark.parametrize("p", [1, 4])
def test_median(street, p):
    peer = solved(PMedian.from_cost_matrix(street.minutes[0].T, street.weight, p))
    assert p_median(street, p).objective * street.weight.sum() == pytest.approx(peer)


def test_centre(street):
    peer = solved(PCenter.from_cost_matrix(street.minutes[0].T, 3))
    assert p_center(street, 3).objective * 22.0 == pytest.approx(peer)
