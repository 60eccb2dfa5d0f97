"""Decisions about reports: appended, the last counts, nobody overwrites another unseen."""

import sqlite3

import pytest

from risk.desk import Verdict, resolve
from risk.desk.decisions import pair_subject, size_subject
from risk.errors import ModelError, OperationsError
from risk.operations import audit
from risk.operations.desk import decide, decisions, last_number
from risk.terms import Role
from tests.tiny_world import NOW

PAIR = pair_subject("R2", "R1")
LI = {"user": "li", "role": Role.ANALYST, "at": NOW}


def test_a_decision_is_kept_with_who_when_and_why(con):
    """Order of the two reports does not matter; the audit knows of it."""
    number = decide(con, PAIR, Verdict.SAME, why="同一电话", **LI)
    row = decisions(con).iloc[0]
    assert (row["number"], row["user"], row["why"]) == (number, "li", "同一电话")
    assert resolve(decisions(con)).same == {("R1", "R2")}
    assert audit.rows(con)["action"].iloc[0] == "report desk same"
    assert last_number(con) == number


def test_what_was_said_can_be_taken_back(con):
    """Taking back is a row of its own; the first stays on record."""
    first = decide(con, PAIR, Verdict.SAME, **LI)
    decide(con, PAIR, Verdict.OPEN, seen=first, **LI)
    assert len(decisions(con)) == 2
    assert resolve(decisions(con)).same == frozenset()


def test_two_who_decide_at_once_are_told(con):
    """The second sees who was first and what was said; looking again lets it through."""
    first = decide(con, PAIR, Verdict.SAME, seen=0, **LI)
    other = {**LI, "user": "wang"}
    with pytest.raises(OperationsError, match="li decided this meanwhile"):
        decide(con, PAIR, Verdict.APART, seen=0, **other)
    decide(con, PAIR, Verdict.APART, seen=first, **other)
    assert resolve(decisions(con)).apart == {("R1", "R2")}


def test_who_may_not_decide_is_refused_and_written_down(con):
    """A viewer's try leaves a row in the audit and no decision."""
    with pytest.raises(OperationsError, match="may not decide"):
        decide(con, PAIR, Verdict.SAME, user="guest", role=Role.VIEWER, at=NOW)
    assert decisions(con).empty
    assert audit.rows(con)["result"].iloc[0] == "refused"


def test_an_answer_must_fit_its_question(con):
    """A pair is not split into houses."""
    with pytest.raises(ModelError):
        decide(con, PAIR, Verdict.SPLIT, value="3", **LI)
    decide(con, size_subject("R1"), Verdict.SPLIT, value="3", **LI)
    assert resolve(decisions(con)).split == {"R1": 3}


def test_decisions_are_only_appended(con):
    """The store itself refuses to change or remove one."""
    decide(con, PAIR, Verdict.SAME, **LI)
    for statement in ("UPDATE desk_decision SET verdict = 'apart'", "DELETE FROM desk_decision"):
        with pytest.raises(sqlite3.IntegrityError, match="only appended"):
            con.execute(statement)
