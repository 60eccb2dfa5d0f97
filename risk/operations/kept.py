"""What plans said of an event, kept beside what came: a log that only grows, and back-tests."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from risk.operations import audit
from risk.operations.store import transaction
from risk.terms import Role

TIER_COLUMNS = (
    "tier", "claims_mean", "expected_share", "p_event_share", "p_lo", "p_hi", "model_lo",
    "model_hi",
)  # fmt: skip
JUDGED_COLUMNS = (
    "event_id", "name", "peril_family", "season", "way", "tier", "crew_days", "claims_said",
    "claims", "left_out", "expected_share", "p_event_share", "p_lo", "p_hi", "share", "share_lo",
    "share_hi", "kept",
)  # fmt: skip


@dataclass(frozen=True)
class SaidPlan:
    """A plan as the log keeps it.

    Attributes:
        plan_sha256: of the plan's crews and assumptions: the same plan has the same hash.
        event_id: of the event planned for; None: not in the ledger yet, found later by its start.
        name, peril_family, starts_at: of the scenario.
        as_of: last day known.
        share_target: share of claims in time that keeps the promise.
        tiers: a row a tier, ``TIER_COLUMNS``; a band that was not told is NaN.
    """

    plan_sha256: str
    event_id: str | None
    name: str
    peril_family: str
    starts_at: datetime
    as_of: date
    share_target: float
    tiers: pd.DataFrame


def append_said(
    con: sqlite3.Connection,
    said: SaidPlan,
    *,
    data_version: str,
    code_version: str,
    seed: int,
    user: str,
    role: Role,
    at: datetime,
) -> int:
    """Keep what a plan says, audited; returns its number.

    Args:
        con: an open operations store.
        said: the plan.
        data_version, code_version, seed: what it was made from.
        user, role: who made it.
        at: local wall time.
    """
    head = (
        said.plan_sha256, said.event_id, said.name, said.peril_family,
        said.starts_at.isoformat(" "), said.as_of.isoformat(), said.share_target, data_version,
        code_version, seed, at.isoformat(" ", "microseconds"), user,
    )  # fmt: skip
    rows = said.tiers.reindex(columns=list(TIER_COLUMNS)).astype(object)
    rows = rows.where(rows.notna(), None)
    with transaction(con):
        cursor = con.execute(
            "INSERT INTO plan_said (plan_sha256, event_id, name, peril_family, starts_at, as_of,"
            " share_target, data_version, code_version, seed, made_at, user)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            head,
        )
        number = int(cursor.lastrowid or 0)
        con.executemany(
            "INSERT INTO plan_said_tier VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, *row) for row in rows.itertuples(index=False, name=None)),
        )
        audit.append(
            con, at=at, user=user, role=role, action="keep what a plan says",
            object_=f"plan {number}", parameters={"plan": said.plan_sha256},
            data_version=data_version,
        )  # fmt: skip
    return number


def list_said(con: sqlite3.Connection) -> pd.DataFrame:
    """Everything plans said, oldest first: a row a plan and tier.

    Returns:
        id, plan_sha256, event_id, name, peril_family, starts_at, as_of, share_target,
        data_version, code_version, seed, made_at, user, then ``TIER_COLUMNS``.
    """
    cursor = con.execute(
        "SELECT s.*, t.tier, t.claims_mean, t.expected_share, t.p_event_share, t.p_lo, t.p_hi,"
        " t.model_lo, t.model_hi FROM plan_said s JOIN plan_said_tier t ON t.said_id = s.id"
        " ORDER BY s.id, t.tier"
    )
    names = [d[0] for d in cursor.description]
    frame = pd.DataFrame([tuple(row) for row in cursor], columns=names)
    stamps = {"starts_at": "datetime64[us]", "made_at": "datetime64[us]"}
    numbers = dict.fromkeys(TIER_COLUMNS[1:], "float64")
    return frame.astype({**stamps, **numbers})


def keep_judged(
    con: sqlite3.Connection,
    judged: pd.DataFrame,
    *,
    data_version: str,
    code_version: str,
    seed: int,
    made_at: datetime,
) -> int:
    """Keep one back-test of plans; returns its number. Earlier ones stay.

    Args:
        con: an open operations store.
        judged: one row an event, way and tier, columns ``JUDGED_COLUMNS``.
        data_version, code_version, seed: what it was made from.
        made_at: local wall time.
    """
    rows = judged[list(JUDGED_COLUMNS)].astype(object)
    rows = rows.where(rows.notna(), None)
    with transaction(con):
        cursor = con.execute(
            "INSERT INTO plan_run (data_version, code_version, seed, made_at) VALUES (?, ?, ?, ?)",
            (data_version, code_version, seed, made_at.isoformat(" ")),
        )
        run = int(cursor.lastrowid or 0)
        con.executemany(
            "INSERT INTO plan_judged"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((run, *row) for row in rows.itertuples(index=False, name=None)),
        )
    return run


def last_judged(con: sqlite3.Connection) -> tuple[Mapping[str, object], pd.DataFrame] | None:
    """The newest back-test (id, data_version, code_version, seed, made_at), its rows; or None."""
    run = con.execute("SELECT * FROM plan_run ORDER BY id DESC LIMIT 1").fetchone()
    if run is None:
        return None
    found = con.execute(
        "SELECT * FROM plan_judged WHERE run_id = ? ORDER BY season, event_id, way, tier",
        (run["id"],),
    ).fetchall()
    frame = pd.DataFrame([tuple(row) for row in found], columns=["run_id", *JUDGED_COLUMNS])
    frame = frame.drop(columns="run_id")
    numbers = dict.fromkeys(JUDGED_COLUMNS[10:], "float64") | {"claims_said": "float64"}
    return dict(run), frame.astype(numbers)
