"""What hotline and desks are planned on: calls by hour, channels of reports, days to documents."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from risk.warehouse.database import sql
from risk.warehouse.filters import midnight_after
from risk.warehouse.reader import Warehouse


@dataclass(frozen=True)
class ChainCounts:
    """Counts of one version, as known at the end of a day.

    Attributes:
        channels: channel, reports.
        calls: day, hour, reports, enquiries (calls), claims (reported); an hour with anything a
            row; none where no call is stored.
        documents_days: mean days from survey to complete documents; None: no claim has both.
        documents_claims: claims with both.
    """

    channels: pd.DataFrame
    calls: pd.DataFrame
    documents_days: float | None
    documents_claims: int


def chain_counts(warehouse: Warehouse, as_of: date) -> ChainCounts:
    """Read them."""
    before = midnight_after(as_of)
    channels = warehouse.frame(
        "SELECT channel, count(*) AS reports FROM report WHERE reported_at < ? GROUP BY ALL"
        " ORDER BY ALL",
        [before],
    )
    calls = warehouse.frame(sql("calls"), {"before": before})
    documents = warehouse.frame(
        "SELECT count(*) AS claims,"
        " avg(epoch(documents_complete_at - surveyed_at)) / 86400 AS days FROM claim"
        " WHERE documents_complete_at < ? AND documents_complete_at >= surveyed_at",
        [before],
    ).iloc[0]
    days = None if pd.isna(documents["days"]) else float(documents["days"])
    return ChainCounts(
        channels, calls.assign(day=pd.to_datetime(calls["day"])), days, int(documents["claims"])
    )
