"""Apply a batch to an open version, set by set, in SQL.

Identifiers come from the schema's own table and column names; values are parameters or relations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Template

import duckdb
import pandas as pd
import pyarrow as pa

from risk.warehouse.changes import FAULT_COLUMNS, READING_COLUMNS, Upsert
from risk.warehouse.database import columns, quoted

# Where a row stands in its file is no content: a file put in another order changes nothing.
NOT_COMPARED = frozenset({"load_id", "source_row"})
# A place written down for the first time corrects nothing: rows of an older layout had none.
AS_WRITTEN = "given_"
CLUSTERED = frozenset({"policy", "claim"})

STAGE = Template(
    "CREATE OR REPLACE TEMP TABLE stage AS SELECT $values, t.rowid AS old_rowid, "
    "t.rowid IS NOT NULL AND ($differs) AS changed "
    "FROM incoming i LEFT JOIN $table t ON $same_key"
)
DOUBLE_KEYS = Template("SELECT $key FROM stage GROUP BY ALL HAVING count(*) > 1 LIMIT 3")
COUNTS = (
    "SELECT count(*) FILTER (old_rowid IS NULL), count(*) FILTER (changed), "
    "count(*) FILTER (old_rowid IS NOT NULL AND NOT changed) FROM stage"
)
CORRECT = Template(
    "INSERT INTO correction SELECT ?, concat_ws(' / ', $key), ?, $old, $new, ?, ?, ?, ? "
    "FROM stage s JOIN $table t ON t.rowid = s.old_rowid "
    "WHERE s.changed AND s.$column IS DISTINCT FROM t.$column $unless"
)
CHANGE = Template(
    "UPDATE $table AS t SET $assignments FROM stage s WHERE t.rowid = s.old_rowid AND s.changed"
)
ADD = Template(
    "INSERT INTO $table ($columns) SELECT $columns FROM stage WHERE old_rowid IS NULL $order"
)
INSERT = Template("INSERT INTO $table ($columns) SELECT $values FROM incoming i")
DIFFERENT = Template(
    "SELECT count(*) FROM ((SELECT $columns FROM $table EXCEPT ALL SELECT $values FROM incoming i)"
    " UNION ALL (SELECT $values FROM incoming i EXCEPT ALL SELECT $columns FROM $table))"
)
EMPTY = Template("DELETE FROM $table")


@dataclass(frozen=True)
class Origin:
    """Who changed rows, why and when; ``load_id`` is None for rows that follow from others."""

    who: str
    why: str
    at: datetime
    load_id: int | None


@dataclass(frozen=True)
class Counts:
    """Rows of one upsert by what they did."""

    new: int
    changed: int
    same: int

    @property
    def any(self) -> bool:
        """Whether anything came in."""
        return bool(self.new or self.changed)


def upsert(connection: duckdb.DuckDBPyConnection, change: Upsert, origin: Origin) -> Counts:
    """Add new rows, let changed rows supersede their older selves, write each change down."""
    if change.frame.empty:
        return Counts(0, 0, 0)
    types = columns(connection, change.table)
    given = offer(connection, change.frame, change.table, types)
    stage(connection, change, types, given)
    new, changed, same = connection.execute(COUNTS).fetchall()[0]
    if "load_id" in types and origin.load_id is not None:
        connection.execute("ALTER TABLE stage ADD COLUMN load_id INTEGER")
        connection.execute("UPDATE stage SET load_id = ?", [origin.load_id])
        given = [*given, "load_id"]
    if changed:
        supersede(connection, change, types, given, origin)
    if new:
        clustered = change.table in CLUSTERED and "village_key" in given
        connection.execute(
            ADD.substitute(
                table=quoted(change.table),
                columns=listed(given),
                order="ORDER BY village_key" if clustered else "",
            )
        )
    return Counts(new, changed, same)


def offer(
    connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, table: str, types: dict[str, str]
) -> list[str]:
    """Register a frame as relation ``incoming``; returns its columns.

    Raises:
        ValueError: the table does not exist, or has no such column.
    """
    unknown = [str(c) for c in frame.columns if c not in types]
    if not types or unknown:
        raise ValueError(f"table {table!r} has no column {', '.join(unknown) or '(no table)'}")
    given = [str(c) for c in frame.columns if c != "load_id"]
    connection.register("incoming", pa.Table.from_pandas(frame[given], preserve_index=False))
    return given


def stage(
    connection: duckdb.DuckDBPyConnection, change: Upsert, types: dict[str, str], given: list[str]
) -> None:
    """Set the incoming rows beside their stored selves.

    Raises:
        ValueError: a key stands twice in the batch.
    """
    compared = [c for c in given if c not in change.key and c not in NOT_COMPARED]
    differs = [f"{typed(c, types[c])} IS DISTINCT FROM t.{quoted(c)}" for c in compared]
    same_key = [f"{typed(c, types[c])} IS NOT DISTINCT FROM t.{quoted(c)}" for c in change.key]
    connection.execute(
        STAGE.substitute(
            values=", ".join(f"{typed(c, types[c])} AS {quoted(c)}" for c in given),
            differs=" OR ".join(differs) or "false",
            table=quoted(change.table),
            same_key=" AND ".join(same_key),
        )
    )
    doubles = connection.execute(DOUBLE_KEYS.substitute(key=listed(change.key))).fetchall()
    if doubles:
        raise ValueError(f"{change.table}: key {change.key} stands twice, e.g. {doubles}")


def supersede(
    connection: duckdb.DuckDBPyConnection,
    change: Upsert,
    types: dict[str, str],
    given: list[str],
    origin: Origin,
) -> None:
    """Write changed values to ``correction``, then to the rows."""
    table = quoted(change.table)
    key = ", ".join(f"s.{quoted(c)}::VARCHAR" for c in change.key)
    for c in given:
        if c in change.key or c in NOT_COMPARED:
            continue
        query = CORRECT.substitute(
            table=table, key=key, column=quoted(c),
            old=as_text(f"t.{quoted(c)}", types[c]), new=as_text(f"s.{quoted(c)}", types[c]),
            unless=f"AND t.{quoted(c)} IS NOT NULL" if c.startswith(AS_WRITTEN) else "",
        )  # fmt: skip
        connection.execute(
            query, [change.table, c, origin.who, origin.why, origin.at, origin.load_id]
        )
    assignments = ", ".join(f"{quoted(c)} = s.{quoted(c)}" for c in given if c not in change.key)
    connection.execute(CHANGE.substitute(table=table, assignments=assignments))


def replace(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> bool:
    """Replace a whole table; False if it already held exactly these rows."""
    types = columns(connection, table)
    given = offer(connection, frame, table, types)
    names = {
        "table": quoted(table),
        "columns": listed(given),
        "values": ", ".join(f"{typed(c, types[c])}" for c in given),
    }
    different = connection.execute(DIFFERENT.substitute(names)).fetchall()[0][0]
    if different:
        connection.execute(EMPTY.substitute(names))
        connection.execute(INSERT.substitute(names))
    return bool(different)


def store_faults(
    connection: duckdb.DuckDBPyConnection, table: str, faults: pd.DataFrame, load_id: int
) -> None:
    """Write rejects or flags of one load."""
    if faults.empty:
        return
    rows = faults[list(FAULT_COLUMNS)].assign(value=faults["value"].astype("string"))
    connection.register("incoming", pa.Table.from_pandas(rows, preserve_index=False))
    connection.execute(
        Template("INSERT INTO $table SELECT ?, i.* FROM incoming i").substitute(
            table=quoted(table)
        ),
        [load_id],
    )


def store_readings(connection: duckdb.DuckDBPyConnection, change: Upsert, origin: Origin) -> None:
    """Write down the values that reading changed by a rule; their key is the row of the file."""
    if change.corrections.empty:
        return
    rows = change.corrections[list(READING_COLUMNS)].astype("string")
    connection.register("incoming", pa.Table.from_pandas(rows, preserve_index=False))
    connection.execute(
        "INSERT INTO correction SELECT ?, 'row ' || row, \"column\", old, new, ?, why, ?, ? "
        "FROM incoming",
        [change.table, origin.who, origin.at, origin.load_id],
    )


def typed(column: str, kind: str) -> str:
    """Expression that reads an incoming column as the table's type."""
    name = f"i.{quoted(column)}"
    return f"ST_GeomFromWKB({name}::BLOB)::{kind}" if is_geometry(kind) else f"{name}::{kind}"


def as_text(expression: str, kind: str) -> str:
    """Expression that writes a value down for ``correction``."""
    return f"ST_AsText({expression})" if is_geometry(kind) else f"{expression}::VARCHAR"


def is_geometry(kind: str) -> bool:
    """Whether a column type is a geometry."""
    return kind.startswith("GEOMETRY")


def listed(names: Sequence[str]) -> str:
    """Column names of a statement."""
    return ", ".join(quoted(c) for c in names)
