"""Ledgers → located → one new version: the ``huzhu load`` of everything."""

from risk.intake.alias import set_alias, unset_alias
from risk.intake.datum import Stated
from risk.intake.datum_record import datum_words
from risk.intake.load import load, load_all, try_load
from risk.intake.rejected import export_rejected_rows
from risk.intake.relocate import Relocated, relocate
from risk.intake.result import LoadResult
from risk.intake.sources import Source
from risk.intake.workspace import create_workspace, prepare

__all__ = [
    "LoadResult",
    "Relocated",
    "Source",
    "Stated",
    "create_workspace",
    "datum_words",
    "export_rejected_rows",
    "load",
    "load_all",
    "prepare",
    "relocate",
    "set_alias",
    "try_load",
    "unset_alias",
]
