"""Every pair by the surest of matrix, roads and estimate; and it knows by which."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from risk.settings import Places
from risk.staffing.travel import RoadTable, Source, Ways, travel_table
from tests.risk.staffing.conftest import CODES, storm

PLACES = Places()
VILLAGES = np.array(CODES[:4], object)  # the four of the town, all near the first base


def road_minutes(bases, value, codes=VILLAGES):
    starts = np.concatenate([bases["base_id"].to_numpy(object), codes])
    return RoadTable(starts, codes, np.full((len(starts), len(codes)), float(value)), 0.0)


def table(bases, regions, ways, scenario=None):
    return travel_table(VILLAGES, bases, regions, scenario, PLACES, ways=ways)


def test_without_roads_everything_is_estimated(bases, regions):
    """…with the settings' error, as it always was."""
    told = table(bases, regions, Ways())
    assert (told.source == Source.ESTIMATED).all()
    assert told.error_cv.tolist() == [PLACES.travel_error_cv] * 4
    assert told.shares() == {"matrix": 0.0, "roads": 0.0, "estimated": 1.0}


def test_matrix_stands_over_roads_and_roads_over_the_estimate(bases, regions):
    """B1 → V01 as given, the others by road, each plus access; errors follow the nearest base."""
    matrix = pd.DataFrame({"origin": ["B1"], "region_code": ["V01"], "minutes": [7.0]})
    told = table(bases, regions, Ways(matrix=matrix, roads=road_minutes(bases, 8.0)))
    assert told.source[0].tolist() == ["roads", "matrix", "roads", "roads"]
    by_hand = np.array([8, 7, 8, 8]) + PLACES.access_min
    np.testing.assert_allclose(60 * told.trip_h[0], by_hand)
    expected = [PLACES.road_error_cv, PLACES.matrix_error_cv, *[PLACES.road_error_cv] * 2]
    assert told.error_cv.tolist() == expected
    assert told.near[0, 0] == 1


def test_weather_lengthens_a_given_drive_and_not_the_access(bases, regions):
    """The storm's town factor is 1.1."""
    told = table(bases, regions, Ways(roads=road_minutes(bases, 10.0)), storm(5.0))
    assert 60 * told.trip_h[0, 1] == pytest.approx(11 + PLACES.access_min)


def test_the_way_back_stands_for_a_way_no_matrix_tells(bases, regions):
    matrix = pd.DataFrame({"origin": ["V01"], "region_code": ["V02"], "minutes": [9.0]})
    told = table(bases, regions, Ways(matrix=matrix))
    forth, back = told.trip_h[2 + 1, 2], told.trip_h[2 + 2, 1]
    assert forth == back == pytest.approx((9 + PLACES.access_min) / 60)


def test_a_pair_no_road_joins_falls_back_and_is_counted(bases, regions):
    """Two pairs are unreachable, and the estimate stands for them."""
    roads = road_minutes(bases, 8.0)
    roads.minutes[0, :2] = np.inf
    told = table(bases, regions, Ways(roads=roads))
    assert told.source[0].tolist() == ["estimated", "estimated", "roads", "roads"]
    assert (told.unreached, told.detours) == (2, 0)


def test_an_absurd_detour_is_a_missing_road(bases, regions):
    """400 minutes for a drive estimated at a few: the estimate stands, and the pair is counted."""
    roads = road_minutes(bases, 8.0)
    roads.minutes[0, 1] = 400.0
    told, plain = table(bases, regions, Ways(roads=roads)), table(bases, regions, Ways())
    assert told.source[0, 1] == Source.ESTIMATED
    assert told.trip_h[0, 1] == plain.trip_h[0, 1]
    assert told.detours == 1


def test_own_logs_tell_the_error_of_a_source(bases, regions):
    told = table(bases, regions, Ways(roads=road_minutes(bases, 8.0), errors={"roads": 0.4}))
    assert set(told.error_cv) == {0.4}


@examples(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_trips_are_positive_and_finite_whatever_is_known(bases, regions, seed):
    """Gaps of any kind in roads and matrix leave no pair without minutes."""
    rng = np.random.default_rng(seed)
    roads = road_minutes(bases, 1.0)
    minutes = rng.choice([np.inf, np.nan, 0.0, 5.0, 900.0], roads.minutes.shape)
    matrix = pd.DataFrame(
        {"origin": rng.choice(["B1", "B2", "V00", "X"], 5), "region_code": rng.choice(CODES[:5], 5),
         "minutes": rng.uniform(0, 30, 5)}
    )  # fmt: skip
    ways = Ways(matrix=matrix, roads=RoadTable(roads.starts, roads.ends, minutes, 0.0))
    told = table(bases, regions, ways)
    assert np.isfinite(told.trip_h).all()
    assert (told.trip_h > 0).all()
    assert sum(told.shares().values()) == pytest.approx(1)
