"""Rates, intervals, bands and probabilities of one family, on every level of the hierarchy."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.scoring.draws import draw_rates
from risk.scoring.fit import Fit, Reason
from risk.scoring.levels import LEVELS, cut_points, level_of, level_probabilities
from risk.scoring.moments import Floats
from risk.scoring.record import Hierarchy, Record
from risk.terms import RegionLevel

PER = 1000.0
INTERVAL = (0.05, 0.95)
PROBABILITIES = tuple(f"p_level_{k}" for k in range(1, LEVELS + 1))


@dataclass(frozen=True)
class Scored:
    """One family's rows and the cut points used (claims per 1,000 house-years).

    Attributes:
        frame: rows of every region, band among them.
        reasons: level, region_code, peril_family, reason, claims_per_1000_house_years: of every
            region the parts add up to its rate less the county's.
    """

    frame: pd.DataFrame
    cut_points: tuple[float, ...]
    reasons: pd.DataFrame


def score_family(
    record: Record,
    hierarchy: Hierarchy,
    claims_by_region: "pd.Series[float]",
    house_years_by_region: "pd.Series[float]",
    fitted: Fit,
    *,
    quantiles: tuple[float, ...],
    cuts: tuple[float, ...] | None,
    draws: int,
    rng: np.random.Generator,
) -> Scored:
    """Score every level of the hierarchy.

    Villages carry the model's rate; townships and counties the house-year-weighted mean of theirs
    (in each draw, so their intervals and probabilities are their own). A township without any
    house-year takes the plain mean. Claims and house-years known only to a township or county are
    counted there.
    """
    rate = fitted.rate * record.scale * PER
    drawn = draw_rates(
        record.panel, fitted.model, fitted.rate, blend=fitted.blend, draws=draws, rng=rng
    )
    drawn *= record.scale * PER
    houses = record.panel.exposure.sum(axis=0)
    insured = rate[houses > 0] if (houses > 0).any() else rate
    bands = cuts if cuts is not None else cut_points(insured, quantiles)
    told = told_reasons(fitted, rate)
    parts = [
        _rows(hierarchy.level, hierarchy.codes, rate, drawn, houses, _own(fitted, hierarchy), bands)
    ]
    why = [_long(hierarchy.level, hierarchy.codes, told)]
    for level, holder in (
        (RegionLevel.TOWNSHIP, hierarchy.township),
        (RegionLevel.COUNTY, hierarchy.county),
    ):
        if level.value != hierarchy.level and not pd.isna(holder).all():
            share, codes = _shares(holder, houses)
            above = _above(level, holder, hierarchy, fitted, len(codes))
            total = houses @ (share > 0)
            parts.append(
                _rows(level.value, codes, rate @ share, drawn @ share, total, above, bands)
            )
            why.append(_long(level.value, codes, {r: part @ share for r, part in told.items()}))
    frame = pd.concat(parts, ignore_index=True)
    claims, house_years = (
        by_region.reindex(frame["region_code"]).fillna(0.0).to_numpy()
        for by_region in (claims_by_region, house_years_by_region)
    )
    frame = frame.assign(
        peril_family=record.family, claims=claims.astype("int64"), house_years=house_years
    )
    reasons = pd.concat(why, ignore_index=True).assign(peril_family=record.family)
    return Scored(frame, bands, reasons)


def _own(fitted: Fit, hierarchy: Hierarchy) -> Floats:
    if hierarchy.level == RegionLevel.COUNTY:
        return np.ones(len(hierarchy.codes))
    return fitted.credibility


def _shares(holder: NDArray[np.object_], houses: Floats) -> tuple[Floats, pd.Index]:
    """Share of each village in what holds it, (N, H); columns sum to 1."""
    number, codes = pd.factorize(pd.Series(holder, dtype=object), sort=True)
    inside = np.flatnonzero(number >= 0)
    share = np.zeros((len(holder), len(codes)))
    share[inside, number[inside]] = houses[inside]
    empty = share.sum(axis=0) <= 0
    share[inside, number[inside]] += empty[number[inside]]
    return share / share.sum(axis=0), pd.Index(codes)


def _above(
    level: RegionLevel,
    holder: NDArray[np.object_],
    hierarchy: Hierarchy,
    fitted: Fit,
    n: int,
) -> Floats:
    """Weight of a township's own record; a county has but its own."""
    if level != RegionLevel.TOWNSHIP:
        return np.ones(n)
    number = pd.factorize(pd.Series(holder, dtype=object), sort=True)[0]
    group = pd.Series(hierarchy.group[number >= 0]).groupby(number[number >= 0]).first()
    return np.asarray(fitted.group_credibility[group.to_numpy()])


def told_reasons(fitted: Fit, rate: Floats) -> dict[Reason, Floats]:
    """Parts of the log rate as claims per 1,000 house-years, (N,) each; Σ = rate − county's rate.

    Each part times the logarithmic mean of the two rates, (a − b) / ln(a / b): the one weight that
    leaves no rest. Source: Ang (2004), logarithmic mean Divisia index.

    Args:
        fitted: the model.
        rate: (N,) claims per 1,000 house-years.
    """
    whole = np.sum([fitted.reasons[r] for r in Reason], axis=0)
    county = rate / np.exp(whole)
    apart = np.abs(whole) > 1e-9
    mean = np.where(apart, (rate - county) / np.where(apart, whole, 1.0), rate)
    return {reason: fitted.reasons[reason] * mean for reason in Reason}


def _long(level: str, codes: pd.Index, told: dict[Reason, Floats]) -> pd.DataFrame:
    """One row a region and reason; reasons that move nothing anywhere are left out."""
    parts = [
        pd.DataFrame(
            {
                "level": level,
                "region_code": codes.to_numpy(),
                "reason": reason.value,
                "claims_per_1000_house_years": part,
            }
        )
        for reason, part in told.items()
        if np.abs(part).max(initial=0.0) > 0
    ]
    columns = ["level", "region_code", "reason", "claims_per_1000_house_years"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _rows(
    level: str,
    codes: pd.Index,
    rate: Floats,
    drawn: Floats,
    houses: Floats,
    credibility: Floats,
    bands: tuple[float, ...],
) -> pd.DataFrame:
    low, high = np.quantile(drawn, INTERVAL, axis=0)
    frame = pd.DataFrame(
        {
            "level": level,
            "region_code": codes.to_numpy(),
            "house_years": houses,
            "claims_per_1000_house_years": rate,
            "claims_per_1000_house_years_lo": np.minimum(low, rate),
            "claims_per_1000_house_years_hi": np.maximum(high, rate),
            "credibility": np.clip(credibility, 0.0, 1.0),
            "band": level_of(rate, bands),
        }
    )
    frame[list(PROBABILITIES)] = level_probabilities(drawn, bands)
    return frame


def by_region(codes: "pd.Series[str]", values: Floats, regions: pd.DataFrame) -> "pd.Series[float]":
    """Sum of values of every region, each counted for its own region and for all that hold it.

    What names no region on the map is counted for the county, where there is but one.
    """
    parent = dict(zip(regions["code"], regions["parent_code"], strict=True))
    counties = regions.loc[regions["level"] == RegionLevel.COUNTY.value, "code"]
    elsewhere = counties.iloc[0] if len(counties) == 1 else None
    known = codes.where(codes.isin(list(parent)), elsewhere)
    total: dict[str, float] = {}
    for code, value in pd.Series(values, index=codes.index).groupby(known).sum().items():
        step, seen = code, set[object]()
        while step in parent and step not in seen:
            seen.add(step)
            total[str(step)] = total.get(str(step), 0.0) + float(value)
            step = parent[step]
    return pd.Series(total, dtype="float64")
