"""Differences between a draft and the report made anew, as records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dashboards.report.content import Report
from dashboards.report.draft_text import Why
from dashboards.report.keyed import Part, Unit

Pages = Mapping[tuple[int, int, int], int]
"""Chapter, section and block → page of the PDF."""


class What(StrEnum):
    """What was found in a place."""

    FIGURE = "figure"
    WORDS = "words"
    PICTURE = "picture"
    NEW = "new"
    GONE = "gone"
    EDITED = "edited"
    DELETED = "deleted"
    ADDED = "added"


HUMAN = frozenset((What.EDITED, What.DELETED, What.ADDED))
"""What people did to the draft; everything else has changed in the data or the program."""


@dataclass(frozen=True)
class Change:
    """One difference, and where.

    Attributes:
        what: of which sort.
        chapter, section: headings with their numbers; no section for a chapter's own heading.
        at: number of the block in its section; 0: the heading.
        part: what stands there.
        old, new: as it was and is; of what people did: as generated, and as they left it.
        cell: row and column of a table.
        context: a figure as generated now, with the words round it.
        page: in the PDF of the report made anew; None: it does not stand there.
        why: what a person has to decide; None: nothing.
    """

    what: What
    chapter: str
    section: str
    at: int
    part: Part
    old: str = ""
    new: str = ""
    cell: str = ""
    context: str = ""
    page: int | None = None
    why: Why | None = None


@dataclass(frozen=True)
class Merged:
    """Every difference in reading order, and the draft brought up to date."""

    number: str
    changes: tuple[Change, ...]
    docx: bytes = field(repr=False)

    @property
    def open(self) -> tuple[Change, ...]:
        """What a person has to decide."""
        return tuple(change for change in self.changes if change.why)


def told_once(changes: Iterable[Change]) -> Iterator[Change]:
    """Source notes of all tables name the same day and version: a change of theirs once."""
    seen: set[tuple[str, str]] = set()
    for change in changes:
        if change.part is Part.NOTE and change.what is What.FIGURE and not change.why:
            if (change.old, change.new) in seen:
                continue
            seen.add((change.old, change.new))
        yield change


def titles(units: Sequence[Unit], report: Report) -> dict[tuple[int, int], str]:
    """Headings with their numbers, by chapter and section (0: the chapter's own)."""
    return {
        (u.chapter, u.section): f"{report.section_number(u.chapter, u.section)} {u.text}"
        if u.section else f"{report.chapter_number(u.chapter)} {u.text}"
        for u in units if u.part in (Part.CHAPTER, Part.SECTION)
    }  # fmt: skip
