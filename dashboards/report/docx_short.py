"""The head of a Word report of a few pages: title, marks and facts above the text."""

from docx.document import Document
from docx.shared import Cm, Pt

from dashboards.report.content import Report
from dashboards.report.docx_style import TABLE_TEXT_ID, TEXT_CM

LABEL_CM = {True: 2.2, False: 3.2}  # Chinese; English


def head_of_short(document: Document, report: Report) -> None:
    """Title, marks and facts above the text, on the first page."""
    document.add_paragraph(report.title, style="Title")
    document.add_paragraph(report.subtitle, style="Subtitle")
    if report.synthetic:
        mark = document.add_paragraph(style="Table text")
        mark.add_run(report.synthetic).bold = True
        mark.paragraph_format.space_after = Pt(6)
    _facts(document, report)


def _facts(document: Document, report: Report) -> None:
    """Two facts a row, small."""
    label = LABEL_CM[report.lang == "zh"]
    widths = [Cm(label), Cm(TEXT_CM / 2 - label)] * 2
    rows = [report.facts[i : i + 2] for i in range(0, len(report.facts), 2)]
    table = document.add_table(rows=len(rows), cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, facts in zip(table.rows, rows, strict=True):
        told = [text for fact in facts for text in fact]
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0]._p.style = TABLE_TEXT_ID
        for cell, text in zip(row.cells, told, strict=False):
            cell.paragraphs[0].add_run(text)
