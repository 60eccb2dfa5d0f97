"""What a person decides about a day: facts, no search."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from risk.staffing.live.crews import FROZEN, crew_of
from risk.staffing.live.records import Deed
from risk.staffing.live.standing import DayState, Stage
from risk.staffing.live.step import Step, known_claim, known_crew, off_route, put, refuse

T = TypeVar("T")


def assigned(state: DayState, deed: Deed) -> Step:
    """A person gives a claim to a crew."""
    claim, crew = known_claim(state, deed), known_crew(state, deed)
    _still_open(state, claim)
    if state.crews[crew].out_since_min is not None:
        raise refuse(f"crew {crew} cannot go on", "choose another crew, or call it back first")
    lacks = sorted(set(state.claims[claim].needs) - set(state.crews[crew].skills))
    if lacks:
        raise refuse(f"crew {crew} lacks {', '.join(lacks)}", "choose a crew that has it")
    before = crew_of(state, claim)
    state = replace(off_route(state, claim), pinned=state.pinned | {claim})
    values = {"claim": claim, "crew": crew, "from": before}
    return Step(state, "assigned", values, give=(claim, crew, deed.position))


def taken_off(state: DayState, deed: Deed) -> Step:
    """A person takes a claim off its route; it stays off until released."""
    claim = known_claim(state, deed)
    _still_open(state, claim)
    crew = crew_of(state, claim)
    state = replace(off_route(state, claim), pinned=state.pinned | {claim})
    return Step(state, "taken_off", {"claim": claim, "crew": crew})


def released(state: DayState, deed: Deed) -> Step:
    """What a person decided about a claim binds no longer."""
    claim = known_claim(state, deed)
    if claim not in state.pinned:
        raise refuse(f"claim {claim} is bound to nobody", "nothing is to be done")
    crew = crew_of(state, claim)
    state = replace(state, pinned=state.pinned - {claim})
    return Step(state, "released", {"claim": claim, "crew": crew}, loose=() if crew else (claim,))


def bound(state: DayState, deed: Deed) -> Step:
    """A person sets the latest arrival at a claim; ``minutes`` None: none any longer."""
    claim, last = known_claim(state, deed), deed.minutes
    _still_open(state, claim)
    if last is not None and last < deed.at_min:
        raise refuse(f"claim {claim} is to be reached before now", "give a later minute")
    state = replace(
        state, claims=put(state.claims, claim, replace(state.claims[claim], last_min=last))
    )
    held = crew_of(state, claim) or claim in state.pinned
    return Step(state, "bound", {"claim": claim, "last_min": last}, loose=() if held else (claim,))


def _still_open(state: DayState, claim: str) -> None:
    stage = state.progress[claim].stage
    if stage in FROZEN or stage is Stage.CANCELLED:
        raise refuse(f"claim {claim} is {stage.value}", "only stops not begun can be changed")


def undone(state: DayState, deed: Deed) -> Step:
    """What ``live.undo`` found is put back."""
    back = deed.restored
    if back is None:
        raise refuse("an undoing that restores nothing", "make it by live.undo")
    binds = {c for c, on in back.pinned.items() if on}
    gone = {c for c, record in back.claims.items() if record is None}
    routes = {k: tuple(c for c in r if c not in gone) for k, r in state.routes.items()}
    state = replace(
        state, routes=routes, claims=_put_back(state.claims, back.claims),
        progress=_put_back(state.progress, back.progress),
        crews=_put_back(state.crews, back.crews), stands=_put_back(state.stands, back.stands),
        cuts=state.cuts if back.cuts is None else back.cuts,
        pace=state.pace if back.pace is None else back.pace,
        now_min=state.now_min if back.now_min is None else back.now_min,
        planned=state.planned if back.planned is None else back.planned,
        pinned=(state.pinned - set(back.pinned)) | binds,
    )  # fmt: skip
    reason = "undone_in_part" if back.lost else "undone"
    values = {"deed": deed.undoes, "lost": list(back.lost)}
    return Step(state, reason, values)


def _put_back(now: Mapping[str, T], before: Mapping[str, T | None]) -> dict[str, T]:
    kept = {k: v for k, v in now.items() if k not in before}
    return kept | {k: v for k, v in before.items() if v is not None}
