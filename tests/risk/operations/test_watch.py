"""Warnings received, decided on and worked through: once each, nothing overwritten, all audited."""

import sqlite3
from datetime import datetime, timedelta

import pytest

from risk.errors import OperationsError
from risk.operations import audit
from risk.operations.deed import Doer
from risk.operations.store import transaction
from risk.operations.watch import (
    Channel,
    Standing,
    content_hash,
    decide_alert,
    list_alerts,
    load_alert,
    mark_step,
    receive_alert,
    steps,
)
from risk.operations.watch_field import (
    CallOutcome,
    calls,
    crew_decisions,
    decide_crews,
    record_call,
    report_road,
    road_reports,
    watch_mark,
)
from risk.terms import Role

NOW = datetime(2026, 7, 1, 21, 30)
MANAGER = Doer("wang", Role.MANAGER, NOW)
DISPATCHER = Doer("li", Role.DISPATCHER, NOW)
VIEWER = Doer("guest", Role.VIEWER, NOW)
FOLDER = Doer("folder", "system", NOW)
RECORD = {"signal": "rainstorm", "colour": "red"}
TOWNSHIP = "990001101"


def pasted(con, words="暴雨红色预警", by=DISPATCHER, record=RECORD):
    return receive_alert(
        con, record, sha256=content_hash(words), channel=Channel.PASTED, by=by, words=words
    )[0]


def from_folder(con, content=b"<alert/>", part=0):
    return receive_alert(
        con, RECORD, sha256=content_hash(content), part=part, channel=Channel.FOLDER, by=FOLDER,
        origin="a.xml",
    )  # fmt: skip


def test_the_same_thing_twice_is_one_warning(con):
    """By whatever way it comes in again; another part of the same file is another one."""
    first, new = from_folder(con)
    assert new
    assert from_folder(con) == (first, False)
    second, new = from_folder(con, part=1)
    assert new
    assert second != first
    assert [a.id for a in list_alerts(con)] == [second, first]


def test_a_file_of_the_folder_counts_at_once_and_a_pasted_text_waits(con):
    """Nothing pasted counts before a person confirmed it."""
    number, _ = from_folder(con)
    assert load_alert(con, number).standing is Standing.COUNTS
    waiting = pasted(con)
    assert load_alert(con, waiting).standing is Standing.WAITS
    decide_alert(con, waiting, "confirmed", by=MANAGER)
    found = load_alert(con, waiting)
    assert found.standing is Standing.COUNTS
    assert (found.decided_by, found.decided_at) == ("wang", NOW)
    assert (found.record, found.text, found.user) == (RECORD, "暴雨红色预警", "li")


def test_a_warning_is_set_aside_with_a_reason_and_restored(con):
    """A drill or a warning for elsewhere does not count; that can be taken back."""
    number, _ = from_folder(con)
    with pytest.raises(OperationsError, match="with a reason"):
        decide_alert(con, number, "set_aside", by=MANAGER)
    decide_alert(con, number, "set_aside", by=MANAGER, reason="演练")
    assert load_alert(con, number).standing is Standing.SET_ASIDE
    decide_alert(con, number, "restored", by=MANAGER)
    assert load_alert(con, number).standing is Standing.COUNTS
    with pytest.raises(OperationsError, match="no warning 99"):
        decide_alert(con, 99, "restored", by=MANAGER)


def test_a_step_is_ticked_and_taken_back(con):
    """The last word on a step is in force, with its name and time."""
    number, _ = from_folder(con)
    mark_step(con, number, "call", done=True, by=DISPATCHER)
    mark_step(con, number, "sms", done=True, by=DISPATCHER)
    mark_step(con, number, "call", done=False, by=MANAGER, note="误点")
    found = steps(con, number, known=NOW).set_index("step")
    assert found["done"].to_dict() == {"sms": True, "call": False}
    assert found.loc["call", "user"] == "wang"
    assert steps(con, 99, known=NOW).empty
    assert steps(con, number, known=NOW - timedelta(minutes=1)).empty


def test_every_call_stays_and_another_person_is_named(con):
    """A retry stands beside the first call; who else was told must be said."""
    number, _ = from_folder(con)
    record_call(con, number, "L1", "990001101201", CallOutcome.NO_ANSWER, by=DISPATCHER)
    with pytest.raises(OperationsError, match="not who"):
        record_call(con, number, "L1", "990001101201", CallOutcome.TOLD_ANOTHER, by=DISPATCHER)
    record_call(
        con, number, "L1", "990001101201", CallOutcome.TOLD_ANOTHER, by=DISPATCHER, note="村会计"
    )
    assert calls(con, number)["outcome"].tolist() == ["no_answer", "told_another"]


def test_roads_keep_every_report(con):
    """What was said before stays; an unknown state is refused."""
    report_road(con, TOWNSHIP, "slow", from_at=NOW, by=DISPATCHER, note="积雪")
    report_road(con, TOWNSHIP, "closed", from_at=NOW, by=DISPATCHER, note="塌方")
    assert road_reports(con)["state"].tolist() == ["slow", "closed"]
    with pytest.raises(OperationsError, match="no road state 'gone'"):
        report_road(con, TOWNSHIP, "gone", from_at=NOW, by=DISPATCHER, note="")


def test_a_persons_word_on_crews_ends_by_itself_or_is_given_back(con):
    """It stands with name and reason over the rule until its end."""
    end, rule = NOW + timedelta(hours=6), {"verdict": "no_go", "road": "closed"}
    with pytest.raises(OperationsError, match="with a reason"):
        decide_crews(con, TOWNSHIP, "go", until_at=end, rule=rule, by=MANAGER, reason=" ")
    with pytest.raises(OperationsError, match="ends before"):
        decide_crews(con, TOWNSHIP, "go", until_at=NOW, rule=rule, by=MANAGER, reason="抢通")
    decide_crews(con, TOWNSHIP, "go", until_at=end, rule=rule, by=MANAGER, reason="便道抢通")
    assert crew_decisions(con, NOW, known=NOW)["decision"].tolist() == ["go"]
    assert crew_decisions(con, end, known=end).empty
    later = Doer("wang", Role.MANAGER, NOW + timedelta(hours=1))
    decide_crews(con, TOWNSHIP, "rule", until_at=end, rule=rule, by=later, reason="")
    assert crew_decisions(con, NOW, known=NOW)["reason"].tolist() == [
        "便道抢通"
    ]  # as it stood then
    assert crew_decisions(con, later.at, known=later.at).empty
    with pytest.raises(OperationsError, match="no such decision"):
        decide_crews(con, TOWNSHIP, "maybe", until_at=end, rule=rule, by=MANAGER, reason="x")


def test_a_role_does_only_what_it_may_and_refusals_are_audited(con):
    """A viewer records nothing, a dispatcher decides nothing; the chain holds every deed."""
    number, _ = from_folder(con)
    end = NOW + timedelta(hours=6)
    refused = (
        lambda: pasted(con, by=VIEWER),
        lambda: mark_step(con, number, "call", done=True, by=VIEWER),
        lambda: record_call(con, number, "L1", "v", CallOutcome.REACHED, by=VIEWER),
        lambda: report_road(con, TOWNSHIP, "open", from_at=NOW, by=VIEWER, note=""),
        lambda: decide_alert(con, number, "confirmed", by=DISPATCHER),
        lambda: decide_crews(con, TOWNSHIP, "go", until_at=end, rule={}, by=DISPATCHER, reason="x"),
    )
    for deed in refused:
        with pytest.raises(OperationsError, match="may not do this"):
            deed()
    report_road(con, TOWNSHIP, "open", from_at=NOW, by=DISPATCHER, note="")
    found = audit.rows(con)
    assert (found["result"] == "refused").sum() == len(refused)
    assert found[found["result"] == "done"]["action"].tolist() == ["road state", "receive warning"]
    assert audit.verify_chain(con) == []


@pytest.mark.parametrize("table", ["alert", "alert_decision", "alert_step", "liaison_call",
                                   "road_report", "crew_decision"])  # fmt: skip
def test_nothing_is_changed_or_deleted(con, table):
    """Every table of the watch is only appended to."""
    number = pasted(con)
    decide_alert(con, number, "confirmed", by=MANAGER)
    mark_step(con, number, "call", done=True, by=MANAGER)
    record_call(con, number, "L1", "v", CallOutcome.REACHED, by=MANAGER)
    report_road(con, TOWNSHIP, "open", from_at=NOW, by=MANAGER, note="")
    end = NOW + timedelta(hours=6)
    decide_crews(con, TOWNSHIP, "go", until_at=end, rule={}, by=MANAGER, reason="x")
    for statement in (f"UPDATE {table} SET user = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError, match="only appended"), transaction(con):
            con.execute(statement)


def test_the_mark_changes_with_every_deed(con):
    """A page that has the mark has seen everything."""
    marks = [watch_mark(con)]
    number = pasted(con)
    marks.append(watch_mark(con))
    decide_alert(con, number, "confirmed", by=MANAGER)
    marks.append(watch_mark(con))
    report_road(con, TOWNSHIP, "open", from_at=NOW, by=MANAGER, note="")
    marks.append(watch_mark(con))
    assert len(set(marks)) == 4
    assert watch_mark(con) == marks[-1]
