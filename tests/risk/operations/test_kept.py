"""What plans said is kept, in order, and never changed."""

import sqlite3
from contextlib import closing
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from risk.errors import OperationsError
from risk.operations import audit, open_operations, verify_chain
from risk.operations.drills import append_step, begin_drill, end_drill, list_drills, load_drill
from risk.operations.kept import (
    JUDGED_COLUMNS,
    SaidPlan,
    append_said,
    keep_judged,
    last_judged,
    list_said,
)
from risk.terms import Role

NOW = datetime(2026, 1, 5, 9)
TIERS = pd.DataFrame(
    {"tier": ["all", "town"], "claims_mean": [10.0, 0.0], "expected_share": [0.9, np.nan],
     "p_event_share": [0.8, np.nan], "p_lo": [0.7, np.nan], "p_hi": [0.9, np.nan]}
)  # fmt: skip
WHO = {"user": "li", "role": Role.ANALYST, "at": NOW}


def said(number: str = "a") -> SaidPlan:
    """A plan for a storm of the fifth of January."""
    return SaidPlan(number, None, "storm", "storm", NOW, date(2026, 1, 4), 0.9, TIERS)


def drill(con) -> int:
    """An opened drill."""
    return begin_drill(
        con, name="storm", origin="event:E1", seed=1, synthetic=True, data_version="v1",
        code_version="c", participants="manager", **WHO,
    )  # fmt: skip


def test_what_a_plan_said_comes_back(ws):
    """Two tiers; what was not told stays unknown; the audit names it."""
    with closing(open_operations(ws)) as con:
        made = {"data_version": "v1", "code_version": "c", "seed": 1}
        first = append_said(con, said(), **made, **WHO)
        append_said(con, said("b"), **made, **WHO)
        rows = list_said(con)
        assert rows["id"].tolist() == [first, first, first + 1, first + 1]
        assert rows["event_id"].isna().all()
        town = rows.iloc[1]
        assert town["tier"] == "town"
        assert np.isnan(town["p_event_share"])
        assert np.isnan(town["model_lo"])
        assert audit.rows(con)["action"].iloc[0] == "keep what a plan says"
        assert verify_chain(con) == []
        with pytest.raises(sqlite3.IntegrityError, match="only appended"):
            con.execute("UPDATE plan_said SET name = 'x'")
        with pytest.raises(sqlite3.IntegrityError, match="only appended"):
            con.execute("DELETE FROM plan_said_tier")


def test_a_back_test_comes_back(ws):
    """The newest run counts; unknown numbers stay unknown."""
    row = ("E1", "storm", "storm", 2024, "plan", "all", 20, 11.0, 12, 1, 0.9, 0.8, 0.7, 0.9, None,
           0.8, 1.0, 0.5)  # fmt: skip
    with closing(open_operations(ws)) as con:
        assert last_judged(con) is None
        made = {"data_version": "v1", "code_version": "c", "seed": 1, "made_at": NOW}
        for events in (1, 2):
            rows = [(f"E{i}", *row[1:]) for i in range(events)]
            keep_judged(con, pd.DataFrame(rows, columns=list(JUDGED_COLUMNS)), **made)
        run, judged = last_judged(con)
        assert run["data_version"] == "v1"
        assert len(judged) == 2
        assert np.isnan(judged["share"].iloc[0])
        assert judged["kept"].tolist() == [0.5, 0.5]


def test_a_drill_goes_forward_only(ws):
    """Steps in order of hours; after its end none; each audited."""
    with closing(open_operations(ws)) as con:
        number = drill(con)
        append_step(con, number, 2.0, {"kind": "standby", "crews": 2}, seen=0, **WHO)
        append_step(con, number, 5.0, {"kind": "clock"}, seen=1, **WHO)
        with pytest.raises(OperationsError, match="meanwhile"):
            append_step(con, number, 5.0, {"kind": "clock"}, seen=1, **WHO)
        with pytest.raises(OperationsError, match="past of a drill"):
            append_step(con, number, 4.0, {"kind": "clock"}, seen=2, **WHO)
        assert load_drill(con, number).score is None
        end_drill(con, number, {"share": 0.8}, **WHO)
        with pytest.raises(OperationsError, match="over"):
            append_step(con, number, 6.0, {"kind": "clock"}, seen=2, **WHO)
        with pytest.raises(OperationsError, match="over"):
            end_drill(con, number, {}, **WHO)
        kept = load_drill(con, number)
        assert kept.steps == ((2.0, {"kind": "standby", "crews": 2}), (5.0, {"kind": "clock"}))
        assert kept.score == {"share": 0.8}
        assert [d.id for d in list_drills(con)] == [number]
        assert len(audit.rows(con)) == 4
        with pytest.raises(OperationsError, match="no drill"):
            load_drill(con, 99)
