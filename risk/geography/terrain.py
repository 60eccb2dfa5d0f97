"""Terrain of regions: height and slope from an elevation model, distances to river, road and town.

Geographers' terms: a DEM (digital elevation model) is a grid of heights, north up.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from risk.geography.misplaced import believed
from risk.geography.plane import METRES_PER_DEGREE_LAT, METRES_PER_DEGREE_LON, Plane
from risk.geography.seats import WGS84, split_points

COVERED_MIN = 0.5  # an area less covered by heights than this has no mean
TERRAIN_COLUMNS = (
    "region_code", "elevation_m", "slope_deg", "river_km", "town_km", "road_km", "source",
)  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Dem:
    """Heights on a grid, north up.

    Attributes:
        heights_m: (rows from north to south, columns from west to east); NaN where unknown.
        west, north: outer corner of the first cell, in ``crs`` units.
        cell_x, cell_y: size of a cell in ``crs`` units, both positive.
        crs: WKT of the reference system.
        name: what the heights are called in column ``source``.
    """

    heights_m: Floats
    west: float
    north: float
    cell_x: float
    cell_y: float
    crs: str
    name: str

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        rows, columns = self.heights_m.shape
        return (
            self.west,
            self.north - rows * self.cell_y,
            self.west + columns * self.cell_x,
            self.north,
        )


def terrain(
    regions: gpd.GeoDataFrame,
    *,
    dem: Dem | None = None,
    rivers: gpd.GeoDataFrame | None = None,
    roads: gpd.GeoDataFrame | None = None,
    town: BaseGeometry | None = None,
) -> pd.DataFrame:
    """Height, slope and distances of every region; what is not given or not known is NaN.

    Height (m) and slope (degrees) are means over the region's area, each cell weighed by the share
    that lies inside; without an area they are read at its point, between the four nearest cells.
    Distances (km) are from its point, else from a point inside its area, to the nearest spot of
    any line, and to the county town (0 inside, if it is an outline). A point that cannot be where
    it says (`risk.geography.misplaced`) is not used.

    Args:
        regions: code, level, parent_code, geometry; lon, lat, geometry_source optional; degrees.
        dem: `risk.geography.io.read_dem`.
        rivers, roads: lines or areas, degrees.
        town: point or outline of the county town, degrees.

    Returns:
        `TERRAIN_COLUMNS`, one row a region; ``source`` names what was given.
    """
    frame = split_points(regions)
    points = believed(frame)
    nowhere = np.full(len(frame), np.nan)
    height, slope = (nowhere, nowhere) if dem is None else _relief(frame, points, dem)
    spots = np.where(
        shapely.is_missing(points), shapely.point_on_surface(frame.geometry.to_numpy()), points
    )
    given = {"river": _shapes(rivers), "road": _shapes(roads), "town": _shapes(town)}
    km = {name: nearest_km(spots, shapes) for name, shapes in given.items()}
    used = [f"dem:{dem.name}"] if dem is not None else []
    used += [name for name, shapes in given.items() if len(shapes)]
    columns = {
        "region_code": frame["code"].to_numpy(),
        "elevation_m": np.round(height, 1),
        "slope_deg": np.round(slope, 2),
        **{f"{name}_km": np.round(km[name], 3) for name in given},
        "source": ";".join(used) or None,
    }
    return pd.DataFrame(columns)[list(TERRAIN_COLUMNS)]


def _shapes(given: gpd.GeoDataFrame | BaseGeometry | None) -> NDArray[np.object_]:
    if given is None:
        return np.array([], dtype=object)
    shapes = given.geometry.to_numpy() if isinstance(given, gpd.GeoDataFrame) else np.array([given])
    return np.asarray(shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)])


def nearest_km(points: NDArray[np.object_], shapes: NDArray[np.object_]) -> Floats:
    """Km from each point to the nearest of the shapes, all in degrees; NaN where one is missing.

    Measured in a plane for each degree of latitude, so that a province is as true as a county
    (within 0.7 % below 50° of latitude).
    """
    result = np.full(len(points), np.nan)
    known = ~shapely.is_missing(points)
    if not len(shapes):
        return result
    band = np.round(shapely.get_y(points))
    for lat in np.unique(band[known]):
        rows = np.flatnonzero(known & (band == lat))
        plane = Plane(float(shapely.get_x(points[rows]).mean()), float(lat))
        tree = shapely.STRtree(plane.to_metres(shapes))
        (which, _), metres = tree.query_nearest(
            plane.to_metres(points[rows]), return_distance=True, all_matches=False
        )
        result[rows[which]] = metres / 1000
    return result


def _relief(
    frame: gpd.GeoDataFrame, points: NDArray[np.object_], dem: Dem
) -> tuple[Floats, Floats]:
    """Height (m) and slope (degrees) of each region."""
    areas = frame.geometry.set_crs(WGS84, allow_override=True).to_crs(dem.crs)
    spots = gpd.GeoSeries(points, crs=WGS84).to_crs(dem.crs)
    grids = [dem.heights_m, slope_deg(dem)]
    has_area = areas.notna().to_numpy()
    result = []
    for grid in grids:
        value = _between(grid, dem, spots.x.to_numpy(float), spots.y.to_numpy(float))
        value[has_area] = _means(grid, dem, areas[has_area])
        result.append(value)
    return result[0], result[1]


def _means(grid: Floats, dem: Dem, areas: gpd.GeoSeries) -> Floats:
    """Mean of the cells an area covers, by covered share; NaN where too few are known."""
    if areas.empty:
        return np.array([])
    west, south, east, north = dem.extent
    source = NumPyRasterSource(
        np.ascontiguousarray(grid), west, south, east, north, nodata=np.nan, srs_wkt=dem.crs
    )
    shapes = gpd.GeoDataFrame(geometry=gpd.GeoSeries(areas.to_numpy(), crs=dem.crs))
    found = exact_extract(source, shapes, ["mean", "count"], output="pandas")
    cells = shapely.area(areas.to_numpy()) / (dem.cell_x * dem.cell_y)
    mean = found["mean"].to_numpy(float)
    return np.where(found["count"].to_numpy(float) >= COVERED_MIN * cells, mean, np.nan)


def _between(grid: Floats, dem: Dem, x: Floats, y: Floats) -> Floats:
    """Values between the four nearest cell centres (bilinear); NaN beyond the grid."""
    rows, columns = grid.shape
    across, down = (x - dem.west) / dem.cell_x, (dem.north - y) / dem.cell_y
    inside = (across >= 0) & (across <= columns) & (down >= 0) & (down <= rows)
    result = np.full(len(x), np.nan)
    u = np.clip(across[inside] - 0.5, 0, columns - 1)
    v = np.clip(down[inside] - 0.5, 0, rows - 1)
    left, top = np.floor(u).astype(int), np.floor(v).astype(int)
    right, low = np.minimum(left + 1, columns - 1), np.minimum(top + 1, rows - 1)
    du, dv = u - left, v - top
    result[inside] = (grid[top, left] * (1 - du) + grid[top, right] * du) * (1 - dv) + (
        grid[low, left] * (1 - du) + grid[low, right] * du
    ) * dv
    return result


def slope_deg(dem: Dem) -> Floats:
    """Slope of every cell from its eight neighbours (Horn 1981, as GDAL's ``gdaldem slope``).

    NaN at the rim and beside unknown heights.
    """
    z = dem.heights_m
    result = np.full(z.shape, np.nan)
    if min(z.shape) < 3:
        return result
    dx, dy = _cell_m(dem)
    a, b, c = z[:-2, :-2], z[:-2, 1:-1], z[:-2, 2:]
    d, f = z[1:-1, :-2], z[1:-1, 2:]
    g, h, i = z[2:, :-2], z[2:, 1:-1], z[2:, 2:]
    east = ((c + 2 * f + i) - (a + 2 * d + g)) / (8 * dx[1:-1, None])
    south = ((g + 2 * h + i) - (a + 2 * b + c)) / (8 * dy)
    result[1:-1, 1:-1] = np.degrees(np.arctan(np.hypot(east, south)))
    return result


def _cell_m(dem: Dem) -> tuple[Floats, float]:
    """Width of a cell in metres, row by row, and its height."""
    crs, rows = CRS(dem.crs), dem.heights_m.shape[0]
    if crs.is_geographic:
        lat = dem.north - (np.arange(rows) + 0.5) * dem.cell_y
        width = dem.cell_x * METRES_PER_DEGREE_LON * np.cos(np.radians(lat))
        return width, dem.cell_y * METRES_PER_DEGREE_LAT
    metres = crs.axis_info[0].unit_conversion_factor
    return np.full(rows, dem.cell_x * metres), dem.cell_y * metres
