"""A told story kept in the workspace: who starts again on the same data sees it at once.

Telling takes the better part of a minute, and every worker and every restart would wait for it.
What is kept is taken up only if data, settings, code and libraries are those it was told by, and
only under the workspace's own key: a file from elsewhere is never unpickled.
"""

import hashlib
import hmac
import os
import pickle
import secrets
import zlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from importlib import metadata
from pathlib import Path

from risk.errors import OperationsError
from risk.facts import read_already
from risk.flow import DEFAULT_PRESETS, Story, tell
from risk.operations import open_operations
from risk.operations.keys import open_keys
from risk.progress import Progress, silent
from risk.views.told import read_account
from risk.warehouse import open_version
from risk.workspace import Workspace

SOURCES = {".py", ".sql", ".csv", ".json", ".toml", ".parquet", ".geojson"}
LIBRARIES = ("numpy", "pandas", "scipy", "scikit-learn", "geopandas", "shapely", "numba", "highspy")
MOST_KEPT = 4  # the newest, and what links to earlier versions opened
SEAL_BYTES = 32
FAST = 1  # zlib: five times smaller in a third of a second


def story_of(
    ws: Workspace,
    *,
    version: str | None = None,
    as_of: date | None = None,
    seed: int = 1,
    presets: Sequence[str] = DEFAULT_PRESETS,
    now: datetime | None = None,
    today: date | None = None,
    progress: Progress = silent,
) -> Story:
    """The story of a version: the one kept, else told (``risk.flow.tell``) and kept.

    Args:
        ws: the county's workspace.
        version: an earlier one; default: the one in force.
        as_of, seed, presets, now, today, progress: of :func:`risk.flow.tell`.

    Raises:
        HuzhuError: nothing is loaded, the version is not there, or the settings are unusable.
    """
    with open_version(ws, version) as warehouse:  # a damaged or foreign one is refused as ever
        name = warehouse.name
    asked = (as_of, seed, tuple(presets))
    # a story told from stored scores answers both questions, one told without storing only one
    storing = now is not None and version is None
    marks = (True,) if storing else (True, False)
    key = _key(ws)
    found = [_read(ws, key, _name(ws, name, asked, stored)) for stored in marks]
    story = next((kept for kept in found if kept is not None), None)
    if story is None:
        story = tell(
            ws, version=version, as_of=as_of, seed=seed, presets=presets, now=now,
            progress=progress,
        )  # fmt: skip
        if key is not None:
            _keep(ws, key, _name(ws, story.facts.version, asked, storing), story)
    else:
        progress(1.0, "done")
    return story if today is None else _aged(ws, story, today)


def _aged(ws: Workspace, story: Story, today: date) -> Story:
    """The story with the age of its data counted to a day: all that the day changes."""
    with open_version(ws, story.facts.version) as warehouse:
        account = read_account(
            warehouse, story.facts.county, story.facts.as_of, seed=story.seed, today=today,
            known=read_already(story.facts),
        )  # fmt: skip
    return replace(story, account=account)


def _name(ws: Workspace, version: str, asked: tuple[object, ...], stored: bool) -> str:
    told_by = (version, asked, stored, code_mark(), ws.county_file.read_bytes())
    return hashlib.sha256(repr(told_by).encode()).hexdigest()


@cache
def code_mark() -> str:
    """Says which code and libraries these are: a hash over the package's files."""
    root = Path(__file__).parent
    mark = hashlib.sha256(repr([metadata.version(name) for name in LIBRARIES]).encode())
    for path in sorted(p for p in root.rglob("*") if p.suffix in SOURCES):
        mark.update(path.relative_to(root).as_posix().encode())
        mark.update(path.read_bytes())
    return mark.hexdigest()


def _key(ws: Workspace) -> bytes | None:
    """The workspace's key for it; None: without its key nothing is kept or taken up."""
    try:
        with closing(open_operations(ws)) as con:
            return open_keys(ws, con).story
    except OperationsError:
        return None


def _seal(key: bytes, name: str, body: bytes) -> bytes:
    return hmac.digest(key, name.encode() + body, "sha256")


def _read(ws: Workspace, key: bytes | None, name: str) -> Story | None:
    path = ws.told_dir / name
    if key is None or not path.exists():
        return None
    content = path.read_bytes()
    seal, body = content[:SEAL_BYTES], content[SEAL_BYTES:]
    if not hmac.compare_digest(seal, _seal(key, name, body)):
        return None  # damaged, or not ours: told anew, and written over
    story: Story = pickle.loads(zlib.decompress(body))  # noqa: S301 - sealed by our own key
    os.utime(path)
    return story


def _keep(ws: Workspace, key: bytes, name: str, story: Story) -> None:
    body = zlib.compress(pickle.dumps(story, protocol=pickle.HIGHEST_PROTOCOL), FAST)
    ws.told_dir.mkdir(exist_ok=True)
    draft = ws.told_dir / f".{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_seal(key, name, body) + body)
    draft.replace(ws.told_dir / name)
    kept = [p for p in ws.told_dir.iterdir() if not p.name.startswith(".")]
    for old in sorted(kept, key=lambda p: p.stat().st_mtime)[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
