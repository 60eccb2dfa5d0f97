"""Rates told from six years of made-up counties, against the rates they were drawn from.

Twelve counties of 300 villages (`benchmarks.cases.counties`). Every model sees six years and the
villages' features, none the truth. Three scores, medians over counties: mean Poisson deviance of
the seventh year's claims a village with that year's total put right; Spearman's rank correlation
with the true rates; root mean square of the log of told over true rate with the county's total put
right. A village told nothing at all would make a log infinite: rates count as at least a hundredth
of the county's there, a thousandth in the deviance.

Settings of the models were chosen on other seeds than those measured here. `--small` takes three
counties. Goals of the scoring work (the blend): 0.877 / 0.377 / 3.633.
"""

import argparse
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.metrics import mean_poisson_deviance

from benchmarks._run import run
from benchmarks.cases.counties import PAIRS, TOWNSHIP, VILLAGES, County, Floats, county
from risk.scoring.blend import BlendRate
from risk.scoring.credibility import CredibilityRate
from risk.scoring.hierarchy import Model
from risk.scoring.laplacian import LaplacianRate, Smoothing

FIRST_SEED, COUNTIES, SMALL = 1000, 12, 3
YEARS = 6
FEATURES = ("broad", "near", "single", "idle")
DEVIANCE_FLOOR, LOG_FLOOR = 1e-3, 1e-2  # of the county's rate
SCORES = ("rank_correlation", "log_rmse", "deviance")


def measure(options: argparse.Namespace) -> Mapping[str, Any]:
    """Medians over counties; the blend's under their plain names."""
    counties = SMALL if options.small else COUNTIES
    found = pd.concat([study(FIRST_SEED + number) for number in range(counties)])
    medians = found.groupby("model", sort=False)[list(SCORES)].median().round(3)
    blend = medians.loc["blend"]
    measured: dict[str, Any] = {"counties": counties, **{s: float(blend[s]) for s in SCORES}}
    for model, row in medians.drop(index="blend").iterrows():
        measured |= {f"{s}_{model}": float(row[s]) for s in SCORES}
    return measured


def study(seed: int) -> pd.DataFrame:
    """Scores of every model on one county."""
    made = county(np.random.default_rng(seed), YEARS + 1)
    rows = [{"model": name, **judge(rate, made)} for name, rate in told(made).items()]
    return pd.DataFrame(rows).assign(county=seed)


def told(made: County) -> dict[str, Floats]:
    """Claims per house-year by village, (N,), of every model, from the first six years."""
    table, rate, houses = record(made)
    claims, exposed = made.counts[:YEARS].sum(axis=0), made.houses * YEARS
    one = table[:VILLAGES]
    townships = np.bincount(TOWNSHIP, claims) / np.bincount(TOWNSHIP, exposed)
    plain = CredibilityRate(model=Model.CREDIBILITY_PLAIN.value)
    graph = LaplacianRate(PAIRS, features=FEATURES, smoothing=Smoothing.LIKELIHOOD.value)
    parts = BlendRate(PAIRS, features=FEATURES).fit(table, rate, houses).predict_parts(one)
    return {
        "county_rate": np.full(VILLAGES, claims.sum() / exposed.sum()),
        "township_rate": townships[TOWNSHIP],
        "raw_rate": claims / exposed,
        "credibility": plain.fit(table, rate, houses).predict(one),
        "credibility_event_luck": CredibilityRate().fit(table, rate, houses).predict(one),
        "laplacian": graph.fit(table, rate, houses).predict(one),
        "boosting": parts["features"].to_numpy(float),
        "boosting_credibility": parts["own"].to_numpy(float),
        "laplacian_event_luck": parts["near"].to_numpy(float),
        "blend": parts["blend"].to_numpy(float),
    }


def record(made: County) -> tuple[pd.DataFrame, Floats, Floats]:
    """What the models see: keys and features, rates, house-years; (YEARS × N) rows, years first."""
    table = pd.DataFrame(
        {
            "region": np.tile(np.arange(VILLAGES), YEARS),
            "township": np.tile(TOWNSHIP, YEARS),
            "year": np.repeat(np.arange(YEARS), VILLAGES),
        }
    )
    table[list(FEATURES)] = np.tile(made.features, (YEARS, 1))
    return table, (made.counts[:YEARS] / made.houses).ravel(), np.tile(made.houses, YEARS)


def judge(rate: Floats, made: County) -> dict[str, float]:
    """The three scores of one answer."""
    typical = rate @ made.houses / made.houses.sum()
    expected = np.maximum(rate, DEVIANCE_FLOOR * typical) * made.houses
    came = made.counts[YEARS]
    claims = made.truth @ made.houses
    level = np.maximum(rate, LOG_FLOOR * typical) * claims / (rate @ made.houses)
    return {
        "rank_correlation": rank_correlation(rate, made.truth),
        "log_rmse": float(np.sqrt(np.mean(np.log(level / made.truth) ** 2))),
        "deviance": float(mean_poisson_deviance(came, expected * came.sum() / expected.sum())),
    }


def rank_correlation(rate: Floats, truth: Floats) -> float:
    """Spearman's; 0 where all rates are one."""
    if np.ptp(rate) <= 1e-12 * rate.max():
        return 0.0
    return float(np.corrcoef(rankdata(rate), rankdata(truth))[0, 1])


if __name__ == "__main__":
    run(measure, about=__doc__ or "", packages=["numpy", "pandas", "scipy", "scikit-learn"])
