"""What a plan costs, item by item, and what each lender sends."""

import numpy as np
import pandas as pd

from risk.settings import Staffing
from risk.staffing.planner.record import COST_COLUMNS, LENDER_COLUMNS, empty
from risk.staffing.planner.squad import Squad, overtime_money
from risk.staffing.simulator.crews import STANDBY, Ints, Pool
from risk.staffing.simulator.ground import Ground


def cost_items(ground: Ground, plan: Squad) -> pd.DataFrame:
    """Costs by item: item, crew_days, money (of overtime: crew-days on which some is worked)."""
    settings, sources = ground.county.staffing, ground.sources
    days = plan.crews.sum(axis=(1, 2, 3))
    lent = [p for p, pool in enumerate(sources) if pool.source != STANDBY]
    standby = [p for p, pool in enumerate(sources) if pool.source == STANDBY]
    late = 0 if plan.overtime_h is None else int(plan.crews[plan.overtime_h > 0].sum())
    moved = int(sum(most_at_once(plan.crews)[1 + p] for p in lent))
    rows = [
        ("wages", int(days[0]), float(days[0] * settings.crew_day_cost_money)),
        ("overtime", late, overtime_money(ground, plan)),
        ("standby", *_of(days, sources, standby)),
        ("lending", *_of(days, sources, lent)),
        ("mobilisation", 0, moved * settings.mobilisation_cost_money),
    ]
    return pd.DataFrame(rows, columns=list(COST_COLUMNS))


def _of(days: Ints, sources: list[Pool], which: list[int]) -> tuple[int, float]:
    return (
        int(sum(days[1 + p] for p in which)),
        float(sum(days[1 + p] * sources[p].cost_money for p in which)),
    )


def most_at_once(crews: Ints) -> Ints:
    """Crews each source sends on its fullest day: those that must travel here (sources,)."""
    return np.asarray(crews.sum(axis=(2, 3)).max(axis=1, initial=0), np.int64)


def lender_rows(
    crews: Ints, sources: list[Pool], lenders: pd.DataFrame, settings: Staffing
) -> pd.DataFrame:
    """What each lender sends and costs; its worth for the chance is not told yet (NaN, NaT)."""
    if lenders.empty:
        return empty(LENDER_COLUMNS)
    names = dict(zip(lenders["lender_id"].astype(str), lenders["name"], strict=True))
    most = most_at_once(crews)
    rows = []
    for p, pool in enumerate(sources):
        if pool.source == STANDBY:
            continue
        by_day = crews[1 + p].sum(axis=(1, 2))
        crew_days = int(by_day.sum())
        first = float(np.flatnonzero(by_day)[0]) if crew_days else np.nan
        money = crew_days * pool.cost_money + int(most[1 + p]) * settings.mobilisation_cost_money
        rows.append(
            (pool.source, names[pool.source], int(most[1 + p]), crew_days, first, pd.NaT, np.nan,
             float(money), np.nan)
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(LENDER_COLUMNS))
    return table.astype({"last_useful_at": "datetime64[us]"})
