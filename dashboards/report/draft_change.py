"""Differences between a draft and the report made anew, as records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dashboards.report.draft_text import Why
from dashboards.report.keyed import Part

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
        context: the sentence as generated now.
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
