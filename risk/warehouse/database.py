"""DuckDB, set up so that it never reaches for the network; results as plain pandas frames."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from risk.errors import WarehouseError

Settings = dict[str, str | bool | int | float | list[str]]
Parameters = Mapping[str, Any] | Sequence[Any] | None

OFFLINE: Settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
CLOSED: Settings = {"enable_external_access": False, "python_enable_replacements": False}


@cache
def sql(name: str) -> str:
    """Text of one of the SQL files beside this module."""
    return Path(__file__).with_name(f"{name}.sql").read_text("utf-8")


def open_writer(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file for writing."""
    return duckdb.connect(path, config={**OFFLINE, "python_enable_replacements": False})


def open_reader(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a version for reading.

    Raises:
        WarehouseError: it is missing or damaged.
    """
    remedy = "`huzhu verify` tells which versions are whole, `huzhu rollback` returns to one"
    if not path.is_file():
        raise WarehouseError("this version does not exist", where=str(path), remedy=remedy)
    try:
        return duckdb.connect(path, read_only=True, config={**OFFLINE, **CLOSED})
    except duckdb.Error as e:
        reason = str(e).splitlines()[0]
        raise WarehouseError(f"damaged ({reason})", where=str(path), remedy=remedy) from None


def fetch(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Parameters = None
) -> pd.DataFrame:
    """Run a query; text as ``str``, dates and times as ``datetime64[us]``, missing as NaN/NaT."""
    cursor = connection.cursor()
    try:
        table = cursor.execute(query, parameters).to_arrow_table()
    finally:
        cursor.close()
    fields = [
        pa.field(f.name, pa.timestamp("us")) if pa.types.is_date(f.type) else f
        for f in table.schema
    ]
    frame: pd.DataFrame = table.cast(pa.schema(fields)).to_pandas()
    return frame


def fetch_columns(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Parameters = None
) -> dict[str, NDArray[Any]]:
    """Run a query of numbers without gaps; its columns as arrays, no frame made of them."""
    cursor = connection.cursor()
    try:
        table = cursor.execute(query, parameters).to_arrow_table()
    finally:
        cursor.close()
    return {name: table.column(name).to_numpy() for name in table.column_names}


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Column → type of a table; empty if there is no such table."""
    try:
        rows = connection.execute(f"DESCRIBE {quoted(table)}").fetchall()
    except duckdb.CatalogException:
        return {}
    return {name: kind for name, kind, *_ in rows}


def quoted(name: str) -> str:
    """An identifier of the schema, quoted (``column``, ``group`` and others are reserved words)."""
    return '"' + name.replace('"', '""') + '"'


@cache
def table_columns(table: str) -> tuple[str, ...]:
    """Column names of a table of ``schema.sql``, in its order; empty if there is no such table."""
    with duckdb.connect(config=OFFLINE) as connection:
        connection.execute(sql("schema"))
        return tuple(columns(connection, table))
