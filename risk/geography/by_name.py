"""The village by its name: within the township, else unique in the county, else one slip away."""

from risk.geography.by_code import belongs
from risk.geography.case import Case, Match
from risk.geography.gazetteer import ANYWHERE, Gazetteer
from risk.geography.reasons import detailed
from risk.terms import MatchQuality


def by_name(g: Gazetteer, case: Case) -> Match | None:
    """The one village that the name given means; between two nothing is chosen."""
    if not case.name or case.elsewhere:
        return None
    match = _named(g, case) or (None if case.named else _near(g, case))
    if match or case.named:
        return match
    if case.township is None and _is_township(g, case):
        return None
    case.doubts.append("address_unclear" if case.from_address else "name_unknown")
    return None


def _named(g: Gazetteer, case: Case) -> Match | None:
    day = case.place.day
    if case.township:
        found = g.villages_named(case.township, case.name, day)
        everywhere = g.villages_named(g.county[case.township] or ANYWHERE, case.name, day)
        if found:
            if len(everywhere) > len(found) and not case.township_sure:
                case.doubts.append("township_by_code_alone")
            return _only(g, case, found)
        found = everywhere
        moved = [v for v in found if belongs(g, case, v)]
        if len(moved) == 1:
            return _only(g, case, tuple(moved))
        if not found:
            return None
        if case.township_sure:
            case.named = found
            case.doubts.append(detailed("name_in_other_township", len(found)))
            return None
        _drop_coded_township(g, case)
        return _only(g, case, found)
    found = g.villages_named(case.county or ANYWHERE, case.name, day)
    return _only(g, case, found) if found else None


def _drop_coded_township(g: Gazetteer, case: Case) -> None:
    """A township known by its code alone, and holding no such village, is another list's code."""
    case.county = case.county or g.county[case.township or ""]
    case.township = None
    case.doubts.append("township_code_name_disagree")


def _only(g: Gazetteer, case: Case, found: tuple[str, ...]) -> Match | None:
    if len(found) > 1:
        case.named = found
        case.doubts.append(detailed("name_ambiguous", len(found)))
        return None
    return case.match(found[0], MatchQuality.NAMES, _reason(g, case, found[0]))


def _reason(g: Gazetteer, case: Case, village: str) -> str:
    former = None if g.bears(village, case.name) else g.bore(village, case.name)
    if former:
        return detailed("former_name", former)
    if case.township and g.township[village] != case.township:
        return "name_moved_township"
    if case.from_address:
        return "address"
    return "township_name" if case.township else "name_unique_in_county"


def _near(g: Gazetteer, case: Case) -> Match | None:
    """One slip of the pen within the township; a code that disagrees may lend its township."""
    coded_township = g.township[case.coded] if case.coded else None
    township = case.township or coded_township
    near = g.near(township, case.name) if township else None
    if near is not None and (case.township is not None or near == case.coded):
        return case.match(near, MatchQuality.FUZZY, detailed("name_near", g.name[near]))
    return None


def _is_township(g: Gazetteer, case: Case) -> bool:
    """Whether the village cell names a township only; it then narrows the search."""
    townships = g.townships_named(case.name, case.county)
    if len(townships) == 1:
        case.township, case.township_sure = townships[0], True
    return len(townships) == 1
