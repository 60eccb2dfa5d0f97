"""Causes of a late or unserved claim, and what would have saved it: records and their meaning."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Why a claim is late or unserved: the first that binds, in the order it is asked.

    Of a claim that somebody would have reached in time had crews nothing else to do:
    NOT_SENT, NO_SKILL, ROAD, SHIFT_END, PRIORITY, NOBODY_IDLE. Of one that nobody would:
    NO_SKILL, NOBODY_ON_DUTY, SHIFT_END, ROAD, with the day's other work, else without it;
    TOO_FAR.
    """

    NOT_SENT = "not_sent"  # a crew could have come in time at nobody else's cost
    NO_SKILL = "no_skill"  # only crews without what the claim needs could
    NOBODY_ON_DUTY = "nobody_on_duty"  # nobody's duty had begun, or everybody's was over
    ROAD = "road"  # with open, dry roads a crew would have
    SHIFT_END = "shift_end"  # a crew's day, or its most claims, ended before
    PRIORITY = "priority"  # claims that weigh more by the settings went first
    NOBODY_IDLE = "nobody_idle"  # all crews were with claims that weigh as much
    TOO_FAR = "too_far"  # no crew from any base on any road


class Saver(StrEnum):
    """What would have saved a claim."""

    SENT = "sent"  # this crew at this position: minutes earlier than now
    SKILL = "skill"  # this crew with what the claim needs: crews
    BEGUN = "begun"  # this crew's duty begun so many minutes earlier
    POSTED = "posted"  # a crew at a base where there is none on duty: crews
    LONGER = "longer"  # this crew's day so many minutes longer
    MORE = "more"  # so many claims more on this crew's route than it may take
    OPENED = "opened"  # roads open so many minutes earlier
    QUICKER = "quicker"  # drives by this share quicker
    AS_TOLD = "as_told"  # drives of its crew as long as the table says: minutes
    FIRST = "first"  # before so many other claims
    CREW = "crew"  # further crews
    NEARER = "nearer"  # a base so many minutes nearer


UNITS = {
    Saver.SENT: "min", Saver.SKILL: "crews", Saver.BEGUN: "min", Saver.POSTED: "crews",
    Saver.LONGER: "min", Saver.MORE: "claims", Saver.OPENED: "min", Saver.QUICKER: "ratio",
    Saver.AS_TOLD: "min", Saver.FIRST: "claims", Saver.CREW: "crews", Saver.NEARER: "min",
}  # fmt: skip


@dataclass(frozen=True)
class Saved:
    """The least that would have saved a claim.

    Attributes:
        by: what, with its unit in `UNITS`.
        amount: how much of it; NaN: SENT, of a claim nobody comes to now; inf: OPENED, of a road
            that stays closed. OPENED ``at_min`` the minute it closed: not closed at all.
        crew, position: who would have come, among its other stops; −1 no crew of the day.
        place: the base it is about, −1 none.
        at_min: latest moment for it (duty begun, road open, crew free), NaN none.
        jobs: claims that would have been late, or later, in its place.
        alone: only if the crew had nothing else to do that day, besides.
    """

    by: Saver
    amount: float
    crew: int = -1
    position: int = -1
    place: int = -1
    at_min: float = float("nan")
    jobs: tuple[int, ...] = ()
    alone: bool = False


@dataclass(frozen=True)
class Why:
    """Why a claim is late (``late_min``) or unserved (inf); in time: no cause, nothing to save."""

    job: int
    late_min: float
    cause: Cause | None = None
    saved: Saved | None = None
