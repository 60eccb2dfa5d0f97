"""All that a county's data tell of its drives, and how far logged trips differ from it."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from risk.geography.network import Network
from risk.geography.travel import drives_of
from risk.hazard import village_places
from risk.history.intervals import TAIL
from risk.settings import Places
from risk.staffing.travel.fit import MAD_TO_SD, TRIPS_MIN, fit_drives
from risk.staffing.travel.table import travel_table
from risk.staffing.travel.trips import Trips, own_trips
from risk.staffing.travel.ways import RoadPace, Source, Ways, county_network, road_table


@dataclass(frozen=True)
class Learned:
    """What a county's data tell of its drives.

    Attributes:
        ways: matrix, roads, fitted drives and errors, for travel tables.
        trips: own trips that can be learned from, and why others cannot.
        judged: ordinary trips with told_min (dry, as the travel table has them) and source.
        network: the roads as a graph; None: there are no road lines near the villages.
    """

    ways: Ways
    trips: Trips
    judged: pd.DataFrame
    network: Network | None


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
    network = None if roads.empty else county_network(roads, regions, terrain)
    ways = Ways(
        matrix=None if matrix.empty else matrix,
        roads=None if network is None else road_table(network, bases, regions),
        fitted=fit_drives(trips, places),
    )
    judged = judge(trips, bases, regions, places, ways)
    pace = road_pace(judged, ways, places)
    if pace is not None:
        ways = replace(ways, road_pace=pace)
        judged = judge(trips, bases, regions, places, ways)
    return Learned(replace(ways, errors=own_errors(judged, ways)), trips, judged, network)


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


def road_pace(judged: pd.DataFrame, ways: Ways, places: Places) -> RoadPace | None:
    """What own ordinary trips make of minutes by road; None with fewer than `TRIPS_MIN`.

    The median over trips of logged over told drive, access left out of both; its interval from the
    order statistics of a sign test (no law of the error is assumed).
    """
    rows = judged[judged["source"] == Source.ROADS.value]
    n = len(rows)
    if n < TRIPS_MIN:
        return None
    drives = ways.fitted.drives if ways.fitted else drives_of(places)
    access = rows["tier"].map({tier: drive.access_min for tier, drive in drives.items()})
    logged, told = rows["minutes"] - access, rows["told_min"] - access
    times = np.sort((logged.clip(lower=1.0) / told.clip(lower=1.0)).to_numpy(float))
    half = ndtri(1 - TAIL) * np.sqrt(n) / 2
    low, high = int(np.floor(n / 2 - half)), int(np.ceil(n / 2 + half)) - 1
    return RoadPace(float(np.median(times)), float(times[max(low, 0)]), float(times[high]), n)


def own_errors(judged: pd.DataFrame, ways: Ways) -> dict[str, float]:
    """Error of each source that at least `TRIPS_MIN` logged trips tell of.

    A coefficient of variation from the median of |log(logged ÷ told)|, which holds a source's
    lean as well as its scatter; of fitted drives the left-one-out error.
    """
    errors = {}
    for source, rows in judged.groupby("source"):
        if len(rows) >= TRIPS_MIN:
            away = np.abs(np.log((rows["minutes"] / rows["told_min"]).to_numpy(float)))
            errors[str(source)] = float(np.sqrt(np.expm1((MAD_TO_SD * np.median(away)) ** 2)))
    if ways.fitted is not None:
        errors[Source.ESTIMATED.value] = ways.fitted.error_cv
    return errors
