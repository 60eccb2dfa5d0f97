"""The tables of a day."""

import numpy as np

from risk.staffing.live import Deed, DeedKind, apply, view

K = DeedKind


def test_stops_crews_and_who_waits(day, do):
    state = do(day, (K.SET_OUT, 480.0, "t1", "c1"), (K.ARRIVED, 504.0, "t1", "c1"),
               (K.FINISHED, 530.0, "t1", "c1"), (K.SET_OUT, 532.0, "t2", "c1"),
               (K.TAKEN_OFF, 533.0, "t4", ""))  # fmt: skip
    seen = view(state)
    stops = seen.stops.set_index("claim_id")
    assert stops.loc["t1", ["seq", "stage", "arrive_min", "late_min", "frozen"]].tolist() == [
        1, "done", 504.0, 4.0, True,
    ]  # fmt: skip
    assert stops.loc["t2", ["leave_min", "arrive_min", "finish_min"]].tolist() == [532, 542, 572]
    assert not stops["pinned"].any()
    crews = seen.crews.set_index("crew_id")
    assert crews.loc["c1", ["claims", "late", "out"]].tolist() == [4, 1, False]  # t1
    assert crews.loc["c1", "travel_min"] == 24 + 10 + 2 + 40 + 50
    assert crews.loc["c2", "end_min"] == 700.0
    waiting = seen.waiting.set_index("claim_id")
    assert waiting.loc["t4", ["place_code", "tier", "held_back"]].tolist() == ["V3", "rural", True]


def test_a_day_without_anything_has_its_columns(day):
    empty = view(apply(day, Deed(K.ROUTED, 480.0, routes={"c1": (), "c2": ()}))[0])
    assert empty.stops.dtypes["arrive_min"] == np.float64
    assert empty.stops.dtypes["frozen"] == np.bool_
    assert empty.crews["claims"].tolist() == [0, 0]
    assert len(empty.waiting) == 7
