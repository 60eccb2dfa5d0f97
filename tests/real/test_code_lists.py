"""Real code lists: two of one publisher seven years apart, one that collides, and the nation's."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from risk.geography import compare_lists, conflicting_codes, locate

pytestmark = pytest.mark.real

COUNTY = "630223"
SINCE = pd.Timestamp("2017-01-01")
NATION = {
    ("unchanged", "same_name"): 331_507,
    ("unchanged", "like_name"): 123_834,
    ("recoded", "name_in_township"): 59_290,
    ("moved", "name_in_county"): 22_300,
    ("renamed", "similar_name"): 6_529,
    ("conflict", "name_differs"): 20_570,
    ("check", "slip"): 935,
    ("check", "name_among_rest"): 318,
    ("ambiguous", "name_repeated"): 815,
    ("gone", "name_gone"): 98_173,
    ("gone", "county_gone"): 2_720,
    ("new", "name_new"): 45_568,
    ("new", "county_new"): 9_386,
}  # village units of 2016 and 2023
NO_CROSSWALK = pd.DataFrame({"old_code": [], "new_code": [], "valid_from": []})


def read(folder: Path, name: str) -> pd.DataFrame:
    """A list of the county, every cell text."""
    return pd.read_csv(folder / name, dtype=str)


@pytest.fixture(scope="module")
def folder(real_data) -> Path:
    """Where the county's lists are."""
    return real_data("huzhu_admin")


@pytest.fixture(scope="module")
def lists(folder) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Townships and villages of 2016 and of 2023."""
    old = [read(folder, f"{level}_2016.csv")[["code", "name"]] for level in ("towns", "villages")]
    new = [
        read(folder, f"{level}_nbs_latest.csv")[["code", "name"]] for level in ("towns", "villages")
    ]
    return pd.concat(old, ignore_index=True), pd.concat(new, ignore_index=True)


@pytest.fixture(scope="module")
def crosswalk(lists) -> pd.DataFrame:
    """What became of the regions of 2016, as compared, with a date."""
    return compare_lists(*lists).assign(valid_from=SINCE)


def as_map(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Regions without outlines, under one county."""
    code = rows["code"].str.replace(r"^(\d{9})000$", r"\1", regex=True)
    town = code.str.len() == 9
    frame = pd.DataFrame(
        {"code": code, "name": rows["name"],
         "level": town.map({True: "township", False: "village"}),
         "parent_code": code.str[:9].mask(town, COUNTY)}
    )  # fmt: skip
    county = {"code": COUNTY, "name": "互助土族自治县", "level": "county", "parent_code": None}
    frame = pd.concat([pd.DataFrame([county]), frame], ignore_index=True)
    frame["village_key"] = pd.array(range(len(frame)), dtype="Int64")
    return gpd.GeoDataFrame(frame, geometry=[None] * len(frame), crs=4326)


def test_the_county_crosswalk_made_by_hand(lists, folder):
    """293 unchanged, one renamed, 16 re-coded: the very pairs that a person wrote down."""
    told = compare_lists(*lists)
    by_hand = read(folder, "crosswalk_villages_2016_2023.csv")
    pairs = dict(zip(told["old_code"], told["new_code"], strict=True))
    assert (by_hand["code_2016"].map(pairs) == by_hand["code_2023"]).all()
    villages = told[told["old_code"].isin(by_hand["code_2016"])]
    counts = villages["change"].value_counts()
    assert counts.to_dict() == {"unchanged": 293, "recoded": 9, "moved": 7, "renamed": 1}
    renamed = villages[villages["change"] == "renamed"].iloc[0]
    assert (renamed["old_name"], renamed["new_name"]) == ("浪士浪村委会", "浪士当村委会")
    towns = told[~told["old_code"].isin(by_hand["code_2016"])]
    changed = towns[towns["change"] != "unchanged"]
    assert changed[["old_name", "new_name", "change"]].to_numpy().tolist() == [
        ["高寨镇", "高寨街道", "recoded"]
    ]


def test_without_townships_one_pair_is_a_question(folder):
    """Villages alone: 北庄 stands twice in the county, and only its township tells which moved.

    One 北庄 kept its code, so the other's new code may be a village that is new; with the
    townships at hand the name is unique in 高寨, and the pair is settled.
    """
    lists = (read(folder, f"villages_{year}.csv") for year in ("2016", "nbs_latest"))
    told = compare_lists(*(rows[["code", "name"]] for rows in lists))
    counts = told["change"].value_counts()
    assert counts.to_dict() == {"unchanged": 293, "moved": 15, "renamed": 1, "check": 1}
    asked = told[told["change"] == "check"].iloc[0]
    assert asked["reason"] == "name_among_rest"
    assert (asked["old_name"], asked["old_code"], asked["new_code"]) == (
        "北庄村委会", "630223102203", "630223001203",
    )  # fmt: skip
    twins = told[told["old_name"].str.startswith("北庄")]
    assert sorted(twins["change"]) == ["check", "unchanged"]


def test_a_claim_of_the_old_coding_keeps_its_code_and_gets_todays(lists, crosswalk, folder):
    """The 16 re-coded units and the renamed one, by code, by name and by both."""
    by_hand = read(folder, "crosswalk_villages_2016_2023.csv")
    changed = by_hand[by_hand["match"] != "same_code"].reset_index(drop=True)
    assert len(changed) == 17
    cells = pd.DataFrame(
        {"region_code": changed["code_2016"], "region_name": changed["name_2016"],
         "township_name": changed["town_2016"], "loss_at": SINCE - pd.Timedelta(days=30)}
    )  # fmt: skip
    regions = as_map(lists[1])
    for told in (["region_code"], ["region_name", "township_name"], [*cells.columns[:3]]):
        found = locate(cells[[*told, "loss_at"]], regions, crosswalk=crosswalk)
        assert found["region_code_now"].tolist() == changed["code_2023"].tolist(), told
        assert found["region_code_at_loss"].tolist() == changed["code_2016"].tolist(), told
    late = cells.assign(loss_at=SINCE + pd.Timedelta(days=30))
    after = locate(late, regions, crosswalk=crosswalk)
    assert after["region_code_at_loss"].tolist() == changed["code_2023"].tolist()
    renamed = cells[changed["match"] == "same_code_renamed"][["region_name", "township_name"]]
    found = locate(renamed, regions, crosswalk=crosswalk).iloc[0]
    assert found["match_reason"] == "former_name:浪士浪村委会"


def test_the_county_number_before_2013(lists):
    """A code under 632126 is read under today's county."""
    villages = lists[1][lists[1]["code"].str.len() == 12].iloc[:50]
    old = pd.DataFrame(
        {"region_code": "632126" + villages["code"].str[6:], "region_name": villages["name"]}
    )
    found = locate(old, as_map(lists[1]), crosswalk=NO_CROSSWALK, former_county_codes=["632126"])
    assert found["region_code_now"].tolist() == villages["code"].tolist()
    assert set(found["match_quality"]) == {"code_name"}


@pytest.mark.parametrize("year", [0, 1])
def test_none_of_the_colliding_codes_lands_in_a_wrong_township(lists, folder, year):
    """11 of 19 township codes of the other publisher mean another township here.

    Claims carry its code with the township's name in either cell, or with a village that bears a
    name of its own in the county.
    """
    regions, other = as_map(lists[year]), read(folder, "towns_areacity_2023.csv")
    codes = read(folder, "crosswalk_towns.csv")
    nbs = codes[f"code_nbs_{(2016, 2023)[year]}"]
    meant = dict(zip(codes["code_areacity"], nbs, strict=True))
    wrong = other[other["code"].map(meant) != other["code"]]
    assert len(wrong) == (11, 12)[year]
    town = other["code"].map(meant)
    cells = {
        "two cells": pd.DataFrame({"township_code": other["code"], "township_name": other["name"]}),
        "region cells": pd.DataFrame({"region_code": other["code"], "region_name": other["name"]}),
        "address": pd.DataFrame(
            {"township_code": other["code"], "address": "互助县" + other["name"]}
        ),
    }
    for what, places in cells.items():
        found = locate(places, regions, crosswalk=NO_CROSSWALK)
        assert found["region_code_now"].tolist() == town.tolist(), what
    villages = regions[regions["level"] == "village"]
    single = villages[~villages["name"].map(bare).duplicated(keep=False)]
    claims = single.assign(code_there=single["parent_code"].map({v: k for k, v in meant.items()}))
    claims = claims[claims["code_there"].notna()].reset_index(drop=True)
    for column in ("township_code", "region_code"):
        places = pd.DataFrame({column: claims["code_there"], "region_name": claims["name"]})
        found = locate(places, regions, crosswalk=NO_CROSSWALK)
        assert found["region_code_now"].tolist() == claims["code"].tolist(), column
        disagree = claims["code_there"] != claims["parent_code"]
        assert found.loc[disagree, "match_reason"].str.contains("disagree|unknown").all()


@pytest.mark.parametrize("year", [2016, 2023])
def test_claims_coded_by_the_colliding_list(lists, crosswalk, folder, year):
    """All 309 units as claims: its township code, the township's name, the village's name.

    None is lost or in a wrong township; every code that means another township is flagged, and
    only those: 高寨's former code leads to 高寨 through the crosswalk.
    """
    regions = as_map(lists[year == 2023])
    codes = read(folder, "towns_areacity_2023.csv").set_index("name")["code"]
    nbs = read(folder, "towns_2016.csv").set_index("name")["code"].str[:9]
    by_hand = read(folder, "crosswalk_villages_2016_2023.csv")
    claims = by_hand[by_hand["town_2016"].isin(codes.index)]
    assert len(claims) == 309
    town = claims["town_2016"]
    places = pd.DataFrame(
        {
            "township_code": town.map(codes),
            "township_name": town,
            "region_name": claims["name_2016"],
        }
    )
    changes = crosswalk if year == 2023 else NO_CROSSWALK
    found = locate(places, regions, crosswalk=changes)
    assert (found["region_code_now"] == claims[f"code_{year}"]).all()
    collides = town.map(codes) != town.map(nbs)
    assert town[collides].nunique() == 11
    flagged = found["match_reason"].str.contains("township_code_name_disagree")
    assert (flagged == collides).all()


def bare(name: str) -> str:
    """A village name without its committee, by the plainest rule."""
    for body in ("村民委员会", "社区居委会", "村委会", "居委会"):
        name = name.removesuffix(body)
    return name if name.endswith("村") else name + "村"


def test_the_colliding_list_is_flagged_row_by_row(lists, folder):
    """The 11 codes, with both names; 高寨镇 and 高寨街道 are one name."""
    flagged = conflicting_codes(
        as_map(lists[0]), read(folder, "towns_areacity_2023.csv"), NO_CROSSWALK
    )
    assert len(flagged) == 11
    row = flagged.set_index("code").loc["630223200"]
    assert (row["name_on_map"], row["name_in_file"]) == ("台子乡", "红崖子沟乡")


def test_names_that_stand_more_than_once_are_never_chosen_between(lists):
    """19 names in 43 rows: found under their township, never without it."""
    regions = as_map(lists[0])
    villages = regions[regions["level"] == "village"]
    repeated = villages[villages["name"].duplicated(keep=False)].reset_index(drop=True)
    assert (repeated["name"].nunique(), len(repeated)) == (19, 43)
    alone = locate(pd.DataFrame({"region_name": repeated["name"]}), regions, crosswalk=NO_CROSSWALK)
    assert set(alone["match_quality"]) == {"county"}
    assert alone["match_reason"].str.startswith("name_ambiguous:").all()
    towns = regions.set_index("code")["name"]
    under = pd.DataFrame(
        {"region_name": repeated["name"], "township_name": repeated["parent_code"].map(towns)}
    )
    found = locate(under, regions, crosswalk=NO_CROSSWALK)
    assert found["region_code_now"].tolist() == repeated["code"].tolist()
    written = under["township_name"] + under["region_name"].map(bare) + "三社"
    read_out = locate(
        pd.DataFrame({"address": "互助县" + written}), regions, crosswalk=NO_CROSSWALK
    )
    assert read_out["region_code_now"].tolist() == repeated["code"].tolist()
    assert set(read_out["group_name"]) == {"3社"}


def test_every_village_of_the_county_by_its_address(lists):
    """Township, village and group written in one go find every one of the 310 units."""
    regions = as_map(lists[0])
    villages = regions[regions["level"] == "village"].reset_index(drop=True)
    town = villages["parent_code"].map(regions.set_index("code")["name"])
    address = "青海省海东市互助土族自治县" + town + villages["name"] + "第五村民小组"
    found = locate(pd.DataFrame({"address": address}), regions, crosswalk=NO_CROSSWALK)
    assert found["region_code_now"].tolist() == villages["code"].tolist()


def test_the_nation(real_data):
    """666,655 village units of 2016, 620,573 of 2023: 486,059 codes in both, the rest by names."""
    folder = real_data("china_villages")
    old = pd.read_parquet(folder / "admin_2016.parquet", columns=["code", "name", "level"])
    old["level"] = old["level"].replace("town", "township")
    new = [
        pd.read_parquet(folder / f"nbs_{name}_latest.parquet", columns=["code", "name"]).assign(
            level=level
        )
        for name, level in (("streets", "township"), ("villages", "village"))
    ]
    assert (
        pd.Index(old.loc[old["level"] == "village", "code"]).isin(new[1]["code"]).sum() == 486_059
    )
    both = pd.concat(new, ignore_index=True)
    told = compare_lists(old, both)
    before = told["old_code"].isin(old.loc[old["level"] == "village", "code"].astype(str))
    after = told["new_code"].isin(new[1]["code"].astype(str))
    assert (before.sum(), after.sum()) == (666_655, 620_573)
    villages = told[before | after]
    same = villages["old_code"] == villages["new_code"]
    counts = villages.groupby(["change", "reason"]).size()
    assert counts.to_dict() == NATION, counts.to_string()
    assert villages.loc[same, "change"].value_counts().to_dict() == {
        "unchanged": 455_341, "conflict": 20_570, "renamed": 6_529, "check": 10,
    }  # fmt: skip
