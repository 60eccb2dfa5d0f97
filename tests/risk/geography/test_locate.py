import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from risk.errors import GeographyError
from risk.geography import locate
from risk.geography.locate import LOCATED
from risk.geography.points import check_points
from risk.geography.reasons import REASONS, keys

NO_CROSSWALK = pd.DataFrame({"old_code": [], "new_code": [], "valid_from": []})


def one(
    regions: gpd.GeoDataFrame, crosswalk: pd.DataFrame = NO_CROSSWALK, **place: object
) -> pd.Series:
    """Locate a single place."""
    found = locate(
        pd.DataFrame([place]), regions, crosswalk=crosswalk, town_codes=["630001100001"]
    ).iloc[0]
    assert set(keys(found["match_reason"])) <= REASONS.keys()
    return found


def test_code_and_name_agree(regions: gpd.GeoDataFrame) -> None:
    """A code whose name is the region's name in another writing is the best match."""
    found = one(regions, region_code="630001100200", region_name="大庄村", township_name="河东")
    assert (found["region_code_now"], found["match_quality"]) == ("630001100200", "code_name")
    assert (found["match_reason"], found["village_key"], found["tier"]) == (
        "code_name_agree",
        2,
        "rural",
    )


def test_code_alone(regions: gpd.GeoDataFrame) -> None:
    """Without a name the code decides, and the confirmed list gives the tier."""
    found = one(regions, region_code="630001100001")
    assert (found["match_quality"], found["match_reason"], found["tier"]) == (
        "code",
        "code",
        "town",
    )


def test_a_code_whose_name_disagrees_is_not_used(regions: gpd.GeoDataFrame) -> None:
    """The names decide, and the reason says that the code did not fit."""
    found = one(regions, region_code="630001100001", region_name="红崖沟村", township_name="山口乡")
    assert found["region_code_now"] == "630001200201"
    assert (found["match_quality"], found["match_reason"]) == (
        "names",
        "township_name;code_name_disagree",
    )


def test_a_colliding_township_code_is_not_used(regions: gpd.GeoDataFrame) -> None:
    """The same village name stands under the code's township and the named one: names win."""
    found = one(
        regions, region_code="630001100200", region_name="大庄村", township_name="山口藏族乡"
    )
    assert (found["region_code_now"], found["match_quality"]) == ("630001200200", "names")


def test_repeated_names_are_never_chosen_between(regions: gpd.GeoDataFrame) -> None:
    """大庄村 stands twice: the county is all that is known."""
    found = one(regions, region_name="大庄村")
    assert (found["region_code_now"], found["match_quality"]) == ("630001", "county")
    assert found["match_reason"] == "name_ambiguous:2"
    assert pd.isna(found["tier"])


def test_a_point_may_settle_a_repeated_name(regions: gpd.GeoDataFrame) -> None:
    """Inside one of the two; a point in a third village settles nothing."""
    inside = one(regions, region_name="大庄村", lon=101.2534, lat=36.0512)
    assert (inside["region_code_now"], inside["match_quality"]) == ("630001200200", "point")
    third = one(regions, region_name="大庄村", lon=101.3534, lat=36.0512)
    assert (third["match_quality"], third["match_reason"]) == (
        "county",
        "name_ambiguous:2;point_not_among_named",
    )


def test_one_slip_within_the_township(regions: gpd.GeoDataFrame) -> None:
    """红岩沟 is a slip for 红崖沟; 下泉湾 is no slip for 上泉湾."""
    slip = one(regions, region_name="红岩沟村", township_name="山口藏族乡")
    assert (slip["region_code_now"], slip["match_quality"]) == ("630001200201", "fuzzy")
    other = one(regions, region_name="下泉湾村", township_name="河东镇")
    assert (other["region_code_now"], other["match_quality"]) == ("630001100", "township")
    assert other["match_reason"] == "name_unknown"


def test_point_in_polygon(regions: gpd.GeoDataFrame) -> None:
    """A point alone finds its village; on a border it finds none."""
    assert one(regions, lon=101.0512, lat=36.0512)["match_reason"] == "point_in_polygon"
    border = one(regions, lon=101.1, lat=36.0512)
    assert (border["region_code_now"], border["match_quality"]) == ("630001100", "township")
    assert border["match_reason"] == "point_on_border"


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [
        (101.1, 36.1, "point_rounded_0.1"),
        (101.0, 36.0, "point_rounded_1"),
        (36.0512, 101.0512, "point_swapped"),
        (0.0, 0.0, "point_zero"),
        (102.9512, 36.0512, "point_outside"),
    ],
)
def test_points_that_cannot_be_believed(
    regions: gpd.GeoDataFrame, lon: float, lat: float, reason: str
) -> None:
    """They place nothing in a village, and the reason names the fault."""
    found = one(regions, lon=lon, lat=lat, county_code="630001")
    assert (found["match_quality"], found["match_reason"]) == ("county", reason)


def test_code_stands_against_a_distant_point(regions: gpd.GeoDataFrame) -> None:
    """The village of the code is kept; the distance to it is told in metres."""
    found = one(regions, region_code="630001100001", lon=101.2000001, lat=36.0512)
    assert found["region_code_now"] == "630001100001"
    assert found["match_reason"] == "code;point_elsewhere"
    assert found["match_distance_m"] == pytest.approx(
        0.1 * 111_320 * np.cos(np.radians(36.05)), rel=0.01
    )


def test_old_codes_through_the_crosswalk(
    regions: gpd.GeoDataFrame, crosswalk: pd.DataFrame
) -> None:
    """A claim of 2019 keeps the code of then and has the code of today."""
    place = {"region_name": "上泉湾村", "township_name": "山口乡"}
    old = one(regions, crosswalk, region_code="630001200299", loss_at="2019-05-01", **place)
    assert (old["region_code_at_loss"], old["region_code_now"]) == ("630001200299", "630001100201")
    assert old["match_quality"] == "code_name"
    named = one(regions, crosswalk, loss_at="2019-05-01", **place)
    assert (named["region_code_at_loss"], named["match_reason"]) == (
        "630001200299",
        "name_moved_township",
    )
    late = one(regions, crosswalk, region_code="630001200299", loss_at="2024-05-01")
    assert (late["region_code_at_loss"], late["region_code_now"]) == (
        "630001100201",
        "630001100201",
    )


def test_former_county_code(regions: gpd.GeoDataFrame) -> None:
    """A code under the county's former number is read under today's."""
    places = pd.DataFrame({"region_code": ["632126100200"], "region_name": ["大庄村"]})
    found = locate(places, regions, crosswalk=NO_CROSSWALK, former_county_codes=["632126"])
    assert found["region_code_now"].tolist() == ["630001100200"]


def test_former_regions_are_known_by_name_only(
    regions: gpd.GeoDataFrame, crosswalk: pd.DataFrame
) -> None:
    """A row with valid_to lends its old name to its code and takes no point."""
    old = regions[regions["code"] == "630001100201"].assign(
        code="630001200299", name="泉湾滩村", parent_code="630001200"
    )
    dated = pd.concat(
        [regions.assign(valid_to=None), old.assign(valid_to=pd.Timestamp("2023-06-30"))]
    )
    named = one(
        dated, crosswalk, region_code="630001200299", region_name="泉湾滩", loss_at="2019-01-01"
    )
    assert (named["region_code_now"], named["match_quality"]) == ("630001100201", "code_name")
    point = one(dated, crosswalk, lon=101.0512, lat=36.1512)
    assert (point["region_code_now"], point["match_quality"]) == ("630001100201", "point")


def test_address(regions: gpd.GeoDataFrame) -> None:
    """Township and village that stand in full in a free-text address are enough."""
    found = one(regions, address="样县山口藏族乡红崖沟村三社12号")
    assert (found["region_code_now"], found["match_reason"]) == ("630001200201", "address")


def test_county_only_map(regions: gpd.GeoDataFrame) -> None:
    """A workspace with nothing below the county still places its records there."""
    county = regions[regions["level"] == "county"]
    found = locate(
        pd.DataFrame({"county_code": ["630001", "999999", None]}), county, crosswalk=NO_CROSSWALK
    )
    assert found["match_quality"].tolist() == ["county", "none", "none"]
    assert found["match_reason"].tolist() == [
        "no_village_given",
        "county_unknown",
        "no_place_given",
    ]


def test_no_place_at_all(regions: gpd.GeoDataFrame) -> None:
    """An empty frame gives an empty frame with all columns."""
    found = locate(pd.DataFrame({"region_code": []}), regions, crosswalk=NO_CROSSWALK)
    assert found.empty
    assert tuple(found.columns) == LOCATED


def test_a_code_twice_is_refused(regions: gpd.GeoDataFrame) -> None:
    """Two rows of one code today cannot be told apart."""
    twice = pd.concat([regions, regions.tail(1)], ignore_index=True)
    with pytest.raises(GeographyError, match="stands twice"):
        locate(pd.DataFrame({"region_code": ["x"]}), twice, crosswalk=NO_CROSSWALK)


def test_a_township_code_that_means_another_township_is_not_used(
    regions: gpd.GeoDataFrame,
) -> None:
    """The code says 河东镇; the name, in either cell, or the village says 山口藏族乡."""
    expected = {"region_code_now": "630001200201"}
    by_name = one(
        regions, township_code="630001100", township_name="山口乡", region_name="红崖沟村"
    )
    assert by_name["region_code_now"] == expected["region_code_now"]
    assert by_name["match_reason"] == "township_name;township_code_name_disagree"
    by_cell = one(regions, region_code="630001100", region_name="山口藏族乡")
    assert (by_cell["region_code_now"], by_cell["match_reason"]) == (
        "630001200",
        "code_township_disagree",
    )
    for column in ("township_code", "region_code"):
        by_village = one(regions, region_name="红崖沟村", **{column: "630001100"})
        assert by_village["region_code_now"] == "630001200201"
        assert by_village["match_reason"] == ("name_unique_in_county;township_code_name_disagree")


def test_a_village_under_an_unknown_county_is_not_looked_up(regions: gpd.GeoDataFrame) -> None:
    """A name unique here says nothing of a record of another county."""
    found = one(regions, county_code="999999", region_name="红崖沟村")
    assert (found["match_quality"], found["match_reason"]) == (
        "none",
        "county_unknown",
    )


def test_far_points(regions: gpd.GeoDataFrame) -> None:
    """A point 10 km off an outline, or 20 km off a region's only point, is no house of it."""
    far = one(regions, township_name="河东镇", lon=101.3512, lat=36.0512)
    assert (far["match_quality"], far["match_reason"]) == (
        "township",
        "point_not_in_township;point_far",
    )
    assert far["match_distance_m"] == pytest.approx(13_600, rel=0.02)
    bare = regions.assign(lon=np.nan, lat=np.nan)
    shapeless = bare["code"].eq("630001200201")
    bare.loc[shapeless, "geometry"] = None
    bare.loc[shapeless, ["lon", "lat"]] = [101.35, 36.15]
    near = one(bare, region_code="630001200201", lon=101.3512, lat=36.1512)
    assert near["match_reason"] == "code"
    assert 0 < near["match_distance_m"] < 200
    off = one(bare, region_code="630001200201", lon=101.0512, lat=36.1512)
    assert (off["match_reason"], round(off["match_distance_m"], -3)) == ("code;point_far", 27_000)
    bare.loc[shapeless, ["lon", "lat"]] = np.nan  # then the township stands in
    township = one(bare, region_code="630001200201", lon=101.0512, lat=36.1512)
    assert township["match_reason"] == "code;point_far"
    assert township["match_distance_m"] == pytest.approx(13_400, rel=0.02)


def test_a_point_far_outside_the_map(regions: gpd.GeoDataFrame) -> None:
    """60 km from its township: both are told, with the distance."""
    found = one(regions, township_name="河东镇", region_name="上泉湾村", lon=101.9, lat=36.1512)
    assert found["match_reason"] == "township_name;point_outside;point_far"
    assert found["match_distance_m"] == pytest.approx(62_900, rel=0.02)


def test_every_fault_of_a_point_is_documented() -> None:
    """What `check_points` says of a point is a reason that people can look up."""
    lon = np.array([np.nan, 0, 36.1, 190, 101, 101.5, 101.2345])
    lat = np.array([36, 0, 101.2, 95, 36, 36.5, 36.2345])
    faults = set(check_points(lon, lat, np.array([101.0, 36.0, 101.4, 36.2])))
    assert faults - {"", "absent"} <= REASONS.keys()
    assert len(faults) == 7


texts = st.sampled_from(["", "大庄村", "红崖沟", "河东社区", "河东镇", "山口乡", "无名村"])
codes = st.sampled_from(["", "630001100200", "630001200299", "630001200", "630001", "999"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(codes, texts, texts, st.floats(100.9, 101.5), st.floats(35.9, 36.3)), max_size=6
    )
)
def test_no_row_is_lost(
    regions: gpd.GeoDataFrame, crosswalk: pd.DataFrame, rows: list[tuple[object, ...]]
) -> None:
    """Same index, a quality each, and a village key exactly where a village was found."""
    columns = ["region_code", "region_name", "township_name", "lon", "lat"]
    places = pd.DataFrame(rows, columns=columns, index=[f"r{i}" for i in range(len(rows))])
    found = locate(places, regions, crosswalk=crosswalk)
    assert found.index.equals(places.index)
    assert (found["match_reason"].str.len() > 0).all()
    fine = found["match_quality"].isin(["code_name", "code", "names", "fuzzy", "point"])
    assert found["village_key"].notna().equals(fine)
    assert {key for text in found["match_reason"] for key in keys(text)} <= REASONS.keys()


@pytest.mark.parametrize("township", ["", "河东镇", "山口乡", "无名乡"])
@pytest.mark.parametrize("village", ["大庄", "大庄村委会"])
def test_a_name_that_stands_twice_is_never_chosen(
    regions: gpd.GeoDataFrame, township: str, village: str
) -> None:
    """Without the township, or with an unknown one, 大庄村 is no village."""
    found = one(regions, township_name=township, region_name=village)
    assert pd.notna(found["village_key"]) == (township in ("河东镇", "山口乡"))


def test_an_identity_number_in_the_code_cell_tells_no_county(regions: gpd.GeoDataFrame) -> None:
    """Its prefix is a registration: with two counties on the map it leads to neither."""
    other = regions[regions["level"] == "county"].assign(code="630002", name="邻县", geometry=None)
    both = pd.concat([regions, other], ignore_index=True)
    found = one(both, region_code="63000119800101123X")
    assert (found["match_quality"], found["match_reason"]) == ("none", "code_unknown")
    assert pd.isna(found["region_code_now"])
    assert one(both, region_code="630001999999")["region_code_now"] == "630001"


CELLS: dict[str, list[object]] = {
    "region_code": [None, "630001100200", "630001200299", "630001200290", "630001200", "999",
                    "63000119800101123X", "632126100200", "630001200201007"],
    "region_name": [None, "大庄村", "红岩沟", "河东社区", "河东镇", "无名村", "大庄村、红崖沟村",
                    "山口乡红崖沟村3社"],
    "township_code": [None, "630001100", "630001200000", "630009100"],
    "township_name": [None, "河东镇", "山口", "无名乡"],
    "county_code": [None, "630001", "630009"],
    "address": [None, "样县山口乡红崖沟村3社9号", "邻县山口乡大庄村", "张三",
                "山口乡大庄村、红崖沟村"],
    "loss_at": [None, "2019-05-01", "2024-05-01"],
    "lon": [None, 101.1212, 101.3512, 101.1, 0.0, 36.05, 190.0, 102.95],
    "lat": [None, 36.0512, 36.1512, 36.1, 101.1212],
}  # fmt: skip


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2**32 - 1))
def test_every_reason_is_documented(regions: gpd.GeoDataFrame, seed: int) -> None:
    """Any mixture of cells: a row each, only reasons of the table, and no code off the map."""
    rng = np.random.default_rng(seed)
    places = pd.DataFrame(
        {cell: [values[i] for i in rng.integers(len(values), size=300)]
         for cell, values in CELLS.items()},
        index=rng.permutation(300),
    )  # fmt: skip
    split = pd.DataFrame(
        {"old_code": ["630001200299", "630001200290", "630001200290"],
         "new_code": ["630001100201", "630001200200", "630001200201"],
         "valid_from": pd.Timestamp("2022-01-01")}
    )  # fmt: skip
    aliases = pd.DataFrame(
        {"township_name": "", "region_name": ["无名村", "张三"], "region_code": ["999", "630001"]}
    )
    outline = pd.DataFrame({"tier": ["town"], "geometry": [box(100.9, 35.9, 101.15, 36.1)]})
    found = locate(
        places, regions, crosswalk=split, aliases=aliases, tier_areas=outline,
        former_county_codes=["632126"],
    )  # fmt: skip
    assert found.index.equals(places.index)
    said = {key for text in found["match_reason"] for key in keys(text)}
    assert said <= REASONS.keys()
    assert len(said) > 25
    assert set(found["region_code_now"].dropna()) <= set(regions["code"])
    assert set(found["tier"].dropna()) <= {"town", "rural"}
    none = found["match_quality"] == "none"
    assert found["region_code_now"].isna().equals(none)
