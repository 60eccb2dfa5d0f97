"""Source files: which ledger each is, in what order they are taken, and reading them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from risk.errors import LedgerError
from risk.intake.datum import Stated, converted_late, in_wgs84, point_headings, stated_datum
from risk.ledger import KINDS, Batch, Mapping, read_ledger, recognise
from risk.settings import County
from risk.terms import Datum

Progress = Callable[[float, str], None]
NOT_STATED = Stated()


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


def find_sources(folder: Path, *, stated: Stated = NOT_STATED) -> tuple[list[Source], list[str]]:
    """Recognise the ledgers of a folder; returns them, and a line for each file that is none.

    ``stated``: what the command says of their datums.

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
            sources.append(Source(recognise(path), path, stated.of(path)))
        except LedgerError as e:
            unrecognised.append(str(e))
    if not sources:
        raise LedgerError(
            "no ledger in this folder",
            where=str(folder),
            remedy="`huzhu templates DIR` shows the names and headings that are known",
        )
    stated.check([source.path for source in sources])
    return sources, unrecognised


def read_sources(
    sources: Sequence[Source], county: County, lang: str, progress: Progress
) -> tuple[list[Batch], list[Datum | None]]:
    """Read every source, in order; coordinates in WGS84 where a datum is stated.

    Returns:
        The batches, and the datum stated for each (None: unstated, coordinates as they stand).

    Raises:
        LedgerError: a file cannot be read as its ledger, or its datum is unknown.
    """
    batches, stated = [], []
    for i, source in enumerate(sources):
        progress(i / len(sources), f"reading {source.path.name}")
        batch = read_source(source, county, lang)
        datum = stated_datum(batch, source.datum)
        batches.append(batch if converted_late(batch.kind) else in_wgs84(batch, datum))
        stated.append(datum)
    return batches, stated


def read_source(source: Source, county: County, lang: str) -> Batch:
    """Read one source; longitude and latitude also from headings that name a datum."""

    def read(mapping: Mapping | None) -> Batch:
        return read_ledger(
            source.kind,
            source.path,
            county=county,
            mapping=mapping,
            sheet=source.sheet,
            lang=lang,
        )

    batch = read(source.mapping)
    if "lon" in batch.headings or "lat" in batch.headings:
        return batch
    mapping = point_headings(KINDS[source.kind], batch.ignored, source.mapping)
    return batch if mapping is None else read(mapping)
