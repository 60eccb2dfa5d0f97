"""The layout of the tables in a version file, and how a file of an older layout is brought to it.

``schema.sql`` is the layout of today. A file written before is changed by the numbered scripts
beside it, on the copy a writer makes: a version in place is never touched.
"""

import re
from pathlib import Path

import duckdb

from risk.errors import WarehouseError

SCRIPT = re.compile(r"(\d{4})_\w+\.sql")
FOLDER = Path(__file__).parent


def scripts() -> dict[int, Path]:
    """The script that leads to each layout after the first."""
    found = {int(m.group(1)): p for p in FOLDER.iterdir() if (m := SCRIPT.fullmatch(p.name))}
    return dict(sorted(found.items()))


SCHEMA_NUMBER = max(scripts())


def layout(connection: duckdb.DuckDBPyConnection) -> int:
    """Number of the layout of an open version."""
    row = connection.execute("SELECT max(schema_number) FROM version").fetchall()[0]
    return int(row[0])


def migrate(connection: duckdb.DuckDBPyConnection) -> bool:
    """Bring an open copy to the layout of today; False if it was there already.

    Raises:
        WarehouseError: a newer huzhu wrote it.
    """
    number = layout(connection)
    refuse_newer(number)
    for step, script in scripts().items():
        if step > number:
            connection.execute(script.read_text("utf-8"))
    return number < SCHEMA_NUMBER


def refuse_newer(number: int, where: str = "") -> None:
    """Refuse a layout this huzhu does not know.

    Raises:
        WarehouseError: as said.
    """
    if number > SCHEMA_NUMBER:
        raise WarehouseError(
            f"written in layout {number}, this huzhu knows {SCHEMA_NUMBER}",
            where=where,
            remedy="install the newer huzhu that wrote it",
        )


def refuse_other(connection: duckdb.DuckDBPyConnection, where: str) -> None:
    """Refuse to read any layout but today's; opening never writes.

    Raises:
        WarehouseError: the version is of an older or newer layout.
    """
    number = layout(connection)
    refuse_newer(number, where)
    if number < SCHEMA_NUMBER:
        raise WarehouseError(
            f"written in layout {number}, this huzhu reads {SCHEMA_NUMBER}",
            where=where,
            remedy="run `huzhu relocate`: it writes the version anew and keeps this one",
        )
