"""Which claims and houses a view of history looks at."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from risk.terms import CoverLine

EMPTY = (None, ())
CONDITIONS = {
    "region_code": "region_code_now IN (FROM below)",
    # the first day of a year as a bound, not a year against a year: parts of a file are passed over
    "year_from": "loss_at >= make_date($year_from, $start_month, 1)",
    "year_to": "loss_at < make_date($year_to + 1, $start_month, 1)",
    "months": "list_contains($months, month(loss_at))",
    "families": "list_contains($families, peril_family)",
    "perils": "list_contains($perils, peril)",
    "tiers": "list_contains($tiers, tier)",
    "structures": "list_contains($structures, structure)",
    "groups": "list_contains($groups, household_group)",
    "event": "event = $event",
}


@dataclass(frozen=True)
class Filter:
    """What a view is cut down to; an empty field means any.

    Args:
        as_of: last day known; nothing later shows.
        year_from, year_to: contract years of the loss, both included.
        months: calendar months of the loss, 1–12.
        families, perils: stored codes.
        region_code: a village, township or county; everything below it counts.
        tiers: promise tiers.
        structures, groups: of the house insured.
        event: only claims of events (True) or of none (False).
        cover_line: the scheme's policies, or the commercial ones; never both in one ratio.
    """

    as_of: date
    year_from: int | None = None
    year_to: int | None = None
    months: tuple[int, ...] = ()
    families: tuple[str, ...] = ()
    perils: tuple[str, ...] = ()
    region_code: str | None = None
    tiers: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    event: bool | None = None
    cover_line: str = CoverLine.SCHEME.value

    def conditions(self) -> str:
        """Of the fields in use, what a claim must meet: constants only, for ``claims_seen.sql``."""
        return "".join(
            f" AND {text}" for name, text in CONDITIONS.items() if getattr(self, name) not in EMPTY
        )

    def parameters(self, query: str, start_month: int) -> dict[str, Any]:
        """The values a statement names; ``start_month`` opens the contract year."""
        values = {
            "as_of": self.as_of,
            "before": midnight_after(self.as_of),
            "start_month": start_month,
            "year_from": self.year_from,
            "year_to": self.year_to,
            "months": list(self.months),
            "families": list(self.families),
            "perils": list(self.perils),
            "region_code": self.region_code,
            "tiers": list(self.tiers),
            "structures": list(self.structures),
            "groups": list(self.groups),
            "event": self.event,
            "cover_line": self.cover_line,
        }
        named = set(re.findall(r"\$(\w+)", query))
        return {name: value for name, value in values.items() if name in named}


def midnight_after(day: date) -> datetime:
    """First moment that is later than a local day."""
    return datetime.combine(day + timedelta(days=1), time())
