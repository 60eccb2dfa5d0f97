"""A polish is taken only if it keeps the promise no worse, and moves few claims."""

from dataclasses import replace
from itertools import count

import pytest
from dispatch_world import surge_day, tiny_day

from risk.staffing.live import Deed, DeedKind, apply, polish, problem_of
from risk.staffing.live.polishing import better
from risk.staffing.routes.cost import cost_of

K = DeedKind


def counting():
    """A clock that goes a hundredth of a second each time it is read: searches end by steps."""
    ticks = count()
    return lambda: next(ticks) / 100


@pytest.fixture(scope="module")
def morning():
    """Sixty claims, four crews, routes made by regret."""
    start, _ = surge_day(60, 4, seed=3, open_share=1.0)
    return apply(start, Deed(K.ROUTED, 450.0))[0]


def test_a_polish_keeps_more_and_moves_few(morning):
    deed = polish(morning, clock=counting(), seconds=2.0, seed=1)
    assert deed is not None
    before = problem_of(morning)
    state, changed = apply(morning, deed)
    planned = sum(map(len, before.routes))
    assert changed.values["moved"] <= planned // 10
    was = cost_of(before.problem, before.routes)
    now = cost_of(problem_of(state).problem, problem_of(state).routes)
    kept, still = (c.jobs_late + c.jobs_unserved for c in (was, now))
    assert (still, now.total) < (kept, was.total)
    assert changed.reason == "polished"


def test_what_stands_well_is_left_alone():
    routes = {"c1": ("t1",), "c2": ()}
    start = tiny_day()
    one = replace(start, claims={"t1": start.claims["t1"]},
                  progress={"t1": start.progress["t1"]})  # fmt: skip
    state, _ = apply(one, Deed(K.ROUTED, 480.0, routes=routes))
    assert polish(state, clock=counting(), seconds=0.2, seed=1) is None
    assert polish(tiny_day(), clock=counting(), seconds=0.2, seed=1) is None  # nothing routed yet


def test_cheaper_is_not_enough_if_the_promise_suffers(morning):
    movable = problem_of(morning)
    emptied = (*movable.routes[:-1], ())
    assert not better(movable, emptied, 60)
    assert not better(movable, movable.routes, 60)  # as good is not better
    swapped = (movable.routes[1], movable.routes[0], *movable.routes[2:])
    assert not better(movable, swapped, 5)  # too many change hands


def test_frozen_stops_stay_in_front(morning):
    first = morning.routes["c01"][0]
    state, _ = apply(morning, Deed(K.SET_OUT, 480.0, claim_id=first, crew_id="c01"))
    deed = polish(state, clock=counting(), seconds=2.0, seed=1)
    assert deed is not None
    assert deed.routes.get("c01", (first,))[0] == first
