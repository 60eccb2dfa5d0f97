"""Tables as Excel files: numbers as numbers, words as text that no program takes for a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import isfinite
from typing import Any

import pandas as pd
import xlsxwriter

from dashboards.i18n import t
from dashboards.story.cells import Teller, heading, missing, words
from dashboards.story.sheets import NUMERIC, Col

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
ROWS_MAX = 1_048_575  # of a sheet, below its headings
NAME_MAX = 31
FORMATS = {
    "number": "#,##0", "days": "#,##0", "money": "#,##0", "percent": "0", "minutes": "#,##0",
    "by_unit": "#,##0",
    "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm",
}  # fmt: skip
MOMENTS = ("day", "moment")
CHARS = 1 / 7  # of a pixel
HEAD = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}


@dataclass(frozen=True)
class Field:
    """One column of the file: where its values come from, its heading, and how they are told."""

    field: str
    heading: str
    col: Col
    number: bool


def fields(columns: Sequence[Col], frame: pd.DataFrame, to: Teller) -> list[Field]:
    """Columns of the file: a range has two of its own."""
    found = []
    for col in columns:
        if col.field not in frame:
            continue
        head = heading(col, to, in_file=True)
        is_number = col.kind in FORMATS
        found.append(Field(col.field, head, col, is_number))
        if col.ranged:
            ends = (("lo", "history.low"), ("hi", "history.high"))
            found += [
                Field(f"{col.field}_{end}", t(key, to.lang, name=head), col, number=True)
                for end, key in ends
            ]
    return found


@dataclass(frozen=True)
class Sheet:
    """One table of a file: its title, rows, and columns."""

    title: str
    frame: pd.DataFrame
    columns: Sequence[Col]


def workbook(
    frame: pd.DataFrame,
    columns: Sequence[Col],
    to: Teller,
    *,
    title: str,
    about: Sequence[tuple[str, str]],
) -> bytes:
    """An Excel file of one table, and a sheet that says what it is.

    Args:
        frame: the view, whole.
        columns: of its sheet.
        to: whom it is told.
        title: of the table.
        about: names and values: filter, last day known, version, source.
    """
    return workbook_of([Sheet(title, frame, columns)], to, title=title, about=about)


def workbook_of(
    sheets: Sequence[Sheet], to: Teller, *, title: str, about: Sequence[tuple[str, str]]
) -> bytes:
    """An Excel file of several tables, and a sheet that says what they are."""
    packed = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, options) as book:
        for one in sheets:
            _write_sheet(book, one, to)
        _write_about(book, about, title, to)
    return packed.getvalue()


def _write_sheet(book: Any, one: Sheet, to: Teller) -> None:
    sheet = book.add_worksheet(sheet_name(one.title))
    own = fields(one.columns, one.frame, to)
    head = book.add_format(HEAD)
    for at, field in enumerate(own):
        sheet.write_string(0, at, field.heading, head)
        sheet.set_column(at, at, field.col.width * CHARS)
    _write_rows(book, sheet, one.frame, own, to)
    sheet.freeze_panes(1, 0)
    if len(own):
        sheet.autofilter(0, 0, max(len(one.frame), 1), len(own) - 1)


def sheet_name(title: str) -> str:
    """A title Excel takes as a sheet's name."""
    return "".join("·" if c in "[]:*?/\\'" else c for c in title)[:NAME_MAX]


def _pattern(col: Col) -> str:
    """Excel's number format of a column."""
    pattern = FORMATS[col.kind]
    if col.digits and col.kind in NUMERIC:
        pattern += "." + "0" * col.digits
    return pattern + ("%" if col.kind == "percent" else "")


def _write_rows(
    book: Any, sheet: Any, frame: pd.DataFrame, own: Sequence[Field], to: Teller
) -> None:
    plain = book.add_format({"num_format": "@"})
    quoted = book.add_format({"num_format": "@", "quote_prefix": True})
    numbers = [book.add_format({"num_format": _pattern(f.col)}) if f.number else None for f in own]
    for line, row in enumerate(frame.head(ROWS_MAX).to_dict("records"), start=1):
        for at, (field, form) in enumerate(zip(own, numbers, strict=True)):
            value = row.get(field.field)
            if missing(value):
                continue
            if not field.number:
                text = words(value, field.col, to, row)
                sheet.write_string(line, at, text, quoted if text.startswith(DANGEROUS) else plain)
            elif field.col.kind in MOMENTS:
                sheet.write_datetime(line, at, pd.Timestamp(value).to_pydatetime(), form)
            elif isfinite(value):
                sheet.write_number(line, at, float(value), form)


def _write_about(book: Any, about: Sequence[tuple[str, str]], title: str, to: Teller) -> None:
    sheet = book.add_worksheet(t("history.about", to.lang))
    name = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for line, (left, right) in enumerate([(t("history.table", to.lang), title), *about]):
        sheet.write_string(line, 0, left, name)
        sheet.write_string(line, 1, right, text)
