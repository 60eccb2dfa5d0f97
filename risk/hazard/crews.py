"""Whether crews go into a township: a stated rule whose inputs are shown; a person may override.

Three things hold crews back: the road (``watch.crews_stay_road``), the colour of a signal in force
there (``watch.crews_stay_colour``), and snow or ice by night (``watch.crews_stay_night_snow``; the
night lies outside ``staffing.day_start_h`` to ``day_end_h``). A road that is worse than open, the
colour one below the line, or any signal by night ask for care.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from risk.reference import signal_words
from risk.settings import Staffing, Watch
from risk.terms import PerilFamily, WarningColour

ROAD_STATES = ("open", "slow", "restricted", "closed")
"""Mildest first."""
COLOURS = tuple(WarningColour)


class Verdict(StrEnum):
    """The line's three answers, mildest first."""

    GO = "go"
    CARE = "care"
    NO_GO = "no_go"


class Ground(StrEnum):
    """What a verdict stands on; each is shown with its value."""

    ROAD = "road"
    ROAD_UNKNOWN = "road_unknown"
    COLOUR = "colour"
    NIGHT_SNOW = "night_snow"
    NIGHT_SIGNAL = "night_signal"


@dataclass(frozen=True)
class CrewLine:
    """The rule's answer for one township, with what it was made of.

    Attributes:
        verdict: go, with care, or not.
        grounds: (ground, verdict it asks for); empty: nothing holds crews back.
        road: state of the roads, or None where nobody has reported one.
        colour: gravest colour in force there, or None.
        snow: whether a snow or ice signal is in force there.
        night: whether it is night by the shifts.
    """

    verdict: Verdict
    grounds: tuple[tuple[Ground, Verdict], ...]
    road: str | None
    colour: WarningColour | None
    snow: bool
    night: bool


@cache
def snow_signals() -> frozenset[str]:
    """Signals of snow and ice: those whose peril is of the family snow."""
    family = PerilFamily.SNOW
    return frozenset(w.signal for w in signal_words() if w.peril and w.peril.family is family)


def is_night(at: datetime, staffing: Staffing) -> bool:
    """Whether a time lies outside the day shift."""
    hour = at.hour + at.minute / 60
    return not staffing.day_start_h <= hour < staffing.day_end_h


def crew_line(
    *,
    road: str | None,
    signals: Collection[tuple[str | None, WarningColour | None]],
    at: datetime,
    watch: Watch,
    staffing: Staffing,
) -> CrewLine:
    """The rule for one township.

    Args:
        road: state of its roads, one of `ROAD_STATES`; None: not reported.
        signals: (signal, colour) of each warning in force there.
        at: wall time.
        watch: the line; ``staffing`` holds the shifts.

    An unknown road asks for care while a signal is in force: nobody has looked.
    """
    night = is_night(at, staffing)
    known = [c for _, c in signals if c is not None]
    colour = max(known, key=COLOURS.index) if known else None
    snow = any(signal in snow_signals() for signal, _ in signals)
    grounds: list[tuple[Ground, Verdict]] = []
    if road is None:
        if signals:
            grounds.append((Ground.ROAD_UNKNOWN, Verdict.CARE))
    elif road != "open":
        worse = ROAD_STATES.index(road) >= ROAD_STATES.index(watch.crews_stay_road)
        grounds.append((Ground.ROAD, Verdict.NO_GO if worse else Verdict.CARE))
    line = COLOURS.index(WarningColour(watch.crews_stay_colour))
    if colour is not None and COLOURS.index(colour) >= line - 1:
        graver = COLOURS.index(colour) >= line
        grounds.append((Ground.COLOUR, Verdict.NO_GO if graver else Verdict.CARE))
    if night and snow and watch.crews_stay_night_snow:
        grounds.append((Ground.NIGHT_SNOW, Verdict.NO_GO))
    elif night and signals:
        grounds.append((Ground.NIGHT_SIGNAL, Verdict.CARE))
    return CrewLine(_worst(grounds), tuple(grounds), road, colour, snow, night)


def _worst(grounds: list[tuple[Ground, Verdict]]) -> Verdict:
    order = tuple(Verdict)
    return max((v for _, v in grounds), key=order.index, default=Verdict.GO)
