"""Where claims cluster: Gi* and local Moran on rates, with false discoveries held down.

Rates of small villages are noise, so Gi* (Ord & Getis 1995) runs on empirical Bayes rates
(Marshall 1991) and local Moran (Anselin 1995) on rates standardised by their own doubt (Assunção &
Reis 1999). Statistics and weights are esda's and libpysal's; the permutations are our own, since
esda compiles its for longer than a page may take. Gi* is compared with maps whose rates are dealt
out anew, local Moran with maps on which the region keeps its own; of such a map only the region's
neighbourhood is drawn. p is two-sided, q its
Benjamini–Hochberg value over all regions tested.

One storm makes its footprint a hot spot. To ask for lasting risk, give claims without event claims.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from esda.getisord import G_Local
from esda.moran import Moran, Moran_Local
from esda.smoothing import assuncao_rate
from libpysal.graph import Graph
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.stats import false_discovery_control

from risk.geography.plane import Plane
from risk.history.permutations import drawn_neighbourhoods

Floats = NDArray[np.float64]
PERMUTATIONS, A_REGION = (
    39_999,
    80,
)  # p must reach below 5 % ÷ regions, or no single spot can be found
FALSE_DISCOVERIES = 0.05
NEAREST = 6
THREADS = 2  # the drawing is compiled and holds no lock
GAP_M = 20.0  # gaps between outlines of neighbours that are faults of drawing
LEAST_REGIONS, LEAST_CLAIMS = 20, 20
LEAST_EXPECTED = 5.0  # claims in a region and its neighbours at the county's rate
NOT_ENOUGH, NOT_SIGNIFICANT = "not enough data", "not significant"
QUADRANTS = {1: "high-high", 2: "low-high", 3: "low-low", 4: "high-low"}


@dataclass(frozen=True)
class Clusters:
    """Local and overall clustering.

    Attributes:
        frame: region_code, claims, house_years, rate_per_1000 (empirical Bayes), neighbours,
            expected_nearby, gi_z, gi_p, gi_q, gi_class (hot, cold, not significant, not enough
            data), moran_i, moran_p, moran_q, moran_class (high-high, low-low, high-low, low-high,
            not significant, not enough data).
        moran_i, moran_p: Moran's I of the standardised rates and its p under randomisation.
        weights: how neighbours were found, in words.
        note: empty, or why nothing could be tested.
    """

    frame: pd.DataFrame
    moran_i: float
    moran_p: float
    weights: str
    note: str


def clusters(
    areas: pd.DataFrame,
    regions: gpd.GeoDataFrame,
    *,
    seed: int,
    permutations: int | None = None,
    false_discoveries: float = FALSE_DISCOVERIES,
) -> Clusters:
    """Find hot and cold regions.

    Args:
        areas: region_code, claims, house_years (as `experience` by region_code).
        regions: code, geometry (EPSG:4326, polygon or none), lon, lat.
        seed: of the permutations.
        permutations: how many; None: 39,999, and more on a map of more than 500 regions.
        false_discoveries: share of false spots among those found.

    A region without exposure or place, or with fewer than five claims expected in it and its
    neighbours, is not tested.
    """
    table = areas[["region_code", "claims", "house_years"]].reset_index(drop=True)
    table["house_years"] = table["house_years"].astype(float)
    placed = table["region_code"].isin(_with_place(regions)["code"])
    used = np.flatnonzero(placed & (table["house_years"] > 0))
    own = table.iloc[used]
    if len(own) < LEAST_REGIONS or own["claims"].sum() < LEAST_CLAIMS:
        note = f"{NOT_ENOUGH}: fewer than {LEAST_REGIONS} regions or {LEAST_CLAIMS} claims"
        return Clusters(_untested(table), np.nan, np.nan, "none", note)
    graph, how = neighbours(regions.set_index("code").loc[own["region_code"]])
    claims, houses = own["claims"].to_numpy(float), own["house_years"].to_numpy(float)
    draws = max(PERMUTATIONS, A_REGION * len(own)) if permutations is None else permutations
    tested = _tested(claims, houses, graph, seed, draws, false_discoveries)
    frame = _untested(table)
    frame.loc[used, tested.columns] = tested.set_axis(used)
    standard = assuncao_rate(claims, houses)
    moran = Moran(standard, graph, permutations=0)
    return Clusters(frame, float(moran.I), float(moran.p_rand), how, "")


def smoothed_rate(claims: Floats, houses: Floats) -> Floats:
    """Empirical Bayes rate: towards the overall rate, the more the fewer house-years.

    Source: R. J. Marshall (1991), Applied Statistics 40, global estimator by moments.
    """
    overall = claims.sum() / houses.sum()
    spread = (houses * (claims / houses - overall) ** 2).sum() / houses.sum()
    between = max(spread - overall / houses.mean(), 0.0)
    weight = between / (between + overall / houses)
    return np.asarray(overall + weight * (claims / houses - overall))


def neighbours(regions: gpd.GeoDataFrame) -> tuple[Graph, str]:
    """Queen contiguity where every region has a polygon, else the six nearest points.

    Polygons up to 20 m apart touch: outlines of neighbours rarely meet exactly.

    A region that touches none is joined with the nearest. Weights are binary; ids are 0…n-1.

    Returns:
        The graph, and how it was made in words.
    """
    geometry = regions.geometry
    polygons = geometry.notna() & geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    points = _points(regions)
    if polygons.all():
        edges = _touching(geometry)
        lonely = np.setdiff1d(np.arange(len(regions)), edges[:, 0])
        edges = np.vstack([edges, _nearest(points, lonely, 1)])
        how = "queen contiguity" + (f", {len(lonely)} islands joined" if len(lonely) else "")
    else:
        edges = _nearest(points, np.arange(len(regions)), NEAREST)
        how = f"{NEAREST} nearest points, made mutual"
    both = np.unique(np.vstack([edges, edges[:, ::-1]]), axis=0)
    return Graph.from_arrays(both[:, 0], both[:, 1], np.ones(len(both))), how


def _touching(polygons: gpd.GeoSeries) -> NDArray[np.int64]:
    """Pairs of polygons that share a border or a corner; outlines drawn apart by a hair do."""
    flat = Plane.around(polygons.to_numpy()).to_metres(polygons.to_numpy())
    pairs = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=GAP_M)
    return np.asarray(pairs[:, pairs[0] != pairs[1]].T, dtype=np.int64)


def _with_place(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return regions[regions.geometry.notna() | (regions["lon"].notna() & regions["lat"].notna())]


def _points(regions: gpd.GeoDataFrame) -> Floats:
    """Metres, (n, 2): the given point, else one inside the polygon."""
    inside = regions.geometry.representative_point()
    lon = regions["lon"].astype(float).where(regions["lon"].notna(), inside.x)
    lat = regions["lat"].astype(float).where(regions["lat"].notna(), inside.y)
    given = gpd.points_from_xy(lon, lat)
    flat = Plane.around(given).to_metres(given)
    return np.array([[p.x, p.y] for p in flat])


def _nearest(points: Floats, of: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Pairs (of, neighbour): the nearest others, also where points coincide."""
    count = min(count, len(points) - 1)
    found = cKDTree(points).query(points[of], k=count + 1)[1].reshape(len(of), count + 1)
    others = [row[row != i][:count] for i, row in zip(of, found, strict=True)]
    return np.column_stack([np.repeat(of, count), np.concatenate([*others, np.empty(0, int)])])


def _untested(table: pd.DataFrame) -> pd.DataFrame:
    numbers = ["rate_per_1000", "expected_nearby", "gi_z", "gi_p", "gi_q"]
    blank = table.assign(**dict.fromkeys(numbers, np.nan), gi_class=NOT_ENOUGH, neighbours=0)
    blank = blank.assign(**dict.fromkeys(["moran_i", "moran_p", "moran_q"], np.nan))
    return blank.assign(moran_class=NOT_ENOUGH)


def _tested(
    claims: Floats,
    houses: Floats,
    graph: Graph,
    seed: int,
    permutations: int,
    false_discoveries: float,
) -> pd.DataFrame:
    near = sparse.csr_array(graph.sparse)
    expected = houses * claims.sum() / houses.sum()
    around = expected + near @ expected
    enough = around >= LEAST_EXPECTED
    rate, standard = smoothed_rate(claims, houses), np.asarray(assuncao_rate(claims, houses))
    gi_z = _gi_z(rate, graph)
    moran = Moran_Local(standard, graph, transformation="r", permutations=0)
    gi_p, moran_p = _permuted(rate, standard, near, seed, permutations)
    quadrant = pd.Series(moran.q).map(QUADRANTS)
    gi_q, moran_q = (_discoveries(p, enough) for p in (gi_p, moran_p))
    gi_class = np.where(gi_z > 0, "hot", "cold")
    return pd.DataFrame(
        {
            "rate_per_1000": 1000 * rate,
            "neighbours": np.diff(near.indptr),
            "expected_nearby": around,
            "gi_z": np.where(enough, gi_z, np.nan),
            "gi_p": np.where(enough, gi_p, np.nan),
            "gi_q": gi_q,
            "gi_class": _named(gi_class, gi_q, enough, false_discoveries),
            "moran_i": np.where(enough, moran.Is, np.nan),
            "moran_p": np.where(enough, moran_p, np.nan),
            "moran_q": moran_q,
            "moran_class": _named(quadrant.to_numpy(), moran_q, enough, false_discoveries),
        }
    )


def _gi_z(rate: Floats, graph: Graph) -> Floats:
    """Gi* in standard deviations; zero everywhere where no region differs beyond chance."""
    if np.ptp(rate) == 0:
        return np.zeros(len(rate))
    with_self = graph.assign_self_weight(1)  # esda's moments hold for binary weights only
    return np.asarray(G_Local(rate, with_self, transform="B", star=None, permutations=0).Zs)


def _permuted(
    rate: Floats, standard: Floats, near: sparse.csr_array, seed: int, permutations: int
) -> tuple[Floats, Floats]:
    """Two-sided p of the mean in the neighbourhood (Gi*) and of the neighbours' sum (Moran).

    What chance does to a region depends on its number of neighbours alone, so each number is drawn
    for once, not each map as a whole; see `risk.history.permutations`.
    """
    seen_gi, seen_moran = rate + near @ rate, near @ standard
    count = np.diff(near.indptr)
    above, below = np.zeros((2, len(rate))), np.zeros((2, len(rate)))

    def drawn(neighbours: int) -> None:
        member = np.flatnonzero(count == neighbours)
        state = np.random.SeedSequence([seed, neighbours]).generate_state(1, np.uint64)[0]
        found = drawn_neighbourhoods(
            state, permutations, neighbours, rate, standard,
            member, seen_gi[member], seen_moran[member],
        )  # fmt: skip
        above[:, member], below[:, member] = found[0::2], found[1::2]

    with ThreadPoolExecutor(THREADS) as pool:  # each number has its own stream and its own regions
        list(pool.map(drawn, np.unique(count).tolist()))
    tail = (np.minimum(above, below) + 1) / (permutations + 1)
    p = np.minimum(2 * tail, 1.0)
    return p[0], p[1]


def _discoveries(p: Floats, enough: NDArray[np.bool_]) -> Floats:
    q = np.full(len(p), np.nan)
    if enough.any():
        q[enough] = false_discovery_control(p[enough])
    return q


def _named(
    names: NDArray[np.object_], q: Floats, enough: NDArray[np.bool_], false_discoveries: float
) -> NDArray[np.object_]:
    found = np.where(np.nan_to_num(q, nan=1.0) <= false_discoveries, names, NOT_SIGNIFICANT)
    return np.where(enough, found, NOT_ENOUGH).astype(object)
