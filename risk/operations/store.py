"""The operations store: one SQLite file (WAL) of what changes by the second."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

from risk.errors import OperationsError
from risk.operations.limits import LimitedConnection, limit_set
from risk.workspace import Workspace

BUSY_TIMEOUT_MS = 10_000


def open_operations(ws: Workspace) -> sqlite3.Connection:
    """Open the workspace's operations store, made and migrated as needed; rows are sqlite3.Row.

    The connection is in autocommit mode: group writes with :func:`transaction`. Close it after use.

    Where :func:`risk.operations.limits.set_limit` has set one, it writes only within that limit.

    Raises:
        OperationsError: no workspace here, the file is no SQLite store, or a newer huzhu made it.
    """
    return open_store(ws.operations_file)


def open_store(path: Path) -> sqlite3.Connection:
    """:func:`open_operations` by path; a new file is readable by its owner only."""
    if not path.parent.is_dir():
        raise OperationsError(
            "no workspace here", where=str(path.parent), remedy="run `huzhu init DIR` first"
        )
    try:
        path.touch(mode=0o600, exist_ok=True)
        con = sqlite3.connect(path, isolation_level=None, factory=LimitedConnection)
    except (OSError, sqlite3.OperationalError) as e:
        raise OperationsError(
            f"cannot be opened ({e})", where=str(path), remedy="check its owner and permissions"
        ) from None
    try:
        _configure(con)
        migrate(con, scripts())
    except sqlite3.DatabaseError as e:
        con.close()
        raise OperationsError(
            f"not a usable operations store ({e})",
            where=str(path),
            remedy="restore it from a backup with `huzhu restore`",
        ) from None
    except OperationsError:
        con.close()
        raise
    if (limit := limit_set()) is not None:
        con.keep_to(limit)
    return con


def _configure(con: sqlite3.Connection) -> None:
    con.row_factory = sqlite3.Row
    con.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS:d}")
    con.execute("PRAGMA journal_mode = WAL")
    con.execute(
        "PRAGMA synchronous = FULL"
    )  # a storm cuts the power: what was confirmed is on disk
    con.execute("PRAGMA foreign_keys = ON")
    con.execute("PRAGMA secure_delete = ON")  # erased rows leave no ciphertext in free pages


@cache
def scripts() -> tuple[str, ...]:
    """schema.sql (number 1), then the numbered migrations in order; every request opens a store."""
    here = files("risk.operations")
    numbered = sorted(f.name for f in here.iterdir() if f.name[:4].isdigit())
    return tuple(here.joinpath(name).read_text("utf-8") for name in ("schema.sql", *numbered))


def migrate(con: sqlite3.Connection, scripts: Sequence[str]) -> int:
    """Apply the scripts this store has not seen, all or none; returns its number.

    Raises:
        OperationsError: the store's number is beyond the known scripts.
    """
    if _number(con) < len(scripts):
        with transaction(con):
            for sql in scripts[_number(con) :]:  # read again: another worker may have been first
                for statement in _statements(sql):
                    con.execute(statement)
            con.execute(f"PRAGMA user_version = {len(scripts):d}")
    if _number(con) > len(scripts):
        raise OperationsError(
            f"the operations store has number {_number(con)}, this huzhu knows {len(scripts)}",
            remedy="install the newer huzhu that made it",
        )
    return _number(con)


def _number(con: sqlite3.Connection) -> int:
    return int(con.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    # executescript() would commit the open transaction, so the script is split here.
    buffer = ""
    for line in script.splitlines(keepends=True):
        buffer += line
        if sqlite3.complete_statement(buffer):
            yield buffer
            buffer = ""


@contextmanager
def transaction(con: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing, with the write lock taken at once; inside another one it joins that."""
    if con.in_transaction:
        yield con
        return
    con.execute("BEGIN IMMEDIATE")
    try:
        yield con
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")
