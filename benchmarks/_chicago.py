"""Chicago's storms of 2010 to 2012, told day by day and zip, by what was known up to 2009.

An event opens on a day with at least ``OPENS`` calls of water in basements and ``JUMP`` times the
mean of the two days before; both are known that evening. It is told each evening up to its 7th day,
to its 14th. A second storm in the tail opens an event of its own: the first one's days from then on
are scored for nobody, and are not taught from. Calls that would have come anyway (mean of
the quiet days of the year before the opening) are taken off by chance before a nowcast, and put
back after it; the baselines are given them too. Whatever is fitted (lag, clock, size, zones,
patterns, decay, spreads) is fitted on events that ended by 2009.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.settings import Surge
from risk.surge import LagLaw, Prior, ReportPath, nowcast
from risk.surge.clock import Clock
from risk.surge.crps import crps_negative_binomial, crps_of_draws
from risk.surge.lag import law_of_reports
from risk.surge.lag_rows import reports_from_counts
from risk.surge.nowcast_baselines import (
    bornhuetter_ferguson,
    chain_ladder,
    constant_rate,
    exponential_decay,
    pooled_pattern,
    spread_of,
    usual_decay,
)

OPENS, JUMP = 100, 3.0
USUAL_DAYS, USUAL_DAYS_MIN, QUIET = 365, 60, 2.0
DAYS, TOLD = 14, 7
LAST_TAUGHT = 2009
DRAWS = 1000
ZONE_PRIOR = 5.0  # calls of an even split added to each zone's record

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Event:
    """Calls by zone and day of one event, cut where the next one opens."""

    day: pd.Timestamp
    calls: Ints  # (V, K), K up to DAYS
    usual: Floats  # (V,) calls of a day that would have come anyway

    @property
    def clock(self) -> Clock:
        return Clock(weekday=self.day.weekday())


def read_calls(folder: Path, area: str) -> pd.DataFrame:
    """Calls of water in basements: days × zones, zeros filled in."""
    rows = pd.read_parquet(folder / f"reports_daily_{area}.parquet")
    rows = rows[(rows["kind"] == "water_in_basement") & (rows[area].astype(str) != "0")]
    table = rows.pivot_table(index="date", columns=area, values="calls", aggfunc="sum")
    table.index = pd.to_datetime(table.index)
    return table.asfreq("D").fillna(0).astype(np.int64)


def find_events(table: pd.DataFrame) -> list[Event]:
    """Every event by the rule above."""
    whole = table.sum(axis=1).to_numpy()
    before = table.sum(axis=1).rolling(2).mean().shift(1).to_numpy()
    opens = np.flatnonzero((whole >= OPENS) & (whole >= JUMP * before))
    opens = opens[opens >= USUAL_DAYS_MIN]
    values = table.to_numpy()
    found = []
    for at, following in zip(opens, [*opens[1:], len(values)], strict=True):
        until = min(at + DAYS, following, len(values))
        year = slice(max(at - USUAL_DAYS, 0), at)
        quiet = values[year][whole[year] <= QUIET * np.median(whole[year])]
        found.append(Event(table.index[at], values[at:until].T, quiet.mean(axis=0)))
    return found


def own_calls(event: Event, days: int, rng: np.random.Generator) -> Ints:
    """Calls the event brought, those that would have come anyway taken off by chance."""
    calls = event.calls[:, :days]
    usual = event.usual.sum()
    kept = np.clip(1 - usual / np.maximum(calls.sum(axis=0), 1), 0, 1)
    return rng.binomial(calls, kept[None, :])


@dataclass(frozen=True)
class Taught:
    """All that was learnt up to 2009."""

    law: LagLaw
    expected: Floats
    size_cv: float
    dispersion: float
    pattern: Floats
    decay: float
    spreads: dict[str, float]


def teach(events: list[Event], seed: int) -> Taught:
    """Fit on past events."""
    rng = np.random.default_rng(seed)
    own = [own_calls(e, DAYS, rng) for e in events]
    law = law_of_reports(
        [
            reports_from_counts(
                24.0 * np.arange(c.shape[1] + 1), c.sum(axis=0), hit=(0, 24), clock=e.clock,
                event_id=str(e.day.date()),
            )
            for e, c in zip(events, own, strict=True)
        ],
        settings=Surge(),
    )  # fmt: skip
    pattern = pooled_pattern([c for c in own if c.shape[1] == DAYS], DAYS)
    totals = np.array([c.sum() / pattern[c.shape[1] - 1] for c in own])
    by_zone = np.sum([c.sum(axis=1) for c in own], axis=0) + ZONE_PRIOR
    share = by_zone / by_zone.sum()
    means = np.array([c.sum() * share for c in own])
    taught = Taught(
        law=law,
        expected=totals.mean() * share,
        size_cv=float(totals.std(ddof=1) / totals.mean()),
        dispersion=spread_of(means, np.array([c.sum(axis=1) for c in own])),
        pattern=pattern,
        decay=usual_decay(own),
        spreads={},
    )
    told: dict[str, list[tuple[Floats, Ints]]] = {}
    for event in events:
        for days in told_days(event):
            came = event.calls[:, days:]
            for name, mean in baselines(event, days, taught, rng).items():
                told.setdefault(name, []).append((mean.ravel(), came.ravel()))
    spreads = {
        name: spread_of(*(np.concatenate(v) for v in zip(*rows, strict=True)))
        for name, rows in told.items()
    }
    return replace(taught, spreads=spreads)


def baselines(
    event: Event, days: int, taught: Taught, rng: np.random.Generator
) -> dict[str, Floats]:
    """Mean of each coming day by zone and baseline, the usual calls put back."""
    ahead = event.calls.shape[1] - days
    own = own_calls(event, days, rng).astype(np.float64)
    usual = event.usual[:, None]
    pattern = taught.pattern
    return {
        "constant": constant_rate(event.calls[:, :days], ahead),
        "exponential": exponential_decay(own, ahead, usual=taught.decay) + usual,
        "chain_ladder": chain_ladder(own, ahead, pattern=pattern) + usual,
        "bornhuetter_ferguson": bornhuetter_ferguson(taught.expected, days, ahead, pattern=pattern)
        + usual,
    }


def tell(event: Event, days: int, taught: Taught, rng: np.random.Generator) -> NDArray[np.int32]:
    """Ours: draws of calls by zone and coming day, (V, days to come, D)."""
    prior = Prior(
        region_codes=np.arange(len(event.usual)).astype(str).astype(object),
        expected=taught.expected,
        size_cv=taught.size_cv,
        dispersion=taught.dispersion,
        dispersion_log_sd=0.5,
        lag=taught.law,
        houses=np.full(len(event.usual), 1e6),
        hit=(0.0, 24.0),
        clock=event.clock.under(taught.law.effects),
    )
    path = ReportPath(24.0 * np.arange(days + 1), own_calls(event, days, rng))
    found = nowcast(prior, path, seed=int(rng.integers(2**31)), draws=DRAWS)
    drawn = found.day_draws(slice(None))[:, days : event.calls.shape[1]]
    return drawn + rng.poisson(event.usual[:, None, None], drawn.shape).astype(np.int32)


def measure_chicago(folder: Path, *, area: str = "zip", seed: int = 7) -> dict[str, Any]:
    """Mean CRPS by zone and day of ours and of each baseline, and how often our ranges hold."""
    events = find_events(read_calls(folder, area))
    last = pd.Timestamp(LAST_TAUGHT, 12, 31)
    past = [e for e in events if e.day + pd.Timedelta(days=e.calls.shape[1] - 1) <= last]
    later = [e for e in events if e.day > last]
    taught = teach(past, seed)
    rng = np.random.default_rng(seed)
    scores = [score(e, n, taught, rng) for e in later for n in told_days(e)]
    weights = np.array([s.pop("cells") for s in scores])
    mean = {
        name: float(np.average([s[name] for s in scores], weights=weights)) for name in scores[0]
    }
    crps = {name: mean.pop(name) for name in ["ours", *taught.spreads]}
    return {"crps": crps, "held": mean, "events": (len(past), len(later)), "taught": taught}


def told_days(event: Event) -> range:
    """Evenings on which the event is told: days known."""
    return range(1, min(TOLD, event.calls.shape[1] - 1) + 1)


def score(event: Event, days: int, taught: Taught, rng: np.random.Generator) -> dict[str, float]:
    """Mean CRPS of an evening over zones and days to come; does the 90 % range hold?"""
    came = event.calls[:, days:]
    draws = tell(event, days, taught, rng)
    rest, whole = came.sum(), draws.sum(axis=(0, 1))
    cell_below, cell_at = (draws < came[..., None]).mean(-1), (draws == came[..., None]).mean(-1)
    rank = cell_below + rng.random(came.shape) * cell_at
    found = {
        "cells": float(came.size),
        "ours": float(crps_of_draws(draws, came).mean()),
        "range_of_rest": float(np.quantile(whole, 0.05) <= rest <= np.quantile(whole, 0.95)),
        "range_of_cell": float(((rank >= 0.05) & (rank <= 0.95)).mean()),
    }
    for name, mean in baselines(event, days, taught, rng).items():
        found[name] = float(crps_negative_binomial(mean, taught.spreads[name], came).mean())
    return found
