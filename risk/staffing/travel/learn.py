"""All that a county's data tell of its drives, and how far logged trips differ from it."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from risk.errors import GeographyError
from risk.geography.network import Network
from risk.geography.travel import Drive, drives_of
from risk.hazard import village_places
from risk.settings import Places
from risk.staffing.travel.fit import MAD_TO_SD, TRIPS_MIN, TierFit, fit_drives, fit_tier
from risk.staffing.travel.table import travel_table
from risk.staffing.travel.trips import Trips, own_trips
from risk.staffing.travel.ways import Source, Ways, county_network, road_table


@dataclass(frozen=True)
class RoadsJudged:
    """Own trips between places the roads join: error by road and of the estimate (cv)."""

    trips: int
    road_cv: float
    estimate_cv: float

    @property
    def hold(self) -> bool:
        """Whether minutes by road are at least as near as the estimate; else they are set aside."""
        return self.road_cv <= self.estimate_cv


@dataclass(frozen=True)
class Learned:
    """What a county's data tell of its drives.

    Attributes:
        ways: matrix, roads, fitted drives and errors, for travel tables.
        trips: own trips that can be learned from, and why others cannot.
        judged: ordinary trips with told_min (dry, as the travel table has them) and source.
        network: the roads as a graph; None: there are no road lines near the villages.
        roads: what own trips say of minutes by road; None: too few trips to tell.
    """

    ways: Ways
    trips: Trips
    judged: pd.DataFrame
    network: Network | None
    roads: RoadsJudged | None


def learn_ways(
    claims: pd.DataFrame,
    bases: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    terrain: pd.DataFrame,
    roads: pd.DataFrame,
    matrix: pd.DataFrame,
    surveyors: pd.DataFrame,
    vehicles: pd.DataFrame,
    places: Places,
) -> Learned:
    """Roads into a table, arrival logs into drives and errors.

    Args:
        claims: as known on a day; nothing later is used.
        bases, regions, terrain, surveyors, vehicles: the warehouse's tables.
        roads: road_id, class, geometry (lines; may be empty).
        matrix: origin, region_code, minutes; may be empty.
        places: settings.
    """
    trips = own_trips(claims, bases, regions, surveyors, vehicles)
    network = _network(roads, regions, terrain)
    ways = Ways(
        matrix=None if matrix.empty else matrix,
        roads=None if network is None else road_table(network, bases, regions),
        fitted=fit_drives(trips, places),
    )
    judged = judge(trips, bases, regions, places, ways)
    road_fit = fit_roads(judged, ways, places)
    if road_fit is None:
        return Learned(replace(ways, errors=own_errors(judged, ways)), trips, judged, network, None)
    paced, without = replace(ways, road_fit=road_fit), replace(ways, roads=None)
    by_road, estimated = (judge(trips, bases, regions, places, w) for w in (paced, without))
    both = by_road["source"] == Source.ROADS.value
    verdict = RoadsJudged(
        int(both.sum()), trip_error(by_road[both]), trip_error(estimated[both.to_numpy()])
    )
    ways, judged = (paced, by_road) if verdict.hold else (without, estimated)
    ways = replace(ways, errors=own_errors(judged, ways))
    return Learned(ways, trips, judged, network, verdict)


def _network(roads: pd.DataFrame, regions: pd.DataFrame, terrain: pd.DataFrame) -> Network | None:
    """The roads near the villages; None: there are none, and drives are estimated."""
    try:
        return None if roads.empty else county_network(roads, regions, terrain)
    except GeographyError:
        return None


def judge(
    trips: Trips, bases: pd.DataFrame, regions: pd.DataFrame, places: Places, ways: Ways
) -> pd.DataFrame:
    """Ordinary trips beside the travel table: TRIP_COLUMNS, told_min, source."""
    ordinary = trips.ordinary()
    if ordinary.empty:
        return ordinary.assign(told_min=np.array([], float), source=np.array([], object))
    codes = village_places(regions).index.to_numpy(dtype=object)
    dry = travel_table(codes, bases, regions, None, places, ways=ways)
    starts = pd.Index(np.concatenate([dry.base_ids, codes]))
    row = starts.get_indexer(pd.Index(ordinary["origin"]))
    column = pd.Index(codes).get_indexer(pd.Index(ordinary["region_code"]))
    return ordinary.assign(
        told_min=60 * dry.trip_h[row, column], source=dry.source[row, column]
    ).reset_index(drop=True)


def fit_roads(judged: pd.DataFrame, ways: Ways, places: Places) -> TierFit | None:
    """Access and pace own ordinary trips make of minutes by road; None with fewer than `TRIPS_MIN`.

    The law and the estimate are those of `fit_drives`, with the map's minutes for kilometres.
    """
    rows = judged[judged["source"] == Source.ROADS.value]
    if len(rows) < TRIPS_MIN:
        return None
    drives = ways.fitted.drives if ways.fitted else drives_of(places)
    access = rows["tier"].map({tier: drive.access_min for tier, drive in drives.items()})
    driven = rows.assign(km=(rows["told_min"] - access).clip(lower=0.0), climb_m=0.0)
    return fit_tier(driven, Drive(places.access_min, 1.0, 0.0))


def own_errors(judged: pd.DataFrame, ways: Ways) -> dict[str, float]:
    """Error of each source that at least `TRIPS_MIN` logged trips tell of.

    It holds a source's lean as well as its scatter; of fitted drives the left-one-out error.
    """
    errors = {
        str(source): trip_error(rows)
        for source, rows in judged.groupby("source")
        if len(rows) >= TRIPS_MIN
    }
    if ways.fitted is not None:
        errors[Source.ESTIMATED.value] = ways.fitted.error_cv
    return errors


def trip_error(rows: pd.DataFrame) -> float:
    """Error of told minutes: a coefficient of variation by the median of |log(logged ÷ told)|."""
    away = np.abs(np.log((rows["minutes"] / rows["told_min"]).to_numpy(float)))
    return float(np.sqrt(np.expm1((MAD_TO_SD * np.median(away)) ** 2)))
