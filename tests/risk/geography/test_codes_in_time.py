"""Codes and names before a change: renamed, re-coded, merged, split, moved."""

import geopandas as gpd
import pandas as pd
import pytest

from risk.geography import locate
from risk.geography.reasons import REASONS, keys

BEFORE, AFTER = "2019-05-01", "2024-05-01"
SINCE = pd.Timestamp("2022-01-01")
CROSSWALK = ("old_code", "new_code", "old_name", "new_name", "change")


def changes(*rows: tuple[str, ...], since: pd.Timestamp | None = SINCE) -> pd.DataFrame:
    """A crosswalk; short rows leave the rest empty."""
    full = [(*row, *[None] * (len(CROSSWALK) - len(row))) for row in rows]
    return pd.DataFrame(full, columns=list(CROSSWALK)).assign(valid_from=since)


def one(regions: gpd.GeoDataFrame, crosswalk: pd.DataFrame, **place: object) -> pd.Series:
    """Locate a single place."""
    found = locate(pd.DataFrame([place]), regions, crosswalk=crosswalk).iloc[0]
    assert set(keys(found["match_reason"])) <= REASONS.keys()
    return found


def codes(found: pd.Series) -> tuple[str, str]:
    """Code on the day of loss and code of today."""
    return found["region_code_at_loss"], found["region_code_now"]


RENAMED = changes(("630001200201", "630001200201", "浪士浪村", "红崖沟村"))


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_a_name_before_the_change_is_known(regions: gpd.GeoDataFrame, day: str) -> None:
    """People keep writing the old name; the reason says which it was."""
    found = one(regions, RENAMED, region_name="浪士浪", township_name="山口藏族乡", loss_at=day)
    assert codes(found) == ("630001200201", "630001200201")
    assert (found["match_quality"], found["match_reason"]) == ("names", "former_name:浪士浪村")
    coded = one(regions, RENAMED, region_code="630001200201", region_name="浪士浪村委会")
    assert coded["match_reason"] == "code_name_agree"


def test_a_name_that_wandered_means_who_bore_it_on_the_day(regions: gpd.GeoDataFrame) -> None:
    """红崖沟 was called 大庄 until 2022, when the other village took that name."""
    swap = changes(
        ("630001200201", "630001200201", "大庄村", "红崖沟村"),
        ("630001200200", "630001200200", "旧庄村", "大庄村"),
    )
    place = {"region_name": "大庄村", "township_name": "山口藏族乡"}
    assert one(regions, swap, loss_at=BEFORE, **place)["region_code_now"] == "630001200201"
    assert one(regions, swap, loss_at=AFTER, **place)["region_code_now"] == "630001200200"
    assert one(regions, swap, **place)["region_code_now"] == "630001200200"


MERGED = changes(
    ("630001100298", "630001100201", "上滩村", "上泉湾村", "merged"),
    ("630001100299", "630001100201", "下滩村", "上泉湾村", "merged"),
)


def test_after_a_merger_the_code_given_tells_where_the_house_was(regions: gpd.GeoDataFrame) -> None:
    """With the old code the house keeps it; without one neither of the two is chosen."""
    given = one(regions, MERGED, region_code="630001100299", loss_at=BEFORE)
    assert codes(given) == ("630001100299", "630001100201")
    named = one(regions, MERGED, region_name="上泉湾", township_name="河东镇", loss_at=BEFORE)
    assert codes(named) == ("630001100201", "630001100201")
    assert named["match_reason"] == "township_name;code_then_unclear:2"
    late = one(regions, MERGED, region_code="630001100299", loss_at=AFTER)
    assert codes(late) == ("630001100201", "630001100201")


def test_a_village_that_absorbed_another_stood_before(regions: gpd.GeoDataFrame) -> None:
    """Its own code held a part of its houses then: without a code nothing is chosen."""
    absorbed = changes(("630001100298", "630001100201", "上滩村", "上泉湾村", "并入"))
    named = one(regions, absorbed, region_name="上泉湾", township_name="河东镇", loss_at=BEFORE)
    assert named["match_reason"] == "township_name;code_then_unclear:2"
    own = one(regions, absorbed, region_code="630001100201", loss_at=BEFORE)
    assert (*codes(own), own["match_reason"]) == ("630001100201", "630001100201", "code")


SPLIT = changes(
    ("630001200290", "630001200200", "庄崖村", "大庄村", "split"),
    ("630001200290", "630001200201", "庄崖村", "红崖沟村", "split"),
)


def test_a_split_code_is_decided_by_name_or_point(regions: gpd.GeoDataFrame) -> None:
    """Else its township is all that is known, and the old code on the day of loss."""
    old = {"region_code": "630001200290", "loss_at": BEFORE}
    named = one(regions, SPLIT, region_name="红崖沟", **old)
    assert codes(named) == ("630001200290", "630001200201")
    point = one(regions, SPLIT, lon=101.3512, lat=36.0512, **old)
    assert (*codes(point), point["match_quality"]) == ("630001200290", "630001200201", "point")
    assert point["match_reason"] == "point_in_polygon;code_ambiguous:2"
    bare = one(regions, SPLIT, **old)
    assert codes(bare) == ("630001200290", "630001200")
    assert (bare["match_quality"], bare["match_reason"]) == ("township", "code_ambiguous:2")
    elsewhere = one(regions, SPLIT, lon=101.0512, lat=36.0512, **old)
    assert elsewhere["match_quality"] == "township"
    former = one(regions, SPLIT, region_name="庄崖村", township_name="山口乡", loss_at=BEFORE)
    assert former["match_reason"] == "name_ambiguous:2"


def test_a_code_that_another_village_got_later(regions: gpd.GeoDataFrame) -> None:
    """Before the change the code means where it went; after it, what it is today."""
    reused = changes(("630001200200", "630001100201", "上泉湾村", "上泉湾村"))
    before = one(regions, reused, region_code="630001200200", loss_at=BEFORE)
    assert codes(before) == ("630001200200", "630001100201")
    after = one(regions, reused, region_code="630001200200", loss_at=AFTER)
    assert codes(after) == ("630001200200", "630001200200")
    undated = one(regions, reused, region_code="630001200200")
    assert undated["match_reason"] == "code_ambiguous:2"


def test_the_rest_of_a_split_keeps_its_code(regions: gpd.GeoDataFrame) -> None:
    """A part left a village that went on under its code: before that the code means either."""
    part = changes(
        ("630001200200", "630001200200", "大庄村", "大庄村"),
        ("630001200200", "630001200201", "大庄村", "红崖沟村", "split"),
    )
    before = one(regions, part, region_code="630001200200", loss_at=BEFORE)
    assert (before["match_quality"], before["region_code_at_loss"]) == ("township", "630001200200")
    after = one(regions, part, region_code="630001200200", loss_at=AFTER)
    assert codes(after) == ("630001200200", "630001200200")


def test_moved_with_the_same_code(regions: gpd.GeoDataFrame) -> None:
    """An earlier dated row puts the village under another township: claims of then name that."""
    earlier = regions[regions["code"] == "630001100201"].assign(
        parent_code="630001200", valid_to=pd.Timestamp("2021-12-31")
    )
    dated = pd.concat([regions.assign(valid_to=pd.NaT), earlier], ignore_index=True)
    found = one(dated, changes(), region_name="上泉湾村", township_name="山口乡", loss_at=BEFORE)
    assert codes(found) == ("630001100201", "630001100201")
    assert found["match_reason"] == "name_moved_township"
    coded = one(dated, changes(), region_code="630001100201", township_name="山口乡")
    assert coded["match_quality"] == "code"


def test_a_change_through_two_steps(regions: gpd.GeoDataFrame) -> None:
    """The code of 2010 leads to today's, and each time has its own."""
    steps = pd.concat(
        [
            changes(("A", "B", "老泉村", "上泉村"), since=pd.Timestamp("2013-01-01")),
            changes(("B", "630001100201", "上泉村", "上泉湾村")),
        ]
    )
    at = {
        day: codes(one(regions, steps, region_code="A", loss_at=day))
        for day in ("2010-01-01", "2015-01-01", "2023-01-01")
    }
    assert at == {
        "2010-01-01": ("A", "630001100201"),
        "2015-01-01": ("B", "630001100201"),
        "2023-01-01": ("630001100201", "630001100201"),
    }
    assert one(regions, steps, region_name="老泉村")["match_reason"] == "former_name:老泉村"


def test_a_change_without_a_date_says_so(regions: gpd.GeoDataFrame) -> None:
    """Whether the old code was still in force is not known: today's stands, and it is told."""
    undated = changes(("630001200299", "630001100201"), since=None)
    found = one(regions, undated, region_code="630001200299", loss_at=BEFORE)
    assert codes(found) == ("630001100201", "630001100201")
    assert found["match_reason"] == "old_code:630001200299;change_undated"
    dated = regions.assign(valid_from=pd.NaT)
    dated.loc[dated["code"] == "630001100201", "valid_from"] = SINCE
    known = one(dated, undated, region_code="630001200299", loss_at=BEFORE)
    assert codes(known) == ("630001200299", "630001100201")


def test_a_township_known_by_its_former_name_and_code(regions: gpd.GeoDataFrame) -> None:
    """Re-coded and renamed townships narrow the search as today's do."""
    recoded = changes(("630001300", "630001200", "高寨乡", "山口藏族乡"))
    named = one(regions, recoded, township_name="高寨乡", region_name="大庄村")
    assert named["region_code_now"] == "630001200200"
    coded = one(regions, recoded, township_code="630001300", region_name="大庄村")
    assert coded["region_code_now"] == "630001200200"
    long = one(regions, recoded, township_code="630001300000", region_name="大庄村")
    assert long["region_code_now"] == "630001200200"


def test_questions_of_a_compared_list_change_nothing(regions: gpd.GeoDataFrame) -> None:
    """A row that a person has not settled is no change."""
    asked = changes(("630001100001", "630001200201", "河东社区", "红崖沟村", "check"))
    found = one(regions, asked, region_code="630001100001", loss_at=BEFORE)
    assert (*codes(found), found["match_reason"]) == ("630001100001", "630001100001", "code")


def test_an_identity_number_is_no_residence(regions: gpd.GeoDataFrame) -> None:
    """Its first digits are where it was registered: nothing of it is read."""
    number = "63000110019800101123X"
    found = one(regions, changes(), id_number=number, household_no=number, householder_name="甲")
    assert (found["match_quality"], found["match_reason"]) == ("none", "no_place_given")
    written = one(regions, changes(), address=number)
    assert written["match_quality"] != "code"
    assert pd.isna(written["village_key"])
