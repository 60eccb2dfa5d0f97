"""Rosters kept: given back as saved, only appended, audited, and only by those who may."""

from datetime import date, datetime

import pytest

from risk.errors import OperationsError
from risk.operations import audit
from risk.operations.deed import Doer
from risk.operations.rosters import list_rosters, load_roster, save_roster
from risk.operations.store import open_store
from risk.terms import Role

AT = datetime(2026, 3, 1, 9)
MONTH = date(2026, 4, 1)
ROSTER = {"demand_key": "record", "demand": [], "assignments": [{"surveyor_id": "S1"}]}


@pytest.fixture
def con(tmp_path):
    found = open_store(tmp_path / "operations.sqlite")
    yield found
    found.close()


def save(con, name="draft", role=Role.DISPATCHER, **more):
    by = Doer("anna", role, AT)
    return save_roster(con, MONTH, name, ROSTER, by=by, data_version="v1", broken=2, **more)


def test_a_store_gives_back_what_it_was_given(con):
    first = save(con)
    second = save(con, name=" changed ", parent_id=first)
    saved = load_roster(con, second)
    assert (saved.month, saved.name, saved.parent_id, saved.broken) == (MONTH, "changed", first, 2)
    assert saved.payload == ROSTER
    assert [s.id for s in list_rosters(con)] == [second, first]
    assert list_rosters(con, date(2026, 5, 1)) == []
    assert audit.verify_chain(con) == []
    assert audit.rows(con, 10)["action"].tolist()[:2] == ["save roster"] * 2


def test_nothing_is_changed_or_taken_away(con):
    save(con)
    for statement in ("UPDATE roster SET name = 'x'", "DELETE FROM roster"):
        with pytest.raises(Exception, match="only appended"):
            con.execute(statement)


def test_who_may_not_and_what_is_not_there(con):
    with pytest.raises(OperationsError, match="may not"):
        save(con, role=Role.VIEWER)
    with pytest.raises(OperationsError, match="no name"):
        save(con, name="  ")
    with pytest.raises(OperationsError, match="no roster 9"):
        save(con, parent_id=9)
    with pytest.raises(OperationsError, match="no roster 9"):
        load_roster(con, 9)
