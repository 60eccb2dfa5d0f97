"""One model fitted to one record: rates, the weight of the own record, and what moved each village.

What moved a village is told on the log scale, where a model's parts add up: the kinds of its
features, its township, its neighbours, its own record. Each part is told against the mean village
(by house-years), so that the parts of all villages balance; what is left between a typical village
and the county's rate is one number for all (most villages lie below the mean, few far above).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from risk.scoring.blend import BlendRate
from risk.scoring.blended import BLENDED, PART, fit_blend, villages
from risk.scoring.field import curvature, expected
from risk.scoring.hierarchy import Model, Panel, every_year, rates
from risk.scoring.inverse import inverse_diagonal
from risk.scoring.moments import Floats
from risk.scoring.shares import group_shares


class Reason(StrEnum):
    """What a score stands on."""

    TYPICAL = "typical_village"  # from the county's rate to the typical village, one for all
    STRUCTURE = "structure"
    AGE = "age"
    TERRAIN = "terrain"
    HAZARD = "hazard"
    TOWNSHIP = "township"
    NEIGHBOURS = "neighbours"
    OWN_RECORD = "own_record"


@dataclass(frozen=True)
class Fit:
    """A model on a record.

    Attributes:
        rate: (N,) claims per house-year.
        credibility: (N,) weight of the own record, 0–1.
        group_credibility: (G,) likewise of the middle groups.
        reasons: (N,) by reason, log; the sum is log(rate ÷ county's rate). Zeros without claims.
        blend: the estimator behind it; None for the models of storeys.
    """

    model: Model
    rate: Floats
    credibility: Floats
    group_credibility: Floats
    reasons: dict[Reason, Floats]
    blend: BlendRate | None


def fit(panel: Panel, model: Model) -> Fit:
    """Fit one of the models that can be shipped."""
    whole = model if model not in BLENDED else Model.CREDIBILITY
    storeys = rates(panel, every_year(panel), model=whole)
    county, group = float(storeys.county[0]), storeys.group.credibility[0]
    if model not in BLENDED:
        rate, prior = storeys.village.rate[0], storeys.village.prior[0]
        parts = {
            Reason.TOWNSHIP: _log(prior, np.full(len(rate), county)),
            Reason.OWN_RECORD: _log(rate, prior),
        }
        credibility, blend = storeys.village.credibility[0], None
    else:
        blend = fit_blend(panel, model)
        told = blend.predict_parts(villages(panel))
        rate = told[PART[model]].to_numpy(float)
        parts, credibility = _parts(panel, blend, BLENDED[model])
    return Fit(model, rate, credibility, group, _balanced(panel, rate, county, parts), blend)


def _log(top: Floats, bottom: Floats) -> Floats:
    known = (top > 0) & (bottom > 0)
    return np.log(np.where(known, top, 1.0) / np.where(known, bottom, 1.0))


def _balanced(
    panel: Panel, rate: Floats, county: float, parts: dict[Reason, Floats]
) -> dict[Reason, Floats]:
    """Parts about their means by house-years; the means and any rest are the typical village's."""
    houses = panel.exposure.sum(axis=0)
    if not (rate > 0).all() or not county > 0 or not houses.sum() > 0:
        return {reason: np.zeros(len(rate)) for reason in Reason}
    weight = houses / houses.sum()
    centred = {reason: part - weight @ part for reason, part in parts.items()}
    rest = np.log(rate / county) - np.sum(list(centred.values()), axis=0)
    told = {reason: np.zeros(len(rate)) for reason in Reason} | centred
    return told | {Reason.TYPICAL: rest}


def _parts(panel: Panel, blend: BlendRate, weight: float) -> tuple[dict[Reason, Floats], Floats]:
    """Log parts of the blend's two halves, weighed as the blend weighs them."""
    features = _feature_parts(panel, blend, weight)
    village, graph = blend.credibility_, blend.laplacian_
    multiple = village.township_rate_.reindex(panel.group).to_numpy(float)
    own = village.rate_.reindex(range(len(multiple))).to_numpy(float)
    credibility = village.credibility_.reindex(range(len(multiple))).to_numpy(float)
    cells, mode = graph.cells_, graph.mode_
    if not np.isfinite(mode.fixed[0]):
        return features, credibility
    hessian = curvature(cells, graph.penalty_, mode.fixed, mode.effects)
    spread = inverse_diagonal(hessian.factor) if hessian.factor is not None else 0 * mode.effects
    mean = expected(cells, mode.fixed, mode.effects)
    # the effect the village would have if its record were left out (Sherman and Morrison 1950)
    alone = (cells.counts - mean) * spread / np.maximum(1 - mean * spread, 1e-9)
    parts = features | {
        Reason.TOWNSHIP: weight * _log(multiple, np.full(len(own), village.county_rate_)),
        Reason.NEIGHBOURS: (1 - weight) * (mode.effects - alone),
        Reason.OWN_RECORD: weight * _log(own, multiple) + (1 - weight) * alone,
    }
    return parts, weight * credibility + (1 - weight) * np.clip(mean * spread, 0.0, 1.0)


def _feature_parts(panel: Panel, blend: BlendRate, weight: float) -> dict[Reason, Floats]:
    """What each kind of feature does: slopes of the field, shares of the boosted mean."""
    known = panel.known
    if known is None or not known.names:
        return {}
    values, kinds = known.values[-1], np.array(known.groups)
    slopes = values * blend.laplacian_.coef_
    parts: dict[Reason, Floats] = {
        Reason(kind): (1 - weight) * slopes[:, kinds == kind].sum(axis=1) for kind in set(kinds)
    }
    if blend.boosted_ is None or weight == 0:
        return parts
    names = list(known.names)
    shares = group_shares(blend.boosted_, values, names, known.groups, panel.exposure.sum(axis=0))
    return {reason: part + weight * shares[reason.value] for reason, part in parts.items()}
