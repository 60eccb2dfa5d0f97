"""Where a crew is sent for a claim: the finest point that can be trusted."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd

from risk.terms import RegionLevel

DISTRUSTED = (
    "point_zero", "point_swapped", "point_impossible", "point_rounded_1", "point_rounded_0.1",
    "point_outside", "point_far",
)  # fmt: skip
"""Reasons of `risk.geography.reasons` for which a claim's own point is not used."""
_DISTRUST = re.compile(rf"(?:^|;)(?:{'|'.join(map(re.escape, DISTRUSTED))})(?:[;:]|$)")


def dispatch_points(claims: pd.DataFrame, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """The place to send a crew to for each claim, and what it is.

    The claim's own point unless something is wrong with it, else the point of its group (社), else
    of its village (given, or inside its area), else of its township, else none.

    Args:
        claims: lon, lat (degrees), match_reason, group_code, region_code, township_code.
        regions: code, level, lon, lat.

    Returns:
        lon, lat and ``point_source`` (``own``, ``group``, ``village``, ``township`` or ``none``)
        on the index of ``claims``.
    """
    points = regions.drop_duplicates("code").set_index("code")[["level", "lon", "lat"]]
    trusted = ~claims["match_reason"].fillna("").str.contains(_DISTRUST)
    own = claims[["lon", "lat"]].astype(float).where(trusted)
    steps = {
        "own": own,
        "group": _of(claims["group_code"], points, RegionLevel.GROUP),
        "village": _of(claims["region_code"], points, RegionLevel.VILLAGE),
        "township": _of(claims["township_code"], points, RegionLevel.TOWNSHIP),
    }
    found = pd.DataFrame({"lon": np.nan, "lat": np.nan}, index=claims.index)
    source = pd.Series("none", claims.index, dtype=object)
    for name, step in steps.items():
        fills = found["lon"].isna() & step.notna().all(axis=1)
        found.loc[fills] = step[fills]
        source[fills] = name
    return found.assign(point_source=source)


def _of(codes: "pd.Series[str]", points: pd.DataFrame, level: RegionLevel) -> pd.DataFrame:
    """Lon and lat of regions of one level, on the index of ``codes``."""
    there = points[points["level"] == level.value]
    return pd.DataFrame({axis: codes.map(there[axis]) for axis in ("lon", "lat")})
