"""Calls under a saved plan: appended, never changed, by who may, of whom the plan calls."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from risk.errors import OperationsError
from risk.operations import audit, save_plan
from risk.operations.deed import Doer
from risk.operations.plan_calls import CallAnswer, PlanCall, plan_calls, record_plan_call
from risk.operations.store import open_store
from risk.terms import Role

NOW = datetime(2026, 7, 2, 18)
BY = Doer("li", Role.DISPATCHER, NOW)
CREWS = [[0, "day", "B1", "own", 3, 0.0], [0, "day", "B1", "L1", 4, 0.0]]
CALL = PlanCall("L1", CallAnswer.PROMISED, NOW - timedelta(minutes=5), 4, NOW + timedelta(hours=6))


@pytest.fixture
def con(tmp_path):
    found = open_store(tmp_path / "operations.sqlite")
    save_plan(found, "storm", "li", NOW, {"crews": CREWS})
    yield found
    found.close()


def test_calls_are_kept_in_order_with_who_and_when(con):
    """One nobody answered, then the promise; each stands in the audit."""
    missed = PlanCall("L1", CallAnswer.NO_ANSWER, NOW - timedelta(minutes=20))
    for call in (CALL, missed):
        record_plan_call(con, 1, call, by=BY)
    told = plan_calls(con, 1)
    assert told["answer"].tolist() == ["no_answer", "promised"]
    assert told["crews"].tolist() == [0, 4]
    assert told["there_at"].isna().tolist() == [True, False]
    assert told["there_at"].iloc[1] == CALL.there_at
    assert set(told["user"]) == {"li"}
    deeds = audit.rows(con, 10)
    assert set(zip(deeds["action"], deeds["object"], strict=True)) == {("plan call", "plan 1 L1")}
    assert len(deeds) == 2
    assert plan_calls(con, 7).empty


def test_a_call_is_never_changed(con):
    """Neither mended nor taken out."""
    record_plan_call(con, 1, CALL, by=BY)
    for sql in ("UPDATE plan_call SET crews = 9", "DELETE FROM plan_call"):
        with pytest.raises(sqlite3.IntegrityError, match="only appended"):
            con.execute(sql)


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (replace(CALL, source="own"), "calls no 'own'"),
        (replace(CALL, source="L9"), "calls no 'L9'"),
        (replace(CALL, called_at=NOW + timedelta(minutes=1)), "lies ahead"),
        (replace(CALL, crews=0), "with a promise"),
        (replace(CALL, answer=CallAnswer.REFUSED), "with a promise"),
        (replace(CALL, there_at=NOW - timedelta(hours=1)), "before they were called"),
    ],
)
def test_what_does_not_hold_together_is_refused(con, call, why):
    """In words; nothing is kept."""
    with pytest.raises(OperationsError, match=why):
        record_plan_call(con, 1, call, by=BY)
    assert plan_calls(con, 1).empty


def test_who_may_not_record_is_refused_and_named(con):
    """An analyst plans; calls are a dispatcher's to write down."""
    with pytest.raises(OperationsError, match="may not do this"):
        record_plan_call(con, 1, CALL, by=replace(BY, role=Role.ANALYST))
    assert audit.rows(con, 1)["result"].iloc[0] == "refused"
    with pytest.raises(OperationsError, match="no plan 2"):
        record_plan_call(con, 2, CALL, by=BY)
