"""Make a workspace: its folders, its settings, and the key file outside it."""

import shutil
from pathlib import Path

from risk.errors import SettingsError
from risk.operations import open_keys, open_operations
from risk.settings import read_county
from risk.workspace import Workspace


def create_workspace(ws: Workspace, county_file: Path) -> None:
    """Copy a county.toml that reads well into a new workspace and prepare it.

    Raises:
        SettingsError: the settings do not read, or the folder is a workspace already.
        OperationsError: the key file cannot be made.
    """
    if ws.county_file.exists():
        raise SettingsError(
            "is a workspace already", where=str(ws.root), remedy="choose another folder"
        )
    read_county(county_file)
    ws.root.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(county_file, ws.county_file)
    prepare(ws)


def prepare(ws: Workspace) -> None:
    """Make what a workspace with a county.toml still lacks: folders, operations store, key."""
    for folder in (ws.warehouse_dir, ws.sources_dir, ws.reports_dir):
        folder.mkdir(parents=True, exist_ok=True)
    con = open_operations(ws)
    try:
        open_keys(ws, con)
    finally:
        con.close()
