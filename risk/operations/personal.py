"""Personal data and raw reject rows: encrypted at rest (AES-256-GCM), every read audited.

Each secret is ``nonce (12 bytes) + ciphertext + tag``; its associated data name the table and the
subject, so that one person's secret cannot be passed off as another's.
"""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from risk.errors import OperationsError
from risk.operations import audit
from risk.operations.keys import Keys, bind_key
from risk.operations.store import transaction
from risk.terms import Role

NONCE_BYTES = 12
MARK_BYTES = 16
SUBJECT_KEY = {
    "policy": "household_key",
    "claim": "claim_id",
    "report": "report_id",
    "liaison": "liaison_id",
    "surveyor": "surveyor_id",
}
"""Ledger kind with personal columns → the column that names the subject."""
READERS = frozenset({Role.DISPATCHER, Role.MANAGER, Role.ADMINISTRATOR})
"""Roles that may see personal data in clear."""


def store_people(
    con: sqlite3.Connection, keys: Keys, frame: pd.DataFrame, *, kind: str = "policy"
) -> int:
    """Encrypt and keep the personal columns of a ledger; returns the subjects new or changed.

    Args:
        con: from ``open_operations``.
        keys: from ``open_keys``.
        frame: the kind's key column (``SUBJECT_KEY``) and any personal columns, as text. Of rows
            about one subject the last counts; it replaces what was kept, except that a row with no
            personal value at all changes nothing.
        kind: ledger the frame comes from.
    """
    bind_key(con, keys)
    subjects, contents = _contents(frame, SUBJECT_KEY[kind])
    known = dict(con.execute("SELECT key, content_mark FROM person WHERE kind = ?", (kind,)))
    cipher = AESGCM(keys.personal)
    changed = []
    for subject, content in zip(subjects, contents, strict=True):
        plain, bound = content.encode(), _bound("person", kind, subject)
        mark = hashlib.blake2b(bound + plain, key=keys.content, digest_size=MARK_BYTES).digest()
        if known.get(subject) != mark:
            changed.append((kind, subject, mark, _encrypt(cipher, plain, bound)))
    with transaction(con):
        con.executemany("INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?)", changed)
    return len(changed)


def _contents(frame: pd.DataFrame, key: str) -> tuple[list[str], list[str]]:
    values = frame.drop(columns=key)
    used = frame[key].notna() & values.notna().any(axis=1)
    last = frame.loc[used].drop_duplicates(key, keep="last")
    # pandas' own writer: a tenth of the time of json.dumps over records.
    text = (
        last.drop(columns=key)
        .astype("str")
        .to_json(orient="records", lines=True, force_ascii=False)
    )
    return last[key].astype(str).tolist(), (text or "").rstrip("\n").split("\n") if len(
        last
    ) else []


def read_person(
    con: sqlite3.Connection,
    keys: Keys,
    subject: str,
    *,
    user: str,
    role: Role,
    why: str,
    at: datetime,
    kind: str = "policy",
) -> dict[str, str]:
    """One subject's personal values by column, empty if none are kept; missing values are left out.

    Args:
        subject: household key (``policy``), claim, liaison or surveyor id.
        user: who reads; ``role`` theirs; ``why`` the reason, kept in the audit as said.
        at: local wall time.

    Raises:
        OperationsError: the role may not read personal data (audited too), or the row was altered.
    """
    found = read_people(con, keys, [subject], user=user, role=role, why=why, at=at, kind=kind)
    return found[subject]


def read_people(
    con: sqlite3.Connection,
    keys: Keys,
    subjects: Sequence[str],
    *,
    user: str,
    role: Role,
    why: str,
    at: datetime,
    kind: str,
) -> dict[str, dict[str, str]]:
    """:func:`read_person` of several by subject, as one row of the audit (a call sheet, a file).

    Raises:
        OperationsError: the role may not read personal data (audited too), or a row was altered.
    """
    bind_key(con, keys)
    named = subjects[0] if len(subjects) == 1 else f"{len(subjects)} subjects"
    _admit(
        con, f"person {kind} {named}", user=user, role=role, why=why, at=at,
        parameters={"subjects": list(subjects)},
    )  # fmt: skip
    cipher, found = AESGCM(keys.personal), {}
    for subject in subjects:
        row = con.execute(
            "SELECT secret FROM person WHERE kind = ? AND key = ?", (kind, subject)
        ).fetchone()
        plain = _decrypt(cipher, row["secret"], _bound("person", kind, subject)) if row else b"{}"
        found[subject] = {n: v for n, v in json.loads(plain).items() if v is not None}
    return found


def store_rejects(
    con: sqlite3.Connection, keys: Keys, load_id: int, raw: pd.DataFrame, expires: datetime
) -> int:
    """Encrypt and keep a load's rejected raw rows until they expire; returns their number.

    Args:
        raw: column ``row`` (1-based row in the file) and the file's own headings, as text.
        expires: local wall time after which :func:`purge` erases them.
    """
    bind_key(con, keys)
    cipher = AESGCM(keys.personal)
    headings = [c for c in raw.columns if c != "row"]
    rows = []
    for number, *cells in raw[["row", *headings]].itertuples(index=False):
        content = dict(zip(headings, (None if pd.isna(c) else str(c) for c in cells), strict=True))
        plain = json.dumps(content, ensure_ascii=False).encode()
        secret = _encrypt(cipher, plain, _bound("reject_row", load_id, int(number)))
        rows.append((load_id, int(number), expires.isoformat(" ", "seconds"), secret))
    with transaction(con):
        con.execute("DELETE FROM reject_row WHERE load_id = ?", (load_id,))
        con.executemany("INSERT INTO reject_row VALUES (?, ?, ?, ?)", rows)
    return len(rows)


def read_rejects(
    con: sqlite3.Connection,
    keys: Keys,
    load_id: int,
    *,
    user: str,
    role: Role,
    why: str,
    at: datetime,
) -> pd.DataFrame:
    """A load's rejected rows as the user wrote them: ``row`` and the file's headings, text.

    Rows past their expiry are not shown even before :func:`purge` has erased them.

    Raises:
        OperationsError: the role may not read personal data (audited too), or a row was altered.
    """
    bind_key(con, keys)
    _admit(con, f"rejects of load {load_id}", user=user, role=role, why=why, at=at)
    cipher = AESGCM(keys.personal)
    found = con.execute(
        "SELECT row, secret FROM reject_row WHERE load_id = ? AND expires_at > ? ORDER BY row",
        (load_id, at.isoformat(" ", "seconds")),
    )
    rows = [
        {"row": r["row"], **json.loads(_decrypt(cipher, r["secret"], _bound(*name)))}
        for r in found
        for name in [("reject_row", load_id, r["row"])]
    ]
    return pd.DataFrame(rows) if rows else pd.DataFrame({"row": pd.Series(dtype="int64")})


def purge(con: sqlite3.Connection, now: datetime) -> int:
    """Erase raw reject rows that have expired; returns their number."""
    return con.execute(
        "DELETE FROM reject_row WHERE expires_at <= ?", (now.isoformat(" ", "seconds"),)
    ).rowcount


def _admit(
    con: sqlite3.Connection, object_: str, *,
    user: str, role: Role, why: str, at: datetime, parameters: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    allowed = role in READERS
    audit.append(
        con, at=at, user=user, role=role, action=f"read personal data: {why}", object_=object_,
        parameters=parameters, result="done" if allowed else "refused",
    )  # fmt: skip
    if not allowed:
        raise OperationsError(
            f"the role {role} may not read personal data",
            where=object_,
            remedy="ask a dispatcher or manager",
        )


def _bound(*names: Any) -> bytes:
    return json.dumps(names).encode()


def _encrypt(cipher: AESGCM, plain: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, bound)


def _decrypt(cipher: AESGCM, secret: bytes, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(secret[:NONCE_BYTES], secret[NONCE_BYTES:], bound)
    except InvalidTag:
        raise OperationsError(
            "an encrypted row was altered",
            where=bound.decode(),
            remedy="restore operations.sqlite from a backup",
        ) from None
