"""Look after the versions: which there are, return to one, find damage."""

from pathlib import Path

import duckdb
import pandas as pd

from risk.errors import WarehouseError
from risk.warehouse import files
from risk.warehouse.database import fetch, open_reader, quoted, sql
from risk.warehouse.layout import SCHEMA_NUMBER, layout, refuse_newer
from risk.workspace import Workspace


def current_version(ws: Workspace) -> str | None:
    """Name of the version in force; None before the first load."""
    return files.read_pointer(ws)


def is_kept(ws: Workspace, name: str) -> bool:
    """Whether a version of that name is on disk; anything that is no such name is not."""
    return bool(files.NAME.fullmatch(name)) and files.version_path(ws, name).exists()


def outdated(ws: Workspace) -> bool:
    """Whether the version in force is of an older layout, which a writer brings to today's.

    Raises:
        WarehouseError: it is missing or damaged, or a newer huzhu wrote it.
    """
    current = files.read_pointer(ws)
    if current is None:
        return False
    path = files.version_path(ws, current)
    with open_reader(path) as connection:
        number = layout(connection)
    refuse_newer(number, str(path))
    return number < SCHEMA_NUMBER


def versions(ws: Workspace) -> pd.DataFrame:
    """The versions on disk, oldest first: columns of table ``version``, and ``in_force``.

    A version that cannot be opened stands with its name only; :func:`verify` says why.
    """
    current = files.read_pointer(ws)
    rows = [version_row(ws, name) for name in files.version_names(ws)]
    columns = [
        "name", "created_at", "previous", "reason", "code_version", "currency", "timezone",
        "synthetic", "schema_number",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(in_force=frame["name"] == current)


def version_row(ws: Workspace, name: str) -> dict[str, object]:
    """One version's own record."""
    try:
        with open_reader(files.version_path(ws, name)) as connection:
            found = fetch(connection, "SELECT * FROM version WHERE name = ?", [name])
    except WarehouseError:
        return {"name": name}
    return {"name": name} if found.empty else {str(k): v for k, v in found.iloc[0].items()}


def rollback(ws: Workspace, version: str) -> None:
    """Put an earlier (or later) version in force.

    Raises:
        WarehouseError: there is no such version, it is damaged, or a load is running.
    """
    with files.writing(ws):
        faults = examine(files.version_path(ws, version))
        if faults:
            raise WarehouseError(
                f"{version} cannot be put in force: {faults[0]}",
                where=str(ws.warehouse_dir),
                remedy=f"whole or not, there are {', '.join(files.version_names(ws)) or 'none'}",
            )
        files.move_pointer(ws, version)


def verify(ws: Workspace) -> list[str]:
    """Faults of the pointer and of every version kept, one line each; empty if all is well."""
    names, current = files.version_names(ws), files.read_pointer(ws)
    faults = []
    if current is None and names:
        faults.append(f"{ws.current_file}: missing, no version is in force")
    if current is not None and current not in names:
        faults.append(f"{ws.current_file}: names {current}, which does not exist")
    for name in names:
        path = files.version_path(ws, name)
        faults += [f"{path}: {fault}" for fault in examine(path)]
    return faults


def examine(path: Path) -> list[str]:
    """What is wrong with one version file: bytes, opening, tables, row counts."""
    if not path.is_file():
        return ["does not exist"]
    beside = files.checksum_path(path)
    if not beside.is_file():
        return ["its checksum file is missing"]
    if files.checksum(path) != beside.read_text("ascii").strip():
        return ["its bytes differ from its checksum: damaged or edited"]
    try:
        with open_reader(path) as connection:
            return examine_tables(connection)
    except WarehouseError as e:
        return [e.what]


def examine_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables that cannot be read, and loads whose rows do not add up."""
    faults = []
    for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
        try:
            connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchall()  # noqa: S608
        except duckdb.Error as e:
            faults.append(f"table {table}: {str(e).splitlines()[0]}")
    if faults:
        return faults
    unbalanced = connection.execute(sql("unbalanced_loads")).fetchall()
    return [f"load {n}: rows in ≠ stored + rejected" for (n,) in unbalanced]
