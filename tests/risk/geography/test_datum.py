"""The datums of China: published digits, exact inverses, and telling which one a file is in."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from risk.geography.datum import FRAME_DEG, convert, from_wgs84, to_wgs84
from risk.geography.datum_fit import fit_areas, fit_outlines, fit_places, fit_points
from risk.reference.outlines import county_outlines
from risk.terms import Datum

GCJ02, BD09, WGS84 = Datum.GCJ02, Datum.BD09, Datum.WGS84
CM_DEG = 1e-7  # a centimetre and a little more
COUNTY = "433127"
LON = st.floats(72.1, 137.7)
LAT = st.floats(0.95, 55.7)


@pytest.fixture(scope="module")
def known() -> gpd.GeoDataFrame:
    """The shipped outlines."""
    return county_outlines()


@pytest.fixture(scope="module")
def county(known: gpd.GeoDataFrame) -> shapely.MultiPolygon:
    """One county's outline, WGS84."""
    return known.loc[known["code"] == COUNTY, "geometry"].iloc[0]


def published(shape: shapely.Geometry, datum: Datum) -> shapely.Geometry:
    """A WGS84 geometry as a service of that datum would publish it."""
    return shapely.transform(shape, lambda c: np.column_stack(from_wgs84(c[:, 0], c[:, 1], datum)))


# --- conversion ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # googollee/eviltransform, go/transform_test.go
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        # wandergis/coordtransform, README
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ],
)
def test_gcj02_agrees_with_published_digits(wgs84, gcj02):
    """Printed results of two public implementations, both ways, to less than a millimetre."""
    assert from_wgs84(*wgs84, GCJ02) == pytest.approx(gcj02, abs=1e-9)
    assert to_wgs84(*gcj02, GCJ02) == pytest.approx(wgs84, abs=1e-9)


def test_bd09_agrees_with_published_digits():
    """GCJ-02 → BD-09 as printed in the README of wandergis/coordtransform."""
    wgs84 = to_wgs84(116.404, 39.915, GCJ02)
    assert from_wgs84(*wgs84, BD09) == pytest.approx(
        (116.41036949371029, 39.92133699351021), abs=1e-9
    )


@pytest.mark.parametrize(
    ("wgs84", "gcj02", "bd09"),
    [
        ((114.0164322, 33.0133556), (114.022306, 33.0115324), (114.0287781, 33.0176697)),
        ((98.4937175, 39.7319946), (98.4943595, 39.7328234), (98.5008441, 39.7388949)),
        ((116.0414035, 43.9312805), (116.0482308, 43.9334573), (116.0546232, 43.9397782)),
        ((92.0499619, 31.4784436), (92.0512438, 31.4762063), (92.0576832, 31.4824421)),
        ((115.3702248, 22.7888255), (115.3751647, 22.7861903), (115.3817179, 22.7918527)),
    ],
)
def test_the_map_services_agree_within_a_metre(wgs84, gcj02, bd09):
    """Their answers for five cities, kept in hujiulong/gcoord (test/fixtures/china-cities.json)."""
    assert from_wgs84(*wgs84, GCJ02) == pytest.approx(gcj02, abs=1e-5)
    assert from_wgs84(*wgs84, BD09) == pytest.approx(bd09, abs=1e-5)


@given(lon=LON, lat=LAT, datum=st.sampled_from(Datum))
def test_there_and_back_is_exact(lon, lat, datum):
    """Anywhere in the frame, both ways, to a hundredth of what is asked."""
    x, y = from_wgs84(lon, lat, datum)
    assert to_wgs84(x, y, datum) == pytest.approx((lon, lat), abs=CM_DEG / 100)
    assert from_wgs84(*to_wgs84(lon, lat, datum), datum) == pytest.approx(
        (lon, lat), abs=CM_DEG / 100
    )


@given(
    point=st.one_of(
        st.tuples(st.floats(-180, FRAME_DEG[0], exclude_max=True), st.floats(-90, 90)),
        st.tuples(st.floats(FRAME_DEG[2], 180, exclude_min=True), st.floats(-90, 90)),
        st.tuples(st.floats(-180, 180), st.floats(-90, FRAME_DEG[1], exclude_max=True)),
        st.tuples(st.floats(-180, 180), st.floats(FRAME_DEG[3], 90, exclude_min=True)),
    ),
    datum=st.sampled_from(Datum),
)
def test_outside_the_frame_nothing_moves(point, datum):
    """The three datums are one there."""
    assert from_wgs84(*point, datum) == point
    assert to_wgs84(*point, datum) == point


@pytest.mark.parametrize("datum", Datum)
def test_arrays_keep_shape_and_gaps(datum):
    """NaN passes through beside real points; the arrays given are not touched."""
    lon, lat = np.array([[102.0, np.nan, 2.35]]), np.array([[36.8, 36.8, 48.85]])
    x, y = to_wgs84(lon, lat, datum)
    assert x.shape == y.shape == (1, 3)
    assert np.isnan(x).tolist() == [[False, True, False]]
    assert (x[0, 2], y[0, 2]) == (2.35, 48.85)
    assert lon[0, 0] == 102.0


@pytest.mark.parametrize("datum", Datum)
def test_geometries_are_converted_vertex_by_vertex(datum, county):
    """A polygon comes back as it was; a missing geometry stays missing."""
    shifted = np.array([published(county, datum), None], dtype=object)
    back, gap = convert(shifted, datum)
    assert gap is None
    moved = np.abs(shapely.get_coordinates(back) - shapely.get_coordinates(county))
    assert moved.max() < CM_DEG / 100


# --- telling the datum ---------------------------------------------------------------------------


def test_shipped_outlines_are_whole(known):
    """Every county of China once, with a six-digit code, inside the frame."""
    assert len(known) == 2877
    assert known["code"].str.fullmatch(r"\d{6}").all()
    assert known["code"].is_unique
    assert shapely.box(*FRAME_DEG).contains(shapely.box(*known.total_bounds))


@pytest.mark.parametrize("datum", Datum)
def test_one_unnamed_polygon_tells_its_datum(datum, county, known):
    """The county is found by the place it covers."""
    fit = fit_outlines([published(county, datum)], [None], known)
    assert (fit.verdict, fit.n, fit.unit) == (datum, 1, "share")
    assert fit.mismatch[datum] == pytest.approx(0, abs=1e-6)
    assert min(v for d, v in fit.mismatch.items() if d is not datum) > 0.01


@pytest.mark.parametrize("coded", [True, False])
def test_pieces_of_a_county_are_united(coded, county, known):
    """Townships or villages tell it too, by the county of their codes or where they lie."""
    west, south, east, north = county.bounds
    edges = np.linspace(west - 0.1, east + 0.1, 9)
    strips = [shapely.box(a, south - 1, b, north + 1) for a, b in pairwise(edges)]
    pieces = [published(shapely.intersection(county, s), GCJ02) for s in strips]
    codes = [f"{COUNTY}{100 + i}" if coded else None for i in range(len(pieces))]
    assert fit_outlines(pieces, codes, known).verdict is GCJ02


def test_another_area_tells_nothing(county, known):
    """Half a county, a province-wide box, a place abroad: no comparison rather than a bad one."""
    west, south, east, north = county.bounds
    half = shapely.intersection(county, shapely.box(west, south, (west + east) / 2, north))
    for area in (half, shapely.box(100, 30, 110, 40), shapely.box(-78.6, 38, -78.4, 38.1)):
        assert fit_outlines([area], [None], known) is None


def test_a_coarse_outline_cannot_tell(county, known):
    """An outline off by more than the shift says so: no verdict, and a margin that shows why."""
    fit = fit_outlines([shapely.simplify(county, 0.02)], [None], known)
    assert fit.verdict is None
    assert 1 <= fit.margin < 1.5


@pytest.mark.parametrize("datum", Datum)
def test_areas_of_the_same_regions_tell_it(datum, county):
    """Pair by pair, against outlines that the workspace holds."""
    assert fit_areas([published(county, datum)], [county]).verdict is datum


def scattered(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Points of one county."""
    rng = np.random.default_rng(1)
    return rng.uniform(109.5, 110.3, n), rng.uniform(28.7, 29.4, n)


@pytest.mark.parametrize("datum", Datum)
@pytest.mark.parametrize(("n", "told"), [(40, True), (8, False)])
def test_points_of_the_same_regions_tell_it(datum, n, told):
    """Median distance in metres; a few points are too few to be sure."""
    lon, lat = scattered(n)
    fit = fit_points(*from_wgs84(lon + 2e-4, lat, datum), lon, lat)
    assert fit.mismatch[datum] == pytest.approx(19.5, abs=1)
    assert (fit.n, fit.unit, fit.verdict) == (n, "m", datum if told else None)


def test_points_of_another_survey_cannot_tell():
    """Points that lie a kilometre off in every direction fit no datum clearly."""
    lon, lat = scattered(200)
    rng = np.random.default_rng(2)
    fit = fit_points(lon + rng.normal(0, 0.01, 200), lat + rng.normal(0, 0.01, 200), lon, lat)
    assert fit.verdict is None


# 5 × 5 villages of about 2 km, by code
CORNERS = {f"{i}{j}": (109.8 + i * 0.02, 29 + j * 0.02) for i in range(5) for j in range(5)}
SQUARES = {code: shapely.box(w, s, w + 0.02, s + 0.02) for code, (w, s) in CORNERS.items()}


def houses(codes: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A point anywhere in each code's village."""
    rng = np.random.default_rng(seed)
    west, south = np.array([CORNERS[c] for c in codes]).T
    return west + rng.uniform(0, 0.02, len(codes)), south + rng.uniform(0, 0.02, len(codes))


@pytest.mark.parametrize("datum", Datum)
def test_rows_that_name_their_village_tell_it(datum):
    """Read in the right datum every point lies in its village; rows of unknown villages are out."""
    codes = np.repeat([*SQUARES, "elsewhere"], 40)
    lon, lat = houses(codes[:1000], 3)
    lon, lat = np.append(lon, [110.0] * 40), np.append(lat, [29.0] * 40)
    fit = fit_places(*from_wgs84(lon, lat, datum), codes, SQUARES)
    assert (fit.verdict, fit.n, fit.unit) == (datum, 1000, "share")
    assert fit.mismatch[datum] == 0
    assert min(v for d, v in fit.mismatch.items() if d is not datum) > 0.1


def test_many_rows_of_one_village_are_one_vote():
    """A thousand claims of one village err together and prove nothing."""
    codes = np.repeat(["00"], 1000)
    fit = fit_places(*from_wgs84(*houses(codes, 4), GCJ02), codes, SQUARES)
    assert fit.mismatch[GCJ02] == 0
    assert fit.verdict is None


def test_nothing_to_compare_is_no_comparison():
    """No points, no areas: None, not a verdict."""
    assert fit_points([np.nan], [1.0], [1.0], [1.0]) is None
    assert fit_places([100.0], [30.0], ["x"], {}) is None
    assert fit_areas([], []) is None
