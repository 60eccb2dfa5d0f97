"""The blend and its two halves on a record: one estimator, three weights."""

import numpy as np
import pandas as pd

from risk.scoring.blend import BlendRate
from risk.scoring.hierarchy import Known, Model, Panel
from risk.scoring.moments import Floats

BLENDED = {Model.FEATURES_CREDIBILITY: 1.0, Model.NEIGHBOURS: 0.0, Model.BLEND: 0.5}
"""Weight of the first half in the geometric mean."""
PART = {
    Model.FEATURES_CREDIBILITY: "own",
    Model.NEIGHBOURS: "near",
    Model.BLEND: "blend",
}
"""Column of ``BlendRate.predict_parts``."""


def fit_blend(panel: Panel, model: Model = Model.BLEND) -> BlendRate:
    """Fit on the panel's years with the features known at the end of its last one.

    Regions of the estimator are the numbers of villages, 0…N-1.
    """
    known = panel.known or _nothing(panel)
    table = _table(panel)
    houses = panel.exposure.ravel()
    rate = np.divide(panel.counts.ravel(), houses, out=np.zeros(houses.size), where=houses > 0)
    estimator = BlendRate(
        known.pairs,
        features=known.names,
        weight=BLENDED[model],
        monotone=dict(zip(known.names, known.monotone, strict=True)),
    )
    return estimator.fit(table, rate, sample_weight=houses)


def villages(panel: Panel) -> pd.DataFrame:
    """One row a village, as the blend is asked about it."""
    return _table(panel).iloc[-panel.counts.shape[1] :].reset_index(drop=True)


def blended(panel: Panel) -> dict[str, Floats]:
    """Rates of the blend and of its parts, (N,) each."""
    parts = fit_blend(panel).predict_parts(villages(panel))
    return {str(name): parts[name].to_numpy(float) for name in parts}


def _nothing(panel: Panel) -> Known:
    return Known(np.zeros((*panel.counts.shape, 0)))


def _table(panel: Panel) -> pd.DataFrame:
    """Region, township, year and features; (Y × N) rows, years first."""
    years, n = panel.counts.shape
    known = panel.known or _nothing(panel)
    table = pd.DataFrame(
        {
            "region": np.tile(np.arange(n), years),
            "township": np.tile(panel.group, years),
            "year": np.repeat(np.arange(years), n),
        }
    )
    table[list(known.names)] = np.tile(known.values[-1], (years, 1))
    return table
