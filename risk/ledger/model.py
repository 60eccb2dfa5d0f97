"""The records of this room: a ledger's columns, a ledger, and what reading one file gives."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

FAULT_COLUMNS = ("file", "sheet", "row", "column", "value", "rule", "remedy")


@dataclass(frozen=True)
class Column:
    """One column of a ledger; the first Chinese alias is the heading of the template.

    ``type`` is one of the parsers of ``parsers.py``; ``words`` names the word table of a column of
    codes. ``low``/``high`` bound numbers; a value outside is rejected, or only flagged if ``soft``.
    """

    name: str
    type: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    required: bool = False
    unit: str = ""
    low: float | None = None
    high: float | None = None
    personal: bool = False
    meaning: str = ""
    meaning_zh: str = ""
    words: str = ""
    soft: bool = False

    @property
    def title(self) -> str:
        """Heading in the template."""
        return self.zh[0]

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading this column is known by, its own name included."""
        return (*self.zh, *self.en, self.name)


@dataclass(frozen=True)
class Kind:
    """One ledger: its columns, its natural key and the rules its rows keep.

    Args:
        one_of: groups of columns of which each row needs at least one.
        periods: (from, to) pairs; a row whose end lies before its start is rejected.
        sequence: moments in the order they happen; an impossible order is flagged, never rejected.
        own_id: the key column that is made from the row's content where the file gives none.
        file_words: further words by which a file name tells the ledger.
    """

    name: str
    title_zh: str
    title_en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    geometry: bool = False
    one_of: tuple[tuple[str, ...], ...] = ()
    periods: tuple[tuple[str, str], ...] = ()
    sequence: tuple[tuple[str, ...], ...] = ()
    own_id: str = ""
    file_words: tuple[str, ...] = ()

    def lacking(self, names: Collection[str]) -> list[str]:
        """Titles of what is missing if a file has only these columns."""
        lacking = [c.title for c in self.columns if c.required and c.name not in names]
        lacking += [
            "/".join(self.column(name).title for name in group)
            for group in self.one_of
            if not any(name in names for name in group)
        ]
        return lacking

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: this ledger has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Batch:
    """What one file gave.

    Args:
        frame: typed rows, columns as in the warehouse plus ``source_row`` (the row number the user
            sees); text is ``str``, whole numbers ``Int64``, numbers ``float64``, days and times
            ``datetime64[us]`` local wall time, yes/no ``boolean``, geometry shapely in EPSG:4326.
        rejects: one row a fault (``FAULT_COLUMNS``); ``column`` is the user's own heading, personal
            values are masked.
        flags: as ``rejects``, for rows that are stored but doubtful.
        raw_rejected: the rejected rows as text: ``row`` and the file's own headings (personal data
            in clear).
        rows_in: data rows in the file, empty ones not counted.
        rows_stored: source rows that live on in ``frame``: one row may expand to several claims,
            several parts of one region merge into one.
        corrections: values that reading changed by a rule (row, column, old, new, why).
        ignored: headings that no column of this ledger knows.
        headings: column of the ledger → the user's own heading; constants of a mapping left out.
    """

    kind: str
    path: Path
    sha256: str
    sheet: str | None
    frame: pd.DataFrame
    rejects: pd.DataFrame
    flags: pd.DataFrame
    raw_rejected: pd.DataFrame
    rows_in: int
    rows_stored: int
    corrections: pd.DataFrame
    ignored: tuple[str, ...] = ()
    headings: dict[str, str] = field(default_factory=dict)
