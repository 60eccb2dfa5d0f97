"""Long work by name: refused while it runs and to those who may not, kept when ended, stopped."""

from datetime import datetime

import pytest
from job_work import work

from dashboards.story.works import End, Works
from risk.errors import OperationsError
from risk.operations import User
from risk.terms import Role

WAIT_S = 60
NOW = datetime(2026, 7, 1, 9, 30)
ANALYST, VIEWER = User("li", Role.ANALYST), User("gast", Role.VIEWER)


@pytest.fixture
def works() -> Works:
    made = Works(lambda: NOW)
    made.add("count", work, Role.ANALYST)
    return made


def test_work_tells_who_began_it_and_how_it_ended(works):
    """Done, refused and broken each leave one line, newest first."""
    works.start("count", "count", 3, user=ANALYST)
    assert works.running() == 1
    assert works.wait("count", WAIT_S).result[0] == 3
    works.start("count", "refuse", 1, user=ANALYST)
    works.wait("count", WAIT_S)
    works.start("count", "break", 1, user=ANALYST)
    works.wait("count", WAIT_S)
    told = [(run.begun.user, run.end, run.why) for run in works.ended()]
    assert told == [
        ("li", End.FAILED, ""), ("li", End.REFUSED, "here: locked; wait"), ("li", End.DONE, ""),
    ]  # fmt: skip
    assert (works.running(), works.ended()[0].begun.at) == (0, NOW)


def test_a_second_start_and_a_lesser_role_are_refused_in_words(works):
    """What runs goes on; a stop before the process has begun holds too."""
    with pytest.raises(OperationsError, match="role viewer may not start or stop count"):
        works.start("count", "count", 1, user=VIEWER)
    works.start("count", "wait", 1, user=ANALYST)
    with pytest.raises(OperationsError, match="running already, asked for by li at 2026-07-01"):
        works.start("count", "count", 1, user=ANALYST)
    works.cancel("count")
    ended = works.wait("count", WAIT_S)
    assert (ended.running, ended.cancelled, ended.failed) == (False, True, False)
    assert [run.end for run in works.ended()] in ([End.CANCELLED], [])  # []: it had not begun


def test_two_kinds_of_work_cannot_bear_one_name(works):
    """A page that adds work another page knows is a mistake in code."""
    with pytest.raises(ValueError, match="known already"):
        works.add("count", work, Role.VIEWER)
