"""Queueing formulas against printed figures, each other, and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.staffing.desks.erlang import (
    abandoned,
    answered_within,
    erlang_b,
    erlang_c,
    mean_wait,
    seats_for,
    square_root_seats,
    wait_over,
)


def test_erlang_b_by_hand():
    """Two erlang on five servers: (2⁵/5!) / (1 + 2 + 2 + 4/3 + 2/3 + 4/15) = 4/109."""
    assert erlang_b(5, 2.0) == pytest.approx(4 / 109)
    assert erlang_b(0, 2.0) == 1.0
    assert erlang_b(3, 0.0) == 0.0


def test_garnett_mandelbaum_reiman_2002_table_1():
    """50 agents, 48 calls a minute of one minute, patience two minutes: the printed figures.

    Without abandonment: mean wait 20.8 s, 17 waiting. With it: 3.1 % abandon, mean wait 3.7 s, 90 %
    of customers wait less than 12.5 s, agents are busy 93 % of the time.
    """
    assert mean_wait(50, 48.0, 60.0) == pytest.approx(20.8, abs=0.05)
    assert 0.8 * mean_wait(50, 48.0, 60.0) == pytest.approx(17, abs=0.5)
    lost = abandoned(50, 48.0, service=60.0, patience=120.0)
    assert lost == pytest.approx(0.031, abs=0.0005)
    assert lost * 120.0 == pytest.approx(3.7, abs=0.05)
    assert 48 * (1 - lost) / 50 == pytest.approx(0.93, abs=0.005)
    served = answered_within(50, 48.0, service=60.0, patience=120.0, wait=12.5)
    assert served + lost == pytest.approx(0.905, abs=0.01)


def test_pollaczek_khinchine_for_one_server():
    """M/D/1 at load 0.8: the mean wait is half of M/M/1's four services."""
    assert mean_wait(1, 0.8, 1.0) == pytest.approx(4.0)
    assert mean_wait(1, 0.8, 1.0, cv=0.0) == pytest.approx(2.0)


def test_overload_is_refused_not_answered():
    """At load ≥ servers there is no steady state, so no probability either."""
    for ask in (erlang_c, lambda c, a: mean_wait(c, a, 1.0), lambda c, a: wait_over(c, a, 1.0, 1)):
        with pytest.raises(ModelError, match="no steady state"):
            ask(5, 5.0)
    with pytest.raises(ModelError, match="negative"):
        erlang_b(-1, 2.0)
    with pytest.raises(ModelError, match="at least one seat"):
        answered_within(0, 1.0, service=1.0, patience=1.0, wait=1.0)


def test_much_patience_is_erlang_c():
    """Erlang A with patience without end has Erlang C's waits."""
    told = answered_within(10, 8.0, service=1.0, patience=1e7, wait=0.1)
    assert told == pytest.approx(1 - wait_over(10, 8.0, 1.0, 0.1), abs=1e-5)


@settings(max_examples=25, deadline=None)
@given(load=st.floats(0.01, 80.0), servers=st.integers(1, 90))
def test_shares_are_shares_and_more_seats_never_harm(load, servers):
    times = {"service": 6.0, "patience": 1.5, "wait": 0.3}
    few = answered_within(servers, load, **times)
    more = answered_within(servers + 1, load, **times)
    assert 0 <= few <= more + 1e-12 <= 1 + 2e-12
    lost = abandoned(servers, load, service=6.0, patience=1.5)
    assert 0 <= lost < 1
    assert few + lost <= 1 + 1e-9
    if load < servers:
        assert erlang_b(servers, load) <= erlang_c(servers, load) <= 1


def test_seats_for_are_the_fewest():
    ask = {"service": 6.0, "patience": 1.5, "wait": 0.3}
    for load in (0.0, 0.4, 3.0, 40.0):
        seats = seats_for(load, share=0.9, **ask)
        assert load == 0 or answered_within(seats, load, **ask) >= 0.9
        assert seats == 1 or answered_within(seats - 1, load, **ask) < 0.9
    assert square_root_seats(100.0, 0.9) == int(np.ceil(100 + 1.2816 * 10))
