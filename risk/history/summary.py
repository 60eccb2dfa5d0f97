"""The tables every page and report starts from."""

from dataclasses import dataclass

import pandas as pd

LARGEST = 20
LARGE_LOSS_COLUMNS = (
    "claim_id", "loss_at", "region_code", "township_code", "peril", "peril_family", "event_id",
    "damage_grade", "paid_money",
)  # fmt: skip


@dataclass(frozen=True)
class History:
    """Experience and promise of one data version; columns as `experience` and `promise_shares`."""

    by_year: pd.DataFrame
    by_family: pd.DataFrame
    by_family_year: pd.DataFrame
    by_month: pd.DataFrame
    by_township: pd.DataFrame
    by_township_year: pd.DataFrame
    promise: pd.DataFrame
    promise_by_year: pd.DataFrame
    large_losses: pd.DataFrame


def large_losses(claims: pd.DataFrame, *, largest: int = LARGEST) -> pd.DataFrame:
    """The largest payments, greatest first, with each one's share of all that was paid."""
    paid = claims[claims["paid_money"].astype(float) > 0]
    total = paid["paid_money"].astype(float).sum()
    order = paid.sort_values(["paid_money", "claim_id"], ascending=[False, True]).head(largest)
    table = order.reindex(columns=list(LARGE_LOSS_COLUMNS)).reset_index(drop=True)
    return table.assign(share_of_paid=table["paid_money"].astype(float) / total)
