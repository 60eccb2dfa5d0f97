"""Dispatch days drawn at random: small, with every kind of deed in any order, sensible or not."""

from dataclasses import replace

import numpy as np
from dispatch_world import day_of, tiny_claim, tiny_ground

from risk.errors import ModelError
from risk.staffing.live import DayCrew, DayState, Deed, DeedKind, Stage, apply, undo
from risk.staffing.live.crews import frozen_stops, planned_stops
from risk.terms import ArrivalQuality

SKILLS = ("定损", "4wd")
KINDS = tuple(DeedKind)
WEIGHTS = {DeedKind.SET_OUT: 6, DeedKind.ARRIVED: 6, DeedKind.FINISHED: 6, DeedKind.CLAIM: 4,
           DeedKind.ASSIGNED: 3}  # fmt: skip
CHANCES = np.array([WEIGHTS.get(kind, 1) for kind in KINDS]) / sum(
    WEIGHTS.get(kind, 1) for kind in KINDS
)
QUALITIES = (None, *ArrivalQuality)


def random_start(rng: np.random.Generator) -> DayState:
    """Two or three crews, a handful of claims, routed or not yet."""
    ground = tiny_ground(rested=bool(rng.integers(2)))
    crews = [
        DayCrew(f"c{i}", f"{i}组", "B0", float(rng.choice([480, 540, 600])),
                float(rng.choice([900, 1020])), float(rng.choice([0, 60])),
                tuple(s for s in SKILLS if rng.random() < 0.6))
        for i in range(rng.integers(2, 4))
    ]  # fmt: skip
    claims = [random_claim(rng, n, 470.0) for n in range(rng.integers(1, 6))]
    return day_of(ground, claims, crews, 480.0)


def random_claim(rng: np.random.Generator, number: int, at_min: float):
    """A claim that may need a skill."""
    needs = (str(rng.choice(SKILLS)),) if rng.random() < 0.15 else ()
    return tiny_claim(number, int(rng.integers(1, 7)), at_min, needs=needs)


def random_deed(rng: np.random.Generator, state: DayState) -> Deed:
    """Anything at all, some minutes on, now and then told late."""
    kind = KINDS[rng.choice(len(KINDS), p=CHANCES)]
    at = state.now_min + float(rng.choice([0, 5, 20, 45], p=[0.3, 0.3, 0.3, 0.1]))
    if rng.random() < 0.1:
        at = max(at - 60.0, 400.0)
    claim = str(rng.choice(list(state.claims))) if state.claims else "none"
    crew = str(rng.choice(list(state.crews)))
    planned = [c for c, p in state.progress.items() if p.stage is Stage.PLANNED]
    if planned and rng.random() < 0.5:
        claim = planned[0]
    on = next((k for k, r in state.routes.items() if claim in r), "")
    if on and rng.random() < 0.7:
        crew = on
    deed = Deed(kind, at, claim_id=claim, crew_id=crew)
    if kind is DeedKind.CLAIM:
        return Deed(kind, at, claim=random_claim(rng, len(state.claims), at))
    if kind is DeedKind.ARRIVED:
        return replace(deed, quality=QUALITIES[rng.integers(4)])
    if kind is DeedKind.PROLONGED:
        return replace(deed, minutes=float(rng.choice([-10, 15, 90])))
    if kind is DeedKind.BOUND:
        return replace(deed, minutes=at + float(rng.choice([20, 200])))
    if kind is DeedKind.ASSIGNED:
        return replace(deed, position=[None, 0, 1, 5][rng.integers(4)])
    if kind in (DeedKind.ROAD_CLOSED, DeedKind.ROAD_OPENED):
        codes = tuple(f"V{i}" for i in range(int(rng.integers(2, 6)), 7))
        until = None if rng.random() < 0.5 else at + 90.0
        return Deed(kind, at, place_codes=codes, until_min=until)
    if kind is DeedKind.POLISHED:  # a crew's stops to come in any other order
        ahead = list(planned_stops(state, crew))
        return Deed(kind, at, routes={crew: (*frozen_stops(state, crew), *rng.permutation(ahead))})
    if kind is DeedKind.PACE:
        return Deed(kind, at, pace=(float(rng.choice([1.0, 1.5])),) * 48)
    return deed


def next_step(
    rng: np.random.Generator, start: DayState, state: DayState, log: list[Deed]
) -> tuple[DayState, Deed | None, str]:
    """The day after one more random deed; as it was if the deed cannot be.

    Returns:
        The state, the deed as applied (None: refused), and the reason said.
    """
    deed = random_deed(rng, state)
    if not log and rng.random() < 0.9:
        deed = Deed(DeedKind.ROUTED, state.now_min)
    try:
        if deed.kind is DeedKind.UNDONE:
            number = int(rng.integers(1, len(log) + 2))
            deed = undo(start, log, number)
        state, changed = apply(state, deed)
    except ModelError as refused:
        return state, None, str(refused)
    log.append(changed.deed)
    return state, changed.deed, changed.reason
