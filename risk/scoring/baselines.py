"""Ways to rate villages, from the record to rates; the simple ones are baselines."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from risk.scoring.blended import BLENDED, PART, blended
from risk.scoring.hierarchy import Model, Panel, every_year, rates
from risk.scoring.moments import Floats, membership

Predictor = Callable[[Panel], Floats]
"""(Y, N) record → (N,) claims per house-year."""


Predict = Callable[[Panel], Mapping[str, Floats]]
"""Several ways at once, by name: those that share their work do it once."""


def hierarchical(model: Model) -> Predictor:
    """Rates of one of the models of storeys."""

    def predict(panel: Panel) -> Floats:
        return np.asarray(rates(panel, every_year(panel), model=model).village.rate[0])

    return predict


def raw(years: int) -> Predictor:
    """Claims over house-years of the last years, village by village; no house-years: 0."""

    def predict(panel: Panel) -> Floats:
        return _ratio(*(t[-years:].sum(axis=0) for t in (panel.counts, panel.exposure)))

    return predict


def raw_township(panel: Panel) -> Floats:
    """Claims over house-years of the village's township."""
    return of_classes(panel.group)(panel)


def of_classes(number: NDArray[np.int64]) -> Predictor:
    """One rate for all villages of a class (N,): how a level someone else gave is judged."""

    def predict(panel: Panel) -> Floats:
        member = membership(number)
        return _ratio(*(t.sum(axis=0) @ member for t in (panel.counts, panel.exposure)))[number]

    return predict


def official_level(panel: Panel) -> dict[str, Floats]:
    """One rate for all villages of an official level, those without any together.

    Nothing where no level was published by the end of the panel's last year.
    """
    official = None if panel.known is None else panel.known.official
    if official is None or not official[-1:].any():
        return {}
    return {OFFICIAL: of_classes(official[-1])(panel)}


def _ratio(counts: Floats, houses: Floats) -> Floats:
    return np.asarray(np.divide(counts, houses, out=np.zeros_like(counts), where=houses > 0))


STOREYS: Mapping[str, Predictor] = {
    model.value: hierarchical(model) for model in Model if model not in BLENDED
}
RAW: Mapping[str, Predictor] = {
    "raw_township_rate": raw_township,
    "raw_rate_all_years": raw(1000),
    "raw_rate_last_3_years": raw(3),
    "raw_rate_last_year": raw(1),
}
FEATURES_ONLY = "features"
OFFICIAL = "official_level"
NAMES = (*(model.value for model in Model), FEATURES_ONLY, *RAW)


def predict_all(panel: Panel) -> dict[str, Floats]:
    """Every way there is, in the order of `NAMES`: those that can be shipped first.

    Where nothing is known beside the record, the ways that would use it are left out. The official
    level comes last, where one was published by the end of the panel's last year.
    """
    told = {name: predict(panel) for name, predict in {**STOREYS, **RAW}.items()}
    if panel.known is not None:
        parts = blended(panel)
        told |= {model.value: parts[column] for model, column in PART.items()}
        told[FEATURES_ONLY] = parts["features"]
    return {name: told[name] for name in NAMES if name in told} | official_level(panel)
