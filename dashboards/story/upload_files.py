"""Files as a request brings them, written down under safe names and recognised."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from dashboards.story.upload_checks import BATCH_BYTES_MAX, FILES_MAX, check_content, safe_name
from risk.errors import LedgerError
from risk.intake.terrain import RASTERS
from risk.ledger import recognise

CHUNK_BYTES = 2**20


class Sent(Protocol):
    """A file as a request brings it."""

    filename: str | None
    stream: BinaryIO


@dataclass(frozen=True)
class Arrived:
    """One uploaded file: its name, size, and which ledger it is; else why that cannot be told."""

    name: str
    size_bytes: int
    kind: str | None
    why: str = ""


def write_files(sent: Sequence[Sent], folder: Path) -> list[Path]:
    """Write files down under safe names; each is what its name says.

    Raises:
        LedgerError: too many, two of one name, too large together, or not what a name says.
    """
    if not 0 < len(sent) <= FILES_MAX:
        raise LedgerError(f"{len(sent)} files at once", remedy=f"send 1 to {FILES_MAX}")
    folder.mkdir(mode=0o700)
    paths: list[Path] = []
    left = BATCH_BYTES_MAX
    for one in sent:
        path = folder / safe_name(one.filename or "")
        if path.exists():
            raise LedgerError("was sent twice", where=path.name, remedy="send it once")
        left -= _copy(one.stream, path, left)
        check_content(path)
        paths.append(path)
    return paths


def _copy(stream: BinaryIO, path: Path, most_bytes: int) -> int:
    """Write a stream to a new file; its size in bytes."""
    size = 0
    with path.open("xb") as file:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > most_bytes:
                raise LedgerError(
                    f"more than {BATCH_BYTES_MAX / 2**20:,.0f} MB together",
                    where=path.name,
                    remedy="send fewer files at once, or use `huzhu load --all DIR`",
                )
            file.write(chunk)
    return size


def arrived(path: Path) -> Arrived:
    """A file on disk, with the ledger that its name or headings tell."""
    size = path.stat().st_size
    if path.suffix.lower() in RASTERS:
        return Arrived(path.name, size, "terrain")
    try:
        return Arrived(path.name, size, recognise(path))
    except LedgerError as error:
        return Arrived(path.name, size, None, error.what)  # the remedy is for the command line
