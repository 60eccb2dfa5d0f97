"""The record a family is scored from: villages, what holds them, claims and house-years."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.history.experience import exposure_source
from risk.scoring.hierarchy import Panel
from risk.scoring.moments import Floats
from risk.terms import RegionLevel

ALL = "all"


@dataclass(frozen=True)
class Hierarchy:
    """The lowest regions there are (villages, else townships, else counties) and what holds them.

    Attributes:
        level: their level.
        codes: (N,) sorted.
        township, county: (N,) code above each, None where there is none.
        group: (N,) number of the middle group.
    """

    level: str
    codes: pd.Index
    township: NDArray[np.object_]
    county: NDArray[np.object_]
    group: NDArray[np.int64]


@dataclass(frozen=True)
class Record:
    """Everything the models of one family see.

    Attributes:
        unplaced: claims known only to a township or county, or of a region no longer on the map.
        claims: all claims.
        unplaced_house_years: house-years of such policies.
        house_years: all house-years.
    """

    family: str
    years: NDArray[np.int64]
    panel: Panel
    unplaced: int
    claims: int
    unplaced_house_years: float
    house_years: float

    @property
    def scale(self) -> float:
        """From the placed record's rate to that of the whole: (all claims / placed claims) ×
        (placed house-years / all house-years).

        Claims and houses without a village are thus spread in proportion to the rest, and the
        county's rate is all claims over all house-years.
        """
        claims = self.claims - self.unplaced
        house_years = self.house_years - self.unplaced_house_years
        up = self.claims / claims if claims else 1.0
        return up * (house_years / self.house_years if house_years > 0 else 1.0)


def build_hierarchy(regions: pd.DataFrame) -> Hierarchy:
    """Order the lowest regions and what holds them.

    Raises:
        ModelError: there are no regions.
    """
    for level in (RegionLevel.VILLAGE, RegionLevel.TOWNSHIP, RegionLevel.COUNTY):
        lowest = regions[regions["level"] == level.value].sort_values("code")
        if len(lowest):
            break
    else:
        raise ModelError("there are no regions to score", remedy="load a region ledger")
    parent = dict(zip(regions["code"], regions["parent_code"], strict=True))
    levels = dict(zip(regions["code"], regions["level"], strict=True))
    township = _above(lowest["code"], RegionLevel.TOWNSHIP, parent, levels)
    county = _above(lowest["code"], RegionLevel.COUNTY, parent, levels)
    middle = np.where(pd.isna(township), county, township)
    group, _ = pd.factorize(pd.Series(middle, dtype=object), use_na_sentinel=False)
    codes = pd.Index(lowest["code"].astype(str), name="region_code")
    return Hierarchy(level.value, codes, township, county, group.astype(np.int64))


def _above(
    codes: "pd.Series[str]",
    wanted: RegionLevel,
    parent: Mapping[str, str],
    levels: Mapping[str, str],
) -> NDArray[np.object_]:
    found = np.full(len(codes), None, dtype=object)
    for i, code in enumerate(codes):
        step, hops = code, 0
        while step in levels and levels[step] != wanted.value and hops < len(RegionLevel):
            step, hops = parent.get(step, ""), hops + 1
        found[i] = step if levels.get(step) == wanted.value else None
    return found


def build_record(
    claims: pd.DataFrame, exposure: pd.DataFrame, hierarchy: Hierarchy, family: str
) -> Record:
    """Count one family's claims (or all) by year and lowest region, beside the house-years.

    Where not one claim is placed, claims are spread by house-years; where not one house is, house-
    years are spread evenly.
    """
    chosen = claims if family == ALL else claims[claims["peril_family"] == family]
    years = np.union1d(exposure["year"].unique(), claims["year"].dropna().unique()).astype(np.int64)
    house_years = exposure["house_years"].to_numpy(float)
    houses, known = _table(exposure, years, hierarchy, house_years)
    if houses.sum() <= 0 < house_years.sum():
        by_year = exposure.groupby("year")["house_years"].sum().reindex(years).fillna(0.0)
        houses = np.tile(by_year.to_numpy(float)[:, None], len(hierarchy.codes))
        houses /= len(hierarchy.codes)
    counts, located = _table(chosen, years, hierarchy, np.ones(len(chosen)))
    placed = int(located.sum())
    if not placed and len(chosen):
        counts = houses * len(chosen) / houses.sum() if houses.sum() > 0 else counts
    panel = Panel(counts, houses, hierarchy.group)
    lost = float(house_years[~known].sum())
    return Record(
        family, years, panel, len(chosen) - placed, len(chosen), lost, float(house_years.sum())
    )


def _table(
    rows: pd.DataFrame, years: NDArray[np.int64], hierarchy: Hierarchy, values: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Sums by year and lowest region, and which rows are of one."""
    table = np.zeros((len(years), len(hierarchy.codes)))
    column = hierarchy.codes.get_indexer(pd.Index(rows["region_code"]))
    row = pd.Index(years).get_indexer(pd.Index(rows["year"]))
    known = (column >= 0) & (row >= 0)
    np.add.at(table, (row[known], column[known]), values[known])
    return table, known


def paid_over_insured(claims: pd.DataFrame, exposure: pd.DataFrame, family: str) -> float:
    """Mean paid of a decided claim over the mean sum insured of a house; NaN without either."""
    chosen = claims if family == ALL else claims[claims["peril_family"] == family]
    decided = chosen[chosen["status"] != "open"]
    houses = exposure["house_years"].to_numpy(float).sum()
    insured = exposure["sum_insured_years_money"].astype(float).sum()
    known = houses > 0 and insured > 0 and exposure_source(exposure) == "policies"
    if not len(decided) or not known:
        return float("nan")
    return float(decided["paid_money"].astype(float).sum() / len(decided) / (insured / houses))
