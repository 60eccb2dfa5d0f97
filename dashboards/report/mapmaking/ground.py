"""Areas of one level as arrays: made once a report, cut to what each map shows."""

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from dashboards.report.brief import Brief
from risk.terms import GeometrySource

POLYGONS = ("Polygon", "MultiPolygon")
View = tuple[float, float, float, float]
"""Degrees west, south, east, north."""


@dataclass(frozen=True)
class Ground:
    """Areas: (n,) codes, names, shapes in degrees, whether each is derived; (n, 4) bounds."""

    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    shapes: NDArray[np.object_]
    derived: NDArray[np.bool_]
    bounds: NDArray[np.float64]

    def __len__(self) -> int:
        """Number of areas."""
        return len(self.codes)

    def at(self, rows: NDArray[np.bool_]) -> "Ground":
        """Some of them."""
        return Ground(
            self.codes[rows], self.names[rows], self.shapes[rows], self.derived[rows],
            self.bounds[rows],
        )  # fmt: skip

    def only(self, codes: Collection[str]) -> "Ground":
        """Those of these codes."""
        wanted = frozenset(codes)
        return self.at(np.array([code in wanted for code in self.codes], dtype=bool))

    def seen(self, view: View) -> "Ground":
        """Those of which something may lie in a view."""
        west, south, east, north = view
        x0, y0, x1, y1 = self.bounds.T
        return self.at((x0 < east) & (x1 > west) & (y0 < north) & (y1 > south))

    @property
    def view(self) -> View:
        """What holds all of them."""
        (x0, y0), (x1, y1) = self.bounds[:, :2].min(axis=0), self.bounds[:, 2:].max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)


def drawable(regions: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    """Regions of a level that have an area."""
    rows = regions[(regions["level"] == level) & regions.geometry.notna()]
    return rows[rows.geometry.geom_type.isin(POLYGONS)]


def ground_of(b: Brief, level: str) -> Ground:
    """The areas of a level, made once a report; without a row where none has an area."""
    return b.once(f"ground {level}", lambda: _ground(b.story.facts.regions, level))


def _ground(regions: gpd.GeoDataFrame, level: str) -> Ground:
    rows = drawable(regions, level)
    shapes = np.asarray(rows.geometry.array, dtype=object)
    return Ground(
        codes=rows["code"].to_numpy(dtype=object),
        names=rows["name"].to_numpy(dtype=object),
        shapes=shapes,
        derived=(rows["geometry_source"] == GeometrySource.DERIVED.value).to_numpy(dtype=bool),
        bounds=shapely.bounds(shapes).reshape(-1, 4),
    )
