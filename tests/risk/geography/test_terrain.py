"""Height, slope and distances on ground whose answers are known."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import LineString, Point, box

from risk.errors import GeographyError
from risk.geography.io import read_dem, write_regions
from risk.geography.terrain import Dem, slope_deg, terrain

UTM = "EPSG:32648"
WEST, NORTH, CELL_M = 300_000.0, 4_100_000.0, 30.0


def write_tiff(
    path: Path, heights: np.ndarray, crs: str, transform: object, **more: object
) -> Path:
    """A GeoTIFF of one band."""
    rows, columns = heights.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=rows,
        width=columns,
        count=1,
        dtype=heights.dtype,
        crs=crs,
        transform=transform,
        **more,
    ) as raster:
        raster.write(heights, 1)
    return path  # fmt: skip


@pytest.fixture
def tilted(tmp_path: Path) -> Path:
    """200 × 200 cells of 30 m: 2,000 m high in the west, rising 1 m in 10 eastwards (5.71°)."""
    east_m = (np.arange(200) + 0.5) * CELL_M
    heights = np.tile(2000 + east_m / 10, (200, 1)).astype("float32")
    heights[:20] = -9999
    grid = from_origin(WEST, NORTH, CELL_M, CELL_M)
    return write_tiff(tmp_path / "tilted.tif", heights, UTM, grid, nodata=-9999)


def projected(**shapes: object) -> gpd.GeoDataFrame:
    """Villages drawn in metres from the raster's corner (east, south), in degrees."""
    frame = gpd.GeoDataFrame(
        {"code": list(shapes), "level": "village", "parent_code": None},
        geometry=list(shapes.values()),
        crs=UTM,
    )
    frame["geometry"] = frame.geometry.affine_transform([1, 0, 0, -1, WEST, NORTH])
    return frame.to_crs(4326)


def test_heights_and_slopes_of_a_tilted_plane_are_exact(tilted: Path) -> None:
    """The mean over an area is the height of its middle; a point lies between cell centres.

    An area thinner than a cell has the height of the cells it lies in (1.5 m to either side).
    """
    regions = projected(
        area=box(1000, 2000, 3017, 4000), point=Point(1234, 3000), thin=box(2000, 1000, 2007, 5000)
    )
    found = terrain(regions, dem=read_dem(tilted, regions.total_bounds)).set_index("region_code")
    height_m = found["elevation_m"]
    assert height_m["area"] == pytest.approx(2200.85, abs=0.06)
    assert height_m["point"] == pytest.approx(2123.4, abs=0.06)
    assert height_m["thin"] == pytest.approx(2200.35, abs=1.5)
    assert found["slope_deg"].to_numpy() == pytest.approx(np.degrees(np.arctan(0.1)), abs=0.01)
    assert found["source"].eq("dem:tilted.tif").all()
    assert found[["river_km", "road_km", "town_km"]].isna().all(axis=None)


def test_unknown_heights_stay_unknown(tilted: Path) -> None:
    """An area less than half covered, and points in a hole or beyond the sheet, are missing."""
    regions = projected(
        mostly=box(1000, 300, 2000, 1800),
        hardly=box(1000, 100, 2000, 700),
        hole=Point(1000, 200),
        beyond=Point(9000, 3000),
    )
    found = terrain(regions, dem=read_dem(tilted, regions.total_bounds)).set_index("region_code")
    assert found["elevation_m"].notna().to_dict() == {
        "mostly": True, "hardly": False, "hole": False, "beyond": False
    }  # fmt: skip
    assert found["elevation_m"]["mostly"] == pytest.approx(2150, abs=0.1)


def test_a_sheet_in_degrees_with_whole_metres(tmp_path: Path) -> None:
    """Cells narrow to the north: 10 m a cell are steeper eastwards than northwards."""
    cell = 0.001
    grid = from_origin(102, 37, cell, cell)
    north = np.tile(np.arange(100)[::-1, None] * 10, (1, 100)).astype("int16")
    for name, heights, cell_m in (
        ("north", north, cell * 110_950),
        ("east", north.T, cell * 111_320 * np.cos(np.radians(36.95))),
    ):
        path = write_tiff(tmp_path / f"{name}.tif", heights, "EPSG:4326", grid)
        dem = read_dem(path, (102.04, 36.94, 102.06, 36.96))
        slope = slope_deg(dem)
        assert dem.heights_m.shape == (24, 24)
        middle = slope[1:-1, 1:-1]
        assert np.isnan(slope[0]).all()
        assert middle.mean() == pytest.approx(np.degrees(np.arctan(10 / cell_m)), abs=0.01)


def test_only_the_part_of_the_sheet_around_the_map_is_read(tilted: Path) -> None:
    """The record says where its first cell is, so heights stay in place."""
    regions = projected(spot=box(3000, 3000, 3300, 3300))
    dem = read_dem(tilted, regions.total_bounds)
    assert dem.heights_m.shape < (30, 30)
    assert (dem.west - WEST) % CELL_M == 0
    whole = read_dem(tilted, projected(all=box(0, 0, 6000, 6000)).total_bounds)
    assert whole.heights_m.shape == (200, 200)
    both = [terrain(regions, dem=sheet)["elevation_m"][0] for sheet in (dem, whole)]
    assert both[0] == both[1] == pytest.approx(2315, abs=0.1)


def test_a_map_file_still_reads_after_a_raster(tilted: Path, tmp_path: Path) -> None:
    """Two wheels, two GDALs and PROJs in one process: the transformations stay right."""
    regions = projected(area=box(1000, 2000, 3000, 4000))
    read_dem(tilted, regions.total_bounds)
    write_regions(regions.to_crs(UTM), tmp_path / "metres.gpkg")
    back = gpd.read_file(tmp_path / "metres.gpkg").to_crs(UTM)
    assert back.total_bounds == pytest.approx([301_000, 4_096_000, 303_000, 4_098_000], abs=1e-3)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_wrong_sheet_is_refused_in_one_line(tmp_path: Path, tilted: Path) -> None:
    """No raster, no reference system, turned, or of another place."""
    flat = np.zeros((9, 9), dtype="float32")
    grid = from_origin(102, 37, 0.1, 0.1)
    text = tmp_path / "text.tif"
    text.write_text("no raster")
    turned = grid @ rasterio.Affine.rotation(30)
    cases = {
        "cannot be read as an elevation model": text,
        "names no reference system": write_tiff(tmp_path / "bare.tif", flat, "", grid),
        "is not north up": write_tiff(tmp_path / "turned.tif", flat, "EPSG:4326", turned),
        "lies elsewhere than the map": tilted,
    }
    for message, path in cases.items():
        with pytest.raises(GeographyError, match=message) as refused:
            read_dem(path, (110, 30, 111, 31))
        assert "\n" not in str(refused.value)
        assert path.name in str(refused.value)


def villages(*points: tuple[float, float] | None) -> gpd.GeoDataFrame:
    """Villages that are points in degrees."""
    return gpd.GeoDataFrame(
        {"code": [f"V{i}" for i in range(len(points))], "level": "village", "parent_code": None},
        geometry=[None if p is None else Point(p) for p in points],
        crs=4326,
    )


def lines(*shapes: object) -> gpd.GeoDataFrame:
    """Rivers or roads."""
    return gpd.GeoDataFrame({"river_id": range(len(shapes))}, geometry=list(shapes), crs=4326)


def test_distances_are_to_the_nearest_spot_of_any_line() -> None:
    """Along a parallel and a meridian, between the ends of a line, in km."""
    river = LineString([(102, 36), (102, 37)])
    road = LineString([(101, 36.5), (103, 36.5)])
    town = box(101.95, 36.3, 102.05, 36.4)
    found = terrain(
        villages((102.1, 36.6), (102.0, 36.35), None),
        rivers=lines(river, LineString([(110, 30), (111, 30)]), None),
        roads=lines(road),
        town=town,
    )
    east_km = 0.1 * 111.32 * np.cos(np.radians(36.6))
    assert found["river_km"][0] == pytest.approx(east_km, rel=0.01)
    assert found["road_km"][0] == pytest.approx(0.1 * 110.95, rel=1e-3)
    assert found["river_km"][1] == found["town_km"][1] == 0
    assert found.loc[2, ["river_km", "road_km", "town_km", "elevation_m"]].isna().all()
    assert found["source"].unique().tolist() == ["river;road;town"]


def test_distances_hold_from_south_to_north() -> None:
    """A region far from the others' latitude is measured at its own."""
    spots = villages((100, 20), (100, 36), (100, 50))
    rivers = lines(*[LineString([(100.5, lat - 3), (100.5, lat + 3)]) for lat in (20, 36, 50)])
    km = terrain(spots, rivers=rivers)["river_km"].to_numpy()
    assert km == pytest.approx(0.5 * 111.32 * np.cos(np.radians([20, 36, 50])), rel=2e-3)


def test_nothing_given_nothing_said() -> None:
    """No file, no value: missing stays missing, and the source with it."""
    found = terrain(villages((102, 36)))
    assert found.drop(columns="region_code").isna().all(axis=None)


def test_a_point_that_is_elsewhere_is_not_used() -> None:
    """A village whose point lies beyond its township's outline has no height and no distance."""
    west, east = box(101, 36, 101.2, 36.2), box(101.2, 36, 101.4, 36.2)
    frame = gpd.GeoDataFrame(
        {
            "code": ["T", "U", "A", "B"],
            "level": ["township", "township", "village", "village"],
            "parent_code": [None, None, "T", "U"],
        },
        geometry=[west, east, Point(101.3, 36.1), Point(101.3, 36.1)],
        crs=4326,
    )
    dem = Dem(np.full((9, 9), 2500.0), 100.8, 36.8, 0.1, 0.1, "EPSG:4326", "flat")
    found = terrain(frame, dem=dem, town=Point(101.3, 36.1)).set_index("region_code")
    assert pd.isna(found["elevation_m"]["A"])
    assert pd.isna(found["town_km"]["A"])
    assert found["elevation_m"]["B"] == 2500
    assert found["town_km"]["B"] == 0
