"""A deed applied: the day after it and what it changed; a day told again from its log."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import chain
from math import isclose
from typing import Any

from risk.staffing.live.crews import FROZEN, crew_of, frozen_stops
from risk.staffing.live.facts import facts
from risk.staffing.live.records import Changed, Deed, DeedKind, Move
from risk.staffing.live.replan import replan
from risk.staffing.live.standing import DayState, Progress, Stage
from risk.staffing.live.step import Step, refuse
from risk.staffing.live.times import timed, times_of

ETA_MIN = 1.0
"""An arrival that changes by less is not told."""
KEEPS_PINS = frozenset({DeedKind.ASSIGNED, DeedKind.TAKEN_OFF, DeedKind.UNDONE})


def apply(
    state: DayState, deed: Deed, *, clock: Callable[[], float] | None = None
) -> tuple[DayState, Changed]:
    """The day after a deed, and what it did.

    Routes given with the deed are taken as told, once they are seen to fit the day: what is frozen
    stays, nothing twice, pins hold. Otherwise only what has to move is planned anew (``replan``).

    Args:
        state: where the day stands.
        deed: what happens.
        clock: seconds, from wherever; given, a ROUTED without routes is improved a while.

    Raises:
        ModelError: the deed cannot be; nothing has happened then.
    """
    step = facts(state, deed)
    if deed.routes is not None:
        _fits(state, step.state, deed)
        told_routes = {**step.state.routes, **state.routes, **deed.routes}
        step = Step(replace(step.state, routes=told_routes), step.reason, step.values)
    step = replace(step, state=settled(state, step.state, deed.kind))
    planned = replan(step, clock)
    after = planned if planned is step.state else settled(state, planned, deed.kind)
    changed = {
        crew: route for crew, route in after.routes.items() if state.routes.get(crew, ()) != route
    }
    about = deed.claim_id or (deed.claim.claim_id if deed.claim else "")
    done = replace(deed, claim_id=about, routes=changed)
    return after, _changed(state, after, done, step)


def told(start: DayState, log: Iterable[Deed]) -> DayState:
    """Where a day stands after its log; no search.

    Raises:
        ModelError: a deed that was never applied: it does not say what it came to.
    """
    for deed in log:
        if deed.routes is None:
            raise refuse(f"deed {start.number + 1} does not tell its routes", "apply it first")
        now = replace(facts(start, deed).state, routes={**start.routes, **deed.routes})
        start = settled(start, now, deed.kind)
    return start


def settled(before: DayState, after: DayState, kind: DeedKind) -> DayState:
    """Stages by the routes, one deed more, and pins of claims that have another crew now undone."""
    holder = {c: crew for crew, route in after.routes.items() for c in route}
    had = {c: crew for crew, route in before.routes.items() for c in route}
    routes = {crew: after.routes.get(crew, ()) for crew in after.crews}
    progress = {c: _staged(p, c in holder) for c, p in after.progress.items()}
    pinned = after.pinned
    if kind not in KEEPS_PINS:
        pinned = frozenset(c for c in pinned if holder.get(c) == had.get(c))
    return replace(after, number=before.number + 1, routes=routes, progress=progress, pinned=pinned)


def _staged(so_far: Progress, routed: bool) -> Progress:
    stage = Stage.PLANNED if routed else Stage.WAITING
    if so_far.stage is stage or so_far.stage not in (Stage.PLANNED, Stage.WAITING):
        return so_far
    return replace(so_far, stage=stage)


def _fits(before: DayState, now: DayState, deed: Deed) -> None:
    """Routes worked out on an older day do not fit."""
    given = deed.routes or {}
    routes = {**before.routes, **given}
    where = {c: crew for crew, route in routes.items() for c in route}
    twice = [c for c, n in Counter(chain.from_iterable(routes.values())).items() if n > 1]
    gone = [c for c in where if c not in now.progress
            or now.progress[c].stage is Stage.CANCELLED]  # fmt: skip
    restored = deed.restored.progress if deed.restored else {}
    thawed, out = [], []
    for crew, route in given.items():
        front = tuple(c for c in route if c in now.progress and now.progress[c].stage in FROZEN)
        kept = tuple(c for c in frozen_stops(now, crew) if c not in restored)
        fixed = tuple(c for c in front if c not in restored) == kept
        thawed += [] if fixed and tuple(route[: len(front)]) == front else [crew]
        there = crew in now.crews and now.crews[crew].out_since_min is None
        out += [] if there or len(route) == len(front) else [crew]
    moved = [] if deed.kind in KEEPS_PINS else [
        c for c in now.pinned if where.get(c, "") != crew_of(before, c)]  # fmt: skip
    if wrong := [*twice, *gone, *thawed, *out, *moved]:
        raise refuse(
            f"these routes do not fit the day any more ({', '.join(sorted(set(wrong))[:3])})",
            "make them anew from where it stands",
        )


def _changed(before: DayState, after: DayState, deed: Deed, step: Step) -> Changed:
    moves = _moves(before, after)
    reason, values = step.reason, dict(step.values)
    if reason == "claim":
        reason, more = _claim_reason(after, values["claim"])
        values |= more
    values |= {
        "moved": sum(bool(m.from_crew and m.to_crew) and m.from_crew != m.to_crew for m in moves),
        "left": sum(bool(m.from_crew and not m.to_crew) for m in moves),
        "taken": sum(bool(m.to_crew and not m.from_crew) for m in moves),
        "retimed": sum(m.from_crew == m.to_crew for m in moves),
    }
    return Changed(deed, moves, reason, values, timed(before).cost.total,
                   timed(after).cost.total)  # fmt: skip


def _claim_reason(after: DayState, claim: str) -> tuple[str, Mapping[str, Any]]:
    crew = crew_of(after, claim)
    if crew:
        return "claim_placed", {"crew": crew, "eta_min": times_of(after)[claim].arrive_min}
    return ("claim_waits" if after.planned else "claim_unplanned"), {}


def _moves(before: DayState, after: DayState) -> tuple[Move, ...]:
    """Claims with another crew first, then changed arrivals, each in the order of the new ones."""
    was, now = _where(before), _where(after)
    other, later = [], []
    for claim in {**now, **was}:
        (crew, eta), (to, then) = was.get(claim, ("", None)), now.get(claim, ("", None))
        if crew != to:
            other.append(Move(claim, crew, to, eta, then))
        elif eta is not None and then is not None and not isclose(eta, then, abs_tol=ETA_MIN):
            later.append(Move(claim, crew, to, eta, then))
    return (*other, *later)


def _where(state: DayState) -> dict[str, tuple[str, float | None]]:
    """Crew and expected or told arrival of every claim on a route."""
    times = times_of(state)
    return {
        claim: (crew, times[claim].arrive_min)
        for crew, route in state.routes.items()
        for claim in route
    }
