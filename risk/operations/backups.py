"""One archive of a workspace: settings, version in force, operations store; never the key."""

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from risk.errors import OperationsError
from risk.operations.audit import verify_chain
from risk.operations.store import open_operations, open_store
from risk.workspace import Workspace

MANIFEST = "manifest.json"
FORMAT = "huzhu backup 1"
KEY_NOTE = (
    "The key file is not in this archive. Keep its copy apart from it: without the key the "
    "personal data in it cannot be read."
)


@dataclass(frozen=True)
class Manifest:
    """What an archive holds."""

    format: str
    made_at: str
    data_version: str
    files: Mapping[str, str]
    """Path inside the workspace → SHA-256."""
    key: str = KEY_NOTE


def backup(ws: Workspace, file: Path, *, at: datetime) -> Manifest:
    """Write a zip of county.toml, the version in force and operations.sqlite, with their SHA-256.

    Running sessions may go on: the store is copied by SQLite's own backup. The archive appears
    whole or not at all, readable by its owner only. The key file is never in it.

    Raises:
        OperationsError: the archive exists or cannot be written, or the workspace is incomplete.
        SettingsError: no county.toml.
    """
    ws.county()
    if file.exists():
        raise OperationsError("the file exists", where=str(file), remedy="name a new one")
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".huzhu-") as folder:
            members = _members(ws, Path(folder))
            manifest = Manifest(
                FORMAT, at.isoformat(" ", "seconds"), _version(ws),
                {name: _sha256(path) for name, path in members.items()},
            )  # fmt: skip
            _write(draft, members, manifest)
        draft.rename(file)
    except OSError as e:
        raise OperationsError(
            f"the backup cannot be written ({e.strerror})",
            where=str(file),
            remedy="choose a folder that exists, is writable and has room",
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def restore(file: Path, ws: Workspace) -> Manifest:
    """Unpack a backup into a folder that does not exist yet or is empty, checking every byte.

    Raises:
        OperationsError: the folder holds something, or the archive is damaged or was altered.
    """
    root = ws.root.resolve()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise OperationsError(
            "the folder is not empty", where=str(root), remedy="restore into a new folder"
        )
    draft = root.with_name(f".{root.name}.{secrets.token_hex(8)}")
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, file)
            for name, expected in manifest.files.items():
                _unpack(archive, name, expected, draft, file)
        _check_store(draft / ws.operations_file.name, file)
        if root.exists():
            root.rmdir()
        draft.rename(root)
    except (OSError, zipfile.BadZipFile) as e:
        raise OperationsError(
            f"cannot be restored ({e})", where=str(file), remedy="use another backup or folder"
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _version(ws: Workspace) -> str:
    return ws.current_file.read_text("utf-8").strip() if ws.current_file.exists() else ""


def _members(ws: Workspace, folder: Path) -> dict[str, Path]:
    """Files to pack by their path inside the workspace; the store is first copied to ``folder``."""
    copy = folder / ws.operations_file.name
    with closing(open_operations(ws)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    members = {ws.county_file: ws.county_file, ws.operations_file: copy}
    if version := _version(ws):
        database = ws.warehouse_dir / f"{version}.duckdb"
        if not database.is_file():
            raise OperationsError(
                f"version {version} is missing", where=str(database), remedy="run `huzhu rollback`"
            )
        members |= {ws.current_file: ws.current_file, database: database}
    return {name.relative_to(ws.root).as_posix(): path for name, path in members.items()}


def _write(draft: Path, members: Mapping[str, Path], manifest: Manifest) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            for name, path in members.items():
                archive.write(path, name)
        out.flush()
        os.fsync(out.fileno())


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    except (KeyError, TypeError, ValueError):
        raise OperationsError(
            "is no huzhu backup", where=str(file), remedy="name the file `huzhu backup` wrote"
        ) from None
    if manifest.format != FORMAT:
        raise OperationsError(
            f"format {manifest.format!r}, expected {FORMAT!r}",
            where=str(file),
            remedy="restore it with the huzhu that wrote it",
        )
    packed = sorted(archive.namelist())
    if packed != sorted({MANIFEST, *manifest.files}) or not all(map(_is_inside, packed)):
        raise _altered(file, "its files are not those of its manifest")
    return manifest


def _is_inside(name: str) -> bool:
    return not (name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"))


def _unpack(archive: zipfile.ZipFile, name: str, expected: str, draft: Path, file: Path) -> None:
    target = draft / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)
    target.chmod(0o600)
    if _sha256(target) != expected:
        raise _altered(file, f"{name} does not match its SHA-256")


def _check_store(path: Path, file: Path) -> None:
    if not path.exists():
        raise _altered(file, "it holds no operations store")
    with closing(open_store(path)) as con:
        if faults := verify_chain(con):
            raise _altered(file, faults[0])


def _altered(file: Path, what: str) -> OperationsError:
    return OperationsError(
        f"the backup is damaged or was altered: {what}",
        where=str(file),
        remedy="use another backup",
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
