"""Writings whose meaning a person has decided."""

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from risk.geography.case import Case, Match, Place
from risk.geography.gazetteer import Gazetteer
from risk.geography.names import clean
from risk.geography.reasons import detailed
from risk.terms import MatchQuality

COLUMNS = ("township_name", "region_name", "region_code")
Writing = tuple[str, str]
QUALITY = {"village": MatchQuality.NAMES, "group": MatchQuality.NAMES,
           "township": MatchQuality.TOWNSHIP, "county": MatchQuality.COUNTY}  # fmt: skip


def writing(township_name: str, region_name: str, address: str = "") -> Writing:
    """What an alias speaks of: township and village cells; the address's place part without one."""
    return clean(township_name), clean(region_name) or clean(address)


def read_aliases(aliases: pd.DataFrame | None) -> dict[Writing, tuple[str, ...]]:
    """Region codes by writing; an alias of no writing is none."""
    if aliases is None or aliases.empty:
        return {}
    found: dict[Writing, dict[str, None]] = defaultdict(dict)
    columns = [aliases[c].fillna("").astype(str) for c in COLUMNS]
    for township_name, region_name, code in zip(*columns, strict=True):
        found[writing(township_name, region_name)][code] = None
    return {said: tuple(codes) for said, codes in found.items() if any(said)}


def by_alias(g: Gazetteer, case: Case, aliases: Mapping[Writing, tuple[str, ...]]) -> Match | None:
    """The region that a person decided this writing means."""
    codes = aliases.get(_writing(case.place)) if aliases else None
    if not codes:
        return None
    meant = {m for c in codes for m in g.recodings.meanings(g.canonical(c), None)}
    if len(meant) != 1:
        case.doubts.append(detailed("alias_ambiguous", len(meant)) if meant else "alias_unknown")
        return None
    code = meant.pop()
    if not _allowed(g, case, code):
        case.doubts.append("alias_elsewhere")
        return None
    village = g.village[code]
    if village and village != code:
        case.group_code = code
    return case.match(village or code, QUALITY[g.level[code]], "alias")


def _writing(place: Place) -> Writing:
    return writing(place.township_name, place.name, place.address)


def _allowed(g: Gazetteer, case: Case, code: str) -> bool:
    """An alias without a township name cannot overrule a township or county given by code."""
    if case.place.county_code and case.county != g.county[code]:
        return False
    coded = case.township if not case.place.township_name and case.place.township_code else None
    return coded in (None, g.township[code])
