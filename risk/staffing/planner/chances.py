"""Chances of one squad on a set of scenarios, for comparing plans and assumptions.

``joint`` asks that an event keeps the target in every tier it has claims of; its complement is the
chance of failing. ``lowest`` is the chance of the tier that does worst.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.staffing.planner.search import Reached, simulated
from risk.staffing.planner.squad import Squad
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.scenes import Scenes

COMPARE_CLAIMS = 150_000  # claims simulated for one number of a comparison
COMPARE_DRAWS = (20, 500)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Chance:
    """P(every tier), P by tier (NaN without claims), and the mean share of claims in time."""

    joint: float
    by_tier: dict[str, float]
    share: float

    @property
    def lowest(self) -> float:
        """The least of the tiers' chances."""
        return float(np.nanmin([*self.by_tier.values(), 1.0]))


def chance(ground: Ground, scenes: Scenes, crews: Squad) -> Chance:
    """Simulate a squad."""
    told = simulated(ground, scenes, crews)
    return Chance(joint(told), told.chances, told.share)


def joint(told: Reached) -> float:
    """Share of the events with claims that keep the target in every tier."""
    some = np.logical_or.reduce(list(told.claims.values()))
    every = np.logical_and.reduce(list(told.kept.values()))
    return float(every[some].mean()) if some.any() else np.nan


def joint_chance(ground: Ground, scenes: Scenes, crews: Squad) -> float:
    """P(every tier) of a squad."""
    return joint(simulated(ground, scenes, crews))


def compared_draws(ground: Ground, block: tuple[int, int]) -> tuple[int, int]:
    """The first draws of a block, as many as a comparison simulates."""
    claims = max(float(ground.forecast.expected.sum()), 1.0)
    number = int(np.clip(COMPARE_CLAIMS / claims, *COMPARE_DRAWS))
    return block[0], min(block[0] + number, block[1])
