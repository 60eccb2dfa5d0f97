"""Rates told from six years of made-up counties, against the rates they were drawn from.

Twelve counties of 300 villages (`benchmarks.cases.counties`). Every model sees six years and the
villages' features, none the truth. Three scores, medians over counties: mean Poisson deviance of
the seventh year's claims a village with that year's total put right; Spearman's rank correlation
with the true rates; root mean square of the log of told over true rate with the county's total put
right. A village told nothing at all would make a log infinite: rates count as at least a hundredth
of the county's there, a thousandth in the deviance.

Levels: over thirty counties, how often the stated level is right less how often it says it is, in
points. Cut points are quintiles of the scores, as a first fit sets them, and the true level is the
band of the true rate (`said_minus_right`); by rank, both are quintiles of their own, in every draw
(`..._rank`); and at the product's own cut points (`..._usual_cuts`). Next year's count: share of
villages inside the middle 90 % of their negative binomial (`interval_90_coverage`).

Time: five families of one county of eight years through `risk.scoring.score` (`fit_300_s`: models
judged on years, fitted, 200 draws, levels), and again with the models given (`rescore_s`). `--long`
adds one family of 50,000 villages from judging to levels, with its peak memory.

Settings of the models, and the stretch of the draws, were chosen on other seeds than those measured
here. `--small` takes three counties. Goals of the scoring work (the blend): 0.877 / 0.377 / 3.633,
said − right at most 3 points, ranges 87–93 %, 30 s and 1 s, 10 min and 6 GB.
"""

import argparse
import resource
from collections.abc import Mapping
from datetime import date
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.metrics import mean_poisson_deviance

from benchmarks._run import run
from benchmarks.cases.counties import PAIRS, TOWNSHIP, VILLAGES, County, Floats, county
from risk.scoring.blend import BlendRate
from risk.scoring.credibility import CredibilityRate
from risk.scoring.draws import draw_rates
from risk.scoring.evaluation import evaluate, forecast_years, in_use
from risk.scoring.fit import fit
from risk.scoring.hierarchy import Known, Model, Panel
from risk.scoring.laplacian import LaplacianRate, Smoothing
from risk.scoring.levels import cut_points, level_of, level_probabilities
from risk.scoring.metrics import coverage
from risk.scoring.predictive import check, predict_year
from risk.scoring.record import Record
from risk.scoring.score import score
from risk.settings import Scoring

FIRST_SEED, COUNTIES, SMALL = 1000, 12, 3
LEVEL_COUNTIES, DRAWS = 30, 200
QUINTILES, USUAL = (0.2, 0.4, 0.6, 0.8), (0.6, 0.8, 0.9, 0.95)
FAMILIES = ("storm", "flood", "snow", "ground", "accident")
KEYS = ["region_code", "year"]
EIGHT, AS_OF = 8, date(2025, 12, 31)
LONG_SIDE = 224  # 50,176 villages
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
    measured |= levels(SMALL if options.small else LEVEL_COUNTIES) | times()
    return measured | (at_scale() if options.long else {})


def panel(made: County, years: int = YEARS) -> Panel:
    """The first years of a county as the scores see them."""
    values = np.tile(made.features, (years, 1, 1))
    known = Known(values, FEATURES, ("terrain",) * 4, (0,) * 4, PAIRS)
    return Panel(made.counts[:years], np.tile(made.houses, (years, 1)), TOWNSHIP, known)


def levels(counties: int) -> dict[str, float]:
    """Said less right, and coverage of next year's counts, means over counties."""
    rows = []
    for number in range(counties):
        made = county(np.random.default_rng(FIRST_SEED + number), YEARS + 1)
        past = panel(made)
        fitted = fit(past, Model.BLEND)
        drawn = draw_rates(
            past, fitted.model, fitted.rate, blend=fitted.blend, draws=DRAWS,
            rng=np.random.default_rng(number),
        )  # fmt: skip
        told = predict_year(past, fitted.rate, made.houses)
        inside = coverage(made.counts[YEARS], told.mean, told.dispersion, share=0.9)
        rows.append(_beliefs(fitted.rate, drawn, made.truth) | {"interval_90_coverage": inside})
    return {str(k): round(float(v), 3) for k, v in pd.DataFrame(rows).mean().items()}


def _beliefs(rate: Floats, drawn: Floats, truth: Floats) -> dict[str, float]:
    """Said, right and their difference in points, three ways."""
    found: dict[str, float] = {}
    for name, quantiles in (("", QUINTILES), ("_usual_cuts", USUAL)):
        cuts = cut_points(rate, quantiles)
        chance, shown = level_probabilities(drawn, cuts), level_of(rate, cuts)
        said = chance[np.arange(len(rate)), shown - 1].mean()
        found |= _gap(name, said, (shown == level_of(truth, cuts)).mean())
    own = [level_of(r, cut_points(r, QUINTILES)) for r in (rate, truth, *drawn)]
    said = np.mean([level == own[0] for level in own[2:]])
    return found | _gap("_rank", said, (own[0] == own[1]).mean())


def _gap(name: str, said: float, right: float) -> dict[str, float]:
    gap = {f"said{name}": 100 * said, f"right{name}": 100 * right}
    return {f"said_minus_right{name}": 100 * (said - right), **gap}


def times() -> dict[str, float]:
    """Seconds of five families of one county through the product's own path."""
    counts = {
        family: county(np.random.default_rng(FIRST_SEED + number), EIGHT)
        for number, family in enumerate(FAMILIES)
    }
    options = _tables(counts) | {"as_of": AS_OF, "settings": Scoring(), "seed": 1}
    start = perf_counter()
    scores = score(**options)
    fitted = perf_counter()
    models = scores.chosen()
    score(**options, models=models)
    return {
        "fit_300_s": round(fitted - start, 2),
        "rescore_s": round(perf_counter() - fitted, 2),
    }


def _tables(counts: Mapping[str, County]) -> dict[str, Any]:
    """Claims, exposure and regions of made counties on the same villages, and what is known."""
    villages, houses = len(TOWNSHIP), next(iter(counts.values())).houses
    codes = np.array([f"V{i:05}" for i in range(villages)])
    townships = np.array([f"T{t:03}" for t in TOWNSHIP])
    year = np.repeat(np.arange(2018, 2018 + EIGHT), villages)
    exposure = pd.DataFrame({"region_code": np.tile(codes, EIGHT), "year": year})
    exposure = exposure.assign(
        house_years=np.tile(houses, EIGHT), sum_insured_years_money=np.tile(2e4 * houses, EIGHT),
        premium_money=0.0, exposure_source="policies",
    )  # fmt: skip
    parts = [
        exposure.loc[exposure.index.repeat(made.counts.ravel().astype(int)), KEYS].assign(
            peril_family=family, status="paid", paid_money=2000.0
        )
        for family, made in counts.items()
    ]
    above = sorted(set(townships))
    regions = pd.DataFrame(
        {
            "code": ["C", *above, *codes],
            "level": ["county", *["township"] * len(above), *["village"] * villages],
            "parent_code": [None, *["C"] * len(above), *townships],
        }
    )
    values = {family: np.tile(made.features, (EIGHT, 1, 1)) for family, made in counts.items()}

    def known(record: Record) -> Known:
        of = values.get(record.family, values[FAMILIES[0]])
        return Known(of, FEATURES, ("terrain",) * 4, (0,) * 4, PAIRS)

    claims = pd.concat(parts, ignore_index=True)
    return {"claims": claims, "exposure": exposure, "regions": regions, "known": lambda _: known}


def at_scale() -> dict[str, float]:
    """50,176 villages: one family judged on its years, fitted, drawn and levelled."""
    rng = np.random.default_rng(FIRST_SEED)
    side = np.arange(LONG_SIDE)
    row, column = (v.ravel() for v in np.meshgrid(side, side, indexing="ij"))
    n = LONG_SIDE**2
    number = np.arange(n).reshape(LONG_SIDE, LONG_SIDE)
    pairs = np.concatenate(
        [
            np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1),
            np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1),
        ]
    )
    features = rng.normal(size=(n, 4))
    waves = np.sin(row / 9) + np.cos(column / 7)
    houses = np.round(rng.lognormal(np.log(280), 0.6, n))
    rate = 0.01 * np.exp(0.3 * features[:, 0] + 0.4 * waves + 0.25 * rng.normal(size=n))
    strength = rng.gamma(2.0, 0.5, (EIGHT, 1)) * rng.gamma(4.0, 0.25, (EIGHT, n))
    counts = rng.poisson(houses * rate * strength).astype(float)
    known = Known(np.tile(features, (EIGHT, 1, 1)), FEATURES, ("terrain",) * 4, (0,) * 4, pairs)
    group = (row // 8 * (LONG_SIDE // 8) + column // 8).astype(np.int64)
    whole = Panel(counts, np.tile(houses, (EIGHT, 1)), group, known)
    start = perf_counter()
    forecasts = forecast_years(whole)
    model = in_use(evaluate(whole, forecasts))
    check(whole, {year: told[model.value] for year, told in forecasts.items()})
    judged = perf_counter()
    fitted = fit(whole, model)
    drawn = draw_rates(
        whole, model, fitted.rate, blend=fitted.blend, draws=DRAWS, rng=np.random.default_rng(1)
    )
    level_probabilities(drawn, cut_points(fitted.rate, USUAL))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {
        "villages_50k_s": round(perf_counter() - start, 1),
        "villages_50k_judging_s": round(judged - start, 1),
        "villages_50k_gb": round(peak, 2),
    }


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
