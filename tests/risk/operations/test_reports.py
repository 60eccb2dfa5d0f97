"""Reports made: numbers in a row, the same input found again, files told apart by their hash."""

import hashlib
import sqlite3
from dataclasses import replace
from datetime import date, datetime

import pytest

from risk.errors import OperationsError
from risk.operations import audit, verify_chain
from risk.operations.reports import (
    FileMade,
    FileState,
    MadeFrom,
    ReportMade,
    find_report,
    list_reports,
    next_number,
    record_report,
    same_report,
)

NOW = datetime(2026, 1, 5, 9)
SOURCE = MadeFrom("annual", "zh", "analyst", "v1", date(2025, 12, 31), 1, "ab" * 32, {"code": "c"})


def made(number: str, source: MadeFrom = SOURCE, body: bytes = b"%PDF") -> ReportMade:
    file = FileMade(f"{number}.pdf", "pdf", hashlib.sha256(body).hexdigest(), len(body))
    return ReportMade(number, source, NOW, "li", (file,))


def test_numbers_go_on_by_series(con):
    """One after the other within a county, year and kind; 0010 comes after 0009."""
    assert next_number(con, "990101-2026-A") == "990101-2026-A-0001"
    for number in ("990101-2026-A-0009", "990101-2025-A-0044"):
        record_report(con, made(number))
    assert next_number(con, "990101-2026-A") == "990101-2026-A-0010"
    assert next_number(con, "990101-2026-B") == "990101-2026-B-0001"


def test_what_was_recorded_comes_back(con):
    """Whole, newest first, audited under its number; an unknown number is refused in words."""
    first, second = made("a-0001"), replace(made("a-0002"), made_at=datetime(2026, 1, 6))
    for report in (first, second):
        record_report(con, report)
    assert list_reports(con) == [second, first]
    assert find_report(con, "a-0001") == first
    assert audit.rows(con)["object"].tolist() == ["a-0002", "a-0001"]
    assert verify_chain(con) == []
    with pytest.raises(OperationsError, match="no report 'a-0003'"):
        find_report(con, "a-0003")
    with pytest.raises(OperationsError, match="not made as docx; take pdf"):
        first.file("docx")


def test_a_number_is_given_once_and_nothing_is_rewritten(con):
    """A second report under it is refused without a trace; rows are neither changed nor removed."""
    record_report(con, made("a-0001"))
    with pytest.raises(OperationsError, match="there already"):
        record_report(con, made("a-0001", body=b"other"))
    assert len(audit.rows(con)) == 1
    for sql in ("UPDATE report_made SET role = 'manager'", "DELETE FROM report_made"):
        with pytest.raises(sqlite3.IntegrityError, match="only appended"):
            con.execute(sql)


def test_only_the_very_same_input_is_the_same_report(con):
    """Another language, role, version, day, seed, settings, program or format is another report."""
    record_report(con, made("a-0001"))
    assert same_report(con, SOURCE, ["pdf"]) == made("a-0001")
    others = {
        "kind": "brief", "lang": "en", "role": "manager", "data_version": "v2", "seed": 2,
        "as_of": date(2025, 12, 30), "settings_sha256": "cd" * 32, "parameters": {"code": "d"},
    }  # fmt: skip
    for name, value in others.items():
        assert same_report(con, replace(SOURCE, **{name: value}), ["pdf"]) is None, name
    assert same_report(con, SOURCE, ["pdf", "docx"]) is None


def test_a_changed_or_lost_file_is_told(tmp_path):
    """By its hash, each time it is looked at."""
    file = made("a-0001").files[0]
    assert file.state(tmp_path) is FileState.MISSING
    (tmp_path / file.name).write_bytes(b"%PDF")
    assert file.state(tmp_path) is FileState.SAME
    (tmp_path / file.name).write_bytes(b"%PDF and more")
    assert file.state(tmp_path) is FileState.CHANGED
