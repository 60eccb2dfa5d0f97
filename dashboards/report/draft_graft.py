"""What a draft takes over from the report made anew: whole paragraphs, tables, pictures, marks."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from io import BytesIO

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.run import Run

from dashboards.report import docx_parts as parts
from dashboards.report.draft_read import BLIP, EMBED, END, ID, NAME, START, blip_of
from dashboards.report.draft_runs import pieces, replace, text_of
from dashboards.report.draft_text import Edit
from dashboards.report.keyed import KEY_BEGINS

STYLES = tuple(qn(f"w:{name}") for name in ("pStyle", "tblStyle", "rStyle"))
EXTENTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent",
    "{http://schemas.openxmlformats.org/drawingml/2006/main}ext",
)
CERTAIN_CHARS = 6
"""A text of so many characters on the cover or in a footer is no part of another by chance."""
VALUE = qn("w:val")
AUTHOR = "huzhu"
FIELD_PARTS = (qn("w:instrText"), qn("w:fldChar"), qn("w:t"))


def graft(element: BaseOxmlElement, source: Document, target: Document) -> BaseOxmlElement:
    """A copy of a paragraph or table of one document that fits into another."""
    copy = deepcopy(element)
    names = {style.style_id: style.name for style in source.styles}
    ids = {style.name: style.style_id for style in target.styles}
    for style in [e for tag in STYLES for e in copy.iter(tag)]:
        there = ids.get(names.get(style.get(VALUE)))
        if there is None:
            style.getparent().remove(style)
        else:
            style.set(VALUE, there)
    for blip in copy.iter(BLIP):
        blob = source.part.related_parts[blip.get(EMBED)].blob
        blip.set(EMBED, target.part.get_or_add_image(BytesIO(blob))[0])
    _own_numbers(copy, target)
    return copy


def _own_numbers(copy: BaseOxmlElement, target: Document) -> None:
    """Give the bookmarks of a copy numbers that the document does not have yet."""
    number = _numbers(target.element.body)
    for mark in copy.iter(START):
        old, number = mark.get(ID), number + 1
        for end in copy.iter(END):
            if end.get(ID) == old:
                end.set(ID, str(number))
        mark.set(ID, str(number))


def _numbers(root: BaseOxmlElement) -> int:
    """The highest number of a bookmark."""
    return max((int(e.get(ID)) for e in root.iter(START) if e.get(ID).isdecimal()), default=0)


def rename(paragraph: BaseOxmlElement, old: str, new: str) -> None:
    """Let a unit's bookmark carry its new key; put one where it was lost."""
    for mark in paragraph.iter(START):
        if mark.get(NAME) == old:
            mark.set(NAME, new)
            return
    parts.bookmark(paragraph, new, _numbers(paragraph.getroottree().getroot()) + 1)


def take_picture(
    paragraphs: list[BaseOxmlElement], fresh: list[BaseOxmlElement], source: Document,
    target: Document,
) -> None:  # fmt: skip
    """Put a new picture where the old one stands, as wide as people made that."""
    old, new = blip_of(paragraphs), blip_of(fresh)
    assert old is not None
    assert new is not None
    blob = source.part.related_parts[new.get(EMBED)].blob
    reference, image = target.part.get_or_add_image(BytesIO(blob))
    before = old.get(EMBED)
    old.set(EMBED, reference)
    for paragraph in paragraphs:
        for extent in (e for tag in EXTENTS for e in paragraph.iter(tag) if e.get("cx")):
            width = int(extent.get("cx"))
            extent.set("cy", str(round(width * image.px_height / image.px_width)))
    if not any(b.get(EMBED) == before for b in target.element.body.iter(BLIP)):
        target.part.drop_rel(before)


def renew_frame(document: Document, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Cover, header and footer: what they stated then becomes what they state now."""
    pairs = {text: new[name] for name, text in old.items() if text and new.get(name, text) != text}
    if not pairs:
        return
    certain = [re.escape(text) for text in pairs if len(text) >= CERTAIN_CHARS]
    pattern = re.compile("|".join(sorted(certain, key=len, reverse=True)) or r"(?!)")
    for paragraph in _frame_paragraphs(document):
        text = text_of(pieces([paragraph]))
        if text.strip() in pairs:
            start = text.index(text.strip())
            edits = [Edit(start, start + len(text.strip()), pairs[text.strip()])]
        else:
            edits = [Edit(*m.span(), pairs[m.group()]) for m in pattern.finditer(text)]
        replace([paragraph], edits)


def _frame_paragraphs(document: Document) -> Iterator[BaseOxmlElement]:
    """Paragraphs of headers and footers, and of the body before its first unit."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            yield from relation.target_part.element.iter(qn("w:p"))
    for paragraph in document.element.body.iter(qn("w:p")):
        if any(str(m.get(NAME)).startswith(KEY_BEGINS) for m in paragraph.iter(START)):
            return
        yield paragraph


def renew_contents(document: Document) -> None:
    """Have Word work out the contents and their pages when it opens the file."""
    begin = None
    for element in document.element.body.iter(qn("w:fldChar"), qn("w:instrText")):
        if element.tag == qn("w:instrText"):
            if begin is not None and (element.text or "").split()[:1] == ["TOC"]:
                begin.set(qn("w:dirty"), "true")
                return
        else:
            begin = element if element.get(qn("w:fldCharType")) == "begin" else None


def renumber_captions(document: Document) -> None:
    """Count tables and figures anew: Word does so only when it is asked to."""
    counts: Counter[str] = Counter()
    shown: list[BaseOxmlElement] | None = None
    name = ""
    for element in document.element.body.iter(*FIELD_PARTS):
        if element.tag == qn("w:instrText"):
            words = (element.text or "").split()
            name = words[1] if words[:1] == ["SEQ"] and len(words) > 1 else ""
        elif element.tag == qn("w:t"):
            if shown is not None:
                shown.append(element)
        elif element.get(qn("w:fldCharType")) == "separate" and name:
            shown = []
        elif element.get(qn("w:fldCharType")) == "end":
            if shown:
                counts[name] += 1
                for i, text in enumerate(shown):
                    text.text = "" if i else str(counts[name])
            shown, name = None, ""


def remark(document: Document, paragraph: BaseOxmlElement, text: str) -> None:
    """Put a comment on a paragraph, once, without a time: a file follows from its input alone."""
    runs = [Run(r, document) for r in paragraph.iterchildren(qn("w:r"))]  # type: ignore[arg-type]
    if not runs or text in {comment.text for comment in document.comments}:
        return
    comment = document.add_comment(runs=[runs[0], runs[-1]], text=text, author=AUTHOR, initials="")
    comment._comment_elm.attrib.pop(qn("w:date"), None)
