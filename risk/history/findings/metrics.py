"""Metrics that target and measure ledgers name, and how each is computed for any stretch of days.

Names, and what they mean, are those of ``history.contract``; a few more are known that only
measures are judged by. A word nobody knows, and a metric that claims, complaints and loads cannot
give (a hotline's rings, coverage on a past day), is said to be so, never guessed.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from math import nan

import numpy as np
import pandas as pd

from risk.history import contract
from risk.history.contract import COMPUTING, Metric
from risk.history.findings.arrivals import arrivals
from risk.history.findings.evidence import NOTHING, Estimate, happening, mean, share
from risk.history.findings.model import Tables
from risk.history.findings.years import between
from risk.history.satisfaction import DEFAULT_WEIGHTS
from risk.terms import ArrivalQuality, ClaimStatus

SATISFIED = ("satisfied", "basically_satisfied")
DAY_S = 86400
Look = Callable[[Tables, date, date], Estimate]


def reported(t: Tables, first: date, last: date) -> pd.DataFrame:
    """Claims reported in these days."""
    return t.claims[between(t.claims["reported_at"], first, last)]


def arrival_share(t: Tables, first: date, last: date) -> Estimate:
    """Arrivals in time, of all that have a clock."""
    return _in_time(t, reported(t, first, last))


def measured_share(t: Tables, first: date, last: date) -> Estimate:
    """Arrivals in time, of those measured."""
    claims = reported(t, first, last)
    return _in_time(t, claims[claims["arrival_quality"] == ArrivalQuality.MEASURED.value])


def event_arrival_share(t: Tables, first: date, last: date) -> Estimate:
    """Arrivals in time, claims of events."""
    claims = reported(t, first, last)
    return _in_time(t, claims[claims["event_id"].notna()])


def _in_time(t: Tables, claims: pd.DataFrame) -> Estimate:
    clocked = arrivals(claims, t.county.promise)
    return share(~clocked["late"].to_numpy(bool), clocked["happening"])


def arrival_min(t: Tables, first: date, last: date) -> Estimate:
    """Minutes from report to arrival, mean of all that are clocked."""
    clocked = arrivals(reported(t, first, last), t.county.promise)
    return mean(clocked["minutes"], clocked["happening"])


def unclocked_share(t: Tables, first: date, last: date) -> Estimate:
    """Claims whose arrival cannot be timed: exact."""
    claims = reported(t, first, last)
    return exact(len(claims) - len(arrivals(claims, t.county.promise)), len(claims))


def satisfied_share(t: Tables, first: date, last: date) -> Estimate:
    """Households satisfied or basically satisfied, of those called back in these days."""
    asked = _asked(t, first, last)
    return share(asked["satisfaction"].isin(SATISFIED), happening(asked, "asked_at"))


def satisfaction_index(t: Tables, first: date, last: date) -> Estimate:
    """Mean points of the answers, 0 to 100, with the usual weights."""
    asked = _asked(t, first, last)
    points = asked["satisfaction"].map(asdict(DEFAULT_WEIGHTS))
    return mean(points, happening(asked, "asked_at"))


def _asked(t: Tables, first: date, last: date) -> pd.DataFrame:
    closed = decided(t.claims)
    at = closed["followed_up_at"].fillna(closed["decided_at"])
    asked = closed.assign(asked_at=at)[between(at, first, last)]
    return asked.dropna(subset="satisfaction")


def closing_days(t: Tables, first: date, last: date) -> Estimate:
    """Days from report to decision of claims decided in these days."""
    closed = decided(t.claims)
    closed = closed[between(closed["decided_at"], first, last)].dropna(subset="reported_at")
    days = (closed["decided_at"] - closed["reported_at"]).dt.total_seconds() / DAY_S
    known = closed[days >= 0]
    return mean(days[days >= 0], happening(known, "reported_at"))


def decided(claims: pd.DataFrame) -> pd.DataFrame:
    """Claims no longer open, with decided_at: the payment, else the nearest earlier step dated."""
    closed = claims[claims["status"] != ClaimStatus.OPEN.value]
    at = closed["paid_at"].where(closed["status"] == ClaimStatus.PAID.value)
    for earlier in ("approved_at", "surveyed_at", "reported_at", "loss_at"):
        at = at.fillna(closed[earlier])
    return closed.assign(decided_at=at)


def complaints_completed(t: Tables, first: date, last: date) -> Estimate:
    """Complaints received in these days and completed: exact."""
    made = t.complaints[between(t.complaints["received_at"], first, last)]
    return exact(int(made["completed_at"].notna().sum()), len(made))


def complaints_per_claim(t: Tables, first: date, last: date) -> Estimate:
    """Complaints received per claim reported: exact."""
    made = int(between(t.complaints["received_at"], first, last).sum())
    return exact(made, len(reported(t, first, last)))


def refused_share(t: Tables, first: date, last: date) -> Estimate:
    """Rows refused of those loaded in these days: exact."""
    loads = t.loads[between(t.loads["loaded_at"], first, last)]
    return exact(int(loads["rows_rejected"].sum()), int(loads["rows_in"].sum()))


def exact(count: int, of: int) -> Estimate:
    """A counted share: nothing was sampled, no interval."""
    return Estimate(count / of, nan, nan, of, of) if of else NOTHING


LOOKS: Mapping[str, Look] = {
    Metric.ARRIVAL: arrival_share,
    Metric.ARRIVAL_MEASURED: measured_share,
    Metric.ARRIVAL_EVENT: event_arrival_share,
    Metric.SATISFIED: satisfied_share,
    Metric.INDEX: satisfaction_index,
    Metric.CLOSING_DAYS: closing_days,
    Metric.COMPLAINTS_CLOSED: complaints_completed,
    "mean_arrival_min": arrival_min,
    "unclocked_share": unclocked_share,
    "complaints_per_claim": complaints_per_claim,
    "refused_share": refused_share,
}
"""Metrics that can be computed here, by code."""
OWN_NAMES: Mapping[str, tuple[str, ...]] = {
    "mean_arrival_min": ("平均到场时间", "平均到场分钟", "平均到场时长", "mean arrival time"),
    "unclocked_share": ("到场时间缺失率", "到场无法计时占比", "arrivals without a clock"),
    "complaints_per_claim": ("投诉率", "案均投诉", "complaint rate"),
    "refused_share": ("清单拒收率", "拒收率", "退回率", "rows refused"),
}
OWN = {name: code for code, names in OWN_NAMES.items() for name in (code, *names)}
UNITS = {Metric.INDEX: "points", Metric.CLOSING_DAYS: "days", "mean_arrival_min": "min"}


def code_of(name: object) -> str | None:
    """Code of a metric as a ledger writes it; None where nobody knows the word."""
    return contract.code_of(name) or OWN.get(str(name).strip().lower())


def unit_of(code: str) -> str:
    """Unit of a metric: share unless it is something else."""
    return UNITS.get(code, "share")


def less_is_better(code: str) -> bool:
    """Whether a metric is to fall."""
    return code in OWN_NAMES or COMPUTING[Metric(code)].less_is_better


def target(t: Tables, code: str) -> float | None:
    """Target of a metric in the month of ``as_of`` or the last month before it that has one."""
    rows = t.targets[t.targets["contract_year"] == t.year]
    rows = rows[rows["metric"].map(code_of) == code]
    start = t.county.contract_year_start_month
    place = (rows["month"].astype(int) - start) % 12
    begun = rows.assign(place=place)[place <= (t.as_of.month - start) % 12]
    if begun.empty:
        return None
    return float(begun.sort_values("place")["value"].iloc[-1])


def difference(after: Estimate, before: Estimate) -> tuple[float, float, float]:
    """Change of a value and its interval from those of both (Newcombe's method 10, 1998)."""
    change = after.value - before.value
    down = np.hypot(after.value - after.lo, before.hi - before.value)
    up = np.hypot(after.hi - after.value, before.value - before.lo)
    return change, float(change - down), float(change + up)
