"""Why a plan meets its goal or not, found by simulating with crews nobody has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from risk.staffing.planner.chances import compared_draws
from risk.staffing.planner.search import (
    TIERS,
    Chances,
    Judge,
    extra_at,
    meets,
    simulated,
)
from risk.staffing.planner.squad import Squad, squad
from risk.staffing.simulator.crews import Pool
from risk.staffing.simulator.outcome import Outcome

AMPLE_LEVEL = 8.0
HALVINGS = 5
UNLIMITED = Pool("unlimited", 1_000_000, 0.0, 1, 0.0)


class Binding(StrEnum):
    """What decides whether the goal is met."""

    OWN_ENOUGH = "own_enough"  # met without calling anybody
    MET = "met"
    FRESH_SHORT = "fresh_short"  # met on the scenarios searched, not on fresh ones
    CREWS = "crews"  # more crews than can be called would be needed
    TRAVEL = "travel"  # no number of crews is enough in some tier: distance or shifts bind


@dataclass(frozen=True)
class Reason:
    """The binding cause, one English sentence, and its numbers for other languages.

    ``values``: p_town, p_rural (fresh scenarios, NaN without claims), p_goal, share_target; if
    everybody is not enough, p_ample_town, p_ample_rural: the chances with crews without limit;
    for ``CREWS`` crews_more: crews needed on the fullest day beyond everybody who can be called,
    and p_crews_more, the chance of the tier that then does worst.
    """

    binding: Binding
    words: str
    values: Mapping[str, float]


def reason(judge: Judge, plan: Squad, told: Outcome, *, met: bool, reachable: bool) -> Reason:
    """Find what binds.

    Args:
        judge: the scenarios searched, and what everybody keeps of them.
        plan: the crews planned.
        told: the plan's outcome on fresh scenarios.
        met: whether the goal is met there.
        reachable: whether everybody together reaches it on the scenarios searched.
    """
    staffing = judge.ground.county.staffing
    values = {f"p_{tier}": told.p_event_share(tier) for tier in TIERS}
    values |= {"p_goal": staffing.p_goal, "share_target": staffing.share_target}
    if met:
        binding = Binding.MET if plan.need.any() else Binding.OWN_ENOUGH
    elif reachable:
        binding = Binding.FRESH_SHORT
    else:
        ample, more, p_more = _probe(judge)
        binding = Binding.TRAVEL if more is None else Binding.CREWS
        values |= {f"p_ample_{tier}": p for tier, p in ample.items()}
        if more is not None:
            values |= {"crews_more": float(more), "p_crews_more": p_more}
    return Reason(binding, _words(binding, values), values)


def _probe(judge: Judge) -> tuple[Chances, int | None, float]:
    """Chances with crews without limit; crews missing on the fullest day, were they there at once.

    The second is None if no number of crews reaches the goal in every tier; the third is the chance
    of the tier that does worst with that number.
    """
    ground = judge.ground
    draws = compared_draws(ground, (0, judge.scenes.claims.draws))
    free = replace(ground, sources=[*ground.sources, UNLIMITED])
    probe = free.scenes(*draws, seed=judge.seed)
    goal = dict.fromkeys(TIERS, ground.county.staffing.p_goal)

    def found(level: float) -> Chances:
        return simulated(free, probe, squad(free, extra_at(free, judge.shape, level))).chances

    ample = found(AMPLE_LEVEL)
    if not meets(ample, goal):
        return ample, None, np.nan
    low, high, best = 0.0, AMPLE_LEVEL, ample
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        now = found(middle)
        if meets(now, goal):
            high, best = middle, now
        else:
            low = middle
    needed = extra_at(free, judge.shape, high).sum(axis=1)
    have = judge.everybody.need.sum(axis=1)
    return ample, max(int(np.max(needed - have)), 1), float(np.nanmin(list(best.values())))


def _words(binding: Binding, values: Mapping[str, float]) -> str:
    goal = f"P(at least {values['share_target']:.0%} in time) ≥ {values['p_goal']:.0%}"
    found = ", ".join(
        f"{tier} {values[f'p_{tier}']:.1%}" for tier in TIERS if not np.isnan(values[f"p_{tier}"])
    )
    if binding is Binding.OWN_ENOUGH:
        return f"own crews alone reach {goal}: {found}"
    if binding is Binding.MET:
        return f"the plan reaches {goal}: {found}"
    if binding is Binding.FRESH_SHORT:
        return f"the plan reached {goal} on the scenarios searched, on fresh ones only {found}"
    if binding is Binding.CREWS:
        more = int(values["crews_more"])
        return (
            f"even with every lender {goal} is not reached ({found}); about {more} more crews on"
            " the fullest day, there from the start, would reach it"
        )
    ample = ", ".join(
        f"{tier} {values[f'p_ample_{tier}']:.0%}"
        for tier in TIERS
        if not np.isnan(values[f"p_ample_{tier}"])
    )
    return (
        f"{goal} is not reached ({found}); crews without limit from these bases would reach"
        f" {ample}: where that is too little, distance and shifts bind, not the number of crews"
    )
