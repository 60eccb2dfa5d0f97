"""Villages and houses cut off if a road or a pass closes.

With road lines: a graph of their vertices, joined where lines cross or end within `SNAP_M` of one
another (a bridge over a road joins the two: a map of lines does not tell). A village is reached by
every vertex within `NEAR_KM` of it, else by the nearest one within `REACH_KM`; it is cut off if no
base can be reached any more. Without road lines: by the last state told of each township.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from risk.errors import GeographyError
from risk.geography.noding import SNAP_M, cut_at_crossings
from risk.geography.plane import Plane
from risk.hazard.places import village_places

NEAR_KM = 1.0  # roads at which a village's houses stand
REACH_KM = 5.0  # beyond it a village is not taken to lie at any road of the map
STEP_M = 500.0  # longest piece between two vertices
CLOSED = "closed"


class Method(StrEnum):
    """What an answer rests on."""

    GRAPH = "graph"
    TOWNSHIP_STATE = "township_state"


@dataclass(frozen=True)
class CutOff:
    """Villages that no base reaches.

    Attributes:
        region_codes: cut off by what is closed, reachable before.
        before: not reachable even with every road open.
        unknown: not near any road of the map; of these nothing is said.
    """

    method: Method
    region_codes: tuple[str, ...]
    before: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoadGraph:
    """Roads as vertices and edges (`road_graph` makes it).

    Attributes:
        xy_m: (n, 2) vertices in metres of ``plane``.
        a, b: (m,) ends of each edge; road: (m,) its road id, "" for a join.
        villages: vertices each village is reached by; unknown: villages that have none.
        bases: vertices of the bases.
    """

    plane: Plane
    xy_m: NDArray[np.float64]
    a: NDArray[np.int64]
    b: NDArray[np.int64]
    road: NDArray[np.object_]
    villages: dict[str, NDArray[np.int64]]
    unknown: tuple[str, ...]
    bases: NDArray[np.int64]

    def roads(self) -> tuple[str, ...]:
        """Ids of the roads, sorted."""
        return tuple(sorted(set(self.road.tolist()) - {""}))


def road_graph(roads: pd.DataFrame, regions: pd.DataFrame, bases: pd.DataFrame) -> RoadGraph:
    """Make the graph of a county.

    Args:
        roads: road_id, geometry (lines, EPSG:4326).
        regions: as ``Warehouse.regions``.
        bases: lon, lat.

    Raises:
        GeographyError: there is no road line, or no base near one.
    """
    lines = roads[~roads["geometry"].isna()]
    if lines.empty:
        raise GeographyError("no road has a line", where="road", remedy="load the road ledger")
    places = village_places(regions)
    plane = Plane.around(lines["geometry"].to_numpy())
    metres = shapely.segmentize(plane.to_metres(lines["geometry"].to_numpy()), STEP_M)
    xy, a, b, road = _edges(metres, lines["road_id"].astype(str).to_numpy())
    tree = cKDTree(xy)
    joins = tree.query_pairs(SNAP_M, output_type="ndarray").astype(np.int64)
    reached = [_vertices(tree, at) for at in _metres(plane, places)]
    at_base = [_vertices(tree, at) for at in _metres(plane, bases)]
    if not any(len(v) for v in at_base):
        raise GeographyError(
            f"no base lies within {REACH_KM:g} km of a road", where="base",
            remedy="check the bases' points, or load all roads",
        )  # fmt: skip
    codes = [str(code) for code in places.index]
    return RoadGraph(
        plane=plane,
        xy_m=xy,
        a=np.concatenate([a, joins[:, 0]]),
        b=np.concatenate([b, joins[:, 1]]),
        road=np.concatenate([road, np.full(len(joins), "", dtype=object)]),
        villages={c: v for c, v in zip(codes, reached, strict=True) if len(v)},
        unknown=tuple(c for c, v in zip(codes, reached, strict=True) if not len(v)),
        bases=np.unique(np.concatenate(at_base)),
    )


def _metres(plane: Plane, points: pd.DataFrame) -> NDArray[np.float64]:
    lonlat = points[["lon", "lat"]].to_numpy(float)
    return np.asarray((lonlat - [plane.lon, plane.lat]) * plane.scale)


def _edges(
    lines: NDArray[np.object_], ids: NDArray[np.object_]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.object_]]:
    """Vertices and edges; lines are cut where they cross, each piece keeps its road."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    pieces = cut_at_crossings(parts)
    xy, piece = shapely.get_coordinates(pieces, return_index=True)
    unique, vertex = np.unique(np.round(xy, 2), axis=0, return_inverse=True)
    follows = piece[:-1] == piece[1:]
    a, b = vertex[:-1][follows], vertex[1:][follows]
    return unique, a.astype(np.int64), b.astype(np.int64), ids[owner[piece[:-1][follows]]]


def _vertices(tree: cKDTree, at: NDArray[np.float64]) -> NDArray[np.int64]:
    """Vertices within `NEAR_KM`, else the nearest within `REACH_KM`, else none."""
    near = tree.query_ball_point(at, NEAR_KM * 1000)
    if not near:
        away, nearest = tree.query(at)
        near = [int(nearest)] if away <= REACH_KM * 1000 else []
    return np.array(near, dtype=np.int64)


def cut_off(
    graph: RoadGraph,
    *,
    closed: Collection[str] = (),
    closed_at: Sequence[tuple[float, float]] = (),
    radius_m: float = 300.0,
    inside: Sequence[BaseGeometry] = (),
) -> CutOff:
    """Villages cut off if roads close, as a whole or at some points (a pass, a bridge).

    Args:
        graph: of the county.
        closed: ids of closed roads.
        closed_at: (lon, lat) of places that cannot be passed, on any road within ``radius_m``.
        inside: areas (EPSG:4326) in which nobody drives.
    """
    shut = _shut(graph, closed, closed_at, radius_m, inside)
    before = _reached(graph, np.ones(len(shut), bool))
    after = _reached(graph, ~shut)
    return CutOff(
        Method.GRAPH,
        tuple(c for c in graph.villages if c in before and c not in after),
        tuple(c for c in graph.villages if c not in before),
        graph.unknown,
    )


def _shut(
    graph: RoadGraph,
    closed: Collection[str],
    closed_at: Sequence[tuple[float, float]],
    radius_m: float,
    inside: Sequence[BaseGeometry],
) -> NDArray[np.bool_]:
    """Edges nobody drives on.

    Raises:
        GeographyError: a closed road is not on the map.
    """
    unknown_roads = sorted(set(closed) - set(graph.roads()))
    if unknown_roads:
        raise GeographyError(
            f"no road {', '.join(unknown_roads[:3])}", where="road", remedy="name a road of the map"
        )
    shut = np.isin(graph.road, list(closed))
    middle = (graph.xy_m[graph.a] + graph.xy_m[graph.b]) / 2
    half = np.hypot(*(graph.xy_m[graph.a] - graph.xy_m[graph.b]).T) / 2
    for at in closed_at:
        here = (np.array(at) - [graph.plane.lon, graph.plane.lat]) * graph.plane.scale
        shut |= np.hypot(*(middle - here).T) <= radius_m + half
    if inside:
        ends = np.stack([graph.xy_m[graph.a], graph.xy_m[graph.b]], axis=1)
        edges = graph.plane.to_degrees(shapely.linestrings(ends))
        shut |= np.asarray(shapely.intersects(shapely.union_all(list(inside)), edges))
    return np.asarray(shut)


def pockets(
    graph: RoadGraph,
    region_codes: Collection[str],
    *,
    closed: Collection[str] = (),
    inside: Sequence[BaseGeometry] = (),
) -> list[tuple[str, ...]]:
    """Villages cut off, in groups that open roads still join; sorted."""
    is_open = ~_shut(graph, closed, (), 0.0, inside)
    n = len(graph.xy_m)
    a, b = graph.a[is_open], graph.b[is_open]
    _, label = connected_components(
        coo_matrix((np.ones(len(a)), (a, b)), shape=(n, n)), directed=False
    )
    drivable = np.zeros(n, bool)
    drivable[a] = drivable[b] = True
    groups: dict[tuple[bool, int], list[str]] = {}
    for number, code in enumerate(sorted(region_codes)):
        at = graph.villages[code]
        on_road = at[drivable[at]]
        key = (True, int(label[on_road[0]])) if len(on_road) else (False, number)
        groups.setdefault(key, []).append(code)
    return sorted(tuple(codes) for codes in groups.values())


def _reached(graph: RoadGraph, is_open: NDArray[np.bool_]) -> set[str]:
    """Villages with a vertex that some base is joined to.

    A vertex all of whose roads are shut is no longer a place a village is reached by.
    """
    n = len(graph.xy_m)
    a, b = graph.a[is_open], graph.b[is_open]
    links = coo_matrix((np.ones(len(a)), (a, b)), shape=(n, n))
    _, label = connected_components(links, directed=False)
    drivable = np.zeros(n, bool)
    on_road = graph.road[is_open] != ""
    drivable[a[on_road]] = drivable[b[on_road]] = True
    bases = graph.bases[drivable[graph.bases]]
    joined = np.isin(label, label[bases]) & drivable
    return {code for code, at in graph.villages.items() if joined[at].any()}


def cut_off_by_township(states: pd.DataFrame, regions: pd.DataFrame, *, at: dt.datetime) -> CutOff:
    """Villages of townships, one of whose roads was last told closed; used without road lines.

    Args:
        states: road_id, observed_at, region_code, state (as table ``road_state``).
        regions: as ``Warehouse.regions``.
        at: moment; later rows are not seen.
    """
    seen = states[(states["observed_at"] <= at) & states["region_code"].notna()]
    last = seen.sort_values("observed_at").drop_duplicates(["road_id", "region_code"], keep="last")
    shut = set(last.loc[last["state"] == CLOSED, "region_code"].astype(str))
    villages = regions[regions["level"] == "village"]
    hit = villages["township_code"].isin(shut) | villages["code"].isin(shut)
    told = set(last["region_code"].astype(str))
    silent = ~villages["township_code"].isin(told) & ~villages["code"].isin(told)
    return CutOff(
        Method.TOWNSHIP_STATE,
        tuple(villages.loc[hit, "code"].astype(str)),
        (),
        tuple(villages.loc[silent, "code"].astype(str)),
    )
