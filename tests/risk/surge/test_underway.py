"""Which claims belong to an event, where more may come from, and how reports are counted."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.errors import ModelError
from risk.surge.underway import (
    UNPLACED,
    Stray,
    claims_of,
    event_zones,
    path_counts,
    path_edges,
    spread_stray,
    stray_shares,
    told_by_day,
)

START = datetime(2025, 7, 1, 14)
EVENT = {
    "event_id": "E1", "peril_family": "storm", "started_at": pd.Timestamp(START),
    "ended_at": pd.Timestamp(2025, 7, 1, 20),
}  # fmt: skip


def claims(**columns):
    """Four claims: named, unnamed of the day, unnamed of another family, unnamed a day later."""
    frame = pd.DataFrame(
        {
            "event_id": ["E1", None, None, None],
            "peril_family": ["storm", "storm", "flood", "storm"],
            "loss_at": pd.to_datetime(
                ["2025-07-01 15:00", "2025-07-01 23:00", "2025-07-01 15:00", "2025-07-02 00:00"]
            ),
            "reported_at": pd.to_datetime(
                ["2025-07-01 17:30", "2025-07-01 16:00", "2025-07-01 16:00", "2025-07-02 01:00"]
            ),
            "region_code": ["A", "B", "A", "A"],
        }
    )
    return frame.assign(**columns)


def test_a_young_event_also_takes_claims_that_name_no_event():
    """Same family, lost between its start and the end of its last day; in the order of reports."""
    assert claims_of(claims(), EVENT, attributed=False)["region_code"].tolist() == ["B", "A"]
    assert claims_of(claims(), EVENT, attributed=True)["region_code"].tolist() == ["A"]


def test_a_claim_without_report_time_is_not_counted():
    """Nobody can say when it came."""
    assert claims_of(claims(reported_at=pd.NaT), EVENT, attributed=False).empty


def test_strays_are_learnt_from_closed_events_with_a_footprint():
    """Of 18 placed claims one lies outside, of 20 two are unplaced; with ten claims of prior."""
    events = pd.DataFrame([EVENT | {"event_id": e} for e in ("E1", "E2", "E3")])
    marks = pd.DataFrame(
        {"event_id": ["E1", "E1"], "region_code": ["A", "B"], "intensity": [3.0, 0.0]}
    )
    own = pd.DataFrame({"event_id": "E1", "region_code": ["A"] * 17 + ["B"] + [None, "TOWN"]})
    map_ = pd.Index(["A", "B", "Z"])
    other = pd.DataFrame({"event_id": "E2", "region_code": ["Z"] * 5})
    found = stray_shares(
        pd.concat([own, other]), events, marks, map_, as_of=date(2025, 12, 31), horizon_days=14
    )
    assert found == Stray(1.5 / 28, 2.5 / 30, 1, 20)
    early = stray_shares(own, events, marks, map_, as_of=date(2025, 7, 5), horizon_days=14)
    assert (early.outside, early.events) == (0.05, 0)


def test_strays_get_their_share_of_expected_claims():
    """Of 80 a tenth unplaced, a fifth of the others outside, by weight; the sum stays."""
    beside = pd.Series({"A": 9.0, "B": 1.0, "C": 3.0})
    codes, expected = spread_stray(["A"], np.array([80.0]), beside, Stray(0.2, 0.1, 1, 10))
    assert codes == ["A", "B", "C", UNPLACED]
    assert expected == pytest.approx([57.6, 3.6, 10.8, 8])
    assert expected.sum() == pytest.approx(80)


def test_without_villages_beside_it_nothing_strays_outside():
    """The whole county is the footprint."""
    beside = pd.Series({"A": 1.0})
    codes, expected = spread_stray(["A"], np.array([10.0]), beside, Stray(0.2, 0.1, 1, 1))
    assert codes == ["A", UNPLACED]
    assert expected == pytest.approx([9, 1])


def test_a_recorded_footprint_is_taken_else_the_whole_county():
    """The upper half of the intensities is the core; one quantity; villages on the map only."""
    villages = pd.Index(["A", "B", "C"])
    marks = pd.DataFrame(
        {
            "event_id": "E1",
            "region_code": ["A", "B", "X", "A"],
            "intensity": [30.0, 20.0, 50.0, 7.0],
            "quantity": ["rain", "rain", "rain", "wind"],
        }
    )
    zones, recorded = event_zones(villages, EVENT, marks)
    assert recorded
    assert zones["zone"].tolist() == ["core", "fringe"]
    whole, recorded = event_zones(villages, EVENT, marks.iloc[:0])
    assert not recorded
    assert whole["region_code"].tolist() == ["A", "B", "C"]
    with pytest.raises(ModelError, match="no village"):
        event_zones(villages[:0], EVENT, marks)


def test_edges_are_hours_from_the_start_or_the_ends_of_days():
    """The last edge is the moment itself."""
    now = datetime(2025, 7, 1, 16, 30)
    assert path_edges(START, now, by_day=False).tolist() == [0, 1, 2, 2.5]
    days = path_edges(START, datetime(2025, 7, 3), by_day=True)
    assert days.tolist() == [0, 10, 34]
    assert path_edges(START, START, by_day=False).tolist() == [0]


def test_reports_are_counted_by_village_and_hour():
    """One before the start counts at the start; one after the last edge not yet."""
    rows = pd.DataFrame(
        {
            "region_code": ["A", "A", None, "B"],
            "reported_at": pd.to_datetime(
                ["2025-07-01 13:00", "2025-07-01 14:59", "2025-07-01 15:00", "2025-07-01 17:00"]
            ),
        }
    )
    counts = path_counts(rows, ["A", "B", UNPLACED], START, np.array([0.0, 1.0, 3.0]))
    assert counts.tolist() == [[2, 0], [0, 0], [0, 1]]
    fewer = path_counts(rows, ["A", UNPLACED], START, np.array([0.0, 4.0]))
    assert fewer.tolist() == [[2], [2]]  # no village of the list: nowhere


def test_a_source_of_days_is_recognised():
    """Reports exactly at midnight."""
    stamps = pd.to_datetime(["2025-07-01 00:00", "2025-07-02 00:00", "2025-07-02 08:00"])
    assert told_by_day(pd.DataFrame({"reported_at": stamps}))
    assert not told_by_day(pd.DataFrame({"reported_at": stamps[2:]}))


@given(st.lists(st.integers(0, 20_000), max_size=30), st.integers(1, 300), st.booleans())
def test_every_report_before_the_moment_is_counted_once(minutes, hours, by_day):
    """Sum over villages and intervals = reports before the moment."""
    now = START + pd.Timedelta(hours=hours)
    stamps = pd.Timestamp(START) + pd.to_timedelta(minutes, unit="min")
    rows = pd.DataFrame({"region_code": "A", "reported_at": stamps})
    edges_h = path_edges(START, now.to_pydatetime() if hasattr(now, "to_pydatetime") else now,
                         by_day=by_day)  # fmt: skip
    counts = path_counts(rows, ["A", UNPLACED], START, edges_h)
    assert counts.sum() == (stamps < now).sum()
