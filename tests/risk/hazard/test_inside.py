"""What lies inside a warning, and what of it fits nothing."""

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from warned_county import in_force, regions

from risk.hazard.alert import Area, Circle, Geocode
from risk.hazard.inside import inside, place_index

INDEX = place_index(regions(), wider=("海东市",), former_county_codes=("632126",))
HOUSES = in_force()
ALL = 11


def ask(**area):
    return inside([Area(description="made up", **area)], INDEX, HOUSES)


def codes(result):
    return sorted(result.villages["region_code"])


def test_a_polygon_counts_each_village_by_its_share():
    half = ask(polygons=(box(102.0, 36.5, 102.15, 36.6),)).villages.set_index("region_code")
    assert half["share"].round(9).to_dict() == {"630223101201": 1.0, "630223101202": 0.5}
    assert set(half["how"]) == {"polygon"}


def test_overlapping_polygons_are_one_area():
    twice = box(102.0, 36.5, 102.05, 36.6), box(102.0, 36.5, 102.06, 36.6)
    assert ask(polygons=twice).villages["share"].tolist() == pytest.approx([0.6])


def test_villages_that_only_touch_are_outside():
    assert codes(ask(polygons=(box(102.1, 36.4, 102.3, 36.5),))) == []


def test_a_circle_is_in_kilometres_on_the_ground():
    # the next village to the east begins 4.46 km away at this latitude, the next to the north 5.56
    small = ask(circles=(Circle(102.05, 36.55, 4.3),))
    assert codes(small) == ["630223101201"]
    assert codes(ask(circles=(Circle(102.05, 36.55, 5.0),))) == ["630223101201", "630223101202"]
    area_km2 = 3.14159 * 4.3**2
    assert small.villages["share"].iloc[0] == pytest.approx(area_km2 / (11.1195 * 8.932), rel=0.01)


def test_a_circle_of_no_radius_is_a_point():
    assert codes(ask(circles=(Circle(102.05, 36.55, 0.0),))) == ["630223101201"]


@pytest.mark.parametrize(
    ("code", "villages"),
    [
        ("630223", ALL), ("630223000000", ALL), ("632126", ALL), ("630200", ALL),
        ("630000000000", ALL), ("630223102", 3), ("630223102000", 3), ("630223102202", 1),
        ("632126102", 3), ("006109", 0), ("1000512", 0), ("MTZ014", 0), ("000000", 0),
        ("630224", 0), ("６３０２２３", 0),
    ],
)  # fmt: skip
def test_codes_are_matched_by_prefix(code, villages):
    result = ask(geocodes=(Geocode("any list", code),))
    assert len(result.villages) == villages
    assert len(result.unmatched) == (villages == 0)


def test_a_code_of_a_wider_area_is_in_doubt():
    doubts = set(ask(geocodes=(Geocode("", "630200"),)).villages["doubt"])
    assert doubts == {"code 630200 holds the county and more"}


def test_words_are_read_only_where_nothing_else_can_be_used():
    named = {"names": ("互助县",)}
    assert len(ask(**named).villages) == ALL
    assert len(ask(geocodes=(Geocode("", "630223102"),), **named).villages) == 3
    assert len(ask(geocodes=(Geocode("FIPS6", "030049"),), **named).villages) == ALL
    assert len(ask(polygons=(box(102.0, 36.5, 102.1, 36.6),), **named).villages) == 1


def test_what_is_unknown_and_what_lies_elsewhere_are_told_apart():
    areas = [
        Area(description="珠海市", names=("广东省珠海市城区",)),
        Area(description="far", polygons=(box(0, 0, 1, 1),)),
        Area(description="互助县五十镇", names=("互助县五十镇",)),
    ]
    result = inside(areas, INDEX, HOUSES)
    assert ([t.area for t in result.unmatched], [t.area for t in result.elsewhere]) == (
        ["珠海市"], ["far"],
    )  # fmt: skip
    assert len(result.villages) == 3


def test_houses_known_only_by_township_are_counted_where_all_of_it_is_inside():
    whole = ask(geocodes=(Geocode("", "630223102"),))
    assert whole.total("houses") == (30, 35, 35)
    assert whole.total("special_households") == (6, 7, 7)
    part = ask(geocodes=(Geocode("", "630223102201"),))
    assert part.total("houses") == (10, 10, 15)
    assert part.townships["whole"].tolist() == [False]


def test_a_doubtful_or_qualified_place_is_no_sure_house():
    assert ask(names=("互助县北部山区",)).total("houses") == (0, 115, 115)
    assert ask(names=("全县除威远镇外",)).total("houses")[0] == 0


def test_heights_leave_out_villages_known_to_lie_elsewhere():
    low = {"altitude_m": 0.0, "ceiling_m": 2000.0}
    assert codes(ask(polygons=(box(102, 36, 103, 38),), **low)) == []
    unknown = regions().assign(elevation_m=float("nan"))
    area = Area(description="", polygons=(box(102, 36, 103, 38),), **low)
    result = inside([area], place_index(unknown), HOUSES)
    assert set(result.villages["doubt"]) == {"height of the village is not known"}


def test_a_village_without_an_outline_is_in_by_its_point():
    bare = regions().assign(geometry=None)
    area = Area(description="", polygons=(box(102.0, 36.5, 102.06, 36.6),))
    result = inside([area], place_index(bare), HOUSES)
    assert codes(result) == ["630223101201"]
    assert result.villages["share"].tolist() == [1.0]


def test_without_policies_there_are_no_houses_and_no_sums():
    nothing = HOUSES.iloc[:0]
    result = inside([Area(description="", names=("互助县",))], INDEX, nothing)
    assert result.total("houses") == (0, 0, 0)
    assert len(result.villages) == ALL


def test_no_area_at_all_puts_nothing_inside():
    result = inside([], INDEX, HOUSES)
    assert (len(result.villages), result.unmatched, result.total("houses")) == (0, (), (0, 0, 0))


corner = st.tuples(st.floats(101.5, 103), st.floats(36, 37.5))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(corner, corner), min_size=1, max_size=4), st.randoms())
def test_order_and_grouping_of_areas_change_little_and_more_area_is_never_less(pairs, random):
    shapes = [
        box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in pairs
    ]
    shapes = [s for s in shapes if s.area > 1e-6]
    together = ask(polygons=tuple(shapes)).total("houses")[1]
    shuffled = random.sample(shapes, len(shapes))
    assert ask(polygons=tuple(shuffled)).total("houses")[1] == pytest.approx(together)
    assert ask(polygons=tuple(shapes[:-1])).total("houses")[1] <= together + 1e-6
    covered = shapely.union_all(shapes) if shapes else shapely.Polygon()
    share = pd.Series(ask(polygons=tuple(shapes)).villages["share"])
    assert share.between(0, 1).all()
    assert covered.area > 0 or together == 0
