"""Causes over an event's dispatch days: which days are of it, and what they come to."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from dispatch_world import DAY, tiny_day

from risk.follow.why_days import days_of_event, why_days
from risk.operations.dispatch import list_days, open_day
from risk.operations.store import open_store
from risk.staffing.live import DayState
from risk.terms import Role

AT = datetime(2026, 1, 20, 8)


@pytest.fixture
def con(tmp_path):
    """A store of its own."""
    found = open_store(tmp_path / "operations.sqlite")
    yield found
    found.close()


def opened(con, origin, day=DAY, state: DayState | None = None) -> int:
    """A dispatch day kept."""
    start = tiny_day() if state is None else state
    start = replace(start, ground=replace(start.ground, day=day))
    return open_day(con, start, origin=origin, name=origin, seed=1, synthetic=True,
                    data_version="v1", user="anna", role=Role.DISPATCHER, at=AT)  # fmt: skip


def test_live_days_go_before_replays_and_newer_before_older(con):
    """Another event's replay, a day before the event and one long after it are not of it."""
    old, new = opened(con, "event:E1"), opened(con, "event:E1")
    assert [h.id for h in days_of_event(list_days(con), "E1", DAY)] == [new]
    assert old != new
    live = opened(con, "live")
    opened(con, "event:E2")
    opened(con, "live", DAY - timedelta(days=1))
    opened(con, "live", DAY + timedelta(days=15))
    second = opened(con, "event:E1", DAY + timedelta(days=1))
    assert [h.id for h in days_of_event(list_days(con), "E1", DAY)] == [live, second]
    assert days_of_event(list_days(con), "E3", date(2020, 1, 1)) == ()


def test_causes_of_all_days_stand_in_one_table(con):
    """Seven claims on no route on the first day; none at all on the second."""
    first = opened(con, "live")
    none = replace(tiny_day(), claims={}, progress={})
    second = opened(con, "live", DAY + timedelta(days=1), none)
    heads = days_of_event(list_days(con), "E1", DAY)
    told = why_days(con, heads)
    assert told.days["day_id"].tolist() == [first, second]
    assert told.days["claims"].tolist() == [7, 0]
    assert told.days["late"].tolist() == [len(told.rows), 0] == [7, 0]
    assert not told.days["replayed"].any()
    assert why_days(con, []).days.empty
