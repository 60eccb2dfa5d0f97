"""When people report: fewer at night and on Sundays, fewer where the road is cut.

The clock stretches time instead of moving reports: an hour in which people report at half the usual
rate counts as half a *worked hour*, and the lag runs in worked hours. A law in worked hours stays a
proper law whatever the covariates do (accelerated time; Cox and Oakes 1984, chapter 5). The mean
weekday hour (Tuesday to Friday) counts as one.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from risk.errors import ModelError
from risk.settings import Surge

NIGHT_FROM_H, NIGHT_TO_H = 20, 8
DAY_H, WEEK_H = 24, 168
SATURDAY, SUNDAY, MONDAY = 5, 6, 0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ClockEffects:
    """Rate of reporting beside its usual rate; ``source`` says in words where they come from.

    Attributes:
        night: 20:00 to 08:00, beside the hours of the day.
        saturday: beside a Tuesday to Friday; so are ``sunday`` and ``monday``.
        cut_road: of a house whose road is cut, beside one whose road is open.
    """

    night: float = 1.0
    saturday: float = 1.0
    sunday: float = 1.0
    monday: float = 1.0
    cut_road: float = 1.0
    source: str = "no effects"

    def week(self) -> Floats:
        """Worked hours of each hour of the week, Monday 00:00 first, (168,)."""
        hour = np.arange(WEEK_H) % DAY_H
        night = (hour >= NIGHT_FROM_H) | (hour < NIGHT_TO_H)
        by_hour = np.where(night, self.night, 1.0) * 2 / (1 + self.night)
        by_day = np.ones(7)
        by_day[[MONDAY, SATURDAY, SUNDAY]] = self.monday, self.saturday, self.sunday
        return np.asarray(by_hour * np.repeat(by_day, DAY_H))


def assumed_effects(settings: Surge) -> ClockEffects:
    """The effects of county.toml, before own reports tell."""
    share = min(settings.night_report_share, 0.5)
    return ClockEffects(
        night=max(share, 0.01) / (1 - share),
        saturday=settings.saturday_report_factor,
        sunday=settings.sunday_report_factor,
        monday=settings.monday_report_factor,
        cut_road=settings.cut_road_report_factor,
        source="county.toml [surge] night_report_share, …_report_factor",
    )


@dataclass(frozen=True)
class Cut:
    """Roads cut from hour to hour since the hazard's start, for a share of the houses hit."""

    from_h: float
    to_h: float
    share: float


@dataclass(frozen=True)
class Clock:
    """The wall clock of one event.

    Attributes:
        start_h: clock hour at which the hazard begins, 0 to 24.
        weekday: of that day, Monday is 0.
        effects: how the rate of reporting follows the clock.
        cuts: roads cut, as far as known.
    """

    start_h: float = 0.0
    weekday: int = 1
    effects: ClockEffects = ClockEffects()
    cuts: tuple[Cut, ...] = ()

    def __post_init__(self) -> None:
        """Refuse hours that are none.

        Raises:
            ModelError: an hour, weekday or share out of range.
        """
        fits = 0 <= self.start_h < DAY_H and 0 <= self.weekday < 7
        if not fits or any(not 0 <= c.share <= 1 or c.to_h < c.from_h for c in self.cuts):
            raise ModelError("clock hour, weekday or cut road out of range", where="nowcast clock")

    def under(self, effects: ClockEffects) -> "Clock":
        """The same clock with other effects."""
        return replace(self, effects=effects)

    def worked_h(self, hours: ArrayLike) -> Floats:
        """Worked hours from the hazard's start to so many hours later (negative before it)."""
        hours = np.asarray(hours, dtype=np.float64)
        worked = self._open(hours)
        lost = 1 - self.effects.cut_road
        for cut in self.cuts:
            inside = self._open(np.clip(hours, cut.from_h, cut.to_h)) - self._open(cut.from_h)
            worked = worked - lost * cut.share * inside
        return worked

    def _open(self, hours: ArrayLike) -> Floats:
        begin = DAY_H * self.weekday + self.start_h
        return np.asarray(self._since_monday(begin + np.asarray(hours)) - self._since_monday(begin))

    def _since_monday(self, hours: ArrayLike) -> Floats:
        run = np.r_[0.0, np.cumsum(self.effects.week())]
        weeks, rest = np.divmod(hours, WEEK_H)
        return np.asarray(weeks * run[-1] + np.interp(rest, np.arange(WEEK_H + 1), run))
