"""A made-up map for warnings: one county, five townships, two or three square villages each."""

import pandas as pd
import shapely

COUNTY = "630223"
TOWNSHIPS = {
    "630223101": ("丹麻镇", ("松德村", "泽林村")),
    "630223102": ("五十镇", ("班彦村", "土观村", "新庄村")),
    "630223203": ("东沟乡", ("大庄村", "新庄村")),
    "630223204": ("巴扎藏族乡", ("柏木峡村", "甘冲沟村")),
    "630223100": ("威远镇", ("古城社区", "大寺路社区")),
}


def regions() -> pd.DataFrame:
    """Township i lies at 36.5 + 0.1·i °N; its villages are squares of 0.1° from 102 °E on."""
    rows = [(COUNTY, "county", "互助土族自治县", None, None, None, None, None)]
    for i, (code, (name, villages)) in enumerate(TOWNSHIPS.items()):
        rows.append((code, "township", name, code, name, None, None, None))
        for j, village in enumerate(villages):
            west, south = 102.0 + 0.1 * j, 36.5 + 0.1 * i
            square = shapely.box(west, south, west + 0.1, south + 0.1)
            rows.append(
                (f"{code}{201 + j}", "village", village, code, name, west + 0.05, south + 0.05,
                 square)
            )  # fmt: skip
    columns = ["code", "level", "name", "township_code", "township_name", "lon", "lat", "geometry"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["elevation_m"] = [2500.0] * len(frame)
    return frame


def in_force() -> pd.DataFrame:
    """Ten houses a village, two of them special; five more known only to 五十镇."""
    rows = regions()
    villages = rows.loc[rows["level"] == "village", "code"].tolist()
    return pd.DataFrame(
        {
            "region_code": [*villages, "630223102"],
            "structure": "earth_wood",
            "houses": [10] * len(villages) + [5],
            "sum_insured_money": [300_000.0] * len(villages) + [150_000.0],
            "special_households": [2] * len(villages) + [1],
        }
    )
