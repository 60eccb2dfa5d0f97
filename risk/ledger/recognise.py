"""Which ledger a file is: by its name, else by its headings."""

import re
import unicodedata
from pathlib import Path

from risk.errors import LedgerError
from risk.ledger.headings import Finder
from risk.ledger.kinds import KINDS
from risk.ledger.mapping import Mapping
from risk.ledger.model import Kind
from risk.ledger.opening import check_file, previews


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
    rows = previews(path)
    scores = {}
    for kind in KINDS.values():
        heads = [Finder.of(kind, Mapping())(preview) for preview in rows]
        scores[kind.name] = max((head.known for head in heads if head.whole), default=0)
    best = max(scores.values())
    kinds = [name for name, score in scores.items() if score == best]
    if best and len(kinds) == 1:
        return kinds[0]
    said = f"it could be {', '.join(kinds)}" if best else "no ledger has these headings"
    shown = ", ".join(
        cell[:30] for cell in max((p[0] for p in rows if p), key=len, default=[])[:20]
    )
    raise LedgerError(
        f"cannot tell which ledger this is: {said}", where=str(path),
        remedy=f"name it: huzhu load KIND FILE; headings found: {shown or 'none'}",
    )  # fmt: skip
