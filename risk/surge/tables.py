"""Quantiles of simulated claims by day and village."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.surge.kernel import count_days

VILLAGES_AT_ONCE = 64

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def daily_tables(
    codes: "pd.Index[str]", counts: Ints, keys: NDArray[np.uint64], law: Floats, days: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Claims by day, and by village and day; villages in portions, to bound the memory."""
    draws = len(counts)
    whole = np.zeros((days, draws), np.int32)
    tables = []
    for a in range(0, len(codes), VILLAGES_AT_ONCE):
        part = slice(a, a + VILLAGES_AT_ONCE)
        by_day = np.zeros((len(codes[part]), days, draws), np.int32)
        count_days(np.ascontiguousarray(counts[:, part]), keys[part], law, by_day)
        whole += by_day.sum(axis=0, dtype=np.int32)
        tables.append(
            pd.DataFrame(
                {
                    "region_code": np.repeat(codes[part].to_numpy(dtype=object), days),
                    "day": np.tile(np.arange(days), len(codes[part])),
                    "mean": by_day.mean(axis=2).ravel(),
                    "p90": _quantile(by_day, 0.9).ravel(),
                }
            )
        )
    quantiles = {f"p{q:02d}": _quantile(whole, q / 100) for q in (10, 50, 90, 95)}
    by_day_frame = pd.DataFrame({"day": np.arange(days), "mean": whole.mean(axis=1), **quantiles})
    return by_day_frame, pd.concat(tables, ignore_index=True)


def _quantile(values: Ints, q: float) -> Ints:
    """Smallest value that a share q of the last axis does not exceed."""
    at = max(int(np.ceil(q * values.shape[-1])) - 1, 0)
    return np.asarray(np.partition(values, at, axis=-1)[..., at])


def total_quantiles(counts: Ints) -> dict[str, float]:
    """Mean and quantiles of all claims of the event."""
    totals = counts.sum(axis=1, dtype=np.int32)
    quantiles = {f"p{q:02d}": float(_quantile(totals, q / 100)) for q in (5, 10, 50, 90, 95)}
    return {"mean": float(totals.mean()), **quantiles}


def village_table(codes: "pd.Index[str]", counts: Ints) -> pd.DataFrame:
    """Claims by village: region_code, mean, p10, p50, p90."""
    by_village = np.ascontiguousarray(counts.T)
    quantiles = {f"p{q:02d}": _quantile(by_village, q / 100) for q in (10, 50, 90)}
    return pd.DataFrame(
        {"region_code": codes.to_numpy(dtype=object), "mean": counts.mean(axis=0), **quantiles}
    )
