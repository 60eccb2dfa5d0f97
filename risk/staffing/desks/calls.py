"""Who calls the hotline when: claims reported by telephone, further calls, ordinary calls."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.hazard import Assumption
from risk.settings import Chain
from risk.surge import Claims
from risk.terms import Status

FEW = 100
HOURS = 24
CALL_STREAM = 11
BY_PHONE = "hotline"

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class CallHabits:
    """How claims become calls.

    Attributes:
        phone_share: share of claims first told to the hotline.
        further: further calls a claim, spread over the days after.
        ordinary: calls on other days, by hour of the day (24,).
        assumptions: the same numbers with their source.
    """

    phone_share: float
    further: float
    ordinary: Floats
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class Calls:
    """Callers of some draws, by draw and then by time; all by chance is fixed with the caller.

    Attributes:
        start: callers of draw i are ``start[i]:start[i + 1]``.
        hour: first call, hours from the midnight before the scenario.
        handling_h: minutes talked and noted, in hours.
        patience_h: waits so long for an answer.
        again: uniform number that decides whether a caller given up calls again.
        days: days covered.
    """

    start: Ints
    hour: Floats
    handling_h: Floats
    patience_h: Floats
    again: Floats
    days: int

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.start) - 1

    @property
    def draw(self) -> Ints:
        """Draw of each caller."""
        return np.repeat(np.arange(self.draws), np.diff(self.start))

    def by_hour(self) -> Ints:
        """First calls by draw and hour (draws, hours)."""
        hours = HOURS * self.days
        cell = self.draw * hours + self.hour.astype(np.int64)
        return np.bincount(cell, minlength=self.draws * hours).reshape(self.draws, hours)


def call_habits(
    channels: pd.DataFrame, days: pd.DataFrame, event_days: pd.DatetimeIndex, settings: Chain
) -> CallHabits:
    """What own reports and calls say; a setting where there are too few of them.

    Further calls of a claim are the enquiries of event days beyond those of ordinary days, for each
    claim beyond those of ordinary days.

    Args:
        channels: channel, reports: reports of claims by channel.
        days: day, hour, reports, enquiries (calls), claims (reported); one row an hour with
            anything in it; may be empty.
        event_days: days of events and of the reports after them.
        settings: assumed values.
    """
    told = int(channels["reports"].sum())
    by_phone = int(channels.loc[channels["channel"] == BY_PHONE, "reports"].sum())
    share = by_phone / told if told >= FEW else settings.hotline_share
    calls = days["reports"] + days["enquiries"]
    eventful = pd.DatetimeIndex(days["day"]).isin(event_days)
    quiet = int(calls[~eventful].sum())
    ordinary = np.where(_by_day(), settings.ordinary_calls_day / _by_day().sum(), 0.0)
    if quiet >= FEW:
        hours = days.loc[~eventful, "hour"].to_numpy(np.int64)
        counted = np.bincount(hours, calls[~eventful], minlength=HOURS)
        ordinary = counted / max(_span(days) - _eventful_days(days, event_days), 1)
    further, claims = _further(days, eventful, event_days)
    known = claims >= FEW
    each = further / claims if known else settings.further_calls
    source = f"county.toml [{type(settings).__name__.lower()}]"
    return CallHabits(share, each, np.asarray(ordinary, np.float64), (
        _assume("hotline_share", share, "ratio", 1.0,
                f"own reports, {told}" if told >= FEW else source),
        _assume("further_calls", each, "calls", 20.0,
                f"own calls, {int(days['enquiries'].sum())}" if known else source),
        _assume("ordinary_calls_day", float(np.sum(ordinary)), "calls", 1e4,
                f"ordinary days, {quiet} own calls" if quiet >= FEW else source),
    ))  # fmt: skip


def _assume(name: str, value: float, unit: str, high: float, source: str) -> Assumption:
    return Assumption(name, value, unit, 0.0, high, source, Status.ASSUMED)


def _span(days: pd.DataFrame) -> int:
    return int((days["day"].max() - days["day"].min()).days) + 1


def _eventful_days(days: pd.DataFrame, event_days: pd.DatetimeIndex) -> int:
    inside = (event_days >= days["day"].min()) & (event_days <= days["day"].max())
    return int(event_days[inside].nunique())


def _further(
    days: pd.DataFrame, eventful: NDArray[np.bool_], event_days: pd.DatetimeIndex
) -> tuple[float, float]:
    """Enquiries and claims of event days beyond what as many ordinary days bring."""
    if days.empty or not days["enquiries"].any() or not eventful.any() or eventful.all():
        return 0.0, 0.0
    number = _eventful_days(days, event_days)
    ordinary = number / max(_span(days) - number, 1)
    more = [
        float(days.loc[eventful, name].sum() - ordinary * days.loc[~eventful, name].sum())
        for name in ("enquiries", "claims")
    ]
    return max(more[0], 0.0), more[1]


def _by_day() -> NDArray[np.bool_]:
    hour = np.arange(HOURS)
    return (hour >= 8) & (hour < 20)


def draw_calls(
    claims: Claims, habits: CallHabits, settings: Chain, *, clock_h: float, days: int, seed: int
) -> Calls:
    """Calls of every draw of claims.

    A further call comes whole days after the report (geometric, with the setting's mean) at about
    its hour of the day, so that nobody calls at an hour at which nobody reports.

    Args:
        claims: of some draws.
        habits: shares and rates.
        settings: handling, patience.
        clock_h: the scenario's start after midnight.
        days: days covered; later calls are left out.
        seed: of the callers.
    """
    rng = np.random.default_rng([seed, CALL_STREAM, claims.first_draw])
    draw = np.repeat(np.arange(claims.draws), np.diff(claims.start))
    told = claims.hour + clock_h
    first = rng.random(len(told)) < habits.phone_share
    times = rng.poisson(habits.further, len(told))
    after = rng.geometric(1 / max(settings.further_after_days, 1.0), int(times.sum()))
    later = np.repeat(told, times) + HOURS * after + rng.uniform(-1.0, 1.0, len(after))
    each_hour = np.tile(habits.ordinary, days)
    number = rng.poisson(each_hour, (claims.draws, len(each_hour)))
    plain_draw, plain_hour = (
        np.repeat(x, number.ravel()) for x in np.indices(number.shape).reshape(2, -1)
    )
    who = np.concatenate([draw[first], np.repeat(draw, times), plain_draw])
    hour = np.concatenate([told[first], later, plain_hour + rng.random(len(plain_hour))])
    inside = (hour >= 0) & (hour < HOURS * days)
    who, hour = who[inside], hour[inside]
    order = np.lexsort((hour, who))
    n = len(order)
    return Calls(
        start=np.concatenate([[0], np.cumsum(np.bincount(who, minlength=claims.draws))]),
        hour=hour[order],
        handling_h=settings.handling_min / 60 * lognormal(rng, settings.handling_cv, n),
        patience_h=settings.patience_min / 60 * rng.exponential(1.0, n),
        again=rng.random(n),
        days=days,
    )


def lognormal(rng: np.random.Generator, cv: float, n: int) -> Floats:
    """Lognormal numbers with mean 1."""
    variance = np.log1p(cv**2)
    return np.asarray(np.exp(np.sqrt(variance) * rng.standard_normal(n) - variance / 2))
