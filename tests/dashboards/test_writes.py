"""Who may write what: every callback says it, the store keeps to it, the demo saves plans only."""

import sqlite3
from contextlib import closing

import flask_login
import pytest

from dashboards.security.roles import Account, require_role, writing
from dashboards.security.writes import (
    DEMO_WHY,
    TABLES,
    UNDECLARED_WHY,
    Writes,
    limit_of,
)
from dashboards.story.works import Works
from risk.errors import OperationsError
from risk.operations import User, audit, open_operations, save_scenario
from risk.operations.limits import limit_set, set_limit, unlimited
from risk.operations.users import DEMO_NAME
from risk.terms import Role
from tests.dashboards.call_graph import callbacks, declared
from tests.tiny_world import NOW


def test_every_table_of_the_store_is_of_one_kind(tiny_ws):
    """A new table is written by nobody's request until somebody says what it is."""
    with closing(open_operations(tiny_ws)) as con:
        rows = con.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    ours = sorted(row[0] for row in rows if not row[0].startswith("sqlite_"))
    assert sorted(t for tables in TABLES.values() for t in tables) == ours


def test_callbacks_that_write_declare_it():
    """Read from the source: what a callback's functions come to write, it says, and no more."""
    wrong = {
        f"{f.module}.{f.name}": (declared(d).value, sorted(f.writes))
        for f, d in callbacks()
        if f.writes != {declared(d)} - {Writes.NOTHING}
    }
    assert wrong == {}
    assert sum(declared(d) is not Writes.NOTHING for _, d in callbacks()) >= 15


@pytest.fixture
def kept_to(tiny_ws):
    """A connection under the limit of what is declared; the limit is lifted afterwards."""
    opened = []

    def make(writes, *, demo=False):
        set_limit(limit_of(writes, demo=demo))
        opened.append(open_operations(tiny_ws))
        return opened[-1]

    yield make
    set_limit(None)
    for con in opened:
        con.close()


def scenario(con):
    return save_scenario(con, "a name", "li", NOW, {"kind": "snow"}, data_version="v1")


@pytest.mark.parametrize("demo", [False, True])
def test_the_store_writes_what_is_declared(kept_to, demo):
    """Plans are the demo's to write as anybody's."""
    assert scenario(kept_to(Writes.PLANS, demo=demo)) > 0


@pytest.mark.parametrize("writes", [Writes.NOTHING, Writes.RECORDS])
def test_the_store_refuses_what_is_not_declared(kept_to, writes):
    """In words, and without the half of it; the audit still takes a row."""
    con = kept_to(writes)
    before = con.execute("SELECT count(*) FROM scenario").fetchone()[0]
    with pytest.raises(OperationsError, match=UNDECLARED_WHY):
        scenario(con)
    assert con.limit.refused == ["scenario"]
    assert con.execute("SELECT count(*) FROM scenario").fetchone()[0] == before
    assert audit.append(con, at=NOW, user="li", role="viewer", action="look") > 0
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        con.execute("SELECT 1 FROM nowhere")


def test_the_demo_is_refused_in_words_of_its_own(kept_to):
    """What it lacks is an account, not a role."""
    with pytest.raises(OperationsError, match=DEMO_WHY):
        kept_to(Writes.RECORDS, demo=True).execute("DELETE FROM alias")


def test_a_role_asked_for_again_leaves_what_was_declared(tiny_app):
    """A callback that lets some in only to look asks for a greater role before it writes."""
    with tiny_app.server.test_request_context():
        flask_login.login_user(Account(User("li", Role.ANALYST), "li"))
        with writing(Writes.PLANS):
            declared_limit = limit_set()
            require_role(Role.ANALYST)
            assert limit_set() is declared_limit


def test_the_houses_own_work_is_not_the_askers(kept_to, tiny_ws):
    """A page that takes files in writes for the house, whoever looks at it."""
    kept_to(Writes.NOTHING)
    with unlimited(), closing(open_operations(tiny_ws)) as con:
        assert scenario(con) > 0
    with pytest.raises(OperationsError), closing(open_operations(tiny_ws)) as con:
        scenario(con)


def test_the_demo_begins_only_work_that_is_its_to_write():
    """Long work writes in a process of its own, past any limit: it is refused before it begins."""
    works = Works(lambda: NOW)
    works.add("load", scenario, Role.VIEWER)
    works.add("plan", scenario, Role.VIEWER, writes=Writes.PLANS)
    demo = User(DEMO_NAME, Role.MANAGER)
    with pytest.raises(OperationsError, match=DEMO_WHY):
        works.check_role("load", demo)
    works.check_role("plan", demo)
    works.check_role("load", User("li", Role.VIEWER))
