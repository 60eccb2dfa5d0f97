"""Backups made from the dashboard: in the background, under a name that says when."""

import json
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from risk.operations import backup, open_operations
from risk.operations.backups import MANIFEST
from risk.operations.deed import Doer, write_down
from risk.workspace import Workspace

WORK = "backup"
OLD_AFTER = timedelta(days=7)
"""A newest backup older than this is said to be old: the operations store changes every day."""


@dataclass(frozen=True)
class Kept:
    """A backup there is: file's name, when it was made, data version, size in bytes."""

    name: str
    made_at: datetime
    data_version: str
    size_bytes: int


def make_backup(
    root: Path, user: str, role: str, at: datetime, *, progress: Callable[[float, str], None]
) -> str:
    """Back a workspace up into its folder of backups; runs in a process of its own.

    Returns:
        Name of the file.
    """
    ws = Workspace(root)
    progress(0.05, "packing")
    ws.backups_dir.mkdir(mode=0o700, exist_ok=True)
    for left in ws.backups_dir.glob(".*.zip.*"):  # of a run that was stopped
        left.unlink()
    file = ws.backups_dir / f"{root.resolve().name}-{at:%Y%m%d-%H%M%S}.zip"
    made = backup(ws, file, at=at)
    with closing(open_operations(ws)) as con:
        write_down(con, Doer(user, role, at), "backup", file.name, {"files": dict(made.files)})
    return file.name


def backups(ws: Workspace) -> list[Kept]:
    """Backups in the workspace's folder, newest first; a file that is none is left out."""
    found = []
    for path in ws.backups_dir.glob("*.zip") if ws.backups_dir.is_dir() else ():
        try:
            with zipfile.ZipFile(path) as archive:
                told = json.loads(archive.read(MANIFEST))
            made_at = datetime.fromisoformat(told["made_at"])
            kept = Kept(path.name, made_at, told["data_version"], path.stat().st_size)
        except (OSError, KeyError, ValueError, zipfile.BadZipFile):
            continue
        found.append(kept)
    return sorted(found, key=lambda kept: kept.made_at, reverse=True)
