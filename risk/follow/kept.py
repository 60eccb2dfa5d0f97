"""The calibration log: what plans said of an event, and what came when it was over."""

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from risk.follow.calibration import Calibration, calibration
from risk.hazard import Scenario
from risk.history.intervals import wilson_interval
from risk.operations import open_operations
from risk.operations.kept import SaidPlan, append_said, list_said
from risk.settings import County
from risk.staffing import Plan
from risk.surge.closed import closed_events
from risk.terms import ArrivalQuality, Role, Tier
from risk.version import code_version
from risk.warehouse import open_version
from risk.workspace import Workspace

NEAR_H = 36.0
"""A plan without an event's number belongs to its family's event begun within so many hours."""
CAME_COLUMNS = (
    "tier", "claims", "measured", "share_measured", "share_measured_lo", "share_measured_hi",
    "clocked", "share_clocked",
)  # fmt: skip


class Line(StrEnum):
    """Which arrivals judge: measured ones certify the promise, all clocked ones are beside it."""

    MEASURED = "measured"
    CLOCKED = "clocked"


def keep_plan(
    con: sqlite3.Connection,
    plan: Plan,
    scenario: Scenario,
    county: County,
    *,
    as_of: date,
    data_version: str,
    seed: int,
    user: str,
    role: Role,
    at: datetime,
    event_id: str | None = None,
) -> int:
    """Keep what a plan says of its event, audited; returns its number in the log.

    Args:
        con: an open operations store.
        plan: what :func:`risk.staffing.plan_crews` found.
        scenario: what it was made for.
        county: its share target.
        as_of: last day known to it.
        data_version, seed: what it was made from.
        user, role: who made it.
        at: local wall time.
        event_id: the event's, if the ledger knows it already; else it is found by family and start.
    """
    said = SaidPlan(
        plan_sha256=plan_hash(plan, scenario, seed),
        event_id=event_id,
        name=scenario.name,
        peril_family=str(scenario.family),
        starts_at=scenario.starts_at,
        as_of=as_of,
        share_target=county.staffing.share_target,
        tiers=plan.outcome.kept,
    )
    return append_said(
        con, said, data_version=data_version, code_version=code_version(), seed=seed, user=user,
        role=role, at=at,
    )  # fmt: skip


def plan_hash(plan: Plan, scenario: Scenario, seed: int) -> str:
    """SHA-256 of a plan: its crews, what it rests on, what it was made for."""
    told = {
        "scenario": [scenario.name, str(scenario.family), scenario.starts_at.isoformat()],
        "seed": seed,
        "crews": plan.crews_by_day.drop(columns="date").to_csv(index=False),
        "assumptions": [[a.name, str(a.value)] for a in plan.assumptions],
    }
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def came_of(claims: pd.DataFrame, event_id: str, county: County) -> pd.DataFrame:
    """Share in time of an event's claims as they were really visited.

    Args:
        claims: event_id, tier, reported_at, arrived_at, arrival_quality.
        event_id: the event.
        county: promised minutes.

    Returns:
        A row a tier (all, town, rural), ``CAME_COLUMNS``: claims reported; those whose arrival was
        measured, and the share of them in time with its 90 % Wilson band; those with any arrival
        time (typed and inferred ones too), and their share. NaN where there is none.
    """
    own = claims[(claims["event_id"] == event_id) & claims["reported_at"].notna()]
    wait_min = (own["arrived_at"] - own["reported_at"]).dt.total_seconds() / 60
    limit_min = own["tier"].map({t.value: county.promise.limit_min(t.value) for t in Tier})
    clocked = wait_min.ge(0) & limit_min.notna()
    frame = pd.DataFrame(
        {
            "tier": own["tier"].astype(object),
            "clocked": clocked,
            "measured": clocked & (own["arrival_quality"] == ArrivalQuality.MEASURED.value),
            "in_time": clocked & (wait_min <= limit_min),
        }
    )
    tiers = [("all", frame), *((t.value, frame[frame["tier"] == t.value]) for t in Tier)]
    return pd.DataFrame([_came(t, rows) for t, rows in tiers], columns=list(CAME_COLUMNS))


def _came(tier: str, rows: pd.DataFrame) -> tuple[object, ...]:
    measured, clocked = int(rows["measured"].sum()), int(rows["clocked"].sum())
    kept = int((rows["measured"] & rows["in_time"]).sum())
    low, high = wilson_interval(kept, measured) if measured else (np.nan, np.nan)
    return (
        tier, len(rows), measured, kept / measured if measured else np.nan, float(low),
        float(high), clocked, rows["in_time"].sum() / clocked if clocked else np.nan,
    )  # fmt: skip


def pairs_of(
    said: pd.DataFrame, claims: pd.DataFrame, events: pd.DataFrame, county: County, *, as_of: date,
    line: Line = Line.MEASURED,
) -> pd.DataFrame:  # fmt: skip
    """The last word before each event that is over by ``as_of``, beside what came.

    Args:
        said: from :func:`risk.operations.kept.list_said`.
        claims, events: of the warehouse.
        county: promised minutes, days within which an event's claims come.
        as_of: last day known.
        line: which arrivals judge.

    Returns:
        A row an event and tier: event_id, name, said_at, tier, claims_said, claims, p_event_share,
        p_lo, p_hi, expected_share, share, kept (1, 0, or NaN where no such arrival is known).
    """
    over = closed_events(events, as_of=as_of, horizon_days=county.surge.horizon_days)
    rows = []
    for event in over.to_dict("records"):
        words = _words_before(said, event)
        if words.empty:
            continue
        came = came_of(claims, str(event["event_id"]), county)
        both = words.merge(came, on="tier", suffixes=("_said", ""))
        share = both[f"share_{line}"]
        kept = (share >= both["share_target"] - 1e-9).astype(float).where(share.notna())
        both = both.assign(
            event_id=event["event_id"], name=event["name"], said_at=both["made_at"], share=share,
            kept=kept, claims_said=both["claims_mean"],
        )  # fmt: skip
        rows.append(both)
    names = [
        "event_id", "name", "said_at", "tier", "claims_said", "claims", "p_event_share", "p_lo",
        "p_hi", "expected_share", "share", "kept",
    ]  # fmt: skip
    return pd.concat(rows, ignore_index=True)[names] if rows else pd.DataFrame(columns=names)


def _words_before(said: pd.DataFrame, event: dict[Any, Any]) -> pd.DataFrame:
    """What the last plan made before an event said of it, a row a tier."""
    start = pd.Timestamp(event["started_at"])
    near = (said["starts_at"] - start).abs() <= pd.Timedelta(hours=NEAR_H)
    alike = said["event_id"].isna() & near & (said["peril_family"] == event["peril_family"])
    own = (said["event_id"] == event["event_id"]) | alike
    before = said[own & (pd.to_datetime(said["as_of"]) < start.normalize())]
    last: pd.DataFrame = before[before["id"] == before["id"].max()]
    return last


def calibration_of(
    ws: Workspace, version: str | None = None, *, line: Line = Line.MEASURED
) -> Calibration:
    """How true the chances were that the log holds; nothing is called calibrated under 20 events.

    Args:
        ws: the county's workspace.
        version: of the data that tell what came; None: the one in force.
        line: which arrivals judge.
    """
    county = ws.county()
    with closing(open_operations(ws)) as con:
        said = list_said(con)
    with open_version(ws, version) as warehouse:
        last = warehouse.last_day()
        claims, events = warehouse.claims(last), warehouse.events(last + timedelta(days=1))
    return calibration(pairs_of(said, claims, events, county, as_of=last, line=line))
