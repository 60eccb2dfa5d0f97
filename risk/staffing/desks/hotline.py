"""How a hotline with given seats does: answered in time, given up, by hour and by day."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.hazard import Assumption, assume_setting
from risk.settings import Chain, County, Promise
from risk.staffing.desks.calls import HOURS, CallHabits, Calls
from risk.staffing.desks.hotline_kernel import answer
from risk.staffing.desks.kept import event_share, shares
from risk.staffing.desks.strain import strain
from risk.terms import Status

BLOCK_H = 4
SECONDS = 3600.0
SETTINGS_USED = (
    "answered_target", "handling_min", "handling_cv", "patience_min", "redial_share", "redial_min",
    "further_after_days", "seat_shift_h",
)  # fmt: skip

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Answered:
    """What became of calls at given seats, counted by draw and hour of the call.

    Attributes:
        calls: calls, those of callers who tried again included (draws, hours).
        in_time: answered within the limit.
        lost: given up.
        wait_h: wait of each caller's first call; inf if given up.
    """

    calls: Ints
    in_time: Ints
    lost: Ints
    wait_h: Floats


@dataclass(frozen=True)
class Hotline:
    """How the hotline does with given seats, on draws no search has seen.

    Attributes:
        limit_s: seconds a call may ring.
        by_hour: hour (from the first midnight), at, calls_mean, calls_p10, calls_p50, calls_p90,
            screening (seats by modified offered load and Erlang A), needed (by simulation, the
            same over four hours), seats, in_time_share, in_time_lo, in_time_hi (10 and 90 % of
            events with a call), lost_share.
        by_day: day, date, calls_mean, in_time_share, lost_share, p_day (chance that the day's
            share reaches the target), seat_hours, strain (see :func:`~.strain.strain`).
        blocks: seats by day and block of four hours (days, 6).
        kept: expected_share, p_event_share, p_lo, p_hi, claims_mean (calls), scenarios.
        lost_share: of all calls.
        worst_hour: hour with the smallest share in time among those with enough calls, or None.
        assumptions: what it rests on.
    """

    limit_s: float
    by_hour: pd.DataFrame
    by_day: pd.DataFrame
    blocks: Ints
    kept: dict[str, float]
    lost_share: float
    worst_hour: int | None
    assumptions: tuple[Assumption, ...]


def limit_seconds(promise: Promise, settings: Chain) -> tuple[float, bool]:
    """Seconds a call may ring by the promise, and whether a ring's length had to be assumed."""
    given = promise.hotline_seconds_per_ring
    each = settings.assumed_seconds_per_ring if given is None else given
    return promise.hotline_rings * each, given is None


def simulate_hotline(calls: Calls, seats: Ints, limit_s: float, settings: Chain) -> Answered:
    """What becomes of every call at seats by hour (hours,)."""
    shape = (calls.draws, HOURS * calls.days)
    number, in_time, lost = (np.zeros(shape, np.int64) for _ in range(3))
    told = Answered(number, in_time, lost, np.empty(len(calls.hour), np.float64))
    answer(
        calls.start, calls.hour, calls.handling_h, calls.patience_h, calls.again,
        np.asarray(seats, np.int64), limit_s / SECONDS, settings.redial_share,
        settings.redial_min / 60, told.wait_h, told.calls, told.in_time, told.lost,
    )  # fmt: skip
    return told


def hotline(
    calls: Calls,
    seats: Ints,
    county: County,
    habits: CallHabits,
    dates: pd.DatetimeIndex,
    *,
    screening: Ints,
    needed: Ints,
) -> Hotline:
    """How seats by hour do on draws no search has seen.

    Args:
        calls: of the fresh draws.
        seats, screening, needed: by hour (hours,).
        county: promise and settings.
        habits: where the calls come from.
        dates: of the days.
    """
    settings = county.chain
    limit_s, assumed = limit_seconds(county.promise, settings)
    told = simulate_hotline(calls, seats, limit_s, settings)
    kept, number = told.in_time.sum(axis=1), told.calls.sum(axis=1)
    by_hour = _by_hour(told, dates, seats, screening, needed)
    busy = by_hour[by_hour["calls_mean"] >= 1.0]
    return Hotline(
        limit_s=limit_s,
        by_hour=by_hour,
        by_day=_by_day(calls, told, dates, seats, limit_s, county),
        blocks=seats.reshape(-1, HOURS // BLOCK_H, BLOCK_H)[:, :, 0],
        kept=event_share(kept, number, settings.answered_target),
        lost_share=float(told.lost.sum() / max(told.calls.sum(), 1)),
        worst_hour=int(busy["hour"].iloc[busy["in_time_share"].argmin()]) if len(busy) else None,
        assumptions=(
            *_ring(county, assumed),
            *habits.assumptions,
            *(assume_setting(settings, name) for name in SETTINGS_USED),
        ),
    )


def _ring(county: County, assumed: bool) -> tuple[Assumption, ...]:
    if not assumed:
        return (assume_setting(county.promise, "hotline_seconds_per_ring"),)
    told = assume_setting(county.chain, "assumed_seconds_per_ring")
    return (
        Assumption(
            told.name, told.value, told.unit, told.low, told.high,
            "the promise does not say how long a ring lasts", Status.ASSUMED,
        ),
    )  # fmt: skip


def _by_hour(
    told: Answered, dates: pd.DatetimeIndex, seats: Ints, screening: Ints, needed: Ints
) -> pd.DataFrame:
    hours = told.calls.shape[1]
    low, middle, high = np.quantile(told.calls, [0.1, 0.5, 0.9], axis=0)
    share = np.divide(
        told.in_time, told.calls, out=np.full(told.calls.shape, np.nan), where=told.calls > 0
    )
    share_lo, share_hi = _nan_quantiles(share, (0.1, 0.9))
    return pd.DataFrame(
        {
            "hour": np.arange(hours),
            "at": dates[0] + pd.to_timedelta(np.arange(hours), unit="h"),
            "calls_mean": told.calls.mean(axis=0),
            "calls_p10": low, "calls_p50": middle, "calls_p90": high,
            "screening": screening, "needed": needed, "seats": seats,
            "in_time_share": shares(told.in_time.sum(axis=0), told.calls.sum(axis=0)),
            "in_time_lo": share_lo, "in_time_hi": share_hi,
            "lost_share": shares(told.lost.sum(axis=0), told.calls.sum(axis=0)),
        }
    )  # fmt: skip


def _by_day(
    calls: Calls, told: Answered, dates: pd.DatetimeIndex, seats: Ints, limit_s: float,
    county: County,
) -> pd.DataFrame:  # fmt: skip
    def daily(counts: Ints) -> Ints:
        return np.asarray(counts.reshape(len(counts), -1, HOURS).sum(axis=2))

    number, kept, lost = daily(told.calls), daily(told.in_time), daily(told.lost)
    day, target = (calls.hour // HOURS).astype(np.int64), county.chain.answered_target
    strained = strain(
        told.wait_h * SECONDS / limit_s, calls.draw, day, (calls.draws, len(dates)),
        target=target, p_goal=county.staffing.p_goal,
    )  # fmt: skip
    reached = np.where(number > 0, kept >= target * number, np.nan)
    counted = np.maximum((number > 0).sum(axis=0), 1)
    return pd.DataFrame(
        {
            "day": np.arange(len(dates)),
            "date": dates,
            "calls_mean": number.mean(axis=0),
            "in_time_share": shares(kept.sum(axis=0), number.sum(axis=0)),
            "lost_share": shares(lost.sum(axis=0), number.sum(axis=0)),
            "p_day": np.minimum(np.nansum(reached, axis=0) / counted, 1 - 1 / counted),
            "seat_hours": seats.reshape(-1, HOURS).sum(axis=1),
            "strain": strained,
        }
    )


def _nan_quantiles(values: Floats, q: tuple[float, ...]) -> Floats:
    """Quantiles by column over what is known; NaN where nothing is."""
    ordered = np.sort(values, axis=0)  # NaN last
    known = (~np.isnan(values)).sum(axis=0)
    out = []
    for one in q:
        at = np.clip(np.ceil(one * known).astype(np.int64) - 1, 0, len(values) - 1)
        out.append(np.take_along_axis(ordered, at[None, :], axis=0)[0])
    return np.array(out)
