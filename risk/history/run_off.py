"""Run-off triangles from claims: what was paid or reported by origin and age."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.history.periods import weights
from risk.terms import ClaimStatus

Floats = NDArray[np.float64]
Value = Literal["paid_money", "paid_claims", "reported_claims"]
MARKED_BY: dict[str, str] = {
    "paid_money": "paid_at", "paid_claims": "paid_at", "reported_claims": "reported_at",
}  # fmt: skip
DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Triangle:
    """Cumulative values by origin (rows, oldest first) and development period (columns, 1 first).

    Attributes:
        values: (origins, periods); NaN where the period is not over yet.
        origins: name of each origin period.
        period_months: length of a development period.
        first_month: age at the end of the first column.
        value: what is cumulated.
    """

    values: Floats
    origins: tuple[str, ...]
    period_months: int = 12
    first_month: int = 12
    value: str = "paid_money"

    def __post_init__(self) -> None:
        """Refuse what is no run-off triangle."""
        known = np.isfinite(self.values)
        if self.values.ndim != 2 or len(self.values) != len(self.origins):
            raise ModelError("one row an origin is expected", where="triangle")
        if (known[:, 1:] & ~known[:, :-1]).any():
            raise ModelError(
                "a known period follows an unknown one", where="triangle", remedy="fill the gap"
            )

    def month(self, column: int) -> int:
        """Age in months at the end of a column (0 first)."""
        return self.first_month + self.period_months * column

    @property
    def frame(self) -> pd.DataFrame:
        """Rows origins, columns months of development."""
        ages = [self.month(k) for k in range(self.values.shape[1])]
        return pd.DataFrame(self.values, index=pd.Index(self.origins, name="origin"), columns=ages)


def triangle(
    claims: pd.DataFrame,
    *,
    as_of: date,
    value: Value = "paid_money",
    origin_months: int = 12,
    development_months: int = 12,
    first: date | None = None,
) -> Triangle:
    """Cumulate claims by origin period and age.

    Origin periods are counted back from ``as_of``, so that each is whole and each age is a whole
    number of periods: at the end of a contract year they are the contract years.

    Args:
        claims: loss_at, and paid_at with paid_money or reported_at; a claim without its stamp has
            not come to that stage yet. Where a row stands for several claims of one day of loss and
            of one stamp, claims says how many and paid_money is their sum.
        as_of: last day known; its whole day counts.
        value: ``paid_money``, ``paid_claims`` (with a payment) or ``reported_claims``.
        origin_months: a whole multiple of ``development_months``.
        first: leave out origin periods that begin before this day (where records begin later than
            losses).

    Raises:
        ModelError: the periods do not fit together.
    """
    if origin_months % development_months:
        raise ModelError(
            f"{origin_months} months of origin are no multiple of {development_months}",
            where="triangle",
            remedy="choose a multiple",
        )
    loss = pd.to_datetime(claims["loss_at"])
    stamp = pd.to_datetime(claims[MARKED_BY[value]])
    end = pd.Timestamp(as_of) + DAY
    starts = _period_starts(loss[loss < end], end, origin_months, first)
    seen = (stamp < end) & (loss < end)
    if starts:
        seen &= loss >= starts[0]
    amount = (
        claims["paid_money"].astype(float).fillna(0.0) if value == "paid_money" else weights(claims)
    )
    parts = pd.DataFrame({"loss": loss, "stamp": stamp, "amount": amount})[seen]
    if value == "paid_claims":
        parts = parts[claims.loc[parts.index, "paid_money"].astype(float) > 0]
    values = _cumulated(parts, starts, end, origin_months, development_months)
    names = tuple(f"{s:%Y-%m-%d}" for s in starts)
    return Triangle(values, names, development_months, origin_months, value)


def _period_starts(
    loss: "pd.Series[pd.Timestamp]", end: pd.Timestamp, months: int, first: date | None
) -> list[pd.Timestamp]:
    """First days of the origin periods, oldest first; the oldest holds the first loss."""
    if loss.empty:
        return []
    starts = [end - pd.DateOffset(months=months)]
    while starts[-1] > loss.min():
        starts.append(end - pd.DateOffset(months=months * (len(starts) + 1)))
    return [s for s in starts[::-1] if first is None or s >= pd.Timestamp(first)]


def _cumulated(
    parts: pd.DataFrame,
    starts: list[pd.Timestamp],
    end: pd.Timestamp,
    origin_months: int,
    development_months: int,
) -> Floats:
    width = (len(starts) - 1) * origin_months // development_months + 1 if starts else 0
    values = np.full((len(starts), width), np.nan)
    bounds = [*starts, end]
    for i, start in enumerate(starts):
        own = parts[(parts["loss"] >= start) & (parts["loss"] < bounds[i + 1])]
        for k in range(width):
            until = start + pd.DateOffset(months=origin_months + development_months * k)
            if until > end:
                break
            values[i, k] = own.loc[own["stamp"] < until, "amount"].sum()
    return values


def reported_unpaid(claims: pd.DataFrame, *, as_of: date, origins: tuple[str, ...]) -> pd.DataFrame:
    """Claims reported and still open on a day, beside a triangle's origins.

    Args:
        claims: loss_at, reported_at, paid_at, status, estimate_money.
        as_of: last day known.
        origins: first days of the origin periods, as `Triangle.origins`.

    Returns:
        origin, open_claims, with_estimate, without_estimate, estimate_money (of those with one:
        a claim without an estimate is counted, never valued at zero).
    """
    end = pd.Timestamp(as_of) + DAY
    loss, reported = (pd.to_datetime(claims[c]) for c in ("loss_at", "reported_at"))
    paid = pd.to_datetime(claims["paid_at"]) < end
    known = (loss < end) & (reported.isna() | (reported < end))
    rows = claims[known & (claims["status"] == ClaimStatus.OPEN.value) & ~paid]
    starts = pd.DatetimeIndex(pd.to_datetime(list(origins)))
    place = starts.searchsorted(loss[rows.index].to_numpy(), side="right") - 1
    estimate = rows["estimate_money"].astype(float).to_numpy()
    table = pd.DataFrame(
        {
            "origin": np.array([*origins, "earlier"])[place],
            "open_claims": 1,
            "with_estimate": np.isfinite(estimate).astype(int),
            "estimate_money": np.nan_to_num(estimate),
        }
    )
    sums = table.groupby("origin")[["open_claims", "with_estimate", "estimate_money"]].sum()
    names = [*origins, *({"earlier"} & set(sums.index))]
    sums = sums.reindex(pd.Index(names, name="origin"), fill_value=0)
    return sums.assign(without_estimate=sums["open_claims"] - sums["with_estimate"]).reset_index()
