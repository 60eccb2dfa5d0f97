"""A portfolio given by points: which village each house lies in."""

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.geography import build_grid
from risk.terms import RegionLevel


def place_portfolio(locations: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Locations with ``region_code``, the village whose outline holds the point.

    Args:
        locations: lon, lat (WGS84), and whatever else is to be kept.
        regions: code, level, geometry.

    Returns:
        The rows, ``region_code`` None where no village's outline holds the point.

    Raises:
        ModelError: no location lies in any village: another county, or another datum.
    """
    rows = regions[(regions["level"] == RegionLevel.VILLAGE) & regions["geometry"].notna()]
    grid = build_grid(rows["geometry"].to_numpy())
    found = np.asarray(
        grid.find(locations["lon"].to_numpy(np.float64), locations["lat"].to_numpy(np.float64))
    )
    codes = rows["code"].astype(str).to_numpy(dtype=object)
    inside = found >= 0
    if not inside.any():
        raise ModelError(
            f"none of {len(locations)} locations lies in a village of the map", where="locations",
            remedy="check that the file is of this county and its points are WGS84",
        )  # fmt: skip
    code = np.full(len(found), None, dtype=object)
    code[inside] = codes[found[inside]]
    return locations.assign(region_code=code)
