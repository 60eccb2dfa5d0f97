"""A person's decision for a writing, and how far it reaches."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risk.geography import locate
from risk.geography.reasons import REASONS, keys

NO_CROSSWALK = pd.DataFrame({"old_code": [], "new_code": [], "valid_from": []})
ALIAS = pd.DataFrame(
    {"township_name": ["山口"], "region_name": ["后山湾"], "region_code": ["630001200201"]}
)


def aliased(regions: gpd.GeoDataFrame, aliases: pd.DataFrame, **place: object) -> pd.Series:
    """Locate a single place with aliases."""
    places = pd.DataFrame([place])
    found = locate(places, regions, crosswalk=NO_CROSSWALK, aliases=aliases).iloc[0]
    assert set(keys(found["match_reason"])) <= REASONS.keys()
    return found


def test_an_alias_decides_its_writing(regions: gpd.GeoDataFrame) -> None:
    """Against names, a code alone and a point; not against a code whose name agrees."""
    place = {"township_name": "山口", "region_name": "后山 湾"}
    found = aliased(regions, ALIAS, **place)
    assert (found["region_code_now"], found["match_reason"]) == ("630001200201", "alias")
    point = aliased(regions, ALIAS, lon=101.0512, lat=36.0512, **place)
    assert point["match_reason"] == "alias;point_far"
    other = aliased(regions, ALIAS, township_name="山口乡", region_name="后山湾")
    assert other["match_reason"] == "name_unknown"
    agreed = pd.DataFrame(
        {"township_name": [""], "region_name": ["大庄村"], "region_code": ["630001200200"]}
    )
    coded = aliased(regions, agreed, region_code="630001100200", region_name="大庄村")
    assert (coded["region_code_now"], coded["match_quality"]) == ("630001100200", "code_name")
    bare = aliased(regions, agreed, region_name="大庄村")
    assert (bare["region_code_now"], bare["match_reason"]) == ("630001200200", "alias")
    elsewhere = aliased(regions, agreed, region_name="大庄村", township_code="630001100")
    assert elsewhere["region_code_now"] == "630001100200"
    assert elsewhere["match_reason"] == "township_name;alias_elsewhere;township_by_code_alone"


@pytest.mark.parametrize(
    ("codes", "quality", "reason"),
    [
        (["630001200"], "township", "alias"),
        (["999"], "township", "alias_unknown;name_unknown"),
        (["630001200200", "630001200201"], "township", "alias_ambiguous:2;name_unknown"),
    ],
)
def test_aliases_that_mean_no_village(
    regions: gpd.GeoDataFrame, codes: list[str], quality: str, reason: str
) -> None:
    """A township may be meant; a code off the map, or two decisions, are told and not used."""
    aliases = pd.DataFrame({"region_code": codes}).assign(
        township_name="山口", region_name="后山湾"
    )
    found = aliased(regions, aliases, township_name="山口", region_name="后山湾")
    assert (found["match_quality"], found["match_reason"]) == (quality, reason)


def test_an_alias_of_an_address(regions: gpd.GeoDataFrame) -> None:
    """Where there is no village cell the writing is what the address says of places."""
    aliases = ALIAS.assign(township_name="", region_name="山口乡后山湾村3社")
    found = aliased(regions, aliases, address="山口乡后山湾村3社9号")
    assert (found["region_code_now"], found["match_reason"]) == ("630001200201", "alias")
    assert found["group_name"] == "3社"


texts = st.sampled_from(["", "大庄村", "红崖沟", "河东社区", "河东镇", "山口乡", "无名村"])
codes = st.sampled_from(["", "630001100200", "630001200299", "630001200", "630001", "999"])


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(codes, texts, texts), min_size=1, max_size=4), texts, texts)
def test_an_alias_changes_only_its_writing(
    regions: gpd.GeoDataFrame,
    crosswalk: pd.DataFrame,
    rows: list[tuple[str, str, str]],
    township: str,
    village: str,
) -> None:
    """Every row of another writing stays as it was, and rows do not depend on one another."""
    places = pd.DataFrame(rows, columns=["region_code", "region_name", "township_name"])
    alias = pd.DataFrame(
        {"township_name": [township], "region_name": [village], "region_code": ["630001200201"]}
    )
    before = locate(places, regions, crosswalk=crosswalk)
    after = locate(places, regions, crosswalk=crosswalk, aliases=alias)
    same = (places["township_name"] != township) | (places["region_name"] != village)
    pd.testing.assert_frame_equal(before[same], after[same])
    alone = pd.concat(
        [locate(places[i : i + 1], regions, crosswalk=crosswalk) for i in places.index]
    )
    pd.testing.assert_frame_equal(before, alone, check_dtype=False)


def test_a_namesake_chosen_by_a_township_code_alone_is_said(regions: gpd.GeoDataFrame) -> None:
    """Another publisher's code may mean another township; its name beside it settles that."""
    alone = aliased(regions, ALIAS, region_name="大庄村", township_code="630001100")
    assert alone["match_reason"] == "township_name;township_by_code_alone"
    named = regions.set_index("code")["name"]["630001100"]
    both = aliased(
        regions, ALIAS, region_name="大庄村", township_code="630001100", township_name=named
    )
    assert both["match_reason"] == "township_name"
