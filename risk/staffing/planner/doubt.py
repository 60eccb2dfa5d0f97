"""What is assumed, moved one at a time (sensitivity) and all at once (the model band).

The Monte-Carlo band says how far the chance is known for the events drawn; the model band says how
far it would move if what is assumed were wrong: parameters in an outer loop (Latin hypercube, low
and high as the 10 % and 90 % points of a log-normal on either side), events in an inner loop, the
same events for every outer draw. Chances are told as the plan's chance plus the difference to the
same events under the assumptions as they stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from risk.settings import County
from risk.staffing.planner.chances import COMPARE_CLAIMS, Chance, chance
from risk.staffing.planner.record import SENSITIVITY_COLUMNS
from risk.staffing.planner.squad import Squad
from risk.staffing.simulator.ground import Ground
from risk.surge import Forecast
from risk.surge.draws import draw_counts

OUTER = 20
INNER_DRAWS = (20, 200)
BAND = (0.05, 0.95)
Z_10 = 1.2815515655446004
DOUBT_STREAM = 11
SURVEY_RATIO = (0.8, 1.25)
LAG_RATIO = (0.67, 1.5)
ABSENCE_RATIO = (0.5, 2.0)
AVAILABLE_LESS = 0.2

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Doubt:
    """A number a plan rests on: its value and how low and high it may be."""

    name: str
    value: float
    low: float
    high: float
    unit: str

    def at(self, z: float) -> float:
        """The value at a normal score: low and high at ∓1.28, log-linear between."""
        end = self.high if z > 0 else self.low
        return float(self.value * (end / self.value) ** (abs(z) / Z_10))


def doubts(ground: Ground) -> list[Doubt]:
    """What the chance of a plan rests on, with ranges; a value of 0 has none."""
    staffing, places, rate = ground.county.staffing, ground.county.places, ground.forecast.rate
    error = float(np.exp(Z_10 * np.sqrt(np.log1p(places.travel_error_cv**2))))
    survey, absent = staffing.survey_min, staffing.own_absence_share
    come, lag = staffing.lender_available_share, ground.forecast.lag.median_h
    known = [
        Doubt("travel_time", 1.0, 1 / error, error, "ratio"),
        _ratio("survey_min", survey, SURVEY_RATIO, "min"),
        _ratio("own_absence_share", absent, ABSENCE_RATIO, "ratio"),
        Doubt(
            "claims_per_1000_core_used",
            rate.value,
            rate.low,
            rate.high,
            "claims per 1,000 insured houses",
        ),
        _ratio("reporting_lag_median_h", lag, LAG_RATIO, "h"),
    ]
    if len(ground.sources) > 1:
        low, high = max(come - AVAILABLE_LESS, 0.05), min(come + AVAILABLE_LESS / 2, 1.0)
        known.append(Doubt("lender_available_share", come, low, high, "ratio"))
    return [d for d in known if d.value > 0 and 0 < d.low <= d.high]


def _ratio(name: str, value: float, ratio: tuple[float, float], unit: str) -> Doubt:
    return Doubt(name, value, value * ratio[0], value * ratio[1], unit)


@dataclass(frozen=True)
class Inner:
    """The events of the inner loop, under any values of what is doubted."""

    ground: Ground
    squad: Squad
    draws: int
    seed: int

    def chance(self, values: Mapping[str, float]) -> Chance:
        """Chances if these values held."""
        ground = replace(
            self.ground,
            county=_county(self.ground.county, values),
            forecast=_forecast(self.ground.forecast, values, self.draws, self.seed),
        )
        scenes = ground.scenes(0, self.draws, seed=self.seed)
        scenes = replace(scenes, road=scenes.road * values.get("travel_time", 1.0))
        return chance(ground, scenes, self.squad)


def inner(ground: Ground, squad: Squad, *, seed: int) -> Inner:
    """Events for the inner loop, few enough that all outer draws stay bounded."""
    claims = max(float(ground.forecast.expected.sum()), 1.0)
    draws = int(np.clip(COMPARE_CLAIMS / 3 / claims, *INNER_DRAWS))
    return Inner(ground, squad, draws, seed)


def sensitivity(events: Inner, told: float) -> pd.DataFrame:
    """Each doubt alone at its low and its high end, the one that moves the chance most first.

    Args:
        events: the inner loop.
        told: the plan's chance of keeping every tier.
    """
    usual = events.chance({}).joint
    rows = []
    for d in doubts(events.ground):
        ends = [told + events.chance({d.name: v}).joint - usual for v in (d.low, d.high)]
        low, high = np.clip(ends, 0.0, 1.0 - 1.0 / events.draws)
        rows.append((d.name, d.low, d.high, d.unit, low, high, abs(high - low)))
    table = pd.DataFrame(rows, columns=list(SENSITIVITY_COLUMNS))
    return table.sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def model_band(events: Inner, kept: pd.DataFrame) -> pd.DataFrame:
    """``Outcome.kept`` with model_lo and model_hi, all doubts at once; it never leaves out P."""
    known = doubts(events.ground)
    usual = events.chance({}).by_tier | {"all": np.nan}
    unit = qmc.LatinHypercube(len(known), rng=events.seed).random(OUTER)
    scores = np.clip(ndtri(unit), -2.0, 2.0)
    found = [
        events.chance({d.name: d.at(z) for d, z in zip(known, row, strict=True)}).by_tier
        for row in scores
    ]
    out = kept.copy()
    for i, row in out.iterrows():
        tier, p = row["tier"], row["p_event_share"]
        if tier not in found[0] or np.isnan(p) or np.isnan(usual[tier]):
            continue
        moved = np.array([f[tier] for f in found]) - usual[tier]
        low, high = np.nanquantile(p + moved, BAND)
        most = 1.0 - 1.0 / row["scenarios"]
        out.loc[i, "model_lo"] = np.clip(min(low, p), 0.0, most)
        out.loc[i, "model_hi"] = np.clip(max(high, p), 0.0, most)
    return out


def _county(county: County, values: Mapping[str, float]) -> County:
    staffing = county.staffing
    survey = values.get("survey_min", staffing.survey_min)
    changed = replace(
        staffing,
        survey_min=survey,
        sweep_survey_min=staffing.sweep_survey_min * survey / staffing.survey_min,
        own_absence_share=min(values.get("own_absence_share", staffing.own_absence_share), 0.9),
        lender_available_share=min(
            values.get("lender_available_share", staffing.lender_available_share), 1.0
        ),
    )
    return replace(county, staffing=changed)


def _forecast(forecast: Forecast, values: Mapping[str, float], draws: int, seed: int) -> Forecast:
    """The same events at another claim rate and reporting lag."""
    ratio = values.get("claims_per_1000_core_used", forecast.rate.value) / forecast.rate.value
    counted = bool((forecast.houses > 1).any())
    expected = forecast.expected * ratio
    counts, keys = draw_counts(
        pd.Index(forecast.region_codes),
        expected,
        forecast.houses if counted else None,
        replace(forecast.spread, doubt=0.0),  # what is doubted moves in the outer loop
        seed=seed + DOUBT_STREAM,
        draws=draws,
    )
    law = forecast.law.copy()
    law[2] *= values.get("reporting_lag_median_h", forecast.lag.median_h) / forecast.lag.median_h
    return replace(forecast, draws=draws, counts=counts, keys=keys, expected=expected, law=law)
