"""What is known of a village beside its claims: how it is built, where it lies, what strikes it.

Everything is told as of the end of a contract year, so that a judged year never helps to tell
itself. A county has few claims, so there are few columns, and each has a reason of its own.

Shapes: Y contract years, N lowest regions, P columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from risk.geography.plane import EARTH_RADIUS_KM, Plane
from risk.geography.rings import AREA_TYPES
from risk.geography.terrain import nearest_km
from risk.scoring.moments import Floats, membership
from risk.scoring.record import ALL, Hierarchy
from risk.terms import PerilFamily, Tier

STRUCTURE, AGE, TERRAIN, HAZARD = "structure", "age", "terrain", "hazard"
# What a family's hazard is measured in, by events and weather alike (the presets' quantities);
# ground fails after days of rain. Other families are measured as their first event was.
QUANTITY = {
    PerilFamily.STORM: "wind_ms", PerilFamily.FLOOD: "rain_mm_24h", PerilFamily.SNOW: "snow_mm_24h",
    PerilFamily.GROUND: "rain_mm_10d",
}  # fmt: skip
# All perils together: at most three hazards. That of the ground is rain, as that of floods is.
OF_ALL = (PerilFamily.STORM, PerilFamily.FLOOD, PerilFamily.SNOW, PerilFamily.EARTHQUAKE)
OF_ALL_MOST = 3
BY_WATER = (ALL, PerilFamily.FLOOD.value)  # slopes that slide lie away from rivers too
NEAREST = 4  # points joined with a region that touches none
REACH = 3.0  # how far they may lie, in medians of the distance to the fourth nearest point
GAP_M = 20.0  # gaps between outlines of neighbours that are faults of drawing


@dataclass(frozen=True)
class Features:
    """Features of every village as known at the end of every year.

    Attributes:
        values: (Y, N, P), nothing missing.
        names: (P,) earth_share, poor_share (shares of insured houses), age_years, elevation_m,
            slope_deg, river_log1p_km (log(1 + km)), town_km, hazard_<family> (unit of `QUANTITY`).
        groups: (P,) "structure", "age", "terrain" or "hazard".
        monotone: (P,) 1 where more is never safer, −1 where less is not, 0 where either may be.
    """

    values: Floats
    names: tuple[str, ...]
    groups: tuple[str, ...]
    monotone: tuple[int, ...]


@dataclass(frozen=True)
class _Column:
    name: str
    group: str
    monotone: int
    values: Floats  # (Y, N), NaN where not known


def build_features(
    houses: pd.DataFrame,
    regions: pd.DataFrame,
    events: pd.DataFrame,
    intensity: pd.DataFrame,
    weather: pd.DataFrame,
    hierarchy: Hierarchy,
    years: ArrayLike,
    family: str,
    start_month: int,
    *,
    terrain: pd.DataFrame | None = None,
) -> Features:
    """Gather what is known of every village at the end of every year.

    A column that tells no village from another in the last year is left out. A village of which
    something is not known has its township's mean of the same year, else that of all villages: it
    is most likely like those around it, and a linear model can then neither gain nor lose by it. In
    a year in which it is known of no village it is 0 for all, which tells nothing.

    Args:
        houses: `Warehouse.village_features`; a year without policies has what was known last.
        regions: `Warehouse.regions`.
        events: `Warehouse.events` (event_id, peril_family, started_at).
        intensity: event_id, region_code, quantity, intensity; a village outside an event's
            footprint felt 0. A township's value is that of its villages, a county's likewise.
        weather: `Warehouse.weather`, of villages or of what holds them.
        hierarchy: the villages.
        years: (Y,) contract years, rising; what happened later is not looked at.
        family: a peril family, or "all".
        start_month: month the contract year opens in.
        terrain: `Warehouse.terrain`, which knows slope and river; else columns of ``regions``.
    """
    wanted = np.asarray(years, dtype=np.int64)
    shape = (len(wanted), len(hierarchy.codes))
    if not len(wanted):
        return Features(np.zeros((*shape, 0)), (), (), ())
    found = [
        *_built(houses, hierarchy, wanted, family),
        *_lie(regions, terrain, hierarchy, len(wanted), family),
        *_hazards(events, intensity, weather, hierarchy, wanted, family, start_month),
    ]
    filled = [replace(c, values=_fill(c.values, hierarchy.group)) for c in found]
    kept = [c for c in filled if _differs(c.values[-1])]
    return Features(
        np.stack([c.values for c in kept], axis=-1) if kept else np.zeros((*shape, 0)),
        tuple(c.name for c in kept),
        tuple(c.group for c in kept),
        tuple(c.monotone for c in kept),
    )


def neighbour_pairs(regions: pd.DataFrame, hierarchy: Hierarchy) -> NDArray[np.int64]:
    """Which of the lowest regions lie side by side.

    Outlines that share a border or a corner (up to 20 m apart: outlines rarely meet exactly). A
    region that touches none, or has a point alone, is joined with its four nearest points, if they
    are within three times the county's median distance to a fourth nearest: in pastures villages
    lie farther apart than in a valley, and across a gap they are not alike.

    Args:
        regions: code, and as far as known geometry, lon, lat (degrees).
        hierarchy: the regions.

    Returns:
        (E, 2) numbers into ``hierarchy.codes``, the smaller first, sorted; (0, 2) if nothing is
        known.
    """
    own = _own(regions, hierarchy)
    shapes = _shapes(own)
    edges = _touching(shapes)
    lonely = np.setdiff1d(np.arange(len(own)), edges)
    edges = np.vstack([edges, _nearest(_points(own), lonely)])
    return np.unique(np.sort(edges, axis=1), axis=0)


# --- how houses are built -------------------------------------------------------------------------


def _built(
    houses: pd.DataFrame, hierarchy: Hierarchy, years: NDArray[np.int64], family: str
) -> Iterator[_Column]:
    """Means over policies; where a village has none in a year, of the last year it had some."""
    grid = np.union1d(years, houses["year"].to_numpy(np.int64))
    burns = int(family != PerilFamily.ACCIDENT.value)  # earth walls are no worse in a fire
    for name, group, monotone in (
        ("earth_share", STRUCTURE, burns),
        ("poor_share", STRUCTURE, 1),
        ("age_years", AGE, 1),
    ):
        known = _table(houses, "year", name, grid).reindex(columns=hierarchy.codes)
        if group == AGE:  # houses grow older also where nobody tells
            born = known.sub(pd.Series(grid, index=grid), axis=0).ffill()
            known = born.add(pd.Series(grid, index=grid), axis=0)
        yield _Column(name, group, monotone, known.ffill().loc[years].to_numpy(float))


def _table(rows: pd.DataFrame, year: str, value: str, grid: NDArray[np.int64]) -> pd.DataFrame:
    """The largest value by year (rows, as in ``grid``) and region (columns)."""
    named = rows[rows["region_code"].notna()]
    largest = named.groupby([year, "region_code"])[value].max()
    return largest.astype(float).unstack("region_code").reindex(grid)


# --- where a village lies -------------------------------------------------------------------------


def _lie(
    regions: pd.DataFrame,
    terrain: pd.DataFrame | None,
    hierarchy: Hierarchy,
    n_years: int,
    family: str,
) -> Iterator[_Column]:
    """Terrain, the same in all years. Height and slope help against one peril, not another."""
    own = _own(regions, hierarchy)
    if terrain is not None:
        own = own.combine_first(terrain.set_index("region_code").reindex(hierarchy.codes))
    river = -1 if family in BY_WATER else 0
    for name, monotone, values in (
        ("elevation_m", 0, _numbers(own, "elevation_m")),
        ("slope_deg", 0, _numbers(own, "slope_deg")),
        # a hundred metres matter beside a river, not far from it
        ("river_log1p_km", river, np.log1p(_numbers(own, "river_km"))),
        ("town_km", 0, _town_km(regions, own)),
    ):
        yield _Column(name, TERRAIN, monotone, np.tile(values, (n_years, 1)))


def _town_km(regions: pd.DataFrame, own: pd.DataFrame) -> Floats:
    """Km to the nearest region of tier town; where none is listed, as the terrain tells."""
    if "tier" not in regions:
        return _numbers(own, "town_km")
    towns = _points(regions[regions["tier"] == Tier.TOWN.value])
    towns = towns[~shapely.is_missing(towns)]
    return nearest_km(_points(own), towns) if len(towns) else _numbers(own, "town_km")


def _own(regions: pd.DataFrame, hierarchy: Hierarchy) -> pd.DataFrame:
    """Rows of the lowest regions, in their order."""
    table = pd.DataFrame(regions.drop_duplicates("code").set_index("code"))
    return table.reindex(hierarchy.codes)


def _numbers(frame: pd.DataFrame, name: str) -> Floats:
    if name not in frame:
        return np.full(len(frame), np.nan)
    return np.asarray(pd.to_numeric(frame[name]), dtype=float)


def _shapes(frame: pd.DataFrame) -> NDArray[np.object_]:
    """(n,) geometries; None where there is none."""
    if "geometry" not in frame:
        return np.full(len(frame), None, dtype=object)
    shapes = np.array(frame["geometry"], dtype=object)
    shapes[~shapely.is_geometry(shapes) | shapely.is_empty(shapes)] = None
    return shapes


def _points(frame: pd.DataFrame) -> NDArray[np.object_]:
    """(n,) the point given, else one inside the outline, else None."""
    lon, lat = _numbers(frame, "lon"), _numbers(frame, "lat")
    given = np.isfinite(lon) & np.isfinite(lat)
    points = shapely.point_on_surface(_shapes(frame))
    points[given] = shapely.points(lon[given], lat[given])
    return np.asarray(points, dtype=object)


# --- what strikes it ------------------------------------------------------------------------------


def _hazards(
    events: pd.DataFrame,
    intensity: pd.DataFrame,
    weather: pd.DataFrame,
    hierarchy: Hierarchy,
    years: NDArray[np.int64],
    family: str,
    start_month: int,
) -> list[_Column]:
    """Of the family, or of all: the first of `OF_ALL` that tell villages apart."""
    begun = events.assign(year=_contract_year(events["started_at"], start_month))
    days = weather.assign(year=_contract_year(weather["day"], start_month))
    begun, days = begun[begun["year"] <= years[-1]], days[days["year"] <= years[-1]]
    found = []
    for one in OF_ALL if family == ALL else (family,):
        values = _climate(begun, intensity, days, hierarchy, years, one)
        if values is not None and _differs(values[-1]):
            found.append(_Column(f"hazard_{one}", HAZARD, 1, values))
    return found[:OF_ALL_MOST]


def _climate(
    events: pd.DataFrame,
    intensity: pd.DataFrame,
    weather: pd.DataFrame,
    hierarchy: Hierarchy,
    years: NDArray[np.int64],
    family: str,
) -> Floats | None:
    """(Y, N) mean over the years so far of the strongest a village felt in a year.

    A year's strongest is that of an event at the village or of the weather station that speaks for
    it, whichever is more: stations are few, and events are listed only where they did damage.
    """
    marks = intensity.merge(
        events.loc[events["peril_family"] == family, ["event_id", "year", "started_at"]],
        on="event_id",
    ).sort_values(["started_at", "quantity"])
    first = None if marks.empty else str(marks["quantity"].iloc[0])
    quantity = QUANTITY.get(PerilFamily(family), first)
    marks = marks[marks["quantity"] == quantity]
    stations = weather[["region_code", "year"]].assign(value=weather.get(quantity, np.nan))
    stations = stations[stations["value"].notna()]
    if marks.empty and stations.empty:
        return None
    since = min(int(t["year"].min()) for t in (marks, stations) if len(t))
    grid = np.arange(min(since, int(years[0])), years[-1] + 1)
    measured = _inherit(_table(stations, "year", "value", grid), hierarchy)
    measured = _fill(measured, hierarchy.group, nowhere=np.nan)
    felt = _felt(marks, hierarchy, grid) if len(marks) else np.full_like(measured, np.nan)
    strongest = np.fmax(measured, felt)
    told = np.cumsum(np.isfinite(strongest), axis=0)
    total = np.cumsum(np.nan_to_num(strongest), axis=0)
    mean = np.divide(total, told, out=np.full_like(total, np.nan), where=told > 0)
    return np.asarray(mean[np.searchsorted(grid, years)])


def _felt(marks: pd.DataFrame, hierarchy: Hierarchy, grid: NDArray[np.int64]) -> Floats:
    """(years of grid, N) the strongest event of each year at each village, 0 outside all."""
    felt = np.zeros((len(grid), len(hierarchy.codes)))
    for year, rows in marks.groupby("year"):
        one = _table(rows, "event_id", "intensity", np.unique(rows["event_id"]))
        at = np.nan_to_num(_inherit(one, hierarchy))
        felt[np.searchsorted(grid, int(str(year)))] = at.max(axis=0)
    return felt


def _inherit(table: pd.DataFrame, hierarchy: Hierarchy) -> Floats:
    """(rows, N): each village's own value, else its township's, else its county's."""
    told = np.full((len(table), len(hierarchy.codes)), np.nan)
    for codes in (hierarchy.codes, hierarchy.township, hierarchy.county):
        above = table.reindex(columns=pd.Index(codes, dtype=object)).to_numpy(float)
        told = np.where(np.isnan(told), above, told)
    return told


def _contract_year(moments: "pd.Series[pd.Timestamp]", start_month: int) -> "pd.Series[int]":
    at = pd.to_datetime(moments)
    return at.dt.year - (at.dt.month < start_month)


# --- what is missing, and what tells nothing ------------------------------------------------------


def _fill(values: Floats, group: NDArray[np.int64], nowhere: float = 0.0) -> Floats:
    """(Y, N) missing cells as the township's mean of the year, else the mean of all villages.

    Means count each village that is known once; ``nowhere`` stands where none is.
    """
    known = np.isfinite(values)
    if known.all():
        return values
    there = np.where(known, values, 0.0)
    member = membership(group)
    total, count = there @ member, known.astype(float) @ member
    township = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)[:, group]
    n = known.sum(axis=1, keepdims=True)
    everywhere = np.divide(
        there.sum(axis=1, keepdims=True), n, out=np.full((len(values), 1), nowhere), where=n > 0
    )
    mean = np.where(np.isfinite(township), township, everywhere)
    return np.where(known, values, mean)


def _differs(values: Floats) -> bool:
    """Whether any two known values differ by more than rounding."""
    known = values[np.isfinite(values)]
    return bool(len(known)) and bool(np.ptp(known) > 1e-9 * np.abs(known).max())


# --- neighbours -----------------------------------------------------------------------------------


def _touching(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """(E, 2) numbers of areas that share a border or a corner, the smaller first."""
    areas = np.flatnonzero(np.isin(shapely.get_type_id(shapes), AREA_TYPES))
    if len(areas) < 2:
        return np.empty((0, 2), dtype=np.int64)
    flat = Plane.around(shapes[areas]).to_metres(shapes[areas])
    a, b = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=GAP_M)
    return np.asarray(np.column_stack([areas[a], areas[b]])[a < b], dtype=np.int64)


def _nearest(points: NDArray[np.object_], lonely: NDArray[np.int64]) -> NDArray[np.int64]:
    """(E, 2) each lonely region with a point, and the nearest others within reach.

    Distances are chords of the globe, true for a county and a country alike.
    """
    placed = np.flatnonzero(~shapely.is_missing(points))
    count = min(NEAREST, len(placed) - 1)
    lonely = np.intersect1d(lonely, placed)
    if count < 1 or not len(lonely):
        return np.empty((0, 2), dtype=np.int64)
    lon, lat = np.radians(shapely.get_coordinates(points[placed])).T
    globe = EARTH_RADIUS_KM * np.column_stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    )
    km, at = (np.asarray(found) for found in cKDTree(globe).query(globe, k=count + 1))
    reach = REACH * np.median(km[:, -1])
    of, to = np.repeat(np.arange(len(placed)), count + 1), at.ravel()
    near = np.isin(placed[of], lonely) & (to != of) & (km.ravel() <= reach)
    return np.column_stack([placed[of[near]], placed[to[near]]])
