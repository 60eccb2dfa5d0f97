"""Dispatch days kept: told again from the log, nobody's change lost, nor by a crash."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from dispatch_world import tiny_claim, tiny_day

from risk.errors import ModelError, OperationsError
from risk.operations import audit
from risk.operations.dispatch import (
    CREW,
    HOUSE,
    append_deed,
    deeds_after,
    do_deed,
    list_days,
    load_day,
    open_day,
)
from risk.operations.store import open_store
from risk.staffing.live import Deed, DeedKind, Stage, apply, told, undo
from risk.terms import Role

AT = datetime(2026, 1, 20, 8)
K = DeedKind
ROUTES = {"c1": ("t1", "t2", "t3", "t4", "t7"), "c2": ("t5", "t6")}
WRITER = Path(__file__).parents[2] / "dispatch_writer.py"


@pytest.fixture
def con(tmp_path):
    found = open_store(tmp_path / "operations.sqlite")
    yield found
    found.close()


def opened(con, role=Role.DISPATCHER, **more):
    asked = {"origin": "live", "name": "今天", "seed": 1, "synthetic": True, "data_version": "v1",
             "user": "anna", "role": role, "at": AT}  # fmt: skip
    return open_day(con, tiny_day(), **asked | more)


def do(con, day, deed, seen, user="anna", role=Role.DISPATCHER, **more):
    return do_deed(con, day, deed, seen=seen, user=user, role=role, at=AT, **more)


@pytest.fixture
def day(con):
    """A day with its routes handed out."""
    number = opened(con)
    do(con, number, Deed(K.ROUTED, 480.0, routes=ROUTES), 0)
    return number


def test_a_day_is_told_again_from_the_store(con, day):
    done = do(con, day, Deed(K.CLAIM, 490.0, claim=tiny_claim(8, 2, 490.0)), 1)
    kept = load_day(con, day)
    state = told(kept.start, kept.log)
    assert (state.routes, state.progress) == (done.state.routes, done.state.progress)
    assert (kept.head.deeds, kept.head.last_min, kept.head.origin) == (2, 490.0, "live")
    entry = kept.entries[1]
    assert (entry.number, entry.user, entry.role, entry.made_at) == (2, "anna", "dispatcher", AT)
    assert (entry.reason, entry.values["claim"]) == ("claim_placed", "t8")
    assert [e.number for e in deeds_after(con, day, 1)] == [2]
    assert audit.verify_chain(con) == []
    assert audit.rows(con)["action"].tolist() == ["dispatch claim", "dispatch routed",
                                                  "open dispatch day"]  # fmt: skip


def test_one_live_day_a_date_but_any_number_of_replays(con, day):
    with pytest.raises(OperationsError, match="2026-01-20 is open already"):
        opened(con)
    replays = [opened(con, origin="event:E1", name="大风") for _ in range(2)]
    assert [d.id for d in list_days(con)] == [*replays[::-1], day]
    assert list_days(con)[0].deeds == 0


def test_nothing_is_changed_or_taken_away(con, day):
    for table in ("dispatch_day", "dispatch_deed"):
        for statement in (f"UPDATE {table} SET user = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="only appended"):
                con.execute(statement)


def test_who_may_do_what(con, day):
    with pytest.raises(OperationsError, match="may not"):
        opened(con, role=Role.VIEWER, origin="event:E1")
    clock = Deed(K.CLOCK, 481.0)
    with pytest.raises(OperationsError, match="may not"):
        do(con, day, clock, 1, role=Role.ANALYST)
    with pytest.raises(OperationsError, match="may not"):
        do(con, day, clock, 1, role=CREW)
    with pytest.raises(OperationsError, match="may not"):
        do(con, day, Deed(K.CREW_OUT, 481.0, crew_id="c1"), 1, role=HOUSE)
    do(con, day, Deed(K.ARRIVED, 485.0, claim_id="t1", crew_id="c1"), 1, "c1", CREW)
    do(con, day, clock, 2, "house", HOUSE)
    assert load_day(con, day).head.deeds == 3
    with pytest.raises(OperationsError, match="no dispatch day 99"):
        do(con, 99, clock, 0)
    with pytest.raises(OperationsError, match="no dispatch day 99"):
        load_day(con, 99)


def test_a_deed_that_cannot_be_leaves_nothing_behind(con, day):
    with pytest.raises(ModelError, match="no claim 'x'"):
        do(con, day, Deed(K.TAKEN_OFF, 481.0, claim_id="x"), 1)
    assert load_day(con, day).head.deeds == 1
    assert not con.in_transaction


def test_two_dispatchers_on_different_claims_both_keep_their_change(con, day):
    one = do(con, day, Deed(K.TAKEN_OFF, 481.0, claim_id="t3"), 1, "anna")
    two = do(con, day, Deed(K.TAKEN_OFF, 482.0, claim_id="t6"), 1, "bo")
    assert (one.number, two.number) == (2, 3)
    assert two.state.routes == {"c1": ("t1", "t2", "t4", "t7"), "c2": ("t5",)}
    kept = load_day(con, day)
    assert told(kept.start, kept.log).routes == two.state.routes


def test_two_dispatchers_on_one_claim_the_second_is_told_who_and_what(con, day):
    do(con, day, Deed(K.ASSIGNED, 481.0, claim_id="t4", crew_id="c2"), 1, "anna")
    with pytest.raises(OperationsError, match=r"anna has changed t4 .*assigned, 08:01, deed 2"):
        do(con, day, Deed(K.TAKEN_OFF, 482.0, claim_id="t4"), 1, "bo")
    done = do(con, day, Deed(K.TAKEN_OFF, 482.0, claim_id="t4"), 2, "bo")  # seen, he may
    assert done.number == 3
    assert do(con, day, Deed(K.RELEASED, 483.0, claim_id="t4"), 2, "bo").number == 4  # his own


def test_two_dispatchers_on_one_crew(con, day):
    do(con, day, Deed(K.CREW_OUT, 481.0, crew_id="c2"), 1, "anna")
    with pytest.raises(OperationsError, match="anna has changed"):
        do(con, day, Deed(K.CREW_BACK, 482.0, crew_id="c2"), 1, "bo")


def test_what_happened_on_the_road_is_never_refused(con, day):
    do(con, day, Deed(K.ASSIGNED, 481.0, claim_id="t4", crew_id="c2", position=0), 1, "anna")
    done = do(con, day, Deed(K.ARRIVED, 485.0, claim_id="t4", crew_id="c1"), 1, "c1", CREW)
    assert done.state.routes["c1"][0] == "t4"


def test_routes_found_on_an_older_day_do_not_overwrite_a_newer_one(con, day):
    kept = load_day(con, day)
    state = told(kept.start, kept.log)
    polished = Deed(K.POLISHED, 480.0, routes={"c1": ("t2", "t1", "t3", "t4", "t7")})
    _, changed = apply(state, polished)
    do(con, day, Deed(K.CLAIM, 481.0, claim=tiny_claim(8, 2, 481.0)), 1, "house", HOUSE)
    with pytest.raises(OperationsError, match="house has changed c1"):
        do(con, day, polished, 1, "house", HOUSE)
    with pytest.raises(OperationsError, match="house has changed c1"):
        append_deed(con, day, changed, seen=1, user="house", role=HOUSE, at=AT)
    kept = load_day(con, day)
    assert "t8" in told(kept.start, kept.log).routes["c1"]


def test_a_deed_worked_out_on_the_day_as_it_stands_is_appended(con, day):
    kept = load_day(con, day)
    _, changed = apply(told(kept.start, kept.log), Deed(K.TAKEN_OFF, 481.0, claim_id="t4"))
    do(con, day, Deed(K.CLOCK, 482.0), 1)
    assert append_deed(con, day, changed, seen=1, user="bo", role=Role.MANAGER, at=AT) == 3
    with pytest.raises(OperationsError, match="bo has changed t4"):
        append_deed(con, day, changed, seen=1, user="anna", role=Role.MANAGER, at=AT)


def test_a_state_told_before_only_reads_what_came_since(con, day):
    first = do(con, day, Deed(K.CLOCK, 481.0), 1)
    do(con, day, Deed(K.TAKEN_OFF, 482.0, claim_id="t4"), 2, "bo")
    with pytest.raises(OperationsError, match="bo has changed t4"):
        do(con, day, Deed(K.TAKEN_OFF, 483.0, claim_id="t4"), 2, known=first.state)
    done = do(con, day, Deed(K.TAKEN_OFF, 483.0, claim_id="t6"), 2, known=first.state)
    assert done.state.number == 4
    assert done.state.progress["t4"].stage is Stage.WAITING


def test_undoing_is_a_deed_like_any_other(con, day):
    do(con, day, Deed(K.TAKEN_OFF, 481.0, claim_id="t4"), 1)
    kept = load_day(con, day)
    done = do(con, day, undo(kept.start, kept.log, 2), 2)
    assert done.state.routes == ROUTES
    kept = load_day(con, day)
    assert told(kept.start, kept.log).routes == ROUTES


@pytest.mark.slow
def test_no_confirmed_deed_is_lost_when_two_writers_at_once_are_killed(tmp_path):
    store = tmp_path / "operations.sqlite"
    con = open_store(store)
    day = opened(con)
    do(con, day, Deed(K.ROUTED, 480.0, routes=ROUTES), 0)
    con.close()
    # -P: else the tests' own folders named risk and dashboards would lie before the packages
    command = [sys.executable, "-P", str(WRITER), str(store), str(day)]
    writers = [
        subprocess.Popen([*command, user], stdout=subprocess.PIPE, text=True)
        for user in ("anna", "bo")
    ]
    lines = [writer.stdout.readline() for _ in range(8) for writer in writers]
    for writer in writers:
        writer.kill()  # SIGKILL, in the middle of a later deed
    lines += [line for writer in writers for line in writer.communicate()[0].splitlines()]
    said = {int(number): claim for number, claim in (line.split() for line in lines)}
    con = open_store(store)
    kept = load_day(con, day)
    there = {e.number: e.deed.claim_id for e in kept.entries}
    assert len(said) == len(lines) >= 16
    assert {number: there[number] for number in said} == said
    state = told(kept.start, kept.log)
    assert set(said.values()) <= set(state.claims)
    assert sorted(there) == list(range(1, state.number + 1))
    assert audit.verify_chain(con) == []
    assert do(con, day, Deed(K.CLOCK, 900.0), state.number).number == state.number + 1
    con.close()
