"""Personal columns leave the rows before they reach the warehouse: keyed, encrypted, kept apart."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

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


def add_household_key(frame: pd.DataFrame, keys: Keys) -> pd.DataFrame:
    """``household_key`` of the identity number, else of the household number."""
    if "household_no" not in frame:
        return frame
    return frame.assign(
        household_key=household_keys(keys, frame["id_number"].fillna(frame["household_no"]))
    )


def keep_people(con: sqlite3.Connection, keys: Keys, batch: Batch) -> None:
    """Store the personal values of one batch; storing them again changes nothing."""
    subject = SUBJECT_KEY.get(batch.kind)
    columns = [c for c in personal_columns(batch.kind) if c in batch.frame]
    if subject is None or not columns or batch.frame.empty:
        return
    store_people(con, keys, batch.frame[[subject, *columns]], kind=batch.kind)


def keep_rejects(
    con: sqlite3.Connection, keys: Keys, load_id: int, batch: Batch, now: datetime
) -> None:
    """Store the rejected rows as the user wrote them; they expire."""
    if not batch.raw_rejected.empty:
        store_rejects(con, keys, load_id, batch.raw_rejected, now + REJECTS_KEPT)
