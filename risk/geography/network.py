"""Roads as a graph, and driving minutes over it.

Lines that meet at common vertices (as those of OpenStreetMap do) are joined there only, so that a
bridge does not join the road it crosses. Lines drawn without common vertices are cut where they
cross, and joined where an end lies within `noding.SNAP_M` of another line. Every road is two-way.
Minor rural roads are widely missing from maps: who asks for minutes has to compare them with an
estimate (``risk.staffing.travel``).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from risk.errors import GeographyError
from risk.geography.noding import common_ends, cut_at_crossings, near_ends
from risk.geography.plane import Plane

STEP_M = 250.0  # longest piece between two vertices: a place snaps to a vertex
REACH_KM = 5.0  # a place farther from every road is not on the network
PART_SHARE = 0.05  # places do not snap to a part of the network with less of its vertices
MARGIN_DEG = 0.3  # roads farther outside the places are left out
LEVEL_DEG, MOUNTAIN_DEG = 3.0, 20.0  # mean slope at which a road is as on the level, in mountains
COMMON_ENDS = 0.5  # share of line ends on other lines' vertices from which a map has common ones
SOURCES_AT_ONCE = 64
LEAST_MIN = 1e-9  # a sparse graph takes 0 for no edge

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
    return roads.loc[np.asarray(near, bool)]


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


@dataclass(frozen=True)
class RoadTrips:
    """Trips over a network.

    Attributes:
        drive_min: (n_from, n_to) dry minutes on roads between the vertices places snap to; inf
            where no open road joins them or a place lies on no road.
        from_km, to_km: straight km from each place to its vertex; inf beyond `REACH_KM`.
    """

    drive_min: Floats
    from_km: Floats
    to_km: Floats


def road_trips(
    network: Network, starts: Floats, ends: Floats, *, closed: Collection[str] = ()
) -> RoadTrips:
    """Shortest dry minutes from each start to each end.

    Args:
        network: of `build_network`.
        starts: (n_from, 2) lon, lat.
        ends: (n_to, 2) lon, lat.
        closed: ids of roads nobody drives on.

    Raises:
        GeographyError: a closed road is not on the network.
    """
    strange = sorted(set(closed) - set(network.road.tolist()))
    if strange:
        raise GeographyError(f"no road {strange[0]}", where="road", remedy="name a road of the map")
    is_open = ~np.isin(network.road, list(closed))[network.piece] if closed else None
    vertex, piece, at_min = network.vertex, network.piece, network.at_min
    if is_open is not None:
        vertex, piece, at_min = vertex[is_open], piece[is_open], at_min[is_open]
    usable = _great_parts(len(network.xy_m), vertex, piece)
    from_v, from_km = _snap(network, starts, usable)
    to_v, to_km = _snap(network, ends, usable)
    kept, graph = _contracted(len(network.xy_m), vertex, piece, at_min, np.r_[from_v, to_v])
    drive = _minutes(graph, kept[from_v], kept[to_v])
    drive[from_km == np.inf] = np.inf
    drive[:, to_km == np.inf] = np.inf
    return RoadTrips(drive, from_km, to_km)


def _great_parts(n: int, vertex: Ints, piece: Ints) -> NDArray[np.bool_]:
    """Vertices of the parts of the network that hold at least `PART_SHARE` of its vertices."""
    follows = piece[1:] == piece[:-1]
    a, b = vertex[:-1][follows], vertex[1:][follows]
    links = coo_matrix((np.ones(len(a), np.int8), (a, b)), shape=(n, n))
    part = connected_components(links, directed=False)[1]
    driven = np.zeros(n, bool)
    driven[a] = driven[b] = True
    size = np.bincount(part[driven], minlength=part.max() + 1)
    return np.asarray(driven & (size[part] >= PART_SHARE * driven.sum()))


def _snap(network: Network, lonlat: Floats, usable: NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """Nearest usable vertex of each place and the km to it (inf: none within `REACH_KM`)."""
    numbers = np.flatnonzero(usable)
    xy = to_metres(network.plane, lonlat[:, 0], lonlat[:, 1])
    here = np.isfinite(xy).all(axis=1)
    away_m, nearest = np.full(len(xy), np.inf), np.zeros(len(xy), np.int64)
    if len(numbers) and here.any():
        away_m[here], nearest[here] = cKDTree(network.xy_m[numbers]).query(xy[here])
    away_m[away_m > REACH_KM * 1000] = np.inf
    return numbers[nearest] if len(numbers) else nearest, away_m / 1000


def _contracted(
    n: int, vertex: Ints, piece: Ints, at_min: Floats, ends: Ints
) -> tuple[Ints, csr_matrix]:
    """The graph of junctions, piece ends and trip ends alone: bends are no places to turn.

    Returns:
        Number of each kept vertex (−1: not kept), and minutes between neighbours (symmetric).
    """
    first = np.r_[True, piece[1:] != piece[:-1]]
    last = np.r_[first[1:], True]
    keep = np.bincount(vertex, minlength=n) > 1  # on two pieces, or twice on one
    keep[vertex[first | last]] = True
    keep[ends] = True
    number = np.full(n, -1, np.int64)
    number[keep] = np.arange(keep.sum())
    on = keep[vertex]
    v, p, t = number[vertex[on]], piece[on], at_min[on]
    follows = p[1:] == p[:-1]
    a, b, minutes = v[:-1][follows], v[1:][follows], np.diff(t)[follows]
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((minutes, high, low))
    low, high, minutes = low[order], high[order], minutes[order]
    best = np.r_[True, (np.diff(low) != 0) | (np.diff(high) != 0)] & (low != high)
    low, high, minutes = low[best], high[best], np.maximum(minutes[best], LEAST_MIN)
    size = int(keep.sum())
    both = (np.r_[minutes, minutes], (np.r_[low, high], np.r_[high, low]))
    return number, csr_matrix(both, shape=(size, size))


def _minutes(graph: csr_matrix, starts: Ints, ends: Ints) -> Floats:
    """Shortest minutes (n_from, n_to), some sources at a time to spare memory."""
    out = np.empty((len(starts), len(ends)))
    unique, which = np.unique(starts, return_inverse=True)
    for begin in range(0, len(unique), SOURCES_AT_ONCE):
        some = unique[begin : begin + SOURCES_AT_ONCE]
        found = dijkstra(graph, directed=True, indices=some)[:, ends]
        rows = (which >= begin) & (which < begin + len(some))
        out[rows] = found[which[rows] - begin]
    return out
