"""What each kind of deed makes of a day, but check-ins and decisions: facts, no search."""

from collections.abc import Callable
from dataclasses import replace
from math import inf, isfinite

from risk.staffing.live.by_hand import assigned, bound, released, taken_off, undone
from risk.staffing.live.check_ins import arrived, finished, set_out
from risk.staffing.live.crews import (
    crew_of,
    drive_end,
    open_stop,
    place_rows,
    planned_stops,
)
from risk.staffing.live.records import Deed, DeedKind
from risk.staffing.live.standing import DayState, Progress, RoadCut, Stage
from risk.staffing.live.step import (
    Step,
    given_back,
    known_claim,
    known_crew,
    off_route,
    progressed,
    put,
    refuse,
    stands,
    turned_round,
    without,
)
from risk.staffing.routes.problem import HOURS

DAY_MIN = 24 * 60.0


def facts(state: DayState, deed: Deed) -> Step:
    """The day after a deed, routes not planned anew.

    Time never goes back: a deed told late is of its own minute, the day's is the latest told.

    Raises:
        ModelError: it names nobody known, lacks what its kind needs, or cannot be.
    """
    if not -DAY_MIN <= deed.at_min <= 2 * DAY_MIN:
        raise refuse(f"minute {deed.at_min} is none of this day", "say when it happened")
    now = replace(state, now_min=max(state.now_min, deed.at_min))
    return _KINDS[deed.kind](now, deed)


def _routed(state: DayState, deed: Deed) -> Step:
    loose = tuple(c for crew in state.crews for c in planned_stops(state, crew)
                  if c not in state.pinned)  # fmt: skip
    for claim in loose if deed.routes is None else ():
        state = off_route(state, claim)
    return Step(replace(state, planned=True), "routed", loose=loose, fill=True)


def _polished(state: DayState, deed: Deed) -> Step:
    if deed.routes is None:
        raise refuse("a polish without routes", "make it by live.polish")
    return Step(state, "polished")


def _claim(state: DayState, deed: Deed) -> Step:
    claim = deed.claim
    if claim is None:
        raise refuse("a claim came in without its record", "give the whole claim")
    if claim.claim_id in state.claims:
        raise refuse(f"claim {claim.claim_id} is known already", "prolong or bind it instead")
    if claim.place_code not in place_rows(state.ground):
        raise refuse(
            f"claim {claim.claim_id} lies in {claim.place_code!r}, which has no travel times",
            "give a village of this county",
        )
    state = replace(
        state, claims=put(state.claims, claim.claim_id, claim),
        progress=put(state.progress, claim.claim_id, Progress()),
    )  # fmt: skip
    return Step(state, "claim", {"claim": claim.claim_id}, loose=(claim.claim_id,))


def _cancelled(state: DayState, deed: Deed) -> Step:
    claim = known_claim(state, deed)
    so_far, crew = state.progress[claim], crew_of(state, claim)
    if so_far.stage in (Stage.DONE, Stage.CANCELLED):
        raise refuse(f"claim {claim} is {so_far.stage.value} already", "nothing is to be done")
    if so_far.stage is Stage.UNDERWAY:
        state = turned_round(state, crew, so_far, deed.at_min)
    elif so_far.stage is Stage.ARRIVED:
        state = stands(state, crew, state.claims[claim].place_code, deed.at_min, deed.at_min)
    state = progressed(off_route(state, claim), claim, stage=Stage.CANCELLED)
    state = replace(state, pinned=state.pinned - {claim})
    return Step(state, "cancelled", {"claim": claim, "crew": crew}, fill=True)


def _prolonged(state: DayState, deed: Deed) -> Step:
    claim, minutes = known_claim(state, deed), deed.minutes
    if minutes is None or not isfinite(minutes):
        raise refuse(f"by how much is claim {claim} prolonged?", "give minutes")
    if state.progress[claim].stage in (Stage.DONE, Stage.CANCELLED):
        raise refuse(f"the survey of claim {claim} is over", "nothing is to be done")
    least = -min(state.claims[claim].survey_min, state.claims[claim].sweep_min)
    more = max(state.progress[claim].more_min + minutes, least)
    values = {"claim": claim, "minutes": minutes, "crew": crew_of(state, claim)}
    return Step(progressed(state, claim, more_min=more), "prolonged", values)


def _crew_out(state: DayState, deed: Deed) -> Step:
    crew_id = known_crew(state, deed)
    crew = state.crews[crew_id]
    if crew.out_since_min is not None:
        raise refuse(f"crew {crew_id} is out already", "nothing is to be done")
    unfinished = open_stop(state, crew_id)
    loose = (*((unfinished,) if unfinished else ()), *planned_stops(state, crew_id))
    if unfinished:
        state = given_back(state, unfinished)
    for claim in loose:
        state = off_route(state, claim)
    state = replace(
        state, pinned=state.pinned - set(loose),
        crews=put(state.crews, crew_id, replace(crew, out_since_min=deed.at_min)),
        stands=without(state.stands, crew_id),
    )  # fmt: skip
    values = {"crew": crew_id, "claims": len(loose), "unfinished": unfinished or ""}
    return Step(state, "crew_out", values, loose=loose, fill=bool(loose))


def _crew_back(state: DayState, deed: Deed) -> Step:
    """A crew is there again, at its base: where it was meanwhile nobody has told."""
    crew = deed.crew or state.crews.get(deed.crew_id)
    if crew is None:
        raise refuse(f"no crew {deed.crew_id!r} today", "give the whole crew")
    if crew.base_code not in place_rows(state.ground):
        raise refuse(f"crew {crew.crew_id} starts at {crew.base_code!r}", "give a base")
    there = state.crews.get(crew.crew_id)
    if there is not None and there.out_since_min is None and deed.crew is None:
        raise refuse(f"crew {crew.crew_id} is not out", "nothing is to be done")
    came = there is None or there.out_since_min is not None
    state = replace(
        state, crews=put(state.crews, crew.crew_id, replace(crew, out_since_min=None)),
        routes={crew.crew_id: (), **state.routes},
    )  # fmt: skip
    if came and there is not None:
        state = stands(state, crew.crew_id, crew.base_code, deed.at_min, deed.at_min)
    return Step(state, "crew_back", {"crew": crew.crew_id}, fill=True)


def _road_closed(state: DayState, deed: Deed) -> Step:
    """A pocket is cut off; crews under way into or out of one that opens no more turn round."""
    codes = _known_places(state, deed)
    if deed.until_min is not None and deed.until_min <= deed.at_min:
        raise refuse("a road that opens before it closes", "give a later hour, or none")
    cut = RoadCut(codes, deed.at_min, deed.until_min)
    state = replace(state, cuts=(*state.cuts, cut))
    back = []
    for crew_id in state.crews:
        claim = open_stop(state, crew_id)
        if claim is None or state.progress[claim].stage is not Stage.UNDERWAY:
            continue
        so_far, to = state.progress[claim], state.claims[claim].place_code
        if drive_end(state, so_far.left_from, to, so_far.left_min or deed.at_min) == inf:
            state = turned_round(state, crew_id, so_far, deed.at_min)
            state = off_route(given_back(state, claim), claim)
            back.append(claim)
    state = replace(state, pinned=state.pinned - set(back))
    values = {"places": list(codes), "until_min": deed.until_min, "turned": back}
    return Step(state, "road_closed", values, loose=tuple(back), roads=True)


def _road_opened(state: DayState, deed: Deed) -> Step:
    """Named places (none named: all) are no longer cut off."""
    open_now = set(_known_places(state, deed)) if deed.place_codes else None
    cuts = []
    for cut in state.cuts:
        over = cut.until_min is not None and cut.until_min <= deed.at_min
        named = set(cut.place_codes) if open_now is None else open_now & set(cut.place_codes)
        if over or not named:
            cuts.append(cut)
            continue
        rest = tuple(c for c in cut.place_codes if c not in named)
        cuts.append(replace(cut, until_min=deed.at_min))
        cuts += [RoadCut(rest, max(cut.from_min, deed.at_min), cut.until_min)] if rest else []
    values = {"places": list(deed.place_codes)}
    return Step(replace(state, cuts=tuple(cuts)), "road_opened", values, fill=True)


def _known_places(state: DayState, deed: Deed) -> tuple[str, ...]:
    unknown = [c for c in deed.place_codes if c not in place_rows(state.ground)]
    if unknown or not deed.place_codes:
        raise refuse(
            f"unknown places {', '.join(unknown) or '(none)'}", "choose villages on the map"
        )
    return tuple(sorted(set(deed.place_codes)))


def _pace(state: DayState, deed: Deed) -> Step:
    if len(deed.pace) != HOURS or not all(0 < p < inf for p in deed.pace):
        raise refuse("a pace is a number above 0 for each of 48 hours", "give all of them")
    most = max(deed.pace[int(max(deed.at_min, 0.0) // 60) :], default=1.0)
    return Step(replace(state, pace=tuple(deed.pace)), "pace", {"pace": most})


def _clock(state: DayState, deed: Deed) -> Step:
    return Step(state, "clock", {"at_min": deed.at_min})


_KINDS: dict[DeedKind, Callable[[DayState, Deed], Step]] = {
    DeedKind.ROUTED: _routed,
    DeedKind.POLISHED: _polished,
    DeedKind.CLAIM: _claim,
    DeedKind.CANCELLED: _cancelled,
    DeedKind.PROLONGED: _prolonged,
    DeedKind.CREW_OUT: _crew_out,
    DeedKind.CREW_BACK: _crew_back,
    DeedKind.ROAD_CLOSED: _road_closed,
    DeedKind.ROAD_OPENED: _road_opened,
    DeedKind.PACE: _pace,
    DeedKind.SET_OUT: set_out,
    DeedKind.ARRIVED: arrived,
    DeedKind.FINISHED: finished,
    DeedKind.ASSIGNED: assigned,
    DeedKind.TAKEN_OFF: taken_off,
    DeedKind.RELEASED: released,
    DeedKind.BOUND: bound,
    DeedKind.UNDONE: undone,
    DeedKind.CLOCK: _clock,
}
