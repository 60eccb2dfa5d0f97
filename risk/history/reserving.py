"""Claims still to come of past years: annual chain ladder with Mack's errors.

Source: T. Mack (1993), "Distribution-free calculation of the standard error of chain ladder reserve
estimates", ASTIN Bulletin 23(2), 213–225. The variance of the last development period, seen once
only, is extrapolated log-linearly (his section 4) or taken as his minimum rule.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.history.run_off import Triangle, reported_unpaid, triangle

__all__ = ["ChainLadder", "Triangle", "chain_ladder", "reported_unpaid", "triangle"]

Floats = NDArray[np.float64]
LastVariance = Literal["log_linear", "mack"]
LEAST_ORIGINS = 3
NOT_ENOUGH = "not enough data"


@dataclass(frozen=True)
class ChainLadder:
    """What a triangle says of its future.

    Attributes:
        factors: period, from_month, to_month, factor, sigma2, se, origins, note.
        by_origin: origin, latest, ultimate, ibnr, se, cv, note; NaN where the note says why.
        total: latest, ultimate, ibnr, se, cv of the origins that could be developed.
        tail: what is assumed beyond the last period, in words.
        note: empty, or what the data could not carry.
    """

    factors: pd.DataFrame
    by_origin: pd.DataFrame
    total: dict[str, float]
    tail: str
    note: str


def chain_ladder(triangle: Triangle, *, last_variance: LastVariance = "log_linear") -> ChainLadder:
    """Develop each origin to the last period seen, with Mack's standard errors.

    No tail: what comes after the last period is not in the numbers, and ``tail`` says so. An
    origin whose latest value is zero before the last period, or whose factors rest on zeros, has
    "not enough data"; so has every triangle of fewer than three origins or two periods. An error
    that cannot be known (every period seen once) is NaN.

    Args:
        triangle: cumulative.
        last_variance: how σ² of a period seen once is found: ``log_linear`` extrapolation of σ over
            the periods, or Mack's ``mack`` minimum rule.
    """
    values = triangle.values
    factors = _factors(triangle, last_variance)
    short = min(values.shape, default=0) < 2 or len(values) < LEAST_ORIGINS
    developed = _develop(triangle, factors, short=short)
    used = developed["note"] == ""
    total = _total(values, developed, factors, used.to_numpy())
    last = triangle.month(values.shape[1] - 1) if values.size else 0
    missing = ", ".join(developed.loc[~used, "origin"])
    note = f"{NOT_ENOUGH}: fewer than {LEAST_ORIGINS} origins or 2 periods" if short else ""
    if missing and not short:
        note = f"{NOT_ENOUGH} for {missing}; not in the total"
    return ChainLadder(
        factors, developed, total, f"none: nothing after month {last} is assumed to come", note
    )


def _factors(triangle: Triangle, last_variance: LastVariance) -> pd.DataFrame:
    """Volume-weighted factors f, σ² and the standard error of f, one row a step."""
    values, rows = triangle.values, []
    for k in range(max(values.shape[1] - 1, 0)):
        both = np.isfinite(values[:, k + 1])
        before, after = values[both, k], values[both, k + 1]
        volume, n = float(before.sum()), int((before > 0).sum())
        factor = float(after.sum()) / volume if volume > 0 else np.nan
        ratio = np.divide(after, before, out=np.zeros_like(after), where=before > 0)
        sigma2 = float((before * (ratio - factor) ** 2).sum()) / (n - 1) if n > 1 else np.nan
        lost = float(after[before <= 0].sum()) if volume > 0 else 0.0
        note = NOT_ENOUGH if volume <= 0 else ("began at zero" if lost > 0 else "")
        rows.append((k + 1, factor, sigma2, volume, n, note))
    table = pd.DataFrame(rows, columns=["period", "factor", "sigma2", "volume", "origins", "note"])
    table["sigma2"] = _fill_sigma2(table["sigma2"].to_numpy(float), last_variance)
    from_month = triangle.first_month + (table["period"] - 1) * triangle.period_months
    return table.assign(
        from_month=from_month,
        to_month=from_month + triangle.period_months,
        se=np.sqrt(table["sigma2"] / table["volume"].where(table["volume"] > 0)),
    )


def _fill_sigma2(sigma2: Floats, rule: LastVariance) -> Floats:
    """σ² of the periods seen once, from those seen more often; none there: it stays unknown."""
    filled, known = sigma2.copy(), np.flatnonzero(sigma2 > 0)
    for k in np.flatnonzero(np.isnan(sigma2)):
        if rule == "log_linear" and len(known) >= 2:
            slope, level = np.polyfit(known, np.log(sigma2[known]) / 2, 1)
            filled[k] = np.exp(2 * (level + slope * k))
        elif k >= 2 and filled[k - 1] > 0 and filled[k - 2] > 0:
            a, b = filled[k - 2], filled[k - 1]
            filled[k] = min(b**2 / a, a, b)
        elif k >= 1:
            filled[k] = filled[k - 1]
    return filled


def _develop(triangle: Triangle, factors: pd.DataFrame, *, short: bool) -> pd.DataFrame:
    """Ultimate and error of each origin (Mack's theorem 3)."""
    rows = []
    f, sigma2, volume = (factors[c].to_numpy(float) for c in ("factor", "sigma2", "volume"))
    for name, row in zip(triangle.origins, triangle.values, strict=True):
        age = int(np.isfinite(row).sum()) - 1
        latest = float(row[age]) if age >= 0 else np.nan
        future = np.arange(max(age, 0), len(factors))
        path = latest * np.cumprod(np.r_[1.0, f[future]])
        mature = len(future) == 0
        if short or not np.isfinite(path[-1]) or (latest <= 0 and not mature):
            rows.append((name, latest, np.nan, np.nan, NOT_ENOUGH))
            continue
        parts = sigma2[future] / f[future] ** 2 * (1 / path[:-1] + 1 / volume[future])
        rows.append((name, latest, path[-1], path[-1] * np.sqrt(parts.sum()), ""))
    table = pd.DataFrame(rows, columns=["origin", "latest", "ultimate", "se", "note"])
    ibnr = table["ultimate"] - table["latest"]
    return table.assign(ibnr=ibnr, cv=table["se"] / ibnr.where(ibnr > 0))


def _total(
    values: Floats, by_origin: pd.DataFrame, factors: pd.DataFrame, used: NDArray[np.bool_]
) -> dict[str, float]:
    """Sums, and the error of the sum: origins share their factors (Mack's corollary)."""
    names = ("latest", "ultimate", "ibnr")
    if not used.any():
        return dict.fromkeys((*names, "se", "cv"), np.nan)
    f, sigma2, volume = (factors[c].to_numpy(float) for c in ("factor", "sigma2", "volume"))
    age = np.isfinite(values).sum(axis=1) - 1
    ultimate = np.where(used, by_origin["ultimate"], 0.0)
    mse = float((by_origin.loc[used, "se"] ** 2).sum(skipna=False))
    for i in np.flatnonzero(used):
        younger = float(ultimate[i + 1 :].sum())
        k = slice(int(age[i]), None)
        mse += ultimate[i] * younger * float((2 * sigma2[k] / f[k] ** 2 / volume[k]).sum())
    sums = {name: float(by_origin.loc[used, name].sum()) for name in names}
    se = float(np.sqrt(mse))
    return sums | {"se": se, "cv": se / sums["ibnr"] if sums["ibnr"] > 0 else np.nan}
