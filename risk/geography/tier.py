"""The promise tier of each house: by its own point in a confirmed outline, else by its village.

A tier is never told by township: of the units of a county-seat town only some are urban.
"""

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from risk.geography.gazetteer import Gazetteer
from risk.geography.rings import AREA_TYPES
from risk.terms import Tier

SLIVER = 1e-3  # share of a region's area; less lies across an outline by drawing only
NO_TIER = ""


@dataclass(frozen=True)
class Tiers:
    """One entry a place row: the tier, "" where it is not known, and where an outline is why."""

    tier: NDArray[np.object_]
    unclear: NDArray[np.bool_]


def tiers(
    found: pd.DataFrame,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    regions: gpd.GeoDataFrame,
    gazetteer: Gazetteer,
    *,
    town_codes: Collection[str],
    tier_areas: pd.DataFrame | None,
) -> Tiers:
    """The tier of every house.

    An outline decides for the houses inside it, and against those outside it in a village that it
    cuts. A house without a point of its own has its village's tier: the outline's if the village
    lies wholly inside, none if it is cut, the lists' otherwise. Where only a township or county is
    found, the tier is missing if both stand there.

    Args:
        found: ``region_code_now``, ``region_code_at_loss``, ``group_code``, ``is_village``.
        lon, lat: points of the houses that can be trusted; NaN else.
        regions: the map; ``tier`` where it is listed.
        gazetteer: of the same map.
        town_codes: confirmed village units, or groups, of tier "town".
        tier_areas: tier, geometry; None without outlines.
    """
    listed = _listed(found, regions, gazetteer, frozenset(town_codes))
    if tier_areas is None or tier_areas.empty:
        return Tiers(listed, np.zeros(len(found), dtype=bool))
    inside, cut = _at_points(tier_areas, lon, lat), _regions_cut(tier_areas, regions)
    row = found["region_code_now"].map(dict(gazetteer.row)).fillna(-1).astype(int).to_numpy()
    has_point = np.isfinite(lon) & np.isfinite(lat)
    whole, crossed = (np.append(values, NO_TIER)[row] for values in cut)
    town_cut = crossed == Tier.TOWN.value
    tier = np.where(whole != NO_TIER, whole, listed)
    tier = np.where(has_point & town_cut, Tier.RURAL.value, tier)
    tier = np.where(has_point & (inside != NO_TIER), inside, tier)
    unclear = ~has_point & (crossed != NO_TIER)
    return Tiers(np.where(unclear, NO_TIER, tier).astype(object), unclear)


def _listed(
    found: pd.DataFrame, regions: gpd.GeoDataFrame, g: Gazetteer, confirmed: frozenset[str]
) -> NDArray[np.object_]:
    """Tier by the lists: a group's own, else its village's; missing where a township holds both."""
    own = _own_tiers(regions)
    town = confirmed | {code for code, tier in own.items() if tier == Tier.TOWN.value}
    now, group = found["region_code_now"], found["group_code"]
    tier = pd.Series(Tier.RURAL.value, found.index, dtype=object)
    tier = tier.mask(now.isin(town) | found["region_code_at_loss"].isin(confirmed), Tier.TOWN.value)
    grouped = group.map({c: t for c, t in own.items() if g.village.get(c) not in (None, c)})
    tier = tier.mask(grouped.notna(), grouped).mask(group.isin(confirmed), Tier.TOWN.value)
    mixed = {holder.get(c) for c in town for holder in (g.township, g.county)} - {None}
    unknown = ~found["is_village"] & (now.isin(mixed) | (now.isna() & bool(town)))
    return np.asarray(tier.mask(unknown, NO_TIER).to_numpy(), dtype=object)


def _own_tiers(regions: gpd.GeoDataFrame) -> dict[str, str]:
    if "tier" not in regions:
        return {}
    given = regions[regions["tier"].notna()]
    return dict(zip(given["code"].astype(str), given["tier"].astype(str), strict=True))


def _outlines(tier_areas: pd.DataFrame) -> dict[str, shapely.Geometry]:
    """One outline a tier."""
    return {
        str(tier): shapely.union_all(rows["geometry"].to_numpy())
        for tier, rows in tier_areas.groupby("tier")
    }


def _at_points(
    tier_areas: pd.DataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.object_]:
    """The tier of the outline each point lies in; "" for none and where two tiers overlap."""
    inside = np.full(len(lon), NO_TIER, dtype=object)
    times = np.zeros(len(lon), dtype=int)
    for tier, outline in _outlines(tier_areas).items():
        here = np.asarray(shapely.intersects_xy(outline, lon, lat))
        inside[here] = tier
        times += here
    inside[times > 1] = NO_TIER
    return inside


def _regions_cut(
    tier_areas: pd.DataFrame, regions: gpd.GeoDataFrame
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """For each region the tier of the outline it lies in wholly, and of the one that cuts it.

    Where a town outline and another cut one region, the town's counts.
    """
    shapes = regions.geometry.to_numpy()
    area = np.isin(shapely.get_type_id(shapes), AREA_TYPES)
    whole = np.full(len(regions), NO_TIER, dtype=object)
    crossed = np.full(len(regions), NO_TIER, dtype=object)
    for tier, outline in sorted(_outlines(tier_areas).items()):  # rural, then town
        shapely.prepare(outline)
        rows = np.flatnonzero(area & shapely.intersects(shapes, outline))
        common = shapely.area(shapely.intersection(shapes[rows], outline))
        share = common / shapely.area(shapes[rows])
        whole[rows[share > 1 - SLIVER]] = tier
        crossed[rows[(share >= SLIVER) & (share <= 1 - SLIVER)]] = tier
    return whole, crossed
