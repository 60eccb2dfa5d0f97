"""Headings of a file → columns of a ledger, with the unit a heading names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from risk.ledger.mapping import Mapping
from risk.ledger.model import Column, Kind
from risk.ledger.words import fold

HEADING_ROWS = 20  # title rows may stand above the headings, not more than this
# What an export of rejected rows adds; no ledger may know these, or it could not be loaded again.
OWN_HEADINGS = {
    "zh": ("原行号", "退回原因", "处理办法"),
    "en": ("row in the file", "why rejected", "remedy"),
}
_MONEY = {"元": 1.0, "人民币元": 1.0, "cny": 1.0, "rmb": 1.0, "万元": 1e4, "万": 1e4, "亿元": 1e8}
UNIT_WORDS: dict[str, dict[str, float]] = {
    "money": _MONEY,
    "m2": {"m2": 1.0, "㎡": 1.0, "平方米": 1.0, "平米": 1.0, "亩": 2000 / 3},
    "km2": {"km2": 1.0, "km²": 1.0, "平方公里": 1.0, "平方千米": 1.0},
    "m": {"m": 1.0, "米": 1.0, "km": 1000.0, "公里": 1000.0, "ft": 0.3048, "英尺": 0.3048},
    "km": {"km": 1.0, "公里": 1.0, "千米": 1.0, "m": 0.001, "米": 0.001},
    "mm": {"mm": 1.0, "毫米": 1.0, "cm": 10.0, "厘米": 10.0, "in": 25.4},
    "m/s": {"m/s": 1.0, "米/秒": 1.0, "米每秒": 1.0, "km/h": 1 / 3.6},
    "min": {"min": 1.0, "分": 1.0, "分钟": 1.0, "h": 60.0, "小时": 60.0},
    "h": {"h": 1.0, "小时": 1.0, "时": 1.0, "天": 24.0, "日": 24.0},
    "s": {"s": 1.0, "秒": 1.0},
    "deg": {"°": 1.0, "度": 1.0, "deg": 1.0, "wgs84": 1.0},
    "°C": {"°c": 1.0, "℃": 1.0, "度": 1.0, "摄氏度": 1.0},
    "households": {"户": 1.0},
    "crews": {"组": 1.0},
    "days": {"天": 1.0, "日": 1.0},
    "year": {"年": 1.0},
}
BRACKET = re.compile(r"^(.+?)\((.+)\)$")


def index_headings(kind: Kind) -> dict[str, Column]:
    """Folded heading → column of a ledger."""
    return {fold(heading): column for column in kind.columns for heading in column.headings}


def match(heading: str, index: dict[str, Column]) -> tuple[Column, float] | None:
    """The column a heading means and the factor of the unit it names.

    A unit in brackets must be known for that column: a heading in a unit nobody declared is not
    taken for the column at all.
    """
    bare = fold(heading)
    column = index.get(bare)
    if column is not None:
        return column, 1.0
    bracket = BRACKET.match(bare)
    if bracket is None or bracket[1] not in index:
        return None
    column = index[bracket[1]]
    if not column.unit:
        return column, 1.0
    units = {fold(word): factor for word, factor in UNIT_WORDS[column.unit].items()}
    factor = units.get(bracket[2])
    return None if factor is None else (column, factor)


@dataclass(frozen=True)
class Head:
    """A heading row found: its place from 0, how many headings are known, whether none lacks."""

    row: int
    known: int
    whole: bool


@dataclass(frozen=True)
class Finder:
    """Finds the headings of one ledger among the first rows of a file."""

    kind: Kind
    index: dict[str, Column]
    mapping: Mapping

    @classmethod
    def of(cls, kind: Kind, mapping: Mapping) -> "Finder":
        """The finder of a ledger under a mapping."""
        return cls(kind, index_headings(kind), mapping)

    def __call__(self, rows: Sequence[Sequence[str]]) -> Head:
        """The row with most known headings; the first of several."""
        names = [self._names(row) for row in rows] or [frozenset()]
        best = max(range(len(names)), key=lambda i: len(names[i]))
        found = names[best]
        columns = found | set(self.mapping.constants)
        whole = len(columns) > 1 and not self.kind.lacking(columns)
        return Head(best, len(found), whole)

    def _names(self, row: Sequence[str]) -> frozenset[str]:
        """Columns of the ledger a row of headings fills."""
        folded = {fold(cell) for cell in row}
        mapped = {
            name for name, step in self.mapping.columns.items() if fold(step.column) in folded
        }
        hits = (match(cell, self.index) for cell in row if cell)
        return frozenset(mapped | {hit[0].name for hit in hits if hit is not None})
