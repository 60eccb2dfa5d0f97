"""The template an office begins with: the product's own frame, its fields written out."""

from io import BytesIO

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt

from dashboards.i18n import t
from dashboards.report import docx_parts as parts
from dashboards.report.docx_style import LABEL_CM, TEXT_CM, blank

COVER_TOP_PT, MARK_TOP_PT = 120, 36


def default_template(lang: str, *, short: bool = False) -> Document:
    """A template that gives the report as it looks without one.

    Args:
        lang: of the page's own words.
        short: a head instead of a cover, for a report of a few pages.
    """
    names = ("part", "subpart") if short else ("chapter", "section")
    chapter, section = (t(f"report.label.{name}", lang) for name in names)
    document = blank(chapter, section, chinese=lang == "zh", short=short)
    _margins(document, lang)
    title = document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ subtitle }}", style="Subtitle")
    mark = document.add_paragraph(style="Table text" if short else None)
    mark.add_run("{{ synthetic }}").bold = True
    if short:
        mark.paragraph_format.space_after = Pt(6)
    else:
        title.paragraph_format.space_before = Pt(COVER_TOP_PT)
        mark.paragraph_format.space_before = Pt(MARK_TOP_PT)
        document.add_paragraph().paragraph_format.space_before = Pt(COVER_TOP_PT)
    _facts(document, "Table text" if short else "Normal")
    if not short:
        heading = document.add_paragraph(t("report.label.contents", lang), "Contents heading")
        heading.paragraph_format.page_break_before = True
        document.add_paragraph("{{p contents }}")
    document.add_paragraph("{{p body }}")
    return document


def template_bytes(document: Document) -> bytes:
    """The file of a template."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _margins(document: Document, lang: str) -> None:
    section = document.sections[0]
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (header, footer):
        line.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_CM), WD_TAB_ALIGNMENT.RIGHT)
    header.add_run("{{ title }}\t{{ number }}")
    footer.add_run("{{ marks }}\t")
    before, rest = t("report.label.of_pages", lang, page="\0", pages="\1").split("\0")
    between, after = rest.split("\1")
    for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        footer.add_run(text)
        if field:
            parts.add_field(footer, field, "1")


def _facts(document: Document, style: str) -> None:
    """Label and value of every fact of the cover, a row each."""
    table = document.add_table(rows=3, cols=2)
    table.autofit = False
    widths = Cm(LABEL_CM), Cm(TEXT_CM - LABEL_CM)
    table.columns[0].width, table.columns[1].width = widths
    texts = (
        ("{%tr for fact in facts %}", ""), ("{{ fact.label }}", "{{ fact.value }}"),
        ("{%tr endfor %}", ""),
    )  # fmt: skip
    for row, pair in zip(table.rows, texts, strict=True):
        for cell, text, width in zip(row.cells, pair, widths, strict=True):
            cell.text, cell.width, cell.paragraphs[0].style = text, width, style
