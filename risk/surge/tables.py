"""Quantiles of simulated claims by hour, day and village."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.surge.kernel import count_hours, quantiles

SIZE_BITS = 11  # a village's day is told to a claim up to 2,047 claims, above in steps
DAY_SHARES, HOUR_SHARES = (10, 50, 90, 95), (10, 50, 90)

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class InTime:
    """When claims are reported.

    Attributes:
        by_day: day, mean, p10, p50, p90, p95.
        by_hour: hour (from the midnight before the start), mean, p10, p50, p90 of the claims
            reported in that hour, and cumulative_mean … _p90 of those reported by its end.
        by_village_day: region_code, day, mean, p90.
        village_hour: mean claims by village and hour, (villages, hours).
    """

    by_day: pd.DataFrame
    by_hour: pd.DataFrame
    by_village_day: pd.DataFrame
    village_hour: Floats


def in_time(
    codes: "pd.Index[str]", counts: Ints, keys: NDArray[np.uint64], law: Floats, days: int
) -> InTime:
    """Claims by hour and day of the whole and of each village.

    Args:
        codes: of the villages.
        counts: claims by draw and village (draws, villages).
        keys: one random key a village.
        law: clock_h, duration_h, scale_h, shape, night_kept.
        days: calendar days told.
    """
    by_village = np.ascontiguousarray(counts.T)
    villages, draws = by_village.shape
    whole = np.zeros((draws, 24 * days), np.int32)
    summed = np.zeros((villages, 24 * days), np.int32)
    shift = max(int(counts.max(initial=0)).bit_length() - SIZE_BITS, 0)
    sizes = (int(counts.max(initial=0)) >> shift) + 1
    by_size = np.zeros((villages, days, sizes), np.int32)
    count_hours(by_village, keys, 0, law, whole, summed, by_size, shift)
    hourly = np.ascontiguousarray(whole.T)
    daily = hourly.reshape(days, 24, draws).sum(axis=1, dtype=np.int32)
    by_hour = _told(hourly, "hour", HOUR_SHARES)
    np.cumsum(hourly, axis=0, out=hourly)
    reported = _told(hourly, "hour", HOUR_SHARES).drop(columns="hour")
    by_village_day = pd.DataFrame(
        {
            "region_code": np.repeat(codes.to_numpy(dtype=object), days),
            "day": np.tile(np.arange(days), villages),
            "mean": (summed.reshape(villages, days, 24).sum(axis=2) / draws).ravel(),
            "p90": _from_sizes(by_size, draws, 0.9).ravel() << shift,
        }
    )
    return InTime(
        by_day=_told(daily, "day", DAY_SHARES),
        by_hour=by_hour.join(reported.add_prefix("cumulative_")),
        by_village_day=by_village_day,
        village_hour=summed / draws,
    )


def _from_sizes(by_size: Ints, draws: int, share: float) -> NDArray[np.int64]:
    """Smallest size that a share of the draws does not exceed; by_size counts sizes 1, 2 …"""
    more = by_size[..., ::-1].cumsum(axis=-1)[..., ::-1]
    return np.asarray((more > draws - np.ceil(share * draws)).sum(axis=-1))


def _told(values: Ints, name: str, percents: tuple[int, ...]) -> pd.DataFrame:
    """Mean and quantiles of each row (rows, draws)."""
    told = _quantiles(values, percents)
    named = {f"p{q:02d}": row for q, row in zip(percents, told, strict=True)}
    return pd.DataFrame({name: np.arange(len(values)), "mean": values.mean(axis=1), **named})


def _quantiles(values: Ints, percents: tuple[int, ...]) -> Ints:
    out = np.empty((len(percents), len(values)), np.int32)
    quantiles(np.ascontiguousarray(values), np.array(percents) / 100, out)
    return out


def total_quantiles(counts: Ints) -> dict[str, float]:
    """Mean and quantiles of all claims of the event; ``counts`` (draws, villages)."""
    totals = counts.sum(axis=1, dtype=np.int32)
    percents = (5, 10, 50, 90, 95)
    told = _quantiles(totals[None, :], percents)[:, 0]
    named = {f"p{q:02d}": float(value) for q, value in zip(percents, told, strict=True)}
    return {"mean": float(totals.mean()), **named}


def village_table(codes: "pd.Index[str]", counts: Ints) -> pd.DataFrame:
    """Claims by village: region_code, mean, p10, p50, p90."""
    told = _told(np.ascontiguousarray(counts.T), "region_code", HOUR_SHARES)
    return told.assign(region_code=codes.to_numpy(dtype=object))
