"""Rounds of proposing and judging: who proposes searches, the simulator on fresh scenarios judges.

In the first round both the two-stage program and the level search propose; the cheaper whose crews
hold on the scenarios searched goes on alone. A round is judged on scenarios of its own; where the
lower end of their band misses the goal, the next round plans for a margin more. The chance printed
in the end is told on scenarios that decided nothing in any round.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.settings import County
from risk.staffing.planner.buckets import buckets
from risk.staffing.planner.productivity import productivity
from risk.staffing.planner.program import Program, program
from risk.staffing.planner.record import ROUND_COLUMNS
from risk.staffing.planner.search import (
    TIERS,
    Chances,
    Judge,
    Reached,
    meets,
    search,
    simulated,
    trimmed,
)
from risk.staffing.planner.squad import Squad, money, squad
from risk.staffing.simulator.blocks import Blocks
from risk.staffing.simulator.outcome import wilson
from risk.staffing.simulator.scenes import Scenes, some

MARGINS = (1.0, 2.0, 3.0)  # standard errors above the goal, round by round
PROGRAM_DRAWS = 40
# an end to what never ends, and no more: a limit that a busy machine reaches would change the plan
PROGRAM_SECONDS = 600.0
REPORTED_SHARE = 0.98  # of expected claims: the days the program looks at
STEPS = 6  # proposals of the program in one round
GROW = 1.7
WHOLE = 0.2  # a fraction of a crew below this is not sent


Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """The crews of the last round, who proposed them, the rounds, and whether it can be reached."""

    squad: Squad
    solver: str
    rounds: pd.DataFrame
    reachable: bool


@dataclass(frozen=True)
class Proposal:
    """Crews that hold on the scenarios searched, by whom, for how many times the work."""

    squad: Squad
    solver: str
    work_scale: float


def certified(judge: Judge, fresh: Blocks) -> Found:
    """Rounds until the lower end of a fresh band reaches the goal, or no round is left."""
    ground, county = judge.ground, judge.ground.county
    desk = Proposers(judge)
    rows: list[tuple[float, ...]] = []
    solvers: tuple[str, ...] = ("search", "program")
    reachable = meets(judge.top.chances, goal_with_margin(judge, MARGINS[0]))
    for i, margin in enumerate(MARGINS):
        best = desk.best(goal_with_margin(judge, margin), solvers)
        solvers = (best.solver,)
        told = None
        if i < len(fresh.rounds):
            told = simulated(ground, ground.scenes(*fresh.rounds[i], seed=judge.seed), best.squad)
        rows.append(_row(i + 1, judge, best, told))
        if not reachable or told is None or holds(told, county):
            break
    table = pd.DataFrame(rows, columns=list(ROUND_COLUMNS))
    return Found(best.squad, best.solver, table, reachable)


@dataclass
class Proposers:
    """The level search and the two-stage program, which is loaded once it is asked."""

    judge: Judge
    lp: Program | None = None
    scale: float = 1.0  # multiple of the work at which the program's crews last held

    def best(self, goal: Chances, solvers: Sequence[str]) -> Proposal:
        """The cheapest crews proposed that hold; the search's where the program finds none."""
        found = []
        if "program" in solvers and not self.judge.holds(goal)(self.judge.nobody):
            self.lp = self.lp or loaded(self.judge)
            found += proposed(self.judge, self.lp, goal, self.scale)
            self.scale = found[0].work_scale if found else self.scale
        if "search" in solvers or not found:
            found.append(Proposal(search(self.judge, goal), "search", 1.0))
        return min(found, key=lambda p: (money(self.judge.ground, p.squad), p.solver))


def goal_with_margin(judge: Judge, margin: float) -> Chances:
    """The goal by tier, raised by standard errors of the searched scenarios with claims of it."""
    p = judge.ground.county.staffing.p_goal
    numbers = {t: max(int(judge.top.claims[t].sum()), 2) for t in TIERS}
    return {t: min(p + margin * np.sqrt(p * (1 - p) / n), 1 - 1 / n) for t, n in numbers.items()}


def loaded(judge: Judge) -> Program:
    """The program over scenarios of every size, as many of each."""
    ground, scenes = judge.ground, by_size(judge.scenes, PROGRAM_DRAWS)
    share = ground.forecast.by_day["mean"].to_numpy().cumsum()
    days = int(np.searchsorted(share, REPORTED_SHARE * share[-1])) + 1
    cut = buckets(ground.on_h, ground.off_h, min(max(days, 2), ground.days))
    return program(ground, scenes, cut, productivity(ground, scenes, cut), seconds=PROGRAM_SECONDS)


def by_size(scenes: Scenes, number: int) -> Scenes:
    """So many scenarios, evenly over the order of their claims."""
    draws = scenes.claims.draws
    if draws <= number:
        return scenes
    order = np.argsort(np.diff(scenes.claims.start), kind="stable")
    chosen = np.zeros(draws, bool)
    chosen[order[((np.arange(number) + 0.5) * draws / number).astype(np.int64)]] = True
    return some(scenes, chosen)


def proposed(judge: Judge, lp: Program, goal: Chances, scale: float) -> list[Proposal]:
    """The program's crews for the least work scale found that holds, trimmed; or nothing."""
    holds_goal = judge.holds(goal)
    low, high = 0.0, np.inf
    best: Proposal | None = None
    for _ in range(STEPS):
        crews = whole(judge, lp.proposal(scale))
        if crews is None:
            break
        if holds_goal(crews):
            best, high = Proposal(crews, "program", scale), scale
        else:
            low = scale
        if high / max(low, 1e-9) < 1.1:
            break
        scale = low * GROW if np.isinf(high) else np.sqrt(low * high) if low else high / GROW
    if best is None:
        return []
    return [Proposal(trimmed(judge, best.squad, holds_goal), best.solver, best.work_scale)]


def whole(judge: Judge, solution: tuple[Floats, Floats] | None) -> Squad | None:
    """Whole crews and half hours of overtime of a program's solution."""
    if solution is None:
        return None
    crews, late = solution
    need, town = (np.zeros((judge.ground.days, 2), np.int64) for _ in range(2))
    late_h = np.zeros(judge.ground.days)
    late_h[: len(late)] = np.round(2 * late) / 2
    by_place = np.ceil(np.maximum(crews.sum(axis=0) - WHOLE, 0.0)).astype(np.int64)
    days = len(by_place)
    need[:days], town[:days] = by_place.sum(axis=2), by_place[..., 1]
    return squad(judge.ground, need, town, late_h)


def holds(told: Reached, county: County) -> bool:
    """Whether the lower end of the band reaches the goal in every tier with claims."""
    return all(
        np.isnan(low) or low >= county.staffing.p_goal for low in (lower(told, t) for t in TIERS)
    )


def lower(told: Reached, tier: str) -> float:
    """Lower end of the 90 % band of a tier's chance."""
    n = int(told.claims[tier].sum())
    return wilson(told.chances[tier], n)[0] if n else np.nan


def _row(number: int, judge: Judge, best: Proposal, told: Reached | None) -> tuple[float, ...]:
    """A row of ROUND_COLUMNS."""
    on = judge.chances(best.squad)
    unknown = dict.fromkeys(TIERS, np.nan)
    fresh = told.chances if told else unknown
    low = {t: lower(told, t) for t in TIERS} if told else unknown
    return (
        number, *(on[t] for t in TIERS), *(fresh[t] for t in TIERS), *(low[t] for t in TIERS),
        best.work_scale, best.squad.crew_days, money(judge.ground, best.squad),
    )  # fmt: skip
