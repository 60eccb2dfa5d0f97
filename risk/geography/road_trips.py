"""Shortest driving minutes over a road network, with the way from each place to its road."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from risk.errors import GeographyError
from risk.geography.network import Network, to_metres

REACH_KM = 5.0  # a place farther from every road is not on the network
PART_SHARE = 0.05  # places do not snap to a part of the network with less of its vertices
SOURCES_AT_ONCE = 64
LEAST_MIN = 1e-9  # a sparse graph takes 0 for no edge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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
