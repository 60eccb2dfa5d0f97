"""Version files, the pointer to the one in force, and the writer's lock.

Order of a publication: write a temporary file → fsync → checksum beside it → rename → move the
pointer. Whatever a ``kill -9`` interrupts, the pointer names a whole file.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from risk.errors import WarehouseError
from risk.workspace import Workspace

VERSIONS_KEPT = 10
NAME = re.compile(r"v(\d{4,})-[0-9a-f]{8}")
TEMPORARY = ".new-"


def version_path(ws: Workspace, name: str) -> Path:
    """File of a version, whether it exists or not.

    Raises:
        WarehouseError: the name is not one of a version.
    """
    if not NAME.fullmatch(name):
        raise WarehouseError(f"{name!r} is no version name", remedy="`huzhu rollback` lists them")
    return ws.warehouse_dir / f"{name}.duckdb"


def version_number(name: str) -> int:
    """Running number of a version name."""
    match = NAME.fullmatch(name)
    return int(match.group(1)) if match else 0


def version_names(ws: Workspace) -> list[str]:
    """Versions on disk, oldest first."""
    names = [p.stem for p in ws.warehouse_dir.glob("v*.duckdb") if NAME.fullmatch(p.stem)]
    return sorted(names, key=version_number)


def read_pointer(ws: Workspace) -> str | None:
    """Name of the version in force; None before the first load."""
    try:
        return ws.current_file.read_text("ascii").strip()
    except FileNotFoundError:
        return None


def move_pointer(ws: Workspace, name: str) -> None:
    """Put a version in force, in one step."""
    temporary = ws.warehouse_dir / f"{TEMPORARY}CURRENT"
    temporary.write_text(f"{name}\n", "ascii")
    flush(temporary)
    temporary.replace(ws.current_file)
    flush(ws.warehouse_dir)


def flush(path: Path) -> None:
    """Force a file's bytes, or a folder's entries, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum_path(path: Path) -> Path:
    """Where the checksum of a version file stands."""
    return path.with_suffix(".sha256")


def settle(temporary: Path, final: Path) -> None:
    """Give a finished temporary file its name, with its checksum beside it."""
    flush(temporary)
    beside = checksum_path(final)
    beside.write_text(f"{checksum(temporary)}\n", "ascii")
    flush(beside)
    temporary.rename(final)
    flush(final.parent)


def clean(ws: Workspace) -> None:
    """Remove what killed writers left, and versions beyond the last ten; never the one in force."""
    for leftover in ws.warehouse_dir.glob(f"{TEMPORARY}*"):
        leftover.unlink()
    names, current = version_names(ws), read_pointer(ws)
    for name in names[:-VERSIONS_KEPT]:
        if name != current:
            path = version_path(ws, name)
            path.unlink()
            checksum_path(path).unlink(missing_ok=True)
    for beside in ws.warehouse_dir.glob("v*.sha256"):
        if not beside.with_suffix(".duckdb").exists():
            beside.unlink()


@contextmanager
def writing(ws: Workspace) -> Iterator[None]:
    """Hold the writer's lock; the system frees it when its holder dies, so it is never stale.

    Raises:
        WarehouseError: another process is writing.
    """
    ws.warehouse_dir.mkdir(parents=True, exist_ok=True)
    path = ws.warehouse_dir / "LOCK"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode("ascii").strip() or "?"
            raise WarehouseError(
                f"process {holder} is writing a version",
                where=str(path),
                remedy="repeat when it has ended",
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode("ascii"))
        yield
    finally:
        os.close(handle)
