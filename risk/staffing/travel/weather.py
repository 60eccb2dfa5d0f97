"""How much longer a drive takes in a scenario's weather: by tier, by height, by hour."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.errors import ModelError
from risk.hazard import Scenario
from risk.reference.roads import RoadWeather, road_weathers
from risk.terms import Tier

Floats = NDArray[np.float64]


def road_weather(scenario: Scenario) -> RoadWeather | None:
    """Published range of the scenario's kind of weather; None: no weather on the roads."""
    return next((row for row in road_weathers() if scenario.family in row.families), None)


def travel_factors(scenario: Scenario, tier: NDArray[np.object_], height_m: Floats) -> Floats:
    """Times the dry drive to each village (V,).

    The scenario gives the factor of each tier. Snow lies longer higher up: within a tier the
    factor grows with height over the published range of its weather, its mean kept. An unknown
    height takes the mean.

    Args:
        scenario: gives factors of town and rural trips.
        tier: of each village.
        height_m: of each village, NaN where unknown.
    """
    town = tier == Tier.TOWN.value
    mean = np.where(town, scenario.travel_factor_town, scenario.travel_factor_rural)
    weather = road_weather(scenario)
    if weather is None or weather.height_m is None:
        return np.asarray(mean, np.float64)
    range_ = 2 * (weather.high - weather.low) / (weather.high + weather.low)
    shape = np.ones(len(tier))
    for here in (town, ~town):
        if np.isfinite(height_m[here]).any():
            above = np.nan_to_num(height_m[here] - np.nanmean(height_m[here]))
            lean = np.clip(above / weather.height_m, -0.5, 0.5)
            shape[here] = 1 + range_ * (lean - lean.mean())
    return np.asarray(mean * shape)


@dataclass(frozen=True)
class Spell:
    """Roads in one state for some hours of a scenario: times the dry drive."""

    from_h: float
    until_h: float
    factor: float


def hourly_pace(spells: Sequence[Spell], hours: int, *, table_factor: float) -> Floats:
    """Travel multiple of each hour beside the travel table's own factor (hours,), 1 = as it is.

    Outside every spell roads are as the table has them; where spells overlap the worst holds.

    Args:
        spells: what is told of single hours, e.g. snow from noon, cleared by the next morning.
        hours: of the scenario.
        table_factor: the factor that already stands in the travel table.

    Raises:
        ModelError: a factor is not above 0, or a spell ends before it begins.
    """
    begin = np.arange(hours, dtype=float)
    factor = np.full(hours, np.nan)
    for spell in spells:
        if spell.factor <= 0 or spell.until_h <= spell.from_h or table_factor <= 0:
            raise ModelError(
                f"roads at {spell.factor:g} times from {spell.from_h:g} to {spell.until_h:g} h",
                where="road weather by hour", remedy="a factor above 0, and an end after the begin",
            )  # fmt: skip
        inside = (begin + 1 > spell.from_h) & (begin < spell.until_h)
        factor[inside] = np.fmax(factor[inside], spell.factor)
    return np.where(np.isnan(factor), 1.0, factor / table_factor)
