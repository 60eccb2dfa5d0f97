"""The record of every family, and what is known of villages beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.scoring.features import build_features, neighbour_pairs
from risk.scoring.hierarchy import Known
from risk.scoring.record import ALL, Hierarchy, Record, build_record

KnownBeside = Callable[[Record], Known | None]
KnownBy = Callable[[Hierarchy], KnownBeside]
"""What is known beside a family's record; None: nothing."""


@dataclass(frozen=True)
class Surroundings:
    """Tables that features, neighbours and official levels are made of, as known on one day.

    Attributes:
        houses: ``Warehouse.village_features``.
        regions, events, intensity, weather, terrain: likewise named tables of the warehouse.
        start_month: in which a contract year begins.
        official: ``Warehouse.official_levels``.
    """

    houses: pd.DataFrame
    regions: pd.DataFrame
    events: pd.DataFrame
    intensity: pd.DataFrame
    weather: pd.DataFrame
    terrain: pd.DataFrame
    start_month: int
    official: pd.DataFrame


def known_of(around: Surroundings) -> KnownBy:
    """What these tables tell beside a record."""

    def of(hierarchy: Hierarchy) -> KnownBeside:
        pairs = neighbour_pairs(around.regions, hierarchy)

        def known(record: Record) -> Known:
            found = build_features(
                around.houses,
                around.regions,
                around.events,
                around.intensity,
                around.weather,
                hierarchy,
                record.years,
                record.family,
                around.start_month,
                terrain=around.terrain,
            )
            official = official_levels(
                around.official, hierarchy, record.years, record.family, around.start_month
            )
            return Known(found.values, found.names, found.groups, found.monotone, pairs, official)

        return known

    return of


def official_levels(
    lists: pd.DataFrame,
    hierarchy: Hierarchy,
    years: NDArray[np.int64],
    family: str,
    start_month: int,
) -> NDArray[np.int64] | None:
    """Level others gave to the lowest regions, as published by the end of each contract year.

    The newest list that names a region counts; a region of which none speaks has its township's
    level. Lists of the family itself, once one is published, stand before those over all perils.

    Args:
        lists: region_code, peril_family (or ``all``), risk_level, as_of (day of publication).
        hierarchy: the regions.
        years: contract years.
        family: whose levels.
        start_month: month the contract year opens in.

    Returns:
        (Y, N), 0 where no level was published by then; None without any for these regions.
    """
    found = np.zeros((len(years), len(hierarchy.codes)), dtype=np.int64)
    rows = lists[lists["peril_family"].isin([family, ALL])].sort_values("as_of", kind="stable")
    published = pd.to_datetime(rows["as_of"])
    for i, year in enumerate(years):
        known = rows[published < pd.Timestamp(date(int(year) + 1, start_month, 1))]
        own = known[known["peril_family"] == family]
        newest = (own if len(own) else known).drop_duplicates("region_code", keep="last")
        level = newest.set_index("region_code")["risk_level"]
        of_township = level.reindex(hierarchy.township).to_numpy(float)
        told = level.reindex(hierarchy.codes).to_numpy(float)
        found[i] = np.nan_to_num(np.where(np.isnan(told), of_township, told), nan=0)
    return found if found.any() else None


def nothing_known(_: Hierarchy) -> KnownBeside:
    """No features and no neighbours: villages are told by their record alone."""
    return lambda _: None


def read_records(
    claims: pd.DataFrame,
    exposure: pd.DataFrame,
    hierarchy: Hierarchy,
    families: Sequence[str],
    known: KnownBy = nothing_known,
) -> Mapping[str, Record]:
    """Record by family.

    Args:
        claims, exposure: as given to ``risk.scoring.score``.
        hierarchy: the regions.
        families: names, ``all`` among them.
        known: what is known beside each.
    """
    found, beside = {}, known(hierarchy)
    for family in families:
        record = build_record(claims, exposure, hierarchy, family)
        panel = replace(record.panel, known=beside(record))
        found[family] = replace(record, panel=panel)
    return found
