"""Clustering of rates: published Moran values, planted hot spots, and no false alarms."""

import contextlib

import geopandas as gpd
import libpysal
import numpy as np
import pandas as pd
import pytest
import shapely
from esda.moran import Moran
from esda.smoothing import assuncao_rate
from libpysal.graph import Graph
from scipy import stats

from risk.history.clusters import NOT_ENOUGH, NOT_SIGNIFICANT, clusters, neighbours, smoothed_rate

SIDE = 12


def grid(side: int = SIDE) -> gpd.GeoDataFrame:
    """Square villages of 0.02°, rows of ``side``."""
    cells = [
        shapely.box(101 + 0.02 * i, 36 + 0.02 * j, 101.02 + 0.02 * i, 36.02 + 0.02 * j)
        for j in range(side)
        for i in range(side)
    ]
    centres = [c.centroid for c in cells]
    return gpd.GeoDataFrame(
        {
            "code": [f"v{n:03}" for n in range(side**2)],
            "lon": [c.x for c in centres],
            "lat": [c.y for c in centres],
        },
        geometry=cells,
        crs="EPSG:4326",
    )


def counted(relative: np.ndarray, rng: np.random.Generator, rate: float = 0.02) -> pd.DataFrame:
    """Claims of villages with 200–800 house-years."""
    houses = rng.uniform(200, 800, len(relative))
    return pd.DataFrame(
        {
            "region_code": grid()["code"],
            "claims": rng.poisson(houses * rate * relative),
            "house_years": houses,
        }
    )


def example(table: str, gal: str, *columns: str) -> tuple[Graph, list[np.ndarray]]:
    """Weights and columns of a data set that ships with libpysal."""
    with contextlib.closing(libpysal.io.open(libpysal.examples.get_path(table))) as source:
        values = [np.array(source.by_col(c), float) for c in columns]
    with contextlib.closing(libpysal.io.open(libpysal.examples.get_path(gal))) as source:
        return Graph.from_W(source.read()), values


def test_published_moran_values():
    """The references of St Louis and North Carolina (libpysal), through the same esda calls."""
    graph, (homicide,) = example("stl_hom.dbf", "stl.gal", "HR8893")
    moran = Moran(homicide, graph, permutations=0, two_tailed=False)
    assert pytest.approx(0.243655826, abs=1e-8) == moran.I
    assert moran.p_norm == pytest.approx(0.000135739, abs=1e-8)
    graph, (rate, deaths, births) = example("sids2.dbf", "sids2.gal", "SIDR74", "SID74", "BIR74")
    assert pytest.approx(0.247725193, abs=1e-8) == Moran(rate, graph, permutations=0).I
    standard = assuncao_rate(deaths, births)
    assert pytest.approx(0.271402967, abs=1e-8) == Moran(standard, graph, permutations=0).I


def test_a_planted_hot_and_cold_block_is_found():
    """Rate 4 in one corner, 0.1 in the other: hot and cold there, silent elsewhere."""
    relative = np.ones((SIDE, SIDE))
    relative[:4, :4], relative[-4:, -4:] = 4.0, 0.1
    areas = counted(relative.ravel(), np.random.default_rng(3))
    found = clusters(areas, grid(), seed=1)
    frame = found.frame.assign(truth=relative.ravel())
    inside = frame[frame["truth"] > 1]
    assert (inside["gi_class"] == "hot").mean() > 0.8
    assert (inside["moran_class"] == "high-high").mean() > 0.6
    assert (frame.loc[frame["truth"] < 1, "gi_class"] == "cold").mean() > 0.3
    far = frame[(frame["truth"] == 1)]
    assert (far["gi_class"] == "hot").mean() < 0.15  # the block's own fringe
    assert found.moran_p < 1e-6
    assert found.weights == "queen contiguity"
    assert found.note == ""


def test_even_risk_raises_few_false_alarms():
    """Six maps of one rate: a map with any false spot is rare."""
    rng = np.random.default_rng(5)
    alarms = 0
    for seed in range(6):
        frame = clusters(counted(np.ones(SIDE**2), rng), grid(), seed=seed, permutations=999).frame
        alarms += bool(frame["gi_class"].isin(["hot", "cold"]).any())
        assert frame["gi_p"].min() >= 2 / 1000
    assert alarms <= 2


def test_permutations_agree_with_the_exact_moments():
    """z is Ord and Getis's, and p under dealt-out maps is its p where rates are near normal."""
    rng = np.random.default_rng(2)
    areas = counted(rng.uniform(0.8, 1.2, SIDE**2), rng, rate=0.2)
    found = clusters(areas, grid(), seed=1).frame
    graph, _ = neighbours(grid().set_index("code"))
    rate = smoothed_rate(areas["claims"].to_numpy(float), areas["house_years"].to_numpy(float))
    weights = np.asarray(graph.sparse.todense()) + np.eye(len(rate))
    k, n = weights.sum(axis=1), len(rate)
    spread = np.sqrt((n * k - k**2) / (n - 1)) * rate.std()
    by_hand = (weights @ rate - rate.mean() * k) / spread  # Ord & Getis 1995
    assert found["gi_z"].to_numpy() == pytest.approx(by_hand)
    assert np.corrcoef(found["gi_p"], 2 * stats.norm.sf(abs(by_hand)))[0, 1] > 0.99


def test_the_seed_decides():
    """Same seed, same numbers; another seed, nearly the same p."""
    areas = counted(np.ones(SIDE**2), np.random.default_rng(1))
    one, two, three = (clusters(areas, grid(), seed=s, permutations=999).frame for s in (1, 1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert not one["gi_p"].equals(three["gi_p"])
    assert (one["gi_p"] - three["gi_p"]).abs().max() < 0.15


def test_few_claims_and_missing_exposure_say_so():
    """Without exposure, with hardly any, or off the map: not tested; nor is a tiny map."""
    areas = counted(np.ones(SIDE**2), np.random.default_rng(1))
    areas.loc[0, "house_years"] = 0.0
    areas.loc[len(areas)] = ["off the map", 3, 100.0]
    frame = clusters(areas, grid(), seed=1, permutations=99).frame.set_index("region_code")
    assert frame.loc[["v000", "off the map"], "gi_class"].tolist() == [NOT_ENOUGH] * 2
    assert frame.loc["v001", "gi_class"] == NOT_SIGNIFICANT
    assert frame.loc["v001", "neighbours"] == 4  # the one without exposure is no neighbour
    thin = areas.assign(house_years=areas["house_years"].where(areas.index > 30, 1.0))
    frame = clusters(thin, grid(), seed=1, permutations=99).frame
    assert set(frame.loc[:10, "moran_class"]) == {NOT_ENOUGH}
    assert frame.loc[:10, "gi_p"].isna().all()
    small = clusters(areas.iloc[:10], grid(), seed=1)
    assert small.note.startswith(NOT_ENOUGH)
    assert set(small.frame["gi_class"]) == {NOT_ENOUGH}


def test_neighbours_touch_or_are_nearest():
    """Corners touch; an island is joined to its nearest; points alone have six, made mutual."""
    regions = grid(3).set_index("code")
    graph, how = neighbours(regions)
    assert graph.cardinalities.tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    far = regions.copy()
    far.loc["v000", "geometry"] = shapely.box(90, 36, 90.1, 36.1)
    far.loc["v000", ["lon", "lat"]] = 90.05, 36.05
    graph, how = neighbours(far)
    assert how == "queen contiguity, 1 islands joined"
    assert graph.cardinalities.iloc[0] == 1
    points = grid(6).set_index("code").set_geometry([None] * 36)
    points.loc["v001", ["lon", "lat"]] = points.loc["v000", ["lon", "lat"]]
    graph, how = neighbours(points)
    assert how == "6 nearest points, made mutual"
    assert graph.cardinalities.min() >= 6
    assert (graph.sparse != graph.sparse.T).nnz == 0


def test_smoothing_by_hand():
    """No spread beyond Poisson: every region at the overall rate; else small ones move more."""
    even = smoothed_rate(np.array([10.0, 20.0]), np.array([100.0, 200.0]))
    assert even.tolist() == pytest.approx([0.1, 0.1])
    rate = smoothed_rate(np.array([60.0, 6.0, 10.0]), np.array([100.0, 10.0, 300.0]))
    assert rate[0] > rate[1] > 0.1 > rate[2]
