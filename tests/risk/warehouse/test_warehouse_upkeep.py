"""Rolling back, finding damage, and refusing what cannot be opened."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from warehouse_frames import claims, policies, regions

from risk.errors import WarehouseError
from risk.warehouse import current_version, open_version, rollback, verify, versions
from risk.warehouse.files import version_path
from risk.workspace import Workspace

Put = Callable[..., str]


def test_rollback_and_on(ws: Workspace, put: Put) -> None:
    """An earlier version answers again; the next load builds on it under a new number."""
    first, second = put(claim=claims()), put(claim=claims(paid_money=2.0))
    rollback(ws, first)
    table = versions(ws)
    assert table.set_index("name")["in_force"].to_dict() == {first: True, second: False}
    third = put(claim=claims(paid_money=3.0))
    assert third.startswith("v0003-")
    with open_version(ws) as warehouse:
        assert warehouse.version["previous"] == first
        assert warehouse.corrections()["old"].tolist() == ["1000.0"]


@pytest.mark.parametrize("name", ["v0009-00000000", "../../secret", "v1"])
def test_rollback_to_nothing_is_refused(ws: Workspace, put: Put, name: str) -> None:
    """Unknown and impossible names leave everything as it was."""
    first = put(claim=claims())
    with pytest.raises(WarehouseError):
        rollback(ws, name)
    assert current_version(ws) == first


def test_damage_is_found(ws: Workspace, put: Put) -> None:
    """One flipped byte: verify names the file, rollback to it is refused."""
    first, second = put(claim=claims()), put(claim=claims(paid_money=2.0))
    assert verify(ws) == []
    path = version_path(ws, first)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    faults = verify(ws)
    assert len(faults) == 1
    assert first in faults[0]
    assert "damaged" in faults[0]
    with pytest.raises(WarehouseError, match="cannot be put in force"):
        rollback(ws, first)
    assert current_version(ws) == second


def test_a_cut_file_and_a_lost_one_are_said_in_one_line(ws: Workspace, put: Put) -> None:
    """Opening them names the file and the way back."""
    path = version_path(ws, put(claim=claims()))
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(WarehouseError, match="damaged"):
        open_version(ws)
    path.unlink()
    with pytest.raises(WarehouseError, match="does not exist"):
        open_version(ws)
    assert any("names v0001" in fault for fault in verify(ws))


def test_before_the_first_load(ws: Workspace) -> None:
    """There is no version, and opening says what to do."""
    assert current_version(ws) is None
    assert versions(ws).empty
    assert verify(ws) == []
    with pytest.raises(WarehouseError, match="nothing is loaded yet"):
        open_version(ws)


def test_a_reader_keeps_its_version_while_another_comes(ws: Workspace, put: Put) -> None:
    """An open version does not change under its reader."""
    put(claim=claims())
    with open_version(ws) as old:
        put(claim=claims(paid_money=2.0))
        with open_version(ws) as new:
            query = "SELECT paid_money AS p FROM claim"
            assert old.frame(query)["p"].tolist() == [1000.0]
            assert new.frame(query)["p"].tolist() == [2.0]


def test_threads_share_one_warehouse(ws: Workspace, put: Put) -> None:
    """Eight threads ask at once and get the same answers."""
    put(region=regions(), policy=policies(("2024-01-01", "2024-12-31")), claim=claims())
    answers: list[tuple[int, float]] = []
    with open_version(ws) as warehouse:

        def ask() -> None:
            day = date(2024, 12, 31)
            claims_known = len(warehouse.claims(day))
            answers.append((claims_known, warehouse.exposure(day)["house_years"].sum()))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [(1, 1.0)] * 8


def test_a_reader_cannot_reach_files_or_write(ws: Workspace, put: Put) -> None:
    """Neither other files nor the version itself."""
    import duckdb

    put(claim=claims())
    with open_version(ws) as warehouse:
        with pytest.raises(duckdb.PermissionException):
            warehouse.frame("FROM read_text(?)", [str(ws.county_file)])
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            warehouse.frame("DELETE FROM claim")
