"""One place while it is being resolved: what it says, what its point says, and the match found."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from risk.terms import MatchQuality


class Place(NamedTuple):
    """What a record says of its place; "" for what it does not say."""

    code: str
    name: str
    township_code: str
    township_name: str
    county_code: str
    address: str
    day: date | None


class PointHint(NamedTuple):
    """What a record's point says: its fault, and the village, township and county it is in."""

    fault: str
    village: str | None
    township: str | None
    county: str | None
    on_border: bool
    in_derived_cell: bool


class Match(NamedTuple):
    """The region found, how, and why."""

    code: str | None
    quality: MatchQuality
    reasons: tuple[str, ...]


@dataclass
class Case:
    """A place while it is being resolved.

    Attributes:
        doubts: what was found wrong or unclear so far, as reason keys.
        county, township: what code and names agree on.
        named: villages that bear the name given, where there is no single one.
        coded: the village of a code whose name disagrees.
        point_contradicts: the point lies where code or names do not allow it.
    """

    place: Place
    doubts: list[str]
    county: str | None = None
    township: str | None = None
    named: tuple[str, ...] = ()
    coded: str | None = None
    point_contradicts: bool = False

    def match(self, code: str, quality: MatchQuality, reason: str) -> Match:
        """A match whose first reason is what decided."""
        return Match(code, quality, (reason, *self.doubts))
