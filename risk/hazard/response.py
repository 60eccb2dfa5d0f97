"""Which response tier a warning suggests, on what it rests, and what is then to be done.

Tiers open by the county's own numbers only (county.toml ``[response]``). National figures are for a
province and are compared, never lowered. Colours of stations' signals count; those of the central
observatory's area-wide bulletins follow other rules and open nothing.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from risk.hazard.alert import Colour, Info
from risk.reference import (
    Signal,
    TierRule,
    area_wide_senders,
    response_tiers,
    signal_words,
    signals,
)
from risk.reference.checklists import Task, checklist
from risk.settings import CountyTier
from risk.terms import PERIL_FAMILY, PerilFamily, ResponseTier


class Rule(StrEnum):
    """Whose rule opened the tier."""

    COUNTY = "county"
    NATIONAL = "national"
    NONE = "none"


class Kind(StrEnum):
    """By whose criteria a colour was given; never compared with each other."""

    STATION = "station_signal"
    AREA_WIDE = "area_wide_bulletin"


class Why(StrEnum):
    """What a suggestion rests on; each has a text in the catalogue and ``values`` to fill it."""

    SIGNAL = "signal"  # tier, signal, colour, source
    HOUSES_INSIDE = "houses_inside"  # least, best, most
    NOTHING_INSIDE = "nothing_inside"
    ROOMS = "rooms"  # tier, reported, needed, source
    HOUSEHOLDS = "households"  # tier, reported, needed, source
    EXPECTED = "expected"  # tier, expected, needed, source: the middle of the forecast reaches it
    POSSIBLE = "possible"  # tier, expected, needed, source: only its upper end reaches it
    NO_COUNTY_TIERS = "no_county_tiers"
    AREA_WIDE = "area_wide"  # sender
    COLOUR_DOUBTFUL = "colour_doubtful"  # words
    NO_COLOUR = "no_colour"
    NATIONAL_FAR = "national_far"  # tier, measure (rooms, households), reported, needed, source
    NATIONAL_UNKNOWN = "national_unknown"  # tier, source: a tier without a figure recorded


@dataclass(frozen=True)
class Reason:
    """One thing a suggestion rests on. ``opens``: the tier it opens by itself, if any."""

    why: Why
    values: Mapping[str, str | float] = field(default_factory=dict)
    opens: ResponseTier | None = None


@dataclass(frozen=True)
class Expected:
    """Households expected to be badly damaged or worse: middle and 90 % range of a forecast."""

    p50: float
    p05: float
    p95: float


@dataclass(frozen=True)
class Suggestion:
    """A tier for a person to decide on, never put in force by itself.

    ``tier`` is None where nothing opens one. ``criteria``: what the signal's colour means.
    """

    tier: ResponseTier | None
    rule: Rule
    kind: Kind
    reasons: tuple[Reason, ...]
    checklist: tuple[Task, ...]
    criteria: tuple[Signal, ...]


def kind_of(sender_name: str) -> Kind:
    """Whether an office's colours are those of stations' signals or of area-wide bulletins."""
    wide = any(word.lower() in sender_name.lower() for word in area_wide_senders())
    return Kind.AREA_WIDE if wide else Kind.STATION


def family_of(signal: str | None) -> PerilFamily | None:
    """The peril family of a signal; None where none of the scheme's perils is meant."""
    perils = {word.signal: word.peril for word in signal_words()}
    peril = perils.get(signal) if signal else None
    return None if peril is None else PERIL_FAMILY[peril]


def criteria(info: Info, day: dt.date) -> tuple[Signal, ...]:
    """The national criteria of a signal's colour on a day; provinces may have their own."""
    if info.signal is None or info.colour is None or kind_of(info.sender_name) is Kind.AREA_WIDE:
        return ()
    return tuple(
        row
        for row in signals()
        if (row.signal, row.colour) == (info.signal, info.colour.value) and row.valid_from <= day
    )


def suggest(
    info: Info,
    *,
    day: dt.date,
    tiers: Sequence[CountyTier] | None,
    houses: tuple[float, float, float],
    rooms_reported: int = 0,
    households_reported: int = 0,
    expected: Expected | None = None,
) -> Suggestion:
    """Suggest a response tier.

    Args:
        info: what the warning says.
        day: decides which dated rules hold.
        tiers: of the county (``county.response.tiers``); None where not provided.
        houses: insured houses inside: least, best, most (``Inside.total("houses")``).
        rooms_reported, households_reported: collapsed or badly damaged so far in this event.
        expected: of a forecast, if there is one.
    """
    kind = kind_of(info.sender_name)
    told = {"rooms": rooms_reported, "households": households_reported}
    reasons = [_inside(houses), *_about_colour(info, kind)]
    for own in tiers or ():
        if kind is Kind.STATION and houses[2] > 0:
            reasons += _by_signal(own, info)
        reasons += _by_damage(own, told, expected)
    rule = Rule.COUNTY
    if tiers is None:
        reasons.append(Reason(Why.NO_COUNTY_TIERS))
        reasons += _national(day, told)
        rule = Rule.NATIONAL
    opened = [reason.opens for reason in reasons if reason.opens is not None]
    tier = min(opened) if opened else None
    return Suggestion(
        tier=tier,
        rule=rule if tier is not None else Rule.NONE,
        kind=kind,
        reasons=tuple(reasons),
        checklist=checklist(tier, family_of(info.signal)),
        criteria=criteria(info, day),
    )


def _inside(houses: tuple[float, float, float]) -> Reason:
    least, best, most = houses
    if most <= 0:
        return Reason(Why.NOTHING_INSIDE)
    return Reason(Why.HOUSES_INSIDE, {"least": least, "best": best, "most": most})


def _about_colour(info: Info, kind: Kind) -> list[Reason]:
    colour: Colour | None = info.colour
    reasons = []
    if colour is None:
        reasons.append(Reason(Why.NO_COLOUR))
    elif colour.doubtful:
        reasons.append(Reason(Why.COLOUR_DOUBTFUL, {"words": colour.words}))
    if kind is Kind.AREA_WIDE:
        reasons.append(Reason(Why.AREA_WIDE, {"sender": info.sender_name}))
    return reasons


def _by_signal(tier: CountyTier, info: Info) -> list[Reason]:
    if info.colour is None or info.colour.doubtful or info.colour.value not in tier.colours:
        return []
    if tier.signals and info.signal not in tier.signals:
        return []
    values = {"signal": info.signal or info.event, "colour": info.colour.value.value}
    return [_reason(Why.SIGNAL, tier, values, opens=True)]


def _by_damage(
    tier: CountyTier, told: Mapping[str, int], expected: Expected | None
) -> list[Reason]:
    reasons = []
    floors = {"rooms": tier.rooms_min, "households": tier.households_min}
    for name, why in (("rooms", Why.ROOMS), ("households", Why.HOUSEHOLDS)):
        needed = floors[name]
        if needed is not None and told[name] >= needed:
            values: dict[str, str | float] = {"reported": told[name], "needed": needed}
            reasons.append(_reason(why, tier, values, opens=True))
    needed = tier.households_min
    if expected is not None and needed is not None and expected.p95 >= needed:
        reached = expected.p50 >= needed
        value = expected.p50 if reached else expected.p95
        values = {"expected": value, "needed": needed}
        why = Why.EXPECTED if reached else Why.POSSIBLE
        reasons.append(_reason(why, tier, values, opens=reached))
    return reasons


def _reason(
    why: Why, tier: CountyTier | TierRule, values: Mapping[str, str | float], *, opens: bool
) -> Reason:
    told: dict[str, str | float] = {"tier": int(tier.tier), **values, "source": tier.source}
    return Reason(why, told, tier.tier if opens else None)


def _national(day: dt.date, told: Mapping[str, int]) -> list[Reason]:
    """The figures of the national plan in force, beside what is reported."""
    reasons = []
    for rule in response_tiers():
        begun = rule.valid_from is not None and rule.valid_from <= day
        ended = rule.valid_to is not None and rule.valid_to <= day
        if rule.place != "national" or not begun or ended:
            continue
        if not rule.provided:
            reasons.append(_reason(Why.NATIONAL_UNKNOWN, rule, {}, opens=False))
        for name, why, needed in (
            ("rooms", Why.ROOMS, rule.rooms_min),
            ("households", Why.HOUSEHOLDS, rule.households_min),
        ):
            if needed is None:
                continue
            reached = told[name] >= needed
            values: dict[str, str | float] = {
                "measure": name, "reported": told[name], "needed": needed,
            }  # fmt: skip
            reasons.append(
                _reason(why if reached else Why.NATIONAL_FAR, rule, values, opens=reached)
            )
    return reasons
