"""A grid of intensities laid over villages: zonal statistics with exact shares of cut cells."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from pyproj import CRS

from risk.errors import ModelError
from risk.hazard.extent import Extent, Origin, make_extent, village_shapes
from risk.hazard.units import to_unit

Statistic = Literal["mean", "max"]


@dataclass(frozen=True)
class Grid:
    """Values on a regular grid.

    Attributes:
        values: (rows, columns), north first, NaN where there is no value.
        west, north: outer corner of the first cell, in ``crs``.
        cell_x, cell_y: width and height of a cell, > 0.
        crs: reference system of x and y.
        unit: as the file names it ("" if it does not).
        name: what the file calls the values.
    """

    values: NDArray[np.float64]
    west: float
    north: float
    cell_x: float
    cell_y: float
    crs: CRS
    unit: str = ""
    name: str = ""

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        rows, columns = self.values.shape
        east, south = self.west + columns * self.cell_x, self.north - rows * self.cell_y
        return self.west, south, east, self.north


def from_grid(
    grid: Grid,
    regions: pd.DataFrame,
    *,
    quantity: str,
    unit: str = "",
    statistic: Statistic = "max",
) -> Extent:
    """Mean or highest value of the cells each village touches, cut cells by the share inside.

    The villages are brought to the grid's reference system, never the grid to theirs: no value is
    resampled. ``share`` is the part of the village's area with a value. A village known by a point
    alone takes the cell the point lies in.

    Args:
        grid: the values.
        regions: the warehouse's regions.
        quantity: what the values measure.
        unit: what a person says; needed where the file names none, and must not contradict it.
        statistic: mean over the village's area, or the highest value in it.

    Raises:
        ModelError: unknown or contradicting units, values that cannot be true, no village on it.
    """
    stated = _one_unit(grid, unit, quantity)
    values = to_unit(grid.values, stated, quantity)
    villages = village_shapes(regions)
    found = np.full((2, len(villages)), np.nan)
    here = villages.to_crs(grid.crs)
    if villages["area"].any():
        found[:, villages["area"].to_numpy()] = _zonal(values, grid, here[here["area"]], statistic)
    at_points = ~villages["area"].to_numpy()
    found[0, at_points] = _at_points(values, grid, here[~here["area"]])
    method = {
        "key": f"grid_{statistic}", "name": grid.name, "unit": stated,
        "cell": grid.cell_x, "crs": grid.crs.to_string()[:40],
    }  # fmt: skip
    return make_extent(
        villages, found[0], quantity=quantity, origin=Origin.GRID, share=found[1], method=method
    )


def _one_unit(grid: Grid, unit: str, quantity: str) -> str:
    """The unit the values are in: the file's, or a person's word where the file is silent."""
    if not grid.unit or not unit:
        return grid.unit or unit
    probe = [to_unit([1.0], word, quantity)[0] for word in (grid.unit, unit)]
    if not np.isclose(*probe):
        raise ModelError(
            f"the file says {grid.unit!r}, the form {unit!r}",
            where="grid",
            remedy="leave the unit to the file, or export it again",
        )
    return grid.unit


def _zonal(
    values: NDArray[np.float64], grid: Grid, villages: pd.DataFrame, statistic: Statistic
) -> NDArray[np.float64]:
    """Statistic and share of the area that has a value, by village."""
    west, south, east, north = grid.bounds
    source = NumPyRasterSource(
        values, xmin=west, ymin=south, xmax=east, ymax=north, srs_wkt=grid.crs.to_wkt()
    )
    shapes = villages[["geometry"]].reset_index(drop=True)
    table = exact_extract(source, shapes, [statistic, "count"], output="pandas")
    covered = table["count"].to_numpy(np.float64) * grid.cell_x * grid.cell_y
    share = covered / shapely.area(shapes.geometry.to_numpy())
    value = table[statistic].to_numpy(np.float64)
    return np.vstack([np.where(share > 0, value, np.nan), np.minimum(share, 1.0)])


def _at_points(
    values: NDArray[np.float64], grid: Grid, points: pd.DataFrame
) -> NDArray[np.float64]:
    x, y = points.geometry.x.to_numpy(), points.geometry.y.to_numpy()
    column = np.floor((x - grid.west) / grid.cell_x)
    row = np.floor((grid.north - y) / grid.cell_y)
    rows, columns = values.shape
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    found = np.full(len(points), np.nan)
    found[inside] = values[row[inside].astype(int), column[inside].astype(int)]
    return found
