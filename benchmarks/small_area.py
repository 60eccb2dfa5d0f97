"""Fit one period, score the next, on small-area counts that ship with libpysal.

sids2: 100 areas, 1974–78 → 1979–84. stl: 78 areas, 1979–84 → 1984–88, and both → 1988–93. Mean
Poisson deviance of the later period's counts with the total put right (lower is better). The method
is the blend as the scores use it, with nothing set for these sets; beside it are its two halves:
credibility (with one past period there is no event luck) and the field of neighbours, as a mode and
as a mean.
Peers: esda's Empirical Bayes, global and spatial. Goals of the scoring work: 1.601 / 1.705 / 1.974.
"""

import argparse
import contextlib
import io
import warnings
from collections.abc import Mapping
from typing import Any

import libpysal
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import mean_poisson_deviance

from benchmarks._run import run
from risk.scoring.blend import BlendRate
from risk.scoring.laplacian import LaplacianRate, Smoothing

Floats = NDArray[np.float64]
CASES = {
    "sids2": ("sids2.dbf", "sids2.gal", [("SID74", "BIR74")], ("SID79", "BIR79")),
    "stl_84_88": ("stl_hom.dbf", "stl.gal", [("HC7984", "PO7984")], ("HC8488", "PO8488")),
    "stl_88_93": (
        "stl_hom.dbf",
        "stl.gal",
        [("HC7984", "PO7984"), ("HC8488", "PO8488")],
        ("HC8893", "PO8893"),
    ),
}
FLOOR = 1e-3


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """Deviance of ours and of the peers on each case."""
    measured: dict[str, Any] = {"method": "blend of credibility and neighbours"}
    for name, (table, neighbours, past, following) in CASES.items():
        counts, exposed, later, later_exposed, weights = case(table, neighbours, past, following)
        for half, rate in ours(counts, exposed, weights).items():
            measured[f"{name}{half}"] = deviance(rate, later, later_exposed)
        measured[f"{name}_raw"] = deviance(counts / exposed, later, later_exposed)
        if not options.no_peers:
            for peer, rate in peers(counts, exposed, weights).items():
                measured[f"{name}_{peer}"] = deviance(rate, later, later_exposed)
    return measured


def case(
    table: str, neighbours: str, past: list[tuple[str, str]], following: tuple[str, str]
) -> tuple[Floats, Floats, Floats, Floats, Any]:
    """Counts and exposure of the past periods together, of the next one, and the neighbours."""
    source = libpysal.io.open(libpysal.examples.get_path(table))
    wanted = {name for pair in (*past, following) for name in pair}
    column = {name: np.array(source.by_col(name), float) for name in wanted}
    return (
        np.sum([column[c] for c, _ in past], axis=0),
        np.sum([column[e] for _, e in past], axis=0),
        column[following[0]],
        column[following[1]],
        libpysal.io.open(libpysal.examples.get_path(neighbours)).read(),
    )


def ours(counts: Floats, exposed: Floats, weights: Any) -> dict[str, Floats]:
    """The product's own estimator, all areas in one group, one period; its halves; the mean."""
    keys = pd.DataFrame({"region": np.arange(len(counts)), "township": 0, "year": 0})
    pairs = np.argwhere(weights.sparse.toarray() > 0)
    rate = counts / exposed
    told = BlendRate(pairs, features=()).fit(keys, rate, sample_weight=exposed).predict_parts(keys)
    mean = LaplacianRate(pairs, smoothing=Smoothing.LIKELIHOOD.value, estimate="mean")
    mean.fit(keys[["region"]], rate, sample_weight=exposed)
    return {
        "": told["blend"].to_numpy(float),
        "_credibility": told["own"].to_numpy(float),
        "_neighbours": told["near"].to_numpy(float),
        "_neighbours_mean": mean.predict(keys[["region"]]),
    }


def peers(counts: Floats, exposed: Floats, weights: Any) -> dict[str, Floats]:
    """esda's two smoothers."""
    from esda.smoothing import Empirical_Bayes, Spatial_Empirical_Bayes

    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        whole = np.asarray(Empirical_Bayes(counts, exposed).r).ravel()
        near = np.asarray(Spatial_Empirical_Bayes(counts, exposed, weights).r).ravel()
    return {"esda_eb": whole, "esda_spatial_eb": near}


def deviance(rate: Floats, counts: Floats, exposed: Floats) -> float:
    """Mean Poisson deviance once the total is put right."""
    typical = counts.sum() / exposed.sum()
    expected = np.maximum(rate, FLOOR * typical) * exposed
    return round(float(mean_poisson_deviance(counts, expected * counts.sum() / expected.sum())), 3)


if __name__ == "__main__":
    run(measure, about=__doc__ or "", packages=["libpysal", "scikit-learn"])
