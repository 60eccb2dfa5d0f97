"""Content model → Word file people edit: real styles, numbered chapters, fields, header rows."""

import zipfile
from datetime import datetime, time
from io import BytesIO
from itertools import count
from pathlib import Path

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.text.paragraph import CT_P
from docx.shared import Cm, Length, Pt
from docx.text.paragraph import Paragraph as Line

from dashboards.report import docx_parts as parts
from dashboards.report.content import Bullets, Figure, Paragraph, Report, Table
from dashboards.report.docx_base import base_of, write_base
from dashboards.report.docx_short import head_of_short
from dashboards.report.docx_style import LABEL_CM, TEXT_CM, blank
from dashboards.report.docx_table import table_element
from dashboards.report.keyed import Part, Unit, caption_text, units_of
from dashboards.report.office import BODY, CONTENTS, Template, filled, write_at

ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # a zip's own times carry no information


def write_docx(report: Report, path: Path, *, template: Template | None = None) -> Path:
    """Write the report as a Word file; the same report and template give the same bytes.

    Args:
        report: what is written.
        path: of the file.
        template: an office's own; None: the product's frame.

    Raises:
        ReportError: the template cannot be filled.
    """
    document = _own(report) if template is None else _office(report, template)
    _properties(document, report)
    write_base(document, base_of(report))
    out = BytesIO()
    document.save(out)
    path.write_bytes(fixed_zip(out.getvalue()))
    return path


def _own(report: Report) -> Document:
    chapter, section = report.labels["chapter"], report.labels["section"]
    document = blank(chapter, section, chinese=report.lang == "zh", short=report.short)
    _running_lines(document, report)
    if report.short:
        head_of_short(document, report)
    else:
        _cover(document, report)
        _contents(document, report)
    BodyWriter(document, report).chapters()
    return document


def _office(report: Report, template: Template) -> Document:
    """The chapters, in the office's styles and within its margins, where it has them."""
    document = filled(template, report)
    write_at(document, CONTENTS, lambda: _entries(document, report))
    write_at(document, BODY, BodyWriter(document, report).chapters)
    return document


def fixed_zip(data: bytes) -> bytes:
    """The same archive with every time set to the zip format's first day."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            info = zipfile.ZipInfo(item.filename, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(item.filename))
    return out.getvalue()


def _properties(document: Document, report: Report) -> None:
    at = datetime.combine(report.as_of, time())
    core = document.core_properties
    core.title, core.subject, core.author = report.title, report.number, report.author_role
    core.keywords, core.comments = report.data_version, report.short_mark
    core.language, core.last_modified_by, core.revision = report.lang, report.author_role, 1
    core.created = core.modified = at


def _running_lines(document: Document, report: Report) -> None:
    section = document.sections[0]
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (header, footer):
        line.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_CM), WD_TAB_ALIGNMENT.RIGHT)
    header.add_run(f"{report.title}\t{report.number}")
    footer.add_run(f"{report.marks}\t")
    before, rest = report.labels["of_pages"].split("{page}")
    between, after = rest.split("{pages}")
    footer.add_run(before)
    parts.add_field(footer, "PAGE", "1")
    footer.add_run(between)
    parts.add_field(footer, "NUMPAGES", "1")
    footer.add_run(after)


def _cover(document: Document, report: Report) -> None:
    title = document.add_paragraph(report.title, style="Title")
    title.paragraph_format.space_before = Pt(120)
    document.add_paragraph(report.subtitle, style="Subtitle")
    if report.synthetic:
        mark = document.add_paragraph()
        mark.add_run(report.synthetic).bold = True
        mark.paragraph_format.space_before = Pt(36)
    document.add_paragraph().paragraph_format.space_before = Pt(120)
    _facts(document, report)


def _facts(document: Document, report: Report) -> None:
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    widths = Cm(LABEL_CM), Cm(TEXT_CM - LABEL_CM)
    table.columns[0].width, table.columns[1].width = widths
    for label, value in report.facts:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
        cells[0].width, cells[1].width = widths
    table.alignment = WD_TABLE_ALIGNMENT.LEFT


def _contents(document: Document, report: Report) -> None:
    heading = document.add_paragraph(report.labels["contents"], style="Contents heading")
    heading.paragraph_format.page_break_before = True
    _entries(document, report)


def _entries(document: Document, report: Report) -> None:
    # page numbers come when Word works the field out on opening, or LibreOffice is asked to: only
    # the program that shows them knows its pages
    headings = [u for u in units_of(report) if u.part in (Part.CHAPTER, Part.SECTION)]
    for i, unit in enumerate(headings):
        line = document.add_paragraph(style=f"toc {2 if unit.section else 1}")
        if i == 0:
            parts.open_contents(line)
        line.add_run(f"{_number(report, unit)} {unit.text}")
        if i == len(headings) - 1:
            parts.close_contents(line)


def _number(report: Report, unit: Unit) -> str:
    """The number of a heading as it prints it."""
    if unit.section:
        return report.section_number(unit.chapter, unit.section)
    return report.chapter_number(unit.chapter)


class BodyWriter:
    """Writes blocks one after another, counting tables and figures, each under its key."""

    def __init__(self, document: Document, report: Report) -> None:
        self._document, self._report = document, report
        self._table, self._figure, self._mark = count(1), count(1), count(1)
        self._units = iter(units_of(report))
        self._style_ids = {style.name: style.style_id for style in document.styles}
        page = document.sections[-1]
        room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
        self._width_cm = Length(room).cm

    def chapters(self) -> None:
        """Every chapter, section and block."""
        for chapter in self._report.chapters:
            self._heading(chapter.title, 1)
            for section in chapter.sections:
                if section.title:
                    self._heading(section.title, 2, new_page=section.new_page)
                for block in section.blocks:
                    self._block(block)

    def _mark_next(self, paragraph: CT_P) -> None:
        """Mark what was written last as the next unit."""
        parts.bookmark(paragraph, next(self._units).key, next(self._mark))

    def _line(self, text: str, style: str | None = None) -> Line:
        line = self._begin(text, style)
        self._mark_next(line._p)
        return line

    def _begin(self, text: str, style: str | None) -> Line:
        """A paragraph; its style by id: python-docx looks a name up in all styles each time."""
        line = self._document.add_paragraph(text)
        if style is not None:
            line._p.style = self._style_ids[style]
        return line

    def _heading(self, title: str, level: int, *, new_page: bool = False) -> None:
        line = self._line(title, f"Heading {level}")
        if new_page:
            line.paragraph_format.page_break_before = True
            line.paragraph_format.space_before = Pt(0)

    def _block(self, block: object) -> None:
        match block:
            case Paragraph():
                self._line(block.text)
            case Bullets():
                for item in block.items:
                    self._line(item, "List Bullet")
            case Table():
                self._add_table(block)
            case Figure():
                self._add_figure(block)

    def _caption(self, kind: str, number: int, text: str, *, with_next: bool) -> None:
        labels = self._report.labels
        line = self._begin(f"{labels[kind]} ", "Caption")
        parts.add_field(line, f"SEQ {kind.title()} \\* ARABIC", str(number))
        line.add_run(caption_text(labels, text))
        line.paragraph_format.keep_with_next = with_next
        self._mark_next(line._p)

    def _note(self, text: str) -> None:
        if text:
            self._line(self._report.labels["note"] + text, "Source note")

    def _add_figure(self, figure: Figure) -> None:
        line = self._document.add_paragraph()
        line.paragraph_format.keep_with_next = True
        number, width = next(self._figure), Cm(min(figure.width_cm, self._width_cm))
        parts.add_picture(line, figure.png, width, figure.alt, number)
        self._mark_next(line._p)
        self._caption("figure", number, figure.caption, with_next=True)
        self._note(figure.note)

    def _add_table(self, table: Table) -> None:
        self._caption("table", next(self._table), table.caption, with_next=True)
        grid = table_element(
            table, self._width_cm, self._style_ids["Table Grid"], self._style_ids["Table text"]
        )
        self._document.element.body._insert_tbl(grid)
        self._mark_next(grid.tr_lst[0].tc_lst[0].p_lst[0])
        self._note(table.note)
