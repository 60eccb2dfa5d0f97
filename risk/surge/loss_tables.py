"""Tables of a county's losses: by event, by village, by intensity."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from risk.losses.exposed import Floats
from risk.surge.loss_curves import STRUCTURES, LossCurves


def event_table(
    events: pd.DataFrame, used: list[str], money: Floats, claims: pd.DataFrame, marks: pd.DataFrame
) -> pd.DataFrame:
    """What each event cost then, and what it would cost today (``CountyLosses.events``)."""
    then = claims.groupby("event_id")["cost_money"].agg(["size", "sum"])
    low, high = np.quantile(money[1:], (0.05, 0.95), axis=0)
    now = pd.DataFrame(
        {
            "cost_now_money": money[0],
            "cost_now_money_lo": np.minimum(low, money[0]),
            "cost_now_money_hi": np.maximum(high, money[0]),
        },
        index=used,
    )
    table = events.join(now).join(
        then.rename(columns={"size": "claims_then", "sum": "cost_then_money"})
    )
    table["villages"] = marks.groupby("event_id").size()
    shown = ["name", "peril_family", "started_at", "quantity", "villages", "claims_then",
             "cost_then_money", *now.columns, "frequency_per_year", "note"]  # fmt: skip
    return table[shown].sort_values("started_at").rename_axis("event_id").reset_index()


def village_table(
    villages: pd.Index, houses: pd.DataFrame, annual: Floats, drawn: Floats
) -> pd.DataFrame:
    """Average annual loss by village with its range (``CountyLosses.villages``)."""
    sums = houses.groupby("region_code")[["houses", "sum_insured_money"]].sum()
    table = sums.reindex(villages).fillna(0.0)
    low, high = np.quantile(drawn, (0.05, 0.95), axis=0)
    table["annual_money"] = annual
    table["annual_money_lo"] = np.minimum(low, annual)
    table["annual_money_hi"] = np.maximum(high, annual)
    insured = table["sum_insured_money"].where(table["sum_insured_money"] > 0)
    table["per_1000_insured"] = 1000 * table["annual_money"] / insured
    return table.reset_index()


def curve_table(fits: Sequence[LossCurves]) -> pd.DataFrame:
    """Curves of the mean event at their nodes, by structure, with a 90 % range."""
    parts = []
    for fit in fits:
        drawn = [fit.curves(draw) for draw in range(len(fit.slope))]
        shares = np.array([c.claim_share * c.loss_share for c in drawn])
        low, high = np.quantile(shares[1:], (0.05, 0.95), axis=0)
        for k, structure in enumerate(STRUCTURES):
            parts.append(
                pd.DataFrame(
                    {
                        "family": fit.family,
                        "quantity": fit.quantity,
                        "unit": fit.unit,
                        "structure": structure,
                        "intensity": fit.nodes,
                        "claim_share": drawn[0].claim_share[k],
                        "loss_share": drawn[0].loss_share[k],
                        "mean_share": shares[0][k],
                        "mean_share_lo": np.minimum(low[k], shares[0][k]),
                        "mean_share_hi": np.maximum(high[k], shares[0][k]),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)
