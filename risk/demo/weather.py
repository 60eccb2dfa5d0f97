"""Synthetic daily weather by township, with the catalogue's events pressed into it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.stats import norm

from risk.demo.land import Land
from risk.demo.sizes import Floats, Sizes, stream


@dataclass(frozen=True)
class Weather:
    """Arrays (days, townships) from ``first`` on: rain, snow (water), wind, lowest temperature."""

    first: date
    rain_mm_24h: Floats
    snow_mm_24h: Floats
    wind_ms: Floats
    temperature_min_c: Floats

    def day(self, when: date) -> int:
        """Row of a day."""
        return (when - self.first).days


def build_weather(land: Land, sizes: Sizes, seed: int) -> Weather:
    """Ordinary days: rain with a summer maximum, wet snow in spring and autumn, wind in spring."""
    rng = stream(seed, "weather")
    first = date(sizes.first_year, 1, 1)
    n_days, n_places = (sizes.as_of - first).days + 1, len(land.townships)
    turn = 2 * np.pi * (np.arange(n_days) % 365.25 - 200) / 365.25  # 0 in the third week of July
    warmth = np.cos(turn)[:, None]
    height_m = land.townships["elevation_m"].to_numpy()[None, :]
    temperature = -4 + 13.5 * warmth - 0.006 * (height_m - 2500) + _spell(n_days, 3.2, rng)
    wet = _wet_days(n_days, n_places, warmth, rng)
    scale_mm = np.exp(0.95 + 0.85 * warmth)
    fallen = wet * rng.gamma(0.75, 1.9 * scale_mm, (n_days, n_places)).clip(0, 32)
    freezing = temperature < -1.5
    # spring and autumn snow is the wet, heavy one; deep winter is dry up here
    snow = np.where(freezing, fallen.clip(0, 7), 0.0)
    gusty = 1 + 0.35 * np.cos(turn + 2 * np.pi * 95 / 365.25)[:, None]  # strongest in mid-April
    wind = 5.2 * gusty * rng.weibull(2.3, (n_days, n_places)) * np.exp(_spell(n_days, 0.18, rng))
    return Weather(
        first=first,
        rain_mm_24h=np.where(freezing, 0.0, fallen),
        snow_mm_24h=snow,
        wind_ms=wind.clip(0.3, 17.5),
        temperature_min_c=temperature + rng.normal(0, 0.8, (n_days, n_places)),
    )


def _spell(n_days: int, size: float, rng: np.random.Generator) -> Floats:
    """County-wide swings that last some days (first-order autoregression), (days, 1)."""
    swing, steps = np.empty(n_days), rng.normal(0, size * np.sqrt(1 - 0.8**2), n_days)
    level = 0.0
    for i, step in enumerate(steps):
        level = 0.8 * level + step
        swing[i] = level
    return swing[:, None]


def _wet_days(n_days: int, n_places: int, warmth: Floats, rng: np.random.Generator) -> np.ndarray:
    """Wet or dry: the same air over the county, with local showers and gaps."""
    chance = 0.21 + 0.19 * warmth
    common = _spell(n_days, 1.0, rng)
    local = rng.normal(0, 1, (n_days, n_places))
    return np.asarray(0.8 * common + 0.6 * local > norm.isf(chance))


def press(weather: Weather, day: int, quantity: str, value: Floats) -> None:
    """Raise one day's values to an event's; nothing is lowered."""
    row = getattr(weather, quantity)[day]
    np.maximum(row, value, out=row)
    if quantity == "snow_mm_24h":
        snowed = value > 0
        weather.rain_mm_24h[day][snowed] = 0.0
        cold = weather.temperature_min_c[day]
        cold[snowed] = np.minimum(cold[snowed], -0.5)


def weather_table(weather: Weather, land: Land) -> pd.DataFrame:
    """The weather ledger: region_code, day, rain (24 h, 72 h, 10 days), snow, wind, temperature."""
    n_days, n_places = weather.rain_mm_24h.shape
    days = np.datetime64(weather.first, "s") + np.arange(n_days) * np.timedelta64(86400, "s")
    rain = weather.rain_mm_24h.round(1)
    columns = {
        "rain_mm_24h": rain,
        "rain_mm_72h": _running(rain, 3),
        "rain_mm_10d": _running(rain, 10),
        "snow_mm_24h": weather.snow_mm_24h.round(1),
        "wind_ms": weather.wind_ms.round(1),
        "temperature_min_c": weather.temperature_min_c.round(1),
    }
    frame = pd.DataFrame(
        {
            "region_code": np.tile(land.townships["code"].to_numpy(), n_days),
            "region_name": np.tile(land.townships["name"].to_numpy(), n_days),
            "day": np.repeat(days, n_places),
        }
    )
    return frame.assign(**{name: values.ravel() for name, values in columns.items()})


def _running(values: Floats, days: int) -> Floats:
    total = np.cumsum(np.vstack([np.zeros((1, values.shape[1])), values]), axis=0)
    start = np.maximum(np.arange(1, len(total)) - days, 0)
    return np.asarray((total[1:] - total[start]).round(1))
