"""Finding crews by day by simulation: a level over the workload's shape, then trimming.

The shape is the 80 % quantile of the work reported in each shift. One level over that shape is
bisected until the goal is just met; then crews are taken away cell by cell (day and shift) as long
as the goal still holds. Every step is one simulation on the same scenarios.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.staffing.planner.squad import Squad, squad
from risk.staffing.simulator.crews import capacity, own_crews
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.outcome import event_shares, reached
from risk.staffing.simulator.run import run
from risk.staffing.simulator.scenes import Scenes, some

SHAPE_QUANTILE = 0.8
TRIP_GUESS_H = 0.5
LEVELS_LOG2 = (-3.0, 6.0)
BISECTIONS = 7
TRIM_CLAIMS = 1.5e6
TRIM_TRIALS = (8, 60)
SLACK = 0.02
TIERS = ("town", "rural")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Chances = dict[str, float]
Holds = Callable[[Squad], bool]


@dataclass(frozen=True)
class Reached:
    """Which scenarios reach the target, by tier; ``claims`` marks those with claims of the tier.

    ``share``: of all claims of all scenarios, reached in time.
    """

    kept: dict[str, Bools]
    claims: dict[str, Bools]
    share: float = np.nan

    @property
    def chances(self) -> Chances:
        """Share of the scenarios with claims that reach the target; NaN where there is none."""
        return {
            t: float(self.kept[t][self.claims[t]].mean()) if self.claims[t].any() else np.nan
            for t in TIERS
        }


def simulated(ground: Ground, scenes: Scenes, crews: Squad) -> Reached:
    """Run crews over scenarios."""
    shares = event_shares(scenes, run(scenes, ground.crews(crews.crews, crews.overtime_h)))
    target = ground.county.staffing.share_target
    kept, claims = shares["all"]
    return Reached(
        {t: reached(*shares[t], target) for t in TIERS},
        {t: shares[t][1] > 0 for t in TIERS},
        float(kept.sum() / max(claims.sum(), 1.0)),
    )


def meets(found: Chances, goal: Chances) -> bool:
    """Whether every tier with claims reaches its goal."""
    return all(np.isnan(p) or p >= goal[tier] for tier, p in found.items())


@dataclass(frozen=True)
class Judge:
    """The scenarios a plan is searched on, and what nobody and everybody keep of them.

    Scenarios that own crews alone keep, or that everybody together does not, are taken as decided
    and not simulated again: ``doubtful`` are the others, marked by ``open_draws``.
    """

    ground: Ground
    scenes: Scenes
    seed: int
    shape: Floats
    nobody: Squad
    everybody: Squad
    bottom: Reached
    top: Reached
    open_draws: Bools
    doubtful: Scenes

    def wanted(self, goal: Chances) -> Chances:
        """The goal; where everybody does not reach it, what everybody reaches less 2 points."""
        best = self.top.chances
        return {t: goal[t] if not best[t] < goal[t] else best[t] - SLACK for t in TIERS}

    def chances(self, crews: Squad) -> Chances:
        """Chances by tier on the scenarios searched."""
        kept = {t: self.top.kept[t].copy() for t in TIERS}
        if self.open_draws.any():
            now = simulated(self.ground, self.doubtful, crews)
            for t in TIERS:
                kept[t][self.open_draws] = now.kept[t]
        return Reached(kept, self.top.claims).chances

    def holds(self, goal: Chances) -> Holds:
        """Whether crews reach what is wanted.

        Where nobody can reach the goal, the share of claims in time must not fall by more than 2
        points below everybody's either: a promise lost for an event is not lost for each house.
        """
        wanted = self.wanted(goal)
        if meets(self.top.chances, goal):
            return lambda crews: meets(self.chances(crews), wanted)

        def most_saved(crews: Squad) -> bool:
            now = simulated(self.ground, self.scenes, crews)
            return meets(now.chances, wanted) and now.share >= self.top.share - SLACK

        return most_saved


def judge(ground: Ground, scenes: Scenes, *, seed: int) -> Judge:
    """Set the scenarios up for a search: what own crews alone and everybody keep."""
    shape = workload_shape(ground, scenes)
    nobody = squad(ground, np.zeros((ground.days, 2), np.int64))
    everybody = squad(ground, everyone_extra(ground, shape))
    bottom, top = simulated(ground, scenes, nobody), simulated(ground, scenes, everybody)
    opened = np.logical_or.reduce([top.kept[t] & ~bottom.kept[t] for t in TIERS])
    doubtful = some(scenes, opened) if opened.any() else scenes
    return Judge(ground, scenes, seed, shape, nobody, everybody, bottom, top, opened, doubtful)


def workload_shape(ground: Ground, scenes: Scenes) -> Floats:
    """Crews that the work of each shift would keep busy, in 8 of 10 scenarios (days, 2)."""
    staffing = ground.county.staffing
    since_start = ground.forecast.law[0] + scenes.claims.hour - staffing.day_start_h
    day_length = staffing.day_end_h - staffing.day_start_h
    cell = np.maximum(2 * (since_start // 24) + (since_start % 24 >= day_length), 0)
    cells = 2 * ground.days
    at = scenes.draw * cells + np.minimum(cell, cells - 1).astype(np.int64)
    counts = np.bincount(at, minlength=scenes.claims.draws * cells)
    typical = np.quantile(counts.reshape(-1, cells), SHAPE_QUANTILE, axis=0).reshape(-1, 2)
    hours_each = staffing.survey_min / 60 + TRIP_GUESS_H
    return np.asarray(typical * hours_each / [day_length, 24 - day_length])


def extra_at(ground: Ground, shape: Floats, level: float) -> Ints:
    """Crews beyond own at a level of the shape, within what can be called on each day."""
    own = own_crews(ground.bases).sum(axis=0)
    wanted = np.maximum(np.ceil(level * shape) - own, 0.0)
    limit = capacity(ground.sources, ground.off_h)
    total = wanted.sum(axis=1)
    over = total > limit
    night_share = np.divide(wanted[:, 1], total, out=np.zeros(len(total)), where=total > 0)
    night = np.where(over, np.round(limit * night_share), wanted[:, 1])
    day = np.where(over, limit - night, wanted[:, 0])
    return np.column_stack([day, night]).astype(np.int64)


def everyone_extra(ground: Ground, shape: Floats) -> Ints:
    """Everybody who can be called, on every day with work, split by the work of its shifts."""
    return extra_at(ground, shape, 1e6)


def search(judge: Judge, goal: Chances) -> Squad:
    """Fewest crews beyond own found that reach what is wanted on the scenarios searched."""
    holds = judge.holds(goal)
    if holds(judge.nobody):
        return judge.nobody
    return trimmed(judge, _level(judge, holds), holds)


def _level(judge: Judge, holds: Holds) -> Squad:
    """Lowest level (by bisection) that holds; everybody if none below does."""
    low, high = LEVELS_LOG2
    found = judge.everybody
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        candidate = squad(judge.ground, extra_at(judge.ground, judge.shape, 2.0**middle))
        if holds(candidate):
            high, found = middle, candidate
        else:
            low = middle
    return found


def trimmed(judge: Judge, start: Squad, holds: Holds) -> Squad:
    """Take crews away from the fullest cells while the goal holds: half of a cell, then less.

    Overtime goes first, if the goal holds without.
    """
    trials = int(np.clip(TRIM_CLAIMS / max(len(judge.doubtful.claims.hour), 1), *TRIM_TRIALS))
    if start.overtime_h is not None:
        plain = squad(judge.ground, start.need, start.at_town)
        start = plain if holds(plain) else start
    kept, need = start, start.need.copy()
    step = np.maximum((need + 1) // 2, 1)
    while trials > 0 and ((need > 0) & (step > 0)).any():
        movable = np.where(step > 0, np.minimum(step, need), 0)
        cell = np.unravel_index(int(np.argmax(movable)), need.shape)
        trial = need.copy()
        trial[cell] -= movable[cell]
        trials -= 1
        candidate = squad(judge.ground, trial, start.at_town, start.overtime_by_day)
        if holds(candidate):
            kept, need = candidate, trial
        else:
            step[cell] = step[cell] // 2
    return kept
