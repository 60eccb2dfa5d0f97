"""Personal columns leave the rows before they reach the warehouse: keyed, encrypted, kept apart."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from risk.intake.together import split
from risk.ledger import KINDS, Batch
from risk.operations.keys import Keys, household_keys, load_or_create_key
from risk.operations.personal import SUBJECT_KEY, store_people, store_rejects
from risk.settings import County
from risk.workspace import Workspace

REJECTS_KEPT = timedelta(days=180)


def keys_to_check(ws: Workspace, county: County) -> Keys:
    """Keys for a trial load: the workspace's own, or passing ones where it has none yet."""
    path = ws.key_file(county)
    if path.exists():
        return load_or_create_key(path)
    with TemporaryDirectory(prefix="huzhu-key-") as folder:
        return load_or_create_key(Path(folder) / "passing.key")


def personal_columns(kind: str) -> list[str]:
    """Columns of a ledger that never reach the warehouse in clear."""
    return [c.name for c in KINDS[kind].columns if c.personal]


def add_household_keys(batches: Sequence[Batch], keys: Keys) -> list[Batch]:
    """``household_key`` of the identity number, else of the household number.

    All files together: a household that stands in every year's list is hashed once.
    """
    texts = [
        b.frame["id_number"].fillna(b.frame["household_no"])
        for b in batches
        if "household_no" in b.frame
    ]
    hashed = iter(split(household_keys(keys, pd.concat(texts)), texts) if texts else [])
    return [
        replace(b, frame=b.frame.assign(household_key=next(hashed)))
        if "household_no" in b.frame
        else b
        for b in batches
    ]


def keep_people(con: sqlite3.Connection, keys: Keys, batches: Sequence[Batch]) -> None:
    """Store the personal values; of rows about one person the last counts.

    Storing them again changes nothing.
    """
    for kind, subject in SUBJECT_KEY.items():
        columns = [subject, *personal_columns(kind)]
        frames = [b.frame.reindex(columns=columns) for b in batches if b.kind == kind]
        if frames:
            store_people(con, keys, pd.concat(frames, ignore_index=True), kind=kind)


def keep_rejects(
    con: sqlite3.Connection, keys: Keys, load_id: int, batch: Batch, now: datetime
) -> None:
    """Store the rejected rows as the user wrote them; they expire."""
    if not batch.raw_rejected.empty:
        store_rejects(con, keys, load_id, batch.raw_rejected, now + REJECTS_KEPT)
