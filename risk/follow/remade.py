"""The plan made anew each evening of an event, on what its reports say by then.

The eve's forecast is bent to the nowcast: each of its draws gives way to the draw whose total is
nearest to the nowcast's total of the same rank, so that villages and report hours stay joint. Crews
of the days before stay as they were; crews more than were planned before come only when their
source can be there if it is asked that evening.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta

import numpy as np
import pandas as pd

from risk.follow.came import plan_of
from risk.follow.drill_deeds import lag_h
from risk.follow.eve import Eve
from risk.follow.moment import moment_of
from risk.staffing import Ground, Plan
from risk.staffing.simulator.crews import Floats, Ints
from risk.staffing.simulator.table import crew_table, placed_from_table
from risk.surge import Forecast

EVENINGS = 3
"""Evenings on which the plan is made anew; later ones change little."""


def remade(
    eve: Eve, plan: Plan, ground: Ground, *, seed: int, evenings: int = EVENINGS
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Crews of a plan of the eve that is made anew on the first evenings.

    Args:
        eve: of the event.
        plan: made on the eve.
        ground: it was made on.
        seed: of nowcasts and plans.
        evenings: how many; an evening after the last day known is left out.

    Returns:
        Crews by day (as ``Plan.crews_by_day``); and a row an evening: at, final_p50 (reports
        expected by then), crew_days of the crews planned then.
    """
    given = (ground.sources, ground.bases, ground.days)
    crews, told = placed_from_table(plan.crews_by_day, *given), []
    for day in range(min(evenings, ground.days - 1)):
        at = _evening(eve, day)
        if not eve.started_at < at <= eve.known_until:
            continue
        now = moment_of(eve, at, seed=seed).nowcast
        bent = replace(eve, forecast=bend(eve.forecast, now.totals))
        new = placed_from_table(plan_of(bent, seed=seed).crews_by_day, *given)
        crews = _from_then(ground, crews, new, day, (at - eve.started_at).total_seconds() / 3600)
        told.append((at, now.total["p50"], int(crews.sum())))
    table = crew_table(crews, ground.sources, ground.bases, eve.forecast.scenario)
    return table, pd.DataFrame(told, columns=["at", "final_p50", "crew_days"])


def bend(forecast: Forecast, totals: Floats) -> Forecast:
    """A forecast whose event totals follow another law, draw by draw the nearest of its own.

    Args:
        forecast: of the eve.
        totals: draws of the event's total by what is known now.
    """
    own = forecast.counts.sum(axis=1)
    ranked = np.argsort(own, kind="stable")
    wanted = np.quantile(totals, (np.arange(len(own)) + 0.5) / len(own))
    right = np.clip(np.searchsorted(own[ranked], wanted), 1, len(own) - 1)
    left = right - 1
    nearer = wanted - own[ranked][left] <= own[ranked][right] - wanted
    counts = np.empty_like(forecast.counts)
    counts[ranked] = forecast.counts[ranked[np.where(nearer, left, right)]]
    return replace(forecast, counts=counts, expected=counts.mean(axis=0))


def _evening(eve: Eve, day: int) -> datetime:
    """End of a day's day shift."""
    midnight = datetime.combine(eve.forecast.scenario.date_of(day), time())
    return midnight + timedelta(hours=eve.facts.county.staffing.day_end_h)


def _from_then(ground: Ground, before: Ints, new: Ints, day: int, at_h: float) -> Ints:
    """Crews as planned anew from the next day on, more of a source only once it can be there."""
    out = before.copy()
    for s, name in enumerate(ground.source_names):
        lag = 0.0 if name == "own" else lag_h(ground, name)
        here = ground.off_h - 1.0 >= at_h + lag
        later = np.arange(ground.days) > day
        for shift in range(2):
            free = later & here[:, shift]
            out[s, free, shift] = new[s, free, shift]
            bound = later & ~here[:, shift]
            out[s, bound, shift] = np.minimum(before[s, bound, shift], new[s, bound, shift])
    return out
