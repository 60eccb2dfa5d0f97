"""A tiny map: one county, two townships side by side, two villages named alike."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box


@pytest.fixture
def regions() -> gpd.GeoDataFrame:
    """Longitudes 101–101.4, latitudes 36–36.2; villages are squares of 0.1°."""
    rows = [
        ("630001", "county", "样县", None, box(101, 36, 101.4, 36.2)),
        ("630001100", "township", "河东镇", "630001", box(101, 36, 101.2, 36.2)),
        ("630001200", "township", "山口藏族乡", "630001", box(101.2, 36, 101.4, 36.2)),
        ("630001100001", "village", "河东社区居委会", "630001100", box(101, 36, 101.1, 36.1)),
        ("630001100200", "village", "大庄村委会", "630001100", box(101.1, 36, 101.2, 36.1)),
        ("630001100201", "village", "上泉湾村委会", "630001100", box(101, 36.1, 101.2, 36.2)),
        ("630001200200", "village", "大庄村", "630001200", box(101.2, 36, 101.3, 36.2)),
        ("630001200201", "village", "红崖沟村", "630001200", box(101.3, 36, 101.4, 36.2)),
    ]
    frame = pd.DataFrame(rows, columns=["code", "level", "name", "parent_code", "geometry"])
    frame["village_key"] = pd.array([None, None, None, 1, 2, 3, 4, 5], dtype="Int64")
    frame["geometry_source"] = "surveyed"
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=4326)


@pytest.fixture
def crosswalk() -> pd.DataFrame:
    """上泉湾 had another code, in the other township, until mid-2023."""
    return pd.DataFrame(
        {
            "old_code": ["630001200299"],
            "new_code": ["630001100201"],
            "valid_from": [pd.Timestamp("2023-07-01")],
        }
    )
