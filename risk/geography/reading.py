"""A free text read against the map: county, township, village and group that it names.

The names must follow one another from the start: 东村 inside 山东村 is no mention of 东村.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from risk.geography.address import leading_group, split_group
from risk.geography.gazetteer import ANYWHERE, Gazetteer
from risk.geography.names import clean

_ABOVE_COUNTY = re.compile(
    r"^(?:[^省镇乡村街社]{2,7}(?:省|自治区))?(?:[^市州镇乡村街社]{1,9}(?:市|自治州|地区|盟))?"
)
_SOME_COUNTY = re.compile(r"^[^镇乡村街社县]{1,9}(?:县|自治旗)")
_OFFICE = re.compile(r"^(?:人民)?政府")
_COUNTY_ENDS, _TOWNSHIP_ENDS, _VILLAGE_ENDS = "县区市旗", "处道办区镇乡园木", "村会区查"
_ANOTHER_VILLAGE = re.compile(r"(?<!自然)村(?!民)|社区|居委会|嘎查")
LONGEST_NAME = 16  # characters of a township's or county's full name


class Reading(NamedTuple):
    """What a text names.

    Attributes:
        county, township: codes, if they are named and on the map.
        elsewhere: whether a county is named that is not on the map.
        name: the village as written, "" if none is named.
        villages: villages the name may mean.
        several: whether it goes on to name another village.
        group: the group in one writing, "" if none is named.
    """

    county: str | None
    township: str | None
    elsewhere: bool
    name: str
    villages: tuple[str, ...]
    several: bool
    group: str


def read(
    g: Gazetteer, text: str, *, county: str | None, township: str | None, day: date | None
) -> Reading:
    """Read a text; ``county`` and ``township`` are what is known where it names none."""
    named_county, elsewhere, rest = _county(g, clean(text))
    if elsewhere:
        return Reading(None, None, True, "", (), False, "")
    within = named_county or county
    named_township, rest = _township(g, rest, within, day)
    holder = named_township or township or within or ANYWHERE
    end = _village_end(g, rest, holder, day)
    if not end:
        name, group = split_group(rest)
        return Reading(named_county, named_township, False, _first_name(name), (), False, group)
    name, tail = rest[:end], rest[end:]
    found = g.villages_named(holder, name, day)
    others = tuple(v for v in _mentions(g, tail, holder, day) if v not in found)
    several, group = bool(_ANOTHER_VILLAGE.search(tail)), leading_group(tail)
    return Reading(named_county, named_township, False, name, found + others, several, group)


def _county(g: Gazetteer, text: str) -> tuple[str | None, bool, str]:
    """The county named first, whether an unknown one is, and what follows."""
    for end in _ends(text, _COUNTY_ENDS):
        for start in range(max(0, end - LONGEST_NAME), end - 1):
            codes = g.county_names.get(text[start:end])
            if codes:
                return codes[0] if len(codes) == 1 else None, False, text[end:]
    for length in range(min(6, len(text) - 1), 1, -1):  # 互助五十镇…: the kind left out
        codes = g.county_names.get(text[:length] + "县", ())
        if len(codes) == 1 and _leading_township(g, text[length:], codes[0])[1]:
            return codes[0], False, text[length:]
    if _leading_township(g, text, None)[1]:
        return None, False, text
    rest = _ABOVE_COUNTY.sub("", text)
    return None, bool(_SOME_COUNTY.match(rest)), rest


def _ends(text: str, signs: str) -> Iterator[int]:
    """Positions after each of the signs, within the part where long names can stand."""
    return (i + 1 for i, sign in enumerate(text[: 2 * LONGEST_NAME]) if sign in signs)


def _leading_township(g: Gazetteer, text: str, county: str | None) -> tuple[tuple[str, ...], int]:
    """Townships that the text begins with, and where the longest such name ends."""
    found: tuple[tuple[str, ...], int] = ((), 0)
    for end in _ends(text[:LONGEST_NAME], _TOWNSHIP_ENDS):
        codes = g.townships_named(text[:end], county)
        found = (codes, end) if codes else found
    return found


def _township(
    g: Gazetteer, text: str, county: str | None, day: date | None
) -> tuple[str | None, str]:
    """The township named, and what follows."""
    codes, end = _leading_township(g, text, county)
    if end:
        return codes[0] if len(codes) == 1 else None, _OFFICE.sub("", text[end:])
    for length in range(min(8, len(text) - 1), 1, -1):  # 五十班彦村: the kind left out
        codes = g.townships_named(text[:length], county)
        if len(codes) == 1 and _village_end(g, text[length:], codes[0], day):
            return codes[0], text[length:]
    inside = {
        (code, end)
        for end in _ends(text, _TOWNSHIP_ENDS)
        for start in range(1, end - 1)
        for code in g.township_names.get(text[start:end], ())
        if clean(g.name[code]) == text[start:end] and county in (None, g.county[code])
    }
    if len({code for code, _ in inside}) == 1:
        code, end = max(inside, key=lambda at: at[1])
        return code, text[end:]
    return None, text


def _village_end(g: Gazetteer, text: str, holder: str, day: date | None) -> int:
    """Where the longest known village name that the text begins with ends; 0 if there is none."""
    before = len(split_group(text)[0])
    ends = {before, len(text), *_ends(text, _VILLAGE_ENDS)} - {0}
    for end in sorted(ends, reverse=True):
        if g.villages_named(holder, text[:end], day):
            return end
    return 0


def _mentions(g: Gazetteer, text: str, holder: str, day: date | None) -> tuple[str, ...]:
    """Villages named in full anywhere in a text."""
    found: dict[str, None] = {}
    for end in _ends(text, _VILLAGE_ENDS):
        for start in range(max(0, end - LONGEST_NAME), end - 1):
            found |= dict.fromkeys(g.villages_named(holder, text[start:end], day))
    return tuple(found)


def _first_name(text: str) -> str:
    """A text up to the end of the first word for a village."""
    marker = _ANOTHER_VILLAGE.search(text)
    return text[: marker.end()] if marker else text
