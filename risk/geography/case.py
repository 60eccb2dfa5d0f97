"""One place while it is being resolved: what it says, what its point says, and the match found."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from risk.terms import MatchQuality


class Place(NamedTuple):
    """What a record says of its place; "" for what it does not say.

    ``address`` is the part that names places; ``day`` is none, or any day of the same meaning.
    """

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
        code: the region code given, as the map writes it.
        name, group: village and group as read from the village cell, else from the address.
        from_address: whether the village was read from the address.
        doubts: what was found wrong or unclear so far, as reason keys.
        county, township: what code and names agree on.
        township_sure: whether the township is named, not only coded.
        elsewhere: whether a county is named that is not on the map.
        named: villages that may be meant, where there is no single one.
        coded: the village of a code whose name disagrees.
        group_code: the group that the code means.
        split_code: a code whose house lies in one of several villages of today.
        point_contradicts: the point lies where code or names do not allow it.
    """

    place: Place
    code: str = ""
    name: str = ""
    group: str = ""
    from_address: bool = False
    doubts: list[str] = field(default_factory=list)
    county: str | None = None
    township: str | None = None
    township_sure: bool = False
    elsewhere: bool = False
    named: tuple[str, ...] = ()
    coded: str | None = None
    group_code: str | None = None
    split_code: str | None = None
    point_contradicts: bool = False

    def match(self, code: str, quality: MatchQuality, reason: str) -> Match:
        """A match whose first reason is what decided."""
        return Match(code, quality, (reason, *self.doubts))
