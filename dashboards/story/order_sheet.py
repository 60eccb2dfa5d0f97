"""The order sheet of a saved plan: who goes where and when, whom to call by when, what it promises.

Pure tables; the page sets them as PDF or Excel.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from risk.flow import Story
from risk.hazard import Scenario
from risk.settings import Staffing
from risk.staffing import Outcome
from risk.staffing.simulator.crews import OWN, SHIFTS, Floats, shift_bounds_h

ORDER_COLUMNS = (
    "date", "base_id", "base", "shift", "from_at", "until_at", "source", "crews", "people",
    "overtime_h",
)  # fmt: skip
CALL_COLUMNS = ("source", "name", "crews", "arrive_at", "call_by", "base")


@dataclass(frozen=True)
class OrderSheet:
    """A saved plan as orders.

    Attributes:
        number, name, author, saved_at: of the saved plan.
        scenario: what it is for.
        orders: ORDER_COLUMNS, a row a day, base, shift and source, in order of time.
        calls: CALL_COLUMNS, a row each time more of a source is needed than before: how many more,
            where, when they must be there and by when to call.
        outcome: what the crews come to on fresh scenarios.
    """

    number: int
    name: str
    author: str
    saved_at: datetime
    scenario: Scenario
    orders: pd.DataFrame
    calls: pd.DataFrame
    outcome: Outcome


def order_rows(
    crews: pd.DataFrame, bases: pd.DataFrame, lenders: pd.DataFrame, scenario: Scenario,
    staffing: Staffing, days: int,
) -> pd.DataFrame:  # fmt: skip
    """A plan's crews as orders: hours on duty, people, base by name.

    A lender's crew begins when it can be there: the warning plus its lag at the earliest.

    Args:
        crews: CREW_COLUMNS, ``overtime_h`` where anybody works it.
        bases: base_id, name.
        lenders: lender_id, lag_h.
        scenario: its start and lead time.
        staffing: shifts and heads of a crew.
        days: of the plan.
    """
    on_h, off_h = shift_bounds_h(days, scenario, staffing)
    names = dict(zip(bases["base_id"], bases["name"], strict=True))
    place = {base: n for n, base in enumerate(bases["base_id"])}
    extra = crews["overtime_h"] if "overtime_h" in crews else pd.Series(0.0, index=crews.index)
    shift = crews["shift"].map(SHIFTS.index)
    at = crews["day"].to_numpy(int), shift.to_numpy(int)
    lag_h = crews["source"].map(_lags_h(lenders)).fillna(0.0).to_numpy(float)
    begin_h = np.maximum(on_h[at], np.maximum(lag_h - scenario.lead_time_h, 0.0))
    told = pd.DataFrame(
        {
            "date": crews["date"].to_list(),
            "base_id": crews["base_id"].to_list(),
            "base": [names[b] for b in crews["base_id"]],
            "shift": crews["shift"].to_list(),
            "from_at": _moments(scenario, begin_h),
            "until_at": _moments(scenario, off_h[at] + extra.to_numpy(float)),
            "source": crews["source"].to_list(),
            "crews": crews["crews"].to_list(),
            "people": (crews["crews"] * staffing.heads_per_crew).to_list(),
            "overtime_h": extra.to_list(),
            "place": [place[b] for b in crews["base_id"]],
            "lent": (crews["source"] != OWN).to_list(),
        }
    )
    told = told[(told["crews"] > 0) & (told["until_at"] > told["from_at"])]
    ordered = told.sort_values(["date", "place", "shift", "lent", "source"], kind="stable")
    return ordered[list(ORDER_COLUMNS)].reset_index(drop=True)


def _moments(scenario: Scenario, hours: Floats) -> list[datetime]:
    return [scenario.starts_at + timedelta(hours=float(h)) for h in hours]


def _lags_h(lenders: pd.DataFrame) -> dict[str, float]:
    return dict(zip(lenders["lender_id"].astype(str), lenders["lag_h"].astype(float), strict=True))


def call_rows(orders: pd.DataFrame, lenders: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Whom to call by when: standby and lenders, each time more are needed than were there before.

    A lender's crew is there ``lag_h`` after the call, and not before the warning plus its lag:
    an order for an earlier shift is met when it can be.

    Args:
        orders: of :func:`order_rows`.
        lenders: lender_id, name, lag_h.
        scenario: lead_time_h before its start everybody is called at the earliest.
    """
    lag = _lags_h(lenders)
    names = dict(zip(lenders["lender_id"].astype(str), lenders["name"], strict=True))
    warned = scenario.starts_at - timedelta(hours=scenario.lead_time_h)
    rows = []
    for source, own in orders[orders["source"] != OWN].groupby("source", sort=False):
        wait = timedelta(hours=lag.get(str(source), 0.0))
        there = 0
        for _, of_day in own.groupby("date", sort=True):
            today = int(of_day["crews"].sum())
            if today > there:
                arrive = max(of_day["from_at"].min(), warned + wait)
                where = ", ".join(dict.fromkeys(of_day["base"]))
                rows.append(
                    (source, names.get(str(source), ""), today - there, arrive, arrive - wait,
                     where)
                )  # fmt: skip
            there = max(there, today)
    out = pd.DataFrame(rows, columns=list(CALL_COLUMNS))
    return out.sort_values(["call_by", "source"], kind="stable", ignore_index=True)


def sheet_of(
    story: Story, scenario: Scenario, crews: pd.DataFrame, bases: pd.DataFrame, outcome: Outcome,
    *, number: int, name: str, author: str, saved_at: datetime, days: int,
) -> OrderSheet:  # fmt: skip
    """The order sheet of a saved plan."""
    facts = story.facts
    orders = order_rows(crews, bases, facts.lenders, scenario, facts.county.staffing, days)
    calls = call_rows(orders, facts.lenders, scenario)
    return OrderSheet(number, name, author, saved_at, scenario, orders, calls, outcome)
