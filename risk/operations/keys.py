"""The key file: outside the workspace, made once, readable by its owner only.

It holds 32 random bytes; each use derives its own key from them (HKDF-SHA256), so a household key
tells nothing of the encryption key, nor of the key that signs web sessions.
"""

import base64
import hashlib
import hmac
import os
import secrets
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from risk.errors import OperationsError
from risk.workspace import Workspace

HEADING = "huzhu key 1"
KEY_BYTES = 32
DIGEST_BYTES = 15  # 120 bits: 24 base32 characters without padding
KEY_CHARS = 24
CONTACT_CHARS = 12  # 60 bits: two names of a county share one by chance once in a hundred million


@dataclass(frozen=True)
class Keys:
    """The derived keys, 32 bytes each; never printed."""

    household: bytes = field(repr=False)
    """HMAC key of household keys."""
    personal: bytes = field(repr=False)
    """AES-256 key of personal data and raw reject rows."""
    contact: bytes = field(repr=False)
    """HMAC key of telephones, names and door numbers that match reports to households."""
    content: bytes = field(repr=False)
    """Key of the marks that tell an unchanged person."""
    session: bytes = field(repr=False)
    """Signs the dashboard's sessions."""
    check_in: bytes = field(repr=False)
    """Signs the links crews check in with."""
    story: bytes = field(repr=False)
    """Seals stories kept in the workspace."""

    @property
    def fingerprint(self) -> str:
        """Says which key this is without giving it away."""
        return hmac.digest(self.household, b"huzhu fingerprint", "sha256").hex()


def open_keys(ws: Workspace, con: sqlite3.Connection) -> Keys:
    """The workspace's keys, made if there are none yet, and proven to be those of its store.

    Raises:
        OperationsError: the key file is unreadable, damaged, open to others, or another one's.
        SettingsError: county.toml is missing or names a key file inside the workspace.
    """
    path = ws.key_file(ws.county())
    if not path.exists() and con.execute("SELECT 1 FROM key_check").fetchone():
        raise OperationsError(
            "the key file of this workspace is gone",
            where=str(path),
            remedy="put its copy back; without it personal data cannot be read and household "
            "keys cannot be matched",
        )
    keys = load_or_create_key(path)
    bind_key(con, keys, where=str(path))
    return keys


def bind_key(con: sqlite3.Connection, keys: Keys, *, where: str = "") -> None:
    """Remember which key the store belongs to; refuse any other one afterwards.

    Raises:
        OperationsError: the store was written with another key.
    """
    con.execute("INSERT OR IGNORE INTO key_check VALUES (1, ?)", (keys.fingerprint,))
    known = con.execute("SELECT fingerprint FROM key_check").fetchone()[0]
    if not hmac.compare_digest(known, keys.fingerprint):
        raise OperationsError(
            "this key file is not the one the workspace was made with",
            where=where,
            remedy="put back the copy of the original key file, or correct key_file in county.toml",
        )


def load_or_create_key(path: Path) -> Keys:
    """Read the key file, or make it (mode 0600) where there is none.

    Raises:
        OperationsError: folder missing, file open to others, unreadable or damaged.
    """
    if not path.exists():
        _create(path)
    _refuse_open_permissions(path)
    try:
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as e:
        raise _damaged(path, f"cannot be read ({e})") from None
    return _derive(_parse(path, text))


def _create(path: Path) -> None:
    secret = secrets.token_bytes(KEY_BYTES)
    text = f"{HEADING}\n{base64.b64encode(secret).decode()}\n{_check(secret)}\n"
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
            f.write(text)
            f.flush()
            os.fsync(f.fileno())
        # A link appears whole or not at all, and fails where another worker was first.
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError as e:
        raise OperationsError(
            f"the key file cannot be made ({e.strerror})",
            where=str(path),
            remedy="make its folder writable, or name another key_file in county.toml",
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def _refuse_open_permissions(path: Path) -> None:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise OperationsError(
            f"the key file can be read by others (mode {mode:04o})",
            where=str(path),
            remedy=f"chmod 600 {path}",
        )


def _parse(path: Path, text: str) -> bytes:
    lines = text.split("\n")
    if len(lines) != 4 or lines[0] != HEADING:
        raise _damaged(path, "is no huzhu key file")
    try:
        secret = base64.b64decode(lines[1], validate=True)
    except ValueError:
        raise _damaged(path, "is damaged") from None
    if len(secret) != KEY_BYTES or _check(secret) != lines[2]:
        raise _damaged(path, "is damaged")
    return secret


def _check(secret: bytes) -> str:
    return hashlib.sha256(HEADING.encode() + secret).hexdigest()[:16]


def _damaged(path: Path, what: str) -> OperationsError:
    return OperationsError(f"the key file {what}", where=str(path), remedy="put its copy back")


def _derive(secret: bytes) -> Keys:
    def derive(purpose: str) -> bytes:
        return HKDF(
            hashes.SHA256(), KEY_BYTES, salt=None, info=b"huzhu " + purpose.encode()
        ).derive(secret)

    return Keys(
        household=derive("household"),
        personal=derive("personal"),
        contact=derive("contact"),
        content=derive("content"),
        session=derive("session"),
        check_in=derive("check-in"),
        story=derive("story"),
    )


def household_key(keys: Keys, text: str) -> str:
    """The key of one household: ``H`` and 24 base32 characters; see :func:`household_keys`."""
    return _hash(keys, [text])[0]


def household_keys(keys: Keys, texts: pd.Series) -> pd.Series:
    """Household keys of many identity numbers or household numbers; missing stays missing.

    Case, full-width digits and blanks at the ends do not matter. The same text under the same key
    file always gives the same key; without the file nobody can test a guess against it.

    Args:
        keys: from :func:`open_keys`.
        texts: text, any index; may be missing. A text that stands in many rows is hashed once.
    """
    codes, unique = pd.factorize(texts)
    hashed = np.array([*_hash(keys, unique.tolist()), None], dtype=object)
    return pd.Series(hashed[codes], index=texts.index, dtype="str", name="household_key")


def contact_keys(keys: Keys, contact: str, texts: pd.Series) -> pd.Series:
    """Short keyed hashes of telephones, names or door numbers; missing stays missing.

    They tell that two rows say the same, and nothing else without the key file. Equal names have
    equal keys, so how often a name occurs can be seen, not which it is. The same text has another
    key as another contact, and none of them is a household key.

    Args:
        keys: from :func:`open_keys`.
        contact: what the texts are: ``phone``, ``name`` or ``door``.
        texts: text as it is to be compared, any index; may be missing.
    """
    codes, unique = pd.factorize(texts)
    plain = [f"{contact}:{text}" for text in unique]
    short = [key[1 : CONTACT_CHARS + 1] for key in _hash_with(keys.contact, plain)]
    hashed = np.array([*short, None], dtype=object)
    return pd.Series(hashed[codes], index=texts.index, dtype="str", name=f"{contact}_key")


def _hash(keys: Keys, texts: Sequence[str]) -> list[str]:
    return _hash_with(keys.household, texts)


def _hash_with(key: bytes, texts: Sequence[str]) -> list[str]:
    fresh = hmac.new(key, digestmod="sha256")
    digests = []
    for text in texts:
        mac = fresh.copy()
        mac.update(unicodedata.normalize("NFKC", text).strip().upper().encode())
        digests.append(mac.digest()[:DIGEST_BYTES])
    joined = base64.b32encode(b"".join(digests)).decode()
    return [f"H{joined[i : i + KEY_CHARS]}" for i in range(0, len(joined), KEY_CHARS)]
