"""The watch for warnings, and the county's own response tiers."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from risk.errors import SettingsError
from risk.settings.section import Section, term
from risk.terms import ResponseTier, WarningColour


@dataclass(frozen=True)
class Watch(Section):
    """Where warnings are watched for, and when crews stay at home."""

    folder: str = term(
        "warnings", "folder watched for warning files; relative to the workspace", ""
    )
    url: str = term("", "address asked for warnings (CAP or 12379); empty: none is asked")
    url_every_s: float = term(60.0, "the address is asked at most once in", "s", low=15, high=86400)
    file_max_mb: float = term(5.0, "a larger file is not read", "MB", low=0.01, high=100)
    crews_stay_colour: str = term(
        "red",
        "at a signal of this colour or a graver one crews stay: blue, yellow, orange, red",
        source="set by the county; a start for its own rule",
    )
    crews_stay_road: str = term(
        "closed",
        "at this road state or a worse one crews stay: slow, restricted, closed",
        source="set by the county; a start for its own rule",
    )
    crews_stay_night_snow: bool = term(
        True,
        "between the shifts of day crews stay under a snow or ice signal of any colour",
        source="set by the county; a start for its own rule",
    )
    road_holds_h: float = term(
        24.0,
        "a report that roads are open or slow holds for; restricted and closed hold until lifted",
        "h",
        low=1,
        high=720,
    )
    decision_h: float = term(
        12.0, "a person's word on crews ends by itself after", "h", low=0.5, high=168
    )

    def __post_init__(self) -> None:
        """Refuse a colour or road state there is none of."""
        super().__post_init__()
        for name, given, known in (
            ("crews_stay_colour", self.crews_stay_colour, tuple(WarningColour)),
            ("crews_stay_road", self.crews_stay_road, ("slow", "restricted", "closed")),
        ):
            if given not in known:
                raise SettingsError(
                    f"{name} is {given!r}, expected one of {', '.join(known)}",
                    where="county.toml [watch]",
                    remedy="correct the value",
                )


@dataclass(frozen=True)
class CountyTier:
    """What opens one of the county's own response tiers; any of its conditions is enough.

    ``colours``: signal colours, of the ``signals`` named or of any. ``rooms_min``,
    ``households_min``: collapsed or badly damaged in one disaster.
    """

    tier: ResponseTier
    colours: tuple[WarningColour, ...] = ()
    signals: tuple[str, ...] = ()
    rooms_min: int | None = None
    households_min: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Response(Section):
    """The county's own relief plan. National figures are far too high for one county."""

    tiers: tuple[CountyTier, ...] | None = term(
        None, "what opens each response tier of the county's own plan", source="county relief plan"
    )

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """Build from TOML; tiers become records."""
        section = super().read(table)
        if section.tiers is None:
            return section
        return dataclasses.replace(section, tiers=tuple(_county_tier(row) for row in section.tiers))


def _county_tier(row: Any) -> CountyTier:
    """One tier of the plan.

    Raises:
        SettingsError: it has no condition, or one that nothing could meet.
    """
    colours = tuple(WarningColour(c) for c in row.get("colours", ()))
    tier = CountyTier(
        **{
            **row,
            "tier": ResponseTier(row["tier"]),
            "colours": colours,
            "signals": tuple(row.get("signals", ())),
        }
    )
    floors = [n for n in (tier.rooms_min, tier.households_min) if n is not None]
    if not colours and not floors:
        raise SettingsError(
            f"tier {tier.tier} has no condition",
            where="county.toml [response]",
            remedy="give colours, rooms_min or households_min",
        )
    if any(n < 1 for n in floors):
        raise SettingsError(
            f"tier {tier.tier} opens at {min(floors)}",
            where="county.toml [response]",
            remedy="give a number of at least 1",
        )
    return tier
