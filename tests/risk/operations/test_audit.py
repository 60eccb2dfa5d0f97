"""The audit is append-only and shows every tampering."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.operations import audit
from risk.operations.store import open_store, transaction

NOW = datetime(2026, 7, 1, 9, 30)

COLUMNS = ["at", "user", "role", "action", "object", "parameters_sha256", "data_version", "result"]


def fill(con, rows):
    for i in range(rows):
        audit.append(
            con, at=NOW + timedelta(seconds=i), user=f"u{i}", role="viewer", action="look",
            object_="页面", parameters={"i": i}, data_version="v0001-00000000",
        )  # fmt: skip


def test_appended_rows_verify_and_show_newest_first(con):
    """A chain as written is whole; its rows come newest first."""
    fill(con, 4)
    assert audit.verify_chain(con) == []
    shown = audit.rows(con, limit=3)
    assert shown["user"].tolist() == ["u3", "u2", "u1"]
    assert shown["at"].iloc[0] == NOW + timedelta(seconds=3)
    assert audit.head(con)[0] == 4


def test_an_empty_chain_is_whole(con):
    """Nothing written is nothing broken."""
    assert audit.verify_chain(con) == []
    assert audit.head(con) == (0, "")
    assert audit.rows(con).empty


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET user = 'x' WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "INSERT OR REPLACE INTO audit SELECT 2, at, 'x', role, action, object, parameters_sha256,"
        " data_version, result, previous_sha256, sha256 FROM audit WHERE number = 2",
        "INSERT INTO audit SELECT 9, at, 'x', role, action, object, parameters_sha256,"
        " data_version, result, previous_sha256, sha256 FROM audit WHERE number = 2",
    ],
)
def test_triggers_refuse_everything_but_the_next_row(con, sql):
    """Changing, deleting, replacing or skipping a number is refused by the store itself."""
    fill(con, 3)
    with pytest.raises(sqlite3.IntegrityError, match="only appended"):
        con.execute(sql)
    assert audit.verify_chain(con) == []


def test_parameters_are_kept_as_a_hash_only(con):
    """What was asked is provable, but no personal value stands in the audit."""
    audit.append(
        con, at=NOW, user="u", role="viewer", action="find", parameters={"phone": "13812345678"}
    )
    row = tuple(con.execute("SELECT * FROM audit").fetchone())
    assert not any("13812345678" in str(value) for value in row)
    assert len(row[6]) == 64


def test_a_failed_transaction_takes_its_audit_row_along(con):
    """Rows rolled back with their transaction leave no gap."""

    def fail():
        with transaction(con):
            fill(con, 1)
            raise ValueError("undone")

    with pytest.raises(ValueError, match="undone"):
        fail()
    fill(con, 2)
    assert audit.verify_chain(con) == []
    assert audit.head(con)[0] == 2


def tampered(rows, change):
    """Faults of a chain of ``rows`` after ``change(con)`` with the triggers taken away."""
    with TemporaryDirectory() as folder:
        con = open_store(Path(folder) / "o.sqlite")
        fill(con, rows)
        for trigger in ("audit_no_update", "audit_no_delete", "audit_only_next"):
            con.execute(f"DROP TRIGGER {trigger}")
        change(con)
        faults = audit.verify_chain(con)
        con.close()
    return faults


@settings(max_examples=25, deadline=None)
@given(rows=st.integers(1, 8), data=st.data(), column=st.sampled_from(COLUMNS))
def test_any_changed_cell_is_named(rows, data, column):
    """Whichever cell of whichever row is changed, exactly that row is named."""
    number = data.draw(st.integers(1, rows))
    statement = f'UPDATE audit SET "{column}" = "{column}" || \'!\' WHERE number = ?'
    faults = tampered(rows, lambda con: con.execute(statement, (number,)))
    assert len(faults) == 1
    assert faults[0].startswith(f"audit row {number} (")


@settings(max_examples=15, deadline=None)
@given(rows=st.integers(2, 8), data=st.data())
def test_any_missing_rows_are_named(rows, data):
    """Rows cut out of the middle, the start or the end are missed."""
    first = data.draw(st.integers(1, rows))
    last = data.draw(st.integers(first, rows))
    faults = tampered(
        rows,
        lambda con: con.execute("DELETE FROM audit WHERE number BETWEEN ? AND ?", (first, last)),
    )
    assert faults == [
        f"audit rows {first} to {last} are missing" + (" at the end" if last == rows else "")
    ]


def test_a_row_rewritten_with_its_hash_breaks_the_next(con):
    """Recomputing the changed row's own hash only moves the break one row on."""

    def rewrite(con):
        row = dict(con.execute("SELECT * FROM audit WHERE number = 2").fetchone())
        row["user"] = "somebody else"
        con.execute(
            "UPDATE audit SET user = ?, sha256 = ? WHERE number = 2",
            (row["user"], audit._hash(tuple(row[c] for c in audit.HASHED))),
        )

    assert [f.split(" (")[0] for f in tampered(4, rewrite)] == ["audit row 3"]


def test_rows_cut_off_and_overwritten_leave_a_gap():
    """Rows appended after a cut cannot take the numbers of the lost ones."""

    def cut(con):
        con.execute("DELETE FROM audit WHERE number > 2")
        fill(con, 2)

    assert tampered(4, cut) == ["audit rows 3 to 4 are missing"]
