"""Views of claims: experience, large losses, development, the list itself."""

import pandas as pd

from risk.history.reserving import (
    NOT_ENOUGH,
    ChainLadder,
    chain_ladder,
    reported_unpaid,
    triangle,
)
from risk.history.summary import LARGEST
from risk.views.base import Ask, Views
from risk.warehouse.experience import claim_list
from risk.warehouse.moments import largest_payments, open_estimates, payments_by_day


def experience(views: Views, ask: Ask) -> pd.DataFrame:
    """Frequency, severity, loss cost and loss ratio by ``ask.by``."""
    return views.experience(ask.cut, *ask.by)


def claims(views: Views, ask: Ask) -> pd.DataFrame:
    """The claims themselves, newest first."""
    return claim_list(views.warehouse, ask.cut, limit=ask.limit, offset=ask.offset)


def largest(views: Views, ask: Ask) -> pd.DataFrame:
    """The largest payments."""
    return largest_payments(views.warehouse, ask.cut, limit=LARGEST)


def ladder(views: Views, ask: Ask) -> ChainLadder:
    """Payments developed by contract year with Mack's errors."""
    seen = payments_by_day(views.warehouse, ask.cut)
    return chain_ladder(triangle(seen, as_of=ask.cut.as_of))


def development(views: Views, ask: Ask) -> pd.DataFrame:
    """By year of loss (counted back from the last day): paid, to come, error, still open.

    ``undated_money`` was paid on a day nobody wrote down and is in no triangle; an origin with more
    of it than of dated payments has "not enough data", never a development of nothing.
    """
    seen = payments_by_day(views.warehouse, ask.cut)
    developed = chain_ladder(triangle(seen, as_of=ask.cut.as_of)).by_origin
    still_open = open_estimates(views.warehouse, ask.cut)
    unpaid = reported_unpaid(still_open, as_of=ask.cut.as_of, origins=tuple(developed["origin"]))
    undated = undated_money(seen, developed["origin"])
    blind = undated > developed["latest"]
    told = ["latest", "ultimate", "ibnr", "se", "cv"]
    developed[told] = developed[told].where(~blind)
    developed["note"] = developed["note"].where(~blind, NOT_ENOUGH)
    return developed.assign(undated_money=undated).merge(unpaid, how="outer", on="origin")


def undated_money(seen: pd.DataFrame, origins: "pd.Series[str]") -> "pd.Series[float]":
    """Money paid without a day of payment, by origin of the loss."""
    starts = pd.DatetimeIndex(pd.to_datetime(origins.tolist()))
    loose = seen[seen["paid_at"].isna() & (seen["paid_money"].astype(float) > 0)]
    place = starts.searchsorted(loose["loss_at"].to_numpy(), side="right") - 1
    sums = loose["paid_money"].astype(float).groupby(place).sum()
    return sums.reindex(origins.index, fill_value=0.0)
