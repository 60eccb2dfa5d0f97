"""A workspace to publish in."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from warehouse_frames import NOW, upsert

from risk.warehouse import Changes, publish
from risk.workspace import Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    (tmp_path / "county.toml").write_text('[county]\nname = "小县"\ncode = "99"\n', "utf-8")
    return Workspace(tmp_path)


@pytest.fixture
def put(ws: Workspace) -> Callable[..., str]:
    """Publish frames by table name."""

    def put_frames(**frames: pd.DataFrame) -> str:
        changes = Changes([upsert(table, frame) for table, frame in frames.items()])
        return publish(ws, changes, reason="test", county=ws.county(), now=NOW)

    return put_frames
