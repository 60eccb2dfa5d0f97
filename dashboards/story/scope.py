"""What every page is narrowed to, kept in the address: period, peril family, township, version.

The names of the parameters are those of the History page (``story/look.py``), so an address of
either says the same: ``from``, ``to`` (contract years), ``family``, ``place`` (a region's code),
and ``v``, the data version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pandas as pd

from dashboards.security.past import VERSION
from risk.facts import Facts
from risk.settings import County
from risk.terms import PerilFamily, RegionLevel

PERIOD, FAMILY, TOWNSHIP = "period", "family", "township"
PARTS = (PERIOD, FAMILY, TOWNSHIP)
"""What a page may mind: its ``SCOPE`` names the parts it does."""
NAMES = {
    "year_from": "from", "year_to": "to", "family": "family", "township": "place",
    "version": VERSION,
}  # fmt: skip
"""Field of `Scope` → its parameter."""
FAMILIES = frozenset(family.value for family in PerilFamily)


@dataclass(frozen=True)
class Scope:
    """What is looked at; None: all of it, and the newest data.

    Attributes:
        year_from: first contract year.
        year_to: last contract year.
        family: a code of ``risk.terms.PerilFamily``.
        township: code of a region; :meth:`on` makes it a township of the map.
        version: of the data; an earlier one is shown as it was told then.
    """

    year_from: int | None = None
    year_to: int | None = None
    family: str | None = None
    township: str | None = None
    version: str | None = None

    @classmethod
    def read(cls, given: Mapping[str, Any] | str) -> "Scope":
        """Read an address's parameters: by name, or as they stand behind its question mark.

        What cannot be read is as if it were not there.
        """
        told = dict(parse_qsl(given.lstrip("?"))) if isinstance(given, str) else given
        family = str(told.get("family") or "")
        first, last = (_year(told.get(NAMES[field])) for field in ("year_from", "year_to"))
        if first and last and first > last:
            first, last = last, first
        return cls(
            first,
            last,
            family if family in FAMILIES else None,
            str(told.get("place") or "") or None,
            str(told.get(VERSION) or "") or None,
        )

    def query(self) -> str:
        """The parameters, without the question mark; what is not narrowed is left out."""
        return urlencode(self.told())

    def told(self) -> dict[str, str]:
        """Parameter → its text, of what is narrowed."""
        fields = {name: getattr(self, field) for field, name in NAMES.items()}
        return {name: str(value) for name, value in fields.items() if value is not None}

    def carry(self, address: str) -> str:
        """An address that shows the same part of the data; what it says itself stands."""
        parts = urlsplit(address)
        told = self.told() | dict(parse_qsl(parts.query))
        if "from" in parts.query or "to" in parts.query:  # a period of its own, not half of ours
            own = dict(parse_qsl(parts.query))
            told = {k: v for k, v in told.items() if k not in ("from", "to") or k in own}
        written = parts._replace(query=urlencode(told, safe=","))
        return written.geturl()

    def on(self, facts: Facts) -> "Scope":
        """The same, as far as a county's map knows it: a village's township in its place."""
        regions = facts.regions.drop_duplicates("code").set_index("code")
        if self.township not in regions.index:
            return replace(self, township=None)
        row = regions.loc[self.township]
        here = self.township if row["level"] == RegionLevel.TOWNSHIP.value else None
        above = row["township_code"] if isinstance(row["township_code"], str) else None
        return replace(self, township=here or above)

    def narrowed(self, *parts: str) -> bool:
        """Whether any of these parts of `PARTS` is narrowed; none named: any at all."""
        fields = {
            PERIOD: self.year_from or self.year_to, FAMILY: self.family, TOWNSHIP: self.township
        }  # fmt: skip
        return any(fields[part] is not None for part in parts or PARTS)

    def has_year(self, year: int) -> bool:
        """Whether a contract year lies in the period."""
        return (self.year_from or year) <= year <= (self.year_to or year)

    def years(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows of a frame whose ``year`` (contract year) lies in the period."""
        return frame[[self.has_year(year) for year in frame["year"]]]

    def claims(self, frame: pd.DataFrame, *parts: str) -> pd.DataFrame:
        """Claims of the scope: rows with ``year``, ``peril_family`` and ``township_code``.

        Args:
            frame: of ``Facts.claims``.
            parts: of `PARTS`, those to narrow by; none named: all.
        """
        asked = parts or PARTS
        if PERIOD in asked:
            frame = self.years(frame)
        if FAMILY in asked and self.family:
            frame = frame[frame["peril_family"] == self.family]
        if TOWNSHIP in asked and self.township:
            frame = frame[frame["township_code"] == self.township]
        return frame

    def events(self, frame: pd.DataFrame, county: County) -> pd.DataFrame:
        """Events of the scope: rows with ``started_at`` and, where known, ``peril_family``."""
        begun = [county.contract_year(at.date()) for at in pd.to_datetime(frame["started_at"])]
        frame = frame[[self.has_year(year) for year in begun]]
        if self.family and "peril_family" in frame:
            frame = frame[frame["peril_family"] == self.family]
        return frame


def minded(page: Any) -> tuple[str, ...]:
    """Parts of the scope a page minds: its ``SCOPE``; a page without one minds none."""
    return tuple(getattr(page, "SCOPE", ()))


def _year(text: Any) -> int | None:
    word = str(text or "")
    return int(word) if word.isdecimal() and len(word) == 4 else None
