"""Ledgers → located → one new version: the ``huzhu load`` of everything."""

from risk.intake.load import LoadResult, load, load_all
from risk.intake.rejected import export_rejected_rows
from risk.intake.sources import Source
from risk.intake.workspace import create_workspace, prepare

__all__ = [
    "LoadResult",
    "Source",
    "create_workspace",
    "export_rejected_rows",
    "load",
    "load_all",
    "prepare",
]
