"""Source files: which ledger each is, in what order they are taken, and reading them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from risk.errors import LedgerError
from risk.ledger import KINDS, Batch, Mapping, read_ledger, recognise
from risk.settings import County

Progress = Callable[[float, str], None]

WGS84 = "wgs84"
UNSTATED = "unstated, taken as WGS84"


@dataclass(frozen=True)
class Source:
    """One file to load.

    Args:
        kind: ledger it is, a key of ``risk.ledger.KINDS``.
        path: the file.
        datum: datum of its coordinates; None: not stated.
        mapping: from ``risk.ledger.read_mapping``, for headings the ledger does not know.
        sheet: sheet of a workbook; None: the one that holds the ledger.
    """

    kind: str
    path: Path
    datum: str | None = None
    mapping: Mapping | None = None
    sheet: str | None = None


def in_order(sources: Sequence[Source]) -> list[Source]:
    """The map and its codes first, then every ledger after those it refers to."""
    rank = {kind: i for i, kind in enumerate(KINDS)}
    for source in sources:
        if source.kind not in rank:
            raise LedgerError(
                f"unknown ledger {source.kind!r}",
                where=str(source.path),
                remedy=f"known are {', '.join(KINDS)}",
            )
    return sorted(sources, key=lambda s: rank[s.kind])


def find_sources(folder: Path, *, datum: str | None = None) -> tuple[list[Source], list[str]]:
    """Recognise the ledgers of a folder; returns them, and a line for each file that is none.

    Raises:
        LedgerError: no such folder, or no ledger in it.
    """
    if not folder.is_dir():
        raise LedgerError("no such folder", where=str(folder), remedy="check the path")
    sources, unrecognised = [], []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith((".", "~$")):
            continue
        try:
            sources.append(Source(recognise(path), path, datum))
        except LedgerError as e:
            unrecognised.append(str(e))
    if not sources:
        raise LedgerError(
            "no ledger in this folder",
            where=str(folder),
            remedy="`huzhu templates DIR` shows the names and headings that are known",
        )
    return sources, unrecognised


def stated_datum(source: Source) -> str | None:
    """What is recorded of a source's datum; None for a ledger without coordinates.

    Raises:
        LedgerError: a datum that cannot be converted.
    """
    if source.datum is not None and source.datum.lower() != WGS84:
        raise LedgerError(
            f"datum {source.datum!r} is not converted by this version",
            where=str(source.path),
            remedy="convert the coordinates to WGS84 and say --datum wgs84",
        )
    kind = KINDS[source.kind]
    if not kind.geometry and all(c.name != "lon" for c in kind.columns):
        return None
    return WGS84 if source.datum else UNSTATED


def read_sources(
    sources: Sequence[Source], county: County, lang: str, progress: Progress
) -> list[Batch]:
    """Read every source, in order."""
    batches = []
    for i, source in enumerate(sources):
        progress(i / len(sources), f"reading {source.path.name}")
        batches.append(
            read_ledger(
                source.kind,
                source.path,
                county=county,
                mapping=source.mapping,
                sheet=source.sheet,
                lang=lang,
            )
        )
    return batches
