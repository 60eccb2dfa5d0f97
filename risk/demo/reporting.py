"""When a loss is reported: a Weibull lag, fewer reports at night and at week-ends."""

import numpy as np
import pandas as pd

from risk.demo.events import Event
from risk.demo.sizes import Floats, stream
from risk.terms import PerilFamily, TimePrecision

HOUR, DAY = np.timedelta64(3600, "s"), np.timedelta64(86400, "s")
EVENT_MEDIAN_H = {PerilFamily.STORM: 14.0, PerilFamily.FLOOD: 26.0, PerilFamily.SNOW: 20.0}
EVENT_SHAPE = 0.85
ORDINARY_MEDIAN_H, ORDINARY_SHAPE = 5.0, 0.7
NIGHT_DEFERRED, WEEKEND_DEFERRED = 0.7, 0.25
PRECISION_SHARE = {TimePrecision.MINUTE: 0.55, TimePrecision.HOUR: 0.33, TimePrecision.DAY: 0.12}


def build_reporting(losses: pd.DataFrame, events: list[Event], seed: int) -> pd.DataFrame:
    """Columns loss_at (as precise as it was told), time_precision, reported_at; rows as ``losses``.

    The true lag runs from the loss; what the ledger says of the loss may be the hour or the day.
    """
    rng = stream(seed, "reporting")
    loss_at = losses["loss_at"].to_numpy()
    lag_h = 0.2 + _lag_h(losses, events, rng)
    reported = loss_at + (lag_h * 3600).astype("int64") * np.timedelta64(1, "s")
    reported = _to_office_days(_to_daytime(reported, rng), rng)
    precision = rng.choice(
        np.array([p.value for p in PRECISION_SHARE]), len(losses), p=list(PRECISION_SHARE.values())
    )
    told = np.where(precision == TimePrecision.HOUR, loss_at.astype("datetime64[h]"), loss_at)
    told = np.where(precision == TimePrecision.DAY, loss_at.astype("datetime64[D]"), told)
    return pd.DataFrame(
        {
            "loss_at": told.astype("datetime64[s]"),
            "time_precision": precision,
            "reported_at": reported.astype("datetime64[m]").astype("datetime64[s]"),
        },
        index=losses.index,
    )


def _lag_h(losses: pd.DataFrame, events: list[Event], rng: np.random.Generator) -> Floats:
    own_pace = rng.lognormal(0, 0.2, len(events))
    event = losses["event"].to_numpy()
    event_median = np.array([EVENT_MEDIAN_H[e.family] for e in events]) * own_pace
    median = np.where(event >= 0, event_median[event], ORDINARY_MEDIAN_H)
    shape = np.where(event >= 0, EVENT_SHAPE, ORDINARY_SHAPE)
    weibull = rng.exponential(size=len(losses)) ** (1 / shape)
    return np.asarray((median / np.log(2) ** (1 / shape) * weibull).clip(max=24 * 80))


def _to_daytime(at: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Most of those who would call between 20:00 and 08:00 wait for the morning."""
    midnight = at.astype("datetime64[D]")
    hour = (at - midnight) / HOUR
    night = (hour >= 20) | (hour < 8)
    waits = night & (rng.random(len(at)) < NIGHT_DEFERRED)
    morning = midnight + np.where(hour >= 20, DAY, np.timedelta64(0, "s"))
    minutes = (8 * 60 + rng.exponential(110, len(at)).clip(max=500)).astype("int64")
    return np.where(waits, morning + minutes * np.timedelta64(60, "s"), at)


def _to_office_days(at: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Some of Saturday's and Sunday's reports come on Monday."""
    weekday = (at.astype("datetime64[D]").astype("int64") + 3) % 7  # 0 is Monday
    waits = (weekday >= 5) & (rng.random(len(at)) < WEEKEND_DEFERRED)
    return np.where(waits, at + (7 - weekday) * DAY, at)
