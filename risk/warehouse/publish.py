"""Make a new version from the one in force and a batch of changes."""

import hashlib
import os
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd

from risk.errors import WarehouseError
from risk.progress import Progress, silent
from risk.settings import County
from risk.version import code_version
from risk.warehouse import apply, arrivals, files
from risk.warehouse.changes import Changes, Published, Upsert
from risk.warehouse.database import open_reader, open_writer, sql
from risk.warehouse.layout import SCHEMA_NUMBER, migrate
from risk.workspace import Workspace

ANY_VERSION = "any"
HOUSES = frozenset({"policy", "claim", "household_group"})  # what houses.sql reads and writes


def publish(ws: Workspace, changes: Changes, *, reason: str, county: County, now: datetime) -> str:
    """Write a new version and put it in force; returns the name of the version then in force.

    See :func:`publish_loads`.
    """
    published = publish_loads(ws, changes, reason=reason, county=county, now=now)
    if published.version is None:
        raise WarehouseError("nothing to store", where=str(ws.warehouse_dir))
    return published.version


def publish_loads(
    ws: Workspace,
    changes: Changes,
    *,
    reason: str,
    county: County,
    now: datetime,
    based_on: str | None = ANY_VERSION,
    check: bool = False,
    progress: Progress = silent,
) -> Published:
    """Write a new version and tell what each source file brought.

    All changes take effect at once, when the pointer moves; a process killed before that leaves
    the old version in force. A batch that changes nothing makes no version.

    Args:
        ws: the workspace.
        changes: the batch.
        reason: why, in a few words; stands in ``version`` and in ``correction.why``.
        county: its settings; currency and timezone are stored with the version.
        now: time of the load, local wall time of the county.
        based_on: the version the batch was worked out from; refused if another is in force.
        check: do everything but store nothing.
        progress: told after each step.

    Raises:
        WarehouseError: another process is writing, the version in force is damaged, or the batch
            was worked out from an older version.
    """
    if check:
        with TemporaryDirectory(prefix="huzhu-check-") as folder:
            path = Path(folder) / "check.duckdb"
            return build(path, ws, changes, reason, county, now, progress)[0]
    with files.writing(ws):
        files.clean(ws)
        current = files.read_pointer(ws)
        if based_on not in (ANY_VERSION, current):
            raise WarehouseError(
                f"{current} came into force while this load was read",
                where=str(ws.warehouse_dir),
                remedy="repeat the load",
            )
        path = ws.warehouse_dir / f"{files.TEMPORARY}{os.getpid()}.duckdb"
        published, name = build(path, ws, changes, reason, county, now, progress)
        if published.changed:
            files.settle(path, files.version_path(ws, name))
            progress(0.95, "named")
            files.move_pointer(ws, name)
            progress(1.0, "in force")
        files.clean(ws)
    return published


def build(
    path: Path,
    ws: Workspace,
    changes: Changes,
    reason: str,
    county: County,
    now: datetime,
    progress: Progress,
) -> tuple[Published, str]:
    """Write the new version under a temporary name; returns what it did and its coming name."""
    current = files.read_pointer(ws)
    if current is not None:
        copy_current(files.version_path(ws, current), path)
    progress(0.1, "copied")
    with open_writer(path) as connection:
        connection.execute("BEGIN")
        if current is None:
            connection.execute(sql("schema"))
        laid_out = current is None or migrate(connection)
        ordinal = max([0, *map(files.version_number, files.version_names(ws))]) + 1
        taken = taken_load_id(ws, current)
        tables = {u.table for u in changes.upserts}
        with arrivals.refilled(connection, tables, now):
            loads = [store(connection, u, reason, now, taken) for u in changes.upserts]
        replaced = [apply.replace(connection, t, f) for t, f in changes.replaces.items()]
        if laid_out or HOUSES & tables:
            connection.execute(sql("houses"))
        changed = laid_out or any(replaced) or any(load["stored"] for load in loads)
        progress(0.6, "applied")
        name = f"v{ordinal:04d}-{content_hash(connection)}" if changed else str(current)
        if changed:
            connection.execute("UPDATE load SET version = ? WHERE version = ''", [name])
            add_version(connection, name, current, reason, county, now)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
        progress(0.8, "written")
    rows = [{k: v for k, v in load.items() if k != "stored"} for load in loads if "kind" in load]
    frame = pd.DataFrame(rows, columns=list(LOAD_COLUMNS)).assign(version=name)
    return Published(name, changed, frame), name


def last_load_id(connection: duckdb.DuckDBPyConnection) -> int:
    """Highest load number of a version; 0 without loads."""
    return int(connection.execute("SELECT coalesce(max(load_id), 0) FROM load").fetchall()[0][0])


def taken_load_id(ws: Workspace, current: str | None) -> int:
    """Highest load number of the versions later than the one in force: those rolled back."""
    in_force = files.version_number(current or "")
    later = [n for n in files.version_names(ws) if files.version_number(n) > in_force]
    numbers = [0]
    for name in later:
        with open_reader(files.version_path(ws, name)) as connection:
            numbers.append(last_load_id(connection))
    return max(numbers)


def copy_current(source: Path, target: Path) -> None:
    """Copy the version in force.

    Raises:
        WarehouseError: its file is gone.
    """
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        raise WarehouseError(
            "the version in force is missing",
            where=str(source),
            remedy="return to another with `huzhu rollback`",
        ) from None


LOAD_COLUMNS = (
    "load_id", "version", "kind", "file", "sha256", "loaded_at", "datum", "rows_in",
    "rows_stored", "rows_rejected", "rows_new", "rows_changed", "rows_same",
)  # fmt: skip


def store(
    connection: duckdb.DuckDBPyConnection,
    change: Upsert,
    reason: str,
    now: datetime,
    taken: int = 0,
) -> dict[str, Any]:
    """Apply one upsert and write its ``load`` row, rejects and flags.

    ``taken`` is the last load number of versions that were rolled back: rejected rows are kept by
    load number, so none is given twice.

    A file that brings nothing new, and whose faults are already on record, leaves no trace.
    """
    if change.load is None:
        origin = apply.Origin(who="huzhu", why=change.why or reason, at=now, load_id=None)
        return {"stored": apply.upsert(connection, change, origin).any}
    earlier = connection.execute(
        "SELECT max(load_id) FROM load WHERE kind = ? AND sha256 = ?",
        [change.load["kind"], change.load["sha256"]],
    ).fetchall()[0][0]
    load_id = max(taken, last_load_id(connection)) + 1
    origin = apply.Origin(who=str(change.load["file"]), why=reason, at=now, load_id=load_id)
    counts = apply.upsert(connection, change, origin)
    told = change.kept or not (change.rejects.empty and change.flags.empty)
    stored = counts.any or (earlier is None and told)
    load = load_row(change, counts, load_id=load_id if stored or earlier is None else earlier)
    if stored:
        slots = ", ".join("?" * len(LOAD_COLUMNS))
        connection.execute(f"INSERT INTO load VALUES ({slots})", [load[c] for c in LOAD_COLUMNS])  # noqa: S608
        apply.store_faults(connection, "reject", change.rejects, load_id)
        apply.store_faults(connection, "flag", change.flags, load_id)
        apply.store_readings(connection, change, origin)
    return {**load, "stored": stored}


def load_row(change: Upsert, counts: apply.Counts, *, load_id: int) -> dict[str, Any]:
    """The ``load`` row of one source file; the version's name is filled in at the end."""
    assert change.load is not None
    rejected = change.rejects["row"].nunique()
    rows_in = change.load["rows_in"]
    return {
        **{c: change.load.get(c) for c in ("kind", "file", "sha256", "loaded_at", "datum")},
        "load_id": load_id, "version": "", "rows_in": rows_in, "rows_rejected": rejected,
        "rows_stored": rows_in - rejected, "rows_new": counts.new,
        "rows_changed": counts.changed, "rows_same": counts.same,
    }  # fmt: skip


FOLLOWED = (
    'SELECT count(*), bit_xor(md5_number(concat_ws(chr(31), "table", key, "column", new))) '
    "FROM correction WHERE load_id IS NULL HAVING count(*) > 0"
)


def content_hash(connection: duckdb.DuckDBPyConnection) -> str:
    """First 8 hex digits of a hash over the loads, models and relocations it is made of."""
    digest = hashlib.sha256()
    for query in (
        "SELECT kind, sha256, datum FROM load ORDER BY load_id",
        "SELECT model_version, data_version FROM model ORDER BY ALL",
        FOLLOWED,
    ):
        for row in connection.execute(query).fetchall():
            digest.update(repr(row).encode())
    return digest.hexdigest()[:8]


def add_version(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    previous: str | None,
    reason: str,
    county: County,
    now: datetime,
) -> None:
    """Write the new version's own row."""
    connection.execute(
        "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            name, now, previous, reason, code_version(), county.currency,
            county.timezone, county.synthetic, SCHEMA_NUMBER,
        ],
    )  # fmt: skip
