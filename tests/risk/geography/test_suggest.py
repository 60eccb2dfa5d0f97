import geopandas as gpd
import pandas as pd

from risk.geography import suggest
from risk.geography.suggest import SUGGESTED


def test_the_township_named_comes_first(regions: gpd.GeoDataFrame) -> None:
    """Two villages of one name: the one of the township named is likelier."""
    found = suggest("山口", "大庄村", regions, limit=2)
    assert found["region_code"].tolist() == ["630001200200", "630001100200"]
    assert found["township_name"].tolist() == ["山口藏族乡", "河东镇"]
    assert found["score"].iloc[0] == 100 > found["score"].iloc[1]


def test_a_like_name_of_the_county(regions: gpd.GeoDataFrame) -> None:
    """Under a township that is no township the whole county is looked through."""
    found = suggest("无名乡", "上泉弯", regions, limit=3)
    assert found["region_code"].iloc[0] == "630001100201"
    assert found["score"].is_monotonic_decreasing
    assert found["score"].between(0, 100).all()


def test_a_township_alone(regions: gpd.GeoDataFrame) -> None:
    """Without a village name the townships are ranked."""
    assert suggest("山口镇", "", regions, limit=5)["region_code"].tolist() == ["630001200"]


def test_nothing_like_it(regions: gpd.GeoDataFrame) -> None:
    """No suggestion is better than a far one; former regions are never suggested."""
    assert suggest("", "甲乙丙", regions, limit=5).empty
    assert tuple(suggest("", "", regions, limit=5).columns) == SUGGESTED
    ended = regions.assign(valid_to=pd.Timestamp("2020-01-01"))
    assert suggest("", "大庄村", ended, limit=5).empty
