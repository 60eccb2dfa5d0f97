"""The user's own rows back in Excel, the reasons beside them, ready to correct and load again."""

from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from risk.errors import LedgerError
from risk.ledger.headings import OWN_HEADINGS

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet may take such a cell for a formula
WIDTH_MAX = 40


def export_rejects(
    raw: pd.DataFrame, rejects: pd.DataFrame, path: Path, *, lang: str = "zh"
) -> None:
    """Write rejected rows with their reasons.

    Every cell is written as text, so that long numbers keep their digits and nothing runs as a
    formula. The columns of reasons are ignored when the corrected file is loaded.

    Args:
        raw: ``Batch.raw_rejected``: column ``row`` and the file's own headings.
        rejects: ``Batch.rejects`` of the same file.
        path: the XLSX file to write.
        lang: language of the three added headings.

    Raises:
        LedgerError: the file cannot be written.
    """
    headings = [str(c) for c in raw.columns[1:]]
    own = OWN_HEADINGS[lang]
    reasons, marked = _reasons(rejects), _marked(rejects)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("rejects" if lang == "en" else "退回行")
    formats = _formats(book)
    for column, heading in enumerate((*headings, *own)):
        sheet.write_string(0, column, heading, formats["head"])
        width = min(max(len(heading) * 2, 10), WIDTH_MAX) if heading not in own[1:] else WIDTH_MAX
        sheet.set_column(column, column, width, formats["text"])
    for line, (row, *cells) in enumerate(raw.itertuples(index=False, name=None), start=1):
        for column, (heading, cell) in enumerate(zip(headings, cells, strict=True)):
            _write(sheet, line, column, cell, formats, marked=(int(row), heading) in marked)
        rule, remedy = reasons.get(int(row), ("", ""))
        for column, text in enumerate((str(row), rule, remedy), start=len(headings)):
            sheet.write_string(line, column, text, formats["note"])
    sheet.freeze_panes(1, 0)
    _close(book, path)


def _reasons(rejects: pd.DataFrame) -> dict[int, tuple[str, str]]:
    """Row → all its rules and remedies, each with its column."""
    result: dict[int, tuple[str, str]] = {}
    for row, group in rejects.groupby("row"):
        rules = [f"{c}：{r}" if isinstance(c, str) and c else r
                 for c, r in zip(group["column"], group["rule"], strict=True)]  # fmt: skip
        result[int(str(row))] = "；".join(rules), "；".join(dict.fromkeys(group["remedy"]))
    return result


def _marked(rejects: pd.DataFrame) -> set[tuple[int, str]]:
    return {(int(r), c) for r, c in zip(rejects["row"], rejects["column"], strict=True)}


def _formats(book: Any) -> dict[str, Any]:
    text = {"num_format": "@"}
    fault = {**text, "bg_color": "#FFE0B2"}
    return {
        "head": book.add_format({**text, "bold": True, "bottom": 1}),
        "note": book.add_format({**text, "italic": True, "font_color": "#8A3B00"}),
        "text": book.add_format(text),
        "fault": book.add_format(fault),
        "text_quoted": book.add_format({**text, "quote_prefix": True}),
        "fault_quoted": book.add_format({**fault, "quote_prefix": True}),
    }


def _write(
    sheet: Any, line: int, column: int, cell: Any, formats: dict[str, Any], *, marked: bool
) -> None:
    text = "" if pd.isna(cell) else str(cell)
    name = ("fault" if marked else "text") + ("_quoted" if text.startswith(DANGEROUS) else "")
    if text:
        sheet.write_string(line, column, text, formats[name])
    elif marked:
        sheet.write_blank(line, column, None, formats[name])


def _close(book: Any, path: Path) -> None:
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as e:
        raise LedgerError(
            f"cannot be written ({e})",
            where=str(path),
            remedy="close it in the spreadsheet program",
        ) from None
