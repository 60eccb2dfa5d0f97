"""Dated facts as package data: perils, warning signals, response tiers, scenario presets.

Every row carries its source and date. Readers are cached and give tuples of frozen dataclasses;
nothing here is computed from a county's own data.
"""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from risk.errors import ModelError
from risk.terms import Peril, PerilFamily, ResponseTier, Status, WarningColour


@dataclass(frozen=True)
class PerilWord:
    """Names of one peril; ``aliases`` are other Chinese words met in ledgers."""

    peril: Peril
    family: PerilFamily
    zh: str
    en: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class FamilyWord:
    """Names of one peril family."""

    family: PerilFamily
    zh: str
    en: str


@dataclass(frozen=True)
class SignalWord:
    """What a warning may be about: its code, the scheme's peril if there is one, and its words."""

    signal: str
    peril: Peril | None
    zh: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True)
class Signal:
    """One criterion of a warning signal.

    ``threshold`` is None where it is a likelihood; ``sense`` says on which side of it the signal
    opens: ``at_least`` or ``below``.
    """

    signal: str
    colour: WarningColour
    window_h: int
    measure: str
    threshold: float | None
    sense: str
    unit: str
    note: str
    place: str
    valid_from: date
    source: str


@dataclass(frozen=True)
class TierRule:
    """Houses collapsed or badly damaged that open a response tier.

    Either of ``rooms_min`` and ``households_min`` is enough; both None means "not provided".
    ``valid_to`` is the first day on which the rule no longer holds.
    """

    place: str
    tier: ResponseTier
    within: str
    rooms_min: int | None
    households_min: int | None
    valid_from: date | None
    valid_to: date | None
    source: str

    @property
    def provided(self) -> bool:
        """Whether the rule has a figure at all."""
        return self.rooms_min is not None or self.households_min is not None


@dataclass(frozen=True)
class Figure:
    """One figure of a preset with its range, standing, source and date."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    status: Status
    source: str
    date: date


@dataclass(frozen=True)
class LossShare:
    """Share of its sum insured a paid claim of a family loses, before own claims are known."""

    family: PerilFamily
    value: float
    low: float
    high: float
    status: Status
    source: str
    date: date


@dataclass(frozen=True)
class Preset:
    """A scenario to start from: where it strikes, how hard, how long, and how many houses claim.

    ``season_from_month`` may exceed ``season_to_month``: the season then runs over the new year.
    """

    code: str
    family: PerilFamily
    grade: str
    zh: str
    en: str
    perils: tuple[Peril, ...]
    season_from_month: int
    season_to_month: int
    quantity: str
    unit: str
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure:
        """The figure of that name.

        Raises:
            KeyError: the preset has no such figure; the message lists those it has.
        """
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(f"{self.code}: no figure {name!r}, only {[f.name for f in self.figures]}")

    @property
    def core_intensity(self) -> float:
        """Intensity in the core, in ``unit`` of ``quantity``."""
        return self.figure("core_intensity").value

    @property
    def fringe_intensity(self) -> float:
        """Intensity in the fringe, in ``unit`` of ``quantity``."""
        return self.figure("fringe_intensity").value

    @property
    def affected_share(self) -> float:
        """Share of the county's villages in core or fringe."""
        return self.figure("affected_share").value

    @property
    def core_share(self) -> float:
        """Share of the affected villages that lie in the core."""
        return self.figure("core_share").value

    @property
    def duration_h(self) -> float:
        """Hours from the hazard's start to its end."""
        return self.figure("duration_h").value

    @property
    def lead_time_h(self) -> float:
        """Hours from the warning to the hazard's start."""
        return self.figure("lead_time_h").value

    @property
    def claims_per_1000_core(self) -> float:
        """Claims per 1,000 insured houses in the core; its Figure has the range."""
        return self.figure("claims_per_1000_core").value

    @property
    def fringe_ratio(self) -> float:
        """Claim rate in the fringe over that in the core."""
        return self.figure("fringe_ratio").value

    @property
    def travel_factor_town(self) -> float:
        """Travel time over dry travel time, county town."""
        return self.figure("travel_factor_town").value

    @property
    def travel_factor_rural(self) -> float:
        """Travel time over dry travel time, elsewhere."""
        return self.figure("travel_factor_rural").value

    @property
    def claims_per_1000_county(self) -> float:
        """Claims per 1,000 insured houses of the whole county, houses spread evenly."""
        fringe = (1 - self.core_share) * self.fringe_ratio
        return self.affected_share * self.claims_per_1000_core * (self.core_share + fringe)


@cache
def perils() -> tuple[PerilWord, ...]:
    """The 17 perils of the scheme in its order."""
    return tuple(
        PerilWord(
            Peril(code), PerilFamily(row["family"]), row["zh"], row["en"], tuple(row["aliases"])
        )
        for code, row in _toml("perils.toml")["perils"].items()
    )


@cache
def families() -> tuple[FamilyWord, ...]:
    """The six peril families."""
    table = _toml("perils.toml")["families"]
    return tuple(FamilyWord(PerilFamily(c), row["zh"], row["en"]) for c, row in table.items())


@cache
def signals() -> tuple[Signal, ...]:
    """National warning signals, one row a criterion. Provinces have their own texts."""
    return tuple(
        Signal(
            signal=row["signal"],
            colour=WarningColour(row["colour"]),
            window_h=int(row["window_h"]),
            measure=row["measure"],
            threshold=float(row["threshold"]) if row["threshold"] else None,
            sense=row["sense"],
            unit=row["unit"],
            note=row["note"],
            place=row["place"],
            valid_from=date.fromisoformat(row["valid_from"]),
            source=row["source"],
        )
        for row in _csv("signals.csv")
    )


@cache
def area_wide_senders() -> tuple[str, ...]:
    """Words in the names of offices whose bulletins follow rules for whole regions."""
    return tuple(_toml("signal_words.toml")["area_wide_senders"])


@cache
def signal_words() -> tuple[SignalWord, ...]:
    """Every kind of warning known, with the words it is told by."""
    return tuple(
        SignalWord(
            code,
            Peril(row["peril"]) if "peril" in row else None,
            tuple(row["zh"]),
            tuple(row["en"]),
        )
        for code, row in _toml("signal_words.toml")["signals"].items()
    )


@cache
def response_tiers() -> tuple[TierRule, ...]:
    """Response tiers, national and county; a county's own numbers are "not provided" here."""
    return tuple(
        TierRule(
            place=place,
            tier=ResponseTier(row["tier"]),
            within=row["within"],
            rooms_min=row.get("rooms_min"),
            households_min=row.get("households_min"),
            valid_from=row.get("valid_from"),
            valid_to=row.get("valid_to"),
            source=row["source"],
        )
        for place, rows in _toml("tiers.toml").items()
        for row in rows
    )


@cache
def presets() -> tuple[Preset, ...]:
    """Storm, flood and snow, each moderate, severe and extreme."""
    figures: dict[str, list[Figure]] = {}
    for row in _csv("preset_figures.csv"):
        figures.setdefault(row["preset"], []).append(_figure(row))
    return tuple(_preset(row, tuple(figures[row["preset"]])) for row in _csv("presets.csv"))


@cache
def loss_shares() -> tuple[LossShare, ...]:
    """Loss of a paid claim over its sum insured, one row a family."""
    return tuple(
        LossShare(
            family=PerilFamily(row["family"]),
            value=float(row["value"]),
            low=float(row["low"]),
            high=float(row["high"]),
            status=Status(row["status"]),
            source=row["source"],
            date=date.fromisoformat(row["date"]),
        )
        for row in _csv("loss_shares.csv")
    )


def preset(code: str) -> Preset:
    """The preset of that code.

    Raises:
        ModelError: there is none; the message lists the codes.
    """
    for candidate in presets():
        if candidate.code == code:
            return candidate
    known = ", ".join(p.code for p in presets())
    raise ModelError(f"no preset {code!r}", where="scenario", remedy=f"one of {known}")


def _preset(row: dict[str, str], figures: tuple[Figure, ...]) -> Preset:
    return Preset(
        code=row["preset"],
        family=PerilFamily(row["family"]),
        grade=row["grade"],
        zh=row["zh"],
        en=row["en"],
        perils=tuple(Peril(p) for p in row["perils"].split(";")),
        season_from_month=int(row["season_from_month"]),
        season_to_month=int(row["season_to_month"]),
        quantity=row["quantity"],
        unit=row["unit"],
        figures=figures,
    )


def _figure(row: dict[str, str]) -> Figure:
    return Figure(
        name=row["name"],
        value=float(row["value"]),
        unit=row["unit"],
        low=float(row["low"]),
        high=float(row["high"]),
        status=Status(row["status"]),
        source=row["source"],
        date=date.fromisoformat(row["date"]),
    )


def _csv(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text("utf-8"))
