"""One plain XLSX sheet, fast: 1.6 million cells in seconds, the same bytes for the same cells.

General writers spend some 10 µs a cell; a ledger's columns hold few distinct values, so each is
turned into XML once. Cells are inline strings, numbers and dates.
"""

from html import escape
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import pandas as pd

DATE_STYLE, TIME_STYLE = 1, 2
EXCEL_ZERO = pd.Timestamp(1899, 12, 30)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{RELS_TYPE}"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>',
}


def write_sheet(path: Path, frame: pd.DataFrame, *, title: str, sheet: str) -> None:
    """Write a title row, the headings (the frame's columns) and the rows.

    A column may mix text, numbers, moments (Excel dates; midnight is a date alone) and nothing.
    """
    columns = [_cells(frame[name]) for name in frame.columns]
    body = "</row><row>".join(map("".join, zip(*columns, strict=True)))
    first = _text(title)
    headings = "".join(map(_text, frame.columns))
    rows = f"<row>{first}</row><row>{headings}</row>" + (f"<row>{body}</row>" if body else "")
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="{escape(sheet)}" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    data = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    parts = {**PARTS, "xl/workbook.xml": workbook, "xl/worksheets/sheet1.xml": data}
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            info = ZipInfo(name)  # dated 1980: no clock in the bytes
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, HEAD + text, compresslevel=1)


def _text(value: object) -> str:
    return f'<c t="inlineStr"><is><t>{escape(str(value), quote=False)}</t></is></c>'


def _cells(column: pd.Series) -> list[str]:
    codes, values = pd.factorize(column.astype(object))
    # position -1, an empty value, is the last one
    cells: list[str] = np.array([*map(_cell, values), "<c/>"], dtype=object)[codes].tolist()
    return cells


def _cell(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        days = (value - EXCEL_ZERO) / pd.Timedelta(days=1)
        style = DATE_STYLE if days == int(days) else TIME_STYLE
        return f'<c s="{style}"><v>{days!r}</v></c>'
    if isinstance(value, int | float | np.number):
        return f"<c><v>{value:.10g}</v></c>"
    return _text(value)
