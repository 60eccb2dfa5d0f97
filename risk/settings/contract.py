"""What the contract says: the promise, and the scheme it insures."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from risk.settings.section import Section, term
from risk.terms import Group, Peril, Status


@dataclass(frozen=True)
class Promise(Section):
    """The service promise; the clock runs reported_at → arrived_at."""

    on_scene_town_min: float = term(
        30.0, "on scene in the county town", "min", low=1, high=1440, status=Status.CONTRACT
    )
    on_scene_rural_min: float = term(
        180.0, "on scene elsewhere", "min", low=1, high=4320, status=Status.CONTRACT
    )
    hotline_rings: int = term(
        3, "hotline answered within", "rings", low=1, high=20, status=Status.CONTRACT
    )
    hotline_seconds_per_ring: float | None = term(
        None, "a ring and its pause last at this exchange", "s", low=1, high=20
    )
    review_days: float | None = term(
        None, "review, from complete documents", "days", low=0, high=365
    )
    payment_days: float | None = term(None, "payment, from approval", "days", low=0, high=365)
    complaint_days: float | None = term(None, "complaint answered", "days", low=0, high=365)
    review_ceiling_days: float = term(
        30.0,
        "statutory ceiling of review in complex cases",
        "days",
        low=0,
        high=365,
        status=Status.STATUTE,
        source="Insurance Law of the PRC, art. 23",
    )
    payment_ceiling_days: float = term(
        10.0,
        "statutory ceiling of payment after agreement",
        "days",
        low=0,
        high=365,
        status=Status.STATUTE,
        source="Insurance Law of the PRC, art. 23",
    )
    surge_clause: str | None = term(None, "agreed surge clause, with letter number and date")

    def limit_min(self, tier: str) -> float:
        """Minutes promised for a tier (``town`` or ``rural``)."""
        return self.on_scene_town_min if tier == "town" else self.on_scene_rural_min


@dataclass(frozen=True)
class PremiumRow:
    """One legal premium row: who pays what for which sum, in which contract years."""

    name: str
    groups: tuple[Group, ...]
    household_money: float
    province_money: float
    county_money: float
    sum_insured_money: float
    from_year: int
    to_year: int | None = None

    def holds(self, year: int) -> bool:
        """Whether the row is legal in a contract year."""
        return self.from_year <= year and (self.to_year is None or year <= self.to_year)


@dataclass(frozen=True)
class Scheme(Section):
    """What is insured, for whom, against what, and what is left open."""

    premium_rows: tuple[PremiumRow, ...] = term(
        (), "the legal premium rows, dated by contract year", status=Status.CONTRACT
    )
    perils: tuple[Peril, ...] = term(tuple(Peril), "insured perils", status=Status.CONTRACT)
    special_groups: tuple[str, ...] = term(
        (), "household groups insured on special terms, as the clause words them",
        status=Status.CONTRACT,
    )  # fmt: skip
    exclusions: tuple[str, ...] = term((), "exclusions of the clause", status=Status.CONTRACT)
    insured_rooms: tuple[str, ...] = term((), "insured main rooms", status=Status.CONTRACT)
    not_insured: tuple[str, ...] = term((), "what is not insured", status=Status.CONTRACT)
    one_house_rule: str = term("", "one house per household", status=Status.CONTRACT)
    deductible_money: float | None = term(None, "deductible per claim", "money", low=0)
    room_scale: str | None = term(None, "scale of payment per room and grade")
    under_insurance_rule: str | None = term(None, "rule for a sum insured below value")
    cover_share_max: float = term(
        1.0, "greatest payment as a share of the sum insured", "ratio", low=0, high=1
    )
    house_limit_money: float | None = term(
        None, "greatest payment of one house in one event", "money", low=0
    )
    event_limit_money: float | None = term(
        None, "greatest payment of one event, all houses together", "money", low=0
    )
    insurer_share: float | None = term(
        None, "share of every payment that the insurer bears", "ratio", low=0, high=1
    )

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """Build from TOML; premium rows and perils become records."""
        section = super().read(table)
        return dataclasses.replace(
            section,
            premium_rows=tuple(_premium_row(row) for row in section.premium_rows),
            perils=tuple(Peril(p) for p in section.perils),
        )


def _premium_row(row: Any) -> PremiumRow:
    return PremiumRow(**{**row, "groups": tuple(Group(g) for g in row["groups"])})
