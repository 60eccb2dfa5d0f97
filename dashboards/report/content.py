"""What a report is made of, as data: the writers (Word, PDF) add nothing and compute nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from risk.errors import ReportError


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of running text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """Heading of a table's column; ``weight`` is its relative width, numbers stand right."""

    title: str
    unit: str = ""
    number: bool = False
    weight: float = 1.0


@dataclass(frozen=True)
class Table:
    """Formatted cells under headings; ``note`` says where the figures come from.

    It is empty where the next note below says it.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str

    def __post_init__(self) -> None:
        """Refuse a row that does not fit its headings, or an empty cell."""
        for i, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ReportError(
                    f"row {i + 1} has {len(row)} cells under {len(self.columns)} headings",
                    where=f"table {self.caption!r}",
                )
            if not all(isinstance(cell, str) and cell for cell in row):
                raise ReportError(
                    f"row {i + 1} has a cell without text", where=f"table {self.caption!r}"
                )


@dataclass(frozen=True)
class Figure:
    """A drawing: vector for the PDF, pixels for Word. ``alt`` says in words what it shows.

    ``note`` is empty where the drawing says its sources itself.
    """

    name: str
    caption: str
    alt: str
    svg: bytes
    png: bytes
    width_cm: float
    note: str


Block = Paragraph | Bullets | Table | Figure
TEN = 10


def _counted(n: int, numerals: str) -> str:
    """A number below a hundred in Chinese counting, from its numerals for one to ten."""
    tens, ones = divmod(n, TEN)
    if n <= TEN:
        return numerals[n - 1]
    return (numerals[tens - 1] if tens > 1 else "") + numerals[-1] + numerals[:ones][-1:]


@dataclass(frozen=True)
class Section:
    """A numbered section (1.1) of a chapter; without a title the chapter's heading serves it.

    ``new_page``: it begins one.
    """

    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True)
class Chapter:
    """A numbered chapter."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes:
        number: the report's number, or words saying that it has none.
        settings: words naming the settings it was made by, "" where they are not told.
        facts: what the cover states, label and value.
        synthetic: the statement shown everywhere when data are made up, "" when they are real.
        short_mark: the same in one or two words, for header and footer.
        labels: the writers' own words (contents, table, figure, page …) in the report's language.
        key_figures: formatted numbers by name, for an office's own template.
        short: a few pages: a head instead of a cover, no contents, chapters run on.
    """

    title: str
    subtitle: str
    number: str
    lang: str
    data_version: str
    as_of: date
    author_role: str
    settings: str
    facts: tuple[tuple[str, str], ...]
    synthetic: str
    short_mark: str
    chapters: tuple[Chapter, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    key_figures: Mapping[str, str] = field(default_factory=dict)
    short: bool = False

    def chapter_number(self, chapter: int) -> str:
        """The number of a chapter (from 1) as its heading prints it."""
        return self.labels["chapter"].replace("{n}", self._numeral(chapter))

    def section_number(self, chapter: int, section: int) -> str:
        """The number of a section of a chapter (both from 1) as its heading prints it."""
        label = self.labels["section"].replace("%1", self._numeral(chapter))
        return label.replace("%2", self._numeral(section))

    def _numeral(self, n: int) -> str:
        return _counted(n, self.labels["numerals"]) if self.lang == "zh" else str(n)

    @property
    def marks(self) -> str:
        """The line at the foot of every page: who, from which data and settings, synthetic."""
        told = (
            self.author_role, self.data_version, self.as_of.isoformat(), self.settings,
            self.short_mark,
        )  # fmt: skip
        return " · ".join(mark for mark in told if mark)

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order."""
        for chapter in self.chapters:
            for section in chapter.sections:
                yield from section.blocks

    def tables(self) -> list[Table]:
        """Every table in reading order."""
        return [b for b in self.blocks() if isinstance(b, Table)]

    def figures(self) -> list[Figure]:
        """Every figure in reading order."""
        return [b for b in self.blocks() if isinstance(b, Figure)]
