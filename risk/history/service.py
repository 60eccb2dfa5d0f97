"""Service tables: counts become shares with their doubt; a stage without a limit has no verdict."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from risk.history.intervals import wilson_interval
from risk.history.satisfaction import Weights, satisfaction
from risk.settings import Promise

MINUTES_A_DAY = 24 * 60
LITTLE_DATA = 10  # of anything under which a share is shown with a warning
PAYMENT_EDGES_DAYS = (0.0, 1.0, 3.0, 5.0, 7.0, 10.0, 15.0, 30.0, 60.0)
LIMITS = {  # stage → setting of its limit, setting of the law's ceiling
    "review": ("review_days", "review_ceiling_days"),
    "payment": ("payment_days", "payment_ceiling_days"),
    "complaint": ("complaint_days", None),
}
ON_SCENE = {"town": "on_scene_town_min", "rural": "on_scene_rural_min"}
TIMELINESS = (
    "stage", "tier", "required", "unit", "standing", "ceiling_days", "claims", "clocked", "kept",
    "late", "share", "share_lo", "share_hi", "measured", "share_measured", "share_measured_lo",
    "share_measured_hi", "p50_min", "p90_min", "p99_min", "p50_working_days", "p90_working_days",
    "running", "overdue", "missing", "imprecise", "impossible", "little_data",
)  # fmt: skip
JUDGED = (
    "kept", "late", "overdue", "share", "share_lo", "share_hi", "share_measured",
    "share_measured_lo", "share_measured_hi",
)  # fmt: skip


def shares(frame: pd.DataFrame, name: str, kept: str, of: str) -> pd.DataFrame:
    """Add a share of two counts with its 90 % interval (Wilson): name, name_lo, name_hi."""
    low, high = wilson_interval(frame[kept], frame[of])
    share = frame[kept] / frame[of].where(frame[of] > 0)
    ends: dict[str, Any] = {name: share, f"{name}_lo": low, f"{name}_hi": high}
    return frame.assign(**ends)


def hotline(counts: pd.DataFrame, *, limit_s: float | None) -> pd.DataFrame:
    """Shares of calls answered, and answered within the rings promised.

    Args:
        counts: calls, answered, unanswered, abandoned, end_not_given, ring_not_given, p50_ring_s,
            p90_ring_s, p50_given_up_s, in_time, judged.
        limit_s: seconds the promised rings last; None: not stated, nothing is judged.

    Returns:
        The same with answered_share (+_lo, _hi), in_time_share (+_lo, _hi; a call nobody answered
        was not answered in time), limit_s, little_data.
    """
    told = counts.assign(ended=counts["answered"] + counts["unanswered"])
    told = shares(told, "answered_share", "answered", "ended").drop(columns="ended")
    told = shares(told, "in_time_share", "in_time", "judged")
    limit = np.nan if limit_s is None else limit_s
    return told.assign(limit_s=limit, little_data=told["calls"] < LITTLE_DATA)


def complaints(counts: pd.DataFrame, *, limit_given: bool) -> pd.DataFrame:
    """Shares of complaints answered and closed in time.

    ``due`` are complaints whose limit can be judged: closed, or still open past it.

    Args:
        counts: complaints, answered, answered_in_time, completed, completed_in_time, due, open …
        limit_given: whether the contract states a limit.

    Returns:
        The same with share (of all), answered_in_time_share and completed_in_time_share (each with
        _lo, _hi; empty without a limit), little_data.
    """
    told = counts.assign(share=counts["complaints"] / max(int(counts["complaints"].sum()), 1))
    told = shares(told, "answered_in_time_share", "answered_in_time", "answered")
    told = shares(told, "completed_in_time_share", "completed_in_time", "due")
    if not limit_given:
        judged = [c for c in map(str, told) if "in_time" in c or c in ("due", "open_over_limit")]
        told[judged] = np.nan
    return told.assign(little_data=told["complaints"] < LITTLE_DATA)


def call_backs(counts: pd.DataFrame) -> pd.DataFrame:
    """Share of call-backs that reached the household: reached_share (+_lo, _hi), little_data."""
    told = counts.assign(ended=counts["reached"] + counts["not_reached"])
    told = shares(told, "reached_share", "reached", "ended").drop(columns="ended")
    return told.assign(little_data=told["calls"] < LITTLE_DATA)


def timeliness(clocked: pd.DataFrame, complained: pd.DataFrame, promise: Promise) -> pd.DataFrame:
    """Every stage in a row: what is required, what it took, how many were late.

    Args:
        clocked: stage (the arrival's by tier), tier, claims, clocked, kept, running, overdue,
            missing, imprecise, impossible, measured, kept_measured, quantiles.
        complained: `complaints` without grouping.
        promise: the limits and the law's ceilings.

    Returns:
        `TIMELINESS`: ``required`` in ``unit`` (min or days; empty where the contract is silent),
        ``standing`` of that limit, ``ceiling_days`` of the law (no verdict), ``late`` = clocked −
        kept where there is a limit; ``overdue`` are still running past it. Of a complaint the clock
        runs to its closing.
    """
    told = shares(
        shares(clocked, "share", "kept", "clocked"), "share_measured", "kept_measured", "measured"
    )
    rows = []
    for row in told.to_dict("records"):
        tier = row["tier"] if isinstance(row["tier"], str) else None
        known: dict[Any, Any] = {**row, "tier": tier, **required(str(row["stage"]), tier, promise)}
        known["late"] = row["clocked"] - row["kept"]
        if known["required"] is None:
            known |= dict.fromkeys(JUDGED, np.nan)
        rows.append({**known, "little_data": row["clocked"] < LITTLE_DATA})
    rows += [_complaint_row(row, promise) for row in complained.to_dict("records")]
    return pd.DataFrame(rows, columns=list(TIMELINESS))


def required(stage: str, tier: object, promise: Promise) -> dict[str, Any]:
    """Limit, unit, standing and ceiling of a stage."""
    name, ceiling = LIMITS.get(stage, (None, None))
    unit = "days"
    if stage == "arrival":
        name, unit = ON_SCENE.get(str(tier)), "min"
    return {
        "required": None if name is None else getattr(promise, name),
        "unit": unit if name else None,
        "standing": None if name is None else promise.standing(name).status.value,
        "ceiling_days": None if ceiling is None else getattr(promise, ceiling),
    }


def _complaint_row(row: Mapping[Any, Any], promise: Promise) -> dict[str, Any]:
    return {
        "stage": "complaint",
        "tier": None,
        **required("complaint", None, promise),
        "claims": row["complaints"],
        "clocked": row["completed"],
        "kept": row["completed_in_time"],
        "late": row["completed"] - row["completed_in_time"],
        "share": row["completed_in_time_share"],
        "share_lo": row["completed_in_time_share_lo"],
        "share_hi": row["completed_in_time_share_hi"],
        "p50_min": row["p50_completion_days"] * MINUTES_A_DAY,
        "p90_min": row["p90_completion_days"] * MINUTES_A_DAY,
        "running": row["open"],
        "overdue": row["open_over_limit"],
        "impossible": row["impossible"],
        "little_data": row["completed"] < LITTLE_DATA,
    }


def payment_times(counts: pd.DataFrame, edges_days: Sequence[float]) -> pd.DataFrame:
    """Payments by days they took, every bin told, also the empty ones.

    Args:
        counts: clock, bin (row of ``edges_days``; −1 without both stamps), impossible, claims,
            paid_money.
        edges_days: lower ends of the bins, the last one open.

    Returns:
        clock (from_approval, from_approval_less_notice, from_report, notice), standing (timed,
        missing, impossible), from_day, to_day (not included), claims, paid_money, share and
        share_so_far (of the timed).
    """
    columns = [
        "clock", "standing", "from_day", "to_day", "claims", "paid_money", "share", "share_so_far",
    ]  # fmt: skip
    bins = pd.DataFrame(
        {"bin": range(len(edges_days)), "from_day": edges_days, "to_day": [*edges_days[1:], np.inf]}
    )
    parts = []
    for clock, own in counts.groupby("clock", sort=False):
        wrong = own["impossible"].fillna(value=False).astype(bool)
        bad, timed = own[wrong], own[~wrong & (own["bin"] >= 0)]
        table = bins.merge(timed[["bin", "claims", "paid_money"]], how="left", on="bin").fillna(0)
        table["standing"] = "timed"
        total = table["claims"].sum()
        table["share"] = table["claims"] / (total if total else np.nan)
        table["share_so_far"] = table["share"].cumsum()
        missing = own[~wrong & (own["bin"] < 0)]
        rest = [_left_out(name, part) for name, part in (("missing", missing), ("impossible", bad))]
        parts.append(pd.concat([table, *[r for r in rest if len(r)]]).assign(clock=clock))
    if not parts:
        return pd.DataFrame(columns=columns)
    whole = pd.concat(parts, ignore_index=True)
    return whole.astype({"claims": "int64"})[columns]


def _left_out(standing: str, part: pd.DataFrame) -> pd.DataFrame:
    if part.empty:
        return part
    counted = {"claims": [part["claims"].sum()], "paid_money": [part["paid_money"].sum()]}
    return pd.DataFrame({"standing": [standing], **counted})


def scorecards(counts: pd.DataFrame, by: Sequence[str], weights: Weights) -> pd.DataFrame:
    """On time, re-work and satisfaction of those who did the work, most surveys first.

    A small number is not a poor worker: every share has its interval, ``little_data`` marks fewer
    than ten surveys, and ``differs`` says whether a card's share on time lies beside everybody's.

    Args:
        counts: by…, claims, surveys, clocked, kept, measured, kept_measured, redone, answers,
            satisfied, basically_satisfied, dissatisfied; role, base_id of a known surveyor.
        by: whom a card is of.
        weights: of the answers.

    Returns:
        The same with on_time_share, measured_share, redone_share (each _lo, _hi), index,
        satisfied_share (+_lo, _hi), differs (better, worse, "" where the interval holds the share
        of all), little_data.
    """
    told = shares(counts, "on_time_share", "kept", "clocked")
    told = shares(told, "measured_share", "kept_measured", "measured")
    told = shares(told, "redone_share", "redone", "surveys")
    asked = satisfaction(told.assign(closed=told["claims"], called_back=told["answers"]), weights)
    keep = ["index", "satisfied_share", "satisfied_share_lo", "satisfied_share_hi"]
    told[keep] = asked[keep].to_numpy()
    clocked = told["clocked"].sum()
    everybody = told["kept"].sum() / clocked if clocked else np.nan
    few = told["surveys"] < LITTLE_DATA
    above, below = told["on_time_share_lo"] > everybody, told["on_time_share_hi"] < everybody
    told["differs"] = np.select([few, above, below], ["", "better", "worse"], "")
    told["little_data"] = few
    return told.sort_values(
        ["surveys", *by], ascending=[False, *[True] * len(by)], ignore_index=True
    )


def by_role(cards: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """Scorecards summed up by post; a crew that is no surveyor of the list has no post (None)."""
    summed = [
        "claims", "surveys", "clocked", "kept", "measured", "kept_measured", "redone", "answers",
        "satisfied", "basically_satisfied", "dissatisfied",
    ]  # fmt: skip
    grouped = cards.groupby("role", dropna=False)
    frame = grouped[summed].sum().assign(cards=grouped.size()).reset_index()
    return scorecards(frame, ["role"], weights)
