"""Text of Word paragraphs over their runs: read as one, replaced without touching the formats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from dashboards.report.draft_text import Edit

SKIPPED = frozenset(
    (*(qn(f"w:{name}") for name in ("del", "moveFrom", "txbxContent", "rPr", "pPr")),
     "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent")
)  # fmt: skip
"""What is no part of the text as it reads: deleted, moved away, text boxes, properties."""
BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
TEXT, FIELD, SIMPLE = qn("w:t"), qn("w:fldChar"), qn("w:fldSimple")
TYPE, SPACE = qn("w:fldCharType"), "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True)
class Piece:
    """A stretch of text; ``node`` holds it where it can be replaced (no break, no field)."""

    node: BaseOxmlElement | None
    text: str


def pieces(paragraphs: Sequence[BaseOxmlElement], *, behind_field: bool = False) -> list[Piece]:
    """The text of paragraphs, a line break between two.

    Args:
        paragraphs: ``w:p`` elements.
        behind_field: only what stands behind the last field: a caption without its number.
    """
    found: list[Piece] = []
    for i, paragraph in enumerate(paragraphs):
        if i:
            found.append(Piece(None, "\n"))
        depth = 0
        for element in _walk(paragraph):
            if element.tag == FIELD:
                depth += {"begin": 1, "end": -1}.get(element.get(TYPE), 0)
                if behind_field and depth == 0:
                    found.clear()
            elif element.tag == SIMPLE:
                if behind_field:
                    found.clear()
                else:
                    found.append(Piece(None, "".join(e.text or "" for e in element.iter(TEXT))))
            elif element.tag == TEXT:
                found.append(Piece(None if depth else element, element.text or ""))
            elif element.tag in BREAKS:
                found.append(Piece(None, BREAKS[element.tag]))
    return found


def _walk(element: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Elements below in reading order, without what is skipped; a simple field as a whole."""
    for child in element:
        if child.tag in SKIPPED or not isinstance(child.tag, str):
            continue
        yield child
        if child.tag != SIMPLE:
            yield from _walk(child)


def text_of(found: Sequence[Piece]) -> str:
    """The text of pieces."""
    return "".join(piece.text for piece in found)


def replace(
    paragraphs: Sequence[BaseOxmlElement], edits: Sequence[Edit], *, behind_field: bool = False
) -> None:
    """Make edits, last first; each takes on the format of the character it begins at."""
    for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        found = pieces(paragraphs, behind_field=behind_field)
        if not _replace(found, edit) and edit.new:
            _append(paragraphs[-1], edit.new)


def _replace(found: Sequence[Piece], edit: Edit) -> bool:
    """Whether there was text to put the new into."""
    at, put = 0, False
    for piece in found:
        start, at = at, at + len(piece.text)
        node = piece.node
        if node is None or start > edit.end or at < edit.start:
            continue
        touches = start < edit.end and at > edit.start
        inserts = edit.start == edit.end and not put
        if not (touches or inserts):
            continue
        low, high = max(edit.start - start, 0), min(edit.end - start, len(piece.text))
        new = "" if put else edit.new
        node.text = piece.text[:low] + new + piece.text[max(high, low) :]
        node.set(SPACE, "preserve")
        put = True
    return put


def _append(paragraph: BaseOxmlElement, text: str) -> None:
    run, node = OxmlElement("w:r"), OxmlElement("w:t")
    node.text = text
    node.set(SPACE, "preserve")
    run.append(node)
    paragraph.append(run)
