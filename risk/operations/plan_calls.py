"""Calls to the standby and to lenders under a saved plan: when they were made, what came of them.

Nothing is overwritten: a call nobody answered stays beside the one that brought crews.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pandas as pd

from risk.errors import OperationsError
from risk.operations.deed import RECORDERS, Doer, admit, rows, text, write_down
from risk.operations.scenarios import load_plan
from risk.operations.store import transaction


class CallAnswer(StrEnum):
    """What came of a call."""

    PROMISED = "promised"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class PlanCall:
    """One call.

    Attributes:
        source: ``standby``, or a lender's id.
        answer: what came of it.
        called_at: when it was made, local wall time.
        crews: promised; 0 where none are.
        there_at: when the crews promised are to be there; None: not said.
    """

    source: str
    answer: CallAnswer
    called_at: datetime
    crews: int = 0
    there_at: datetime | None = None


def record_plan_call(con: sqlite3.Connection, plan_id: int, call: PlanCall, *, by: Doer) -> None:
    """Write a call under a saved plan down.

    Raises:
        OperationsError: the role may not record (audited too), there is no such plan or the plan
            calls no such source, the call lies ahead, or crews and answer do not go together.
    """
    what = f"plan {plan_id} {call.source}"
    admit(con, by, RECORDERS, "plan call", what)
    called = {str(row[3]) for row in load_plan(con, plan_id).payload["crews"]} - {"own"}
    if call.source not in called:
        raise OperationsError(
            f"plan {plan_id} calls no {call.source!r}", remedy="choose one of the plan"
        )
    _refuse_odd(call, by.at)
    with transaction(con):
        con.execute(
            "INSERT INTO plan_call"
            " (plan_id, source, answer, crews, called_at, there_at, user, role, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                plan_id, call.source, call.answer.value, call.crews, text(call.called_at),
                text(call.there_at) if call.there_at else None, by.user, str(by.role), text(by.at),
            ),
        )  # fmt: skip
        told = {"answer": call.answer, "crews": call.crews, "called_at": text(call.called_at)}
        write_down(con, by, "plan call", what, told)


def _refuse_odd(call: PlanCall, now: datetime) -> None:
    if call.called_at > now:
        raise OperationsError("the call lies ahead", remedy="write it down once it was made")
    if (call.answer is CallAnswer.PROMISED) != (call.crews > 0):
        raise OperationsError(
            "crews are told with a promise and with nothing else",
            remedy="say how many crews were promised, or none",
        )
    if call.there_at is not None and call.there_at < call.called_at:
        raise OperationsError(
            "the crews would be there before they were called", remedy="mend one of the two times"
        )


def plan_calls(con: sqlite3.Connection, plan_id: int) -> pd.DataFrame:
    """Calls under a plan, oldest first.

    Returns:
        source, answer, crews, called_at, there_at, user, role, at.
    """
    return rows(
        con,
        "SELECT source, answer, crews, called_at, there_at, user, role, at FROM plan_call"
        " WHERE plan_id = ? ORDER BY called_at, id",
        (plan_id,),
        times=("called_at", "there_at", "at"),
    )
