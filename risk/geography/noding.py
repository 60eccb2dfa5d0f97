"""Lines drawn one by one → lines that meet at common vertices."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

SNAP_M = 30.0  # gaps of drawn lines; carriageways of one road lie closer

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def common_ends(lines: NDArray[np.object_]) -> float:
    """Share of line ends that are exactly a vertex of another line."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    points, vertex = np.unique(np.round(xy, 2), axis=0, return_inverse=True)
    pairs = np.unique(np.column_stack([vertex, line]), axis=0)
    lines_at = np.bincount(pairs[:, 0], minlength=len(points))
    is_end = np.r_[True, line[1:] != line[:-1]] | np.r_[line[1:] != line[:-1], True]
    return float((lines_at[vertex[is_end]] > 1).mean())


def cut_at_crossings(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Each line (LineString, metres) with a vertex wherever another one crosses it."""
    tree = shapely.STRtree(lines)
    one, other = tree.query(lines, predicate="intersects")
    pairs = one < other
    one, other = one[pairs], other[pairs]
    xy, pair = shapely.get_coordinates(
        shapely.intersection(lines[one], lines[other]), return_index=True
    )
    line = np.concatenate([one[pair], other[pair]])
    points = np.concatenate([xy, xy])
    out = lines.copy()
    order = np.argsort(line, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(line[order])) + 1):
        if len(rows):
            out[line[rows[0]]] = _with_points(lines[line[rows[0]]], points[rows])
    return out


def _with_points(line: shapely.LineString, points: Floats) -> shapely.LineString:
    """A line with further vertices on its way; one that is a vertex already is not doubled."""
    vertices = shapely.get_coordinates(line)
    known = {(x, y) for x, y in np.round(vertices, 2).tolist()}
    new = points[[(x, y) not in known for x, y in np.round(points, 2).tolist()]]
    if not len(new):
        return line
    along = shapely.line_locate_point(line, shapely.points(new))
    legs = np.r_[0.0, np.cumsum(np.hypot(*np.diff(vertices, axis=0).T))]
    both = np.concatenate([vertices, new])
    return shapely.linestrings(both[np.argsort(np.r_[legs, along], kind="stable")])


def near_ends(xy_m: Floats, lines: NDArray[np.object_]) -> Ints:
    """Pairs of a line's end and another vertex within `SNAP_M` (j, 2)."""
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1)])
    points, tree = np.unique(np.round(ends, 2), axis=0), cKDTree(xy_m)
    near = tree.query_ball_point(points, SNAP_M)
    at = np.atleast_1d(tree.query(points)[1]).tolist()
    pairs = [(i, j) for i, found in zip(at, near, strict=True) for j in found if j != i]
    return np.array(pairs, np.int64).reshape(-1, 2)
