"""Roads as a graph, and driving minutes over it.

Lines that meet at common vertices (as those of OpenStreetMap do) are joined there only, so that a
bridge does not join the road it crosses. Lines drawn without common vertices are cut where they
cross, and joined where an end lies within `noding.SNAP_M` of another line. Every road is two-way.
Minor rural roads are widely missing from maps: who asks for minutes has to compare them with an
estimate (``risk.staffing.travel``).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from risk.errors import GeographyError
from risk.geography.noding import common_ends, cut_at_crossings, near_ends
from risk.geography.plane import Plane

STEP_M = 250.0  # longest piece between two vertices: a place snaps to a vertex
MARGIN_DEG = 0.3  # roads farther outside the places are left out
LEVEL_DEG, MOUNTAIN_DEG = 3.0, 20.0  # mean slope at which a road is as on the level, in mountains
COMMON_ENDS = 0.5  # share of line ends on other lines' vertices from which a map has common ones

NOT_DRIVEN = frozenset({
    "footway", "path", "steps", "pedestrian", "cycleway", "bridleway", "corridor", "elevator",
    "platform", "construction", "proposed", "abandoned", "razed", "raceway", "via_ferrata",
    "bus_guideway", "busway", "escape", "ladder", "no", "disused",
})  # fmt: skip
"""Classes of OpenStreetMap no crew drives on."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Speeds = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Network:
    """Pieces of road, each a run of vertices (`build_network` makes it).

    Attributes:
        xy_m: (n, 2) vertices in metres of ``plane``.
        vertex: (k,) vertices piece after piece; piece: (k,) the piece of each.
        at_min: (k,) dry minutes from the begin of its piece.
        road: (pieces,) road id of each piece, "" for a join.
        unknown_class_share: share of road length of a class no table knows.
        common_vertices: whether lines were joined at common vertices only.
    """

    plane: Plane
    xy_m: Floats
    vertex: Ints
    piece: Ints
    at_min: Floats
    road: NDArray[np.object_]
    unknown_class_share: float
    common_vertices: bool


def build_network(
    roads: pd.DataFrame, places: pd.DataFrame, *, speeds: Speeds, default_class: str
) -> Network:
    """Make the network around some places.

    Args:
        roads: road_id, class, geometry (lines, EPSG:4326).
        places: lon, lat, slope_deg (mean slope of the ground; null: level): where is driven to. A
            road takes the slope of the nearest place.
        speeds: km/h on the level and in mountains by every word a class may be written as.
        default_class: word whose speed an unknown class gets.

    Raises:
        GeographyError: no road line lies near the places.
    """
    lines = _near(roads, places)
    if lines.empty:
        raise GeographyError(
            "no road line lies near the villages", where="road", remedy="load the roads ledger"
        )
    plane = Plane.around(lines["geometry"].to_numpy())
    metres, owner = shapely.get_parts(plane.to_metres(lines["geometry"]), return_index=True)
    long = shapely.length(metres) > 0  # a map may hold a road from a point to itself
    metres, owner = metres[long], owner[long]
    common = common_ends(metres) >= COMMON_ENDS
    parts = shapely.segmentize(metres if common else cut_at_crossings(metres), STEP_M)
    xy, piece = shapely.get_coordinates(parts, return_index=True)
    unique, vertex = np.unique(np.round(xy, 2), axis=0, return_inverse=True)
    given = lines["class"].fillna("").astype(str).str.strip().str.lower().to_numpy()[owner]
    known = np.isin(given, list(speeds))
    legs_km = _legs(xy, piece) / 1000
    slope = _slope(unique, places, plane)[vertex]
    minutes = 60 * legs_km / _speed(np.where(known, given, default_class)[piece], slope, speeds)
    joins = np.zeros((0, 2), np.int64) if common else near_ends(unique, parts)
    n, gap_km = len(parts), np.hypot(*(unique[joins[:, 0]] - unique[joins[:, 1]]).T) / 1000
    join_min = 60 * gap_km / speeds[default_class][0]
    return Network(
        plane=plane,
        xy_m=unique,
        vertex=np.concatenate([vertex.astype(np.int64), joins.ravel()]),
        piece=np.concatenate([piece, np.repeat(n + np.arange(len(joins)), 2)]),
        at_min=np.concatenate([_run(minutes, piece),
                               np.column_stack([0 * join_min, join_min]).ravel()]),
        road=np.concatenate([lines["road_id"].astype(str).to_numpy(object)[owner],
                             np.full(len(joins), "", object)]),
        unknown_class_share=float(legs_km[~known[piece]].sum() / legs_km.sum()),
        common_vertices=bool(common),
    )  # fmt: skip


def _near(roads: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    shapes = roads["geometry"].to_numpy()
    points = places[["lon", "lat"]].to_numpy(float)
    west, south = np.nanmin(points, axis=0) - MARGIN_DEG
    east, north = np.nanmax(points, axis=0) + MARGIN_DEG
    near = shapely.intersects(shapes, shapely.box(west, south, east, north))
    driven = ~roads["class"].astype(str).str.lower().isin(NOT_DRIVEN).to_numpy(bool)
    return roads.loc[np.asarray(near, bool) & driven]


def _legs(xy: Floats, piece: Ints) -> Floats:
    """Metres from the vertex before it in the same piece, 0 at a piece's begin."""
    legs = np.r_[0.0, np.hypot(*np.diff(xy, axis=0).T)]
    legs[np.r_[True, piece[1:] != piece[:-1]]] = 0.0
    return np.asarray(legs)


def _run(values: Floats, piece: Ints) -> Floats:
    """Cumulated along each piece."""
    total = np.cumsum(values)
    begins = np.flatnonzero(np.r_[True, piece[1:] != piece[:-1]])
    return np.asarray(total - np.repeat(total[begins], np.diff(np.r_[begins, len(piece)])))


def _slope(xy_m: Floats, places: pd.DataFrame, plane: Plane) -> Floats:
    """Mean slope in degrees at each vertex: that of the nearest place that tells one, else 0."""
    told = places[places["slope_deg"].notna() & places["lon"].notna() & places["lat"].notna()]
    if told.empty:
        return np.zeros(len(xy_m))
    nearest = cKDTree(to_metres(plane, told["lon"], told["lat"])).query(xy_m)[1]
    return np.asarray(told["slope_deg"].to_numpy(float)[nearest])


def _speed(classes: NDArray[np.str_], slope_deg: Floats, speeds: Speeds) -> Floats:
    """km/h by class and slope: between level and mountain in proportion to the slope."""
    words, which = np.unique(classes, return_inverse=True)
    level, mountain = np.array([speeds[str(w)] for w in words]).T
    steep = np.clip((slope_deg - LEVEL_DEG) / (MOUNTAIN_DEG - LEVEL_DEG), 0, 1)
    return np.asarray(level[which] + steep * (mountain - level)[which])


def to_metres(plane: Plane, lon: object, lat: object) -> Floats:
    """Points in metres of a plane (n, 2)."""
    degrees = np.column_stack([np.asarray(lon, float), np.asarray(lat, float)])
    return np.asarray((degrees - [plane.lon, plane.lat]) * plane.scale)
