"""What a plan costs, item by item, and what each lender sends."""

import numpy as np
import pandas as pd

from risk.settings import Staffing
from risk.staffing.planner.record import COST_ITEMS, LENDER_COLUMNS, empty
from risk.staffing.simulator.crews import STANDBY, Ints, Pool


def mobilised(crews: Ints) -> Ints:
    """Crews each source sends at most at once: those that must travel here (sources,)."""
    return np.asarray(crews.sum(axis=(2, 3)).max(axis=1, initial=0), np.int64)


def cost_items(crews: Ints, sources: list[Pool], settings: Staffing) -> pd.DataFrame:
    """Costs by item.

    Args:
        crews: crews by source (own first, then pools), day, shift and base.
        sources: the pools.
        settings: cost of an own crew-day.

    Returns:
        item, crew_days, money.
    """
    days = crews.sum(axis=(1, 2, 3))
    each = np.array([settings.crew_day_cost_money, *(pool.cost_money for pool in sources)])
    standby = np.array([False, *(pool.source == STANDBY for pool in sources)])
    lent = ~standby
    lent[0] = False
    groups = {"wages": np.arange(len(days)) == 0, "standby": standby, "lending": lent}
    rows = [
        (item, int(days[groups[item]].sum()), float((days * each)[groups[item]].sum()))
        if item in groups
        else (item, 0, 0.0)
        for item in COST_ITEMS
    ]
    return pd.DataFrame(rows, columns=["item", "crew_days", "money"])


def lender_rows(crews: Ints, sources: list[Pool], lenders: pd.DataFrame) -> pd.DataFrame:
    """What each lender sends and costs; its worth for the chance is not told yet (NaN, NaT)."""
    if lenders.empty:
        return empty(LENDER_COLUMNS)
    names = dict(zip(lenders["lender_id"].astype(str), lenders["name"], strict=True))
    rows = []
    for p, pool in enumerate(sources):
        if pool.source == STANDBY:
            continue
        by_day = crews[1 + p].sum(axis=(1, 2))
        crew_days = int(by_day.sum())
        first = float(np.flatnonzero(by_day)[0]) if crew_days else np.nan
        rows.append(
            (pool.source, names[pool.source], int(by_day.max()), crew_days, first, pd.NaT,
             np.nan, crew_days * pool.cost_money, np.nan)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(LENDER_COLUMNS))
