"""A deed's facts, before any route is searched: the record that goes from one to the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from risk.errors import ModelError
from risk.staffing.live.crews import crew_of
from risk.staffing.live.records import Deed
from risk.staffing.live.standing import DayState, Progress, Stage, Stand

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Step:
    """What is so after a deed, and what routes have to make of it.

    Attributes:
        state: facts as they are now; routes only without what cannot stay on them.
        reason: key of the words that say it (``live.reason.KEY``).
        values: for them.
        loose: claims to place anew.
        fill: whether claims that wait may be taken up, too.
        roads: whether stops that wait before a closed road are placed anew.
        give: claim, crew and position a person chose.
    """

    state: DayState
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)
    loose: tuple[str, ...] = ()
    fill: bool = False
    roads: bool = False
    give: tuple[str, str, int | None] | None = None


def put(mapping: Mapping[str, T], key: str, value: T) -> dict[str, T]:
    """The mapping with one value changed."""
    return {**mapping, key: value}


def without(mapping: Mapping[str, T], key: str) -> dict[str, T]:
    """The mapping without a key."""
    return {k: v for k, v in mapping.items() if k != key}


def progressed(state: DayState, claim_id: str, **changes: Any) -> DayState:
    """A claim's progress changed."""
    new = replace(state.progress[claim_id], **changes)
    return replace(state, progress=put(state.progress, claim_id, new))


def given_back(state: DayState, claim_id: str) -> DayState:
    """A claim whose survey was not finished waits again; that somebody was there stays known."""
    first = state.progress[claim_id].reached_min
    return progressed(
        state, claim_id, stage=Stage.WAITING, left_min=None, left_from="", arrived_min=None,
        first_min=first,
    )  # fmt: skip


def off_route(state: DayState, claim_id: str) -> DayState:
    """The state with a claim on no route."""
    crew = crew_of(state, claim_id)
    if not crew:
        return state
    rest = tuple(c for c in state.routes[crew] if c != claim_id)
    return replace(state, routes=put(state.routes, crew, rest))


def stands(
    state: DayState, crew_id: str, place_code: str, at_min: float, told_min: float
) -> DayState:
    """A crew is free at a place that is not its last stop."""
    return replace(state, stands=put(state.stands, crew_id, Stand(place_code, at_min, told_min)))


def turned_round(state: DayState, crew_id: str, so_far: Progress, at_min: float) -> DayState:
    """A crew under way goes back to where it set out from: as long as it has been on the way."""
    left = at_min if so_far.left_min is None else so_far.left_min
    code = so_far.left_from or state.crews[crew_id].base_code
    return stands(state, crew_id, code, at_min + max(at_min - left, 0.0), at_min)


def refuse(what: str, remedy: str) -> ModelError:
    """A deed that cannot be."""
    return ModelError(what, where="dispatch day", remedy=remedy)


def known_claim(state: DayState, deed: Deed) -> str:
    """The claim a deed is about.

    Raises:
        ModelError: it names none of this day.
    """
    if deed.claim_id not in state.claims:
        raise refuse(f"no claim {deed.claim_id!r} today", "choose one from the list")
    return deed.claim_id


def known_crew(state: DayState, deed: Deed) -> str:
    """The crew a deed is about.

    Raises:
        ModelError: it names none of this day.
    """
    if deed.crew_id not in state.crews:
        raise refuse(f"no crew {deed.crew_id!r} today", "choose one from the list")
    return deed.crew_id
