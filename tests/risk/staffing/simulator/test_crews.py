from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.settings import Staffing
from risk.staffing.simulator.crews import Pool, called, placed, pools, shift_bounds_h
from risk.staffing.simulator.shifts import crew_shifts
from risk.staffing.simulator.table import (
    cost_money,
    crew_table,
    placed_from_table,
    totals_by_day,
)

OFF_H = np.array([[6.0, 18.0], [30.0, 42.0], [54.0, 66.0], [78.0, 90.0]])
ON_H = np.array([[0.0, 6.0], [18.0, 30.0], [42.0, 54.0], [66.0, 78.0]])


def need(*rows: tuple[int, int]) -> np.ndarray:
    return np.array(rows, np.int64)


def test_shifts_count_from_the_start(severe):
    """A storm at 14:00: 6 h of day shift are left, the night runs to 08:00, then whole shifts."""
    on, off = shift_bounds_h(2, severe.scenario, Staffing())
    assert on.tolist() == [[0, 6], [18, 30]]
    assert off.tolist() == [[6, 18], [30, 42]]
    assert severe.scenario.starts_at == datetime(2026, 7, 1, 14)


def test_pools_come_by_cost_then_lag(lenders, severe):
    """Standby is first; a lender without a cost costs what an own crew-day costs."""
    found = pools(lenders, severe.scenario, Staffing())
    assert [p.source for p in found] == ["standby", "far", "cheap", "near"]
    assert (found[1].cost_money, found[1].stay_min_days) == (800.0, 1)


def test_called_crews_respect_lag_limit_and_stay():
    """A pool of 3 that needs 20 h works from the second day and stays two days."""
    pool = Pool("L", 3, 20.0, 2, 1.0)
    found = called(need((5, 0), (2, 3), (0, 0), (0, 0)), [pool], OFF_H)
    assert found[0].tolist() == [[0, 0], [0, 3], [3, 0], [0, 0]]


def test_cheaper_pools_go_first():
    """The second pool covers only what the first cannot."""
    first, second = Pool("a", 2, 0.0, 1, 1.0), Pool("b", 9, 0.0, 1, 2.0)
    found = called(need((5, 0), (1, 0), (0, 2), (0, 0)), [first, second], OFF_H)
    assert found[:, :, 0].tolist() == [[2, 1, 0, 0], [3, 0, 0, 0]]
    assert found[:, :, 1].tolist() == [[0, 0, 2, 0], [0, 0, 0, 0]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=4),
    st.lists(
        st.tuples(st.integers(0, 8), st.floats(0, 60), st.integers(1, 4)), min_size=1, max_size=3
    ),
)
def test_no_pool_is_overdrawn(rows, limits):
    """Whatever is needed: never more than a pool has, never before it can come, never fewer than
    are needed while the pool has more."""
    found_pools = [Pool(str(i), n, h, stay, 1.0) for i, (n, h, stay) in enumerate(limits)]
    wanted = need(*rows)
    found = called(wanted, found_pools, OFF_H)
    for pool, crews in zip(found_pools, found, strict=True):
        assert (crews.sum(axis=1) <= pool.crews_max).all()
        assert (crews[pool.from_h > OFF_H - 1.0] == 0).all()
    free = Pool("free", 1000, 0.0, 1, 1.0)
    covered = called(wanted, [*found_pools, free], OFF_H).sum(axis=0)
    assert (covered >= wanted).all()


def test_crews_go_where_the_work_is(bases):
    """Own crews stay at their base; called ones go to the base with most claims per crew."""
    extra = np.zeros((1, 1, 2), np.int64)
    extra[0, 0] = 3, 1
    found = placed(extra, bases, np.array([40.0, 20.0]))
    assert found[0, 0].tolist() == [[2, 1], [1, 0]]
    assert found[1, 0, 0].tolist() == [2, 1]
    assert found[1, 0, 1].tolist() == [0, 1]


def test_table_and_crews_are_the_same(bases, lenders, severe):
    """A plan's table read back gives the same crews, totals and cost."""
    sources = pools(lenders, severe.scenario, Staffing())
    extra = called(need((2, 1), (9, 2), (3, 0), (0, 0)), sources, OFF_H)
    crews = placed(extra, bases, np.array([40.0, 20.0]))
    table = crew_table(crews, sources, bases, severe.scenario)
    assert (placed_from_table(table, sources, bases, 4) == crews).all()
    totals = totals_by_day(table, 4, severe.scenario)
    assert (totals["total"] == totals["day_shift"] + totals["night_shift"]).all()
    assert totals["total"].tolist() == [4 + 3, 4 + 11, 4 + 6, 4 + 6]  # 6 of them must stay 3 days
    money = (table["source"].map({"near": 1500.0, "cheap": 1000.0}).fillna(800.0)) * table["crews"]
    assert cost_money(crews, sources, Staffing()) == money.sum()


def test_crew_shifts_are_cut_to_what_is_possible(bases, lenders, severe):
    """The lender with a lag of 4 h starts then; shifts come in order; the eve's watch is on."""
    sources = pools(lenders, severe.scenario, Staffing())
    extra = np.zeros((len(sources), 4, 2), np.int64)
    extra[[p.source for p in sources].index("near"), 0, 0] = 1
    crews = placed(extra, bases, np.array([1.0, 0.0]))
    found = crew_shifts(crews, bases, sources, ON_H, OFF_H, eve_off_h=2.0, settings=Staffing())
    assert (np.diff(found.on_h) >= 0).all()
    lent = found.source == "near"
    assert (found.on_h[lent].tolist(), found.off_h[lent].tolist()) == ([4.0], [6.0])
    assert 2.0 in found.off_h[found.on_h == 0]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("base_id", "B9", "unknown base_id 'B9'"),
        ("source", "nobody", "unknown source 'nobody'"),
        ("shift", "noon", "unknown shift 'noon'"),
        ("day", 9, "a day is not 0 to 3"),
        ("crews", -1, "negative"),
    ],
)
def test_an_impossible_table_is_refused(bases, column, value, words):
    """A plan changed by hand is checked before it is simulated."""
    row = {"day": 0, "shift": "day", "base_id": "B1", "source": "own", "crews": 1, column: value}
    with pytest.raises(ModelError, match=words):
        placed_from_table(pd.DataFrame([row]), [], bases, 4)
    with pytest.raises(ModelError, match="column shift is missing"):
        placed_from_table(pd.DataFrame([row]).drop(columns="shift"), [], bases, 4)
