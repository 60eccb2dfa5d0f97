"""A nowcast's draws as tables: totals, days, villages, what is believed.

A quantile is the smallest whole number that the share of draws does not exceed, so that a range
from p05 to p95, its ends included, holds at least 90 % of the draws.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.surge.clock import DAY_H
from risk.surge.nowcast_kernel import count_hours
from risk.surge.nowcast_posterior import Posterior
from risk.surge.nowcast_records import Prior, ReportPath
from risk.surge.weibull import shares

TOTALS = {"p05": 0.05, "p10": 0.1, "p50": 0.5, "p90": 0.9, "p95": 0.95}
BANDS = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
BELIEFS = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
BEFORE_DRAWS = 4000

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def quantile(values: NDArray[np.int32] | NDArray[np.int64], share: float) -> Ints:
    """Smallest value that a share of the last axis does not exceed."""
    at = max(int(np.ceil(share * values.shape[-1] - 1e-9)) - 1, 0)
    return np.asarray(np.partition(values, at, axis=-1)[..., at], dtype=np.int32)


def summary(values: NDArray[np.int64]) -> dict[str, float]:
    """Mean and quantiles of one number's draws."""
    return {"mean": float(values.mean())} | {
        name: float(quantile(values, share)) for name, share in TOTALS.items()
    }


def by_day_table(
    prior: Prior,
    path: ReportPath,
    counts: Ints,
    keys: NDArray[np.uint64],
    curve: NDArray[np.float32],
    curve_h: Floats,
    *,
    days: int,
) -> pd.DataFrame:
    """Reports of the whole event by calendar day, those in and those to come.

    An interval of the path that spans midnight counts for the day of its end.
    """
    out = np.zeros((1, days, len(counts)), np.int32)
    count_hours(counts, keys, curve, curve_h, prior.clock.start_h, out)
    ends = (prior.clock.start_h + path.edges_h[1:] - 1e-9) // DAY_H
    past = np.bincount(ends.astype(np.int64), weights=path.counts.sum(axis=0), minlength=days)
    reported = past[:days].astype(np.int64)
    whole = out[0] + reported[:, None]
    bands = {name: quantile(whole, share) for name, share in BANDS.items()}
    return pd.DataFrame(
        {"day": np.arange(days), "reported": reported, "mean": whole.mean(axis=1), **bands}
    )


def by_village_table(prior: Prior, by_village: NDArray[np.int64], counts: Ints) -> pd.DataFrame:
    """Reported, final and to come by village."""
    to_come = np.ascontiguousarray(counts.T)
    bands = {name: by_village + quantile(to_come, share) for name, share in BANDS.items()}
    mean = counts.mean(axis=0)
    return pd.DataFrame(
        {
            "region_code": prior.region_codes,
            "reported": by_village,
            "mean": by_village + mean,
            **bands,
            "to_come_mean": mean,
            "to_come_p90": bands["p90"] - by_village,
        }
    )


def village_days(codes: NDArray[np.object_], draws: Ints) -> pd.DataFrame:
    """Mean and p90 of claims to come by village and day, of draws (V, days, D)."""
    days = draws.shape[1]
    return pd.DataFrame(
        {
            "region_code": np.repeat(codes, days),
            "day": np.tile(np.arange(days), len(codes)),
            "mean": draws.mean(axis=2).ravel(),
            "p90": quantile(draws, 0.9).ravel(),
        }
    )


def beliefs(prior: Prior, now_h: float, posterior: Posterior) -> pd.DataFrame:
    """What was believed before the first report, and what is now."""
    before = _before(prior, now_h)
    now = {
        "size_factor": posterior.size,
        "lag_median_h": np.exp(posterior.theta[:, 0]),
        "lag_shape": np.exp(posterior.theta[:, 1]),
        "reported_share": posterior.reported,
        "dispersion": posterior.dispersion,
    }
    return pd.DataFrame(
        [
            {"quantity": name}
            | {band: float(np.quantile(now[name], q)) for band, q in BELIEFS.items()}
            | {f"before_{band}": float(np.quantile(before[name], q)) for band, q in BELIEFS.items()}
            for name in now
        ]
    )


def _before(prior: Prior, now_h: float) -> dict[str, Floats]:
    """Draws of the same quantities before the first report; their seed is of no account."""
    rng = np.random.default_rng(0)
    theta = prior.lag.draw(rng, BEFORE_DRAWS)
    worked = prior.clock.worked_h(np.r_[prior.hit, now_h])
    shape = 1 / prior.size_cv**2
    return {
        "size_factor": rng.gamma(shape, 1 / shape, BEFORE_DRAWS),
        "lag_median_h": np.exp(theta[:, 0]),
        "lag_shape": np.exp(theta[:, 1]),
        "reported_share": shares(theta, worked[2:] - worked[0], worked[1] - worked[0])[:, 0],
        "dispersion": prior.dispersion * rng.lognormal(0, prior.dispersion_log_sd, BEFORE_DRAWS),
    }
