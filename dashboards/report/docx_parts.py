"""Word's own parts that python-docx has no words for: fields, numbering, header rows."""

from docx.document import Document
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.shape import CT_Inline
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.image import ImagePart
from docx.shared import Length
from docx.text.paragraph import Paragraph

NUMBERING_ID = "77"
CLOSING = "\u3001\uff09"  # the enumeration comma and the full-width bracket
PICTURES_FROM = 10_000  # numbers above those of an office template's own pictures
LEVEL_XML = (
    '<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
    '<w:pStyle w:val="Heading{style}"/><w:suff w:val="{gap}"/><w:lvlText w:val="{text}"/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
)


def number_headings(document: Document, *, chapter: str, section: str, chinese: bool) -> None:
    """Real numbering on the heading styles.

    Both levels count in the same numerals: a level that prints another's number in numerals of
    its own (``w:isLgl``) is not understood by LibreOffice before 7.6.

    Args:
        document: whose styles.
        chapter: text of level 1, with {n}.
        section: text of level 2, with %2 and, if wanted, %1 for the chapter's.
        chinese: Chinese numerals, else decimal.
    """
    form = "chineseCountingThousand" if chinese else "decimal"
    levels = "".join(
        LEVEL_XML.format(level=i, form=form, style=i + 1, text=text, gap=_gap(text))
        for i, text in enumerate((chapter.replace("{n}", "%1"), section))
    )
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{NUMBERING_ID}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    first = numbering.find(qn("w:num"))
    numbering.insert(list(numbering).index(first), abstract)
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{NUMBERING_ID}">'
            f'<w:abstractNumId w:val="{NUMBERING_ID}"/></w:num>'
        )
    )
    for level in (1, 2):
        properties = document.styles[f"Heading {level}"].element.get_or_add_pPr()
        properties._insert_numPr(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/>'
                f'<w:numId w:val="{NUMBERING_ID}"/></w:numPr>'
            )
        )


def _gap(number: str) -> str:
    """What stands between a number and its title: full-width marks bring their own space."""
    return "nothing" if number.endswith(tuple(CLOSING)) else "space"


def add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field with its last result."""
    _mark(paragraph, "begin")
    _instruct(paragraph, code)
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _instruct(paragraph: Paragraph, code: str) -> None:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)


def _mark(paragraph: Paragraph, kind: str) -> BaseOxmlElement:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)
    return mark


def open_contents(paragraph: Paragraph) -> None:
    """Begin a field of contents whose last result is the paragraphs that follow.

    It is marked dirty, so that Word works it out, page numbers included, when it opens the file.
    """
    _mark(paragraph, "begin").set(qn("w:dirty"), "true")
    _instruct(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
    _mark(paragraph, "separate")


def close_contents(paragraph: Paragraph) -> None:
    """End the field of contents."""
    _mark(paragraph, "end")


def bookmark(paragraph: BaseOxmlElement, name: str, number: int) -> None:
    """Put a bookmark round all that stands in a paragraph (``w:p``)."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    properties = paragraph.find(qn("w:pPr"))
    paragraph.insert(0 if properties is None else 1, start)
    paragraph.append(end)


def add_picture(paragraph: Paragraph, png: bytes, width: Length, alt: str, number: int) -> None:
    """A picture in a line of its own, said in words.

    Named and numbered by us: python-docx looks through the whole document for a free number, and
    through all pictures for one alike, each time.
    """
    image = Image.from_blob(png)
    part = ImagePart.from_image(image, PackURI(f"/word/media/figure{number}.png"))
    identity = paragraph.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    wide, high = image.scaled_dimensions(width, None)
    inline = CT_Inline.new_pic_inline(PICTURES_FROM + number, identity, part.filename, wide, high)
    inline.docPr.set("descr", alt)
    for side in "TBLR":  # unsaid, LibreOffice keeps a third of a centimetre clear
        inline.set(f"dist{side}", "0")
    paragraph.add_run()._r.add_drawing(inline)
