"""Ledgers → located → one new version: the ``huzhu load`` of everything."""

from risk.intake.load import LoadResult, load, load_all
from risk.intake.sources import Source
from risk.intake.workspace import create_workspace, prepare

__all__ = ["LoadResult", "Source", "create_workspace", "load", "load_all", "prepare"]
