"""Personal columns leave the rows before they reach the warehouse: keyed, encrypted, kept apart."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from risk.geography.address import door_number
from risk.intake.together import split
from risk.ledger import KINDS, Batch
from risk.operations.keys import Keys, contact_keys, household_keys, load_or_create_key
from risk.operations.personal import SUBJECT_KEY, store_people, store_rejects
from risk.settings import County
from risk.workspace import Workspace

REJECTS_KEPT = timedelta(days=180)
MADE_BY_OTHERS = frozenset({"liaison", "township_list", "bureau"})
"""Channels by which somebody else than the household reports."""


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


def add_contact_keys(batches: Sequence[Batch], keys: Keys) -> list[Batch]:
    """Reports get the keyed hashes of what they say of the house: telephone, name, door number.

    A liaison's own name and telephone tell nothing of the house, so of a report that others made
    only a householder's name counts.
    """
    return [
        replace(b, frame=b.frame.assign(**_keys_of(_said(b.frame), keys)))
        if b.kind == "report"
        else b
        for b in batches
    ]


def _said(frame: pd.DataFrame) -> dict[str, pd.Series]:
    own_call = ~frame["channel"].isin(MADE_BY_OTHERS)
    name = frame["householder_name"].fillna(frame["reporter_name"].where(own_call))
    told = [frame[c] for c in ("address", "region_guess")]
    door = told[0].map(door_number, na_action="ignore")
    door = door.fillna(told[1].map(door_number, na_action="ignore"))
    phone = frame["phone"].astype("str").str.replace("/.*", "", regex=True)
    return {"phone": phone, "name": name, "door": door}


def _keys_of(said: dict[str, pd.Series], keys: Keys) -> dict[str, pd.Series]:
    return {f"{contact}_key": contact_keys(keys, contact, text) for contact, text in said.items()}


def household_contacts(batches: Sequence[Batch], keys: Keys) -> pd.DataFrame | None:
    """Telephones, names and door numbers of the households in policy lists, hashed.

    Returns:
        household_key, contact, contact_key, each once; None without a policy list.
    """
    frames = [b.frame for b in batches if b.kind == "policy"]
    if not frames:
        return None
    columns = ["household_key", "phone", "householder_name", "address"]
    said = pd.concat([f.reindex(columns=columns) for f in frames]).drop_duplicates()
    phones = said.assign(text=said["phone"].astype("str").str.split("/")).explode("text")
    parts = {
        "phone": phones,
        "name": said.assign(text=said["householder_name"]),
        "door": said.assign(text=said["address"].map(door_number, na_action="ignore")),
    }
    found = []
    for contact, part in parts.items():
        told = part[["household_key", "text"]].dropna().drop_duplicates()
        key = contact_keys(keys, contact, told["text"])
        found.append(told[["household_key"]].assign(contact=contact, contact_key=key))
    return pd.concat(found, ignore_index=True)


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
