"""Which ledger a file is: by its name, else by its headings."""

import re
import unicodedata
from pathlib import Path

from risk.errors import HuzhuError, LedgerError
from risk.ledger.headings import index_headings, match
from risk.ledger.kinds import KINDS
from risk.ledger.mapping import Mapping
from risk.ledger.model import Kind
from risk.ledger.opening import check_file, open_source


def recognise(path: Path) -> str:
    """Name of the ledger a file is.

    A Chinese word of the ledger anywhere in the name, or its English name at the beginning, tells
    it; the longest word wins. Else the one ledger whose required columns the headings hold.

    Raises:
        LedgerError: neither name nor headings tell, or the file cannot be read.
    """
    check_file(path)
    return by_name(path.stem) or _by_headings(path)


def by_name(stem: str) -> str | None:
    """The ledger a file name speaks of, if it speaks of just one."""
    name = unicodedata.normalize("NFKC", stem).lower()
    hits = [
        (len(word), kind.name)
        for kind in KINDS.values()
        for word in _names(kind)
        if _says(name, word)
    ]
    longest = max((length for length, _ in hits), default=0)
    kinds = {kind for length, kind in hits if length == longest}
    return kinds.pop() if len(kinds) == 1 else None


def _names(kind: Kind) -> set[str]:
    return {kind.name, kind.title_en, kind.title_zh, *kind.file_words}


def _says(name: str, word: str) -> bool:
    if not word.isascii():
        return word in name
    spaced = re.escape(word).replace("_", "[ _-]").replace(r"\ ", "[ _-]").replace(r"\-", "[ _-]")
    return re.match(rf"(?:{spaced})s?(?![a-z])", name) is not None


def _by_headings(path: Path) -> str:
    scores: dict[str, int] = {}
    headings: tuple[str, ...] = ()
    reason: HuzhuError | None = None
    for kind in KINDS.values():
        try:
            source = open_source(kind, path, Mapping())
        except LedgerError as e:
            reason = e
            continue
        headings = headings or source.headings
        score = _score(kind, source.headings)
        if score:
            scores[kind.name] = score
    best = max(scores.values(), default=0)
    kinds = [name for name, score in scores.items() if score == best]
    if len(kinds) == 1:
        return kinds[0]
    if not headings and reason is not None:
        raise reason
    said = f"it could be {', '.join(kinds)}" if kinds else "no ledger has these headings"
    shown = ", ".join(h[:30] for h in headings[:20])
    raise LedgerError(
        f"cannot tell which ledger this is: {said}", where=str(path),
        remedy=f"name it: huzhu load KIND FILE; headings found: {shown}",
    )  # fmt: skip


def _score(kind: Kind, headings: tuple[str, ...]) -> int:
    """How many columns the headings know; 0 if a required one is missing."""
    index = index_headings(kind)
    found = {hit[0].name for heading in headings if (hit := match(heading, index)) is not None}
    whole = all(c.name in found for c in kind.columns if c.required)
    choice = all(found.intersection(group) for group in kind.one_of)
    return len(found) if whole and choice else 0
