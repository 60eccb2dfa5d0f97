"""Which house, which day, which peril: claims outside events and claims of events."""

import numpy as np
import pandas as pd

from risk.demo.events import Event
from risk.demo.land import Land
from risk.demo.sizes import Floats, Ints, Sizes, stream
from risk.demo.truth import FAMILY_SHARE, PERIL_SHARE, house_weights
from risk.demo.weather import Weather
from risk.terms import Peril, PerilFamily

VILLAGE_DISPERSION = 2.0
DAY = np.timedelta64(86400, "s")
# Event perils, likeliest first; the rest of the family keeps its ordinary share.
EVENT_PERIL = {
    PerilFamily.STORM: Peril.GALE, PerilFamily.FLOOD: Peril.FLOOD, PerilFamily.SNOW: Peril.SNOW,
}  # fmt: skip


def build_losses(
    land: Land,
    houses: pd.DataFrame,
    policies: pd.DataFrame,
    weather: Weather,
    events: list[Event],
    truth: pd.DataFrame,
    sizes: Sizes,
    seed: int,
) -> pd.DataFrame:
    """One row a loss: year, policy (row of ``policies``), house, village, family, peril, loss_at,
    event (row of ``events`` or -1)."""
    weights = house_weights(houses, truth)
    by_year = {y: policies[policies["year"] == y] for y in sizes.years}
    township = _township_of(land, houses)
    rng, parts = stream(seed, "background"), []
    for year, part in by_year.items():
        parts.append(_background(year, part, township, weights, weather, sizes, rng))
    rng = stream(seed, "event claims")
    for number, event in enumerate(events):
        part = by_year[event.started_at.year]
        parts.append(_of_event(number, event, part, houses, weights, rng))
    losses = pd.concat(parts, ignore_index=True)
    losses["village"] = houses["village"].to_numpy()[losses["house"]]
    losses["year"] = losses["loss_at"].dt.year
    end = np.datetime64(sizes.as_of, "s") + DAY
    return losses[losses["loss_at"] < end].sort_values("loss_at", ignore_index=True)


def _township_of(land: Land, houses: pd.DataFrame) -> Ints:
    place = {code: i for i, code in enumerate(land.townships["code"])}
    return land.villages["parent_code"].map(place).to_numpy()[houses["village"]]


def _background(
    year: int,
    policies: pd.DataFrame,
    township: Ints,
    weights: dict[PerilFamily, Floats],
    weather: Weather,
    sizes: Sizes,
    rng: np.random.Generator,
) -> pd.DataFrame:
    first = np.datetime64(f"{year}-01-01", "s")
    from_day = int((first - np.datetime64(weather.first, "s")) / DAY)
    days = slice(from_day, from_day + 365)
    low, high = sizes.claims_range
    full = rng.normal(sizes.claims_per_year, sizes.claims_spread)
    covered = min(365, len(weather.wind_ms) - from_day) / 365  # the current year is cut short
    n = round(float(np.clip(full, low + 1, high - 1)) * covered * sizes.claim_scale)
    families = rng.choice(len(FAMILY_SHARE), n, p=list(FAMILY_SHARE.values()))
    parts = []
    for number, family in enumerate(FAMILY_SHARE):
        wanted = int((families == number).sum())
        seasons = _season(family, weather, days)
        parts.append(
            _draw(wanted, first, seasons, policies, township, weights[family], rng).assign(
                family=family.value, peril=_perils(family, wanted, rng), event=-1
            )
        )
    return pd.concat(parts, ignore_index=True)


def _season(family: PerilFamily, weather: Weather, days: slice) -> Floats:
    """Relative hazard by day and township (days, townships)."""
    rain, snow = weather.rain_mm_24h[days], weather.snow_mm_24h[days]
    wind, cold = weather.wind_ms[days], weather.temperature_min_c[days]
    wet = np.cumsum(np.vstack([np.zeros((10, rain.shape[1])), rain]), axis=0)
    ten_days = wet[10:] - wet[:-10]
    if family is PerilFamily.STORM:
        return np.asarray((wind - 7).clip(0) ** 2 + 0.8 * (rain - 8).clip(0) ** 1.3 + 0.02)
    if family is PerilFamily.FLOOD:
        return np.asarray((rain - 6).clip(0) ** 1.6 + 0.3 * (ten_days - 30).clip(0) + 0.01)
    if family is PerilFamily.SNOW:
        return np.asarray(snow**1.6 * np.where(cold > -8, 2.5, 1.0))
    if family is PerilFamily.GROUND:
        return np.asarray(1.0 + 0.1 * ten_days.clip(0) ** 1.2)
    if family is PerilFamily.ACCIDENT:
        return np.asarray(1.0 + 0.08 * (2 - cold).clip(0))
    return np.ones_like(rain)


def _draw(
    n: int,
    first: np.datetime64,
    season: Floats,
    policies: pd.DataFrame,
    township: Ints,
    weight: Floats,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Day and township by hazard × exposed risk, then a house of the township in force that day."""
    house = policies["house"].to_numpy()
    order = np.argsort(township[house], kind="stable")
    total = np.cumsum(weight[house[order]])
    ends = np.searchsorted(township[house[order]], np.arange(season.shape[1]), side="right")
    upper = np.where(ends > 0, total[ends - 1], 0.0)
    lower = np.concatenate([[0.0], upper[:-1]])
    chance = (season * (upper - lower)).ravel()
    starts = policies["start_date"].to_numpy()
    row, at = np.zeros(n, dtype=np.int64), np.full(n, first)
    open_ = np.arange(n)
    while len(open_):
        cell = rng.choice(chance.size, len(open_), p=chance / chance.sum())
        day, place = np.divmod(cell, season.shape[1])
        spot = rng.uniform(lower[place], upper[place])
        row[open_] = order[np.minimum(np.searchsorted(total, spot, side="right"), len(order) - 1)]
        at[open_] = first + day * DAY + _clock(len(open_), rng)
        open_ = open_[starts[row[open_]] > at[open_]]
    return pd.DataFrame({"policy": policies.index[row], "house": house[row], "loss_at": at})


def _clock(n: int, rng: np.random.Generator) -> np.ndarray:
    """Minute of the day, afternoons likelier."""
    minutes = (rng.normal(15 * 60, 320, n) % 1440).astype(int)
    return minutes * np.timedelta64(60, "s")


def _perils(family: PerilFamily, n: int, rng: np.random.Generator) -> np.ndarray:
    share = PERIL_SHARE[family]
    return rng.choice(np.array([p.value for p in share]), n, p=list(share.values()))


def _of_event(
    number: int,
    event: Event,
    policies: pd.DataFrame,
    houses: pd.DataFrame,
    weights: dict[PerilFamily, Floats],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Distinct houses of the footprint, clustered by village, likelier where it was strong."""
    force = policies[policies["start_date"].to_numpy() <= np.datetime64(event.started_at, "s")]
    house = force["house"].to_numpy()
    village = houses["village"].to_numpy()[house]
    luck = rng.gamma(VILLAGE_DISPERSION, 1 / VILLAGE_DISPERSION, len(event.share))
    chance = weights[event.family][house] * (event.share**1.5 * luck)[village]
    touched = np.flatnonzero(chance > 0)
    n = min(event.claims, len(touched))
    # the largest keys of log weight + Gumbel noise are a weighted draw without replacement
    keys = np.log(chance[touched]) + rng.gumbel(size=len(touched))
    chosen = touched[np.argsort(-keys)[:n]]
    span_min = (event.ended_at - event.started_at).total_seconds() / 60
    minute = (rng.beta(2, 2, n) * span_min).astype(int)
    main = rng.random(n) < 0.75
    peril = np.where(main, EVENT_PERIL[event.family].value, _perils(event.family, n, rng))
    return pd.DataFrame(
        {
            "policy": force.index[chosen],
            "house": house[chosen],
            "loss_at": np.datetime64(event.started_at, "s") + minute * np.timedelta64(60, "s"),
            "family": event.family.value,
            "peril": peril,
            "event": number,
        }
    )
