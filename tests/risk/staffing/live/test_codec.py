"""Records as JSON and back, whatever stands in them."""

import json

import numpy as np
import pytest
from dispatch_world import tiny_claim, tiny_day
from live_days import next_step, random_start

from risk.errors import ModelError
from risk.staffing.live import Deed, DeedKind, apply
from risk.staffing.live.codec import (
    deed_json,
    deed_of,
    ground_bytes,
    ground_of,
    state_json,
    state_of,
)
from risk.terms import ArrivalQuality


def through_text(value):
    return json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False))


def test_states_and_deeds_of_random_days_come_back():
    for seed in range(12):
        rng = np.random.default_rng(seed)
        start = state = random_start(rng)
        log = []
        for _ in range(8):
            state, _, _ = next_step(rng, start, state, log)
        assert [deed_of(through_text(deed_json(d))) for d in log] == log
        back = state_of(through_text(state_json(state)), state.ground)
        for name in vars(state):
            assert getattr(back, name) == getattr(state, name), name


def test_defaults_are_left_out_and_odd_numbers_survive():
    deed = Deed(DeedKind.ARRIVED, 500.0, claim_id="t1", quality=ArrivalQuality.MEASURED)
    assert deed_json(deed) == {
        "kind": "arrived", "at_min": 500.0, "claim_id": "t1", "quality": "measured",
    }  # fmt: skip
    claim = tiny_claim(1, 1, 480.0, lon=float("nan"), due_min=float("inf"))
    back = deed_of(through_text(deed_json(Deed(DeedKind.CLAIM, 480.0, claim=claim))))
    assert back.claim.due_min == float("inf")
    assert np.isnan(back.claim.lon)


def test_nothing_routed_is_not_nothing_told():
    _, changed = apply(tiny_day(), Deed(DeedKind.CLOCK, 490.0))
    assert deed_of(through_text(deed_json(changed.deed))).routes == {}
    assert deed_of({"kind": "clock", "at_min": 1.0}).routes is None


def test_a_log_of_a_newer_version_is_refused():
    with pytest.raises(ModelError, match="Deed has no mood"):
        deed_of({"kind": "clock", "at_min": 1.0, "mood": "good"})


def test_a_ground_comes_back_to_the_last_bit():
    ground = tiny_day(break_min=17.0).ground
    back = ground_of(ground_bytes(ground))
    for name in ("lon", "lat", "minutes"):
        assert np.array_equal(getattr(back, name), getattr(ground, name)), name
    for name in ("day", "place_codes", "bases", "routing", "staffing"):
        assert getattr(back, name) == getattr(ground, name), name
