"""How wide a table's columns stand: by what they hold, no word broken that need not be.

Word files name fonts of the reader's own machine, so widths are reckoned, not measured: with the
widest of the usual substitutes (DejaVu Serif), so that what fits here fits in Times as well. Print
has its own, narrower face.
"""

import re
from collections.abc import Mapping, Sequence
from math import ceil

from dashboards.report.content import Column, Table

TEXT_PT, UNIT_PT = 8.0, 7.0
BOLD = 1.1
PADDING_CM = 0.23  # both margins of a cell and its rules
CM_PER_PT = 2.54 / 72
WHOLE = 4
"""So many Chinese characters are kept in one line: words of a heading, short names."""
WIDEST_CM = 3.4
"""No word claims more: a hash breaks wherever it stands."""
LINES = 2
"""A heading may take so many lines before it claims more width than the cells below it."""
HALVINGS = 40  # of the unit of width: far below a twentieth of a point
SHORT_EM = 5.2
"""A cell of no more stays in one line: a year, a time, a level."""
Face = Mapping[str, float]
SERIF: Face = {"wide": 1.0, "upper": 0.76, "lower": 0.64, "middling": 0.52, "narrow": 0.38}
SHIPPED: Face = {"wide": 1.0, "upper": 0.66, "lower": 0.58, "middling": 0.47, "narrow": 0.3}
"""Widths of characters by their sort, em: the widest face Word may take, and that of print."""
NARROW = frozenset("iljI.,:;'|! ")
MIDDLING = frozenset("rtfs()[]/-\u2013")
BROAD = frozenset("mwMW%\u2014\u2030\u2192\u00b1\u2265\u2264")
EAST = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
GAP_EM = 0.25
SEAM = re.compile(rf"(?<=[{EAST}])(?=[^\s{EAST}])|(?<=[^\s{EAST}])(?=[{EAST}])")
STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d"
HELD = rf"[\uff08]?[^\s{EAST}]+[\uff09\uff0c]?"  # with the brackets and the comma that cling to it
WORD = re.compile(rf"{STAMP}|{HELD}|[{EAST}]{{1,{WHOLE}}}")
LOOSER = (
    re.compile(rf"{HELD}|[{EAST}]{{1,2}}"),
    re.compile(rf"[^\s{EAST}\u2013]+\u2013?|[{EAST}]{{1,2}}"),
)
"""Of cells, where whole words do not fit: times, names, then ranges may break."""


def column_widths(table: Table, width_cm: float, face: Face = SERIF) -> list[float]:
    """Width of each column, cm; together the width of the table.

    Shared by weight, but none has less than its longest word takes, nor more than all its cells
    in one line do while another lacks it. Where the words do not fit, those of cells may break
    as `LOOSER` says; where that is not enough, all are cut alike.
    """
    count = range(len(table.columns))
    for pattern in (WORD, *LOOSER):
        least = [_least(table, at, pattern, face) for at in count]
        if (needed := sum(least)) < width_cm:
            most = [max(_most(table, at, face), least[at]) for at in count]
            return _shared(table.columns, least, most, width_cm)
    return [one * width_cm / needed for one in least]


def lines(table: Table, widths: Sequence[float]) -> int:
    """About how many lines the rows take at these widths (cm), the heading aside."""
    room = [(width - PADDING_CM) / CM_PER_PT / TEXT_PT for width in widths]
    return sum(
        max(ceil(_em(cell) / em) for cell, em in zip(row, room, strict=True)) for row in table.rows
    )


def _shared(
    columns: Sequence[Column], least: Sequence[float], most: Sequence[float], width: float
) -> list[float]:
    """By weight between least and most: what one has too much of goes to the others."""
    weights = [column.weight for column in columns]
    if (spare := width - sum(most)) >= 0:
        return [b + w * spare / sum(weights) for w, b in zip(weights, most, strict=True)]
    low, high = 0.0, max(b / w for w, b in zip(weights, most, strict=True))
    for _ in range(HALVINGS):
        unit = (low + high) / 2
        given = [
            min(max(w * unit, a), b) for w, a, b in zip(weights, least, most, strict=True)
        ]  # fmt: skip
        low, high = (unit, high) if sum(given) < width else (low, unit)
    return given


def _least(table: Table, at: int, pattern: re.Pattern[str], face: Face) -> float:
    """What the longest word of a column takes, cm; ``pattern`` finds those of its cells."""
    column = table.columns[at]
    cells = max((_uncut(text, pattern, face) for text in _cells(table, at)), default=0.0)
    widest = max(
        _longest(column.title, WORD, face) * TEXT_PT * BOLD,
        _longest(column.unit, WORD, face) * UNIT_PT,
        cells * TEXT_PT,
    )
    return min(widest * CM_PER_PT, WIDEST_CM) + PADDING_CM


def _most(table: Table, at: int, face: Face) -> float:
    """What a column takes with every cell in one line, cm."""
    heading = _em(table.columns[at].title, face) * TEXT_PT * BOLD / LINES
    cells = max((_em(text, face) for text in _cells(table, at)), default=0.0) * TEXT_PT
    return max(heading, cells) * CM_PER_PT + PADDING_CM


def _cells(table: Table, at: int) -> set[str]:
    return {row[at] for row in table.rows}


def _uncut(text: str, pattern: re.Pattern[str], face: Face) -> float:
    whole = _em(text, face)
    return whole if whole <= SHORT_EM else _longest(text, pattern, face)


def _longest(text: str, pattern: re.Pattern[str], face: Face) -> float:
    return max((_em(word, face) for word in pattern.findall(text)), default=0.0)


def _em(text: str, face: Face = SERIF) -> float:
    """Width of a text in one line, em; between Chinese and Latin stands a gap nobody typed."""
    gaps = GAP_EM * sum(1 for _ in SEAM.finditer(text))
    return gaps + sum(face[_sort(character)] for character in text)


def _sort(character: str) -> str:
    if character in BROAD or character >= "\u2e80":
        return "wide"
    if character in NARROW:
        return "narrow"
    if character in MIDDLING:
        return "middling"
    return "upper" if character.isupper() else "lower"
