"""A dispatch day: what stands, and the deeds that change it. Frozen; times are minutes of the day.

A deed of the log carries what it came to (`Deed.routes`), so a day is told again from its log
without any search, also by later code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

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


class DeedKind(StrEnum):
    """What can happen on a dispatch day."""

    ROUTED = "routed"  # the day's first routes, or all that is not frozen anew
    POLISHED = "polished"  # a better set of routes found in the background
    CLAIM = "claim"  # a claim comes in
    CANCELLED = "cancelled"
    PROLONGED = "prolonged"  # its survey takes so many minutes more than told before
    CREW_OUT = "crew_out"  # a crew cannot go on
    CREW_BACK = "crew_back"  # it is there (again), or a further crew
    ROAD_CLOSED = "road_closed"
    ROAD_OPENED = "road_opened"
    PACE = "pace"  # driving slower or faster from now on
    SET_OUT = "set_out"
    ARRIVED = "arrived"
    FINISHED = "finished"
    ASSIGNED = "assigned"  # a person gives a claim to a crew, at a position if told
    TAKEN_OFF = "taken_off"  # a person takes a claim off its route
    RELEASED = "released"  # a person's assignment binds no longer
    BOUND = "bound"  # a person sets the latest arrival
    UNDONE = "undone"
    CLOCK = "clock"  # nothing but time


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
    """How far a claim is. Times as they were told; ``quality`` is the arrival's."""

    stage: Stage = Stage.WAITING
    left_min: float | None = None
    arrived_min: float | None = None
    done_min: float | None = None
    more_min: float = 0.0
    quality: ArrivalQuality | None = None


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
    """

    day: date
    place_codes: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    minutes: NDArray[np.float64]
    bases: int
    routing: Routing
    staffing: Staffing


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
        pinned: claims a person gave to their crew: no search takes them from it.
        cuts: roads closed, also those open again.
        pace: multiple of driving time by hour from midnight (48).
        planned: whether first routes have been made.
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


@dataclass(frozen=True)
class Deed:
    """One thing that happens; which fields it needs depends on its kind.

    Attributes:
        kind, at_min: what, when.
        claim: the whole record (CLAIM).
        crew: the whole record (CREW_BACK of a crew not known before).
        claim_id, crew_id: whom it is about.
        position: among the crew's stops that are not frozen (ASSIGNED); None: where it costs least.
        minutes: more survey minutes (PROLONGED), latest arrival (BOUND).
        place_codes, until_min: ROAD_CLOSED, ROAD_OPENED.
        pace: PACE (48).
        quality: of an ARRIVED.
        undoes: number of the deed taken back (UNDONE).
        words: a person's reason.
        routes: what it came to: claim ids by crew, only of crews whose route changed.
    """

    kind: DeedKind
    at_min: float
    claim: DayClaim | None = None
    crew: DayCrew | None = None
    claim_id: str = ""
    crew_id: str = ""
    position: int | None = None
    minutes: float | None = None
    place_codes: tuple[str, ...] = ()
    until_min: float | None = None
    pace: tuple[float, ...] = ()
    quality: ArrivalQuality | None = None
    undoes: int = 0
    words: str = ""
    routes: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Move:
    """One claim whose place in the routes, or whose arrival by over a minute, a deed changed.

    ``from_crew``/``to_crew`` empty: on no route. ETA in minutes of the day, None: none.
    """

    claim_id: str
    from_crew: str
    to_crew: str
    eta_before_min: float | None
    eta_after_min: float | None


@dataclass(frozen=True)
class Changed:
    """What a deed did, for a person.

    Attributes:
        deed: as applied, with ``routes`` filled in.
        moves: claims given to another crew, taken up or left, first; then changed arrivals.
        reason: a key whose words pages hold (``live.reason.KEY``), with values for them.
        values: see above.
        cost_before, cost_after: money, by the routes' own cost.
    """

    deed: Deed
    moves: tuple[Move, ...]
    reason: str
    values: Mapping[str, Any]
    cost_before: float
    cost_after: float
