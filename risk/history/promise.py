"""The service promise: minutes from report to arrival, against the limit of the tier."""

from collections.abc import Sequence

import pandas as pd

from risk.history.intervals import wilson_interval
from risk.settings import Promise
from risk.terms import ArrivalQuality, Tier, TimePrecision

UNKNOWN_TIER = "unknown"
QUALITIES = tuple(q.value for q in ArrivalQuality)
COLUMNS = (
    "claims", "clocked", "kept", "share", "share_lo", "share_hi", "p50_min", "p90_min", "p99_min",
    "measured", "typed", "inferred", "missing", "imprecise", "impossible",
    "share_measured", "share_measured_lo", "share_measured_hi", "share_typed", "share_inferred",
)  # fmt: skip
PERCENTILES = {"p50_min": 0.5, "p90_min": 0.9, "p99_min": 0.99}


def promise_kept(claims: pd.DataFrame, promise: Promise, by: Sequence[str] = ()) -> pd.DataFrame:
    """Share of claims reached in time, by tier.

    Nothing is dropped: ``claims`` = ``clocked`` + ``missing`` (no report or arrival time) +
    ``imprecise`` + ``impossible`` (arrived before reported). The clock runs from report to
    arrival; how exactly the loss is known does not matter. Imprecise is a claim of a ledger that
    knows days only (time_precision day) whose report or arrival stands at exactly midnight: a day
    without a time of day.
    ``share`` is over all clocked claims; only measured arrivals certify the promise, so
    ``share_measured`` (with _lo, _hi), ``share_typed`` and ``share_inferred`` stand beside it. An
    arrival whose quality is not stated counts as typed. A claim whose tier is not known has no
    limit: it stands in a row of tier ``unknown``, is never clocked, and counts as imprecise.

    Args:
        claims: columns of ``Warehouse.claims``.
        promise: limits in minutes.
        by: columns of claims to group by, before the tier.

    Returns:
        ``by``, tier, claims, clocked, kept, share, share_lo, share_hi (90 %, Wilson), p50_min,
        p90_min, p99_min, measured, typed, inferred, missing, imprecise, impossible,
        share_measured, share_measured_lo, share_measured_hi, share_typed, share_inferred.
    """
    clock = clock_arrivals(claims, promise)
    keys = [*by, "tier"]
    groups = clock.assign(**{k: claims[k] for k in by}).groupby(keys, dropna=False)
    table = groups.sum(numeric_only=True).astype(float)
    minutes = groups["minutes"]
    for name, share in PERCENTILES.items():
        table[name] = minutes.quantile(share)
    return _with_shares(table).reset_index()


def clock_arrivals(claims: pd.DataFrame, promise: Promise) -> pd.DataFrame:
    """One row a claim: tier, minutes (NaN unless clocked), and flags for each standing."""
    tier = claims["tier"].astype(object).where(claims["tier"].notna(), UNKNOWN_TIER)
    reported, arrived = (pd.to_datetime(claims[c]) for c in ("reported_at", "arrived_at"))
    minutes = (arrived - reported).dt.total_seconds() / 60
    missing = minutes.isna()
    by_day = claims["time_precision"] == TimePrecision.DAY.value
    vague = by_day & (_is_midnight(reported) | _is_midnight(arrived))
    imprecise = ~missing & (vague | (tier == UNKNOWN_TIER))
    impossible = ~missing & ~imprecise & (minutes < 0)
    clocked = ~missing & ~imprecise & ~impossible
    limit = tier.map({t.value: promise.limit_min(t.value) for t in Tier}).astype(float)
    kept = clocked & (minutes <= limit)
    quality = claims["arrival_quality"].astype(object)
    quality = quality.where(quality.notna(), ArrivalQuality.TYPED.value)
    flags = {"claims": True, "clocked": clocked, "kept": kept, "missing": missing}
    flags |= {"imprecise": imprecise, "impossible": impossible}
    flags |= {q: clocked & (quality == q) for q in QUALITIES}
    flags |= {f"kept_{q}": kept & (quality == q) for q in QUALITIES}
    frame = pd.DataFrame(flags, index=claims.index).astype("int64")
    return frame.assign(tier=tier, minutes=minutes.where(clocked))


def _is_midnight(times: "pd.Series[pd.Timestamp]") -> "pd.Series[bool]":
    return times == times.dt.normalize()


def _with_shares(table: pd.DataFrame) -> pd.DataFrame:
    low, high = wilson_interval(table["kept"], table["clocked"])
    measured_low, measured_high = wilson_interval(table["kept_measured"], table["measured"])
    shares = {f"share_{q}": table[f"kept_{q}"] / table[q].where(table[q] > 0) for q in QUALITIES}
    counts = ["claims", "clocked", "kept", *QUALITIES, "missing", "imprecise", "impossible"]
    table = table.assign(
        share=table["kept"] / table["clocked"].where(table["clocked"] > 0),
        share_lo=low,
        share_hi=high,
        share_measured_lo=measured_low,
        share_measured_hi=measured_high,
        **shares,
    ).astype(dict.fromkeys(counts, "int64"))
    return table[list(COLUMNS)]
