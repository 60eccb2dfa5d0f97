"""The deeds that change a dispatch day, and what they came to; times are minutes of the day.

A deed of the log carries what it came to (`Deed.routes`), so a day is told again from its log
without any search, also by later code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from risk.staffing.live.standing import DayClaim, DayCrew, Progress, RoadCut, Stand
from risk.terms import ArrivalQuality


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
class Restored:
    """What an UNDONE puts back beside the routes; a list of road cuts or paces is put back whole.

    Attributes:
        claims, progress, crews, stands: records as they were; None: it was not there.
        cuts, pace: see `DayState`; None: left alone.
        planned: whether first routes are made; None: left alone.
        now_min: the moment before, if the deed was the latest told; None: left alone.
        pinned: claims that bind again (True) or no longer (False).
        lost: claims whose place cannot be put back: they, or their crew, went on meanwhile.
    """

    claims: Mapping[str, DayClaim | None] = field(default_factory=dict)
    progress: Mapping[str, Progress | None] = field(default_factory=dict)
    crews: Mapping[str, DayCrew | None] = field(default_factory=dict)
    stands: Mapping[str, Stand | None] = field(default_factory=dict)
    cuts: tuple[RoadCut, ...] | None = None
    pace: tuple[float, ...] | None = None
    planned: bool | None = None
    now_min: float | None = None
    pinned: Mapping[str, bool] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


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
        restored: what is put back beside the routes (UNDONE), from ``live.undo``.
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
    restored: Restored | None = None
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
