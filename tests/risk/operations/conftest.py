"""A tiny workspace and its operations store."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from risk.operations import open_operations
from risk.operations.keys import Keys, open_keys
from risk.workspace import Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    """A workspace with settings only."""
    root = tmp_path / "county"
    root.mkdir()
    (root / "county.toml").write_text('[county]\nname = "小县"\ncode = "990101"\n', "utf-8")
    return Workspace(root)


@pytest.fixture
def con(ws: Workspace) -> Iterator[sqlite3.Connection]:
    """Its open operations store."""
    con = open_operations(ws)
    yield con
    con.close()


@pytest.fixture
def keys(ws: Workspace, con: sqlite3.Connection) -> Keys:
    """Its keys."""
    return open_keys(ws, con)
