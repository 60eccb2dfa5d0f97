"""Real points: whose cell is whose, which points are misplaced, heights, and the whole nation."""

import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from risk.geography.cells import derive_geometry
from risk.geography.io import read_dem, read_regions
from risk.geography.plane import Plane, areas_km2
from risk.geography.terrain import terrain
from risk.geography.topology import map_faults, repair
from risk.reference.outlines import county_outlines

pytestmark = pytest.mark.real

NAMES = {"lng_wgs84": "lon", "lat_wgs84": "lat", "town_code": "parent_code"}
COLUMNS = ["code", "name", "level", "parent_code", "lon", "lat"]
NATION_S = 30.0


def read_county(folder: Path) -> gpd.GeoDataFrame:
    """Outline, townships and villages of one county as regions."""
    outline = read_regions(folder / "county_boundary_wgs84.geojson").geometry[0]
    text = {"code": str, "town_code": str}
    towns = pd.read_csv(folder / "towns_2016.csv", dtype=text)
    villages = pd.read_csv(folder / "villages_2016.csv", dtype=text)
    code = villages["code"][0][:6]
    rows = pd.concat(
        [
            pd.DataFrame({"code": [code], "name": "county", "level": "county"}),
            towns.assign(level="township", parent_code=code).rename(columns=NAMES),
            villages.assign(level="village").rename(columns=NAMES),
        ],
        ignore_index=True,
    )[COLUMNS]
    shapes = np.full(len(rows), None, dtype=object)
    shapes[0] = outline
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


@pytest.fixture(scope="module")
def yongshun(real_data: Callable[[str], Path]) -> gpd.GeoDataFrame:
    """254 of 301 village units have a point; no township has an outline."""
    return read_county(real_data("yongshun_admin"))


def test_yongshuns_misplaced_and_shared_points_are_found(yongshun: gpd.GeoDataFrame) -> None:
    """14 points lie 27 to 61 km from their township's, 25 stand at 11 places; none outside."""
    faults = map_faults(repair(yongshun)[0])
    assert faults["fault"].value_counts().to_dict() == {"point_shared": 25, "point_far": 14}
    km = faults.loc[faults["fault"] == "point_far", "value"]
    assert (round(km.max()), round(km.min())) == (61, 27)
    assert faults.loc[faults["fault"] == "point_far", "detail"].eq("bound_km=25.8").all()
    names = yongshun.set_index("code")["name"]
    shared = faults[faults["fault"] == "point_shared"]
    alike = shared["region_code"].map(names) == shared["other_code"].map(names)
    assert alike.all()  # one point was found for a name, and given to every village that bears it


def test_yongshuns_cells_belong_to_believable_points(yongshun: gpd.GeoDataFrame) -> None:
    """Far points make none; a shared place is a village's only if the others there are far."""
    derived = derive_geometry(yongshun)
    faults = map_faults(yongshun).groupby("fault")["region_code"].agg(set)
    far, shared = faults["point_far"], faults["point_shared"]
    villages = derived[derived["level"] == "village"].set_index("code")
    celled = set(villages.index[villages["geometry_source"] == "derived"])
    assert len(celled) == 231
    assert not celled & far
    assert len(celled & shared) == 7
    cells = villages.loc[sorted(celled)]
    spots = gpd.points_from_xy(cells["lon"], cells["lat"])
    assert shapely.distance(cells.geometry.to_numpy(), spots).max() < 1e-6
    plane = Plane.around(derived.geometry[0])
    flat = plane.to_metres(cells.geometry.to_numpy())
    outline = plane.to_metres(derived.geometry[0]).item()
    united = shapely.union_all(flat)
    assert shapely.area(flat).sum() == pytest.approx(united.area, rel=1e-9)
    assert united.difference(outline).area < 1
    nobodys = outline.difference(united)  # nearest to a place that several villages share
    assert 0.01 < nobodys.area / outline.area < 0.02
    left = villages.loc[sorted(shared - far - celled)]
    places = plane.to_metres(gpd.points_from_xy(left["lon"], left["lat"]))
    assert shapely.distance(places, nobodys).max() < 1


def test_huzhus_townships_fill_the_county(real_data: Callable[[str], Path]) -> None:
    """3 of 310 villages have a point: no village cells, but those of 19 township seats."""
    regions = read_county(real_data("huzhu_admin"))
    assert map_faults(regions).empty
    derived = derive_geometry(regions)
    levels = derived.loc[derived["geometry_source"] == "derived", "level"]
    assert levels.value_counts().to_dict() == {"township": 19}
    flat = Plane.around(derived.geometry[0]).to_metres(derived.geometry.to_numpy())
    towns = shapely.area(flat[derived["level"] == "township"])
    assert np.nansum(towns) == pytest.approx(shapely.area(flat[0]), rel=1e-9)
    assert areas_km2(derived.geometry.to_numpy()[:1])[0] == pytest.approx(3356, rel=2e-3)


def test_heights_across_huzhu(real_data: Callable[[str], Path], tmp_path: Path) -> None:
    """The coarse grid as a GeoTIFF: the valley in the south is low, the north high."""
    heights = pd.read_csv(real_data("hazard_qinghai") / "dem_0p2deg.csv").pivot(
        index="lat", columns="lng", values="elev_m"
    )
    grid = heights.sort_index(ascending=False).to_numpy("float32")
    corner = from_origin(heights.columns.min() - 0.1, heights.index.max() + 0.1, 0.2, 0.2)
    path = tmp_path / "dem.tif"
    with rasterio.open(
        path, "w", driver="GTiff", height=30, width=30, count=1, dtype="float32",
        crs="EPSG:4326", transform=corner,
    ) as raster:  # fmt: skip
        raster.write(grid, 1)
    regions = derive_geometry(read_county(real_data("huzhu_admin")))
    outline = regions.geometry[0]
    found = terrain(regions, dem=read_dem(path, outline.bounds), town=outline.centroid)
    towns = found[(regions["level"] == "township").to_numpy()].dropna(subset=["elevation_m"])
    assert len(towns) == 19
    assert towns["elevation_m"].between(2300, 3700).all()
    assert towns["elevation_m"].max() - towns["elevation_m"].min() > 900
    north = shapely.get_y(shapely.centroid(regions.geometry[towns.index].to_numpy()))
    assert np.corrcoef(north, towns["elevation_m"])[0, 1] > 0.5
    assert found["river_km"].isna().all()
    assert found["town_km"].max() < 80


def nation(folder: Path) -> gpd.GeoDataFrame:
    """Counties with an outline, townships, and the villages of 2016 that have a point."""
    columns = ["code", "parent", "name", "level", "adcode", "lng_wgs84", "lat_wgs84"]
    rows = pd.read_parquet(folder / "admin_2016.parquet", columns=columns).rename(columns=NAMES)
    rows = rows[(rows["level"] != "village") | rows["lon"].notna()].reset_index(drop=True)
    county = rows["adcode"].astype(str)
    outlines = county_outlines().set_index("code").geometry
    shapes = np.full(len(rows), None, dtype=object)
    is_county = (rows["level"] == "county").to_numpy()
    shapes[is_county] = county[is_county].map(outlines).to_numpy()
    parent = rows["parent"].astype(str).mask(rows["level"] == "town", county + "000000")
    frame = pd.DataFrame(
        {
            "code": rows["code"].astype(str),
            "level": rows["level"].replace("town", "township"),
            "parent_code": parent,
            "lon": rows["lon"],
            "lat": rows["lat"],
        }
    )
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)


def test_the_nations_own_points_make_cells(real_data: Callable[[str], Path]) -> None:
    """58,627 village points, county by county; every cell inside its county, none for two."""
    regions = nation(real_data("china_villages"))
    villages = (regions["level"] == "village").to_numpy()
    assert villages.sum() == 58_627
    begin = time.process_time()
    derived = derive_geometry(regions)
    seconds = time.process_time() - begin
    cells = derived[villages & (derived["geometry_source"] == "derived").to_numpy()]
    assert len(cells) > 53_000
    spots = gpd.points_from_xy(cells["lon"], cells["lat"])
    assert shapely.distance(cells.geometry.to_numpy(), spots).max() < 1e-6
    assert cells.geometry.is_valid.all()
    assert seconds < NATION_S
