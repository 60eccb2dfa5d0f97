"""Minutes, their source and what own logs say of them, as one Excel file."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from dashboards.i18n import day, t, term
from dashboards.story.excel import DANGEROUS, HEAD, sheet_name
from dashboards.story.travel import MINUTE_COLUMNS, Drives, worst_pairs
from risk.facts import Facts

FITTED = ("tier", "name", "assumed", "value", "low", "high", "unit", "trips")
WORST = ("origin", "village", "trips", "logged_min", "told_min", "times", "source")
WIDTH, NUMBER = 18, "#,##0.00"


def travel_workbook(facts: Facts, drives: Drives, rows: pd.DataFrame, lang: str) -> bytes:
    """The file: minutes asked for, fitted values, worst pairs, basis."""
    packed = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, options) as book:
        _sheet(book, "minutes", in_words(rows, lang), MINUTE_COLUMNS, lang)
        _sheet(book, "fitted", fitted_words(drives.drives, lang), FITTED, lang)
        worst = in_words(worst_pairs(drives.learned, facts), lang)
        _sheet(book, "worst", worst, WORST, lang)
        about = pd.DataFrame(basis(facts, drives, lang), columns=["item", "text"])
        _sheet(book, "basis", about, ("item", "text"), lang)
    return packed.getvalue()


def basis(facts: Facts, drives: Drives, lang: str) -> list[tuple[str, Any]]:
    """What the minutes rest on."""
    told: list[tuple[str, Any]] = [
        (t("travel.as_of", lang), day(facts.as_of, lang)),
        (t("travel.version", lang), facts.version),
        (t("travel.dry", lang), t("travel.dry_note", lang)),
    ]
    if facts.county.synthetic:
        told.insert(0, (t("history.about.data", lang), t("shell.synthetic", lang)))
    shares = drives.travel.shares()
    told += [(term("travel_source", s, lang), share) for s, share in shares.items()]
    left = drives.learned.trips.left_out
    told += [(t("travel.trips", lang), float(len(drives.learned.trips.table)))]
    told += [(term("trip_left_out", why, lang), float(n)) for why, n in left.items()]
    return told


def in_words(rows: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Codes of tier and source in words."""
    kinds = {"tier": "tier", "source": "travel_source"}
    words = {
        name: [term(kind, code, lang) for code in rows[name]]
        for name, kind in kinds.items()
        if name in rows
    }
    return rows.assign(**words)


def fitted_words(drives: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The table of fitted values with its codes in words."""
    return drives.assign(
        tier=[term("tier", code, lang) for code in drives["tier"]],
        name=[term("drive", code, lang) for code in drives["name"]],
        unit=[term("unit_of", code, lang) for code in drives["unit"]],
    )


def _sheet(book: Any, name: str, frame: pd.DataFrame, columns: Sequence[str], lang: str) -> None:
    sheet = book.add_worksheet(sheet_name(t(f"travel.sheet.{name}", lang)))
    head, form = book.add_format(HEAD), book.add_format({"num_format": NUMBER})
    plain = book.add_format({"num_format": "@"})
    quoted = book.add_format({"num_format": "@", "quote_prefix": True})
    sheet.set_column(0, len(columns) - 1, WIDTH)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, t(f"travel.col.{column}", lang), head)
    for line, row in enumerate(frame[list(columns)].itertuples(index=False), start=1):
        for at, value in enumerate(row):
            if isinstance(value, str):
                style = quoted if value.startswith(DANGEROUS) else plain
                sheet.write_string(line, at, value, style)
            elif not pd.isna(value):
                sheet.write_number(line, at, float(value), form)
    sheet.freeze_panes(1, 0)
