"""What each lender is worth: the chance it buys, its price, the last hour asking it still helps.

Every number is a difference on the same scenarios (common random numbers): the plan with and
without the lender, or, of one the plan does not ask, the plan and the lender's crews on top.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from risk.staffing.planner.accounts import lender_rows
from risk.staffing.planner.chances import chance, joint_chance
from risk.staffing.planner.squad import Squad, rested
from risk.staffing.simulator.crews import called
from risk.staffing.simulator.ground import Ground
from risk.staffing.simulator.scenes import Scenes

USEFUL_P, USEFUL_SHARE = 0.005, 0.001  # a chance, or a share of claims, that counts as a gain
ASKING_STEPS = 5  # halvings of the asking hour


def lending(ground: Ground, scenes: Scenes, plan: Squad, lenders: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``Plan.lenders``.

    Args:
        ground: the planning problem.
        scenes: scenarios the lenders are compared on; none of them decided the plan.
        plan: the plan's crews.
        lenders: the lender table.
    """
    table = lender_rows(plan.crews, ground.sources, lenders, ground.county.staffing)
    if table.empty:
        return table
    whole = joint_chance(ground, scenes, plan)
    for i, row in table.iterrows():
        pool = next(p for p, s in enumerate(ground.sources) if s.source == row["lender_id"])
        asked = row["crew_days"] > 0
        without = _without(plan, pool) if asked else plan
        with_it = plan if asked else _with_all(ground, plan, pool)
        cost = row["cost_money"] if asked else _price(ground, with_it, pool)
        base = whole if not asked else joint_chance(ground, scenes, without)
        gain = (whole if asked else joint_chance(ground, scenes, with_it)) - base
        table.loc[i, "p_gain"] = gain
        table.loc[i, "cost_money"] = cost
        table.loc[i, "p_gain_per_1000_money"] = gain / cost * 1000 if cost > 0 else np.nan
        lag_h = float(lenders.set_index(lenders["lender_id"].astype(str))["lag_h"][pool_id(row)])
        hour = last_useful_h(ground, scenes, with_it, without, pool, lag_h)
        if hour is not None:
            begins = ground.forecast.scenario.starts_at
            table.loc[i, "last_useful_at"] = pd.Timestamp(begins + timedelta(hours=hour))
    return table


def pool_id(row: "pd.Series[Any]") -> str:
    """The lender's id of a row."""
    return str(row["lender_id"])


def last_useful_h(
    ground: Ground, scenes: Scenes, with_it: Squad, without: Squad, pool: int, lag_h: float
) -> float | None:
    """Last hour from the scenario's start at which asking the lender still helps; None: never.

    It helps if the chance or the share of claims in time rises noticeably. Found by halving,
    as later help is never better help.
    """
    base = chance(ground, scenes, without)

    def helps(ask_h: float) -> bool:
        late = _from(ground, pool, max(ask_h + lag_h, 0.0))
        found = chance(late, scenes, with_it)
        return found.joint >= base.joint + USEFUL_P or found.share >= base.share + USEFUL_SHARE

    low = -ground.forecast.scenario.lead_time_h
    high = float(ground.off_h[-1, -1]) - lag_h
    if not helps(low):
        return None
    for _ in range(ASKING_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if helps(middle) else (low, middle)
    return float(np.floor(low))


def _from(ground: Ground, pool: int, from_h: float) -> Ground:
    sources = list(ground.sources)
    sources[pool] = replace(sources[pool], from_h=from_h)
    return replace(ground, sources=sources)


def _without(plan: Squad, pool: int) -> Squad:
    crews = plan.crews.copy()
    crews[1 + pool] = 0
    return replace(plan, crews=crews)


def _with_all(ground: Ground, plan: Squad, pool: int) -> Squad:
    """The plan and all crews of a lender by day, at the bases by expected claims."""
    source = ground.sources[pool]
    need = np.zeros((ground.days, 2), np.int64)
    need[: _busy_days(ground), 0] = source.crews_max
    alone = rested(called(need, [source], ground.off_h))[0]
    crews = plan.crews.copy()
    share = ground.base_weights / ground.base_weights.sum()
    for day, shift in np.argwhere(alone > 0):
        here = np.floor(alone[day, shift] * share).astype(np.int64)
        here[np.argmax(share)] += alone[day, shift] - here.sum()
        crews[1 + pool, day, shift] += here
    return replace(plan, crews=crews)


def _busy_days(ground: Ground) -> int:
    """Days in which nine of ten claims are reported."""
    share = ground.forecast.by_day["mean"].to_numpy().cumsum()
    return int(np.searchsorted(share, 0.9 * share[-1])) + 1


def _price(ground: Ground, crews: Squad, pool: int) -> float:
    settings, source = ground.county.staffing, ground.sources[pool]
    by_day = crews.crews[1 + pool].sum(axis=(1, 2))
    moving = int(by_day.max()) * settings.mobilisation_cost_money
    return float(by_day.sum() * source.cost_money + moving)
