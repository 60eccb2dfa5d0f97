"""The drive of each tier fitted from own trips, with intervals and error.

Logged minutes = (access + km × min/km × (1 + relief × climb) × event factor) × lognormal error, as
the estimate and the simulator have it. Fitted on the logarithm by an MM-type estimate: Huber's
loss with the scale from the median absolute deviation, then Tukey's biweight (c = 4.685, 95 %
efficient) at that scale, so that wrong stamps and stops on the way do not count. Weak priors at the
settings keep a parameter that trips tell nothing of. Circuity and speed are not told apart by trip
times: their quotient is fitted, and said as a speed at the settings' circuity.

Sources: P. J. Huber (1964), Ann. Math. Stat. 35; V. J. Yohai (1987), Ann. Stat. 15 (MM); intervals
by the cluster sandwich over days: K.-Y. Liang and S. L. Zeger (1986), Biometrika 73.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.special import stdtrit

from risk.geography.travel import Drive, drives_of
from risk.history.intervals import TAIL
from risk.settings import Places
from risk.staffing.travel.trips import Trips

TRIPS_MIN = 50
HUBER, BIWEIGHT = 1.345, 4.685
MAD_TO_SD = 1.4826
SCALE_ROUNDS = 3
LEAST_ACCESS_MIN, MOST_RELIEF = 0.5, 1.0
PRIOR_SD = np.array([1.0, 0.7, 0.05, 0.5])  # log access, log min/km, relief, log event factor

Floats = NDArray[np.float64]
Loss = Literal["huber"] | Callable[[Floats], Floats]


@dataclass(frozen=True)
class TierFit:
    """What trips to one tier tell; ``low`` and ``high`` are ends of 90 % intervals.

    Attributes:
        trips: used; on_event: of them on event days; days: on how many days.
        drive: mean drive on ordinary days.
        event_factor: times that drive on event days (road state and all that comes with an event).
        error_cv: left-one-out error of a trip, as a coefficient of variation.
        error_min: median left-one-out error, minutes; assumed_error_min: that of the settings.
        odd_share: trips beyond the biweight's reach, which do not count.
    """

    trips: int
    on_event: int
    days: int
    drive: Drive
    low: Drive
    high: Drive
    event_factor: float
    event_factor_low: float
    event_factor_high: float
    error_cv: float
    error_min: float
    assumed_error_min: float
    odd_share: float


@dataclass(frozen=True)
class Fitted:
    """Drives by tier, fitted where at least `TRIPS_MIN` trips tell it, else as the settings say."""

    drives: Mapping[str, Drive]
    tiers: Mapping[str, TierFit]
    trips: int

    @property
    def error_cv(self) -> float:
        """Error of a trip over the fitted tiers, by their trips."""
        weights = np.array([fit.trips for fit in self.tiers.values()], float)
        return float(weights @ [fit.error_cv for fit in self.tiers.values()] / weights.sum())


def fit_drives(trips: Trips, places: Places) -> Fitted | None:
    """Fit every tier with enough trips; None where none has."""
    table, drives = trips.table, drives_of(places)
    tiers = {
        tier: fit_tier(table[table["tier"] == tier], drives[tier])
        for tier in drives
        if (table["tier"] == tier).sum() >= TRIPS_MIN
    }
    if not tiers:
        return None
    found = {tier: fit.drive for tier, fit in tiers.items()}
    return Fitted(drives | found, tiers, sum(fit.trips for fit in tiers.values()))


def fit_tier(rows: pd.DataFrame, assumed: Drive) -> TierFit:
    """Fit one drive.

    Args:
        rows: km, climb_m, event, minutes, day of its trips.
        assumed: what the weak priors lie at.
    """
    km, event = rows["km"].to_numpy(float), rows["event"].to_numpy(float)
    climb = rows["climb_m"].to_numpy(float) / 100
    told = np.log(rows["minutes"].to_numpy(float))
    start = np.array([
        np.log(max(assumed.access_min, LEAST_ACCESS_MIN)), np.log(assumed.min_per_km),
        assumed.relief_per_100m, 0.0,
    ])  # fmt: skip
    law = _Law(km, climb, event, told, start)
    at, scale = _robust(law)
    error = law.error(at)
    mean = np.exp(scale**2 / 2)  # of a lognormal about its median
    low, high, leverage = _interval(law, at, scale, rows["day"].to_numpy())
    left_out = error / (1 - np.minimum(leverage, 0.9))
    minutes = np.exp(told)
    loo_min = minutes * np.abs(np.expm1(left_out))
    before_min = np.abs(np.expm1(law.error(start))) * minutes
    loo_scale = MAD_TO_SD * np.median(np.abs(left_out))
    return TierFit(
        trips=len(rows),
        on_event=int(event.sum()),
        days=int(rows["day"].nunique()),
        drive=_drive(at, mean),
        low=_drive(low, mean),
        high=_drive(high, mean),
        event_factor=float(np.exp(at[3])),
        event_factor_low=float(np.exp(low[3])),
        event_factor_high=float(np.exp(high[3])),
        error_cv=float(np.sqrt(np.expm1(loo_scale**2))),
        error_min=float(np.median(loo_min)),
        assumed_error_min=float(np.median(before_min)),
        odd_share=float((np.abs(error) > BIWEIGHT * scale).mean()),
    )


def _drive(at: Floats, mean: float) -> Drive:
    return Drive(
        access_min=float(np.exp(at[0]) * mean),
        min_per_km=float(np.exp(at[1]) * mean),
        relief_per_100m=float(np.clip(at[2], 0.0, MOST_RELIEF)),
    )


@dataclass(frozen=True)
class _Law:
    """Log error of trips at parameters (log access, log min/km, relief, log event factor)."""

    km: Floats
    climb: Floats
    event: Floats
    told: Floats
    prior: Floats

    def error(self, at: Floats) -> Floats:
        """Log of said over logged minutes (n,)."""
        return np.asarray(np.log(np.exp(at[0]) + self._drive(at)) - self.told)

    def slope(self, at: Floats) -> Floats:
        """Derivatives of the error (n, 4)."""
        drive = self._drive(at)
        part = drive / (np.exp(at[0]) + drive)
        relief = part * self.climb / (1 + at[2] * self.climb)
        return np.column_stack([1 - part, part, relief, part * self.event])

    def _drive(self, at: Floats) -> Floats:
        relief = 1 + at[2] * self.climb
        return np.asarray(np.exp(at[1] + at[3] * self.event) * self.km * relief)


def _robust(law: _Law) -> tuple[Floats, float]:
    """Parameters and the scale of the log error."""
    at = law.prior
    scale = _scale(law.error(at) - np.median(law.error(at)))
    for _ in range(SCALE_ROUNDS):
        at = _solve(law, at, scale, "huber", HUBER)
        scale = _scale(law.error(at))
    at = _solve(law, at, scale, _biweight, BIWEIGHT)
    return at, _scale(law.error(at))


def _scale(error: Floats) -> float:
    return float(max(MAD_TO_SD * np.median(np.abs(error)), 1e-3))


def _solve(law: _Law, start: Floats, scale: float, loss: Loss, reach: float) -> Floats:
    def residuals(at: Floats) -> Floats:
        return np.concatenate([law.error(at) / scale, (at - law.prior) / PRIOR_SD])

    def slopes(at: Floats) -> Floats:
        return np.concatenate([law.slope(at) / scale, np.diag(1 / PRIOR_SD)])

    low, high = [-np.inf, -np.inf, 0.0, -np.inf], [np.inf, np.inf, MOST_RELIEF, np.inf]
    any_loss: Any = loss  # the library's stubs know no function here
    inside = np.clip(start, np.add(low, 1e-9), np.subtract(high, 1e-9))
    found = least_squares(
        residuals, inside, jac=slopes, bounds=(low, high), loss=any_loss, f_scale=reach
    )
    return np.asarray(found.x)


def _biweight(z: Floats) -> Floats:
    """Tukey's loss of squared residuals over the squared reach, its first and second derivative."""
    inside = np.maximum(1 - z, 0.0)
    return np.array([(1 - inside**3) / 3, inside**2, -2 * inside])


def _interval(
    law: _Law, at: Floats, scale: float, day: NDArray[np.datetime64]
) -> tuple[Floats, Floats, Floats]:
    """Ends of 90 % intervals, and each trip's leverage."""
    u = law.error(at) / scale
    z = (u / BIWEIGHT) ** 2
    inside = np.maximum(1 - z, 0.0)
    weight, bend = inside**2, inside * (1 - 5 * z)  # ψ(u)/u and ψ'(u)
    slope = law.slope(at) / scale
    prior = np.diag(PRIOR_SD**-2)
    bread = np.linalg.inv(slope.T @ (bend[:, None] * slope) + prior)
    _, cluster = np.unique(day, return_inverse=True)
    days = int(cluster.max()) + 1
    pull = np.zeros((days, len(at)))
    np.add.at(pull, cluster, slope * (weight * u)[:, None])
    meat = pull.T @ pull * days / max(days - 1, 1) + prior
    error = np.sqrt(np.diag(bread @ meat @ bread))
    half = stdtrit(max(days - 1, 1), 1 - TAIL) * error
    leverage = np.einsum("ij,jk,ik->i", slope, bread, slope) * weight
    return at - half, at + half, np.asarray(leverage)
