"""How well a check-in is known, and when it happened by the county's clock: rules, nothing else.

Only a check-in that something beside a person's word bears out is measured: the phone's own point
at the house, or the time in a photograph taken there. What a person typed, or what came with a
clock that cannot be put right, is typed. STAFFING: only measured arrivals certify the promise.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from risk.geography.plane import haversine_km
from risk.terms import ArrivalQuality

Floats = NDArray[np.float64]

CLOCKS_AGREE = timedelta(minutes=2)
PHOTO_APART = timedelta(minutes=15)  # a photograph this near in time bears an arrival out
PHOTO_OF_THE_DAY = timedelta(hours=12)  # one farther away is of another visit
LONGEST_S = 366 * 86_400.0  # nothing waits longer on a phone
OUTSIDE_KM = 30.0  # a point this far from every place of the day is not kept


@dataclass(frozen=True)
class DeviceTime:
    """A moment by a phone's clock, seconds of any zero the phone keeps to.

    Attributes:
        made_s: when the check-in was made.
        sent_s: when it was sent.
        ahead_s: county's clock less the phone's at their last contact before; None: unknown.
    """

    made_s: float
    sent_s: float
    ahead_s: float | None = None


def put_right(moment: DeviceTime, received_at: datetime, county_s: float) -> tuple[datetime, bool]:
    """The county's wall time of a moment told by a phone's clock, and whether it is sure.

    What counts is how long before sending it was made; a clock that was wrong all along does no
    harm. Where it was moved in between, the two ways of putting it right disagree: then the one
    known when it was made counts, and it is not sure.

    Args:
        moment: by the phone.
        received_at: by the county's clock.
        county_s: the same as seconds, of the zero ``ahead_s`` was told in.
    """
    by_sending = moment.made_s - moment.sent_s
    by_making = (
        None if moment.ahead_s is None else moment.made_s + moment.ahead_s - county_s
    )  # seconds before now, both
    agree = by_making is None or abs(by_making - by_sending) <= CLOCKS_AGREE.total_seconds()
    if agree and -LONGEST_S <= by_sending <= 0:
        return received_at + timedelta(seconds=by_sending), True
    if by_making is not None and -LONGEST_S <= by_making <= 0:
        return received_at + timedelta(seconds=by_making), False
    return received_at, False


@dataclass(frozen=True, eq=False)
class Houses:
    """Where crews were sent, one row a check-in (N,).

    Attributes:
        lon, lat: degrees; NaN: nobody knows.
        own: whether that is the house's own point, not its village's or township's.
        place_code: village it lies in.
    """

    lon: Floats
    lat: Floats
    own: NDArray[np.bool_]
    place_code: NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Villages:
    """Points of all villages (V,), degrees; those without one are left out."""

    codes: NDArray[np.object_]
    lon: Floats
    lat: Floats


def distance_m(houses: Houses, lon: Floats, lat: Floats) -> Floats:
    """Metres from each point to where its crew was sent (N,); NaN where one is missing."""
    return np.asarray(1000 * haversine_km(houses.lon, houses.lat, lon, lat))


def at_house(
    houses: Houses, villages: Villages, lon: Floats, lat: Floats, radius_m: float
) -> NDArray[np.bool_]:
    """Whether each point bears out that somebody was at the house (N,).

    Within ``radius_m`` of where its crew was sent; where that is not the house's own point, also
    anywhere nearer to its village than to any other.
    """
    near = np.asarray(distance_m(houses, lon, lat) <= radius_m)
    if not len(villages.codes):
        return near
    away = haversine_km(villages.lon, villages.lat, lon[:, None], lat[:, None])
    known = ~np.isnan(away).all(axis=1)
    nearest = np.argmin(np.nan_to_num(away, nan=np.inf), axis=1)
    in_village = known & ~houses.own & (villages.codes[nearest] == houses.place_code)
    return np.asarray(near | in_village)


def is_outside(villages: Villages, lon: float, lat: float) -> bool:
    """Whether a point is nowhere near the day's places: no evidence, and nobody's business."""
    away = haversine_km(villages.lon, villages.lat, np.array(lon), np.array(lat))
    return not float(np.nanmin(away, initial=np.inf)) <= OUTSIDE_KM


def qualities(
    here: NDArray[np.bool_], accuracy_m: Floats, radius_m: float, photo_apart_min: Floats
) -> list[ArrivalQuality]:
    """Measured, or no better than typed, each (N,).

    Args:
        here: whether its point lies at the house (:func:`at_house`), and no time was typed.
        accuracy_m: of that point; one vaguer than ``radius_m`` bears nothing out; NaN: not told.
        radius_m: ``check_in_radius_m``.
        photo_apart_min: minutes to the time of a photograph taken there; NaN: none.
    """
    near = here & ~(accuracy_m > radius_m)
    seen = np.abs(photo_apart_min) <= PHOTO_APART.total_seconds() / 60
    return [ArrivalQuality.MEASURED if m else ArrivalQuality.TYPED for m in near | seen]


def is_of_the_day(photo_at: datetime, at: datetime) -> bool:
    """Whether a photograph can be of this visit at all."""
    return abs(photo_at - at) <= PHOTO_OF_THE_DAY
