"""Claims still to come, told anew while reports arrive.

Event size, reporting lag and the villages' luck are learnt together from every report so far
(:mod:`risk.surge.nowcast_posterior`): a slow start may be a small event or slow reporters, and only
the path tells which. A village with more reports than expected is given more to come.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.surge.clock import DAY_H
from risk.surge.nowcast_kernel import count_hours, fill_hours
from risk.surge.nowcast_posterior import Posterior, sample
from risk.surge.nowcast_records import Prior, ReportPath
from risk.surge.nowcast_tables import beliefs, by_day_table, by_village_table, summary, village_days
from risk.surge.reports import Claims
from risk.surge.weibull import shares

DRAWS = 2000
HORIZON_DAYS = 14
VILLAGES_AT_ONCE = 64
LATE_DAYS = (1, 2, 4, 7, 14, 30, 60, 120, 365)  # after the horizon: coarse
POSTERIOR_STREAM, CLAIM_STREAM = 11, 12

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Nowcast:
    """What is known of an event while its claims arrive.

    Attributes:
        prior: what it started from.
        now_h: hours since the hazard's start.
        reported: houses reported so far.
        total: mean, p05, p10, p50, p90, p95 of the final number of claims.
        to_come: the same of claims not yet reported.
        by_day: day (0 is the calendar day of the hazard's start), reported, then mean, p10, p50,
            p90 of the day's reports, those already in included; to the horizon.
        by_village: region_code, reported, mean, p10, p50, p90 of the final number, to_come_mean,
            to_come_p90.
        beliefs: quantity (size_factor, lag_median_h, lag_shape, reported_share, dispersion), p05,
            p50, p95 now, and before_p05, before_p50, before_p95 before the first report.
        effective: independent draws the weighted draws are worth.
    """

    prior: Prior
    now_h: float
    reported: int
    total: dict[str, float]
    to_come: dict[str, float]
    by_day: pd.DataFrame
    by_village: pd.DataFrame
    beliefs: pd.DataFrame
    effective: float
    seed: int
    counts: Ints = field(repr=False)
    keys: NDArray[np.uint64] = field(repr=False)
    curve: NDArray[np.float32] = field(repr=False)
    curve_h: Floats = field(repr=False)

    @property
    def draws(self) -> int:
        """Equally likely draws."""
        return len(self.counts)

    @property
    def days(self) -> int:
        """Calendar days told, the past ones included."""
        return len(self.by_day)

    @property
    def totals(self) -> Floats:
        """Final number of claims of each draw."""
        return np.asarray(self.reported + self.counts.sum(axis=1), dtype=np.float64)

    def claims(self, first: int, last: int) -> Claims:
        """Every claim to come of the draws ``first`` to ``last - 1``, by report hour.

        Raises:
            ModelError: so many draws were not made.
        """
        if not 0 <= first < last <= self.draws:
            raise ModelError(
                f"draws {first} to {last - 1} asked of a nowcast with {self.draws}",
                where="nowcast",
            )
        counts = np.ascontiguousarray(self.counts[first:last])
        start = np.zeros(last - first + 1, np.int64)
        np.cumsum(counts.sum(axis=1), out=start[1:])
        village, hour, mark = (np.empty(start[-1], t) for t in (np.int32, np.float64, np.float64))
        curve = self.curve[first:last]
        fill_hours(counts, self.keys, first, curve, self.curve_h, village, hour, mark)
        for a, b in pairwise(start):
            order = a + np.argsort(hour[a:b], kind="stable")
            village[a:b], hour[a:b], mark[a:b] = village[order], hour[order], mark[order]
        return Claims(first, start, village, hour, mark)

    def day_draws(self, villages: slice) -> Ints:
        """Claims to come of some villages by calendar day, every draw: (villages, days, draws)."""
        part = np.ascontiguousarray(self.counts[:, villages])
        out = np.zeros((part.shape[1], self.days, self.draws), np.int32)
        clock_h = self.prior.clock.start_h
        count_hours(part, self.keys[villages], self.curve, self.curve_h, clock_h, out)
        return out

    def by_village_day(self) -> pd.DataFrame:
        """Claims to come by village and day: region_code, day, mean, p90."""
        codes = self.prior.region_codes
        portions = range(0, len(codes), VILLAGES_AT_ONCE)  # to bound the memory
        parts = [slice(a, a + VILLAGES_AT_ONCE) for a in portions]
        tables = [village_days(codes[part], self.day_draws(part)) for part in parts]
        return pd.concat(tables, ignore_index=True)


def nowcast(
    prior: Prior,
    path: ReportPath,
    *,
    seed: int,
    draws: int = DRAWS,
    horizon_days: int = HORIZON_DAYS,
) -> Nowcast:
    """Update what was expected with the reports so far.

    Args:
        prior: what was believed before the first report.
        path: distinct houses at the time of their own first report, up to now.
        seed: the same seed gives the same draws.
        draws: equally likely draws kept.
        horizon_days: days after the last hit that ``by_day`` tells.

    Raises:
        ModelError: path and prior do not fit, or more houses are reported than insured.
    """
    _check(prior, path)
    rng = np.random.default_rng([seed, POSTERIOR_STREAM])
    posterior = sample(prior, path, draws=draws, rng=rng)
    by_village = path.counts.sum(axis=1)
    counts = _to_come(prior, by_village, posterior, rng)
    curve_h, curve = _curves(prior, path.now_h, posterior, horizon_days, rng)
    sequence = np.random.SeedSequence([seed, CLAIM_STREAM])
    keys = sequence.generate_state(len(by_village), np.uint64).astype(np.uint64)
    reported = int(by_village.sum())
    to_come = counts.sum(axis=1, dtype=np.int64)
    return Nowcast(
        prior=prior,
        now_h=path.now_h,
        reported=reported,
        total=summary(reported + to_come),
        to_come=summary(to_come),
        by_day=by_day_table(
            prior, path, counts, keys, curve, curve_h, days=_days(prior, path.now_h, horizon_days)
        ),
        by_village=by_village_table(prior, by_village, counts),
        beliefs=beliefs(prior, path.now_h, posterior),
        effective=posterior.effective,
        seed=seed,
        counts=counts,
        keys=keys,
        curve=curve,
        curve_h=curve_h,
    )


def _check(prior: Prior, path: ReportPath) -> None:
    if len(path.counts) != len(prior.region_codes):
        raise ModelError("counts and villages differ in number", where="nowcast")
    if path.edges_h[0] > prior.hit[0]:
        raise ModelError(
            "the path begins after the first hit",
            where="nowcast",
            remedy="let the first edge lie at the hazard's start",
        )
    if path.now_h <= prior.hit[0]:
        raise ModelError("the hazard has not begun", where="nowcast", remedy="use the forecast")
    over = path.counts.sum(axis=1) > prior.houses
    if over.any():
        codes = ", ".join(map(str, prior.region_codes[over][:3]))
        raise ModelError(
            f"more houses reported than insured in {codes}",
            where="nowcast",
            remedy="count distinct insured houses, not reports",
        )


def _to_come(
    prior: Prior, by_village: NDArray[np.int64], posterior: Posterior, rng: np.random.Generator
) -> Ints:
    """Claims not yet reported by draw and village; a house claims once."""
    phi = posterior.dispersion[:, None]
    due = prior.expected[None, :] * posterior.size[:, None]
    behind = posterior.reported[:, None]
    luck = rng.standard_gamma(phi + by_village[None, :]) / (phi + due * behind)
    left = np.maximum(prior.houses - by_village, 0)
    return np.minimum(rng.poisson(due * (1 - behind) * luck), left[None, :]).astype(np.int32)


def _days(prior: Prior, now_h: float, horizon_days: int) -> int:
    last_h = max(prior.hit[1] + DAY_H * horizon_days, now_h + DAY_H)
    return int(np.ceil((prior.clock.start_h + last_h) / DAY_H))


def _curves(
    prior: Prior, now_h: float, posterior: Posterior, horizon_days: int, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.float32]]:
    """Share of those to come that is in by each hour, by draw; days flutter as those past did."""
    start_h = prior.clock.start_h
    end_h = DAY_H * _days(prior, now_h, horizon_days) - start_h
    hourly = np.arange(np.floor(now_h + start_h) + 1, end_h + start_h + 1) - start_h
    late = end_h + DAY_H * np.array(LATE_DAYS)
    curve_h = np.unique(np.r_[now_h, hourly, late])
    worked = prior.clock.worked_h(np.r_[prior.hit, curve_h])
    law = shares(posterior.theta, worked[2:] - worked[0], worked[1] - worked[0])
    behind = law[:, :1]
    curve = (law - behind) / np.maximum(1 - behind, 1e-12)
    if np.isfinite(prior.lag.flutter):
        curve = _flutter(curve, curve_h, start_h, prior.lag.flutter * (1 - behind), rng)
    return curve_h, curve.astype(np.float32)


def _flutter(
    curve: Floats, curve_h: Floats, start_h: float, concentration: Floats, rng: np.random.Generator
) -> Floats:
    """Calendar days of a Dirichlet process about the curve; within a day the law's own shape."""
    day = np.floor((start_h + curve_h[1:] - 1e-9) / DAY_H).astype(np.int64)
    ends = np.r_[np.flatnonzero(np.diff(day)), len(day) - 1] + 1
    at_ends = np.c_[np.zeros(len(curve)), curve[:, ends], np.ones(len(curve))]
    due = np.maximum(np.diff(at_ends, axis=1), 0)
    drawn = rng.standard_gamma(np.maximum(concentration * due, 1e-9)) + 1e-300
    drawn /= drawn.sum(axis=1, keepdims=True)
    factor = np.where(due > 0, drawn / np.maximum(due, 1e-300), 0.0)[:, :-1]
    spread = np.repeat(factor, np.diff(np.r_[0, ends]), axis=1)
    steps = np.diff(curve, axis=1) * spread
    return np.asarray(np.c_[np.zeros(len(curve)), np.cumsum(steps, axis=1)].clip(max=1.0))
