"""Text tables: UTF-8 or GB18030, comma, semicolon or tab."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from risk.errors import LedgerError
from risk.ledger.headings import HEADING_ROWS, Finder, Head
from risk.ledger.source import Source, unique_headings

DELIMITERS = (",", ";", "\t")
SAMPLE_BYTES = 256 * 1024
BLOCK_MAX = 2**30


def read_text(path: Path, find: Finder) -> Source:
    """Read a CSV file.

    Raises:
        LedgerError: not text, or quotes that do not close.
    """
    data = decode(path.read_bytes(), path).encode("utf-8")
    delimiter, head, headings = _layout(data, find)
    width = len(headings)
    ragged: list[tuple[int, str]] = []

    def keep_aside(row: arrow_csv.InvalidRow) -> str:
        ragged.append((row.number, row.text))
        return "skip"

    names = [str(i) for i in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            arrow_csv.ReadOptions(
                use_threads=False, column_names=names, block_size=min(len(data) + 1, BLOCK_MAX)
            ),
            arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False,
                invalid_row_handler=keep_aside,
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )  # fmt: skip
    except pa.ArrowInvalid as e:
        raise LedgerError(
            f"is no table of text ({str(e).splitlines()[0][:120]})", where=str(path),
            remedy="look for a quote that is not closed",
        ) from None  # fmt: skip
    return _join(table, ragged, delimiter, head.row, headings)


def decode(data: bytes, path: Path) -> str:
    """Bytes → text, strictly UTF-8 (with or without mark) or GB18030.

    Raises:
        LedgerError: the bytes are neither.
    """
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise LedgerError(
            "is a workbook under a text file's name", where=str(path), remedy="rename it to .xlsx"
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise LedgerError(
        "is not text in UTF-8 or GB18030", where=str(path),
        remedy="save it as CSV UTF-8 from the spreadsheet program",
    )  # fmt: skip


def preview_text(path: Path) -> list[list[list[str]]]:
    """First rows under every delimiter.

    Raises:
        LedgerError: not text.
    """
    sample = decode(path.read_bytes(), path)[:SAMPLE_BYTES]
    return [_first_rows(sample, delimiter) for delimiter in DELIMITERS]


def _layout(data: bytes, find: Finder) -> tuple[str, Head, list[str]]:
    """Delimiter, heading row and headings: the delimiter under which most headings are known."""
    sample = data[:SAMPLE_BYTES].decode("utf-8", errors="ignore")
    read = []
    for delimiter in DELIMITERS:
        rows = _first_rows(sample, delimiter)
        head = find(rows)
        read.append((delimiter, head, rows[head.row] if rows else [""]))
    return max(read, key=lambda layout: (layout[1].known, len(layout[2])))


def _first_rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    csv.field_size_limit(2**31 - 1)
    for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
        rows.append(row)
        if len(rows) == HEADING_ROWS:
            break
    return rows


def _join(
    table: pa.Table, ragged: Sequence[tuple[int, str]], delimiter: str, head: int, raw: list[str]
) -> Source:
    """Put rows of the wrong width back in their place, below the headings."""
    width = len(raw)
    aside = {number for number, _ in ragged}
    numbers = np.arange(1, table.num_rows + len(aside) + 1, dtype=np.int64)
    regular = numbers[~np.isin(numbers, list(aside))]
    below = [(n, _split(text, delimiter)) for n, text in ragged if n > head + 1]
    overflow = {n for n, cells in below if any(c.strip() for c in cells[width:])}
    extra = [(cells + [""] * width)[:width] for _, cells in below]
    mask = pa.array(regular > head + 1)
    rows = np.concatenate([regular[regular > head + 1], [n for n, _ in below]]).astype(np.int64)
    order = np.argsort(rows, kind="stable")
    cells = []
    for i in range(width):
        array = table.column(i).combine_chunks().filter(mask)
        if extra:
            array = pa.concat_arrays([array, pa.array([e[i] for e in extra], pa.string())])
            array = array.take(pa.array(order))
        cells.append(array)
    rows = rows[order]
    return Source(
        unique_headings(raw), tuple(cells), rows,
        overflow=frozenset(int(p) for p in np.flatnonzero(np.isin(rows, list(overflow)))),
    )  # fmt: skip


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter), [])
