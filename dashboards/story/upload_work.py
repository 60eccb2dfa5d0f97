"""What a dry run and a load of uploaded ledgers do, each in a process of its own."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from risk import intake
from risk.errors import HuzhuError, WarehouseError
from risk.intake import LoadResult, Source
from risk.ledger import KINDS, Batch, export_rejects
from risk.ledger.listing import mask
from risk.warehouse import current_version
from risk.workspace import Workspace

FAULTS_SHOWN = 500
FILES = "files"  # folder of the files within that of their upload
COUNTS = ("rows_in", "rows_new", "rows_changed", "rows_same", "rows_rejected")
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Brought:
    """What files bring, or would bring.

    Args:
        before: the version it was worked out from; None: there is none yet.
        version: the version in force afterwards.
        changed: whether a new version came, or would come, of it.
        files: one row a file: kind, file, ``COUNTS``, flags, ignored (headings nobody knows),
            rejected_file (number under which its rejected rows lie; −1: none).
        faults: the first ``FAULTS_SHOWN`` faults: file, sheet, row, column, value (personal ones
            masked), rule, remedy.
        faults_in_all: how many there are.
        relocated: stored rows that lie elsewhere because of it.
    """

    before: str | None
    version: str | None
    changed: bool
    files: pd.DataFrame
    faults: pd.DataFrame
    faults_in_all: int
    relocated: int


def check_files(
    root: Path, folder: Path, sources: Sequence[Source], now: datetime, lang: str, *,
    progress: Progress,
) -> Brought:  # fmt: skip
    """Do all a load does and store nothing but the rejected rows, beside the files.

    Raises:
        LedgerError, WarehouseError: as ``intake.load``.
    """
    ws = Workspace(root)
    before = current_version(ws)
    with named_plainly(folder):
        result, batches = intake.try_load(ws, sources, now=now, lang=lang, progress=progress)
    numbers = [write_rejected(folder, n, batch, lang) for n, batch in enumerate(batches)]
    return _brought(before, result, numbers)


def load_files(
    root: Path, folder: Path, sources: Sequence[Source], based_on: str | None, now: datetime,
    lang: str, *, progress: Progress,
) -> Brought:  # fmt: skip
    """Load the files as one version and remove them.

    Args:
        root: of the workspace.
        folder: the files lie in, and nothing else.
        sources: the files, as they were tried.
        based_on: the version they were tried on.
        now: local wall time.
        lang: language of rules and remedies.
        progress: told of each step.

    Raises:
        LedgerError, WarehouseError: as ``intake.load``, or another version is in force than the
            one the files were tried on.
    """
    ws = Workspace(root)
    in_force = current_version(ws)
    if in_force != based_on:
        raise WarehouseError(
            f"{in_force} came into force since the dry run on {based_on}",
            remedy="make the dry run again",
        )
    with named_plainly(folder):
        result = intake.load(ws, sources, now=now, lang=lang, progress=progress)
    shutil.rmtree(folder)
    return _brought(based_on, result, [-1] * len(result.loads))


@contextmanager
def named_plainly(folder: Path) -> Iterator[None]:
    """Refusals name a file as its owner knows it, not by the folder it lies in for a while."""
    inside = f"{folder / FILES}{os.sep}"
    try:
        yield
    except HuzhuError as error:
        words = (text.replace(inside, "") for text in (error.what, error.where, error.remedy))
        what, where, remedy = words
        raise type(error)(what, where=where, remedy=remedy) from None


def rejected_path(folder: Path, number: int, *, masked: bool) -> Path:
    """Where a dry run leaves the rejected rows of its n-th file."""
    return folder / ("masked" if masked else "clear") / f"{number}.xlsx"


def write_rejected(folder: Path, number: int, batch: Batch, lang: str) -> int:
    """Write a file's rejected rows twice, in clear and masked; its number, or −1: none rejected."""
    if batch.raw_rejected.empty:
        return -1
    for masked in (False, True):
        path = rejected_path(folder, number, masked=masked)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        raw = masked_rows(batch) if masked else batch.raw_rejected
        export_rejects(raw, batch.rejects, path, lang=lang)
    return number


def masked_rows(batch: Batch) -> pd.DataFrame:
    """Rejected rows with every value masked that may be personal: also those nobody knows."""
    kind = KINDS[batch.kind]
    plain = {
        heading
        for column in kind.columns
        if not column.personal
        for heading in (column.title, batch.headings.get(column.name))
    }
    raw = batch.raw_rejected
    hidden = [name for name in raw.columns[1:] if name not in plain]
    shown = {name: raw[name].map(mask, na_action="ignore") for name in hidden}
    return raw.assign(**shown)


def _brought(before: str | None, result: LoadResult, numbers: Sequence[int]) -> Brought:
    loads = result.loads.reset_index(drop=True)
    unknown = {file: ", ".join(headings) for file, headings in result.ignored}
    doubts = result.flags["load_id"].value_counts() if len(result.flags) else pd.Series(dtype=int)
    files = loads[["kind", "file", *COUNTS]].assign(
        flags=loads["load_id"].map(doubts).fillna(0).astype(int),
        ignored=loads["file"].map(unknown).fillna(""),
        rejected_file=list(numbers),
    )
    faults = result.rejects.drop(columns=["kind", "load_id"], errors="ignore")
    return Brought(
        before, result.version, result.changed, files, faults.head(FAULTS_SHOWN), len(faults),
        sum(result.relocated.values()),
    )  # fmt: skip
