"""Points fall in the same areas whether looked up one by one or through the index."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from risk.geography import points
from risk.geography.points import read_points


@pytest.fixture
def crossing(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The tiny map with one village drawn into its neighbour."""
    shapes = regions.geometry.to_numpy().copy()
    shapes[3] = shapely.box(101, 36, 101.13, 36.1)
    return regions.set_geometry(gpd.GeoSeries(shapes, regions.index, crs=4326))


def test_many_points_are_answered_as_few_are(
    crossing: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
):
    """Inside, on borders, in the overlap, outside, rounded, absent: the same rows."""
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(100.9, 101.5, 3_000), rng.uniform(35.95, 36.25, 3_000)
    lon[:4], lat[:4] = [np.nan, 101.2, 101.11, 101.15], [36.05, 36.05, 36.05, 36.1]
    lon[4:9], lat[4:9] = 101.1, 36.1
    few = read_points(lon, lat, crossing)
    monkeypatch.setattr(points, "GRID_FROM_POINTS", 0)
    many = read_points(lon, lat, crossing)
    for name in ("fault", "village", "township", "county"):
        np.testing.assert_array_equal(getattr(few, name), getattr(many, name), err_msg=name)
    assert few.fault[0] == "absent"
    assert few.village[0] == -1
    assert few.township[1] == few.village[2] == few.village[3] == -2
