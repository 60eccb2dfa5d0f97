"""Dated facts as package data: perils, warning signals, response tiers, scenario presets.

Every row carries its source and date. Readers are cached and give tuples of frozen dataclasses;
nothing here is computed from a county's own data.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from risk.reference.attenuation import Attenuation, attenuation, attenuations
from risk.reference.presets import Figure, Preset, main_presets, preset, presets
from risk.reference.tables import read_csv, read_toml
from risk.terms import Peril, PerilFamily, ResponseTier, Status, WarningColour

__all__ = [
    "Attenuation",
    "FamilyWord",
    "Figure",
    "LossShare",
    "PerilWord",
    "Preset",
    "Signal",
    "SignalWord",
    "TierRule",
    "attenuation",
    "attenuations",
    "families",
    "loss_shares",
    "main_presets",
    "perils",
    "preset",
    "presets",
    "response_tiers",
    "signal_words",
    "signals",
]


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
class LossShare:
    """Share of its sum insured a paid claim of a family loses, before own claims are known."""

    family: PerilFamily
    value: float
    low: float
    high: float
    status: Status
    source: str
    date: date


@cache
def perils() -> tuple[PerilWord, ...]:
    """The 17 perils of the scheme in its order."""
    return tuple(
        PerilWord(
            Peril(code), PerilFamily(row["family"]), row["zh"], row["en"], tuple(row["aliases"])
        )
        for code, row in read_toml("perils.toml")["perils"].items()
    )


@cache
def families() -> tuple[FamilyWord, ...]:
    """The six peril families."""
    table = read_toml("perils.toml")["families"]
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
        for row in read_csv("signals.csv")
    )


@cache
def area_wide_senders() -> tuple[str, ...]:
    """Words in the names of offices whose bulletins follow rules for whole regions."""
    return tuple(read_toml("signal_words.toml")["area_wide_senders"])


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
        for code, row in read_toml("signal_words.toml")["signals"].items()
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
        for place, rows in read_toml("tiers.toml").items()
        for row in rows
    )


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
        for row in read_csv("loss_shares.csv")
    )
