"""Driving speeds by road class and terrain, and how much longer a drive takes in bad weather."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from risk.reference.tables import read_csv
from risk.terms import PerilFamily, Status


@dataclass(frozen=True)
class RoadSpeed:
    """Free driving speed on one class of road, km/h; ``words`` as maps write the class."""

    road_class: str
    words: tuple[str, ...]
    level_kmh: float
    mountain_kmh: float
    status: Status
    source: str
    date: date


@dataclass(frozen=True)
class RoadWeather:
    """Times the dry driving time on wet or snowy roads, from ``low`` to ``high``.

    ``height_m``: metres of height over which the factor grows from low to high; None: it does not.
    """

    weather: str
    families: tuple[PerilFamily, ...]
    low: float
    high: float
    height_m: float | None
    status: Status
    source: str
    date: date


@cache
def road_speeds() -> tuple[RoadSpeed, ...]:
    """Every class, the fastest first."""
    return tuple(
        RoadSpeed(
            road_class=row["class"],
            words=tuple(row["words"].split("|")),
            level_kmh=float(row["level_kmh"]),
            mountain_kmh=float(row["mountain_kmh"]),
            status=Status(row["status"]),
            source=row["source"],
            date=date.fromisoformat(row["date"]),
        )
        for row in read_csv("road_speeds.csv")
    )


@cache
def road_weathers() -> tuple[RoadWeather, ...]:
    """Wet and snowy roads."""
    return tuple(
        RoadWeather(
            weather=row["weather"],
            families=tuple(PerilFamily(f) for f in row["families"].split("|")),
            low=float(row["low"]),
            high=float(row["high"]),
            height_m=float(row["height_m"]) if row["height_m"] else None,
            status=Status(row["status"]),
            source=row["source"],
            date=date.fromisoformat(row["date"]),
        )
        for row in read_csv("travel_weather.csv")
    )
