"""What a person decided a writing means: kept, superseded, taken back, and audited."""

import sqlite3
from datetime import datetime, timedelta

import pytest

from risk.errors import OperationsError
from risk.operations import add_alias, aliases_changed_at, audit, list_aliases, remove_alias
from risk.operations.store import migrate, scripts
from risk.terms import Role

NOW = datetime(2026, 7, 1, 9, 30)
LI = {"user": "li", "role": Role.ANALYST}


def decided(con) -> list[list[str]]:
    """Aliases in force as rows."""
    columns = ["township_name", "region_name", "region_code", "user"]
    return list_aliases(con)[columns].to_numpy().tolist()


def test_a_decision_is_kept_and_superseded(con):
    """One writing has one meaning: the last decided; another township is another writing."""
    assert list_aliases(con).empty
    assert aliases_changed_at(con) is None
    add_alias(con, "西乡", "老甲村", "990001101201", at=NOW, **LI)
    add_alias(con, None, "老甲村", "990001102201", at=NOW, **LI)
    add_alias(con, "西乡", " 老甲村 ", "990001101202", at=NOW + timedelta(days=1), **LI)
    assert decided(con) == [
        ["", "老甲村", "990001102201", "li"],
        ["西乡", "老甲村", "990001101202", "li"],
    ]
    assert aliases_changed_at(con) == NOW + timedelta(days=1)


def test_a_decision_is_taken_back(con):
    """It is in force no longer, the moment counts as a change, and a second time is refused."""
    add_alias(con, "西乡", "老甲村", "990001101201", at=NOW, **LI)
    remove_alias(con, "西乡", "老甲村", at=NOW + timedelta(hours=1), **LI)
    assert decided(con) == []
    assert aliases_changed_at(con) == NOW + timedelta(hours=1)
    with pytest.raises(OperationsError, match="no alias 西乡/老甲村"):
        remove_alias(con, "西乡", "老甲村", at=NOW, **LI)


def test_every_decision_is_audited(con):
    """Who decided what, in order, in the hash chain; a refused one too."""
    add_alias(con, "西乡", "老甲村", "990001101201", at=NOW, **LI)
    remove_alias(con, "西乡", "老甲村", at=NOW, **LI)
    with pytest.raises(OperationsError, match="role viewer may not decide"):
        add_alias(con, None, "乙庄", "990001101202", user="wang", role=Role.VIEWER, at=NOW)
    rows = audit.rows(con)[["user", "action", "object", "result"]].to_numpy().tolist()
    assert rows == [
        ["wang", "alias add", "乙庄", "refused"],
        ["li", "alias remove", "西乡/老甲村", "done"],
        ["li", "alias add", "西乡/老甲村", "done"],
    ]
    assert audit.verify_chain(con) == []
    assert decided(con) == []


@pytest.mark.parametrize(("name", "code"), [("", "990001101201"), (" ", "1"), ("老甲村", "")])
def test_an_empty_decision_is_refused(con, name, code):
    """A name and a code are needed."""
    with pytest.raises(OperationsError, match="needs a name and a code"):
        add_alias(con, None, name, code, at=NOW, **LI)


def test_a_store_of_number_1_gets_the_table():
    """A store made before there were aliases is migrated when it is opened."""
    con = sqlite3.connect(":memory:", isolation_level=None)
    con.row_factory = sqlite3.Row
    assert migrate(con, scripts()[:1]) == 1
    assert migrate(con, scripts()) == len(scripts())
    assert list_aliases(con).empty
