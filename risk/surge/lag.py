"""Reporting lag: hours from the hazard at the house to the report, a Weibull law that varies.

Every event has its own median and shape. What a county knows of the next event's is a Student law
about the mean of its events, as wide as they lie apart and as they are few (:class:`LagLaw`); the
forecast of a scenario uses its middle (:class:`Lag`).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from risk.settings import Surge
from risk.surge.clock import ClockEffects, assumed_effects
from risk.surge.lag_fit import Fitted, fit_events
from risk.surge.lag_pool import Pooled, pool
from risk.surge.lag_rows import EventReports, event_reports
from risk.terms import PerilFamily

CLAIMS_MIN = 10

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


@dataclass(frozen=True)
class LagLaw:
    """What is known of the next event's lag, in worked hours: a bivariate Student law.

    Attributes:
        location: log median (worked hours) and log shape, (2,).
        scale: scale matrix (2, 2): between events, and of the mean itself.
        freedom: degrees of freedom: how many events the spread was seen on, and the prior's.
        flutter: reports of one event scatter about the smooth law like a Dirichlet process of this
            concentration; ``inf``: no more than chance.
        effects: night, week-end, cut roads.
        claims: reports it was fitted on.
        events: events they come from.
        source: in words.
    """

    location: Floats
    scale: Floats
    freedom: float
    flutter: float
    effects: ClockEffects
    claims: int
    events: int
    source: str

    @property
    def lag(self) -> Lag:
        """The middle event's lag."""
        median_h, shape = np.exp(self.location)
        return Lag(float(median_h), float(shape), self.claims, self.events, self.source)

    def log_density(self, theta: Floats) -> Floats:
        """Log density at (D, 2), up to a constant."""
        apart = theta - self.location
        far = np.einsum("di,ij,dj->d", apart, np.linalg.inv(self.scale), apart)
        return np.asarray(-(self.freedom + 2) / 2 * np.log1p(far / self.freedom))

    def draw(self, rng: np.random.Generator, draws: int) -> Floats:
        """Log median and log shape of events to come, (draws, 2)."""
        normal = rng.normal(size=(draws, 2)) @ np.linalg.cholesky(self.scale).T
        stretch = np.sqrt(self.freedom / rng.chisquare(self.freedom, draws))
        return np.asarray(self.location + normal * stretch[:, None])


def fit_lag(
    claims: pd.DataFrame,
    events: pd.DataFrame,
    *,
    settings: Surge,
    as_of: date,
    family: PerilFamily | None = None,
) -> Lag:
    """The middle of :func:`fit_lag_law`; same arguments."""
    return fit_lag_law(claims, events, settings=settings, as_of=as_of, family=family).lag


def fit_lag_law(
    claims: pd.DataFrame,
    events: pd.DataFrame,
    *,
    settings: Surge,
    as_of: date,
    family: PerilFamily | None = None,
) -> LagLaw:
    """Fit the lag on the county's own events.

    Args:
        claims: event_id, loss_at, time_precision, reported_at; one row a distinct house.
        events: event_id, peril_family, started_at, ended_at.
        settings: what is believed before own events tell.
        as_of: last day known; reports after it are unseen, and the fit allows for that.
        family: the law of this family's next event; None: of an event like all of them.
    """
    known = event_reports(claims, events, as_of=as_of)
    return law_of_reports(known, settings=settings, family=None if family is None else str(family))


def law_of_reports(
    known: list[EventReports],
    *,
    settings: Surge,
    family: str | None = None,
    effects: ClockEffects | None = None,
) -> LagLaw:
    """The lag law from reports by event, from :func:`risk.surge.lag_rows.event_reports`.

    Args:
        known: reports of each event; events with fewer than ``CLAIMS_MIN`` are left out.
        settings: what is believed before own events tell.
        family: as for :func:`fit_lag_law`.
        effects: clock effects taken as given; None: from the reports, where they can tell.
    """
    used = [event for event in known if event.claims.sum() >= CLAIMS_MIN]
    start = assumed_effects(settings) if effects is None else effects
    fitted: Fitted = fit_events(used, settings=settings, effects=start, free=effects is None)
    pooled: Pooled = pool(fitted.told, settings=settings, family=family)
    own = [e for e in used if e.family == family]
    rows = own or used
    words = f"{family} " if own else ""
    number = int(sum(e.claims.sum() for e in rows))
    source = (
        f"fitted on {number} claims of {len(rows)} own {words}events"
        if rows
        else "county.toml [surge] lag_median_h, lag_shape: no own event with ten claims"
    )
    return LagLaw(
        location=pooled.location,
        scale=pooled.scale,
        freedom=pooled.freedom,
        flutter=fitted.flutter,
        effects=fitted.effects,
        claims=number,
        events=len(rows),
        source=source,
    )
