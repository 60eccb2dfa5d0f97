"""The one common form of a footprint: village × intensity × quantity, and how it was made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.hazard.places import village_places
from risk.hazard.scenario import Assumption
from risk.hazard.units import quantity_of
from risk.terms import RegionLevel

EXTENT_COLUMNS = ("region_code", "intensity", "share", "low", "high")
WGS84 = "EPSG:4326"
EQUAL_AREA = "EPSG:6933"


class Origin(StrEnum):
    """Where a footprint comes from."""

    DRAWN = "drawn"
    POLYGONS = "polygons"
    GRID = "grid"
    STATIONS = "stations"
    EARTHQUAKE = "earthquake"
    ALERT = "alert"


@dataclass(frozen=True)
class Extent:
    """A hazard's intensity by village.

    Attributes:
        rows: region_code, intensity, share (of the village's area that has a value; NaN: told at
            its point), low and high (a range of about 90 % where the way of making has one, else
            NaN); one row a village hit, intensity > 0.
        quantity: name in ``risk.hazard.units.QUANTITIES``; its unit is :attr:`unit`.
        origin: what it was made from.
        method: how, as a key and figures for a page to word.
        judged: errors of the ways tried, where they were (stations): method, mae, rmse, used.
        assumptions: figures it rests on.
    """

    rows: pd.DataFrame
    quantity: str
    origin: Origin
    method: Mapping[str, Any] = field(default_factory=dict)
    judged: pd.DataFrame | None = None
    assumptions: tuple[Assumption, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what holds no village, or one twice."""
        quantity_of(self.quantity)
        if self.rows.empty:
            raise ModelError(
                "no village is hit",
                where="footprint",
                remedy="check that it lies over the county, and its coordinate system",
            )
        if not self.rows["region_code"].is_unique:
            raise ModelError("a village is named twice", where="footprint", remedy="name it once")

    @property
    def unit(self) -> str:
        """Unit of the intensities."""
        return quantity_of(self.quantity).unit


def make_extent(
    villages: pd.DataFrame,
    intensity: Any,
    *,
    quantity: str,
    origin: Origin,
    share: Any = np.nan,
    low: Any = np.nan,
    high: Any = np.nan,
    **about: Any,
) -> Extent:
    """An extent from values by village, in the order of ``villages``; NaN and 0 are not hit."""
    rows = pd.DataFrame(
        {
            "region_code": villages.index.astype(str),
            "intensity": np.asarray(intensity, np.float64),
            "share": share,
            "low": low,
            "high": high,
        }
    )
    rows = rows[rows["intensity"] > 0].reset_index(drop=True)
    return Extent(rows[list(EXTENT_COLUMNS)], quantity, origin, **about)


def village_shapes(regions: pd.DataFrame) -> gpd.GeoDataFrame:
    """Villages by code with the shape a hazard is laid over.

    Returns:
        GeoDataFrame indexed by region_code, EPSG:4326: lon, lat, area (whether the shape is an
        area; else it is the village's point, see :func:`risk.hazard.village_places`).
    """
    places = village_places(regions)
    points = gpd.points_from_xy(places["lon"], places["lat"])
    shapes = np.array(points, dtype=object)
    areas = np.zeros(len(places), bool)
    if "geometry" in regions:
        own = regions.loc[regions["level"] == RegionLevel.VILLAGE, "geometry"]
        areas = np.array([s is not None and not s.is_empty and s.area > 0 for s in own], bool)
        shapes[areas] = np.array(own, dtype=object)[areas]
    frame = places[["lon", "lat"]].assign(area=areas)
    return gpd.GeoDataFrame(frame, geometry=list(shapes), crs=WGS84)
