"""The promise tier, house by house."""

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from risk.geography import locate

NO_CROSSWALK = pd.DataFrame({"old_code": [], "new_code": [], "valid_from": []})
TOWN_OUTLINE = pd.DataFrame({"tier": ["town"], "geometry": [box(100.9, 35.9, 101.15, 36.1)]})


def tier_of(regions: gpd.GeoDataFrame, **place: object) -> tuple[object, str]:
    """Tier and reason of one place, with an outline that cuts 大庄村 of 河东镇."""
    found = locate(
        pd.DataFrame([place]), regions, crosswalk=NO_CROSSWALK, tier_areas=TOWN_OUTLINE
    ).iloc[0]
    return (found["tier"] if pd.notna(found["tier"]) else None), found["match_reason"]


def test_the_tier_of_a_house_is_told_by_its_own_point(regions: gpd.GeoDataFrame) -> None:
    """In a village that an outline cuts; without a trusted point it has none."""
    cut = {"region_code": "630001100200"}
    assert tier_of(regions, lon=101.1212, lat=36.0512, **cut) == ("town", "code")
    assert tier_of(regions, lon=101.1712, lat=36.0512, **cut) == ("rural", "code")
    assert tier_of(regions, **cut) == (None, "code;tier_unclear")
    away = tier_of(regions, lon=101.0512, lat=36.1712, **cut)
    assert away == (None, "code;point_elsewhere;tier_unclear")
    rounded = tier_of(regions, lon=101.1, lat=36.1, **cut)
    assert rounded == (None, "code;point_rounded_0.1;tier_unclear")
    assert tier_of(regions, region_code="630001100001") == ("town", "code")  # wholly inside
    assert tier_of(regions, region_code="630001200201") == ("rural", "code")
    coarse = tier_of(regions, township_name="河东镇")
    assert coarse == (None, "no_village_given;tier_unclear")


def test_listed_tiers(regions: gpd.GeoDataFrame) -> None:
    """The map's own list, and a group that differs from its village."""
    group = pd.DataFrame(
        {"code": ["630001200201001"], "level": ["group"], "name": ["一社"], "tier": ["town"],
         "parent_code": ["630001200201"]}
    )  # fmt: skip
    listed = regions.assign(tier=None)
    listed.loc[listed["code"] == "630001200200", "tier"] = "town"
    listed = gpd.GeoDataFrame(pd.concat([listed, group], ignore_index=True), crs=4326)
    places = pd.DataFrame(
        {"region_code": ["630001200200", "630001200201", "630001200201001", "630001200"]}
    )
    found = locate(places, listed, crosswalk=NO_CROSSWALK)
    assert [t if pd.notna(t) else None for t in found["tier"]] == ["town", "rural", "town", None]


def test_where_outlines_overlap_the_village_tells(regions: gpd.GeoDataFrame) -> None:
    """Two outlines that disagree say nothing; a border drawn a little over cuts no village."""
    place = {"region_code": "630001100200", "lon": 101.1512, "lat": 36.0512}
    areas = pd.DataFrame({"tier": ["town", "rural"], "geometry": [box(101.1, 36, 101.2, 36.1)] * 2})
    places = pd.DataFrame([place])
    both = locate(places, regions, crosswalk=NO_CROSSWALK, tier_areas=areas).iloc[0]
    town = locate(places, regions, crosswalk=NO_CROSSWALK, tier_areas=areas[:1]).iloc[0]
    assert (both["tier"], town["tier"]) == ("town", "town")
    over = areas[:1].assign(geometry=[box(101.09999, 36, 101.2, 36.1)])
    neighbour = pd.DataFrame({"region_code": ["630001100001"]})
    found = locate(neighbour, regions, crosswalk=NO_CROSSWALK, tier_areas=over).iloc[0]
    assert (found["tier"], found["match_reason"]) == ("rural", "code")


def test_confirmed_units_are_of_the_town_and_their_township_is_not(
    regions: gpd.GeoDataFrame,
) -> None:
    """One confirmed unit makes no town of the other units of its township."""
    codes = ["630001100001", "630001100200", "630001100", "630001200", "630001"]
    found = locate(
        pd.DataFrame({"region_code": codes}),
        regions,
        crosswalk=NO_CROSSWALK,
        town_codes=["630001100001"],
    )
    tiers = [t if pd.notna(t) else None for t in found["tier"]]
    assert tiers == ["town", "rural", None, "rural", None]
