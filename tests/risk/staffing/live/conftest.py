"""The tiny day of ``dispatch_world``, routed by hand: c1 t1 → t2 → t3 → t4, c2 t5 → t6."""

from collections.abc import Callable

import pytest
from dispatch_world import tiny_day

from risk.staffing.live import DayState, Deed, DeedKind, apply

ROUTES = {"c1": ("t1", "t2", "t3", "t4", "t7"), "c2": ("t5", "t6")}


@pytest.fixture
def day() -> DayState:
    """08:00, routes handed out; no breaks. c1 drives 2, 10, 2, 10, 30 minutes, c2 30 and 10."""
    return apply(tiny_day(), Deed(DeedKind.ROUTED, 480.0, routes=ROUTES))[0]


@pytest.fixture
def do() -> Callable[..., DayState]:
    """Apply deeds one after another: (kind, minute, claim, crew)."""

    def apply_all(state: DayState, *deeds: tuple) -> DayState:
        for kind, at_min, claim, crew in deeds:
            deed = Deed(kind, at_min, claim_id=claim, crew_id=crew)
            state = apply(state, deed)[0]
        return state

    return apply_all
