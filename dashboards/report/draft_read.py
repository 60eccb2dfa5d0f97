"""Where the units of a draft stand in the Word file as people left it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from dashboards.report.docx_base import Base, read_base
from dashboards.report.docx_open import opened
from dashboards.report.draft_match import ALIKE
from dashboards.report.draft_runs import pieces, text_of
from dashboards.report.draft_text import likeness
from dashboards.report.keyed import KEY_BEGINS, Part, Unit

P, TBL, START, END = qn("w:p"), qn("w:tbl"), qn("w:bookmarkStart"), qn("w:bookmarkEnd")
NAME, ID, EMBED = qn("w:name"), qn("w:id"), qn("r:embed")
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
PARAGRAPHS_MAX = 40  # a unit people broke up into more is read as far as that


@dataclass
class Spot:
    """Where a unit stands: its paragraphs, or its table."""

    paragraphs: list[BaseOxmlElement]
    table: BaseOxmlElement | None = None
    behind_field: bool = False

    @property
    def text(self) -> str:
        """Its words as people left them."""
        return text_of(pieces(self.paragraphs, behind_field=self.behind_field))

    @property
    def last(self) -> BaseOxmlElement:
        """What a unit behind it is put behind."""
        return self.paragraphs[-1] if self.table is None else self.table

    @property
    def elements(self) -> list[BaseOxmlElement]:
        """All it consists of."""
        return self.paragraphs if self.table is None else [self.table]


@dataclass
class Draft:
    """A Word file people have edited.

    Attributes:
        document: the file, opened.
        base: what it was generated as.
        spots: where units stand, by key; one that is missing was deleted.
        added: paragraphs and tables that people put in, and the key of the unit before each.
    """

    document: Document
    base: Base
    spots: dict[str, Spot]
    added: list[tuple[str, BaseOxmlElement]] = field(default_factory=list)


def read_draft(body: bytes, where: str) -> Draft:
    """Read a draft.

    Args:
        body: of the file.
        where: its name, for a refusal.

    Raises:
        ReportError: it is no Word file, or carries nothing to compare it with.
    """
    document = opened(body, where)
    base = read_base(document, where)
    parts = {unit.key: unit for unit in base.units}
    spots = dict(_marked(document.element.body, parts))
    draft = Draft(document, base, spots)
    _look_between(draft)
    return draft


def _marked(body: BaseOxmlElement, units: Mapping[str, Unit]) -> Iterator[tuple[str, Spot]]:
    """Units whose bookmarks are there."""
    starts = [e for e in body.iter(START) if str(e.get(NAME)).startswith(KEY_BEGINS)]
    keyed = {p for e in starts if (p := _above(e, P)) is not None}
    ends = {e.get(ID): e for e in body.iter(END)}
    for start in starts:
        unit, paragraph = units.get(start.get(NAME)), _above(start, P)
        if unit is None or paragraph is None:
            continue
        if unit.part is Part.GRID:
            table = _above(paragraph, TBL)
            if table is not None:
                yield unit.key, Spot([], table)
            continue
        last = _above(ends.get(start.get(ID)), P)
        yield unit.key, _spot(unit, _until(paragraph, last, keyed))


def _spot(unit: Unit, paragraphs: list[BaseOxmlElement]) -> Spot:
    """A caption's number is counted by Word and no part of its words."""
    return Spot(paragraphs, behind_field=unit.part is Part.CAPTION)


def _above(element: BaseOxmlElement | None, tag: str) -> BaseOxmlElement | None:
    while element is not None and element.tag != tag:
        element = element.getparent()
    return element


def _until(
    first: BaseOxmlElement, last: BaseOxmlElement | None, keyed: set[BaseOxmlElement]
) -> list[BaseOxmlElement]:
    """A paragraph and those people broke off from it."""
    found, here = [first], first
    while last is not None and here is not last and len(found) < PARAGRAPHS_MAX:
        here = here.getnext()
        if here is None or here.tag != P or here in keyed:
            return [first] if here is None else found
        found.append(here)
    return found


def _look_between(draft: Draft) -> None:
    """Units whose bookmarks were lost to retyping, between their neighbours; then what is added."""
    claimed = {element: key for key, spot in draft.spots.items() for element in spot.elements}
    behind: dict[str, list[BaseOxmlElement]] = {}
    before = ""
    for element in draft.document.element.body:
        if element in claimed:
            before = claimed[element]
        elif before and _says_something(element):
            behind.setdefault(before, []).append(element)
    before = ""
    for unit in draft.base.units:
        if unit.key in draft.spots:
            before = unit.key
            continue
        free = behind.get(before, [])
        found = next((e for e in free if _fits(draft, unit, e)), None)
        if found is not None:
            free.remove(found)
            table = found.tag == TBL
            draft.spots[unit.key] = Spot([], found) if table else _spot(unit, [found])
    draft.added = [(key, e) for key, elements in behind.items() for e in elements]


def _says_something(element: BaseOxmlElement) -> bool:
    if element.tag == TBL:
        return True
    return element.tag == P and bool(
        text_of(pieces([element])).strip() or next(element.iter(BLIP), None) is not None
    )


def _fits(draft: Draft, unit: Unit, element: BaseOxmlElement) -> bool:
    """Whether a paragraph or table without a key is a unit retyped."""
    if unit.part is Part.GRID:
        return element.tag == TBL and cells(element)[:1] == [list(unit.rows[0])]
    if element.tag != P:
        return False
    if unit.part is Part.PICTURE:
        return picture_mark(draft.document, [element]) == unit.picture
    text = text_of(pieces([element], behind_field=unit.part is Part.CAPTION))
    return bool(text.strip()) and likeness(unit.text, text) >= ALIKE


def cells(table: BaseOxmlElement) -> list[list[str]]:
    """Text of every cell, row by row."""
    return [[text_of(pieces(tc.p_lst)) for tc in tr.tc_lst] for tr in table.tr_lst]


def blip_of(paragraphs: Sequence[BaseOxmlElement]) -> BaseOxmlElement | None:
    """The reference to the first picture in paragraphs."""
    return next((b for p in paragraphs for b in p.iter(BLIP) if b.get(EMBED)), None)


def picture_mark(document: Document, paragraphs: Sequence[BaseOxmlElement]) -> str:
    """SHA-256 of the first picture in paragraphs; "" without one."""
    blip = blip_of(paragraphs)
    part = document.part.related_parts.get(blip.get(EMBED)) if blip is not None else None
    return sha256(part.blob).hexdigest() if part is not None else ""
