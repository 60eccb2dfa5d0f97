"""Mean paid per claim expected of a village, from the structures it insures."""

from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from risk.scoring.evaluation import FLOOR
from risk.scoring.moments import shrink
from risk.scoring.record import ALL
from risk.scoring.severity import SeverityMoney
from risk.terms import ClaimStatus


class Severity(StrEnum):
    """Ways to tell a village's mean paid per claim, simplest first."""

    COUNTY_MEAN = "county_mean"
    CLASS = "class_credibility"  # of a claim, by its own class
    MIX_BY_HOUSES = "village_mix_by_houses"  # a village's classes weighed by houses; shown beside
    MIX = "village_mix"  # … by houses × claims per house of the class


def decided(claims: pd.DataFrame, family: str = ALL) -> pd.DataFrame:
    """Decided claims of one family (or all), with ``paid``: money, 0 where closed without payment.

    Open claims are left out, and so are paid ones of which no amount is known: neither is a 0.
    """
    chosen = claims if family == ALL else claims[claims["peril_family"] == family]
    money = chosen["paid_money"].astype(float)
    paid = chosen["status"] == ClaimStatus.PAID.value
    told = (chosen["status"] != ClaimStatus.OPEN.value) & (money.notna() | ~paid)
    return chosen.assign(paid=money.fillna(0.0))[told]


def village_severity(
    claims: pd.DataFrame,
    houses: pd.DataFrame,
    *,
    family: str = ALL,
    model: Severity = Severity.MIX,
    **options: Any,
) -> "pd.Series[float]":
    """Mean paid per claim expected of each village, from the structures it insures.

    A class weighs with its houses × its claims per house in the county (Poisson, shrunk to the
    county's): a claim comes from an earth house more often than its share of houses says.
    `Severity.MIX_BY_HOUSES` weighs with houses alone; `Severity.COUNTY_MEAN` gives all the same.

    Args:
        claims: structure, status, paid_money, peril_family, as known on the day of scoring: what
            is not to be seen must not be in it.
        houses: region_code, structure, houses: ``Warehouse.in_force``.
        options: of `SeverityMoney`.

    Returns:
        Money by region_code, sorted; NaN for all without a decided claim, and for a region without
        houses. Houses that belong to no region only count for the county's claims per house.
    """
    told = village_parts(claims, houses, family=family, model=model, **options)
    return told["mean_money"].rename("mean_paid_money")


def village_parts(
    claims: pd.DataFrame, houses: pd.DataFrame, *, family: str, model: Severity, **options: Any
) -> pd.DataFrame:
    """mean_money and paid_share by region_code; see `village_severity`."""
    known = decided(claims, family)
    placed = houses[houses["region_code"].notna()]
    told = pd.DataFrame(np.nan, placed.index, ["mean_money", "paid_share"])
    if len(known) and model == Severity.COUNTY_MEAN:
        told["mean_money"], told["paid_share"] = known["paid"].mean(), (known["paid"] > 0).mean()
    elif len(known) and len(placed):
        fitted = SeverityMoney(**options).fit(known[["structure"]], known["paid"])
        told = fitted.explain(placed[["structure"]])[list(told)].set_axis(placed.index)
    weight = placed["houses"].astype(float)
    if model != Severity.MIX_BY_HOUSES:
        relative = class_frequency(claims, houses, family=family)
        weight = weight * placed["structure"].map(relative).astype(float).fillna(1.0)
    told = told.mul(weight, axis=0).assign(weight=weight)
    sums = told.groupby(placed["region_code"]).sum(min_count=1)
    share = sums["weight"].where(sums["weight"] > 0)
    return sums[["mean_money", "paid_share"]].div(share, axis=0)


def class_frequency(
    claims: pd.DataFrame, houses: pd.DataFrame, *, family: str = ALL
) -> "pd.Series[float]":
    """Claims per house of each structure over the county's, shrunk to 1; no unit.

    Claims of all years known over the houses of one day: differences between classes are taken,
    and a county's mix moves slowly. Claims of no known structure tell nothing; at least `FLOOR`.

    Returns:
        By structure of the houses, sorted; 1 for all without a claim.
    """
    chosen = claims if family == ALL else claims[claims["peril_family"] == family]
    insured = houses.groupby("structure")["houses"].sum().astype(float)
    came = chosen["structure"].value_counts().reindex(insured.index).fillna(0.0)
    counts, exposed = (np.asarray(t, dtype=float)[None] for t in (came, insured))
    if not counts.sum() > 0 or not exposed.sum() > 0:
        return pd.Series(1.0, index=insured.index)
    rate = np.full(counts.shape, counts.sum() / exposed.sum())
    fitted = shrink(
        counts,
        exposed,
        np.zeros(len(insured), dtype=np.int64),
        rate,
        np.ones((1, 1)),
        event_luck=False,
    )
    return pd.Series(np.maximum(fitted.rate[0] / rate[0], FLOOR), index=insured.index)
