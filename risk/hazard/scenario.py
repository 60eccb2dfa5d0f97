"""A scenario: how strong a hazard is, where, when, and everything assumed about it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from risk.errors import ModelError
from risk.settings import Section
from risk.terms import PerilFamily, Status

FOOTPRINT_COLUMNS = ("region_code", "zone", "intensity", "quantity", "unit")


class Zone(StrEnum):
    """Where a village lies in the footprint."""

    CORE = "core"
    FRINGE = "fringe"


@dataclass(frozen=True)
class Assumption:
    """One number a result rests on, with its range and where it comes from."""

    name: str
    value: float | str
    unit: str
    low: float | None
    high: float | None
    source: str
    status: Status
    date: dt.date | None = None


def assume_setting(section: Section, name: str) -> Assumption:
    """A value of county.toml as an assumption, with the unit and range of its field."""
    meta = section.__dataclass_fields__[name].metadata
    standing = section.standing(name)
    value = getattr(section, name)
    return Assumption(
        name=name,
        value="" if value is None else value,
        unit=meta["unit"],
        low=meta["low"],
        high=meta["high"],
        source=standing.source or f"county.toml [{type(section).__name__.lower()}]",
        status=standing.status,
    )


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A hazard over villages.

    Attributes:
        name: unique among a county's scenarios.
        preset: the preset it was made from ("" if none).
        starts_at: begin of the hazard, naive local time; every hour of a forecast counts from it.
        duration_h: hours the hazard lasts; a house is hit at any of them alike.
        footprint: one row a village: region_code, zone (core/fringe), intensity, quantity, unit.
        claim_rate_per_1000_core: claims per 1,000 insured houses of the core, with a 90 % range
            ``_lo`` … ``_hi``; in the fringe it is multiplied by ``fringe_ratio``.
        travel_factor_town: how many times longer a trip takes in this weather, by tier.
        lead_time_h: hours from the warning, when standby and lenders are called, to the start.
        rate_measured: the rate is the event's own, measured one; a forecast does not mix it with
            that of other events.
        claims_factor: multiple of the claims its intensities would bring, where one asks what a
            stronger or weaker event would do (:func:`risk.hazard.custom.stronger`).
        synthetic: whether any input is made up.
    """

    name: str
    preset: str
    family: PerilFamily
    grade: str
    starts_at: dt.datetime
    duration_h: float
    footprint: pd.DataFrame
    claim_rate_per_1000_core: float
    claim_rate_per_1000_core_lo: float
    claim_rate_per_1000_core_hi: float
    fringe_ratio: float
    travel_factor_town: float
    travel_factor_rural: float
    lead_time_h: float = 0.0
    rate_measured: bool = False
    claims_factor: float = 1.0
    assumptions: tuple[Assumption, ...] = ()
    synthetic: bool = False

    def __post_init__(self) -> None:
        """Refuse what no forecast could use."""
        low, rate, high = (
            self.claim_rate_per_1000_core_lo,
            self.claim_rate_per_1000_core,
            self.claim_rate_per_1000_core_hi,
        )
        self._require(len(self.footprint) > 0, "the footprint holds no village")
        self._require(self.footprint["region_code"].is_unique, "a village is named twice")
        self._require(0 < low <= rate <= high, f"claim rate {low} ≤ {rate} ≤ {high} is not a range")
        self._require(0 <= self.fringe_ratio <= 1, f"fringe ratio {self.fringe_ratio} not in 0–1")
        self._require(self.claims_factor > 0, f"claims × {self.claims_factor}")
        self._require(self.duration_h >= 0, f"duration of {self.duration_h} h")
        self._require(self.lead_time_h >= 0, f"lead time of {self.lead_time_h} h")
        self._require(
            min(self.travel_factor_town, self.travel_factor_rural) > 0, "a travel factor is not > 0"
        )

    def _require(self, holds: bool, what: str) -> None:
        if not holds:
            raise ModelError(what, where=f"scenario {self.name!r}", remedy="correct the scenario")

    @property
    def clock_h(self) -> float:
        """Hours from the midnight before ``starts_at``."""
        t = self.starts_at
        return t.hour + t.minute / 60 + t.second / 3600

    def date_of(self, day: int) -> dt.date:
        """Calendar date of a day number; 0 is the day on which the hazard starts."""
        return self.starts_at.date() + dt.timedelta(days=day)
