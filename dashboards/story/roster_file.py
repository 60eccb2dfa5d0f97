"""A roster and the year's base staffing as Excel files, and a roster as a page to print."""

from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from dashboards.figures.roster import CELL_COLOURS
from dashboards.i18n import t
from dashboards.story.excel import DANGEROUS, HEAD, sheet_name
from dashboards.story.roster import Basis, Checked
from dashboards.story.roster_sheet import (
    broken_words,
    code,
    day_field,
    sheet_rows,
    unfilled_words,
)

PAGE = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>'
    "body{{font-family:sans-serif;margin:1rem;font-size:11px}}table{{border-collapse:collapse;"
    "width:100%}}th,td{{border:1px solid #555;padding:2px 3px;text-align:center}}"
    "thead{{display:table-header-group}}tr{{break-inside:avoid}}.free{{background:#f1f3f5}}"
    "@page{{size:A4 landscape;margin:10mm}}</style></head><body><h1>{title}</h1><p>{about}</p>"
    "<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}</body></html>"
)
Names = Mapping[str, str]


def sheet_frame(basis: Basis, checked: Checked, names: Names | None, lang: str) -> pd.DataFrame:
    """The sheet in words: person, name where it may be told, base, the days, totals."""
    rows = sheet_rows(basis, checked.assignments, lang)
    load = checked.load.set_index("surveyor_id")
    out = []
    for row in rows:
        who = row["surveyor_id"]
        line = {t("roster.person", lang): who}
        if names is not None:
            line[t("roster.col.name", lang)] = names.get(who, "")
        line[t("roster.base", lang)] = row["base_id"]
        line |= {
            f"{d.day} {t(f'roster.weekday.{d.weekday()}', lang)}": row[day_field(d.day)]
            for d in basis.days
        }
        for column in ("shifts", "nights", "hours_h"):
            value = load[column].get(who, 0)
            line[t(f"roster.col.{column}", lang)] = f"{value:.0f}"
        out.append(line)
    return pd.DataFrame(out)


def roster_workbook(
    basis: Basis,
    checked: Checked,
    about: Sequence[tuple[str, str]],
    *,
    names: Names | None,
    lang: str,
) -> bytes:
    """The roster as a workbook: sheet, unfilled shifts, rules broken, what it is."""
    tables = {
        "sheet": sheet_frame(basis, checked, names, lang),
        "unfilled": _headed(unfilled_words(checked.unfilled, lang), lang),
        "broken": _headed(broken_words(checked, lang), lang),
        "about": pd.DataFrame(list(about), columns=["", " "]),
    }
    return tables_workbook({t(f"roster.{n}", lang): f for n, f in tables.items()}, lang)


def _headed(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    return frame.rename(columns={c: t(f"roster.col.{c}", lang) for c in frame})


def tables_workbook(tables: Mapping[str, pd.DataFrame], lang: str) -> bytes:
    """Tables of ready texts and numbers as sheets; shifts' codes are coloured."""
    packed = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, options) as book:
        head = book.add_format(HEAD)
        plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        colours = {
            code(what, lang): book.add_format(
                {"num_format": "@", "bg_color": colour, "align": "center"}
            )
            for what, colour in CELL_COLOURS.items()
        }
        for name, frame in tables.items():
            sheet = book.add_worksheet(sheet_name(name))
            for at, column in enumerate(frame.columns):
                sheet.write_string(0, at, str(column), head)
                sheet.set_column(at, at, _width(frame, column))
            for line, row in enumerate(frame.itertuples(index=False), start=1):
                for at, value in enumerate(row):
                    _write(sheet, line, at, value, plain, quoted, colours)
            sheet.freeze_panes(1, 1)
    return packed.getvalue()


def _width(frame: pd.DataFrame, column: Any) -> float:
    longest = max((len(str(v)) for v in frame[column]), default=0)
    return float(min(max(longest * 1.6, len(str(column)) * 1.6, 4.5), 60))


def _write(
    sheet: Any, line: int, at: int, value: Any, plain: Any, quoted: Any, colours: Mapping[str, Any]
) -> None:
    if isinstance(value, str):
        form = quoted if value.startswith(DANGEROUS) else colours.get(value, plain)
        sheet.write_string(line, at, value, form)
    elif not pd.isna(value):
        sheet.write_number(line, at, float(value))


def printed(
    basis: Basis,
    checked: Checked,
    about: Sequence[tuple[str, str]],
    *,
    names: Names | None,
    title: str,
    lang: str,
) -> str:
    """The roster as a page to print: headings repeat, shifts are coloured and lettered."""
    frame = sheet_frame(basis, checked, names, lang)
    colours = {code(what, lang): colour for what, colour in CELL_COLOURS.items()}

    def cell(value: str) -> str:
        colour = colours.get(str(value)[:1])
        style = f' style="background:{colour}"' if colour else ""
        return f"<td{style}>{escape(str(value))}</td>"

    head = "".join(f"<th>{escape(str(c))}</th>" for c in frame.columns)
    body = "".join(
        f"<tr>{''.join(cell(v) for v in row)}</tr>" for row in frame.itertuples(index=False)
    )
    broken = broken_words(checked, lang)
    below = "".join(
        f"<p>{escape(' · '.join(x for x in row if x))}</p>"
        for row in broken.itertuples(index=False)
    )
    return PAGE.format(
        lang="zh-CN" if lang == "zh" else "en", title=escape(title), head=head, body=body,
        about=escape(" · ".join(f"{name} {text}" for name, text in about)), below=below,
    )  # fmt: skip
