"""Where each record belongs: the village by code, name or point, with quality and reason.

`risk.geography.reasons` says what the keys of ``match_reason`` mean.
"""

from collections.abc import Collection
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.geography.address import place_part
from risk.geography.aliases import read_aliases
from risk.geography.by_point import SILENT_FAULTS
from risk.geography.case import Place, PointHint
from risk.geography.distance import Away, away
from risk.geography.gazetteer import Gazetteer
from risk.geography.index import build_gazetteer
from risk.geography.points import Points, read_points
from risk.geography.reasons import joined
from risk.geography.resolve import COARSE, Found, Resolver
from risk.geography.tier import NO_TIER, tiers
from risk.terms import GeometrySource, MatchQuality

PLACE_TEXT = (
    "region_code",
    "region_name",
    "township_code",
    "township_name",
    "county_code",
    "address",
)
LOCATED = (
    "region_code_at_loss", "region_code_now", "village_key",
    "match_quality", "match_reason", "match_distance_m", "tier", "group_code", "group_name",
)  # fmt: skip
TRUSTED_FAULTS = ("", "point_outside", "no_map")  # points worth measuring from
NEAR_M = 1_000.0  # a point this close to its village's outline still tells the tier of the house


def locate(
    places: pd.DataFrame,
    regions: gpd.GeoDataFrame,
    *,
    crosswalk: pd.DataFrame,
    aliases: pd.DataFrame | None = None,
    tier_areas: pd.DataFrame | None = None,
    town_codes: Collection[str] = (),
    former_county_codes: Collection[str] = (),
) -> pd.DataFrame:
    """Find the village of every place; no row is lost and none is guessed.

    The best of: code and name agree → a person's alias for the writing → code (no name given) →
    township and village name, or a name unique in the county → one slip of the pen within the
    township → point in polygon → township only → county only → none. Cells without a village name
    give way to the address. A code whose name disagrees is flagged and not used. Between two like
    names nothing is chosen. A point decides only where code and names do not; where they disagree
    with it, they stand and ``match_distance_m`` tells how far the point lies from the region found.

    Args:
        places: any of `PLACE_TEXT`, ``lon``, ``lat`` (WGS84 degrees); ``loss_at`` where known.
        regions: code, level, name, parent_code, geometry; optionally village_key, valid_from,
            valid_to (former rows too: they lend their names), lon, lat, tier, geometry_source.
        crosswalk: old_code, new_code; valid_from, old_name, new_name, change; may be empty.
        aliases: township_name, region_name, region_code.
        tier_areas: tier, geometry (same datum as the regions).
        town_codes: confirmed village units of tier "town".
        former_county_codes: county codes that older documents carry.

    Returns:
        `LOCATED` columns on the index of ``places``. ``region_code_now`` holds a township or
        county code where nothing finer is known; ``region_code_at_loss`` is the code in force on
        the day of loss. ``tier`` is missing where it is not known.

    Raises:
        GeographyError: a region code stands twice.
    """
    gazetteer = build_gazetteer(regions, crosswalk, former_county_codes=former_county_codes)
    rows = _place_rows(places, gazetteer)
    distinct = rows.drop_duplicates(ignore_index=True)
    points = read_points(distinct["lon"].to_numpy(), distinct["lat"].to_numpy(), regions)
    resolver = Resolver(gazetteer, read_aliases(aliases))
    cases, case = _cases(distinct, points)
    finds = [
        resolver.find(place, hint)
        for place, hint in zip(_places(cases, gazetteer), _hints(cases, regions), strict=True)
    ]
    found = _frame(finds, regions, gazetteer).iloc[case].reset_index(drop=True)
    measured = _away(found, distinct, points, regions, gazetteer)
    trusted = np.isin(points.fault, ("", "no_map")) & ~measured.far
    trusted &= ~(measured.to_outline & (measured.metres > NEAR_M))
    told = tiers(
        found,
        distinct["lon"].where(trusted).to_numpy(),
        distinct["lat"].where(trusted).to_numpy(),
        regions,
        gazetteer,
        town_codes=town_codes,
        tier_areas=tier_areas,
    )
    found["match_distance_m"] = measured.metres
    reasons = _reasons([finds[i] for i in case], points.fault, measured, told.unclear)
    found["match_reason"] = pd.Series(reasons, dtype=object)
    found["tier"] = pd.Series(told.tier, dtype=object).mask(told.tier == NO_TIER, None)
    return found.iloc[_positions(rows, distinct)].set_axis(places.index)[list(LOCATED)]


def _place_rows(places: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """The place columns, all present, and what a record has in common with all like it.

    Of an address only the part that names places counts; of a day, how many changes of codes and
    names lie before it (-1: no day).
    """
    rows = pd.DataFrame(index=places.index)
    for column in PLACE_TEXT:
        text = places[column] if column in places else pd.Series(None, places.index, dtype=object)
        rows[column] = text.astype(object).where(text.notna(), "").astype(str).str.strip()
    kept = {address: place_part(address) for address in rows["address"].unique()}
    rows["address"] = rows["address"].map(kept).astype(object)
    for column in ("lon", "lat"):
        given = places[column] if column in places else pd.Series(np.nan, places.index)
        rows[column] = pd.to_numeric(given).astype(float)
    rows["changes"] = _changes_before(places, gazetteer)
    return rows


def _changes_before(places: pd.DataFrame, gazetteer: Gazetteer) -> NDArray[np.int64]:
    if "loss_at" not in places:
        return np.full(len(places), -1)
    days = pd.to_datetime(places["loss_at"])
    changes = pd.DatetimeIndex(gazetteer.change_days).as_unit("s").to_numpy()
    passed = np.searchsorted(changes, days.to_numpy().astype("datetime64[s]"), side="right")
    return np.where(days.isna(), -1, passed)


def _positions(rows: pd.DataFrame, distinct: pd.DataFrame) -> NDArray[np.int64]:
    """For each row, the position of its like among the distinct rows (order of appearance)."""
    keys = list(rows.columns)
    number = rows.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    if len(distinct) != (number.max() + 1 if len(number) else 0):
        raise AssertionError("distinct places and groups differ")
    return np.asarray(number, dtype=np.int64)


def _places(distinct: pd.DataFrame, gazetteer: Gazetteer) -> list[Place]:
    columns = [distinct[c].tolist() for c in PLACE_TEXT]
    days: list[date | None] = [date.min, *gazetteer.change_days, None]  # -1 is the last: no day
    return [
        Place(code, name, township_code, township_name, county_code, address, days[changes])
        for code, name, township_code, township_name, county_code, address, changes in zip(
            *columns, distinct["changes"], strict=True
        )
    ]


def _cases(distinct: pd.DataFrame, points: Points) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Places that say the same and whose points say the same, once each; and which each row is.

    A county's houses have a hundred thousand points and a few hundred writings.
    """
    said = distinct[[*PLACE_TEXT, "changes"]].assign(
        fault=points.fault, village=points.village, township=points.township, county=points.county
    )
    cases = said.drop_duplicates(ignore_index=True)
    return cases, _positions(said, cases)


def _hints(cases: pd.DataFrame, regions: gpd.GeoDataFrame) -> list[PointHint]:
    """What each point says, in codes."""
    codes = np.append(regions["code"].astype(str).to_numpy(dtype=object), [None, None])
    derived = _derived(regions)
    return [
        PointHint(fault, codes[v], codes[t], codes[c], v == -2, v >= 0 and bool(derived[v]))
        for fault, v, t, c in cases[["fault", "village", "township", "county"]].itertuples(
            index=False, name=None
        )
    ]


def _derived(regions: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    if "geometry_source" not in regions:
        return np.zeros(len(regions), dtype=bool)
    return np.asarray(regions["geometry_source"] == GeometrySource.DERIVED.value)


def _frame(finds: list[Found], regions: gpd.GeoDataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """What was found, a row each; ``row`` is the region's position, -1 for none."""
    row = [gazetteer.row.get(f.match.code, -1) if f.match.code else -1 for f in finds]
    is_village = np.array([f.match.quality not in COARSE for f in finds], dtype=bool)
    keys = regions["village_key"] if "village_key" in regions else pd.Series(pd.NA, regions.index)
    keys = pd.array([*keys.tolist(), pd.NA], dtype="Int64")
    texts = {
        "region_code_at_loss": [f.code_at_loss for f in finds],
        "region_code_now": [f.match.code for f in finds],
        "match_quality": [f.match.quality.value for f in finds],
        "group_code": [f.group_code for f in finds],
        "group_name": [f.group_name for f in finds],
    }
    frame = pd.DataFrame({name: pd.Series(text, dtype=object) for name, text in texts.items()})
    frame["row"] = np.array(row, dtype=np.int64)
    frame["is_village"] = is_village
    frame["village_key"] = keys[np.where(is_village, frame["row"], -1)]
    return frame


def _away(
    found: pd.DataFrame,
    distinct: pd.DataFrame,
    points: Points,
    regions: gpd.GeoDataFrame,
    gazetteer: Gazetteer,
) -> Away:
    """How far every believable point lies from the village or township found."""
    coarser = found["match_quality"].isin([MatchQuality.COUNTY.value, MatchQuality.NONE.value])
    told = np.isin(points.fault, TRUSTED_FAULTS) & ~coarser.to_numpy()
    lon, lat = (distinct[c].where(told).to_numpy() for c in ("lon", "lat"))
    return away(found["row"].to_numpy(), lon, lat, regions, gazetteer)


def _reasons(
    finds: list[Found], fault: NDArray[np.object_], measured: Away, unclear: NDArray[np.bool_]
) -> list[str]:
    """Every reason of a row in one text; rows that say the same share it."""
    elsewhere = measured.to_outline & (measured.metres > 0) & (fault != "point_outside")
    texts: dict[tuple[object, ...], str] = {}
    told = []
    for found, *doubts in zip(finds, fault, elsewhere, measured.far, unclear, strict=True):
        key = (id(found), *doubts)
        if key not in texts:
            texts[key] = _told(found, *doubts)
        told.append(texts[key])
    return told


def _told(found: Found, wrong: str, off: bool, far: bool, cut: bool) -> str:
    parts = list(found.match.reasons)
    parts += [wrong] if wrong not in SILENT_FAULTS else []
    parts += ["point_far"] if far else ["point_elsewhere"] if off else []
    parts += ["tier_unclear"] if cut else []
    return joined(parts)
