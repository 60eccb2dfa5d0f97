"""An event under way, moment by moment: which moments there are, and what each one tells."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from dashboards.story.shelf import Shelf
from risk.errors import ModelError
from risk.flow import Story
from risk.follow import Eve, Moment, eve_of, list_events, moment_of
from risk.workspace import Workspace

HOURLY_UNTIL_H, SIX_HOURLY_UNTIL_H = 48, 120
KEPT_EVES, KEPT_MOMENTS = 3, 400
FIRST_STEP = 6  # six hours in: enough has come to tell something


@dataclass(frozen=True)
class Told:
    """One moment of an event, and where it stands among the moments."""

    eve: Eve
    moment: Moment
    step: int
    steps: tuple[datetime, ...]


class EventDesk:
    """Eves take seconds, moments tenths of one: both are kept, made one at a time."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._lock = threading.Lock()
        self._events: Shelf[str, pd.DataFrame] = Shelf(KEPT_EVES)
        self._eves: OrderedDict[tuple[str, str], Eve] = OrderedDict()
        self._moments: OrderedDict[tuple[str, str, datetime], Moment] = OrderedDict()

    def events(self, story: Story) -> pd.DataFrame:
        """Events with claims, newest first."""
        version = story.facts.version
        return self._events.told(version, lambda: list_events(self._ws, version))

    def eve(self, story: Story, event_id: str) -> Eve:
        """What was known the day before.

        Raises:
            HuzhuError: no such event, or nothing to forecast it from.
        """
        key = (story.facts.version, event_id)
        with self._lock:
            if key not in self._eves:
                models = story.scores.chosen()
                made = eve_of(self._ws, key[0], event_id, seed=story.seed, models=models)
                self._eves[key] = made
                while len(self._eves) > KEPT_EVES:
                    self._eves.popitem(last=False)
            return self._eves[key]

    def told(self, story: Story, event_id: str, step: int | None) -> Told:
        """The event at one of its moments; ``None``: six hours in, or as far as there is.

        Raises:
            HuzhuError: as :meth:`eve`.
        """
        eve = self.eve(story, event_id)
        steps = moments(eve)
        at = min(max(FIRST_STEP - 1 if step is None else step, 0), len(steps) - 1)
        key = (story.facts.version, event_id, steps[at])
        with self._lock:
            if key not in self._moments:
                self._moments[key] = moment_of(eve, steps[at], seed=story.seed)
                while len(self._moments) > KEPT_MOMENTS:
                    self._moments.popitem(last=False)
            return Told(eve, self._moments[key], at, steps)


def moments(eve: Eve) -> tuple[datetime, ...]:
    """Every hour of the first two days, every six of the next three, then every day.

    Of a source that knows days only, the end of every day. Up to the horizon, or to the last day
    the data know, if that comes first.
    """
    last = min(
        eve.started_at + timedelta(hours=eve.horizon_h), eve.known_until, key=lambda moment: moment
    )
    if eve.by_day:
        first = datetime.combine(eve.started_at.date(), datetime.min.time()) + timedelta(days=1)
        days = max((last - first).days, 0)
        return tuple(first + timedelta(days=n) for n in range(days + 1))
    hours = [
        *range(1, HOURLY_UNTIL_H + 1),
        *range(HOURLY_UNTIL_H + 6, SIX_HOURLY_UNTIL_H + 1, 6),
        *range(SIX_HOURLY_UNTIL_H + 24, int(eve.horizon_h) + 1, 24),
    ]
    found = [eve.started_at + timedelta(hours=h) for h in hours]
    found = [moment for moment in found if moment <= last]
    if not found:
        raise ModelError(
            "has only just begun", where=str(eve.event["name"]), remedy="look again in an hour"
        )
    return tuple(found)


def seen_path(eve: Eve, until: datetime) -> pd.DataFrame:
    """Cumulative reports up to a moment: at, reported; one row an hour (or day) with reports."""
    unit = "D" if eve.by_day else "h"
    stamps = eve.reports["reported_at"]
    stamps = stamps[stamps < pd.Timestamp(until)]
    ends = (stamps.dt.floor(unit) + pd.Timedelta(1, unit)).clip(upper=pd.Timestamp(until))
    steps = ends.value_counts().sort_index().cumsum()
    at = [pd.Timestamp(eve.started_at), *steps.index, pd.Timestamp(until)]
    reported = [0, *steps.to_list(), len(stamps)]
    return pd.DataFrame({"at": at, "reported": reported})


def path_ahead(told: Told) -> pd.DataFrame:
    """Cumulative reports to come: at, p05, p50, p95, from the moment on, by end of day."""
    ahead = told.moment.ahead
    start = pd.Timestamp(told.eve.started_at)
    return ahead.assign(at=start + pd.to_timedelta(ahead["at_h"], unit="h"))


def day_rows(told: Told) -> pd.DataFrame:
    """By calendar day: date, reported so far, mean, p10, p90 to come, came in truth."""
    frame = told.moment.nowcast.by_day
    start = told.eve.started_at.date()
    dates = [start + timedelta(days=int(day)) for day in frame["day"]]
    truth = told.eve.reports["reported_at"].dt.date.value_counts()
    return frame.assign(date=dates, came=[int(truth.get(day, 0)) for day in dates])


def village_rows(story: Story, told: Told) -> pd.DataFrame:
    """By village, most to come first: region_code, name, township, reported, to come, final."""
    frame = told.moment.nowcast.by_village
    regions = story.facts.regions.set_index("code")
    code = frame["region_code"]
    truth = told.eve.reports["region_code"].fillna("").value_counts()
    rows = frame.assign(
        name=code.map(regions["name"]).fillna(""),
        township=code.map(regions["township_code"]).map(regions["name"]).fillna(""),
        came=[int(truth.get(c, 0)) for c in code],
    )
    busy = (rows["reported"] > 0) | (rows["to_come_mean"] >= 0.05) | (rows["came"] > 0)
    return rows[busy].sort_values("to_come_mean", ascending=False, ignore_index=True)


def next_day(told: Told) -> tuple[float, float, float]:
    """Reports of the coming 24 hours: mean, p10, p90."""
    found = told.moment.next_24h
    return found["mean"], found["p10"], found["p90"]


def hours_in(told: Told) -> float:
    """Hours since the event began."""
    return (told.moment.at - told.eve.started_at).total_seconds() / 3600
