"""The county's map as it will stand after a load: stored regions, new ones, derived areas, keys."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from risk.geography import derive_geometry
from risk.settings import County
from risk.terms import GeometrySource, RegionLevel, Tier
from risk.warehouse import Warehouse, table_columns

WGS84 = "EPSG:4326"
KEY = ("code", "valid_from")


@dataclass(frozen=True)
class Atlas:
    """Regions after a load.

    Args:
        regions: every region, columns of table ``region``, geometry shapely.
        by_file: for each region file, in order, its rows as they are to be stored.
        others: stored rows that change only because new neighbours came (derived areas).
        crosswalk: old codes and what became of them.
    """

    regions: gpd.GeoDataFrame
    by_file: list[pd.DataFrame]
    others: pd.DataFrame
    crosswalk: pd.DataFrame

    def current(self) -> gpd.GeoDataFrame:
        """One row a code: the one in force, else its last."""
        ordered = self.regions.sort_values("valid_to", na_position="last", kind="stable")
        return ordered.drop_duplicates("code", keep="last").reset_index(drop=True)


def build_atlas(
    warehouse: Warehouse | None,
    region_frames: Sequence[pd.DataFrame],
    crosswalk_frames: Sequence[pd.DataFrame],
    county: County,
) -> Atlas:
    """Lay new region rows over the stored ones.

    A map is often given in several files (names, points, outlines), so a missing value in a later
    file does not erase an earlier one.
    """
    stored = stored_regions(warehouse)
    states, merged = [], own_areas(stored)
    for frame in region_frames:
        new = own_areas(keyed(frame))
        merged = overlay(new, merged)
        states.append(merged.loc[new.index.unique()])
    final = finish(merged, county)
    by_file = [fill_in(state, final) for state in states]
    touched = {key for state in states for key in state.index}
    others = final.loc[[key for key in stored.index if key not in touched]]
    if not region_frames:
        others = others.iloc[:0]
    crosswalk = pd.concat(
        [f for f in (stored_crosswalk(warehouse), *crosswalk_frames) if len(f)]
        or [pd.DataFrame(columns=["old_code", "new_code", "valid_from"])],
        ignore_index=True,
    ).drop_duplicates(["old_code", "new_code"], keep="last", ignore_index=True)
    regions = gpd.GeoDataFrame(final.reset_index(drop=True), geometry="geometry", crs=WGS84)
    return Atlas(regions, by_file, others, crosswalk)


def stored_regions(warehouse: Warehouse | None) -> pd.DataFrame:
    """Every stored region, keyed; empty before the first load."""
    if warehouse is None:
        return keyed(pd.DataFrame(columns=list(table_columns("region"))))
    frame = warehouse.frame("SELECT * REPLACE (ST_AsWKB(geometry) AS geometry) FROM region")
    return keyed(frame.assign(geometry=shapely.from_wkb(frame["geometry"].to_numpy())))


def stored_crosswalk(warehouse: Warehouse | None) -> pd.DataFrame:
    """The stored crosswalk; empty before the first load."""
    return pd.DataFrame() if warehouse is None else warehouse.crosswalk()


def keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of table ``region`` as objects, indexed by code and first day."""
    rows = pd.DataFrame(frame).reindex(columns=list(table_columns("region"))).astype(object)
    rows = rows.where(rows.notna(), None)
    day = pd.to_datetime(rows["valid_from"]).dt.strftime("%Y-%m-%d").fillna("")
    return rows.set_index(rows["code"].astype(str) + "@" + day)


def own_areas(rows: pd.DataFrame) -> pd.DataFrame:
    """Points go to lon and lat; areas that were derived go: they are made anew from all points."""
    shapes = rows["geometry"].to_numpy(dtype=object)
    point = shapely.get_type_id(shapes) == 0
    derived = (rows["geometry_source"] == GeometrySource.DERIVED.value).to_numpy()
    area = ~point & ~derived & ~shapely.is_missing(shapes)
    return rows.assign(
        lon=rows["lon"].where(~point | rows["lon"].notna(), shapely.get_x(shapes)),
        lat=rows["lat"].where(~point | rows["lat"].notna(), shapely.get_y(shapes)),
        geometry=rows["geometry"].where(area, None),
        geometry_source=rows["geometry_source"].where(area, None),
    )


def overlay(new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """New values over old ones, key by key; what the new rows leave out stays."""
    keys = old.index.append(new.index.difference(old.index, sort=False))
    after, before = new.reindex(keys), old.reindex(keys)
    return after.where(after.notna(), before)


def finish(merged: pd.DataFrame, county: County) -> pd.DataFrame:
    """Derived areas, promise tiers and village keys of the whole map."""
    if merged.empty:
        return merged
    current = merged["valid_to"].isna()
    shapes = gpd.GeoDataFrame(
        merged[current].assign(lon=merged["lon"].astype(float), lat=merged["lat"].astype(float)),
        geometry=merged.loc[current, "geometry"].to_numpy(),
        crs=WGS84,
    )
    derived = pd.DataFrame(derive_geometry(shapes)).astype(object)
    final = merged.copy()
    for column in ("geometry", "geometry_source", "lon", "lat"):
        final.loc[current, column] = derived[column]
    none = GeometrySource.NONE.value
    final["geometry_source"] = final["geometry_source"].where(final["geometry"].notna(), none)
    village = final["level"] == RegionLevel.VILLAGE.value
    town = final["code"].isin(county.places.town_region_codes)
    listed = pd.Series(Tier.RURAL.value, final.index).mask(town, Tier.TOWN.value).where(village)
    final["tier"] = final["tier"].where(final["tier"].notna(), listed)
    final["village_key"] = village_keys(final, village)
    return final


def village_keys(regions: pd.DataFrame, village: pd.Series) -> pd.Series:
    """A small whole number for each village; one that has a number keeps it for ever."""
    keys = regions["village_key"].where(village)
    fresh = regions.index[village & keys.isna()].sort_values()
    first = int(keys.max()) + 1 if keys.notna().any() else 1
    keys = keys.astype(object)
    keys.loc[fresh] = np.arange(first, first + len(fresh))
    return keys


def fill_in(state: pd.DataFrame, final: pd.DataFrame) -> pd.DataFrame:
    """Rows of one file with what only the whole map tells."""
    whole = final.loc[state.index]
    filled = state.assign(village_key=whole["village_key"])
    for column in ("geometry", "geometry_source", "lon", "lat", "tier"):
        filled[column] = state[column].where(state[column].notna(), whole[column])
    return filled


def as_rows(regions: pd.DataFrame) -> pd.DataFrame:
    """Region rows as the warehouse takes them: WKB geometry, plain columns."""
    rows = regions.reset_index(drop=True)
    return rows.assign(geometry=shapely.to_wkb(rows["geometry"].to_numpy(dtype=object)))
