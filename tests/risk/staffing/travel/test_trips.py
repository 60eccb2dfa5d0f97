"""Whence a crew came, trip by trip, and why others are left out."""

import pandas as pd
import pytest

from risk.settings import Places
from risk.staffing.travel import learn_ways, own_trips

NOBODY = pd.DataFrame(columns=["surveyor_id", "base_id"])
NO_CARS = pd.DataFrame(columns=["vehicle_id", "base_id"])


def claim(number, crew, village, sent, arrived, surveyed, quality="measured"):
    stamp = [pd.Timestamp(f"2025-05-0{t}") if t else pd.NaT for t in (sent, arrived, surveyed)]
    return (number, crew, village, False, *stamp, quality)


CLAIMS = pd.DataFrame(
    [
        claim("first", "B1-1", "V20", "1 08:00", "1 08:30", "1 09:00"),
        claim("onward", "B1-1", "V21", "1 09:10", "1 09:25", "1 10:00"),
        claim("same", "B1-1", "V21", "1 10:00", "1 10:10", "1 10:30"),
        claim("between", "B1-1", "V05", "1 12:30", "1 13:00", "1 13:30"),
        claim("home", "B1-1", "V06", "1 18:00", "1 18:20", "1 19:00"),
        claim("typed", "B1-1", "V07", "2 08:00", "2 08:30", "2 09:00", "typed"),
        claim("stranger", "X7", "V08", "2 08:00", "2 08:30", "2 09:00"),
        claim("by car", "K9", "V09", "2 08:00", "2 08:30", "2 09:00"),
        claim("back", "B2-1", "V10", "2 09:00", "2 08:30", "2 09:00"),
        claim("open", "B2-1", "V11", "3 09:00", None, None),
        claim("no crew", None, "V11", "3 09:00", "3 09:30", None),
    ],
    columns=["claim_id", "crew_id", "region_code", "event", "dispatched_at", "arrived_at",
             "surveyed_at", "arrival_quality"],
)  # fmt: skip
CARS = pd.DataFrame({"vehicle_id": ["K9"], "base_id": ["B2"]})


def test_origins_by_hand(bases, regions):
    """From the base first and after four idle hours, from the last village within one hour."""
    told = own_trips(CLAIMS, bases, regions, NOBODY, CARS)
    found = told.table.set_index("claim_id")["origin"].to_dict()
    assert found == {"first": "B1", "onward": "V20", "home": "B1", "by car": "B2"}
    assert told.left_out == {
        "no_stamp": 1, "not_measured": 1, "impossible": 1, "origin_unknown": 3,
        "same_village": 1, "no_point": 0,
    }  # fmt: skip
    assert told.table.set_index("claim_id").loc["onward", "minutes"] == 15
    assert len(told.table) + sum(told.left_out.values()) == len(CLAIMS)


def test_few_trips_change_nothing_and_are_judged_all_the_same(bases, regions):
    """Four trips stand beside the estimate; drives and errors stay the settings'."""
    empty = pd.DataFrame(columns=["road_id", "class", "geometry"])
    learned = learn_ways(
        CLAIMS, bases, regions, terrain=pd.DataFrame(columns=["region_code", "slope_deg"]),
        roads=empty, matrix=pd.DataFrame(columns=["origin", "region_code", "minutes"]),
        surveyors=NOBODY, vehicles=CARS, places=Places(),
    )  # fmt: skip
    assert learned.ways.fitted is None
    assert learned.ways.errors == {}
    assert learned.network is None
    assert learned.judged["told_min"].gt(0).all()
    assert set(learned.judged["source"]) == {"estimated"}
    assert len(learned.judged) == 4


def test_no_claim_no_trip(bases, regions):
    told = own_trips(CLAIMS.iloc[:0], bases, regions, NOBODY, NO_CARS)
    assert told.table.empty
    assert sum(told.left_out.values()) == 0


@pytest.mark.parametrize("as_of", ["2025-05-01 09:20"])
def test_what_is_masked_is_not_learned_from(bases, regions, as_of):
    """An arrival later than the day known carries no stamp: the trip is no trip yet."""
    late = CLAIMS["arrived_at"] > pd.Timestamp(as_of)
    masked = CLAIMS.assign(arrived_at=CLAIMS["arrived_at"].mask(late))
    told = own_trips(masked, bases, regions, NOBODY, CARS)
    assert told.table["claim_id"].tolist() == ["first"]
