"""What the reports of an event say at a moment: the nowcast, and what it means for the next day."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.follow.eve import DAY_H, Eve
from risk.follow.ways import ways_of
from risk.surge.bureau import damage_signal
from risk.surge.nowcast import Nowcast, nowcast
from risk.surge.nowcast_records import ReportPath
from risk.surge.nowcast_tables import quantile
from risk.surge.underway import path_counts, path_edges

AHEAD_STREAM = 21


@dataclass(frozen=True)
class Moment:
    """What the reports up to a moment say.

    Attributes:
        at: the moment, local time.
        path: reports so far by village and interval.
        nowcast: final count, to come, by day and village.
        ahead: at_h, p05, p50, p95 of cumulative reports, from the moment on, by end of day.
        next_24h: mean, p10, p90 of reports of the coming 24 hours.
        ways: way, final: the final count by simpler ways.
    """

    at: datetime
    path: ReportPath
    nowcast: Nowcast
    ahead: pd.DataFrame
    next_24h: dict[str, float]
    ways: pd.DataFrame


def moment_of(eve: Eve, at: datetime, *, seed: int) -> Moment:
    """What the reports before a moment say.

    Args:
        eve: from :func:`eve_of`.
        at: local time after the event's start.
        seed: of the draws.

    Raises:
        ModelError: the event has not begun by then.
    """
    codes = [str(code) for code in eve.prior.region_codes]
    edges_h = path_edges(eve.started_at, at, by_day=eve.by_day)
    if len(edges_h) < 2:
        raise ModelError("has not begun by then", where=str(eve.event["name"]))
    path = ReportPath(edges_h, path_counts(eve.reports, codes, eve.started_at, edges_h))
    damage = damage_signal(
        eve.tables,
        eve.facts.claims,
        eve.inside,
        str(eve.event["event_id"]),
        at=pd.Timestamp(at),
    )
    horizon_days = eve.facts.county.surge.horizon_days
    found = nowcast(replace(eve.prior, damage=damage), path, seed=seed, horizon_days=horizon_days)
    ways = ways_of(eve, at)
    return Moment(at, path, found, _ahead(found, seed), _next_24h(found, seed), ways)


def _ahead(found: Nowcast, seed: int) -> pd.DataFrame:
    """Cumulative reports by end of day: of each draw's claims to come, those in by then."""
    end_h = found.now_h + DAY_H * (found.days + 1)
    days_h = DAY_H * np.arange(1, found.days + 1) - found.prior.clock.start_h
    hours = np.concatenate([[found.now_h], days_h[(days_h > found.now_h) & (days_h < end_h)]])
    rows = [(h, *_quantiles(_reported_by(found, h, seed), (0.05, 0.5, 0.95))) for h in hours]
    return pd.DataFrame(rows, columns=["at_h", "p05", "p50", "p95"])


def _next_24h(found: Nowcast, seed: int) -> dict[str, float]:
    new = _reported_by(found, found.now_h + DAY_H, seed) - found.reported
    low, high = _quantiles(new, (0.1, 0.9))
    return {"mean": float(new.mean()), "p10": low, "p90": high}


def _reported_by(found: Nowcast, hour: float, seed: int) -> NDArray[np.int64]:
    """Reports by an hour, one number a draw."""
    at = int(np.searchsorted(found.curve_h, hour, side="right")) - 1
    share = found.curve[:, at].clip(0.0, 1.0)
    rng = np.random.default_rng([seed, AHEAD_STREAM])
    due = found.counts.sum(axis=1, dtype=np.int64)
    return np.asarray(found.reported + rng.binomial(due, share), dtype=np.int64)


def _quantiles(values: NDArray[np.int64], shares: tuple[float, ...]) -> list[float]:
    return [float(quantile(values, share)) for share in shares]
