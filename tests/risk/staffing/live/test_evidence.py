"""When a check-in happened, and how well it is known: by rule, on cases worked out by hand."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.staffing.live.evidence import (
    DeviceTime,
    Houses,
    Villages,
    at_house,
    distance_m,
    is_of_the_day,
    is_outside,
    put_right,
    qualities,
)

NOON = datetime(2026, 1, 20, 12)
COUNTY_S = 1_000_000.0
VILLAGES = Villages(np.array(["V1", "V2"], object), np.array([102.1, 102.2]), np.full(2, 36.8))


@pytest.mark.parametrize(
    ("made_s", "sent_s", "ahead_s", "minutes_ago", "sure"),
    [
        (0.0, 600.0, None, 10, True),  # its clock stands at 1970: only the difference counts
        (0.0, 600.0, COUNTY_S - 600.0, 10, True),
        (0.0, 600.0, COUNTY_S - 7200.0, 120, False),  # put forward by 110 minutes in between
        (600.0, 0.0, COUNTY_S - 1200.0, 10, False),  # put back in between: sent before it was made
        (600.0, 0.0, None, 0, False),
        (600.0, 0.0, COUNTY_S, 0, False),  # nonsense by both: no later than received
    ],
)
def test_a_phone_s_clock_is_put_right(made_s, sent_s, ahead_s, minutes_ago, sure):
    """What counts is how long before sending; a clock moved in between is not sure."""
    at, known = put_right(DeviceTime(made_s, sent_s, ahead_s), NOON, COUNTY_S)
    assert at == NOON - timedelta(minutes=minutes_ago)
    assert known is sure


@given(*[st.floats(-1e11, 1e11)] * 2, st.one_of(st.none(), st.floats(-1e11, 1e11)))
def test_nothing_happens_later_than_it_is_received(made_s, sent_s, ahead_s):
    """Whatever a phone says of its clock."""
    at, _ = put_right(DeviceTime(made_s, sent_s, ahead_s), NOON, COUNTY_S)
    assert at <= NOON


def houses(own: bool) -> Houses:
    """Twice a house of V1 whose crew was sent to 102.1, 36.8."""
    return Houses(
        np.full(3, 102.1), np.full(3, 36.8), np.full(3, own), np.array(["V1"] * 3, object)
    )


@pytest.mark.parametrize(
    ("own", "here"), [(True, [True, False, False]), (False, [True, True, False])]
)
def test_a_point_bears_out_a_house_or_its_village(own, here):
    """445 m from its own point, or nearer to its village than to another where it has none."""
    lon, lat = np.array([102.105, 102.14, 102.16]), np.full(3, 36.8)
    assert distance_m(houses(own), lon, lat)[0] == pytest.approx(445, abs=1)
    assert at_house(houses(own), VILLAGES, lon, lat, 500.0).tolist() == here


def test_a_point_that_is_missing_bears_nothing_out():
    """NaN is no place."""
    nowhere = np.full(3, np.nan)
    assert not at_house(houses(False), VILLAGES, nowhere, nowhere, 500.0).any()


def test_a_point_outside_the_county_is_outside():
    """30 km from any place of the day."""
    assert is_outside(VILLAGES, 0.0, 0.0)
    assert is_outside(VILLAGES, 102.6, 36.8)
    assert not is_outside(VILLAGES, 102.3, 36.8)


@pytest.mark.parametrize(
    ("here", "accuracy_m", "apart_min", "quality"),
    [
        (True, 20.0, np.nan, "measured"),
        (True, np.nan, np.nan, "measured"),
        (True, 900.0, np.nan, "typed"),  # a mast's point
        (False, 20.0, np.nan, "typed"),
        (False, np.nan, -12.0, "measured"),  # a photograph taken there
        (False, np.nan, 16.0, "typed"),
    ],
)
def test_only_what_is_borne_out_is_measured(here, accuracy_m, apart_min, quality):
    """By a point near enough and sharp enough, or by a photograph of that quarter of an hour."""
    told = qualities(np.array([here]), np.array([accuracy_m]), 500.0, np.array([apart_min]))
    assert told == [quality]


def test_last_year_s_photograph_is_of_another_visit():
    """Twelve hours are the farthest."""
    assert is_of_the_day(NOON - timedelta(hours=2), NOON)
    assert not is_of_the_day(NOON - timedelta(days=365), NOON)
