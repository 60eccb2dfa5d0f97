"""The record of every family, and what is known of villages beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from risk.scoring.features import build_features, neighbour_pairs
from risk.scoring.hierarchy import Known
from risk.scoring.record import Hierarchy, Record, build_record

KnownBy = Callable[[Hierarchy, Record], Known | None]
"""What is known beside a family's record; None: nothing."""


@dataclass(frozen=True)
class Surroundings:
    """Tables that features and neighbours are made of, as known on one day.

    Attributes:
        houses: ``Warehouse.village_features``.
        regions, events, intensity, weather, terrain: likewise named tables of the warehouse.
        start_month: in which a contract year begins.
    """

    houses: pd.DataFrame
    regions: pd.DataFrame
    events: pd.DataFrame
    intensity: pd.DataFrame
    weather: pd.DataFrame
    terrain: pd.DataFrame
    start_month: int


def known_of(around: Surroundings) -> KnownBy:
    """What these tables tell beside a record."""

    def known(hierarchy: Hierarchy, record: Record) -> Known:
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
        pairs = neighbour_pairs(around.regions, hierarchy)
        return Known(found.values, found.names, found.groups, found.monotone, pairs)

    return known


def nothing_known(_: Hierarchy, __: Record) -> Known | None:
    """No features and no neighbours: villages are told by their record alone."""
    return None


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
    found = {}
    for family in families:
        record = build_record(claims, exposure, hierarchy, family)
        panel = replace(record.panel, known=known(hierarchy, record))
        found[family] = replace(record, panel=panel)
    return found
