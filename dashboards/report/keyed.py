"""A report as units under stable keys: what a draft in Word is compared with years later.

A unit is the least that people edit as a whole: a heading, a paragraph, an item of a list, a
caption, a table's cells, a picture, a note. Its key follows from where it stands and from its
words without the figures in them, so that a report made of newer data has the same keys wherever
it says the same thing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from dashboards.report.content import Bullets, Figure, Paragraph, Report, Section, Table

FIGURE = re.compile(r"(?:−|(?<!\w)-)?\d+(?:,\d{3})*(?:\.\d+)?(?:\s?[%‰\u4e07\u4ebf])?")
"""A number as reports print it, with its sign and what multiplies it."""
KEY_BEGINS = "hz_"
KEY_DIGITS = 16


class Part(StrEnum):
    """What a unit is."""

    CHAPTER = "chapter"
    SECTION = "section"
    TEXT = "text"
    ITEM = "item"
    CAPTION = "caption"
    GRID = "grid"
    PICTURE = "picture"
    NOTE = "note"


@dataclass(frozen=True)
class Unit:
    """One unit of a report.

    Attributes:
        key: names its bookmark in Word.
        part: what it is.
        chapter, section: numbers as printed; section 0 is the chapter's own heading.
        at: number of its block in the section; 0 is the section's own heading.
        text: its words; of a table or picture what names it.
        rows: a table's cells, the headings first.
        picture: SHA-256 of a picture's pixels as PNG.
    """

    key: str
    part: Part
    chapter: int
    section: int
    at: int
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    picture: str = ""


def masked(text: str) -> str:
    """Words without their figures."""
    return FIGURE.sub("#", text)


def frame_of(report: Report) -> dict[str, str]:
    """What stands on the cover and on every page beside the chapters, by name."""
    told = {
        "title": report.title, "subtitle": report.subtitle, "number": report.number,
        "marks": report.marks, "synthetic": report.synthetic,
    }  # fmt: skip
    return told | {f"fact{i}": value for i, (_, value) in enumerate(report.facts, start=1)}


def units_of(report: Report) -> tuple[Unit, ...]:
    """Every unit in reading order, each under a key of its own."""
    seen: Counter[str] = Counter()
    found = []
    for number, chapter in enumerate(report.chapters, start=1):
        where = [chapter.title]
        found.append(_keyed(Unit("", Part.CHAPTER, number, 0, 0, chapter.title), where, seen))
        for nth, section in enumerate(chapter.sections, start=1):
            where = [chapter.title, section.title]
            units = _units(section, report.labels, number, nth)
            found += [_keyed(unit, where, seen) for unit in units]
    return tuple(found)


def _units(section: Section, labels: Mapping[str, str], chapter: int, nth: int) -> Iterator[Unit]:
    """The units of a section, not yet keyed."""
    if section.title:
        yield Unit("", Part.SECTION, chapter, nth, 0, section.title)
    for at, block in enumerate(section.blocks, start=1):
        match block:
            case Paragraph():
                yield Unit("", Part.TEXT, chapter, nth, at, block.text)
            case Bullets():
                for item in block.items:
                    yield Unit("", Part.ITEM, chapter, nth, at, item)
            case Table():
                yield Unit("", Part.CAPTION, chapter, nth, at, caption_text(labels, block.caption))
                yield Unit("", Part.GRID, chapter, nth, at, block.caption, grid_rows(block))
                if block.note:
                    yield Unit("", Part.NOTE, chapter, nth, at, labels["note"] + block.note)
            case Figure():
                mark = sha256(block.png).hexdigest()
                yield Unit("", Part.PICTURE, chapter, nth, at, block.caption, picture=mark)
                yield Unit("", Part.CAPTION, chapter, nth, at, caption_text(labels, block.caption))
                if block.note:
                    yield Unit("", Part.NOTE, chapter, nth, at, labels["note"] + block.note)


def caption_text(labels: Mapping[str, str], caption: str) -> str:
    """A caption as it stands behind its number, which Word counts itself."""
    return labels["caption_join"] + caption


def grid_rows(table: Table) -> tuple[tuple[str, ...], ...]:
    """A table's cells as Word shows them, the headings with their units first."""
    heads = tuple(f"{c.title}\n{c.unit}" if c.unit else c.title for c in table.columns)
    return (heads, *table.rows)


def _keyed(unit: Unit, where: list[str], seen: Counter[str]) -> Unit:
    """The unit under its key: where it stands, what it is, its words, and the how-manieth such."""
    heads = "|".join(unit.rows[0]) if unit.rows else ""
    told = "\n".join([*map(masked, where), unit.part, masked(unit.text), masked(heads)])
    seen[told] += 1
    digest = sha256(f"{told}\n{seen[told]}".encode()).hexdigest()
    return replace(unit, key=KEY_BEGINS + digest[:KEY_DIGITS])
