"""Source files → typed rows and rejects: the only place that knows column headings."""

from risk.ledger.kinds import KINDS
from risk.ledger.mapping import Mapping, read_mapping
from risk.ledger.model import Batch, Column, Kind
from risk.ledger.read import read_ledger
from risk.ledger.recognise import recognise
from risk.ledger.rejects import export_rejects
from risk.ledger.templates import write_templates

__all__ = [
    "KINDS",
    "Batch",
    "Column",
    "Kind",
    "Mapping",
    "export_rejects",
    "read_ledger",
    "read_mapping",
    "recognise",
    "write_templates",
]
