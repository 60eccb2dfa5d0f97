"""A version of an older layout is refused in one line, and written anew without being touched."""

from pathlib import Path

import duckdb
import pytest
from warehouse_frames import NOW, claims, policies, regions, upsert

from risk.errors import WarehouseError
from risk.warehouse import (
    Changes,
    current_version,
    open_version,
    outdated,
    publish_loads,
    rollback,
    verify,
    versions,
)
from risk.warehouse.apply import Origin
from risk.warehouse.apply import upsert as put_rows
from risk.warehouse.database import open_reader, open_writer, sql
from risk.warehouse.files import move_pointer, settle, version_path
from risk.warehouse.layout import SCHEMA_NUMBER, migrate
from risk.workspace import Workspace

OLD = "v0001-0000aaaa"
LAYOUT_1 = Path(__file__).with_name("schema_1.sql").read_text("utf-8")


@pytest.fixture
def old(ws: Workspace) -> Workspace:
    """A workspace whose version in force was written in layout 1."""
    ws.warehouse_dir.mkdir()
    path = ws.warehouse_dir / ".new-1.duckdb"
    with open_writer(path) as connection:
        connection.execute(LAYOUT_1)
        for table, frame in (
            ("region", regions()),
            ("policy", policies(("2024-01-01", "2024-12-31"))),
            ("claim", claims()),
        ):
            put_rows(connection, upsert(table, frame), Origin("a.csv", "load", NOW, 1))
        connection.execute(
            "INSERT INTO version VALUES (?, ?, NULL, 'load', '0', 'CNY', ?, false, 1)",
            [OLD, NOW, "Asia/Shanghai"],
        )
    settle(path, version_path(ws, OLD))
    move_pointer(ws, OLD)
    return ws


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Columns and types of every table and view, whatever their order."""
    rows = connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY ALL"
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, kind, nullable in rows:
        found.setdefault(table, {})[column] = f"{kind} {nullable}"
    return found


def test_the_scripts_lead_to_the_layout_of_today(old: Workspace, tmp_path: Path) -> None:
    """An old file brought forward has the very tables a new file is made with."""
    with open_reader(version_path(old, OLD)) as source:
        before = tables(source)
    with open_writer(tmp_path / "fresh.duckdb") as fresh:
        fresh.execute(sql("schema"))
    with open_reader(tmp_path / "fresh.duckdb") as fresh:  # as stored, not as declared
        wanted = tables(fresh)
    assert before != wanted
    path = tmp_path / "copy.duckdb"
    path.write_bytes(version_path(old, OLD).read_bytes())
    with open_writer(path) as connection:
        assert migrate(connection)
    with open_reader(path) as connection:
        assert tables(connection) == wanted


def test_reading_an_older_layout_is_refused_with_its_remedy(old: Workspace) -> None:
    """One line; nothing is written, and looking after versions goes on."""
    before = {p: p.read_bytes() for p in old.warehouse_dir.iterdir()}
    with pytest.raises(WarehouseError, match=r"layout 1, this huzhu reads \d.*`huzhu relocate`"):
        open_version(old)
    assert outdated(old)
    assert verify(old) == []
    assert versions(old)["schema_number"].tolist() == [1]
    assert {p: p.read_bytes() for p in old.warehouse_dir.iterdir()} == before


def test_the_next_version_is_of_the_layout_of_today(old: Workspace) -> None:
    """A batch without changes writes it anew; rows stay, and the old file can be returned to."""
    kept = version_path(old, OLD).read_bytes()
    done = publish_loads(old, Changes(), reason="layout", county=old.county(), now=NOW)
    assert done.changed
    assert not outdated(old)
    with open_version(old) as warehouse:
        assert warehouse.version["schema_number"] == SCHEMA_NUMBER
        claim = warehouse.frame("FROM claim").iloc[0]
        assert warehouse.counts()["map_fault"] == 0
    assert (claim["region_code_now"], claim["paid_money"]) == ("990101", 1000.0)
    assert claim[["given_place", "group_name"]].isna().all()
    again = publish_loads(old, Changes(), reason="layout", county=old.county(), now=NOW)
    assert not again.changed
    assert version_path(old, OLD).read_bytes() == kept
    rollback(old, OLD)
    assert current_version(old) == OLD


def test_a_newer_layout_is_refused(old: Workspace) -> None:
    """A version from a newer huzhu is neither read nor built on."""
    with open_writer(version_path(old, OLD)) as connection:
        connection.execute("UPDATE version SET schema_number = 99")
    for read in (open_version, outdated):
        with pytest.raises(WarehouseError, match=r"layout 99.*install the newer"):
            read(old)
    with pytest.raises(WarehouseError, match="layout 99"):
        publish_loads(old, Changes(), reason="load", county=old.county(), now=NOW)
