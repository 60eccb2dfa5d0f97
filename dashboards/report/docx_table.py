"""A table in Word, written as text and parsed once.

python-docx makes each cell by half a dozen searches through the tree: of a long report that took
longer than all the rest.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.table import CT_Tbl
from docx.shared import Cm

from dashboards.report.column_widths import column_widths, lines
from dashboards.report.content import Column, Table

HEAD_SHADE = "F0F0F0"
UNIT_HALF_POINTS = 14
WHOLE_LINES = 16  # a table of so few lines is never broken over two pages
WITH_NEXT = "<w:keepNext/>"


def table_element(table: Table, width_cm: float, style_id: str, text_id: str) -> CT_Tbl:
    """The table with its head row repeated on every page and no row broken over two.

    Args:
        table: its cells.
        width_cm: of the whole.
        style_id, text_id: ids of the styles of the table and of its paragraphs.
    """
    shared = column_widths(table, width_cm)
    widths = [round(Cm(w).twips) for w in shared]
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    count = len(table.rows)
    kept = set(range(count - 1)) if lines(table, shared) <= WHOLE_LINES else set()
    if table.note:
        kept.add(count - 1)  # the line of sources stays on the page of what it stands under
    rows = [_row(table.columns, widths, None, text_id, kept=True)] + [
        _row(table.columns, widths, texts, text_id, kept=i in kept)
        for i, texts in enumerate(table.rows)
    ]
    element = parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblStyle w:val="{style_id}"/><w:tblW w:type="auto" w:w="0"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0"'
        ' w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    assert isinstance(element, CT_Tbl)
    return element


def _row(
    columns: Sequence[Column],
    widths: Sequence[int],
    texts: Sequence[str] | None,
    style: str,
    *,
    kept: bool,
) -> str:
    """One row; without texts the head; ``kept`` on the page of what follows it."""
    keep = WITH_NEXT if kept else ""
    if texts is None:
        cells = [_head(c, w, style) for c, w in zip(columns, widths, strict=True)]
    else:
        cells = [
            _cell(w, _run(text), style, number=c.number, keep=keep)
            for c, w, text in zip(columns, widths, texts, strict=True)
        ]
    repeated = "<w:tblHeader/>" if texts is None else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _head(column: Column, width: int, style: str) -> str:
    runs = _run(column.title, "<w:rPr><w:b/></w:rPr>")
    if column.unit:
        small = f'<w:rPr><w:sz w:val="{UNIT_HALF_POINTS}"/></w:rPr>'
        runs += _run(f"\n{column.unit}", small)
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{HEAD_SHADE}"/>'
    return _cell(width, runs, style, number=column.number, shade=shade, keep=WITH_NEXT)


def _cell(
    width: int, runs: str, style: str, *, number: bool, shade: str = "", keep: str = ""
) -> str:
    side = '<w:jc w:val="right"/>' if number else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{shade}</w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/>{keep}{side}</w:pPr>{runs}</w:p></w:tc>'
    )


def _run(text: str, look: str = "") -> str:
    """A run of text; line breaks and tabs are elements of their own."""
    told = escape(text).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    told = told.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    whole = f'<w:r>{look}<w:t xml:space="preserve">{told}</w:t></w:r>'
    return whole.replace('<w:t xml:space="preserve"></w:t>', "")
