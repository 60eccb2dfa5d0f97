"""The analytical store: immutable DuckDB versions, one of them in force.

A load never touches a version that somebody reads: it writes a new file and moves the pointer.
"""

from risk.warehouse.changes import Changes, Published, Upsert
from risk.warehouse.database import table_columns
from risk.warehouse.publish import publish, publish_loads
from risk.warehouse.reader import Warehouse, open_version
from risk.warehouse.upkeep import current_version, is_kept, outdated, rollback, verify, versions

__all__ = [
    "Changes",
    "Published",
    "Upsert",
    "Warehouse",
    "current_version",
    "is_kept",
    "open_version",
    "outdated",
    "publish",
    "publish_loads",
    "rollback",
    "table_columns",
    "verify",
    "versions",
]
