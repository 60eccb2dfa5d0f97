"""Three texts made one: as generated, as people left it, as it would be generated now.

Figures that changed are put where the old ones stand, also among words people have changed, as
long as it is certain which number is meant; everything else people wrote stays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from dashboards.report.keyed import FIGURE

WORD = re.compile(rf"{FIGURE.pattern}|[A-Za-zÀ-ɏ']+|.", re.DOTALL)
TELLING_DIGITS = 3
"""A number of so many digits, or with a fraction or a unit, is hardly there by chance."""

AROUND_CHARS = 16


class Why(StrEnum):
    """Why a person has to decide."""

    FIGURE_GONE = "figure_gone"
    """The figure as generated does not stand in the edited words any more."""
    FIGURE_MANY = "figure_many"
    """It is not certain which number in the edited words it is."""
    REWORDED = "reworded"
    """People and the program have both changed the words."""
    EDITED_GONE = "edited_gone"
    """It would not be generated any more, and people have edited it."""
    TABLE_SHAPE = "table_shape"
    """People and the program have both changed a table's rows or columns."""
    PICTURE_TAKEN = "picture_taken"
    """People put a picture of their own there, and the generated one has changed."""


@dataclass(frozen=True)
class Edit:
    """Characters of the draft's text to be replaced."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Step:
    """One change of the generated text: a figure, or words.

    Attributes:
        old, new: what stood and what stands.
        figure: whether it is a figure.
        why: what a person has to decide; None: nothing.
        around: the new figure with the words round it.
    """

    old: str
    new: str
    figure: bool
    why: Why | None = None
    around: str = ""


@dataclass(frozen=True)
class TextMerge:
    """What becomes of the draft's text, and every change of the generated one."""

    edits: tuple[Edit, ...]
    steps: tuple[Step, ...]

    @property
    def open(self) -> bool:
        """Whether a person has to decide something."""
        return any(step.why for step in self.steps)


def merge_text(base: str, draft: str, new: str) -> TextMerge:
    """What the draft's text becomes.

    Args:
        base: as it was generated.
        draft: as people left it.
        new: as it is generated now.
    """
    if new in (base, draft):
        return TextMerge((), ())
    was, now, there = tokens(base), tokens(new), tokens(draft)
    edited = draft != base
    edits: list[Edit] = []
    steps: list[Step] = []
    match = SequenceMatcher(None, _masked(was), _masked(now), autojunk=False)
    for tag, i1, i2, j1, j2 in match.get_opcodes():
        if tag != "equal":
            old, fresh = "".join(was[i1:i2]), "".join(now[j1:j2])
            steps.append(Step(old, fresh, False, Why.REWORDED if edited else None))
            if not edited:
                edits.append(Edit(*_span(was, i1, i2), fresh))
            continue
        for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
            if was[i] == now[j]:
                continue
            spot = _locate(was, i, there) if edited else i
            if isinstance(spot, int):
                edits.append(Edit(*_span(there, spot, spot + 1), now[j]))
            elif spot is Why.FIGURE_GONE and now[j] in there:
                continue  # somebody has brought it up to date by hand
            why = None if isinstance(spot, int) else spot
            steps.append(Step(was[i], now[j], True, why, _around(new, now, j)))
    return TextMerge(tuple(edits), tuple(steps))


def tokens(text: str) -> list[str]:
    """Figures, words of an alphabet, and single characters of everything else."""
    return WORD.findall(text)


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text with its edits made."""
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def likeness(one: str, other: str) -> float:
    """How alike two texts are without their figures, 0–1."""
    a, b = _masked(tokens(one)), _masked(tokens(other))
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a or b else 1.0


def _masked(found: Sequence[str]) -> list[str]:
    return [FIGURE.sub("#", token) for token in found]


def _span(found: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """Characters that tokens take up."""
    first = sum(map(len, found[:start]))
    return first, first + sum(map(len, found[start:end]))


def _around(text: str, found: Sequence[str], at: int) -> str:
    """A token with some characters before and behind it."""
    start, end = _span(found, at, at + 1)
    low, high = max(start - AROUND_CHARS, 0), end + AROUND_CHARS
    return ("…" if low else "") + text[low:high].strip() + ("…" if high < len(text) else "")


def _locate(was: Sequence[str], at: int, there: Sequence[str]) -> int | Why:
    """Where among edited words a generated figure stands, or why that is not certain."""
    old = was[at]
    spots = [i for i, token in enumerate(there) if token == old]
    if not spots:
        return Why.FIGURE_GONE
    alone = len(spots) == 1 and list(was).count(old) == 1
    if alone and (_telling(old) or _beside(was, at, there, spots[0])):
        return spots[0]
    match = SequenceMatcher(None, was, there, autojunk=False)
    for block in match.get_matching_blocks():
        if block.a <= at < block.a + block.size:
            spot = block.b + at - block.a
            return spot if _beside(was, at, there, spot) else Why.FIGURE_MANY
    return Why.FIGURE_MANY


def _telling(figure: str) -> bool:
    digits = sum(c.isdigit() for c in figure)
    return digits >= TELLING_DIGITS or not figure.isdigit()


def _beside(was: Sequence[str], at: int, there: Sequence[str], spot: int) -> bool:
    """Whether the same word stands before or behind it in both; alone, it is what a cell held."""
    before, behind = _next(was, at, -1), _next(was, at, 1)
    if not before and not behind:
        return True
    return bool(
        (before and before == _next(there, spot, -1))
        or (behind and behind == _next(there, spot, 1))
    )


def _next(found: Sequence[str], at: int, step: int) -> str:
    """The nearest token that is no space; "" at an end."""
    at += step
    while 0 <= at < len(found):
        if not found[at].isspace():
            return found[at]
        at += step
    return ""
