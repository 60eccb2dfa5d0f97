"""The store's file, pragmas and migrations."""

import sqlite3

import pytest

from risk.errors import OperationsError
from risk.operations import open_operations, transaction
from risk.operations.store import migrate, scripts
from risk.workspace import Workspace


def test_pragmas_and_owner_only_file(ws, con):
    """The store runs in WAL with foreign keys on, waits for locks, and is private to its owner."""
    assert con.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert con.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert con.execute("PRAGMA busy_timeout").fetchone()[0] >= 1000
    assert ws.operations_file.stat().st_mode & 0o077 == 0


def test_opening_twice_keeps_rows(ws, con):
    """A second open migrates nothing and sees what the first wrote."""
    con.execute("INSERT INTO scenario VALUES (NULL, 's', 'a', '2026-07-01', '', '{}')")
    again = open_operations(ws)
    assert again.execute("SELECT count(*) FROM scenario").fetchone()[0] == 1
    again.close()


def test_migrations_apply_in_order_once_and_all_or_none(con):
    """A later script runs on top of the schema; a failing one leaves the old number and tables."""
    later = "CREATE TABLE extra (a TEXT);\nINSERT INTO extra VALUES ('x;y');\n"
    assert migrate(con, [*scripts(), later]) == len(scripts()) + 1
    assert migrate(con, [*scripts(), later]) == len(scripts()) + 1
    assert con.execute("SELECT a FROM extra").fetchall()[0]["a"] == "x;y"
    broken = "CREATE TABLE half (a TEXT);\nCREATE TABLE extra (a TEXT);\n"
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(con, [*scripts(), later, broken])
    tables = {r[0] for r in con.execute("SELECT name FROM sqlite_master")}
    assert "half" not in tables
    assert migrate(con, [*scripts(), later]) == len(scripts()) + 1


def test_a_newer_store_is_refused(ws, con):
    """A store from a newer huzhu is not written to."""
    con.execute("PRAGMA user_version = 99")
    with pytest.raises(OperationsError, match=r"number 99.*install the newer"):
        open_operations(ws)


def test_a_file_that_is_no_store_is_refused(ws):
    """Garbage under the store's name gives one clear line."""
    ws.operations_file.write_bytes(b"not a database, " * 100)
    with pytest.raises(OperationsError, match=r"operations\.sqlite: not a usable operations store"):
        open_operations(ws)


def test_no_workspace_is_refused(tmp_path):
    """Without a workspace folder the remedy is named."""
    with pytest.raises(OperationsError, match="huzhu init"):
        open_operations(Workspace(tmp_path / "nowhere"))


def test_transaction_rolls_back_and_nests(con):
    """A failure inside, even in a nested one, leaves nothing."""

    def fail():
        with transaction(con):
            con.execute("INSERT INTO key_check VALUES (1, 'a')")
            with transaction(con):
                raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        fail()
    assert con.execute("SELECT count(*) FROM key_check").fetchone()[0] == 0
    assert not con.in_transaction
