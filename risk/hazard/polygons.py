"""Polygons with an intensity, loaded or drawn, laid over villages."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from risk.errors import ModelError
from risk.hazard.extent import EQUAL_AREA, WGS84, Extent, Origin, make_extent, village_shapes
from risk.hazard.units import to_unit

SHARE_MIN = 0.01  # a smaller overlap is two drawings of one border, not a hit


def from_polygons(
    polygons: gpd.GeoDataFrame,
    regions: pd.DataFrame,
    *,
    quantity: str,
    unit: str,
    origin: Origin = Origin.POLYGONS,
    share_min: float = SHARE_MIN,
) -> Extent:
    """Each village takes the highest intensity of the polygons that cover a share of its area.

    The highest, not the mean: a village half under hail of 30 mm has houses hit by hail of 30 mm.
    The share of its area under any polygon is kept beside it. Shares are of equal-area projections
    (EPSG:6933). A village known by a point alone is hit if the point lies inside.

    Args:
        polygons: geometry in any reference system, intensity (> 0) in ``unit``.
        regions: the warehouse's regions.
        quantity: what the intensity measures.
        unit: of the intensities as given.
        origin: loaded or drawn.
        share_min: smallest share of a village's area that counts.

    Raises:
        ModelError: no reference system, no area, no intensity, a foreign unit, no village hit.
    """
    areas = _valid(polygons)
    areas["intensity"] = to_unit(areas["intensity"], unit, quantity)
    villages = village_shapes(regions)
    flat = villages.to_crs(EQUAL_AREA)
    pairs = _overlaps(flat, areas.to_crs(EQUAL_AREA))
    highest = pairs[pairs["share"] >= share_min].groupby("village")["intensity"].max()
    hit = highest.reindex(range(len(villages)))
    covered = _covered(flat, areas.to_crs(EQUAL_AREA), highest.index.to_numpy())
    method = {"key": "polygons", "polygons": len(areas), "share_min": share_min}
    return make_extent(
        villages, hit, quantity=quantity, origin=origin, share=covered, method=method
    )


def _valid(polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if polygons.crs is None:
        raise ModelError(
            "names no coordinate system", where="polygons", remedy="export it with its system"
        )
    areas = polygons[["intensity", "geometry"]].to_crs(WGS84)
    areas["intensity"] = pd.to_numeric(areas["intensity"], errors="coerce")
    areas["geometry"] = [None if s is None else shapely.make_valid(s) for s in areas.geometry]
    known = areas["intensity"].gt(0) & (areas.to_crs(EQUAL_AREA).area > 0)
    if not known.all() or areas.empty:
        raise ModelError(
            f"{int((~known).sum())} of {len(areas)} shapes have no area or no intensity above 0",
            where="polygons",
            remedy="give every polygon a number above 0",
        )
    return areas


def _overlaps(villages: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """village (position), intensity, share of the village's area; a point inside counts as 1."""
    shapes = villages.geometry.to_numpy()
    polygon, village = shapely.STRtree(shapes).query(
        areas.geometry.to_numpy(), predicate="intersects"
    )
    ours = shapes[village]
    inside = shapely.area(shapely.intersection(ours, areas.geometry.to_numpy()[polygon]))
    whole = shapely.area(ours)
    share = np.where(whole > 0, inside / np.where(whole > 0, whole, 1.0), 1.0)
    intensity = areas["intensity"].to_numpy()[polygon]
    return pd.DataFrame({"village": village, "intensity": intensity, "share": share})


def _covered(villages: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, hit: np.ndarray) -> np.ndarray:
    """Share of each hit village's area under any polygon; NaN elsewhere and for points."""
    share = np.full(len(villages), np.nan)
    shapes = villages.geometry.to_numpy()[hit]
    union = shapely.union_all(areas.geometry.to_numpy())
    whole = shapely.area(shapes)
    covered = shapely.area(shapely.intersection(shapes, union))
    share[hit] = np.where(whole > 0, covered / np.where(whole > 0, whole, 1.0), np.nan)
    return share
