"""Rates, intervals, levels and probabilities of one family, on every level of the hierarchy."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.scoring.hierarchy import Model, Rates, every_year, rates
from risk.scoring.levels import LEVELS, cut_points, draw_rates, level_of, level_probabilities
from risk.scoring.moments import Floats
from risk.scoring.record import Hierarchy, Record
from risk.terms import RegionLevel

PER = 1000.0
INTERVAL = (0.05, 0.95)
PROBABILITIES = tuple(f"p_level_{k}" for k in range(1, LEVELS + 1))


@dataclass(frozen=True)
class Scored:
    """One family's rows and the cut points used (claims per 1,000 house-years)."""

    frame: pd.DataFrame
    cut_points: tuple[float, ...]


def score_family(
    record: Record,
    hierarchy: Hierarchy,
    claims_by_region: "pd.Series[float]",
    house_years_by_region: "pd.Series[float]",
    model: Model,
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
    fitted = rates(record.panel, every_year(record.panel), model=model)
    rate = fitted.village.rate[0] * record.scale * PER
    drawn = draw_rates(record.panel, model, draws=draws, rng=rng) * record.scale * PER
    houses = record.panel.exposure.sum(axis=0)
    insured = rate[houses > 0] if (houses > 0).any() else rate
    bands = cuts if cuts is not None else cut_points(insured, quantiles)
    parts = [
        _rows(hierarchy.level, hierarchy.codes, rate, drawn, houses, _own(fitted, hierarchy), bands)
    ]
    for level, holder in (
        (RegionLevel.TOWNSHIP, hierarchy.township),
        (RegionLevel.COUNTY, hierarchy.county),
    ):
        if level.value != hierarchy.level and not pd.isna(holder).all():
            parts.append(
                _rolled_up(level.value, holder, rate, drawn, houses, fitted, hierarchy, bands)
            )
    frame = pd.concat(parts, ignore_index=True)
    claims, house_years = (
        by_region.reindex(frame["region_code"]).fillna(0.0).to_numpy()
        for by_region in (claims_by_region, house_years_by_region)
    )
    frame = frame.assign(
        peril_family=record.family, claims=claims.astype("int64"), house_years=house_years
    )
    return Scored(frame, bands)


def _own(fitted: Rates, hierarchy: Hierarchy) -> Floats:
    if hierarchy.level == RegionLevel.COUNTY:
        return np.ones(len(hierarchy.codes))
    return np.asarray(fitted.village.credibility[0])


def _rolled_up(
    level: str,
    holder: NDArray[np.object_],
    rate: Floats,
    drawn: Floats,
    houses: Floats,
    fitted: Rates,
    hierarchy: Hierarchy,
    bands: tuple[float, ...],
) -> pd.DataFrame:
    number, codes = pd.factorize(pd.Series(holder, dtype=object), sort=True)
    inside = number >= 0
    share = np.zeros((len(holder), len(codes)))
    share[np.flatnonzero(inside), number[inside]] = houses[inside]
    empty = share.sum(axis=0) <= 0
    share[np.flatnonzero(inside), number[inside]] += empty[number[inside]]
    share /= share.sum(axis=0)
    total = houses[inside] @ (number[inside, None] == np.arange(len(codes)))
    credibility = np.ones(len(codes))
    if level == RegionLevel.TOWNSHIP:
        group = pd.Series(hierarchy.group[inside]).groupby(number[inside]).first()
        credibility = fitted.group.credibility[0][group.to_numpy()]
    return _rows(level, pd.Index(codes), rate @ share, drawn @ share, total, credibility, bands)


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
            "risk_level": level_of(rate, bands),
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
