"""Where each record belongs: the village by code, name or point, with quality and reason.

``match_reason`` is one or more short keys joined by ";", each with an optional ":detail". The
first key is what decided; the rest are what was found wrong or in doubt on the way.
"""

from collections.abc import Collection
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.geography.case import Match, Place, PointHint
from risk.geography.gazetteer import Gazetteer, build_gazetteer
from risk.geography.points import Points, distances_m, read_points
from risk.geography.resolve import Resolver
from risk.terms import GeometrySource, MatchQuality, Tier

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
    "match_quality", "match_reason", "match_distance_m", "tier",
)  # fmt: skip
SILENT_FAULTS = ("", "absent", "no_map")


def locate(
    places: pd.DataFrame,
    regions: gpd.GeoDataFrame,
    *,
    crosswalk: pd.DataFrame,
    town_codes: Collection[str] = (),
    former_county_codes: Collection[str] = (),
) -> pd.DataFrame:
    """Find the village of every place; no row is lost and none is guessed.

    The best of: code and name agree → code (no name given) → township and village name → one
    slip of the pen within the township → point in polygon → township only → county only → none.
    A code whose name disagrees is flagged and not used. Between two like names nothing is chosen.
    A point decides only where code and names do not; where they disagree with it, they stand and
    ``match_distance_m`` tells how far the point lies from the village found.

    Args:
        places: any of `PLACE_TEXT`, ``lon``, ``lat`` (WGS84 degrees); ``loss_at`` where known.
        regions: code, level, name, parent_code, geometry; optionally village_key, valid_to,
            geometry_source. No township level is needed.
        crosswalk: old_code, new_code, valid_from; may be empty.
        town_codes: confirmed village units of tier "town".
        former_county_codes: county codes that older documents carry.

    Returns:
        `LOCATED` columns on the index of ``places``. ``region_code_now`` holds a township or
        county code where nothing finer is known. ``tier`` is missing where the county or township
        found holds both tiers.

    Raises:
        GeographyError: a region code stands twice.
    """
    gazetteer = build_gazetteer(regions, crosswalk)
    rows = _place_rows(places, gazetteer)
    distinct = rows.drop_duplicates(ignore_index=True)
    points = read_points(distinct["lon"].to_numpy(), distinct["lat"].to_numpy(), regions)
    resolver = Resolver(gazetteer, tuple(former_county_codes))
    hints = _hints(points, regions)
    matches = [
        resolver.match(place, hint) for place, hint in zip(_places(distinct), hints, strict=True)
    ]
    found = _distinct_frame(distinct, matches, points, regions, gazetteer)
    index = _positions(rows, distinct)
    located = found.iloc[index].set_axis(places.index)
    located["region_code_at_loss"] = _at_loss(located["region_code_now"], places, gazetteer)
    located["tier"] = _tiers(located, gazetteer, frozenset(town_codes))
    return located[list(LOCATED)]


def _place_rows(places: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """The place columns, all present; the day is kept only where it decides what a code means."""
    rows = pd.DataFrame(index=places.index)
    for column in PLACE_TEXT:
        text = places[column] if column in places else pd.Series(None, places.index, dtype=object)
        rows[column] = text.astype(object).where(text.notna(), "").astype(str).str.strip()
    for column in ("lon", "lat"):
        given = places[column] if column in places else pd.Series(np.nan, places.index)
        rows[column] = pd.to_numeric(given).astype(float)
    reused = rows["region_code"].isin(set(gazetteer.successors) & set(gazetteer.row))
    rows["day"] = _days(places).where(reused)
    return rows


def _days(places: pd.DataFrame) -> pd.Series:
    if "loss_at" not in places:
        return pd.Series(pd.NaT, places.index, dtype="datetime64[us]")
    return pd.to_datetime(places["loss_at"]).dt.normalize()


def _positions(rows: pd.DataFrame, distinct: pd.DataFrame) -> NDArray[np.int64]:
    """For each row, the position of its like among the distinct rows (order of appearance)."""
    keys = list(rows.columns)
    number = rows.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    if len(distinct) != (number.max() + 1 if len(number) else 0):
        raise AssertionError("distinct places and groups differ")
    return np.asarray(number, dtype=np.int64)


def _places(distinct: pd.DataFrame) -> list[Place]:
    columns = [distinct[c].tolist() for c in PLACE_TEXT]
    days: list[date | None] = [None if pd.isna(d) else d.date() for d in distinct["day"]]
    return [Place(*values) for values in zip(*columns, days, strict=True)]


def _hints(points: Points, regions: gpd.GeoDataFrame) -> list[PointHint]:
    """What each point says, in codes."""
    codes = np.append(regions["code"].astype(str).to_numpy(dtype=object), [None, None])
    derived = _derived(regions)
    return [
        PointHint(fault, codes[v], codes[t], codes[c], v == -2, v >= 0 and bool(derived[v]))
        for fault, v, t, c in zip(
            points.fault, points.village, points.township, points.county, strict=True
        )
    ]  # fmt: skip


def _derived(regions: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    if "geometry_source" not in regions:
        return np.zeros(len(regions), dtype=bool)
    return np.asarray(regions["geometry_source"] == GeometrySource.DERIVED.value)


def _distinct_frame(
    distinct: pd.DataFrame,
    matches: list[Match],
    points: Points,
    regions: gpd.GeoDataFrame,
    gazetteer: Gazetteer,
) -> pd.DataFrame:
    row = np.array([gazetteer.row.get(m.code, -1) if m.code else -1 for m in matches], dtype=int)
    geometry = (
        np.append(regions.geometry.to_numpy(), [None])[row] if len(row) else np.array([], object)
    )
    trusted = np.isin(points.fault, ("", "point_outside"))
    below_county = np.array(
        [m.quality not in (MatchQuality.COUNTY, MatchQuality.NONE) for m in matches], bool
    )
    lon, lat = (distinct[c].where(trusted & below_county).to_numpy() for c in ("lon", "lat"))
    distance = distances_m(lon, lat, geometry)
    keys = regions["village_key"] if "village_key" in regions else pd.Series(pd.NA, regions.index)
    keys = pd.array([*keys.tolist(), pd.NA], dtype="Int64")
    village = np.array([m.quality in _VILLAGE_QUALITIES for m in matches], dtype=bool)
    return pd.DataFrame(
        {
            "region_code_now": pd.Series([m.code for m in matches], dtype=object),
            "village_key": keys[np.where(village, row, -1)] if len(row) else keys[:0],
            "match_quality": pd.Series([m.quality.value for m in matches], dtype=object),
            "match_reason": pd.Series(_reasons(matches, points.fault, distance), dtype=object),
            "match_distance_m": distance,
        }
    )


_VILLAGE_QUALITIES = frozenset(
    quality.value
    for quality in MatchQuality
    if quality not in (MatchQuality.TOWNSHIP, MatchQuality.COUNTY, MatchQuality.NONE)
)


def _reasons(
    matches: list[Match], fault: NDArray[np.object_], distance: NDArray[np.float64]
) -> list[str]:
    texts = []
    for match, wrong, metres in zip(matches, fault, distance, strict=True):
        keys = list(match.reasons)
        if wrong not in SILENT_FAULTS and wrong not in keys:
            keys.append(wrong)
        if metres > 0 and wrong != "point_outside":
            keys.append("point_elsewhere")
        texts.append(";".join(keys))
    return texts


def _at_loss(now: pd.Series, places: pd.DataFrame, gazetteer: Gazetteer) -> pd.Series:
    """The code in force on the day of loss; today's where no day or no change is known."""
    result = now.copy()
    recoded = now.isin(set(gazetteer.predecessors)).to_numpy()
    days = _days(places).to_numpy()[recoded]
    result.iloc[np.flatnonzero(recoded)] = [
        gazetteer.code_at(code, None if np.isnat(day) else pd.Timestamp(day).date())
        for code, day in zip(now[recoded], days, strict=True)
    ]
    return result


def _tiers(located: pd.DataFrame, gazetteer: Gazetteer, town: frozenset[str]) -> pd.Series:
    """Town for a confirmed unit; rural else, but missing where the area found holds both."""
    now, quality = located["region_code_now"], located["match_quality"]
    is_town = now.isin(town) | located["region_code_at_loss"].isin(town)
    mixed = {gazetteer.township.get(c) for c in town} | {gazetteer.county.get(c) for c in town}
    unknown = ~quality.isin(_VILLAGE_QUALITIES) & (
        now.isin(mixed - {None}) | (now.isna() & bool(town))
    )
    tier = pd.Series(Tier.RURAL.value, located.index, dtype=object)
    return tier.mask(is_town, Tier.TOWN.value).mask(unknown, None)
