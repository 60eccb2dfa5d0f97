"""The village by its code: with a name that agrees, or alone."""

from risk.geography.case import Case, Match
from risk.geography.gazetteer import ANYWHERE, Gazetteer
from risk.geography.reasons import detailed
from risk.terms import MatchQuality, RegionLevel

GROUP_DIGITS, VILLAGE_DIGITS = 15, 12


def by_code_and_name(g: Gazetteer, case: Case) -> Match | None:
    """The village whose code and name agree; a code whose name disagrees is flagged, not used."""
    if not case.name:
        return None
    villages = _villages(g, case)
    if not villages:
        return None
    fitting = [v for v in villages if belongs(g, case, v)]
    agreeing = [v for v in fitting if _agrees(g, case, v)]
    if len(agreeing) == 1:
        same = agreeing[0] == g.village.get(case.code)
        reason = "code_name_agree" if same else detailed("old_code_name_agree", case.code)
        return case.match(agreeing[0], MatchQuality.CODE_NAME, reason)
    if len(agreeing) > 1:
        _ambiguous(case, tuple(agreeing))
        return None
    case.doubts.append("code_name_disagree")
    case.group_code = None
    case.coded = fitting[0] if len(fitting) == 1 and len(villages) == 1 else None
    return None


def by_code(g: Gazetteer, case: Case) -> Match | None:
    """The village of a code that stands without a name."""
    if case.name:
        return None
    villages = _villages(g, case)
    fitting = [v for v in villages if belongs(g, case, v)]
    if case.named and not set(fitting) & set(case.named):
        case.doubts += ["code_name_disagree"] if villages else []
        return None
    if len(fitting) == 1:
        same = fitting[0] == g.village.get(case.code)
        reason = "code" if same else detailed("old_code", case.code)
        return case.match(fitting[0], MatchQuality.CODE, reason)
    if len(fitting) > 1:
        _ambiguous(case, tuple(fitting))
    elif villages:
        case.group_code = None
        case.doubts.append("code_township_disagree")
    return None


def _ambiguous(case: Case, villages: tuple[str, ...]) -> None:
    """A code of several villages: a point may decide among them, nothing else does."""
    case.named, case.split_code = villages, case.code
    case.doubts.append(detailed("code_ambiguous", len(villages)))


def belongs(g: Gazetteer, case: Case, village: str) -> bool:
    """Whether a village lies, or once lay, in the place's township and county."""
    if case.county and g.county[village] != case.county:
        return False
    townships = {g.township[village], *g.former_townships.get(village, ())}
    return case.township is None or case.township in townships


def _agrees(g: Gazetteer, case: Case, village: str) -> bool:
    """Whether the name given is the village's: today's, or one it bore before."""
    holder = g.township[village] or g.county[village] or ANYWHERE
    days = (case.place.day, None)  # old records are often written again with names of today
    today = any(village in g.villages_named(holder, case.name, day) for day in days)
    return today or g.bore(village, case.name) is not None


def _villages(g: Gazetteer, case: Case) -> list[str]:
    """Villages of today that the code may mean; a coarser code narrows the search."""
    if not case.code:
        return []
    targets = _targets(g, case)
    villages = list(dict.fromkeys(v for t in targets if (v := g.village[t])))
    if not villages and targets:
        _coarser(g, case, targets)
    return villages


def _targets(g: Gazetteer, case: Case) -> tuple[str, ...]:
    day = None if case.name else case.place.day  # a name tells more than the day
    targets = g.recodings.meanings(case.code, day)
    if not targets and len(case.code) == GROUP_DIGITS:
        targets = g.recodings.meanings(case.code[:VILLAGE_DIGITS], day)
        if targets:
            case.code = case.code[:VILLAGE_DIGITS]
            case.doubts.append("group_code_unknown")
    if not targets:
        case.doubts.append("code_unknown")
    elif len(targets) == 1 and g.is_level(targets[0], RegionLevel.GROUP):
        case.group_code = targets[0]
    return targets


def _coarser(g: Gazetteer, case: Case, targets: tuple[str, ...]) -> None:
    """A code of a township or county narrows the search, unless names say otherwise."""
    target = targets[0]
    if len(targets) > 1:
        case.doubts.append(detailed("code_ambiguous", len(targets)))
    elif g.is_level(target, RegionLevel.TOWNSHIP):
        if case.township is None and case.county in (None, g.county[target]):
            case.township = target
        elif case.township != target:
            case.doubts.append("code_township_disagree")
    elif g.is_level(target, RegionLevel.COUNTY) and case.county is None:
        case.county = target
