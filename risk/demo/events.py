"""The made-up catalogue of past events: when, how strong in which village, how many claims."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from risk.demo.land import Land
from risk.demo.sizes import MARK, Floats, Sizes, stream
from risk.demo.weather import Weather, press
from risk.terms import PerilFamily

EVENT_FAMILIES = (PerilFamily.STORM,) * 5 + (PerilFamily.FLOOD,) * 4 + (PerilFamily.SNOW,) * 3
LEAST_DAYS_APART = 12
INSIDE = 0.08  # share of the peak excess below which a village lies outside the footprint


@dataclass(frozen=True)
class Season:
    """How events of one family look: season, reach, strength (threshold to peak), duration."""

    months: tuple[int, ...]
    reach_km: float
    quantity: str
    threshold: float
    peak: tuple[float, float]
    hours: tuple[int, int]
    start_hours: tuple[int, int]
    name_zh: str


SEASONS = {
    PerilFamily.STORM: Season(
        (5, 6, 7, 8), 8.0, "wind_ms", 15.0, (22, 31), (3, 9), (13, 19), "大风冰雹"
    ),
    PerilFamily.FLOOD: Season(
        (7, 8), 9.0, "rain_mm_24h", 25.0, (55, 110), (12, 30), (14, 22), "暴雨洪涝"
    ),
    PerilFamily.SNOW: Season(
        (4, 5, 10), 15.0, "snow_mm_24h", 6.0, (12, 24), (18, 36), (0, 12), "强降雪"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One past event; ``share`` is its strength by village, 0 (untouched) to 1 (peak)."""

    event_id: str
    name: str
    family: PerilFamily
    started_at: datetime
    ended_at: datetime
    claims: int
    quantity: str
    intensity: Floats
    share: Floats


def build_events(land: Land, weather: Weather, sizes: Sizes, seed: int) -> list[Event]:
    """Twelve dated events, pressed into the township weather; none is a county-wide disaster."""
    rng = stream(seed, "events")
    counts = _claim_counts(sizes, rng)
    years = _years(sizes, rng)
    families = rng.permutation(np.array(EVENT_FAMILIES, dtype=object))
    starts: list[datetime] = []
    for year, family in zip(years, families, strict=True):
        starts.append(_start(year, SEASONS[family], starts, rng))
    order = np.argsort(np.array(starts, dtype="datetime64[s]"))
    events = [
        _event(land, number, starts[i], PerilFamily(families[i]), int(counts[i]), rng)
        for number, i in enumerate(order, start=1)
    ]
    for event in events:
        _press(event, land, weather)
    return events


def _claim_counts(sizes: Sizes, rng: np.random.Generator) -> np.ndarray:
    """Spread evenly over the logarithm of the range, largest first."""
    low, high = sizes.event_claims
    step = (np.arange(sizes.events) + rng.uniform(0.1, 0.9, sizes.events)) / sizes.events
    counts = np.rint(low * (high / low) ** step * sizes.claim_scale)
    return np.maximum(counts, 3).astype(int)[::-1]


def _years(sizes: Sizes, rng: np.random.Generator) -> list[int]:
    """A large event in each year before small ones share a year with it."""
    years = rng.permutation(np.array(sizes.years))
    extra = rng.permutation(years)[: sizes.events - len(years)]
    return [int(y) for y in (*years, *extra)]


def _start(year: int, season: Season, taken: list[datetime], rng: np.random.Generator) -> datetime:
    while True:
        day = date(year, int(rng.choice(season.months)), int(rng.integers(1, 29)))
        start = datetime(day.year, day.month, day.day, int(rng.integers(*season.start_hours)))
        if all(abs((start - other).days) >= LEAST_DAYS_APART for other in taken):
            return start


def _event(
    land: Land, number: int, start: datetime, family: PerilFamily, claims: int,
    rng: np.random.Generator,
) -> Event:  # fmt: skip
    season, villages = SEASONS[family], land.villages
    centre = villages.iloc[int(rng.integers(len(villages)))]
    away_km = np.hypot(villages["x_km"] - centre["x_km"], villages["y_km"] - centre["y_km"])
    reach_km = season.reach_km * rng.lognormal(0, 0.2) * (claims / 120) ** 0.15
    share = np.exp(-0.5 * (away_km.to_numpy() / reach_km) ** 2)
    share = share * rng.lognormal(0, 0.15, len(share))
    share = np.where(share > INSIDE, share / share.max(), 0.0)
    peak = rng.uniform(*season.peak)
    intensity = np.where(share > 0, season.threshold + (peak - season.threshold) * share, 0.0)
    hours = int(rng.integers(*season.hours))
    return Event(
        event_id=f"EV{start:%Y%m%d}-{number:02d}",
        name=f"{start.year}年{start.month}月{season.name_zh}（合成）",
        family=family,
        started_at=start,
        ended_at=start + timedelta(hours=hours),
        claims=claims,
        quantity=season.quantity,
        intensity=intensity.round(1),
        share=share,
    )


def _press(event: Event, land: Land, weather: Weather) -> None:
    """A station reads its villages' mean on the first day, a part of it on the next."""
    by_township = pd.Series(event.intensity).groupby(land.villages["parent_code"]).mean()
    reading = land.townships["code"].map(by_township).fillna(0.0)
    value: Floats = np.asarray(reading, dtype=np.float64)
    day = weather.day(event.started_at.date())
    press(weather, day, event.quantity, value)
    if event.ended_at.date() > event.started_at.date():
        press(weather, day + 1, event.quantity, 0.45 * value)
    if event.family is PerilFamily.FLOOD:
        press(weather, day - 1, "rain_mm_24h", 0.3 * value)


def event_table(events: list[Event]) -> pd.DataFrame:
    """The event ledger."""
    return pd.DataFrame(
        {
            "event_id": [e.event_id for e in events],
            "name": [e.name for e in events],
            "peril_family": [e.family.value for e in events],
            "started_at": pd.to_datetime([e.started_at for e in events]),
            "ended_at": pd.to_datetime([e.ended_at for e in events]),
            "source": MARK,
        }
    )


def intensity_table(events: list[Event], land: Land) -> pd.DataFrame:
    """The event intensity ledger: one row a village inside an event's footprint."""
    parts = []
    for event in events:
        inside = event.intensity > 0
        parts.append(
            pd.DataFrame(
                {
                    "event_id": event.event_id,
                    "region_code": land.villages["code"][inside],
                    "region_name": land.villages["name"][inside],
                    "quantity": event.quantity,
                    "intensity": event.intensity[inside],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
