"""Rolling origin: fit on the years before, judge on the year after, models beside baselines."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from risk.scoring.hierarchy import Model, Panel, every_year, rates
from risk.scoring.moments import Floats, membership

ORIGINS_MAX = 3  # the last years judged
TOP_SHARE = 0.1
FLOOR = 0.05  # of the county rate: a raw rate of 0 would make any later claim impossible

Predictor = Callable[[Panel], Floats]


def _fitted(model: Model) -> Predictor:
    def predict(panel: Panel) -> Floats:
        return np.asarray(rates(panel, every_year(panel), model=model).village.rate[0])

    return predict


def _raw(years: int) -> Predictor:
    """Claims over house-years of the last years, village by village."""

    def predict(panel: Panel) -> Floats:
        counts, houses = (t[-years:].sum(axis=0) for t in (panel.counts, panel.exposure))
        rate = np.divide(counts, houses, out=np.zeros_like(counts), where=houses > 0)
        return np.asarray(rate)

    return predict


def _raw_township(panel: Panel) -> Floats:
    member = membership(panel.group)
    counts, houses = (t.sum(axis=0) @ member for t in (panel.counts, panel.exposure))
    rate = np.divide(counts, houses, out=np.zeros_like(counts), where=houses > 0)
    return np.asarray(rate[panel.group])


PREDICTORS: dict[str, Predictor] = {
    **{model.value: _fitted(model) for model in Model},
    "raw_township_rate": _raw_township,
    "raw_rate_all_years": _raw(1000),
    "raw_rate_last_3_years": _raw(3),
    "raw_rate_last_year": _raw(1),
}


def evaluate(panel: Panel) -> pd.DataFrame:
    """Mean over up to `ORIGINS_MAX` last years, each told from the years before it.

    Predictions are scaled to the judged year's total: a bad year for everyone is not the village
    ranking's fault. Ties are merged, so a model that tells nothing apart has rank 0 and captures
    the share of villages it points at.

    Returns:
        model, deviance (mean Poisson deviance a village), rank (Spearman, with next year's raw
        rate), capture (share of the year's claims in the tenth of villages rated highest),
        origins. Empty when no year with claims has one before it.
    """
    found = [
        {"model": name, **_judge(predict(panel.years(slice(0, last))), panel, last)}
        for last in _origins(panel)
        for name, predict in PREDICTORS.items()
    ]
    columns = ["model", "deviance", "rank", "capture"]
    if not found:
        return pd.DataFrame(columns=[*columns, "origins"])
    table = pd.DataFrame(found).groupby("model", sort=False).mean()
    return table.assign(origins=len(found) // len(PREDICTORS)).reset_index()


def _origins(panel: Panel) -> list[int]:
    """Years to judge: claims in them and before them, and at least two years before if possible."""
    claims = panel.counts.sum(axis=1)
    usable = [y for y in range(1, len(claims)) if claims[y] > 0 and claims[:y].sum() > 0]
    longer = [y for y in usable if y >= 2]
    return (longer or usable)[-ORIGINS_MAX:]


def _judge(rate: Floats, panel: Panel, year: int) -> dict[str, float]:
    counts, houses = panel.counts[year], panel.exposure[year]
    there = houses > 0
    counts, houses, rate = counts[there], houses[there], rate[there]
    mean = panel.counts[:year].sum() / max(panel.exposure[:year].sum(), 1e-12)
    expected = np.maximum(rate, FLOOR * mean) * houses
    expected *= counts.sum() / expected.sum() if expected.sum() > 0 else 1.0
    return {
        "deviance": poisson_deviance(counts, expected),
        "rank": _rank(rate, counts / houses),
        "capture": _capture(rate, counts),
    }


def poisson_deviance(counts: Floats, expected: Floats) -> float:
    """Mean Poisson deviance; 0 where nothing was expected and nothing came."""
    if not len(counts):
        return 0.0
    safe = np.maximum(expected, 1e-12)
    ratio = np.divide(counts, safe, out=np.ones_like(counts), where=counts > 0)
    return float(2 * np.mean(counts * np.log(ratio) - (counts - expected)))


def _rank(rate: Floats, actual: Floats) -> float:
    if len(rate) < 2 or np.ptp(rate) <= 1e-12 * rate.max() or np.ptp(actual) == 0:
        return 0.0
    ranked = pd.DataFrame({"rate": rate, "actual": actual}).rank()
    return float(np.corrcoef(ranked.to_numpy(), rowvar=False)[0, 1])


def _capture(rate: Floats, counts: Floats) -> float:
    """Share of claims in the top tenth; villages tied at its edge count in part."""
    if not counts.sum() > 0:
        return 0.0
    wanted = TOP_SHARE * len(rate)
    edge = np.sort(rate)[::-1][max(int(np.ceil(wanted)) - 1, 0)]
    above, tied = rate > edge, rate == edge
    part = (wanted - above.sum()) / tied.sum()
    return float((counts[above].sum() + part * counts[tied].sum()) / counts.sum())


def choose(metrics: pd.DataFrame) -> Model:
    """The shippable model of lowest deviance; credibility with event luck where none was judged."""
    shippable = metrics[metrics["model"].isin([m.value for m in Model])]
    if shippable.empty:
        return Model.CREDIBILITY
    best = shippable["deviance"].to_numpy().argmin()
    return Model(str(shippable["model"].iloc[best]))
