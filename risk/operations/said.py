"""Nowcasts kept: what was said of an event at a moment, beside what came."""

import sqlite3
from datetime import datetime

import pandas as pd

from risk.operations.store import transaction

COLUMNS = (
    "event_id", "name", "peril_family", "at_h", "reported", "mean", "p05", "p10", "p50", "p90",
    "p95", "final",
)  # fmt: skip


def keep_said(
    con: sqlite3.Connection,
    said: pd.DataFrame,
    *,
    data_version: str,
    code_version: str,
    seed: int,
    made_at: datetime,
) -> int:
    """Keep one run over past events; returns its number. Earlier runs stay.

    Args:
        con: an open operations store.
        said: one row an event and moment, columns ``COLUMNS``.
        data_version, code_version, seed: what it was made from.
        made_at: local wall time.
    """
    rows = said[list(COLUMNS)].astype(object).itertuples(index=False, name=None)
    with transaction(con):
        cursor = con.execute(
            "INSERT INTO nowcast_run (data_version, code_version, seed, made_at)"
            " VALUES (?, ?, ?, ?)",
            (data_version, code_version, seed, made_at.isoformat(" ")),
        )
        run = int(cursor.lastrowid or 0)
        con.executemany(
            "INSERT INTO nowcast_said VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((run, *row) for row in rows),
        )
    return run


def last_said(con: sqlite3.Connection) -> tuple[dict[str, object], pd.DataFrame] | None:
    """The newest run (id, data_version, code_version, seed, made_at) and its rows; None: none."""
    run = con.execute("SELECT * FROM nowcast_run ORDER BY id DESC LIMIT 1").fetchone()
    if run is None:
        return None
    found = con.execute(
        "SELECT * FROM nowcast_said WHERE run_id = ? ORDER BY at_h, event_id", (run["id"],)
    ).fetchall()
    frame = pd.DataFrame([dict(row) for row in found], columns=["run_id", *COLUMNS])
    return dict(run), frame.drop(columns="run_id")
