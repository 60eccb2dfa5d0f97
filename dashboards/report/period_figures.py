"""Figures of a month or quarter beside those of the period before and of a year before."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboards.report.material import MONTHS, QUARTER_MONTHS, Material
from risk.history.intervals import wilson_interval
from risk.settings import County
from risk.terms import ClaimStatus, Tier

SPANS = ("this", "before", "year_ago")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days looked at: from ``first`` to before ``end``; ``known``: whether the records reach it."""

    first: date
    end: date
    known: bool


def spans(m: Material) -> dict[str, Span]:
    """The period, the one before it, the one a year before, each cut to as many days as is known.

    Keys are `SPANS`. A period still running is set beside as many days of the others.
    """
    facts = m.story.facts
    bounds = m.about.bounds(facts.county)
    assert bounds is not None  # its kind needs one
    first, end = bounds
    until = min(end, facts.as_of + DAY)
    months = 1 if m.about.month is not None else QUARTER_MONTHS
    begins = told_at(facts.claims).min()
    told = {}
    for name, back in zip(SPANS, (0, months, MONTHS), strict=True):
        start = (pd.Timestamp(first) - pd.DateOffset(months=back)).date()
        stop = (pd.Timestamp(end) - pd.DateOffset(months=back)).date()
        if until < end:
            stop = min(stop, start + (until - first))
        known = len(facts.claims) > 0 and begins.date() < stop
        told[name] = Span(start, stop, bool(known))
    return told


def within(frame: pd.DataFrame, column: str, span: Span) -> pd.DataFrame:
    """Rows whose time lies in the span."""
    at = frame[column]
    return frame[(at >= pd.Timestamp(span.first)) & (at < pd.Timestamp(span.end))]


def told_at(claims: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """When a claim became known: its report; its loss, where the ledger holds no time of report."""
    return claims["reported_at"].fillna(claims["loss_at"])


def reported_in(claims: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Claims that became known in the span."""
    return within(claims.assign(told_at=told_at(claims)), "told_at", span)


def undated(claims: pd.DataFrame) -> int:
    """Claims with money paid whose day of payment the ledger does not hold: in no period."""
    return int(((claims["paid_money"] > 0) & claims["paid_at"].isna()).sum())


def pays_dated(claims: pd.DataFrame) -> bool:
    """Whether payments of a period can be told: some have a day, or there is none at all."""
    return bool(claims["paid_at"].notna().any()) or not undated(claims)


def figures(m: Material, span: Span) -> dict[str, float]:
    """Counts and money of a span.

    Returns:
        reported, in_events (of them), rejected (of them), paid (claims paid in it), paid_money
        (both NaN where no payment has a day), complaints.
    """
    claims, complaints = m.story.facts.claims, m.story.facts.complaints
    reported, paid = reported_in(claims, span), within(claims, "paid_at", span)
    dated = pays_dated(claims)
    return {
        "reported": len(reported),
        "in_events": int(reported["event_id"].notna().sum()),
        "rejected": int((reported["status"] == ClaimStatus.REJECTED.value).sum()),
        "paid": len(paid) if dated else float("nan"),
        "paid_money": float(paid["paid_money"].sum()) if dated else float("nan"),
        "complaints": len(within(complaints, "received_at", span)) if len(complaints) else 0,
    }


def counted(m: Material, told: dict[str, Span], column: str) -> pd.DataFrame:
    """Claims by a column in each span, and money paid in the first; most claims first.

    Returns:
        Indexed by the column (missing is ""): this, before, year_ago, paid_money (NaN where no
        payment has a day).
    """
    claims = m.story.facts.claims.assign(by=m.story.facts.claims[column].fillna(""))
    parts = {name: reported_in(claims, span).groupby("by").size() for name, span in told.items()}
    paid = within(claims, "paid_at", told["this"]).groupby("by")["paid_money"].sum()
    frame = pd.DataFrame({**parts, "paid_money": paid}).fillna(0.0)
    if not pays_dated(claims):
        frame["paid_money"] = float("nan")
    return frame.sort_values(["this", "before"], ascending=False, kind="stable")


def arrivals(claims: pd.DataFrame, county: County) -> pd.DataFrame:
    """Claims whose arrival can be clocked, with minutes taken, whether in time and the limit.

    A claim without a tier has no limit; an arrival known by its day alone, or before the report,
    is not clocked (as `risk.warehouse.experience.clock`).
    """
    tiers = {tier.value: county.promise.limit_min(tier.value) for tier in Tier}
    known = claims[claims["tier"].isin(list(tiers)) & claims["arrived_at"].notna()]
    began, ended = known["reported_at"], known["arrived_at"]
    vague = (known["time_precision"] == "day") & (
        (began == began.dt.normalize()) | (ended == ended.dt.normalize())
    )
    minutes = (ended - began) / pd.Timedelta(minutes=1)
    limit = known["tier"].map(tiers).astype(float)
    told = known.assign(minutes=minutes, limit_min=limit, kept=minutes <= limit)
    return told[~vague & (minutes >= 0)]


def promise(m: Material, span: Span) -> dict[str, dict[str, Any]]:
    """Tier → claims clocked, in time, share with its 90 % interval (Wilson)."""
    facts = m.story.facts
    rows = arrivals(reported_in(facts.claims, span), facts.county)
    told: dict[str, dict[str, Any]] = {}
    for tier in Tier:
        own = rows[rows["tier"] == tier.value]
        kept, clocked = int(own["kept"].sum()), len(own)
        low, high = wilson_interval([kept], [clocked])
        told[tier.value] = {
            "clocked": clocked, "kept": kept,
            "share": kept / clocked if clocked else float("nan"),
            "share_lo": float(low[0]), "share_hi": float(high[0]),
        }  # fmt: skip
    return told


def late_reasons(m: Material, span: Span) -> "pd.Series[int]":
    """Late arrivals of a span by the reason written down ("" where none is), most first."""
    facts = m.story.facts
    rows = arrivals(reported_in(facts.claims, span), facts.county)
    late = rows.loc[~rows["kept"], "late_reason"].fillna("")
    return late.value_counts()
