"""Whom a saved plan calls by when, and what came of the calls made."""

from contextlib import closing

import pandas as pd

from dashboards.story.crew_grid import from_payload
from dashboards.story.order_sheet import call_rows, order_rows
from dashboards.story.plans import Kept, read_kept
from dashboards.story.setup import bases_with
from dashboards.story.surge import SurgeDesk
from risk.errors import HuzhuError, OperationsError
from risk.flow import Story
from risk.operations import open_operations
from risk.operations.plan_calls import CallAnswer, plan_calls
from risk.surge import Forecast
from risk.workspace import Workspace

CALLED_COLUMNS = (
    "source", "crews", "call_by", "arrive_at", "tries", "called_at", "last_at", "answer",
    "promised", "there_at",
)  # fmt: skip


def planned_calls(story: Story, kept: Kept, forecast: Forecast) -> pd.DataFrame:
    """A saved plan's calls (``order_sheet.CALL_COLUMNS``), by its scenario on this data.

    Raises:
        OperationsError: the plan sends crews to a base this data does not know.
    """
    facts, scenario = story.facts, forecast.scenario
    bases = bases_with(story, facts.bases_on(scenario.starts_at.date()), kept.setup)
    crews = from_payload(kept.rows, scenario)
    if unknown := sorted({*crews["base_id"]} - {*bases["base_id"]}):
        raise OperationsError(
            f"the plan sends crews to {', '.join(unknown)}, which the base ledger does not know",
            remedy="load the bases again, or save the plan anew",
        )
    orders = order_rows(crews, bases, facts.lenders, scenario, facts.county.staffing, forecast.days)
    return call_rows(orders, facts.lenders, scenario)


def calls_made(ws: Workspace, plan_id: int) -> pd.DataFrame:
    """Calls written down under a plan, oldest first (``operations.plan_calls``)."""
    with closing(open_operations(ws)) as con:
        return plan_calls(con, plan_id)


def no_calls() -> pd.DataFrame:
    """``CALLED_COLUMNS`` without a row."""
    return pd.DataFrame(columns=list(CALLED_COLUMNS))


def calls_of_plan(ws: Workspace, story: Story, plan_id: int) -> tuple[pd.DataFrame, str]:
    """A saved plan's calls beside those made; without rows why not, where data cannot carry it."""
    try:
        kept = read_kept(ws, story, str(plan_id))
        planned = planned_calls(story, kept, SurgeDesk().claims(story, kept.choice))
    except HuzhuError as refusal:
        return no_calls(), str(refusal)
    return beside_calls(planned, calls_made(ws, plan_id)), ""


def beside_calls(planned: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """Calls planned beside those made, a row a source, whoever is to be called first above.

    Returns:
        ``CALLED_COLUMNS``: crews planned in all, the first hour to call by and to be there; calls
        tried; of the first call its time, of the last its time, its answer, the crews promised and
        when they are to be there. Nobody called: answer "", times NaT.
    """
    told = {str(source): rows for source, rows in made.groupby("source", sort=False)}
    rows = []
    for source, own in planned.groupby("source", sort=False):
        calls = told.get(str(source))
        first = pd.NaT if calls is None else calls["called_at"].iloc[0]
        last = None if calls is None else calls.iloc[-1]
        rows.append(
            (
                str(source), int(own["crews"].sum()), own["call_by"].min(), own["arrive_at"].min(),
                0 if calls is None else len(calls), first,
                pd.NaT if last is None else last["called_at"],
                "" if last is None else str(last["answer"]),
                0 if last is None else int(last["crews"]),
                pd.NaT if last is None else last["there_at"],
            )
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(CALLED_COLUMNS))
    return frame.sort_values(["call_by", "source"], kind="stable", ignore_index=True)


def still_to_call(beside: pd.DataFrame) -> pd.DataFrame:
    """Sources nobody has reached yet."""
    return beside[beside["answer"].isin(["", CallAnswer.NO_ANSWER.value])]
