"""Addresses and village cells read against the map."""

import geopandas as gpd
import pandas as pd
import pytest

from risk.geography import locate
from risk.geography.reasons import REASONS, keys

NO_CROSSWALK = pd.DataFrame({"old_code": [], "new_code": [], "valid_from": []})


def one(regions: gpd.GeoDataFrame, **place: object) -> pd.Series:
    """Locate a single place."""
    found = locate(pd.DataFrame([place]), regions, crosswalk=NO_CROSSWALK).iloc[0]
    assert set(keys(found["match_reason"])) <= REASONS.keys()
    return found


@pytest.mark.parametrize(
    ("address", "village", "group"),
    [
        ("某省某市样县山口藏族乡红崖沟村三社12号", "630001200201", "3社"),
        ("样县山口乡红崖沟村第3村民小组", "630001200201", "3社"),
        ("山口乡红崖沟三组", "630001200201", "3社"),
        ("山口乡人民政府红崖沟村委会", "630001200201", None),
        ("样县红崖沟村二十三社", "630001200201", "23社"),
        ("山口红崖沟村", "630001200201", None),
        ("山口乡大庄村阳山社", "630001200200", "阳山社"),
        ("山口乡大庄村红沟自然村", "630001200200", "红沟自然村"),
        ("河东镇河东居委会", "630001100001", None),
        ("红崖沟村三社，山口乡", "630001200201", "3社"),
    ],
)
def test_addresses(
    regions: gpd.GeoDataFrame, address: str, village: str, group: str | None
) -> None:
    """Township, village and group from whatever pieces are there."""
    found = one(regions, address=address)
    assert (found["region_code_now"], found["match_reason"]) == (village, "address")
    assert found["group_name"] == group if group else pd.isna(found["group_name"])


@pytest.mark.parametrize(
    ("address", "code", "reason"),
    [
        ("山口乡大庄村、红崖沟村", "630001200", "address_unclear"),
        ("样县大庄村三社", "630001", "name_ambiguous:2"),
        ("山口乡泉湾大庄村", "630001200", "address_unclear"),
        ("山口乡", "630001200", "address_unclear"),
        ("邻县山口乡大庄村", None, "address_in_other_county"),
        ("河东镇红崖沟村", "630001100", "name_in_other_township:1"),
        ("张三", None, "no_place_given"),
    ],
)
def test_addresses_that_settle_nothing(
    regions: gpd.GeoDataFrame, address: str, code: str | None, reason: str
) -> None:
    """Two villages, a name of two, a longer name, another county: none is forced."""
    found = one(regions, address=address)
    assert found["region_code_now"] == code if code else pd.isna(found["region_code_now"])
    assert found["match_reason"] == reason


def test_a_slip_in_an_address(regions: gpd.GeoDataFrame) -> None:
    """One slip within the township named is mended, as in the village cell."""
    found = one(regions, address="样县山口乡红岩沟村3社")
    assert (found["region_code_now"], found["match_quality"]) == ("630001200201", "fuzzy")
    assert found["group_name"] == "3社"


@pytest.mark.parametrize("cell", ["山口藏族乡红崖沟村三社", "红崖沟村3组", "红崖沟三社"])
def test_a_village_cell_that_holds_more(regions: gpd.GeoDataFrame, cell: str) -> None:
    """Township and group are read out of it; a code still has to agree."""
    found = one(regions, region_name=cell, township_name="山口藏族乡")
    assert (found["region_code_now"], found["group_name"]) == ("630001200201", "3社")
    assert found["match_quality"] == "names"
    coded = one(regions, region_code="630001200201", region_name=cell)
    assert (coded["match_quality"], coded["group_name"]) == ("code_name", "3社")
    other = one(regions, region_code="630001100200", region_name=cell)
    assert other["region_code_now"] != "630001100200"
    assert "code_name_disagree" in other["match_reason"]


def test_the_address_settles_a_repeated_name(regions: gpd.GeoDataFrame) -> None:
    """大庄村 stands twice; the address says under which township."""
    found = one(regions, region_name="大庄村", address="山口乡大庄村2社")
    assert (found["region_code_now"], found["group_name"]) == ("630001200200", "2社")


def test_an_address_of_another_village_is_told(regions: gpd.GeoDataFrame) -> None:
    """The village cell stands, the group of the other village is not taken over."""
    found = one(regions, region_name="大庄村", township_name="山口乡", address="山口乡红崖沟村3社")
    assert found["region_code_now"] == "630001200200"
    assert found["match_reason"] == "township_name;address_disagree"
    assert pd.isna(found["group_name"])


def test_a_code_and_an_address_that_disagree(regions: gpd.GeoDataFrame) -> None:
    """An address that is clear counts as the name of the code."""
    found = one(regions, region_code="630001100200", address="山口乡红崖沟村3社")
    assert found["region_code_now"] == "630001200201"
    assert found["match_reason"] == "address;code_name_disagree"
    agreed = one(regions, region_code="630001200201", address="山口乡红崖沟村3社")
    assert agreed["match_quality"] == "code_name"


@pytest.fixture
def grouped(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """红崖沟村 has two groups on the map."""
    rows = pd.DataFrame(
        {
            "code": ["630001200201001", "630001200201003"], "level": "group",
            "name": ["一社", "第三村民小组"], "parent_code": "630001200201",
        }
    )  # fmt: skip
    return gpd.GeoDataFrame(pd.concat([regions, rows], ignore_index=True), crs=4326)


def test_groups_that_stand_on_the_map(grouped: gpd.GeoDataFrame) -> None:
    """By name inside the village found, or by code, which tells the village too."""
    named = one(grouped, address="山口乡红崖沟村3社")
    assert (named["group_code"], named["group_name"]) == ("630001200201003", "3社")
    unknown = one(grouped, address="山口乡红崖沟村7社")
    assert pd.isna(unknown["group_code"])
    assert unknown["group_name"] == "7社"
    coded = one(grouped, region_code="630001200201003")
    assert (coded["region_code_now"], coded["match_quality"]) == ("630001200201", "code")
    assert (coded["group_code"], coded["group_name"]) == ("630001200201003", "3社")
    new = one(grouped, region_code="630001200201009")
    assert (new["region_code_now"], new["match_reason"]) == (
        "630001200201",
        "code;group_code_unknown",
    )
    other = one(grouped, region_code="630001200201003", region_name="红崖沟村一社")
    assert (other["group_code"], other["group_name"]) == ("630001200201001", "1社")
    assert other["match_reason"] == "code_name_agree;group_disagree"
    assert pd.isna(one(grouped, address="山口乡大庄村3社")["group_code"])
