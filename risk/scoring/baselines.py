"""Ways to rate villages, each a callable from the record to rates; the simple ones are baselines.

A new estimator is one more callable in the mapping given to ``risk.scoring.evaluation``.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from risk.scoring.hierarchy import Model, Panel, every_year, rates
from risk.scoring.moments import Floats, membership

Predictor = Callable[[Panel], Floats]
"""(Y, N) record → (N,) claims per house-year."""


def fitted(model: Model) -> Predictor:
    """Rates of one of the models that can be shipped."""

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


def _ratio(counts: Floats, houses: Floats) -> Floats:
    return np.asarray(np.divide(counts, houses, out=np.zeros_like(counts), where=houses > 0))


PREDICTORS: Mapping[str, Predictor] = {
    **{model.value: fitted(model) for model in Model},
    "raw_township_rate": raw_township,
    "raw_rate_all_years": raw(1000),
    "raw_rate_last_3_years": raw(3),
    "raw_rate_last_year": raw(1),
}
