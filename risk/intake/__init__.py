"""Ledgers → located → one new version: the ``huzhu load`` of everything."""

from risk.intake.load import LoadResult, load, load_all
from risk.intake.sources import Source

__all__ = ["LoadResult", "Source", "load", "load_all"]
