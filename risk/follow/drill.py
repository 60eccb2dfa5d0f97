"""A drill: an event played hour by hour with decisions taken live, on what was known then.

The event is a past one, told from its own eve, or an invented one, whose claims are a hidden draw
of a preset's forecast. The player sees reports so far, the nowcast, who is on duty and what waits;
decides; time goes on. What has happened cannot be changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from risk.errors import ModelError
from risk.facts import Facts
from risk.follow.came import Came, came_of_event
from risk.follow.drill_crews import Duty, duty_with, modes_with
from risk.follow.drill_deeds import HOURS_MAX, Decision, Deed, check, decision_of
from risk.follow.drill_play import Path, play
from risk.follow.eve import Eve, prior_of
from risk.hazard import village_places
from risk.scoring import Scores
from risk.staffing import Modes
from risk.surge import Forecast
from risk.surge.bureau import tables_of
from risk.surge.lag import fit_lag_law
from risk.surge.underway import stray_shares

DRAWS = 12
"""Repetitions with other survey times, roads and absences; the first is the one played."""
HIDDEN_STREAM = 37
NO_DAMAGE = pd.DataFrame(
    {
        "event_id": pd.Series(dtype=object),
        "reported_at": pd.Series(dtype="datetime64[us]"),
        "region_code": pd.Series(dtype=object),
        "households": pd.Series(dtype=float),
    }
)
HIDDEN_SPAN = (0.5, 0.98)  # an invented event is at least of middling size


@dataclass(frozen=True)
class Drill:
    """Where a drill stands. Frozen: a decision or an hour makes the next state.

    Attributes:
        eve: what was known on the day before, and the reports to come.
        came: the claims that come, ready for the simulator.
        decisions: taken so far, in their order.
        now_h: hours since the event's start; negative before it.
    """

    eve: Eve
    came: Came
    decisions: tuple[Decision, ...]
    now_h: float

    @property
    def at(self) -> datetime:
        """The moment, local time."""
        return self.eve.started_at + timedelta(hours=self.now_h)

    @property
    def end_h(self) -> float:
        """The last hour of the days planned."""
        return float(24 * self.came.ground.days - self.eve.forecast.scenario.clock_h)

    @property
    def is_over(self) -> bool:
        """Whether no hour is left."""
        return self.now_h >= self.end_h

    @cached_property
    def path(self) -> Path:
        """What becomes of the claims if nothing more is decided; look only at what is past."""
        return play(self.came, self.decisions, 0)

    @cached_property
    def duty(self) -> Duty:
        """Crew-shifts as decided so far."""
        return duty_with(self.came.ground, self.decisions)

    @property
    def modes(self) -> Modes:
        """How claims are served now."""
        return modes_with(self.came.ground, self.decisions)

    def decide(self, **decided: Any) -> "Drill":
        """The drill with one more decision, taken now.

        Args:
            decided: fields of :class:`Decision` beside number and hour.

        Raises:
            ModelError: nobody could do that, or the drill is over.
        """
        if self.is_over:
            raise ModelError("the drill is over", where="drill", remedy="begin another one")
        new = Decision(len(self.decisions) + 1, self.now_h, **decided)
        check(self.came.ground, self.decisions, new)
        return replace(self, decisions=(*self.decisions, new))

    def forward(self, hours: float) -> "Drill":
        """The drill so many hours later, at most at its end.

        Raises:
            ModelError: hours not above 0: the past of a drill cannot be changed.
        """
        if not 0 < hours <= HOURS_MAX:
            raise ModelError("time goes forward only", where="drill", remedy="1 hour or more")
        return replace(self, now_h=min(self.now_h + hours, self.end_h))


def begin(eve: Eve, *, seed: int, draws: int = DRAWS) -> Drill:
    """A drill at its first moment: the warning, or the event's start if none came before.

    Raises:
        ModelError: no report of the event names a village.
    """
    came = came_of_event(eve, draws=draws, seed=seed)
    return Drill(eve, came, (), 0.0 - eve.forecast.scenario.lead_time_h)


def resumed(drill: Drill, steps: Sequence[tuple[float, Mapping[str, Any]]]) -> Drill:
    """A drill after the steps that were kept of it (``risk.operations.drills``)."""
    for at_h, deed in steps:
        drill = replace(drill, now_h=at_h)
        if deed["deed"] != Deed.CLOCK.value:
            drill = replace(drill, decisions=(*drill.decisions, decision_of(deed)))
    return drill


def invented_eve(facts: Facts, scores: Scores, forecast: Forecast, *, seed: int) -> Eve:
    """An event that never was: a hidden draw of a scenario's forecast, told from ``facts``.

    Args:
        facts: known on the day before.
        scores: of the same facts.
        forecast: of the scenario, from the same facts.
        seed: chooses the draw.
    """
    scenario = forecast.scenario
    event = {
        "event_id": f"drill-{scenario.preset}-{seed}",
        "name": scenario.name,
        "peril_family": str(scenario.family),
        "started_at": pd.Timestamp(scenario.starts_at),
        "ended_at": pd.Timestamp(scenario.starts_at + timedelta(hours=scenario.duration_h)),
    }
    reports = hidden_reports(forecast, seed)
    stray = stray_shares(
        facts.claims, facts.events, facts.event_intensity, village_places(facts.regions).index,
        as_of=facts.as_of, horizon_days=facts.county.surge.horizon_days,
    )  # fmt: skip
    law = fit_lag_law(
        facts.claims, facts.events, settings=facts.county.surge, as_of=facts.as_of,
        family=scenario.family,
    )  # fmt: skip
    prior = prior_of(facts, scores, forecast, stray, law, reports)
    last = scenario.starts_at.date() + timedelta(days=forecast.days + 1)
    return Eve(
        event=event,
        facts=facts,
        forecast=forecast,
        recorded=True,
        stray=stray,
        prior=prior,
        reports=reports,
        from_desk=False,
        by_day=False,
        tables=tables_of(NO_DAMAGE),
        known_until=_midnight(last),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def hidden_reports(forecast: Forecast, seed: int) -> pd.DataFrame:
    """Reports of a draw of at least middling size: reported_at, region_code."""
    size = forecast.counts.sum(axis=1)
    low, high = (int(np.quantile(size, q)) for q in HIDDEN_SPAN)
    rng = np.random.default_rng([seed, HIDDEN_STREAM])
    draw = int(rng.choice(np.flatnonzero((size >= max(low, 1)) & (size <= max(high, 1)))))
    claims = forecast.claims(draw, draw + 1)
    at = pd.Timestamp(forecast.scenario.starts_at) + pd.to_timedelta(claims.hour, unit="h")
    return pd.DataFrame(
        {"reported_at": at.round("s"), "region_code": forecast.region_codes[claims.village]}
    )
