"""Expected claims of each village of a scenario."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.hazard import Scenario
from risk.settings import Surge
from risk.surge.rates import Rate, combined_rate, core_rates, own_rate
from risk.terms import ExposureSource

Floats = NDArray[np.float64]


def houses_are_counted(scores_frame: pd.DataFrame) -> bool:
    """Whether the denominators are insured houses (else each village counts as one)."""
    sources = scores_frame["exposure_source"]
    return not bool(len(sources) and (sources == ExposureSource.NONE).all())


def core_rate(
    scenario: Scenario,
    past: pd.DataFrame,
    houses: Floats,
    zone: Floats,
    settings: Surge,
    *,
    counted: bool,
) -> Rate:
    """Rate in the core. Own events tell the mean of core and fringe: converted by houses.

    Of the event's own core where its intensities are recorded, else of the scenario's.
    """
    prior = (
        scenario.claim_rate_per_1000_core_lo,
        scenario.claim_rate_per_1000_core,
        scenario.claim_rate_per_1000_core_hi,
    )
    if scenario.rate_measured:
        return Rate(prior[1], prior[0], prior[2], 1, "the event's own claims")
    mix = float(houses @ zone / houses.sum())
    if mix <= 0:
        raise ModelError(
            "all insured houses lie in a fringe with ratio 0",
            where=f"scenario {scenario.name!r}",
            remedy="move villages into the core",
        )
    own = core_rates(past, fringe_ratio=scenario.fringe_ratio, otherwise=mix)
    if counted:
        value = (prior[1], prior[0], prior[2])
        return combined_rate(
            value,
            own,
            scenario.family,
            scenario.grade,
            settings=settings,
            quantity=str(scenario.footprint["quantity"].iloc[0]),
        )
    rate = own_rate(own, scenario.family, scenario.grade, settings=settings)
    if rate is None:
        raise ModelError(
            f"neither insured houses nor an own {scenario.family} event are known",
            where="forecast",
            remedy="load policies, or claims of a past event",
        )
    return rate


def expected_claims(rate: float, houses: Floats, zone: Floats, risk: Floats) -> Floats:
    """Expected claims by village; within a zone they follow risk, their sum is rate × houses."""
    share = np.zeros(len(houses))
    for factor in np.unique(zone):
        inside = zone == factor
        weight = houses[inside] * risk[inside]
        weight = weight if weight.sum() > 0 else houses[inside]
        total = houses[inside].sum() * factor
        share[inside] = weight * (total / weight.sum() if weight.sum() > 0 else 0.0)
    return rate / 1000 * share
