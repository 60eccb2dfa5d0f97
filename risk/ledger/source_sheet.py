"""Workbooks (XLSX, XLS, XLSB, ODS): the original text of each cell, never a guess of its type."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from risk.errors import LedgerError
from risk.ledger.headings import HEADING_ROWS, Finder, Head
from risk.ledger.source import Source, unique_headings

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_sheet(path: Path, find: Finder, sheet: str | None) -> Source:
    """Read the sheet whose headings fit, or the one named.

    Raises:
        LedgerError: protected, broken or empty workbook; no or several fitting sheets.
    """
    with _opened(path) as book:
        sheets = _sheets(path, book, sheet)
        name, head = _choose(path, sheets, find)
        return _table(sheets[name].to_python(skip_empty_area=False), head.row, name)


def preview_sheets(path: Path) -> list[list[list[str]]]:
    """First rows of every sheet.

    Raises:
        LedgerError: protected or broken workbook.
    """
    with _opened(path) as book:
        return [_first_rows(sheet) for sheet in _sheets(path, book, None).values()]


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    _refuse_protected(path)
    try:
        with calamine.load_workbook(str(path)) as book:
            yield book
    except calamine.PasswordError:
        raise _protected(path) from None
    except calamine.CalamineError as e:
        raise LedgerError(
            f"is not a readable workbook ({e})", where=str(path),
            remedy="open it in a spreadsheet program and save it as .xlsx",
        ) from None  # fmt: skip


def _refuse_protected(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(8)
        if start == OLE and (path.suffix.lower() != ".xls" or ENCRYPTED in file.read()):
            raise _protected(path)


def _protected(path: Path) -> LedgerError:
    return LedgerError(
        "the workbook is protected by a password", where=str(path),
        remedy="save a copy without password",
    )  # fmt: skip


def _sheets(path: Path, book: Any, sheet: str | None) -> dict[str, Any]:
    """The sheet named, or all; each is parsed once."""
    if sheet is not None and sheet not in book.sheet_names:
        raise LedgerError(
            f"has no sheet {sheet!r}",
            where=str(path),
            remedy=f"its sheets are {', '.join(book.sheet_names)}",
        )
    names = book.sheet_names if sheet is None else [sheet]
    return {name: book.get_sheet_by_name(name) for name in names}


def _choose(path: Path, sheets: dict[str, Any], find: Finder) -> tuple[str, Head]:
    """The sheet with most known headings; refused when several would do."""
    heads = {name: find(_first_rows(sheet)) for name, sheet in sheets.items()}
    fitting = [name for name, head in heads.items() if head.whole]
    if len(fitting) > 1:
        raise LedgerError(
            f"several sheets fit: {', '.join(fitting)}",
            where=str(path),
            remedy="name one with --sheet, and load each",
        )
    if not heads:
        raise LedgerError("has no sheet", where=str(path), remedy="check the file")
    name = max(heads, key=lambda n: (heads[n].whole, heads[n].known))
    return name, heads[name]


def _first_rows(sheet: Any) -> list[list[str]]:
    rows = sheet.to_python(skip_empty_area=False, nrows=HEADING_ROWS)
    return [[cell_text(cell) for cell in row] for row in rows]


def _table(rows: Sequence[Sequence[Any]], head: int, sheet: str) -> Source:
    if not rows:
        return Source((), (), np.array([], dtype=np.int64), sheet)
    headings = [cell_text(cell) for cell in rows[head]]
    body = rows[head + 1 :]
    columns = zip(*body, strict=True) if body else ([] for _ in headings)
    cells = [_column_text(column) for column in columns]
    used = [i for i, heading in enumerate(headings) if heading.strip() or _filled(cells[i])]
    return Source(
        unique_headings([headings[i] for i in used]),
        tuple(cells[i] for i in used),
        np.arange(head + 2, head + 2 + len(body), dtype=np.int64),
        sheet,
    )


def _column_text(column: Sequence[Any]) -> pa.Array:
    """A column's cells as text; each distinct cell is turned once."""
    kinds = set(map(type, column))
    if kinds <= {str}:
        return pa.array(column, pa.string())
    if bool in kinds:  # True equals 1: distinct cells would mix them up
        return pa.array([cell_text(cell) for cell in column], pa.string())
    words = {cell: cell_text(cell) for cell in set(column)}
    return pa.array([words[cell] for cell in column], pa.string())


def _filled(array: pa.Array) -> bool:
    return any(text.strip() for text in array.unique().to_pylist())


def cell_text(cell: Any) -> str:
    """A cell's value as the text a person sees: 30000.0 is 30000, a day is 2024-07-01."""
    if isinstance(cell, str):
        return cell
    if cell is None or cell != cell:  # the latter: NaN
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _float_text(cell)
    if isinstance(cell, datetime):
        rounded = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
        return rounded.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _float_text(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if 1e15 <= abs(value) < 1e25:
        return f"{Decimal(f'{value:.15g}'):f}"  # a number cell keeps 15 digits; so does its text
    return repr(value)
