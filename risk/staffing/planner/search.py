"""Finding crews by day by simulation: a level over the workload's shape, then trimming.

The shape is the 80 % quantile of the work reported in each shift. One level over that shape is
bisected until the goal is just met; then crews are taken away cell by cell (day and shift) as long
as the goal still holds. Every step is one simulation on the same scenarios.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.staffing.simulator.crews import capacity, own_crews
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.outcome import event_shares, reached
from risk.staffing.simulator.run import run
from risk.staffing.simulator.scenes import Scenes, some

SHAPE_QUANTILE = 0.8
TRIP_GUESS_H = 0.5
LEVELS_LOG2 = (-3.0, 6.0)
BISECTIONS = 7
TRIM_CLAIMS = 3e6
TRIM_TRIALS = (8, 60)
SLACK = 0.02
TIERS = ("town", "rural")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Chances = dict[str, float]
Holds = Callable[[Ints], bool]


@dataclass(frozen=True)
class Reached:
    """Which scenarios reach the target, by tier; ``claims`` marks those with claims of the tier."""

    kept: dict[str, Bools]
    claims: dict[str, Bools]

    @property
    def chances(self) -> Chances:
        """Share of the scenarios with claims that reach the target; NaN where there is none."""
        return {
            t: float(self.kept[t][self.claims[t]].mean()) if self.claims[t].any() else np.nan
            for t in TIERS
        }


def simulated(ground: Ground, scenes: Scenes, extra: Ints) -> Reached:
    """Run crews beyond own (days, 2) over scenarios."""
    shares = event_shares(scenes, run(scenes, ground.crews(ground.placed(extra))))
    target = ground.county.staffing.share_target
    return Reached(
        {t: reached(*shares[t], target) for t in TIERS}, {t: shares[t][1] > 0 for t in TIERS}
    )


def meets(found: Chances, goal: Chances) -> bool:
    """Whether every tier with claims reaches its goal."""
    return all(np.isnan(p) or p >= goal[tier] for tier, p in found.items())


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


def search(ground: Ground, scenes: Scenes, goal: Chances, *, top: Reached) -> Ints:
    """Fewest crews beyond own found that meet the goal on these scenarios (days, 2).

    Scenarios that own crews alone keep, or that everybody together does not, are taken as decided
    and not simulated again.

    Args:
        ground: the planning problem.
        scenes: the scenarios searched on.
        goal: wanted chance by tier; where even everybody does not reach it, what everybody
            reaches less 2 points is sought instead.
        top: the scenarios everybody keeps.
    """
    best = top.chances
    wanted = {t: goal[t] if best[t] >= goal[t] else best[t] - SLACK for t in TIERS}
    nobody = np.zeros((ground.days, 2), np.int64)
    bottom = simulated(ground, scenes, nobody)
    if meets(bottom.chances, wanted):
        return nobody
    open_draws = np.logical_or.reduce([top.kept[t] & ~bottom.kept[t] for t in TIERS])
    doubtful = some(scenes, open_draws)

    def holds(extra: Ints) -> bool:
        now = simulated(ground, doubtful, extra)
        kept = {t: top.kept[t].copy() for t in TIERS}
        for t in TIERS:
            kept[t][open_draws] = now.kept[t]
        return meets(Reached(kept, top.claims).chances, wanted)

    start = _level(ground, workload_shape(ground, scenes), holds)
    trials = int(np.clip(TRIM_CLAIMS / max(len(doubtful.claims.hour), 1), *TRIM_TRIALS))
    return _trimmed(start, holds, trials)


def _level(ground: Ground, shape: Floats, holds: Holds) -> Ints:
    """Lowest level (by bisection) that holds; everybody if none below does."""
    low, high = LEVELS_LOG2
    found = everyone_extra(ground, shape)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        candidate = extra_at(ground, shape, 2.0**middle)
        if holds(candidate):
            high, found = middle, candidate
        else:
            low = middle
    return found


def _trimmed(extra: Ints, holds: Holds, trials: int) -> Ints:
    """Take crews away from the fullest cells while the goal holds: half of a cell, then less."""
    kept = extra.copy()
    step = np.maximum((kept + 1) // 2, 1)
    while trials > 0 and ((kept > 0) & (step > 0)).any():
        movable = np.where(step > 0, np.minimum(step, kept), 0)
        cell = np.unravel_index(int(np.argmax(movable)), kept.shape)
        trial = kept.copy()
        trial[cell] -= movable[cell]
        trials -= 1
        if holds(trial):
            kept = trial
        else:
            step[cell] = step[cell] // 2
    return kept
