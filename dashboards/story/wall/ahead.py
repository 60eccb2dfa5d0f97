"""Reports of the next 24 hours by hour: ordinary ones, and those an event or a warning would bring.

All are draws of counts, (DRAWS, 24), so that sums and ranges of sums are those of the same worlds.
Ordinary reports follow the monthly model of the record without events and the hours of the day own
reports came at. An event under way is told by its nowcast; a warning by the surge it would bring if
it came true everywhere in its area, which is a bad case and said so.
"""

import calendar
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboards.story.choice import GRADES, Choice
from dashboards.story.event import EventDesk, moments
from dashboards.story.footprints import to_payload
from dashboards.story.surge import SurgeDesk
from dashboards.story.warned import warned_extent
from dashboards.story.watch import Warned
from risk.errors import HuzhuError, ModelError
from risk.facts import Facts
from risk.flow import Story
from risk.history.ordinary import ordinary_months
from risk.settings import County
from risk.surge.clock import DAY_H, assumed_effects
from risk.surge.nowcast import Nowcast
from risk.surge.reports import Claims
from risk.workspace import Workspace

DRAWS = 1000
LOW, HIGH = 0.1, 0.9
PRIOR_REPORTS = 20.0  # what assumed hours of the day are worth beside own reports
TUESDAY = slice(DAY_H, 2 * DAY_H)
ORDINARY_STREAM, EVENT_STREAM = 31, 32

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ahead:
    """Reports to come.

    Attributes:
        start: the full hour the 24 begin at, wall time.
        ordinary: draws outside events; None where the record is too short, ``why`` says so.
        extra: draws an event or warning adds; None: neither, or it cannot be told.
        source: "event" or "warning" where there is one, else "".
        name: of the event, or the warning's words.
        why: what could not be told.
    """

    start: datetime
    ordinary: Ints | None
    extra: Ints | None = None
    source: str = ""
    name: str = ""
    why: tuple[str, ...] = ()

    @property
    def total(self) -> Ints | None:
        """Draws of both; None where neither is known."""
        known = [part for part in (self.ordinary, self.extra) if part is not None]
        return np.sum(known, axis=0) if known else None


def ahead_of(
    story: Story, ws: Workspace, at: datetime, warned: Sequence[Warned],
    *, events: EventDesk, surge: SurgeDesk,
) -> Ahead:  # fmt: skip
    """Reports of the 24 hours from a moment's full hour on.

    Args:
        story: the newest.
        ws: its workspace.
        at: the moment shown.
        warned: warnings in force then, gravest first.
        events: tells events under way.
        surge: tells the claims of a scenario.
    """
    start = at.replace(minute=0, second=0, microsecond=0)
    ordinary, why = ordinary_draws(story.facts, start, story.seed)
    event = under_way(events.events(story), start, story.facts.county)
    try:
        if event is not None:
            extra = event_draws(story, str(event["event_id"]), start, events)
            return Ahead(start, ordinary, extra, "event", str(event["name"]), why)
        if warned:
            extra = warning_draws(story, ws, warned[0], start, surge)
            return Ahead(start, ordinary, extra, "warning", why=why)
    except HuzhuError as refused:
        source = "warning" if event is None else "event"
        return Ahead(start, ordinary, None, source, why=(*why, str(refused)))
    return Ahead(start, ordinary, why=why)


def ordinary_draws(facts: Facts, start: datetime, seed: int) -> tuple[Ints | None, tuple[str, ...]]:
    """Draws of reports outside events by hour, or None and why."""
    county, staffing = facts.county, facts.county.staffing
    made = ordinary_months(
        facts.claims, facts.exposure, as_of=facts.as_of, seed=seed, draws=DRAWS,
        start_month=county.contract_year_start_month,
        day_hours=(staffing.day_start_h, staffing.day_end_h),
        night_prior=county.surge.night_report_share,
    )  # fmt: skip
    if made.note:
        return None, (made.note,)
    # the twelve months told hold each month of the year once
    column = next(k for k, month in enumerate(made.months) if month.month == start.month)
    by_day = made.draws[:, column] / calendar.monthrange(start.year, start.month)[1]
    hours = (start.hour + np.arange(DAY_H)) % DAY_H
    rate = np.outer(by_day, hour_shares(facts.claims, county)[hours])
    return np.random.default_rng([seed, ORDINARY_STREAM]).poisson(rate), ()


def hour_shares(claims: pd.DataFrame, county: County) -> Floats:
    """Share of ordinary reports in each hour of the day, (24,): own reports and assumed hours.

    A stamp of exactly midnight is a day without an hour.
    """
    stamps = claims.loc[claims["event_id"].isna(), "reported_at"].dropna()
    stamps = stamps[stamps != stamps.dt.normalize()]
    own = np.bincount(stamps.dt.hour, minlength=DAY_H)
    prior = assumed_effects(county.surge).week()[TUESDAY] / DAY_H
    return np.asarray((own + PRIOR_REPORTS * prior) / (own.sum() + PRIOR_REPORTS))


def under_way(events: pd.DataFrame, at: datetime, county: County) -> "pd.Series | None":
    """The newest event whose reports are still coming in at a moment."""
    horizon = timedelta(days=county.surge.horizon_days)
    begun = events[(events["started_at"] <= at) & (events["started_at"] >= at - horizon)]
    return None if begun.empty else begun.sort_values("started_at").iloc[-1]


def event_draws(story: Story, event_id: str, start: datetime, events: EventDesk) -> Ints:
    """Draws of an event's reports by hour, from its last moment known by then.

    Raises:
        HuzhuError: it cannot be told, or its first moment is still to come.
    """
    steps = moments(events.eve(story, event_id))
    step = sum(moment <= start for moment in steps) - 1
    if step < 0:
        raise ModelError("has only just begun", where=event_id, remedy="wait for its first hour")
    told = events.told(story, event_id, step)
    begin_h = (start - told.eve.started_at) / timedelta(hours=1)
    return reports_by_hour(told.moment.nowcast, begin_h, story.seed)


def reports_by_hour(found: Nowcast, begin_h: float, seed: int) -> Ints:
    """Draws of claims to come, dealt to 24 hours from ``begin_h`` hours after the start."""
    edges = begin_h + np.arange(DAY_H + 1)
    at = np.searchsorted(found.curve_h, edges, side="right") - 1
    share = np.where(at >= 0, found.curve[:, at.clip(0)], 0.0).clip(0.0, 1.0)
    pick = np.arange(DRAWS) % found.draws
    within = np.diff(share[pick].astype(float), axis=1).clip(0.0)
    rest = (1.0 - within.sum(axis=1, keepdims=True)).clip(0.0)
    parts = np.hstack([within, rest])
    due = found.counts.sum(axis=1, dtype=np.int64)[pick]
    rng = np.random.default_rng([seed, EVENT_STREAM])
    return rng.multinomial(due, parts / parts.sum(axis=1, keepdims=True))[:, :-1]


def warning_draws(
    story: Story, ws: Workspace, warned: Warned, start: datetime, surge: SurgeDesk
) -> Ints:
    """Draws of the reports a warning would bring by hour, if it came true in all of its area.

    Raises:
        HuzhuError: no preset for its signal, or no village inside.
    """
    extent, kind, words = warned_extent(story, ws, str(warned.told))
    info = warned.info("zh")
    given = (info.onset or info.effective) if info else None
    begins = given or warned.message.sent
    footprint = json.dumps(to_payload(extent, words), ensure_ascii=False)
    choice = Choice(kind, GRADES[0], begins, footprint=footprint)
    made = surge.claims(story, choice)
    claims = made.claims(0, min(DRAWS, made.draws))
    counts = counts_by_hour(claims, (start - begins) / timedelta(hours=1))
    return counts[np.arange(DRAWS) % len(counts)]


def counts_by_hour(claims: Claims, begin_h: float) -> Ints:
    """Claims of each draw by the 24 hours from ``begin_h`` hours after the scenario's start."""
    hour = np.floor(claims.hour - begin_h).astype(np.int64)
    draw = np.repeat(np.arange(claims.draws), np.diff(claims.start))
    inside = (hour >= 0) & (hour < DAY_H)
    counts = np.zeros((claims.draws, DAY_H), np.int64)
    np.add.at(counts, (draw[inside], hour[inside]), 1)
    return counts
