"""Larson's exact model: two servers by hand, Erlang's formulas for the whole."""

import numpy as np
import pytest

from risk.errors import ModelError
from risk.staffing.desks.erlang import erlang_b, erlang_c
from risk.staffing.desks.hypercube import hypercube

TWO = np.array([[0, 1], [1, 0]])


def test_two_servers_by_hand():
    """Rates 0.6 and 0.4, service 1: p00 = 0.4, p01 = 0.24, p10 = 0.16, p11 = 0.2."""
    told = hypercube(np.array([0.6, 0.4]), TWO, 1.0, line=False)
    assert told.all_busy == pytest.approx(0.2)
    assert told.workload == pytest.approx([0.42, 0.38])
    assert told.sent.sum() == pytest.approx(0.8)


@pytest.mark.parametrize("servers", [3, 7])
def test_all_busy_is_erlangs(servers):
    rng = np.random.default_rng(servers)
    rate = rng.gamma(2.0, 1.0, 12)
    rate *= 0.6 * servers / rate.sum()
    order = np.argsort(rng.random((12, servers)), axis=1)
    lost = hypercube(rate, order, 1.0, line=False)
    assert lost.all_busy == pytest.approx(erlang_b(servers, rate.sum()))
    waits = hypercube(rate, order, 1.0, line=True)
    assert waits.all_busy == pytest.approx(erlang_c(servers, rate.sum()))
    assert waits.workload.sum() == pytest.approx(rate.sum())


def test_too_many_servers_and_overload_are_refused():
    with pytest.raises(ModelError, match="states"):
        hypercube(np.ones(2), np.tile(np.arange(11), (2, 1)), 0.1, line=False)
    with pytest.raises(ModelError, match="no steady state"):
        hypercube(np.array([1.0, 1.0]), TWO, 1.0, line=True)
