"""A dispatch day where it stands. Frozen; times are minutes of the day from its midnight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from risk.settings import Routing, Staffing
from risk.terms import ArrivalQuality, DamageGrade, Tier


class Stage(StrEnum):
    """Where a claim stands on the day. From UNDERWAY on its stop is frozen."""

    WAITING = "waiting"  # on no route
    PLANNED = "planned"  # on a route, nobody has set out
    UNDERWAY = "underway"  # its crew has set out
    ARRIVED = "arrived"  # its crew is on scene
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class DayClaim:
    """A claim as dispatch knows it.

    Attributes:
        claim_id: as everywhere.
        place_code: village (or 社) of ``Ground.place_codes`` it lies in.
        village_name, household: how a route sheet writes it; household is a reference, no name.
        reported_min, due_min: from the promise's clock.
        tier, grade, special: price its lateness; special: of a special group, or collapsed.
        survey_min, sweep_min: minutes as a first, and as a further house of the same village.
        needs: skills or all-wheel drive ("4wd") its crew must have.
        lon, lat, point_source: where to drive to, and what that point is.
        last_min: latest arrival a person set; None.
    """

    claim_id: str
    place_code: str
    village_name: str
    household: str
    reported_min: float
    due_min: float
    tier: Tier
    grade: DamageGrade | None
    special: bool
    survey_min: float
    sweep_min: float
    needs: tuple[str, ...] = ()
    lon: float = float("nan")
    lat: float = float("nan")
    point_source: str = "village"
    last_min: float | None = None


@dataclass(frozen=True)
class DayCrew:
    """A crew of the day.

    Attributes:
        crew_id, name: ``name`` is how sheets call it; members are staff numbers.
        base_code: place it starts and ends at (``Ground.place_codes`` holds bases, too).
        from_min, until_min: its shift; overtime_max_min after it.
        skills: what it can do, "4wd" for its car.
        members, car: numbers.
        out_since_min: since when it cannot go on; None.
    """

    crew_id: str
    name: str
    base_code: str
    from_min: float
    until_min: float
    overtime_max_min: float = 0.0
    skills: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    car: str = ""
    out_since_min: float | None = None


@dataclass(frozen=True)
class Progress:
    """How far a claim is. Times as they were told; ``quality`` is that of ``reached_min``.

    ``left_from``: place its crew set out from. ``more_min``: minutes its survey takes beyond what
    the claim says. ``first_min``: arrival of a crew that had to give it back unfinished.
    """

    stage: Stage = Stage.WAITING
    left_min: float | None = None
    left_from: str = ""
    arrived_min: float | None = None
    done_min: float | None = None
    more_min: float = 0.0
    quality: ArrivalQuality | None = None
    first_min: float | None = None

    @property
    def reached_min(self) -> float | None:
        """When somebody was there first: the promise's arrival."""
        return self.arrived_min if self.first_min is None else self.first_min


@dataclass(frozen=True)
class Stand:
    """Where and when a crew is free, if not at its last stop: it turned round, or came back.

    ``told_min``: when that happened.
    """

    place_code: str
    at_min: float
    told_min: float


@dataclass(frozen=True)
class RoadCut:
    """Places cut off from a minute on, until another (None: nobody knows)."""

    place_codes: tuple[str, ...]
    from_min: float
    until_min: float | None = None


@dataclass(frozen=True, eq=False)
class Ground:
    """What does not change during the day.

    Attributes:
        day: which.
        place_codes: bases first, then villages, in the order of ``minutes``.
        lon, lat: of the places, degrees.
        minutes: door to door at a pace of 1 (P, P).
        bases: how many of the places are bases.
        routing, staffing: settings.
        travel_cv: error of a drive's minutes, as a coefficient of variation.
    """

    day: date
    place_codes: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    minutes: NDArray[np.float64]
    bases: int
    routing: Routing
    staffing: Staffing
    travel_cv: float = 0.25


@dataclass(frozen=True, eq=False)
class DayState:
    """A dispatch day where it stands.

    Attributes:
        ground: see there.
        now_min: the moment.
        number: of the last deed applied.
        claims, crews: by id, in the order they became known.
        routes: claim ids by crew in order of visits: those done and frozen first.
        progress: by claim id; every claim has one.
        pinned: claims a person gave to their crew, or took off (on no route): no search moves them.
        cuts: roads closed, also those open again.
        pace: multiple of driving time by hour from midnight (48).
        planned: whether first routes have been made.
        stands: crews that stand elsewhere than at their last stop.
    """

    ground: Ground
    now_min: float
    number: int = 0
    claims: Mapping[str, DayClaim] = field(default_factory=dict)
    crews: Mapping[str, DayCrew] = field(default_factory=dict)
    routes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    progress: Mapping[str, Progress] = field(default_factory=dict)
    pinned: frozenset[str] = frozenset()
    cuts: tuple[RoadCut, ...] = ()
    pace: tuple[float, ...] = (1.0,) * 48
    planned: bool = False
    stands: Mapping[str, Stand] = field(default_factory=dict)
