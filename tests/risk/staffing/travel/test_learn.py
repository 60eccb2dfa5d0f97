"""Own trips beside roads: they set the pace, or set the roads aside."""

import numpy as np
import pandas as pd
import pytest
import shapely

from risk.geography.plane import haversine_km
from risk.settings import Places
from risk.staffing.travel import learn_ways, travel_assumptions, travel_table
from tests.risk.staffing.conftest import CODES

NO_PEOPLE = pd.DataFrame(columns=["surveyor_id", "base_id"])
NO_CARS = pd.DataFrame(columns=["vehicle_id", "base_id"])
NO_MATRIX = pd.DataFrame(columns=["origin", "region_code", "minutes"])
PLACES = Places()
KMH = 25.0  # of a village road


def bent_roads(regions: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """A road from the first base to each village, every second one twice as long as straight."""
    rows, km = [], []
    for i, (lon, lat) in enumerate(regions[["lon", "lat"]].to_numpy(float)):
        straight = np.array([[102.0, 36.8], [lon, lat]])
        away = straight[1] - straight[0]
        side = np.array([-away[1], away[0]]) * np.sqrt(3) / 2
        line = np.insert(straight, 1, straight.mean(axis=0) + side, 0) if i % 2 else straight
        rows.append((f"r{i}", "unclassified", shapely.linestrings(line)))
        km.append(float(haversine_km(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1]).sum()))
    return pd.DataFrame(rows, columns=["road_id", "class", "geometry"]), np.array(km)


def trips(regions: pd.DataFrame, drive_min: np.ndarray, *, each: int = 8) -> pd.DataFrame:
    """Trips from the first base, every one by another crew, 5 % error."""
    village = np.tile(np.arange(len(CODES)), each)
    n = len(village)
    error = np.random.default_rng(1).lognormal(0, 0.05, n)
    minutes = (PLACES.access_min + drive_min[village]) * error
    sent = pd.Timestamp("2025-05-01 09:00") + pd.to_timedelta(np.arange(n) % 40, unit="D")
    arrived = sent + pd.to_timedelta(minutes, unit="min")
    return pd.DataFrame(
        {"claim_id": [f"c{i}" for i in range(n)], "crew_id": [f"B1-{i}" for i in range(n)],
         "region_code": np.array(CODES, object)[village], "event": False, "dispatched_at": sent,
         "arrived_at": arrived, "surveyed_at": arrived, "arrival_quality": "measured"}
    )  # fmt: skip


def learn(claims, bases, regions, roads):
    flat = pd.DataFrame({"region_code": CODES, "slope_deg": 0.0})
    return learn_ways(
        claims, bases, regions, terrain=flat, roads=roads, matrix=NO_MATRIX, surveyors=NO_PEOPLE,
        vehicles=NO_CARS, places=PLACES,
    )  # fmt: skip


def test_trips_along_roads_set_their_pace(bases, regions):
    """Crews drive the roads 20 % faster than the map says: its minutes × 0.8, error about 5 %."""
    roads, km = bent_roads(regions)
    learned = learn(trips(regions, 0.8 * 60 * km / KMH), bases, regions, roads)
    assert learned.roads.hold
    fit = learned.ways.road_fit
    assert fit.low.min_per_km <= 0.8 <= fit.high.min_per_km
    assert fit.low.access_min <= PLACES.access_min <= fit.high.access_min
    assert learned.ways.errors["roads"] == pytest.approx(0.05, abs=0.03)
    told = learned.judged[learned.judged["source"] == "roads"]
    assert (told["minutes"] / told["told_min"]).median() == pytest.approx(1, abs=0.03)


def test_trips_that_know_a_shorter_way_set_the_roads_aside(bases, regions):
    """Crews drive straight whatever the map says: the estimate is nearer, and is used."""
    roads, _ = bent_roads(regions)
    straight = haversine_km(102.0, 36.8, regions["lon"].to_numpy(), regions["lat"].to_numpy())
    learned = learn(trips(regions, 60 * 1.4 * straight / 40), bases, regions, roads)
    assert not learned.roads.hold
    assert learned.ways.roads is None
    assert set(learned.judged["source"]) == {"estimated"}


def test_few_trips_leave_the_roads_as_the_map_has_them(bases, regions):
    roads, km = bent_roads(regions)
    few = trips(regions, 60 * km / KMH, each=1).head(49)
    learned = learn(few, bases, regions, roads)
    assert learned.roads is None
    assert learned.ways.road_fit is None
    assert learned.ways.roads is not None


def test_roads_of_another_county_are_no_roads(bases, regions):
    line = shapely.linestrings([[90, 40], [91, 40]])
    far = pd.DataFrame({"road_id": ["x"], "class": ["primary"], "geometry": [line]})
    learned = learn(trips(regions, np.full(30, 9.0), each=1), bases, regions, far)
    assert learned.network is None
    assert learned.ways.roads is None


def test_a_plan_lists_what_its_drives_rest_on(bases, regions):
    """Shares of the sources, errors by own logs, the pace; no setting that is not used."""
    roads, km = bent_roads(regions)
    ways = learn(trips(regions, 0.8 * 60 * km / KMH), bases, regions, roads).ways
    travel = travel_table(np.array(CODES, object), bases, regions, None, PLACES, ways=ways)
    listed = {a.name: a for a in travel_assumptions(travel, PLACES, ways)}
    assert listed["road_pace"].low <= 0.8 <= listed["road_pace"].high
    assert listed["road_error_cv"].source == "own arrival logs"
    assert {"travel_share_roads", "travel_share_estimated"} <= set(listed)
    assert "matrix_error_cv" not in listed
    shares = [a.value for name, a in listed.items() if name.startswith("travel_share")]
    assert sum(shares) == pytest.approx(1, abs=0.01)
