"""The right reader for a file, and the refusals every file is put through first."""

from pathlib import Path

from risk.errors import LedgerError
from risk.ledger.headings import Finder
from risk.ledger.mapping import Mapping
from risk.ledger.model import Kind
from risk.ledger.source import (
    GEOMETRY_SUFFIXES,
    SHEET_SUFFIXES,
    SUFFIXES,
    TEXT_SUFFIXES,
    Source,
    check_cells,
    without_blank_rows,
)
from risk.ledger.source_frame import has_geometry, read_geometry, read_parquet
from risk.ledger.source_sheet import preview_sheets, read_sheet
from risk.ledger.source_text import preview_text, read_text


def open_source(kind: Kind, path: Path, mapping: Mapping, sheet: str | None = None) -> Source:
    """A file as columns of text, blank rows dropped.

    Raises:
        LedgerError: missing, empty, of an unknown format, or broken.
    """
    check_file(path)
    source = without_blank_rows(_read(path, Finder.of(kind, mapping), sheet))
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


def _read(path: Path, find: Finder, sheet: str | None) -> Source:
    suffix = path.suffix.lower()
    if sheet is not None and suffix not in SHEET_SUFFIXES:
        raise LedgerError("has no sheets", where=str(path), remedy="leave --sheet out")
    if suffix in SHEET_SUFFIXES:
        return read_sheet(path, find, sheet)
    if suffix in TEXT_SUFFIXES:
        return read_text(path, find)
    if suffix not in GEOMETRY_SUFFIXES and not has_geometry(path):
        return read_parquet(path)
    if not find.kind.geometry:
        raise LedgerError(
            f"is a map, and the {find.kind.name} ledger is a table", where=str(path),
            remedy="save its table as .csv or .xlsx",
        )  # fmt: skip
    return read_geometry(path)


def previews(path: Path) -> list[list[list[str]]]:
    """First rows of a file under every reading of it: each sheet, each delimiter.

    Raises:
        LedgerError: missing, empty, of an unknown format, or broken.
    """
    check_file(path)
    suffix = path.suffix.lower()
    if suffix in SHEET_SUFFIXES:
        return preview_sheets(path)
    if suffix in TEXT_SUFFIXES:
        return preview_text(path)
    shaped = suffix in GEOMETRY_SUFFIXES or has_geometry(path)
    source = read_geometry(path) if shaped else read_parquet(path)
    return [[list(source.headings)]]
