"""The right reader for a file, and the refusals every file is put through first."""

from collections.abc import Sequence
from pathlib import Path

from risk.errors import LedgerError
from risk.ledger.headings import find_heading_row, index_headings
from risk.ledger.mapping import Mapping
from risk.ledger.model import Kind
from risk.ledger.source import (
    GEOMETRY_SUFFIXES,
    SHEET_SUFFIXES,
    SUFFIXES,
    TEXT_SUFFIXES,
    Pick,
    Source,
    check_cells,
    without_blank_rows,
)
from risk.ledger.source_frame import has_geometry, read_geometry, read_parquet
from risk.ledger.source_sheet import read_sheet
from risk.ledger.source_text import read_text
from risk.ledger.words import fold


def open_source(kind: Kind, path: Path, mapping: Mapping, sheet: str | None = None) -> Source:
    """A file as columns of text, blank rows dropped.

    Raises:
        LedgerError: missing, empty, of an unknown format, or broken.
    """
    check_file(path)
    source = without_blank_rows(_read(kind, path, _picker(kind, mapping), mapping, sheet))
    if not source.headings:
        raise LedgerError(
            "is empty", where=str(path), remedy="`huzhu templates DIR` writes ledgers to fill in"
        )
    check_cells(source, path)
    return source


def check_file(path: Path) -> None:
    """Refuse what is no file, empty, or of a format no ledger comes in.

    Raises:
        LedgerError: as said.
    """
    if not path.is_file():
        raise LedgerError("no such file", where=str(path), remedy="check the path")
    if path.stat().st_size == 0:
        raise LedgerError("is empty", where=str(path), remedy="export it again")
    if path.suffix.lower() not in SUFFIXES:
        raise LedgerError(
            f"unknown format {path.suffix!r}", where=str(path),
            remedy="save it as .xlsx, .csv or .parquet; maps as .gpkg, .zip, .geojson or .parquet",
        )  # fmt: skip


def _picker(kind: Kind, mapping: Mapping) -> Pick:
    index = index_headings(kind)
    sources = frozenset(fold(step.column) for step in mapping.columns.values())

    def pick(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
        return find_heading_row(rows, index, sources)

    return pick


def _read(kind: Kind, path: Path, pick: Pick, mapping: Mapping, sheet: str | None) -> Source:
    suffix = path.suffix.lower()
    if sheet is not None and suffix not in SHEET_SUFFIXES:
        raise LedgerError("has no sheets", where=str(path), remedy="leave --sheet out")
    if suffix in SHEET_SUFFIXES:
        return read_sheet(path, pick, sheet, _needed(kind, mapping))
    if suffix in TEXT_SUFFIXES:
        return read_text(path, pick)
    if suffix not in GEOMETRY_SUFFIXES and not has_geometry(path):
        return read_parquet(path)
    if not kind.geometry:
        raise LedgerError(
            f"is a map, and the {kind.name} ledger is a table", where=str(path),
            remedy="save its table as .csv or .xlsx",
        )  # fmt: skip
    return read_geometry(path)


def _needed(kind: Kind, mapping: Mapping) -> int:
    """Known headings a sheet must have to count as this ledger."""
    required = sum(c.required for c in kind.columns if c.name not in mapping.constants)
    return max(required + len(kind.one_of), 1)
