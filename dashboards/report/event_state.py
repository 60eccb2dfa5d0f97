"""What stands of an event's claims at a moment: what happened later is not known yet."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from risk.history.intervals import wilson_interval
from risk.settings import Promise
from risk.terms import ArrivalQuality, ClaimStatus, Tier

STAMPS = (
    "acknowledged_at", "dispatched_at", "arrived_at", "surveyed_at", "documents_requested_at",
    "documents_complete_at", "approved_at", "paid_at", "followed_up_at",
)  # fmt: skip
KEPT, LATE, OVERDUE, RUNNING, UNKNOWN = "kept", "late", "overdue", "running", "unknown"
ALL = "all"
PROMISE_COLUMNS = (
    "tier", "claims", KEPT, LATE, OVERDUE, RUNNING, UNKNOWN, "measured", "kept_measured",
    "share", "share_lo", "share_hi", "share_measured", "share_measured_lo", "share_measured_hi",
    "took_p50_min", "took_p90_min",
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """An event in numbers at a moment.

    Attributes:
        at: the moment, local time.
        messages: reports received; None: there is no register of them.
        houses: distinct houses they told of (expected number); None likewise.
        insured: of those, insured (expected number).
        reported: houses the nowcast counts as reported.
        claims, arrived, surveyed, paid: claims registered, reached, surveyed, paid.
        paid_money: paid so far.
        late: arrived too late, or not there and the limit is over.
        judged: of the claims whose arrival can be judged by now, ``kept`` of them in time.
        final, to_come: summaries of the nowcast: mean, p05, p10, p50, p90, p95.
        next_day: reports of the coming 24 hours: mean, p10, p90.
    """

    at: datetime
    messages: int | None
    houses: float | None
    insured: float | None
    reported: int
    claims: int
    arrived: int
    surveyed: int
    paid: int
    paid_money: float
    late: int
    judged: int
    kept: int
    final: dict[str, float]
    to_come: dict[str, float]
    next_day: dict[str, float]


def claims_at(claims: pd.DataFrame, at: datetime) -> pd.DataFrame:
    """Claims reported before a moment; stamps and payments from it on are unknown yet."""
    known = claims[claims["reported_at"] < at].copy()
    unpaid = known["paid_at"] >= at
    undecided = known["approved_at"].fillna(known["surveyed_at"]) >= at
    for name in STAMPS:
        known[name] = known[name].where(known[name] < at)
    known["paid_money"] = known["paid_money"].where(~unpaid)
    known["status"] = known["status"].mask(unpaid | undecided, ClaimStatus.OPEN.value)
    unreached = known["arrived_at"].isna()
    known["arrival_quality"] = known["arrival_quality"].mask(unreached)
    known["late_reason"] = known["late_reason"].mask(unreached)
    return known


def judged(claims: pd.DataFrame, promise: Promise, at: datetime) -> pd.DataFrame:
    """Each claim's arrival against the promise, as it stands at a moment.

    A time known to the day only, one before the report, and a claim without a tier carry no
    verdict; neither does a closed claim without an arrival.

    Args:
        claims: from :func:`claims_at`.
        promise: limits by tier.
        at: the moment.

    Returns:
        The claims with limit_min, took_min (NaN: not reached), late_min (so far, where it is not
        reached), verdict (kept, late, overdue, running, unknown).
    """
    limits = {tier.value: promise.limit_min(tier.value) for tier in Tier}
    limit = claims["tier"].map(limits).astype(float)
    began, ended = claims["reported_at"], claims["arrived_at"]
    took = (ended - began).dt.total_seconds() / 60
    waited = (pd.Timestamp(at) - began).dt.total_seconds() / 60
    midnight = (began == began.dt.normalize()) | (ended == ended.dt.normalize())
    vague = ((claims["time_precision"] == "day") & midnight) | limit.isna() | (took < 0)
    waiting = took.isna() & (claims["status"] == ClaimStatus.OPEN.value) & ~vague
    there = took.notna() & ~vague
    verdict = np.select(
        [there & (took <= limit), there, waiting & (waited > limit), waiting],
        [KEPT, LATE, OVERDUE, RUNNING],
        UNKNOWN,
    )
    late = took.where(there, waited.where(waiting)) - limit
    return claims.assign(limit_min=limit, took_min=took, late_min=late, verdict=verdict)


def promise_rows(told: pd.DataFrame) -> pd.DataFrame:
    """The promise by tier, then of all.

    Args:
        told: from :func:`judged`.

    Returns:
        PROMISE_COLUMNS. A claim overdue counts as not kept: whatever its arrival will be, it is
        late. ``share`` is over kept, late and overdue, with its 90 % interval (Wilson);
        ``share_measured`` over measured arrivals alone.
    """
    tiers = [tier.value for tier in Tier]
    parts = [(tier, told[told["tier"] == tier]) for tier in tiers]
    rows = [_promise_row(tier, own) for tier, own in (*parts, (ALL, told)) if len(own)]
    frame = pd.DataFrame(rows, columns=list(PROMISE_COLUMNS[:9]))
    decided = frame[KEPT] + frame[LATE] + frame[OVERDUE]
    for name, kept, of in (
        ("share", frame[KEPT], decided),
        ("share_measured", frame["kept_measured"], frame["measured"]),
    ):
        low, high = wilson_interval(kept, of)
        frame[name] = kept / of.where(of > 0)
        frame[f"{name}_lo"], frame[f"{name}_hi"] = low, high
    for name, part in (("took_p50_min", 0.5), ("took_p90_min", 0.9)):
        frame[name] = [
            _timed(told if tier == ALL else told[told["tier"] == tier]).quantile(part)
            for tier in frame["tier"]
        ]
    return frame


def _timed(told: pd.DataFrame) -> "pd.Series[float]":
    return told.loc[told["verdict"].isin((KEPT, LATE)), "took_min"]


def _promise_row(tier: str, own: pd.DataFrame) -> tuple[object, ...]:
    counts = own["verdict"].value_counts()
    by_clock = own["arrival_quality"] == ArrivalQuality.MEASURED.value
    measured = by_clock & own["verdict"].isin((KEPT, LATE))
    verdicts = (KEPT, LATE, OVERDUE, RUNNING, UNKNOWN)
    return (
        tier, len(own), *(int(counts.get(v, 0)) for v in verdicts), int(measured.sum()),
        int((measured & (own["verdict"] == KEPT)).sum()),
    )  # fmt: skip
