"""Frequency, severity, loss cost and loss ratio by any grouping."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from risk.history.intervals import gamma_interval, mean_interval
from risk.terms import ExposureSource

COUNTS = (
    "claims", "paid_claims", "open_claims", "rejected_claims", "reported_unpaid_claims",
)  # fmt: skip
MONEY = ("paid_money", "paid_money_squared", "estimate_open_money")
EXPOSURE = ("house_years", "sum_insured_years_money", "premium_money")
MONTHS, SEASONS = tuple(range(1, 13)), ("spring", "summer", "autumn", "winter")
LITTLE_DATA = 10  # claims under which a rate is shown with a warning


def experience(counts: pd.DataFrame, exposure: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Claims against exposure, one row a group.

    Groups with exposure and no claim are kept. Exposure is repeated over what it cannot be split by
    (peril, event, hour …). A group with claims and no exposure (claims known at county level only)
    has zero house-years and no rates. A group whose own value is not known has counts and no rates:
    claims that name no policy are not the claims of the houses whose decade nobody wrote down.
    Where the exposure's source is ``none``, a house-year stands for a region-year and
    ``exposure_source`` says so.

    Args:
        counts: ``risk.warehouse.experience.claim_counts``, grouped by ``by``.
        exposure: ``exposure_sums``, grouped by those of ``by`` it can be split by.
        by: columns of the groups.

    Returns:
        by…, `COUNTS`, paid_money, estimate_open_money, `EXPOSURE`, claims_per_1000_house_years with
        _lo and _hi (90 %, gamma), mean_paid_money with _lo and _hi (90 %, from the payments' own
        scatter), loss_cost_money (per house-year), loss_ratio, little_data, exposure_source.
    """
    keys = list(by)
    source = exposure_source(exposure)
    own = [k for k in keys if k in exposure]
    # as objects: pandas cannot lay an empty text column beside one of another kind
    counts = counts.astype(dict.fromkeys(keys, object))
    exposure = exposure.astype(dict.fromkeys(own, object))
    for key in (k for k in keys if k not in own):
        values = counts[[key]].dropna().drop_duplicates().sort_values(key)
        exposure = exposure.merge(values, how="cross")
    if keys:
        table = exposure[[*keys, *EXPOSURE]].merge(counts, how="outer", on=keys)
    else:
        table = pd.concat([exposure[list(EXPOSURE)], counts], axis=1)
    filled = _filled(table.infer_objects())
    return _with_rates(filled, filled[own].notna().all(axis=1), source).reset_index(drop=True)


def exposure_source(exposure: pd.DataFrame) -> str:
    """``policies`` only where every row comes from policies."""
    real = set(exposure["exposure_source"].dropna().unique()) == {ExposureSource.POLICIES.value}
    return (ExposureSource.POLICIES if real else ExposureSource.NONE).value


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    table[list(COUNTS)] = table[list(COUNTS)].fillna(0).astype("int64")
    table[list(MONEY)] = table[list(MONEY)].astype(float).fillna(0.0)
    table["house_years"] = table["house_years"].astype(float).fillna(0.0)
    return table


def _with_rates(table: pd.DataFrame, known: "pd.Series[bool]", source: str) -> pd.DataFrame:
    years = _positive(table["house_years"]).where(known)
    premium = _positive(table["premium_money"]).where(known)
    low, high = gamma_interval(table["claims"].to_numpy())
    mean_low, mean_high = mean_interval(
        table["paid_claims"], table["paid_money"], table["paid_money_squared"]
    )
    return table.drop(columns="paid_money_squared").assign(
        claims_per_1000_house_years=1000 * table["claims"] / years,
        claims_per_1000_house_years_lo=1000 * low / years,
        claims_per_1000_house_years_hi=1000 * high / years,
        mean_paid_money=table["paid_money"] / _positive(table["paid_claims"]),
        mean_paid_money_lo=mean_low,
        mean_paid_money_hi=mean_high,
        loss_cost_money=table["paid_money"] / years,
        loss_ratio=table["paid_money"] / premium,
        little_data=table["claims"] < LITTLE_DATA,
        exposure_source=source,
    )


def _positive(values: "pd.Series[Any]") -> "pd.Series[float]":
    numbers = values.astype(float)
    return numbers.where(numbers > 0, np.nan)
