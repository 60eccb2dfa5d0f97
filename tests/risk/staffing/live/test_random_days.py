"""A thousand random days: whatever is told in whatever order, the routes can be driven."""

import numpy as np
import pytest
from live_days import next_step, random_start

from risk.staffing.live import DeedKind, Stage, problem_of, told
from risk.staffing.live.crews import FROZEN, frozen_stops
from risk.staffing.live.times import timed, times_of
from risk.staffing.routes.verify import verify, verify_schedule

DAYS, DEEDS = 1000, 6
THAWS = {DeedKind.CREW_OUT, DeedKind.ROAD_CLOSED, DeedKind.CANCELLED, DeedKind.UNDONE,
         DeedKind.SET_OUT, DeedKind.ARRIVED, DeedKind.FINISHED}  # fmt: skip
"""Deeds that say of one frozen stop that it is none; other stops stay as they are."""


@pytest.mark.parametrize("block", range(4))
def test_a_thousand_random_days(block):
    for seed in range(block, DAYS, 4):
        rng = np.random.default_rng(seed)
        start = state = random_start(rng)
        log = []
        for _ in range(DEEDS):
            before = state
            state, deed, said = next_step(rng, start, state, log)
            if deed is not None:
                check_day(before, state, deed, (seed, len(log), deed, said))
        last = timed(state)
        assert verify_schedule(last.movable.problem, last.movable.routes, last.plan) == (), seed
        assert_same(told(start, log), state)


def check_day(before, state, deed, said):
    movable = problem_of(state)
    assert verify(movable.problem, movable.routes) == (), said
    assert_frozen_unmoved(before, state, deed, said)
    on = [c for route in state.routes.values() for c in route]
    assert len(on) == len(set(on)), said
    for claim, so_far in state.progress.items():
        routed = so_far.stage in FROZEN or so_far.stage is Stage.PLANNED
        assert routed == (claim in on), (claim, so_far, said)
    for claim, times in times_of(state).items():
        stage = state.progress[claim].stage
        if stage in (Stage.PLANNED, Stage.UNDERWAY):
            assert times.arrive_min >= state.now_min, (claim, times, said)
        if stage is not Stage.DONE:
            assert times.finish_min >= state.now_min, (claim, times, said)
    for crew in state.crews:
        stages = [state.progress[c].stage for c in state.routes[crew]]
        assert sum(s in (Stage.UNDERWAY, Stage.ARRIVED) for s in stages) <= 1, said
        order = [0 if s is Stage.DONE else 1 if s in FROZEN else 2 for s in stages]
        assert order == sorted(order), said


def assert_frozen_unmoved(before, state, deed, said):
    """Frozen stops stay with their crew in their order; one may thaw where the deed says so."""
    gone = 0
    for crew in before.crews:
        was, now = (
            frozen_stops(before, crew),
            frozen_stops(state, crew) if crew in state.crews else (),
        )
        stay = [c for c in was if c in now]
        assert [c for c in now if c in was] == stay, said
        gone += len(was) - len(stay)
    most = {DeedKind.SET_OUT: 1, DeedKind.ARRIVED: 2, DeedKind.FINISHED: 2}
    assert gone == 0 or deed.kind in THAWS, said
    assert gone <= most.get(deed.kind, gone), said  # left out, taken over


def assert_same(one, other):
    for name in ("now_min", "number", "claims", "crews", "routes", "progress", "pinned", "cuts",
                 "pace", "planned", "stands"):  # fmt: skip
        assert getattr(one, name) == getattr(other, name), name
