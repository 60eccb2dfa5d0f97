"""Empty ledgers to fill in: headings, drop-downs, text columns, and a sheet that explains them."""

from pathlib import Path
from typing import Any

import xlsxwriter

from risk.ledger.document import example, requirement, type_name
from risk.ledger.kinds import KINDS
from risk.ledger.model import Column, Kind
from risk.ledger.words import choices

ROWS = 20_000  # rows below the headings that get drop-downs
NOTES, LISTS = "说明", "选项"
NOTE_HEADINGS = {"列名": 20, "必填": 8, "类型": 14, "单位": 8, "含义与规则": 60, "示例": 24}
TEXT_TYPES = ("code", "id_number", "phone", "digits", "text")


def write_templates(folder: Path) -> list[Path]:
    """Write one empty XLSX ledger a kind; returns the files, named after the ledger."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write_template(kind, folder / f"{kind.title_zh}.xlsx") for kind in KINDS.values()]


def _write_template(kind: Kind, path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(kind.title_zh)
        _headings(book, sheet, kind)
        _notes(book, kind)
        _drop_downs(book, sheet, kind)
        sheet.freeze_panes(1, 0)
        sheet.activate()
    return path


def _headings(book: Any, sheet: Any, kind: Kind) -> None:
    text = book.add_format({"num_format": "@"})
    plain = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    needed = book.add_format({"bold": True, "bottom": 1, "num_format": "@", "bg_color": "#DCE9F7"})
    for place, column in enumerate(kind.columns):
        width = max(len(column.title) * 2 + 2, 12)
        sheet.set_column(place, place, width, text if column.type in TEXT_TYPES else None)
        sheet.write_string(0, place, column.title, needed if column.required else plain)


def _notes(book: Any, kind: Kind) -> None:
    sheet = book.add_worksheet(NOTES)
    bold, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True})
    for place, (heading, width) in enumerate(NOTE_HEADINGS.items()):
        sheet.set_column(place, place, width, wrap)
        sheet.write_string(0, place, heading, bold)
    for line, column in enumerate(kind.columns, start=1):
        cells = (
            column.title, requirement(kind, column, "zh"), type_name(column, "zh"), column.unit,
            column.meaning_zh, example(column),
        )  # fmt: skip
        for place, cell in enumerate(cells):
            sheet.write_string(line, place, cell)


def _drop_downs(book: Any, sheet: Any, kind: Kind) -> None:
    """Drop-downs read a sheet of their own: a list in the rule itself is cut at 255 characters."""
    offered = [(place, c) for place, c in enumerate(kind.columns) if _offer(c)]
    if not offered:
        return
    lists = book.add_worksheet(LISTS)
    lists.hide()
    for number, (place, column) in enumerate(offered):
        words = _offer(column)
        lists.write_column(0, number, words)
        letter = xlsxwriter.utility.xl_col_to_name(number)
        sheet.data_validation(
            1, place, ROWS, place,
            {"validate": "list", "source": f"={LISTS}!${letter}$1:${letter}${len(words)}",
             "error_type": "warning", "error_title": column.title,
             "error_message": "请从列表中选择"},
        )  # fmt: skip


def _offer(column: Column) -> list[str]:
    if column.type == "bool":
        return ["是", "否"]
    return choices(column.words) if column.words else []
