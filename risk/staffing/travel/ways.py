"""What is known of the drive between two places: a matrix, roads, or fitted from own trips."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.geography.network import Network, build_network
from risk.geography.road_trips import road_trips
from risk.hazard import village_places
from risk.reference.roads import road_speeds
from risk.staffing.travel.fit import Fitted, TierFit

DEFAULT_CLASS, OFF_ROAD = "unclassified", "track"

Floats = NDArray[np.float64]


class Source(StrEnum):
    """What the minutes of a pair rest on, the surest first."""

    MATRIX = "matrix"
    ROADS = "roads"
    ESTIMATED = "estimated"


@dataclass(frozen=True)
class RoadTable:
    """Dry driving minutes by road between all places of a county.

    Attributes:
        starts: (F,) base ids, then village codes; ends: (V,) village codes.
        minutes: (F, V) with the way from each place to its road; inf where no open road joins
            them, or a place lies farther than the network's reach from every road.
        unknown_class_share: share of road length driven at the speed of an assumed class.
    """

    starts: NDArray[np.object_]
    ends: NDArray[np.object_]
    minutes: Floats
    unknown_class_share: float


@dataclass(frozen=True)
class Ways:
    """What is known of a county's drives; empty: every drive is estimated from straight lines.

    Attributes:
        matrix: origin (base id or village code), region_code, minutes (dry, without access).
        roads: minutes by road.
        fitted: drives fitted from own arrival logs; None: as the settings say.
        road_fit: access and pace own trips make of minutes by road (``drive.min_per_km``: times the
            map's minutes); None: they stand as the map tells them.
        errors: error of a source as own logs tell it, where they tell enough.
    """

    matrix: pd.DataFrame | None = None
    roads: RoadTable | None = None
    fitted: Fitted | None = None
    road_fit: TierFit | None = None
    errors: Mapping[str, float] = field(default_factory=dict)


def county_network(roads: pd.DataFrame, regions: pd.DataFrame, terrain: pd.DataFrame) -> Network:
    """Network of a county's roads, with the published speeds of their classes.

    Args:
        roads: road_id, class, geometry (lines, EPSG:4326).
        regions: the warehouse's regions.
        terrain: region_code, slope_deg; may be empty.

    Raises:
        GeographyError: no road line lies near the villages.
    """
    speeds = {
        word: (row.level_kmh, row.mountain_kmh) for row in road_speeds() for word in row.words
    }
    places = village_places(regions)[["lon", "lat"]]
    slope = terrain.drop_duplicates("region_code").set_index("region_code")["slope_deg"]
    places = places.assign(slope_deg=slope.reindex(places.index).astype(float))
    return build_network(roads, places, speeds=speeds, default_class=DEFAULT_CLASS)


def road_table(
    network: Network,
    bases: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    closed: Collection[str] = (),
) -> RoadTable:
    """Minutes by road from every base and village to every village.

    The straight way from a place to its road is driven at the speed of a track.

    Args:
        network: of `county_network`.
        bases: base_id, lon, lat.
        regions: the warehouse's regions.
        closed: ids of roads nobody drives on.
    """
    villages = village_places(regions)
    ends = villages[["lon", "lat"]].to_numpy(float)
    starts = np.concatenate([bases[["lon", "lat"]].to_numpy(float), ends])
    trips = road_trips(network, starts, ends, closed=closed)
    track_kmh = next(row.level_kmh for row in road_speeds() if row.road_class == OFF_ROAD)
    off_road = 60 * (trips.from_km[:, None] + trips.to_km[None, :]) / track_kmh
    codes = villages.index.to_numpy(dtype=object)
    return RoadTable(
        starts=np.concatenate([bases["base_id"].to_numpy(dtype=object), codes]),
        ends=codes,
        minutes=trips.drive_min + off_road,
        unknown_class_share=network.unknown_class_share,
    )
