"""The Word template: made here, so that it is text one can read; styles stay editable in Word."""

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle

from dashboards.report.docx_parts import number_headings

# fonts of the reader's own Word, named and never shipped
BODY = ("Times New Roman", "SimSun")
HEAD = ("Arial", "SimHei")
BLACK, GREY = RGBColor(0, 0, 0), RGBColor(0x5F, 0x5F, 0x5F)
TEXT_CM = 16.0
LABEL_CM = 4.6
"""Of the cover's labels."""
TABLE_TEXT_ID = "Tabletext"
BORDERS = (
    f'<w:tblBorders {nsdecls("w")}><w:top w:val="single" w:sz="7" w:color="000000"/>'
    '<w:bottom w:val="single" w:sz="4" w:color="000000"/>'
    '<w:insideH w:val="single" w:sz="2" w:color="A6A6A6"/></w:tblBorders>'
)
MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:top w:w="{{high}}" w:type="dxa"/>'
    '<w:left w:w="60" w:type="dxa"/><w:bottom w:w="{high}" w:type="dxa"/>'
    '<w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
)
"""Of cells, in twentieths of a point; `dashboards.report.column_widths` reckons with them."""
HIGH, HIGH_SHORT = 22, 10


def blank(chapter: str, section: str, *, chinese: bool, short: bool = False) -> Document:
    """An empty A4 document with the report's styles, headings numbered by these two texts."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin, page.bottom_margin = Cm(2.6), Cm(2.4)
    page.different_first_page_header_footer = not short
    _styles(document)
    if short:
        _run_on(document)
    number_headings(document, chapter=chapter, section=section, chinese=chinese)
    return document


def _styles(document: Document) -> None:
    styles = document.styles
    _font(styles["Normal"], BODY, 10.5)
    styles["Normal"].element.get_or_add_rPr().append(_language())
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Normal"].paragraph_format.line_spacing = 1.25
    _font(styles["Title"], HEAD, 26, bold=True)
    frame = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if frame is not None:  # the rule that python-docx's own template draws under a title
        styles["Title"].element.pPr.remove(frame)
    _font(styles["Subtitle"], HEAD, 14, colour=GREY)
    for name in ("Title", "Subtitle"):
        if (spaced := styles[name].element.rPr.find(qn("w:spacing"))) is not None:
            styles[name].element.rPr.remove(spaced)
    _font(styles["Heading 1"], HEAD, 18, bold=True)
    styles["Heading 1"].paragraph_format.page_break_before = True
    styles["Heading 1"].paragraph_format.space_before = Pt(0)
    styles["Heading 1"].paragraph_format.space_after = Pt(12)
    _font(styles["Heading 2"], HEAD, 13, bold=True)
    styles["Heading 2"].paragraph_format.space_before = Pt(14)
    styles["Heading 2"].paragraph_format.space_after = Pt(6)
    _font(styles["Caption"], HEAD, 9, bold=True)
    styles["Caption"].paragraph_format.space_before = Pt(8)
    styles["Caption"].paragraph_format.space_after = Pt(3)
    _font(styles["List Bullet"], BODY, 10.5)
    for name in ("Header", "Footer"):
        _font(styles[name], BODY, 8, colour=GREY)
        styles[name].paragraph_format.tab_stops.clear_all()
    _ruled(styles["Table Grid"], HIGH)
    note = _extra(document, "Source note", BODY, 8, GREY, after=10)
    note.paragraph_format.space_before = Pt(3)
    _extra(document, "Table text", BODY, 8, BLACK, after=0).element.styleId = TABLE_TEXT_ID
    _extra(document, "Contents heading", HEAD, 18, BLACK, after=10)
    for level, indent in ((1, 0.0), (2, 0.8)):
        style = _extra(document, f"toc {level}", BODY, 10, BLACK, after=1)
        style.paragraph_format.left_indent = Cm(indent)
        style.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_CM), 2, 1)


def _run_on(document: Document) -> None:
    """Headings of a report of a few pages: smaller, and chapters begin no page."""
    page, styles = document.sections[0], document.styles
    _ruled(styles["Table Grid"], HIGH_SHORT)
    page.top_margin, page.bottom_margin = Cm(2), Cm(1.7)
    styles["Normal"].paragraph_format.space_after = Pt(3)
    styles["Normal"].paragraph_format.line_spacing = 1.1
    for name, size, before, after in (
        ("Title", 18, 0, 4), ("Subtitle", 11, 0, 6), ("Heading 1", 12.5, 9, 3),
        ("Heading 2", 11, 6, 3),
    ):  # fmt: skip
        styles[name].font.size = Pt(size)
        styles[name].paragraph_format.page_break_before = False
        styles[name].paragraph_format.space_before = Pt(before)
        styles[name].paragraph_format.space_after = Pt(after)


def _ruled(style: BaseStyle, high: int) -> None:
    """Rules between rows as in the PDF, and room round what stands in a cell."""
    properties = style.element.find(qn("w:tblPr"))
    for name in ("w:tblBorders", "w:tblCellMar"):
        if (old := properties.find(qn(name))) is not None:
            properties.remove(old)
    for text in (BORDERS, MARGINS.format(high=high)):
        properties.append(parse_xml(text))


def _extra(
    document: Document,
    name: str,
    fonts: tuple[str, str],
    size: float,
    colour: RGBColor,
    *,
    after: float,
) -> ParagraphStyle:
    style = document.styles.add_style(name, 1)
    style.base_style = document.styles["Normal"]
    _font(style, fonts, size, colour=colour)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = 1.0
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    return style


def _font(
    style: ParagraphStyle,
    fonts: tuple[str, str],
    size: float,
    *,
    bold: bool = False,
    colour: RGBColor = BLACK,
) -> None:
    western, chinese = fonts
    style.font.name, style.font.size = western, Pt(size)
    style.font.bold, style.font.italic = bold, False
    style.font.color.rgb = colour
    named = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        named.attrib.pop(qn(f"w:{attribute}"), None)
    named.set(qn("w:hAnsi"), western)
    named.set(qn("w:eastAsia"), chinese)


def _language() -> BaseOxmlElement:
    """Of each script its own: Latin text marked as Chinese may break within a number."""
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), "en-GB")
    element.set(qn("w:eastAsia"), "zh-CN")
    return element
