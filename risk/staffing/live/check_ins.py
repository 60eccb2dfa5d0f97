"""Set out, arrived, finished: what crews tell, in any order, late, twice, of each other's claims.

A check-in cannot be refused: it happened. It says what is certain and nothing more:
who sets out elsewhere has finished where it was, or, if it never arrived there, has left it out;
who arrives without setting out was under way, who finishes without arriving was there (inferred
from the survey's length); a claim belongs to the crew that is there; a word told late of an earlier
minute is put in its place before what followed. Of two words about the same thing the better known
stands (measured, typed, inferred), then the first.
"""

from dataclasses import replace

from risk.staffing.live.crews import (
    FROZEN,
    crew_of,
    drive_end,
    frozen_stops,
    open_stop,
    planned_stops,
    survey_minutes,
    where_last,
)
from risk.staffing.live.records import Deed
from risk.staffing.live.standing import DayState, Progress, Stage
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
from risk.terms import ArrivalQuality

RANK = {None: 0, ArrivalQuality.INFERRED: 1, ArrivalQuality.TYPED: 2, ArrivalQuality.MEASURED: 3}


def set_out(state: DayState, deed: Deed) -> Step:
    """A crew sets out to a claim."""
    claim, crew, values = _about(state, deed)
    so_far, at = state.progress[claim], deed.at_min
    if so_far.stage is Stage.CANCELLED:
        return Step(state, "check_in_cancelled", values)
    if so_far.stage in FROZEN:
        met = so_far.arrived_min is None or at <= so_far.arrived_min
        if crew == values["from"] and so_far.left_min is None and met:
            return Step(progressed(state, claim, left_min=at), "check_in_completed", values)
        return Step(state, _again(values), values)
    if _gone_on(state, crew, claim, at):
        return Step(state, "check_in_overtaken", values)
    state, skipped = _leaves(_there(state, crew, at), crew, claim, at)
    from_code = where_last(state, crew)[0]
    state = _seated(state, crew, claim, at, skipped)
    state = progressed(state, claim, stage=Stage.UNDERWAY, left_min=at, left_from=from_code)
    return Step(state, _reason("set_out", values), {**values, "skipped": skipped})


def arrived(state: DayState, deed: Deed) -> Step:
    """A crew is at a claim."""
    claim, crew, values = _about(state, deed)
    so_far, at, quality = state.progress[claim], deed.at_min, deed.quality or ArrivalQuality.TYPED
    if so_far.stage is Stage.CANCELLED:
        if so_far.reached_min is None:
            state = progressed(state, claim, first_min=at, quality=quality)
        if crew and open_stop(state, crew) is None:
            state = stands(state, crew, state.claims[claim].place_code, at, at)
        return Step(state, "check_in_cancelled", values)
    if so_far.stage in (Stage.ARRIVED, Stage.DONE):
        if crew != values["from"]:
            return Step(state, _again(values), values)
        in_order = so_far.done_min is None or at <= so_far.done_min
        if not in_order or RANK[quality] <= RANK[so_far.quality]:
            return Step(state, _again(values), values)
        state = progressed(state, claim, arrived_min=at, quality=quality)
        return Step(state, "check_in_completed", values)
    if _was_out(state, crew, at):  # it was there, and gave the claim back
        state = progressed(state, claim, first_min=at, quality=quality)
        return Step(state, "check_in_completed", values)
    state, values = _taken(state, crew, claim, at, values)
    followed = _gone_on(state, crew, claim, at)
    state, skipped = (state, "") if followed else _leaves(
        _there(state, crew, at), crew, claim, at, driven=True)  # fmt: skip
    state = _met(_seated(state, crew, claim, at, skipped), claim, at, quality)
    if followed:
        done = max(at, _gone_min(state.progress[followed]) or at)
        state = progressed(state, claim, stage=Stage.DONE, done_min=done)
    return Step(state, _reason("arrived", values), {**values, "skipped": skipped})


def finished(state: DayState, deed: Deed) -> Step:
    """A survey is over."""
    claim, crew, values = _about(state, deed)
    so_far, at = state.progress[claim], deed.at_min
    if so_far.stage is Stage.CANCELLED:
        return Step(state, "check_in_cancelled", values)
    if so_far.stage is Stage.DONE:
        after = _next_frozen(state, crew, claim)
        latest = _gone_min(state.progress[after]) if after else None
        first = so_far.arrived_min if so_far.arrived_min is not None else at
        fits = first <= at and (latest is None or at <= latest) and at != so_far.done_min
        if crew != values["from"] or not fits:
            return Step(state, _again(values), values)
        return Step(progressed(state, claim, done_min=at), "check_in_completed", values)
    if so_far.stage is Stage.ARRIVED:  # whoever tells it: the survey is over
        crew = values["crew"] = values["from"]
    state, values = _taken(state, crew, claim, at, values)
    followed = _gone_on(state, crew, claim, at)
    state, skipped = (state, "") if followed else _leaves(state, crew, claim, at, driven=True)
    state = _seated(state, crew, claim, at, skipped)
    so_far = state.progress[claim]
    if so_far.arrived_min is None:
        state = _met(state, claim, _inferred(state, crew, claim, at), ArrivalQuality.INFERRED)
    done = max(at, state.progress[claim].arrived_min or at)
    state = progressed(state, claim, stage=Stage.DONE, done_min=done)
    return Step(state, _reason("finished", values), {**values, "skipped": skipped})


def _about(state: DayState, deed: Deed) -> tuple[str, str, dict[str, str]]:
    """Claim, crew (its own, if none is told) and the crew whose route it is on."""
    claim = known_claim(state, deed)
    holder = crew_of(state, claim)
    if not deed.crew_id and not holder:
        if state.progress[claim].stage is Stage.CANCELLED:
            return claim, "", {"claim": claim, "crew": "", "from": ""}
        raise refuse(f"claim {claim} waits on no route", "say which crew is there")
    crew = known_crew(state, deed) if deed.crew_id else holder
    return claim, crew, {"claim": claim, "crew": crew, "from": holder}


def _again(values: dict[str, str]) -> str:
    return "check_in_repeated" if values["crew"] == values["from"] else "check_in_of_other"


def _reason(key: str, values: dict[str, str]) -> str:
    """Said apart where the claim was another crew's or nobody's."""
    return key if values["crew"] == values["from"] else f"{key}_elsewhere"


def _gone_min(so_far: Progress) -> float | None:
    """The first minute told of a stop."""
    told = (so_far.left_min, so_far.arrived_min, so_far.done_min)
    return next((minute for minute in told if minute is not None), None)


def _gone_on(state: DayState, crew: str, claim: str, at: float) -> str:
    """The first stop a crew went on to after a minute; empty: none."""
    for other in frozen_stops(state, crew):
        gone = _gone_min(state.progress[other])
        if other != claim and gone is not None and gone > at:
            return other
    return ""


def _next_frozen(state: DayState, crew: str, claim: str) -> str:
    stops = frozen_stops(state, crew)
    at = stops.index(claim) + 1 if claim in stops else len(stops)
    return stops[at] if at < len(stops) else ""


def _was_out(state: DayState, crew: str, at: float) -> bool:
    """Whether a word comes from before the crew had to give up."""
    since = state.crews[crew].out_since_min
    return since is not None and at < since


def _there(state: DayState, crew: str, at: float) -> DayState:
    """A crew that was out and is heard of again is there."""
    record = state.crews[crew]
    if record.out_since_min is None or at < record.out_since_min:
        return state
    return replace(state, crews=put(state.crews, crew, replace(record, out_since_min=None)))


def _taken(
    state: DayState, crew: str, claim: str, at: float, values: dict[str, str]
) -> tuple[DayState, dict[str, str]]:
    """A claim another crew was under way to: that crew turns round."""
    holder, so_far = values["from"], state.progress[claim]
    if holder in ("", crew) or so_far.stage is not Stage.UNDERWAY:
        return state, values
    state = turned_round(state, holder, so_far, at)
    return off_route(given_back(state, claim), claim), {**values, "turned": holder}


def _leaves(
    state: DayState, crew: str, claim: str, at: float, *, driven: bool = False
) -> tuple[DayState, str]:
    """A crew leaves the stop it was at: done; one it never reached becomes its next again.

    ``at``: when it sets out to ``claim``, or (``driven``) is there. Also the stop left out.
    """
    here = open_stop(state, crew)
    if here is None or here == claim:
        return state, ""
    so_far = state.progress[here]
    if so_far.stage is Stage.UNDERWAY or so_far.arrived_min is None:
        return given_back(state, here), here
    place, to = state.claims[here].place_code, state.claims[claim].place_code
    drive = drive_end(state, place, to, at) - at if driven else 0.0
    done = max(at - drive, so_far.arrived_min) if drive < at else at
    return progressed(state, here, stage=Stage.DONE, done_min=done), ""


def _seated(state: DayState, crew: str, claim: str, at: float, skipped: str) -> DayState:
    """A claim among the crew's frozen stops by its minute; a stop left out comes right after."""
    if claim in frozen_stops(state, crew):
        return _no_stand(state, crew, at)
    state = off_route(state, claim)
    frozen, planned = frozen_stops(state, crew), planned_stops(state, crew)
    followed = _gone_on(state, crew, claim, at)
    cut = frozen.index(followed) if followed else len(frozen)
    rest = tuple(c for c in planned if c != skipped)
    route = (*frozen[:cut], claim, *frozen[cut:], *((skipped,) if skipped else ()), *rest)
    return _no_stand(replace(state, routes=put(state.routes, crew, route)), crew, at)


def _no_stand(state: DayState, crew: str, at: float) -> DayState:
    """From now on the crew stands where its stops say."""
    stand = state.stands.get(crew)
    if stand is None or stand.told_min > at:
        return state
    return replace(state, stands=without(state.stands, crew))


def _met(state: DayState, claim: str, at: float, quality: ArrivalQuality) -> DayState:
    """Somebody is at a claim."""
    so_far = state.progress[claim]
    left = so_far.left_min if so_far.left_min is not None and so_far.left_min <= at else None
    known = quality if so_far.first_min is None else so_far.quality
    return progressed(
        state, claim, stage=Stage.ARRIVED, arrived_min=at, quality=known, left_min=left
    )


def _inferred(state: DayState, crew: str, claim: str, done: float) -> float:
    """Arrival at a claim of which only the end is known: its survey's minutes before."""
    at = done - survey_minutes(state, crew, claim)
    left = state.progress[claim].left_min
    stops = frozen_stops(state, crew)
    where = stops.index(claim) if claim in stops else len(stops)
    before = [state.progress[c].done_min for c in stops[:where]]
    return min(max([at, *(m for m in [left, *before] if m is not None)]), done)
