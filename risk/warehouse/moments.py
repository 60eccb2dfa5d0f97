"""Claims counted by moment, largest payments, payments by day: what patterns are computed from.

Rows stand for ``claims`` claims each: millions of claims are as many rows as there are moments.
"""

from datetime import date
from typing import Literal

import pandas as pd

from risk.errors import WarehouseError
from risk.warehouse.filters import Filter
from risk.warehouse.reader import Warehouse
from risk.warehouse.service import over_claims

Stamp = Literal["reported_at", "loss_at"]
Cut = Literal["block_hour", "day", "month"]
STAMPS = ("reported_at", "loss_at")
CUTS: dict[str, str] = {
    # the hour on the first day of its block: all that a profile by hours asks of a moment
    "block_hour": "$first::TIMESTAMP + to_days((date_diff('day', $first::TIMESTAMP, stamp) "
    "// $block_days * $block_days)::INTEGER) + to_hours(hour(stamp))",
    "day": "stamp::DATE::TIMESTAMP",
    "month": "date_trunc('month', stamp)::TIMESTAMP",
}


def first_moment(warehouse: Warehouse, cut: Filter, stamp: Stamp) -> date | None:
    """First day of a clock among the claims of a filter; None: no claim has it."""
    first = over_claims(warehouse, cut, "first_moment", parts={"stamp": checked(stamp)})["first"]
    return None if pd.isna(first.iloc[0]) else pd.Timestamp(first.iloc[0]).date()


def claim_moments(
    warehouse: Warehouse,
    cut: Filter,
    stamp: Stamp,
    to: Cut,
    *,
    first: date | None = None,
    block_days: int = 1,
    events: bool = False,
) -> pd.DataFrame:
    """Claims by family and moment.

    Args:
        warehouse: the version.
        cut: which claims; those without the stamp are left out.
        stamp: whose moment.
        to: cut to the day, the month, or the hour on the first day of its block of days.
        first, block_days: first day of the first block, and days in one.
        events: by event too.

    Returns:
        peril_family, event_id (if asked for), time_precision (``day``: no hour is known), the
        stamp, claims (how many the row stands for).
    """
    parts = {
        "moment": CUTS[to], "stamp": checked(stamp), "event": "event_id, " if events else "",
    }  # fmt: skip
    blocks = {"first": first, "block_days": block_days} if to == "block_hour" else {}
    return over_claims(warehouse, cut, "claim_moments", parts=parts, values=blocks)


def largest_payments(warehouse: Warehouse, cut: Filter, *, limit: int) -> pd.DataFrame:
    """The largest payments, greatest first, each with its share of all that was paid."""
    return over_claims(warehouse, cut, "largest", values={"limit": limit})


def payments_by_day(warehouse: Warehouse, cut: Filter) -> pd.DataFrame:
    """Payments by loss_at and paid_at (days): claims, paid_money."""
    return over_claims(warehouse, cut, "payments_by_day")


def open_estimates(warehouse: Warehouse, cut: Filter) -> pd.DataFrame:
    """Open claims: loss_at, reported_at, paid_at, status, estimate_money."""
    return over_claims(warehouse, cut, "open_estimates")


def claim_points(warehouse: Warehouse, cut: Filter, *, most: int) -> pd.DataFrame | int:
    """Claims outside events with what places them, or only how many, if more than ``most``."""
    claims = int(over_claims(warehouse, cut, "claim_points_count")["claims"].iloc[0])
    return claims if claims > most else over_claims(warehouse, cut, "claim_points")


def checked(stamp: str) -> str:
    """A stamp's column, known.

    Raises:
        WarehouseError: as said.
    """
    if stamp not in STAMPS:
        raise WarehouseError(f"no clock {stamp!r}", where="history")
    return stamp
