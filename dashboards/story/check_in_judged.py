"""What a phone sent of one check-in, as evidence: when it was, where, how well it is known, or not.

The rules are `risk.staffing.live.evidence`; here they are asked of one day and one crew's pass.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from risk.operations.check_in import CheckIn
from risk.operations.check_in_link import Pass
from risk.operations.dispatch import KeptDay
from risk.staffing.live import DayClaim, DayState, Ground
from risk.staffing.live.evidence import (
    LONGEST_S,
    DeviceTime,
    Houses,
    Villages,
    at_house,
    distance_m,
    is_of_the_day,
    is_outside,
    put_right,
    qualities,
)
from risk.terms import ArrivalQuality, CheckInKind

EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Told:
    """One check-in as a phone sent it, its form checked and nothing more.

    ``made_s``, ``photo_s``: by the phone's clock; ``typed``: a person gave the time.
    """

    uuid: str
    claim_id: str
    kind: CheckInKind
    made_s: float
    ahead_s: float | None = None
    typed: bool = False
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    photo_s: float | None = None


@dataclass(frozen=True, eq=False)
class Open:
    """A day as one pass opens it: its log, where it stands, whose route, and the day's own time.

    A replayed day keeps its own time; a pass that is over still takes what was made before.
    """

    kept: KeptDay
    state: DayState
    granted: Pass
    now: datetime

    @property
    def over(self) -> bool:
        """Whether the pass is over: nothing it brings changes the day."""
        return self.now > self.granted.valid_until

    def was_given(self, claim_id: str) -> bool:
        """Whether a claim is or ever was on this crew's route."""
        crew = self.granted.crew_id
        if claim_id in self.state.routes.get(crew, ()):
            return True
        routes = (self.kept.start.routes, *(deed.routes or {} for deed in self.kept.log))
        return any(claim_id in given.get(crew, ()) for given in routes)


def judge(opened: Open, told: Told, sent_s: float) -> tuple[CheckIn | None, tuple[str, ...]]:
    """What a phone sent as evidence, and notes on it; None: it is none of this crew's claims."""
    claim = opened.state.claims.get(told.claim_id)
    if claim is None or not opened.was_given(told.claim_id):
        return None, ("other_crew",)
    at, sure = when(opened, told, sent_s)
    if opened.over and at > opened.granted.valid_until:
        return None, ("over",)
    lon, lat, outside = point_of(opened.state.ground, told)
    photo_at, other_visit = photo_of(told, at)
    distance, quality = known_how(opened.state.ground, claim, told, lon, lat, at, photo_at)
    typed = not sure or opened.over
    notes = {"clock": not sure, "outside": outside, "photo": other_visit, "over": opened.over}
    check_in = CheckIn(
        told.uuid, told.claim_id, told.kind, at, device_time(told.made_s),
        ArrivalQuality.TYPED if typed else quality, lon, lat,
        None if lon is None else told.accuracy_m, distance, photo_at,
    )  # fmt: skip
    return check_in, tuple(note for note, holds in notes.items() if holds)


def when(opened: Open, told: Told, sent_s: float) -> tuple[datetime, bool]:
    """When it happened, and whether that is sure: on the pass's own day, else when it came."""
    county_s = (opened.now - EPOCH).total_seconds()
    at, sure = put_right(DeviceTime(told.made_s, sent_s, told.ahead_s), opened.now, county_s)
    if at < midnight(opened.state.ground.day):
        return opened.now, False
    return at, sure


def point_of(ground: Ground, told: Told) -> tuple[float | None, float | None, bool]:
    """Longitude and latitude worth keeping, and whether some were given that are not."""
    if told.lon is None or told.lat is None:
        return None, None, False
    if is_outside(villages_of(ground), told.lon, told.lat):
        return None, None, True
    return told.lon, told.lat, False


def photo_of(told: Told, at: datetime) -> tuple[datetime | None, bool]:
    """Time of the photograph, and whether one was given that is of another visit."""
    if told.photo_s is None:
        return None, False
    apart = told.photo_s - told.made_s  # one clock told both
    if abs(apart) > LONGEST_S:
        return None, True
    photo_at = at + timedelta(seconds=apart)
    return (photo_at, False) if is_of_the_day(photo_at, at) else (None, True)


def known_how(
    ground: Ground, claim: DayClaim, told: Told, lon: float | None, lat: float | None,
    at: datetime, photo_at: datetime | None,
) -> tuple[float | None, ArrivalQuality]:  # fmt: skip
    """Metres to the house (None: unknown), and how well the check-in is known."""
    x, y = (np.array([math.nan if v is None else v]) for v in (lon, lat))
    houses = Houses(
        np.array([claim.lon]), np.array([claim.lat]), np.array([claim.point_source == "own"]),
        np.array([claim.place_code], object),
    )  # fmt: skip
    radius_m = ground.routing.check_in_radius_m
    here = at_house(houses, villages_of(ground), x, y, radius_m) & (not told.typed)
    accuracy = np.array([math.nan if told.accuracy_m is None else told.accuracy_m])
    apart = math.nan if photo_at is None else (photo_at - at).total_seconds() / 60
    away = float(distance_m(houses, x, y)[0])
    quality = qualities(here, accuracy, radius_m, np.array([apart]))[0]
    return None if math.isnan(away) else away, quality


def villages_of(ground: Ground) -> Villages:
    """Points of the day's villages."""
    lon, lat = ground.lon[ground.bases :], ground.lat[ground.bases :]
    known = ~np.isnan(lon) & ~np.isnan(lat)
    codes = np.array(ground.place_codes[ground.bases :], dtype=object)
    return Villages(codes[known], lon[known], lat[known])


def midnight(day: date) -> datetime:
    """The day's first moment."""
    return datetime.combine(day, time())


def device_time(made_s: float) -> datetime | None:
    """What a phone's clock said, by UTC; None: nothing that could be a time."""
    try:
        return EPOCH + timedelta(seconds=made_s)
    except OverflowError:
        return None
