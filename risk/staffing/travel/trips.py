"""Own trips from arrival logs: who set out where and when, and arrived when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from risk.geography.plane import haversine_km
from risk.hazard import village_places
from risk.terms import ArrivalQuality, Tier

STRAIGHT_ON_H = 1.0  # sent this soon after a survey, a crew comes from that village
HOME_H = 4.0  # sent this long after it, or first of all, a crew comes from its base
LONGEST_H = 12.0  # a longer trip is a wrong stamp
LEFT_OUT = ("no_stamp", "not_measured", "impossible", "origin_unknown", "same_village", "no_point")
TRIP_COLUMNS = (
    "claim_id", "crew_id", "day", "origin", "region_code", "tier", "km", "climb_m", "minutes",
    "event",
)  # fmt: skip


@dataclass(frozen=True)
class Trips:
    """Trips that can be learned from.

    Attributes:
        table: TRIP_COLUMNS; origin is a base id or a village code, km the straight line.
        left_out: claims left out by the first reason that holds, in the order of LEFT_OUT.
    """

    table: pd.DataFrame
    left_out: Mapping[str, int]

    def ordinary(self) -> pd.DataFrame:
        """Trips on days without an event: roads as they always are."""
        return self.table[~self.table["event"].astype(bool)]


def own_trips(
    claims: pd.DataFrame,
    bases: pd.DataFrame,
    regions: pd.DataFrame,
    surveyors: pd.DataFrame,
    vehicles: pd.DataFrame,
) -> Trips:
    """Trips with a dispatch stamp and a measured arrival, and a known origin.

    A crew sent within `STRAIGHT_ON_H` of its last survey comes from that village; sent later than
    `HOME_H` after it, from its base. In between nobody knows. The base of a crew is that of the
    car or person its number names, else the base whose id its number begins with.

    Args:
        claims: as known on a day: claim_id, crew_id, region_code, event, dispatched_at,
            arrived_at, surveyed_at, arrival_quality.
        bases: base_id, lon, lat, region_code.
        regions: the warehouse's regions.
        surveyors: surveyor_id, base_id; vehicles: vehicle_id, base_id; both may be empty.
    """
    villages = village_places(regions)
    rows = claims.sort_values(["crew_id", "dispatched_at", "claim_id"], ignore_index=True)
    rows = rows.assign(
        origin=_origin(rows, _base_of_crew(rows, bases, surveyors, vehicles)),
        minutes=60 * hours_between(rows["dispatched_at"], rows["arrived_at"]),
        day=rows["dispatched_at"].dt.normalize(),
    )
    rows = _measured(rows, _points(villages, bases), villages)
    reasons = {
        "no_stamp": rows["dispatched_at"].isna() | rows["arrived_at"].isna(),
        "not_measured": rows["arrival_quality"] != ArrivalQuality.MEASURED.value,
        "impossible": ~rows["minutes"].between(0, 60 * LONGEST_H, inclusive="right"),
        "origin_unknown": rows["origin"].isna(),
        "same_village": rows["origin"] == rows["region_code"],
        "no_point": rows["km"].isna(),
    }
    why = np.select(list(reasons.values()), list(reasons), default="")
    counts = pd.Series(why).value_counts()
    return Trips(
        rows.loc[why == "", list(TRIP_COLUMNS)].reset_index(drop=True),
        {name: int(counts.get(name, 0)) for name in LEFT_OUT},
    )


def _origin(rows: pd.DataFrame, base: "pd.Series[Any]") -> "pd.Series[Any]":
    """Where each crew set out: its last village, its base, or unknown (null)."""
    crew = rows.groupby("crew_id", dropna=True)
    last_village = crew["region_code"].shift()
    last_end = crew["surveyed_at"].shift()
    first = crew.cumcount() == 0
    idle_h = hours_between(last_end, rows["dispatched_at"])
    straight_on = idle_h.between(0, STRAIGHT_ON_H)
    from_home = (first | (idle_h > HOME_H)) & rows["crew_id"].notna()
    origin = last_village.astype(object).where(straight_on, None)
    return origin.mask(from_home, base.astype(object))


def hours_between(begin: "pd.Series[Any]", end: "pd.Series[Any]") -> "pd.Series[Any]":
    """Hours from one stamp to the other; NaN where one is missing."""
    return (end - begin).dt.total_seconds() / 3600


def _base_of_crew(
    rows: pd.DataFrame, bases: pd.DataFrame, surveyors: pd.DataFrame, vehicles: pd.DataFrame
) -> "pd.Series[Any]":
    """Base of each row's crew; null where its number tells none."""
    named = pd.concat(
        [
            surveyors.set_index("surveyor_id")["base_id"],
            vehicles.set_index("vehicle_id")["base_id"],
        ]
    )
    known = named[~named.index.duplicated()].to_dict()
    ids = sorted(bases["base_id"].astype(str), key=len, reverse=True)

    def base_of(crew: str) -> str | None:
        begun = (i for i in ids if crew == i or (crew.startswith(i) and not crew[len(i)].isalnum()))
        return known.get(crew) or next(begun, None)

    crews = rows["crew_id"].dropna().astype(str).unique()
    return rows["crew_id"].map({crew: base_of(crew) for crew in crews})


def _points(villages: pd.DataFrame, bases: pd.DataFrame) -> pd.DataFrame:
    """lon, lat, elevation_m by village code and base id; of villages only with an own point."""
    columns = ["lon", "lat", "elevation_m"]
    own = villages.loc[villages["point_source"] == "own", columns]
    height_m = villages["elevation_m"].reindex(bases["region_code"]).to_numpy()
    at_base = bases.set_index("base_id")[["lon", "lat"]].assign(elevation_m=height_m)
    both = pd.concat([at_base, own])
    return both[~both.index.duplicated()].astype(float)


def _measured(rows: pd.DataFrame, points: pd.DataFrame, villages: pd.DataFrame) -> pd.DataFrame:
    """With km, climb_m and the tier of the end; km null where an end has no point."""
    start, end = points.reindex(rows["origin"]), points.reindex(rows["region_code"])
    lon_a, lat_a, m_a = start.to_numpy().T
    lon_b, lat_b, m_b = end.to_numpy().T
    town = villages["tier"].reindex(rows["region_code"]).to_numpy() == Tier.TOWN.value
    return rows.assign(
        km=haversine_km(lon_a, lat_a, lon_b, lat_b),
        climb_m=np.nan_to_num(np.abs(m_b - m_a)),
        tier=np.where(town, Tier.TOWN.value, Tier.RURAL.value),
    )
