"""Free-text addresses: what of them names places, and what they mean against the map."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.geography import locate, place_part
from risk.geography.address import group_name, number, split_group
from risk.geography.reasons import REASONS, keys

NO_CROSSWALK = pd.DataFrame({"old_code": [], "new_code": [], "valid_from": []})


def one(regions: gpd.GeoDataFrame, **place: object) -> pd.Series:
    """Locate a single place."""
    found = locate(pd.DataFrame([place]), regions, crosswalk=NO_CROSSWALK).iloc[0]
    assert set(keys(found["match_reason"])) <= REASONS.keys()
    return found


@pytest.mark.parametrize(
    ("written", "value"),
    [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("廿一", 21), ("第8", 8),
     ("12", 12), ("二三", 23), ("十十", None), ("甲", None), ("", None)],
)  # fmt: skip
def test_numbers(written: str, value: int | None) -> None:
    """Arabic and Chinese numerals; what is no number is None."""
    assert number(written) == value


@pytest.mark.parametrize(
    ("written", "name"),
    [("三社", "3社"), ("第三村民小组", "3社"), ("3组", "3社"), ("12队", "12社"),
     ("二十三社", "23社"), ("阳山队", "阳山社"), ("大庄自然村", "大庄自然村"),
     ("第三社区", "第三社区")],
)  # fmt: skip
def test_groups_have_one_writing(written: str, name: str) -> None:
    """社, 组, 队 and 村民小组 are one thing; a community is none of them."""
    assert group_name(written) == name


def test_a_name_before_its_group() -> None:
    """A village named 五队村 has no group in its name."""
    assert split_group("班彦村三社") == ("班彦村", "3社")
    assert split_group("五队村") == ("五队村", "")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("互助县五十镇班彦村3社12号", "互助县五十镇班彦村3社"),
        ("张三，五十镇班彦村第三村民小组", "五十镇班彦村第三村民小组"),
        ("五十镇 班彦 3社 13812345678", "五十镇班彦3社"),
        ("威远镇北街社区阳光小区3号楼2单元", "威远镇北街社区"),
        ("五十镇班彦村王社长家", "五十镇班彦村"),
        ("五十镇班彦村阳山社", "五十镇班彦村阳山社"),
        ("东沟乡大庄村信用社", "东沟乡大庄村"),
        ("威远镇西大街12号", "威远镇"),
        ("63000119800101123X 班彦村", "班彦村"),
        ("张三", ""),
        ("", ""),
    ],
)
def test_the_part_that_names_places(address: str, kept: str) -> None:
    """House numbers, telephone and identity numbers and names set apart are left out."""
    assert place_part(address) == kept


pieces = st.sampled_from(
    ["互助县", "五十镇", "山口乡", "大庄村", "班彦", "北街社区", "三社", "3组", "12号", "张三",
     "，", " ", "13812345678", "自然村", "信用社", "村委会", "王社长家", "第", "十", "小区"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(pieces, max_size=8).map("".join))
def test_a_place_part_is_its_own(address: str) -> None:
    """What is stored of an address says the same when it is read again; no long number stays."""
    kept = place_part(address)
    assert place_part(kept) == kept
    assert not any(len(run) > 4 for run in "".join(c if c.isdigit() else " " for c in kept).split())


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
