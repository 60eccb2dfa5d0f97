"""Footprints from polygons, grids, stations and earthquakes, on shapes worked by hand."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely.geometry import Point, box

from risk.errors import ModelError
from risk.hazard.earthquakes import along_axis, from_earthquake, on_circle, on_ellipse
from risk.hazard.grids import Grid, from_grid
from risk.hazard.polygons import from_polygons
from risk.hazard.stations import from_stations, judge
from risk.reference import attenuation

UTM = CRS.from_epsg(32648)


def county(shapes: dict[str, object], crs: object = UTM) -> gpd.GeoDataFrame:
    """Villages of these shapes; a Point has no area."""
    frame = gpd.GeoDataFrame(
        {"code": list(shapes), "level": "village", "township_code": "T"},
        geometry=list(shapes.values()), crs=crs,
    ).to_crs(4326)  # fmt: skip
    inside = frame.geometry.representative_point()
    areas = [None if s.geom_type == "Point" else s for s in frame.geometry]
    return frame.assign(lon=inside.x, lat=inside.y).set_geometry(gpd.GeoSeries(areas, crs=4326))


def value_of(extent, code: str, column: str = "intensity") -> float:
    return float(extent.rows.set_index("region_code").loc[code, column])


# --- grids ----------------------------------------------------------------------------------------

# Cells of 1,000 m:  10 20 | 30     A covers the first cell and half of the second,
#                    40 50 | nan    B the third column, C is a point in the cell of 50
VALUES = np.array([[10.0, 20.0, 30.0], [40.0, 50.0, np.nan]])
WEST, NORTH = 300_000.0, 4_100_000.0
PLACES = {
    "A": box(WEST, NORTH - 1000, WEST + 1500, NORTH),
    "B": box(WEST + 2000, NORTH - 2000, WEST + 3000, NORTH),
    "C": Point(WEST + 1500, NORTH - 1500),
    "far": box(WEST + 90_000, NORTH, WEST + 91_000, NORTH + 1000),
}


def grid(**changes) -> Grid:
    told = Grid(VALUES, west=WEST, north=NORTH, cell_x=1000, cell_y=1000, crs=UTM, unit="mm")
    return replace(told, **changes)


def test_cut_cells_count_by_the_share_inside():
    """A: one whole cell of 10 and half a cell of 20: mean (10 + 0.5·20) / 1.5, highest 20."""
    mean = from_grid(grid(), county(PLACES), quantity="rain_mm_24h", statistic="mean")
    highest = from_grid(grid(), county(PLACES), quantity="rain_mm_24h", statistic="max")
    assert value_of(mean, "A") == pytest.approx(20 / 1.5, rel=1e-4)
    assert value_of(highest, "A") == 20
    assert value_of(mean, "A", "share") == pytest.approx(1.0, rel=1e-3)


def test_cells_without_a_value_are_left_out_and_told():
    """B has one cell of 30 and one without: 30, told of half its area."""
    found = from_grid(grid(), county(PLACES), quantity="rain_mm_24h", statistic="mean")
    assert value_of(found, "B") == pytest.approx(30)
    assert value_of(found, "B", "share") == pytest.approx(0.5, rel=1e-3)


def test_a_village_known_by_its_point_takes_the_cell_it_lies_in():
    """C lies in the cell of 50; a village off the grid is not hit."""
    found = from_grid(grid(), county(PLACES), quantity="rain_mm_24h", statistic="mean")
    assert value_of(found, "C") == 50
    assert np.isnan(value_of(found, "C", "share"))
    assert "far" not in set(found.rows["region_code"])


def test_the_grids_own_system_gives_the_same_as_the_villages():
    """The same cells told in degrees: villages are brought to the grid, whatever its system."""
    lon, lat = 102.0, 37.0
    cells = Grid(VALUES, west=lon, north=lat, cell_x=0.01, cell_y=0.01, crs=CRS(4326), unit="mm")
    shape = box(lon, lat - 0.01, lon + 0.015, lat)
    for crs in (4326, 3857):
        there = gpd.GeoSeries([shape], crs=4326).to_crs(crs).iloc[0]
        found = from_grid(cells, county({"A": there}, crs), quantity="rain_mm_24h",
                          statistic="mean")  # fmt: skip
        assert value_of(found, "A") == pytest.approx(20 / 1.5, rel=1e-4)


def test_units_of_grid_and_form_must_agree():
    """Inches are converted; a word that contradicts the file, or none at all, is refused."""
    inches = from_grid(grid(unit="inch", values=VALUES / 25.4), county(PLACES),
                       quantity="rain_mm_24h", statistic="mean")  # fmt: skip
    assert value_of(inches, "C") == pytest.approx(50)
    with pytest.raises(ModelError, match="the file says 'mm'"):
        from_grid(grid(), county(PLACES), quantity="rain_mm_24h", unit="inch")
    with pytest.raises(ModelError, match="no unit is known"):
        from_grid(grid(unit=""), county(PLACES), quantity="rain_mm_24h")
    with pytest.raises(ModelError, match="does not measure wind_ms"):
        from_grid(grid(), county(PLACES), quantity="wind_ms")


def test_a_grid_elsewhere_hits_no_village():
    """The refusal says to check the coordinate system."""
    with pytest.raises(ModelError, match=r"no village is hit.*coordinate system"):
        from_grid(grid(west=WEST - 900_000), county(PLACES), quantity="rain_mm_24h")


# --- polygons -------------------------------------------------------------------------------------


def hail(*shapes, sizes=(20.0, 30.0), crs=UTM) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"intensity": sizes[: len(shapes)]}, geometry=list(shapes), crs=crs)


def test_the_highest_intensity_counts_and_the_share_is_told():
    """Half of A under 20 mm and a fifth under 30 mm: 30 mm, half of its area covered."""
    half = box(WEST, NORTH - 1000, WEST + 750, NORTH)
    fifth = box(WEST, NORTH - 1000, WEST + 300, NORTH)
    found = from_polygons(hail(half, fifth), county(PLACES), quantity="hail_mm", unit="mm")
    assert value_of(found, "A") == 30
    assert value_of(found, "A", "share") == pytest.approx(0.5, rel=1e-3)
    assert set(found.rows["region_code"]) == {"A"}


def test_a_sliver_along_a_border_is_no_hit():
    """Less than a hundredth of the area: two drawings of one border."""
    sliver = box(WEST, NORTH - 1000, WEST + 10, NORTH)
    with pytest.raises(ModelError, match="no village is hit"):
        from_polygons(hail(sliver), county(PLACES), quantity="hail_mm", unit="mm")


def test_polygons_of_any_system_with_an_intensity():
    """Degrees or metres alike; without a system, an area or an intensity they are refused."""
    whole = box(WEST - 10, NORTH - 2010, WEST + 3010, NORTH + 10)
    metres = from_polygons(hail(whole), county(PLACES), quantity="hail_mm", unit="mm")
    degrees = from_polygons(hail(whole).to_crs(4326), county(PLACES), quantity="hail_mm", unit="mm")
    pd.testing.assert_frame_equal(metres.rows, degrees.rows, rtol=1e-6)
    with pytest.raises(ModelError, match="coordinate system"):
        from_polygons(hail(whole).set_crs(None, allow_override=True), county(PLACES),
                      quantity="hail_mm", unit="mm")  # fmt: skip
    for bad in (hail(whole, sizes=(0.0,)), hail(Point(WEST, NORTH))):
        with pytest.raises(ModelError, match="no area or no intensity"):
            from_polygons(bad, county(PLACES), quantity="hail_mm", unit="mm")


@settings(max_examples=25, deadline=None)
@given(
    st.tuples(st.integers(0, 1400), st.integers(200, 3000), st.integers(5, 50)),
    st.integers(0, 3000), st.integers(0, 30),
)  # fmt: skip
def test_a_larger_or_stronger_footprint_never_hits_less(first, more_m, more_mm):
    """Every village of the smaller one is in the larger one, at least as strongly."""
    left, width, size = first
    small = box(WEST + left, NORTH - 2000, WEST + left + width, NORTH)
    large = small.buffer(more_m, join_style="mitre")
    places = county({k: v for k, v in PLACES.items() if k != "far"})
    options = {"quantity": "hail_mm", "unit": "mm"}
    before = from_polygons(hail(small, sizes=(size,)), places, **options).rows
    after = from_polygons(hail(large, sizes=(size + more_mm,)), places, **options).rows
    joined = before.merge(after, on="region_code", how="left", suffixes=("", "_after"))
    assert (joined["intensity_after"] >= joined["intensity"] - 1e-9).all()


# --- stations -------------------------------------------------------------------------------------


def gauges(values: list[float], step: float = 0.1) -> pd.DataFrame:
    lon = 102.0 + step * np.arange(len(values))
    return pd.DataFrame({"lon": lon, "lat": 37.0, "value": values})


def test_a_village_at_a_station_has_its_reading():
    """At distance 0 both ways give the station's own value."""
    places = county({"A": Point(102.1, 37.0), "B": Point(102.25, 37.0)}, 4326)
    found = from_stations(gauges([10, 30, 20, 40, 35]), places, quantity="rain_mm_24h", unit="mm")
    assert value_of(found, "A") == pytest.approx(30, abs=0.2)
    assert 20 <= value_of(found, "B") <= 40


def test_the_way_with_the_smaller_error_is_used_and_all_errors_are_told():
    """Leave-one-out errors of both ways and, beside them, of the plain mean."""
    places = county({"A": Point(102.15, 37.0)}, 4326)
    slope = gauges([10, 20, 30, 40, 50, 60, 70])
    found = from_stations(slope, places, quantity="rain_mm_24h", unit="mm")
    table = found.judged.set_index("method")
    assert set(table.index) == {"idw", "kriging", "mean"}
    used = table[table["used"]]
    assert len(used) == 1
    assert used["rmse"].iloc[0] == table.drop("mean")["rmse"].min()
    assert used["rmse"].iloc[0] < table.loc["mean", "rmse"]
    row = found.rows.iloc[0]
    assert row["low"] < row["intensity"] < row["high"]


def test_the_mean_of_the_others_is_worked_by_hand():
    """Readings 0, 3, 6, 9: each told as the mean of the other three: errors 6, 2, 2, 6."""
    km = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    table, _ = judge(km, np.array([0.0, 3.0, 6.0, 9.0]))
    row = table.set_index("method").loc["mean"]
    assert row["mae"] == pytest.approx(4)
    assert row["rmse"] == pytest.approx(np.sqrt(20))


def test_too_few_stations_or_a_missing_reading_are_refused():
    """Three places are too few; a gauge without a reading is not one that read 0."""
    places = county({"A": Point(102.1, 37.0)}, 4326)
    with pytest.raises(ModelError, match="3 stations are too few"):
        from_stations(gauges([1, 2, 3]), places, quantity="rain_mm_24h", unit="mm")
    with pytest.raises(ModelError, match="station 2 has no number"):
        from_stations(gauges([1, np.nan, 3, 4]), places, quantity="rain_mm_24h", unit="mm")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(1, 100), min_size=5, max_size=8))
def test_spread_readings_are_never_negative_nor_missing(values):
    """Kriging weights may be negative; rain may not."""
    places = county({f"V{i}": Point(102.03 + 0.07 * i, 37.01) for i in range(6)}, 4326)
    found = from_stations(gauges(values), places, quantity="rain_mm_24h", unit="mm")
    assert (found.rows["intensity"] > 0).all()
    assert np.isfinite(found.rows["intensity"]).all()


# --- earthquakes ----------------------------------------------------------------------------------

LAW = attenuation("qinghai_tibet")


def test_intensity_at_the_epicentre_is_worked_by_hand():
    """M 6.9: 6.458 + 1.2746·6.9 − 4.4709·lg 25 = 9.00."""
    assert along_axis(np.zeros(1), 6.9, LAW, "long")[0] == pytest.approx(9.00, abs=0.01)


def test_a_place_on_an_axis_has_that_axis_intensity():
    """On the ellipse of the long axis's intensity at 30 km, and of the short one's."""
    km, zero = np.array([30.0]), np.zeros(1)
    assert on_ellipse(km, zero, 6.5, LAW) == pytest.approx(along_axis(km, 6.5, LAW, "long"))
    assert on_ellipse(zero, km, 6.5, LAW) == pytest.approx(along_axis(km, 6.5, LAW, "short"))
    between = on_circle(km, 6.5, LAW)
    assert along_axis(km, 6.5, LAW, "short") < between < along_axis(km, 6.5, LAW, "long")


def test_shaking_falls_with_distance_and_grows_with_magnitude():
    """Along any direction."""
    km = np.linspace(0, 200, 50)
    for told in (on_circle(km, 6.0, LAW), on_ellipse(km * 0.6, km * 0.8, 6.0, LAW)):
        assert (np.diff(told) < 1e-9).all()
    assert (on_circle(km, 7.0, LAW) > on_circle(km, 6.0, LAW)).all()


def test_an_earthquake_shakes_the_villages_around_it():
    """The nearer the stronger; below V nobody is hit; the range holds both axes and the spread."""
    places = county({"near": Point(102.0, 37.0), "far": Point(102.6, 37.0),
                     "away": Point(110.0, 37.0)}, 4326)  # fmt: skip
    found = from_earthquake(places, magnitude=6.8, lon=101.95, lat=37.0, depth_km=10)
    assert set(found.rows["region_code"]) == {"near", "far"}
    assert value_of(found, "near") > value_of(found, "far")
    assert (found.rows["low"] < found.rows["intensity"]).all()
    assert (found.rows["high"] > found.rows["intensity"]).all()
    assert {a.name for a in found.assumptions} >= {"magnitude", "attenuation_sigma"}
    along = from_earthquake(places, magnitude=6.8, lon=101.95, lat=37.0, strike_deg=90)
    across = from_earthquake(places, magnitude=6.8, lon=101.95, lat=37.0, strike_deg=0)
    assert value_of(along, "far") > value_of(found, "far") > value_of(across, "far")


@pytest.mark.parametrize(
    ("change", "words"),
    [({"magnitude": 4.0}, "outside 5–8.5"), ({"depth_km": 120}, "no shallow earthquake"),
     ({"zone": "moon"}, "one of qinghai_tibet"), ({"lon": 20.0}, "no village is hit")],
)  # fmt: skip
def test_what_the_relation_does_not_tell_is_refused(change, words):
    """Magnitude, depth and zone out of its range, or an epicentre too far away."""
    given_ = {"magnitude": 6.0, "lon": 102.0, "lat": 37.0, **change}
    with pytest.raises(ModelError, match=words):
        from_earthquake(county({"A": Point(102.0, 37.0)}, 4326), **given_)
