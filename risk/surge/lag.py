"""Reporting lag: hours from the hazard at the house to the report, a Weibull law.

The clock starts when the hazard hits the house. Where a claim's loss time is known to the hour and
lies inside its event, the lag is known; else the hit lies somewhere between the event's start and
end and the lag is known only to an interval: from report − end (not below 0) to report − start. A
claim reported on a day without a time of day widens the interval by that day.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize

from risk.settings import Surge
from risk.surge.closed import closed_events
from risk.terms import PerilFamily, TimePrecision

EVENTS_MIN = 3
CLAIMS_MIN = 100
LAG_MIN_H = 0.05
HALF_HOUR = 0.5
SHAPE_BOUNDS = (0.2, 5.0)
MEDIAN_BOUNDS_H = (0.1, 2000.0)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lag:
    """Weibull reporting lag; ``source`` says in words what it was fitted on, or why it was not."""

    median_h: float
    shape: float
    claims: int
    events: int
    source: str

    @property
    def scale_h(self) -> float:
        """Weibull scale: the lag by which 63 % have reported."""
        return float(self.median_h / np.log(2) ** (1 / self.shape))

    def reported_share(self, hours: Floats) -> Floats:
        """Share reported within so many hours of the hit."""
        return np.asarray(1 - np.exp(-((np.maximum(hours, 0) / self.scale_h) ** self.shape)))


def fit_lag(
    claims: pd.DataFrame,
    events: pd.DataFrame,
    *,
    settings: Surge,
    as_of: date,
    family: PerilFamily | None = None,
) -> Lag:
    """Fit the lag on the county's own events, by maximum likelihood.

    Args:
        claims: event_id, loss_at, time_precision, reported_at.
        events: event_id, peril_family, started_at, ended_at.
        settings: the lag used where own events are too few, and the horizon.
        as_of: last day known; an event whose horizon is not over by then is left out, because its
            late reports are still missing.
        family: fit on this family's events where they are enough, else on all.
    """
    known = lag_intervals(claims, events, settings=settings, as_of=as_of)
    own = known[known["peril_family"] == family] if family is not None else known
    for rows, words in ((own, f"{family} " if family is not None else ""), (known, "")):
        number = rows["event_id"].nunique()
        if number >= EVENTS_MIN and len(rows) >= CLAIMS_MIN:
            median_h, shape = _weibull(rows["low_h"].to_numpy(), rows["high_h"].to_numpy())
            source = f"fitted on {len(rows)} claims of {number} own {words}events"
            return Lag(median_h, shape, len(rows), number, source)
    number = known["event_id"].nunique()
    source = (
        f"county.toml [surge] lag_median_h, lag_shape: only {number} closed own events with"
        f" {len(known)} claims (needs {EVENTS_MIN} and {CLAIMS_MIN})"
    )
    return Lag(settings.lag_median_h, settings.lag_shape, len(known), number, source)


def lag_intervals(
    claims: pd.DataFrame, events: pd.DataFrame, *, settings: Surge, as_of: date
) -> pd.DataFrame:
    """One row a usable claim: event_id, peril_family, low_h, high_h (equal where exactly known).

    Left out: claims of open events, without a report time, or reported before the event began.
    """
    over = closed_events(events, as_of=as_of, horizon_days=settings.horizon_days)
    rows = claims.loc[
        claims["event_id"].notna() & claims["reported_at"].notna(),
        ["event_id", "loss_at", "time_precision", "reported_at"],
    ].merge(over[["event_id", "peril_family", "started_at", "ended_at"]], on="event_id")
    by_day = (rows["time_precision"] == TimePrecision.DAY) & (
        rows["reported_at"] == rows["reported_at"].dt.normalize()
    )
    widen_h = np.where(by_day, 24.0, 0.0)
    since_start_h = _hours(rows["reported_at"] - rows["started_at"]) + widen_h
    since_end_h = _hours(rows["reported_at"] - rows["ended_at"])
    since_loss_h = _hours(rows["reported_at"] - rows["loss_at"])
    inside = rows["loss_at"].between(rows["started_at"], rows["ended_at"]).to_numpy()
    timed = (rows["time_precision"] != TimePrecision.DAY).to_numpy() & inside & (since_loss_h >= 0)
    rough_h = np.where(rows["time_precision"] == TimePrecision.HOUR, HALF_HOUR, 0.0)
    rows["low_h"] = np.maximum(np.where(timed, since_loss_h - rough_h, since_end_h), 0.0)
    rows["high_h"] = np.where(timed, since_loss_h + rough_h, since_start_h)
    return rows.loc[since_start_h >= 0, ["event_id", "peril_family", "low_h", "high_h"]]


def _hours(difference: "pd.Series[pd.Timedelta]") -> Floats:
    return np.asarray(difference.dt.total_seconds(), dtype=np.float64) / 3600


def _weibull(low_h: Floats, high_h: Floats) -> tuple[float, float]:
    """Median and shape of greatest likelihood from exact (low = high) and interval lags."""
    exact_h = np.maximum(high_h[high_h <= low_h], LAG_MIN_H)
    wide = high_h > low_h
    from_h, to_h = low_h[wide], np.maximum(high_h[wide], LAG_MIN_H)

    def minus_log_likelihood(point: Floats) -> float:
        median_h, shape = np.exp(point)
        scale_h = median_h / np.log(2) ** (1 / shape)
        x = exact_h / scale_h
        dense = np.log(shape / scale_h) + (shape - 1) * np.log(x) - x**shape
        mass = np.exp(-((from_h / scale_h) ** shape)) - np.exp(-((to_h / scale_h) ** shape))
        return -float(dense.sum() + np.log(np.maximum(mass, 1e-300)).sum())

    middle_h = np.maximum(np.median((low_h + high_h) / 2), MEDIAN_BOUNDS_H[0])
    found = minimize(
        minus_log_likelihood,
        np.log([middle_h, 1.0]),
        method="Nelder-Mead",
        bounds=[tuple(np.log(MEDIAN_BOUNDS_H)), tuple(np.log(SHAPE_BOUNDS))],
    )
    median_h, shape = np.exp(found.x)
    return float(median_h), float(shape)
