"""Reports of the next 24 hours on the wall, by hour, and what tells them behind the requests."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from dashboards.story.wall.ahead import (
    DRAWS,
    counts_by_hour,
    hour_shares,
    reports_by_hour,
    under_way,
)
from dashboards.story.wall.behind import Behind
from risk.surge.reports import Claims


def test_ordinary_hours_are_own_ones_and_assumed_ones(tiny_story):
    """Twenty reports at 10:00 weigh as much as what is assumed; a stamp of midnight is no hour."""
    county, at = tiny_story.facts.county, pd.Timestamp(2025, 6, 3, 10)
    own = pd.DataFrame({"event_id": None, "reported_at": [at] * 20 + [at.normalize()] * 80})
    none = pd.DataFrame({"event_id": None, "reported_at": pd.to_datetime([])})
    assumed, mixed = hour_shares(none, county), hour_shares(own, county)
    assert mixed.sum() == pytest.approx(1)
    assert mixed[10] == pytest.approx((1 + assumed[10]) / 2)
    assert mixed[0] == pytest.approx(assumed[0] / 2)


def test_claims_to_come_are_dealt_to_their_hours():
    """Half of what is to come reports by hour 11, all of it by 12: hours 10–11 and 11–12."""
    found = SimpleNamespace(
        curve_h=np.array([10.0, 11.0, 12.0]),
        curve=np.array([[0.0, 0.5, 1.0]], np.float32),
        counts=np.array([[60, 40]], np.int32),
        draws=1,
    )
    made = reports_by_hour(found, 10.0, seed=1)
    assert made.shape == (DRAWS, 24)
    assert set(made.sum(axis=1)) == {100}
    assert made[:, 0].mean() == pytest.approx(50, abs=1)
    assert made[:, 2:].sum() == 0


def test_claims_of_a_scenario_are_counted_by_hour():
    """Two draws; hours from two on, so that 2.5 is the first and 26.0 lies behind the last."""
    hour = np.array([1.0, 2.5, 3.0, 3.9, 26.0])
    claims = Claims(0, np.array([0, 2, 5]), np.zeros(5, np.int32), hour, hour)
    counts = counts_by_hour(claims, 2.0)
    assert counts.shape == (2, 24)
    assert counts[:, :2].tolist() == [[1, 0], [0, 2]]
    assert counts.sum() == 3


def test_an_event_is_under_way_until_its_horizon(tiny_story):
    county = tiny_story.facts.county
    begun = datetime(2025, 6, 1, 12)
    events = pd.DataFrame({"event_id": ["E1"], "name": ["storm"], "started_at": [begun]})
    horizon = timedelta(days=county.surge.horizon_days)
    assert under_way(events, begun - timedelta(minutes=1), county) is None
    assert under_way(events, begun + horizon, county)["event_id"] == "E1"
    assert under_way(events, begun + horizon + timedelta(minutes=1), county) is None


def test_what_takes_long_is_told_behind_and_its_failure_kept():
    """The value is there once it is told; an error is said, not tried again and again."""
    behind: Behind[int] = Behind(2)
    assert behind.get("a", lambda: 1) is None
    behind.wait()
    assert behind.get("a", lambda: 2) == 1
    assert behind.ended == 1
