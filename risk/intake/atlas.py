"""The county's map as it will stand after a load: stored regions, new ones, derived areas, keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from risk.geography.cells import derive_geometry
from risk.geography.faults import MapFault
from risk.geography.topology import map_faults, repair
from risk.settings import County
from risk.terms import GeometrySource, RegionLevel, Tier
from risk.warehouse import Warehouse, table_columns

WGS84 = "EPSG:4326"
KEY = ("code", "valid_from")
DRAWN = ("geometry", "geometry_source", "lon", "lat")
TYPES = {
    **dict.fromkeys(("valid_from", "valid_to"), "datetime64[us]"),
    **dict.fromkeys(("households_registered", "village_key"), "Int64"),
    **dict.fromkeys(("lon", "lat", "elevation_m", "slope_deg", "river_km"), "float64"),
}
"""Columns of table ``region`` that are no text."""
CROSSWALK_KEY = ["old_code", "new_code"]
AREAS = ["area_id", "tier", "geometry"]


@dataclass(frozen=True)
class Known:
    """The map as it is stored; empty frames before the first load.

    Args:
        regions: every region, as :func:`keyed` gives them.
        crosswalk: old codes and what became of them.
        tier_areas: confirmed outlines: `AREAS`.
        mended: outlines that were mended when they came, columns of table ``map_fault``.
    """

    regions: pd.DataFrame
    crosswalk: pd.DataFrame
    tier_areas: pd.DataFrame
    mended: pd.DataFrame


@dataclass(frozen=True)
class Atlas:
    """Regions after a load.

    Args:
        regions: every region, columns of table ``region``, geometry shapely.
        by_file: for each region file, in order, its rows as they are to be stored.
        others: stored rows that change only because new neighbours came (derived areas).
        crosswalk: old codes and what became of them.
        tier_areas: confirmed outlines: area_id, tier, geometry.
        faults: what is wrong or was mended, columns of table ``map_fault``; None: the map stays.
    """

    regions: gpd.GeoDataFrame
    by_file: list[pd.DataFrame]
    others: pd.DataFrame
    crosswalk: pd.DataFrame
    tier_areas: gpd.GeoDataFrame
    faults: pd.DataFrame | None

    def current(self) -> gpd.GeoDataFrame:
        """One row a code: the one in force, else its last."""
        ordered = self.regions.sort_values("valid_to", na_position="last", kind="stable")
        return ordered.drop_duplicates("code", keep="last").reset_index(drop=True)


def known_map(warehouse: Warehouse | None) -> Known:
    """Read the stored map; ``warehouse`` is None before the first load."""
    if warehouse is None:
        tables = ("region", "crosswalk", "tier_area", "map_fault")
        region, *others = (pd.DataFrame(columns=list(table_columns(t))) for t in tables)
        return Known(keyed(region), *others)
    regions = warehouse.frame("SELECT * REPLACE (ST_AsWKB(geometry) AS geometry) FROM region")
    areas = warehouse.frame(
        "SELECT area_id, tier, ST_AsWKB(geometry) AS geometry FROM tier_area ORDER BY area_id"
    )
    mended = warehouse.frame("FROM map_fault WHERE fault = ?", [MapFault.INVALID.value])
    return Known(keyed(with_shapes(regions)), warehouse.crosswalk(), with_shapes(areas), mended)


def build_atlas(
    known: Known,
    region_frames: Sequence[pd.DataFrame],
    crosswalk_frames: Sequence[pd.DataFrame],
    tier_area_frames: Sequence[pd.DataFrame],
    *,
    county: County,
    mended_on_reading: Sequence[pd.DataFrame] = (),
) -> Atlas:
    """Lay new region rows over the stored ones.

    A map is often given in several files (names, points, outlines), so a missing value in a later
    file does not erase an earlier one. ``mended_on_reading`` are faults that reading the files has
    mended already, columns of table ``map_fault``.
    """
    stored = known.regions
    final, by_file, others, faults = stored, list[pd.DataFrame](), stored.iloc[:0], None
    if region_frames:
        states, mended = lay_over(stored, region_frames)
        final = finish(states[-1], county)
        by_file = [fill_in(state, final) for state in states[:-1]]
        touched = pd.Index(np.concatenate([rows.index for rows in by_file]))
        others = final.loc[stored.index.difference(touched, sort=False)]
        again = known.mended["region_code"].isin(final.loc[touched, "code"])
        faults = all_faults(final, [known.mended[~again], *mended_on_reading, mended])
    return Atlas(
        regions=as_map(final),
        by_file=by_file,
        others=others,
        crosswalk=latest([known.crosswalk, *crosswalk_frames], CROSSWALK_KEY),
        tier_areas=as_map(
            latest([f[AREAS] for f in (known.tier_areas, *tier_area_frames)], ["area_id"])
        ),
        faults=faults,
    )


def lay_over(
    stored: pd.DataFrame, frames: Sequence[pd.DataFrame]
) -> tuple[list[pd.DataFrame], pd.DataFrame]:
    """New rows, outlines mended, over stored ones.

    Returns:
        The state of each file's rows after it, and of all rows in the end; and what was mended.
    """
    states, faults, merged = [], [], own_areas(stored)
    for frame in frames:
        rows = own_areas(keyed(frame))
        mended, found = repair(as_map(rows))
        new = rows.assign(geometry=mended.geometry.to_numpy(dtype=object))
        merged = overlay(new, merged)
        states.append(merged.loc[new.index.unique()])
        faults.append(found)
    return [*states, merged], pd.concat(faults, ignore_index=True)


def with_shapes(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows with their WKB ``geometry`` as shapes."""
    return frame.assign(geometry=shapely.from_wkb(frame["geometry"].to_numpy(dtype=object)))


def latest(frames: Sequence[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    """Rows of all frames; of rows with the same key the last counts."""
    rows = pd.concat([f for f in frames if len(f)] or [frames[0]], ignore_index=True)
    return rows.drop_duplicates(key, keep="last", ignore_index=True)


def as_map(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Rows with a column of shapes as a frame with geometry."""
    return gpd.GeoDataFrame(rows.reset_index(drop=True), geometry="geometry", crs=WGS84)


def keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of table ``region``, each in its one type, indexed by code and first day."""
    columns = list(table_columns("region"))
    rows = pd.DataFrame(frame).reindex(columns=columns)
    rows = rows.astype({c: TYPES.get(c, "str") for c in columns if c != "geometry"})
    rows["geometry"] = shapes_of(rows)
    day, known = pd.Series("", rows.index, dtype="str"), rows["valid_from"].notna()
    day[known] = rows.loc[known, "valid_from"].dt.strftime("%Y-%m-%d")
    return rows.set_index(rows["code"] + "@" + day)


def shapes_of(rows: pd.DataFrame) -> "pd.Series[Any]":
    """The shapes, None where there is none."""
    shapes = rows["geometry"].astype(object)
    return shapes.where(shapes.notna(), None)


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
        geometry_source=rows["geometry_source"].where(area),
    )


def overlay(new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """New values over old ones, key by key; what the new rows leave out stays."""
    keys = old.index.append(new.index.difference(old.index, sort=False))
    after, before = new.reindex(keys), old.reindex(keys)
    laid = after.where(after.notna(), before)
    return laid.assign(geometry=shapes_of(laid))


def finish(merged: pd.DataFrame, county: County) -> pd.DataFrame:
    """Derived areas, promise tiers and village keys of the whole map."""
    final = merged.copy()
    current = merged.index[merged["valid_to"].isna()]
    drawn = as_map(merged.loc[current]).set_axis(current)
    derived = pd.DataFrame(derive_geometry(drawn[under_an_outline(drawn)]))
    for column in DRAWN:
        final.loc[derived.index, column] = derived[column].astype(final[column].dtype)
    final["geometry"] = shapes_of(final)
    none = GeometrySource.NONE.value
    final["geometry_source"] = final["geometry_source"].where(final["geometry"].notna(), none)
    village = final["level"] == RegionLevel.VILLAGE.value
    town = final["code"].isin(county.places.town_region_codes)
    listed = pd.Series(Tier.RURAL.value, final.index).mask(town, Tier.TOWN.value).where(village)
    final["tier"] = final["tier"].where(final["tier"].notna(), listed)
    final["village_key"] = village_keys(final, village)
    return final


def under_an_outline(regions: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Rows of the counties that hold any area: elsewhere there is nothing to derive one from."""
    code = pd.Index(regions["code"])
    first = pd.Series(np.arange(len(code)), code)[~code.duplicated()]
    parent = first.reindex(regions["parent_code"]).fillna(-1).to_numpy(dtype=np.int64)
    root = np.arange(len(code))
    for _ in RegionLevel:
        root = np.where(parent[root] >= 0, parent[root], root)
    return np.isin(root, root[~regions.geometry.isna().to_numpy()])


def village_keys(regions: pd.DataFrame, village: "pd.Series[bool]") -> "pd.Series[int]":
    """A small whole number for each village; one that has a number keeps it for ever."""
    keys = regions["village_key"].where(village)
    fresh = regions.index[village & keys.isna()].sort_values()
    first = int(keys.max()) + 1 if keys.notna().any() else 1
    keys.loc[fresh] = np.arange(first, first + len(fresh))
    return keys


def fill_in(state: pd.DataFrame, final: pd.DataFrame) -> pd.DataFrame:
    """Rows of one file with what only the whole map tells."""
    whole = final.loc[state.index]
    filled = state.assign(village_key=whole["village_key"])
    for column in (*DRAWN, "tier"):
        filled[column] = state[column].where(state[column].notna(), whole[column])
    return filled


def all_faults(final: pd.DataFrame, mended: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Faults of the map; an outline once mended stays listed until it comes anew."""
    columns = list(table_columns("map_fault"))
    found = map_faults(as_map(final[final["valid_to"].isna()]))
    return latest([f[columns] for f in (*mended, found)], columns)


def as_rows(regions: pd.DataFrame) -> pd.DataFrame:
    """Region rows as the warehouse takes them: WKB geometry, plain columns."""
    rows = pd.DataFrame(regions.reset_index(drop=True))
    return rows.assign(geometry=shapely.to_wkb(rows["geometry"].to_numpy(dtype=object)))
