"""Copies of what was loaded, by hash; never of a ledger with personal columns."""

import shutil
from pathlib import Path

from risk.intake.people import personal_columns
from risk.ledger import Batch
from risk.workspace import Workspace


def kept_path(ws: Workspace, sha256: str, path: Path) -> Path:
    """Where a source of that hash is kept."""
    return ws.sources_dir / f"{sha256}{path.suffix.lower()}"


def keep_source(ws: Workspace, batch: Batch) -> None:
    """Keep a copy of what was loaded, unless its ledger has personal columns."""
    if personal_columns(batch.kind):
        return
    ws.sources_dir.mkdir(parents=True, exist_ok=True)
    kept = kept_path(ws, batch.sha256, batch.path)
    if not kept.exists():
        temporary = kept.with_name(f".{kept.name}")
        shutil.copyfile(batch.path, temporary)
        temporary.replace(kept)
