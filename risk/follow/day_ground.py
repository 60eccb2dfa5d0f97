"""Where a day is driven: minutes between all places, weather on the roads, roads closed."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.facts import Facts
from risk.geography.plane import haversine_km
from risk.hazard import village_places
from risk.planned import county_graph
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
        minutes=_square(60.0 * drives.trip_h, pd.Index(codes).get_indexer(lies_in(facts))),
        bases=len(facts.bases),
        routing=county.routing,
        staffing=county.staffing,
        travel_cv=drives.common_cv,
    )


def lies_in(facts: Facts) -> list[str]:
    """Village each base lies in: as told, else the nearest."""
    villages = village_places(facts.regions)
    told = facts.bases["region_code"].where(facts.bases["region_code"].isin(villages.index))
    km = haversine_km(
        *facts.bases[["lon", "lat"]].to_numpy(np.float64).T[:, :, None],
        *villages[["lon", "lat"]].to_numpy(np.float64).T[:, None, :],
    )
    nearest = villages.index[np.argmin(km, axis=1)]
    return [str(n if pd.isna(t) else t) for t, n in zip(told, nearest, strict=True)]


def _square(to_villages: Floats, base_in: NDArray[np.int64]) -> Floats:
    """Minutes to villages with those to bases added: the way back takes what the way out does.

    From base to base one drives to the village the base lies in.
    """
    out = to_villages[: len(base_in)]
    between = np.minimum(out[:, base_in], out[:, base_in].T)
    np.fill_diagonal(between, 0.0)
    return np.ascontiguousarray(np.hstack([np.vstack([between, out.T]), to_villages]))


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
        RoadCut(_with_bases(c.region_codes, facts), 60.0 * c.from_h)
        for c in closed
        if c.until_h > now_h
    )


def _with_bases(region_codes: Sequence[str], facts: Facts) -> tuple[str, ...]:
    """A pocket's places: the bases that lie in one of its villages, and its villages."""
    where = zip(facts.bases["base_id"].astype(str), lies_in(facts), strict=True)
    return (*(base for base, village in where if village in region_codes), *region_codes)
