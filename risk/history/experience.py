"""Frequency, severity, loss cost and loss ratio by any grouping."""

from collections.abc import Sequence

import pandas as pd

from risk.errors import ModelError
from risk.history.intervals import gamma_interval
from risk.terms import ClaimStatus, ExposureSource

EXPOSURE_KEYS = ("year", "region_code", "township_code")  # kept apart by exposure
CLAIM_KEYS = ("peril_family", "peril", "month", "event")  # exposure is repeated over these
MONTHS = tuple(range(1, 13))
SUMS = ("house_years", "premium_money")


def experience(
    claims: pd.DataFrame,
    exposure: pd.DataFrame,
    by: Sequence[str],
    *,
    regions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Claims against exposure, one row a group.

    Groups with exposure and no claim are kept. Exposure is repeated over perils, families and
    event or no event, and divided by 12 over months. A group with claims and no exposure (claims
    known at county level only) has zero house-years and no rates. Where the exposure's source is
    ``none``, a house-year stands for a region-year and ``exposure_source`` says so.

    Args:
        claims: columns of ``Warehouse.claims``.
        exposure: columns of ``Warehouse.exposure``; township_code where ``by`` asks for it.
        by: any of year, region_code, township_code, peril_family, peril, month, event.
        regions: code and township_code, where the exposure does not carry the township.

    Returns:
        ``by``, claims, paid_claims, open_claims, rejected_claims, paid_money, house_years,
        premium_money, claims_per_1000_house_years with _lo and _hi (90 %, gamma),
        mean_paid_money, loss_cost_money (per house-year), loss_ratio, exposure_source.

    Raises:
        ModelError: ``by`` names an unknown key, or townships without a way to know them.
    """
    keys = list(by)
    unknown = [k for k in keys if k not in EXPOSURE_KEYS + CLAIM_KEYS]
    if unknown:
        raise ModelError(
            f"cannot group by {unknown[0]}",
            where="experience",
            remedy=f"use {', '.join(EXPOSURE_KEYS + CLAIM_KEYS)}",
        )
    rows = _with_month(claims)
    shared = _exposure_by(_with_township(exposure, keys, regions), rows, keys)
    counted = _claims_by(rows, keys)
    table = shared.join(counted, how="outer") if keys else pd.concat([shared, counted], axis=1)
    return _with_rates(_filled(table), exposure).reset_index(drop=not keys)


def _with_month(claims: pd.DataFrame) -> pd.DataFrame:
    return claims.assign(month=pd.to_datetime(claims["loss_at"]).dt.month.astype("int64"))


def _with_township(
    exposure: pd.DataFrame, keys: list[str], regions: pd.DataFrame | None
) -> pd.DataFrame:
    if "township_code" not in keys or "township_code" in exposure:
        return exposure
    if regions is None:
        raise ModelError(
            "the exposure does not tell townships",
            where="experience",
            remedy="give regions, or an exposure with township_code",
        )
    township = regions.set_index("code")["township_code"]
    return exposure.assign(township_code=exposure["region_code"].map(township))


def _exposure_by(exposure: pd.DataFrame, claims: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """House-years and premium by group, repeated over the values that only claims have."""
    own = [k for k in keys if k in EXPOSURE_KEYS]
    sums = exposure.assign(premium_money=exposure["premium_money"].astype(float))
    if own:
        table = sums.groupby(own, dropna=False)[list(SUMS)].sum(min_count=1).reset_index()
    else:
        table = sums[list(SUMS)].sum(min_count=1).to_frame().T
    for key in (k for k in keys if k in CLAIM_KEYS):
        table = table.merge(pd.DataFrame({key: _values(claims, key)}), how="cross")
    if "month" in keys:
        table[list(SUMS)] = table[list(SUMS)].astype(float) / len(MONTHS)
    return table.set_index(keys) if keys else table[list(SUMS)]


def _values(claims: pd.DataFrame, key: str) -> list[object]:
    if key == "month":
        return list(MONTHS)
    return sorted(claims[key].dropna().unique().tolist())


def _claims_by(claims: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    status, paid = claims["status"], claims["paid_money"].astype(float)
    flags = pd.DataFrame(
        {
            "claims": 1,
            "paid_claims": (paid > 0).astype(int),
            "open_claims": (status == ClaimStatus.OPEN.value).astype(int),
            "rejected_claims": (status == ClaimStatus.REJECTED.value).astype(int),
            "paid_money": paid,
        },
        index=claims.index,
    )
    if not keys:
        return flags.sum().to_frame().T
    return flags.groupby([claims[k] for k in keys], dropna=False).sum()


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    counts = ["claims", "paid_claims", "open_claims", "rejected_claims"]
    table[counts] = table[counts].fillna(0).astype("int64")
    table["paid_money"] = table["paid_money"].fillna(0.0)
    table["house_years"] = table["house_years"].astype(float).fillna(0.0)
    return table[[*counts, "paid_money", *SUMS]]


def _with_rates(table: pd.DataFrame, exposure: pd.DataFrame) -> pd.DataFrame:
    years = table["house_years"].where(table["house_years"] > 0)
    premium = table["premium_money"].astype(float).where(table["premium_money"].astype(float) > 0)
    low, high = gamma_interval(table["claims"].to_numpy())
    return table.assign(
        claims_per_1000_house_years=1000 * table["claims"] / years,
        claims_per_1000_house_years_lo=1000 * low / years,
        claims_per_1000_house_years_hi=1000 * high / years,
        mean_paid_money=table["paid_money"] / table["paid_claims"].where(table["paid_claims"] > 0),
        loss_cost_money=table["paid_money"] / years,
        loss_ratio=table["paid_money"] / premium,
        exposure_source=exposure_source(exposure),
    ).sort_index()


def exposure_source(exposure: pd.DataFrame) -> str:
    """``policies`` only where every row comes from policies."""
    sources = set(exposure["exposure_source"])
    real = sources == {ExposureSource.POLICIES.value}
    return (ExposureSource.POLICIES if real else ExposureSource.NONE).value
