"""Where a day is driven: minutes between all places, weather on the roads, roads closed."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.flow import Facts, county_graph
from risk.hazard import village_places
from risk.reference.roads import road_weathers
from risk.settings import County
from risk.staffing.closures import closures_of, still_closed
from risk.staffing.live import Ground, RoadCut
from risk.staffing.travel import travel_table
from risk.staffing.travel.weather import Spell, hourly_pace

HOURS = 48
CLEARED_H = 24.0
"""Roads are taken to be wet or snowy for a day after an event's end."""

Floats = NDArray[np.float64]


def midnight(day: date) -> datetime:
    """Minute 0 of a day."""
    return datetime.combine(day, time())


def minute_of(at: datetime | pd.Timestamp, day: date) -> float:
    """Minutes from the day's midnight."""
    return (pd.Timestamp(at) - pd.Timestamp(midnight(day))).total_seconds() / 60


def ground_of(facts: Facts, county: County, day: date) -> Ground:
    """Bases and villages with dry minutes between all of them.

    Args:
        facts: bases, regions, and what is learned of drives.
        county: settings.
        day: which.

    Raises:
        ModelError: no base is on record: nobody starts anywhere.
    """
    if facts.bases.empty:
        raise ModelError("no base on record", where="dispatch", remedy="load a base ledger")
    villages = village_places(facts.regions)
    codes = villages.index.to_numpy(dtype=object)
    drives = travel_table(
        codes, facts.bases, facts.regions, None, county.places, ways=facts.learned.ways
    )
    points = pd.concat([facts.bases[["lon", "lat"]], villages[["lon", "lat"]]])
    lon, lat = points.to_numpy(np.float64).T
    return Ground(
        day=day,
        place_codes=(*facts.bases["base_id"].astype(str), *(str(c) for c in codes)),
        lon=lon,
        lat=lat,
        minutes=_square(60.0 * drives.trip_h, facts.bases["region_code"], codes),
        bases=len(facts.bases),
        routing=county.routing,
        staffing=county.staffing,
        travel_cv=drives.common_cv,
    )


def _square(
    to_villages: Floats, base_regions: "pd.Series[str]", codes: NDArray[np.object_]
) -> Floats:
    """Minutes to villages with those to bases added: the way back takes what the way out does.

    From base to base one drives to the village the base lies in; of an unknown village, by the
    village that is least out of the way.
    """
    bases = len(base_regions)
    out = to_villages[:bases]
    by_way = (out[:, None, :] + out[None, :, :]).min(axis=2)
    lies_in = pd.Index(codes).get_indexer(pd.Index(base_regions))
    told = np.where(lies_in >= 0, out[:, lies_in], by_way)
    between = np.minimum(told, told.T)
    np.fill_diagonal(between, 0.0)
    to_bases = np.vstack([between, out.T])
    return np.ascontiguousarray(np.hstack([to_bases, to_villages]))


def pace_of(events: pd.DataFrame, day: date, known_at: datetime) -> tuple[float, ...]:
    """Times the dry drive by hour of the day and the next, from events known by a moment (48).

    The mean of the published range of an event's kind of weather, from its start to `CLEARED_H`
    after its end; of one without an end to the end of the table.
    """
    begun = events[events["started_at"] <= known_at]
    told = zip(begun["peril_family"], begun["started_at"], begun["ended_at"], strict=True)
    spells = (_spell(family, start, end, day, known_at) for family, start, end in told)
    return tuple(hourly_pace([s for s in spells if s], HOURS, table_factor=1.0).tolist())


def _spell(family: str, start: Any, end: Any, day: date, known_at: datetime) -> Spell | None:
    """An event's hours on the roads as known by a moment; None: it has none on this day."""
    weather = next((w for w in road_weathers() if family in w.families), None)
    under_way = pd.isna(end) or end > known_at
    until_h = float(HOURS) if under_way else minute_of(end, day) / 60 + CLEARED_H
    from_h = minute_of(start, day) / 60
    if weather is None or until_h <= max(from_h, 0.0) or from_h >= HOURS:
        return None
    return Spell(from_h, until_h, (weather.low + weather.high) / 2)


def cuts_of(facts: Facts, day: date, at: datetime) -> tuple[RoadCut, ...]:
    """Pockets cut off by what was told of roads up to a moment; nobody knows until when."""
    states = facts.road_states[facts.road_states["observed_at"] <= at]
    if not still_closed(states):
        return ()
    hours = max(minute_of(at, day) / 60, 0.0) + 1.0
    closed = closures_of(
        states, facts.regions, starts_at=midnight(day), hours=hours, graph=county_graph(facts)
    )
    now_h = minute_of(at, day) / 60
    return tuple(
        RoadCut(_with_bases(c.region_codes, facts.bases), 60.0 * c.from_h)
        for c in closed
        if c.until_h > now_h
    )


def _with_bases(region_codes: Sequence[str], bases: pd.DataFrame) -> tuple[str, ...]:
    """A pocket's places: its villages, and the bases that lie in one of them."""
    inside = bases.loc[bases["region_code"].isin(region_codes), "base_id"].astype(str)
    return (*inside, *region_codes)
