"""Claims with a usable clock from report to arrival: minutes, and whether in time."""

import pandas as pd

from risk.history.findings.evidence import happening
from risk.settings import Promise
from risk.terms import Tier, TimePrecision


def arrivals(claims: pd.DataFrame, promise: Promise) -> pd.DataFrame:
    """One row a clocked claim: its columns, minutes, late (0/1) and happening.

    Clocked as in ``history.promise``: both stamps, in their order, a tier that has a limit, and in
    a ledger that knows days only neither stamp at midnight.
    """
    limit = claims["tier"].map({tier.value: promise.limit_min(tier.value) for tier in Tier})
    minutes = (claims["arrived_at"] - claims["reported_at"]).dt.total_seconds() / 60
    vague = (claims["time_precision"] == TimePrecision.DAY.value) & (
        _midnight(claims["reported_at"]) | _midnight(claims["arrived_at"])
    )
    late = minutes > limit.astype(float)
    clocked = claims.assign(minutes=minutes, late=late)[limit.notna() & (minutes >= 0) & ~vague]
    return clocked.assign(happening=happening(clocked, "reported_at"))


def _midnight(times: "pd.Series[pd.Timestamp]") -> "pd.Series[bool]":
    return times == times.dt.normalize()
