"""Reports made: a number each, what it was made from, the hash of every file; appended only."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from risk.errors import OperationsError
from risk.operations import audit
from risk.operations.store import transaction

SELECT = (
    "SELECT number, kind, lang, made_at, made_by, role, data_version, as_of, seed, settings_sha256,"
    " parameters, files FROM report_made"
)
HASHES_KEPT = 1024


class FileState(StrEnum):
    """How a file on disk stands to the hash written down when it was made."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True)
class MadeFrom:
    """All that a report's bytes follow from, its number aside.

    Attributes:
        kind: which report, e.g. ``annual``.
        lang: ``zh`` or ``en``.
        role: of whoever makes it, as it is printed (``risk.terms.Role``).
        data_version, as_of, seed: the story it tells.
        settings_sha256: of county.toml.
        parameters: whatever else was asked or has a part in it, ready for JSON.
    """

    kind: str
    lang: str
    role: str
    data_version: str
    as_of: date
    seed: int
    settings_sha256: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FileMade:
    """One file of a report: its name in the folder of reports, format, hash, size in bytes."""

    name: str
    format: str
    sha256: str
    bytes: int

    def state(self, folder: Path) -> FileState:
        """Whether the file there is the one that was made."""
        path = folder / self.name
        if not path.is_file():
            return FileState.MISSING
        told = path.stat()
        same = _sha256((path, told.st_mtime_ns, told.st_size)) == self.sha256
        return FileState.SAME if same else FileState.CHANGED


@dataclass(frozen=True)
class ReportMade:
    """A report made: number, what it was made from, when (local wall time), by whom, its files."""

    number: str
    source: MadeFrom
    made_at: datetime
    made_by: str
    files: tuple[FileMade, ...]

    def file(self, form: str) -> FileMade:
        """Its file of one format.

        Raises:
            OperationsError: it was not made in that format.
        """
        found = next((f for f in self.files if f.format == form), None)
        if found is None:
            raise OperationsError(
                f"report {self.number} was not made as {form}",
                remedy=f"take {', '.join(f.format for f in self.files)}, or make it again",
            )
        return found


def next_number(con: sqlite3.Connection, series: str) -> str:
    """The number a report of a series would get now, e.g. ``632126-2026-A`` → ``…-0007``."""
    taken = con.execute(
        "SELECT max(CAST(substr(number, ?) AS INTEGER)) FROM report_made"
        " WHERE substr(number, 1, ?) = ?",
        (len(series) + 2, len(series) + 1, f"{series}-"),
    ).fetchone()[0]
    return f"{series}-{(taken or 0) + 1:04d}"


def record_report(con: sqlite3.Connection, made: ReportMade) -> None:
    """Write a report down, audited.

    Raises:
        OperationsError: somebody else's report has taken its number meanwhile.
    """
    s = made.source
    row = (
        made.number, s.kind, s.lang, made.made_at.isoformat(" ", "microseconds"), made.made_by,
        s.role, s.data_version, s.as_of.isoformat(), s.seed, s.settings_sha256,
        _parameters(s), json.dumps([vars(f) for f in made.files]),
    )  # fmt: skip
    try:
        with transaction(con):
            con.execute(
                "INSERT INTO report_made (number, kind, lang, made_at, made_by, role, data_version,"
                " as_of, seed, settings_sha256, parameters, files)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            audit.append(
                con, at=made.made_at, user=made.made_by, role=s.role, action="make report",
                object_=made.number, parameters={f.name: f.sha256 for f in made.files},
                data_version=s.data_version,
            )  # fmt: skip
    except sqlite3.IntegrityError:
        raise OperationsError(
            f"report {made.number} is there already", remedy="make it under the next number"
        ) from None


def list_reports(con: sqlite3.Connection) -> list[ReportMade]:
    """All reports made, newest first."""
    return [_made(row) for row in con.execute(f"{SELECT} ORDER BY made_at DESC, number DESC")]


def find_report(con: sqlite3.Connection, number: str) -> ReportMade:
    """One report by its number.

    Raises:
        OperationsError: there is none.
    """
    row = con.execute(f"{SELECT} WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise OperationsError(f"no report {number!r}", remedy="choose one from the list")
    return _made(row)


def same_report(
    con: sqlite3.Connection, source: MadeFrom, formats: Iterable[str]
) -> ReportMade | None:
    """The newest report made from the very same, in at least these formats; None: there is none."""
    rows = con.execute(
        f"{SELECT} WHERE kind = ? AND lang = ? AND role = ?"
        " AND data_version = ? AND as_of = ? AND seed = ? AND settings_sha256 = ?"
        " AND parameters = ? ORDER BY made_at DESC, number DESC",
        (source.kind, source.lang, source.role, source.data_version, source.as_of.isoformat(),
         source.seed, source.settings_sha256, _parameters(source)),
    )  # fmt: skip
    wanted = set(formats)
    return next((m for m in map(_made, rows) if wanted <= {f.format for f in m.files}), None)


def _parameters(source: MadeFrom) -> str:
    return json.dumps(dict(source.parameters), sort_keys=True, ensure_ascii=False)


def _made(row: sqlite3.Row) -> ReportMade:
    source = MadeFrom(
        row["kind"], row["lang"], row["role"], row["data_version"],
        date.fromisoformat(row["as_of"]), row["seed"], row["settings_sha256"],
        json.loads(row["parameters"]),
    )  # fmt: skip
    files = tuple(FileMade(**told) for told in json.loads(row["files"]))
    return ReportMade(
        row["number"], source, datetime.fromisoformat(row["made_at"]), row["made_by"], files
    )


@lru_cache(HASHES_KEPT)
def _sha256(file: tuple[Path, int, int]) -> str:
    """Of a file's content; its time and size say when what was worked out holds no longer."""
    with file[0].open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
