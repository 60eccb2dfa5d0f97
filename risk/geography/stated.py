"""What the cells of a record state: county, township, village and group, before any is chosen."""

from risk.geography.case import Case, Place
from risk.geography.gazetteer import ANYWHERE, Gazetteer
from risk.geography.names import clean, kind, township_stem
from risk.geography.reading import Reading, read
from risk.geography.reasons import detailed
from risk.terms import RegionLevel


def stated(g: Gazetteer, place: Place) -> Case:
    """A case with what code and name cells and the address state, and where they disagree."""
    case = Case(place, code=g.canonical(place.code))
    _county(g, case)
    _township(g, case)
    _village_cell(g, case)
    _address(g, case)
    return case


def _county(g: Gazetteer, case: Case) -> None:
    if not case.place.county_code:
        return
    code = g.canonical(case.place.county_code)
    if g.is_level(code, RegionLevel.COUNTY):
        case.county = code
    else:
        case.elsewhere = True
        case.doubts.append("county_unknown")


def _township(g: Gazetteer, case: Case) -> None:
    coded = _coded_township(g, case)
    name = case.place.township_name
    if not name:
        case.township = coded
        return
    named = g.townships_named(name, case.county)
    if not named:
        inside = _read(g, case, name).township
        named = (inside,) if inside else ()
    if case.place.township_code and coded not in named:
        case.doubts.append("township_code_name_disagree")
    if coded in named or len(named) == 1:
        case.township, case.township_sure = coded if coded in named else named[0], True
    else:
        doubt = detailed("township_ambiguous", len(named)) if named else "township_unknown"
        case.doubts.append(doubt)


def _coded_township(g: Gazetteer, case: Case) -> str | None:
    """The one township that the township code means; flagged when it means none."""
    given = case.place.township_code
    if not given:
        return None
    meanings = g.recodings.meanings(g.canonical(given), case.place.day)
    townships = [t for t in meanings if g.is_level(t, RegionLevel.TOWNSHIP)]
    if not townships and not case.place.township_name:
        case.doubts.append("township_code_unknown")
    return townships[0] if len(townships) == 1 else None


def _read(g: Gazetteer, case: Case, text: str) -> Reading:
    return read(g, text, county=case.county, township=case.township, day=case.place.day)


def _village_cell(g: Gazetteer, case: Case) -> None:
    """The village cell may hold a whole address: 五十镇班彦村三社."""
    name = case.place.name
    holders = [h for h in (case.township, case.county) if h] or [ANYWHERE]
    known = any(g.knows(name, holder) for holder in holders)
    if not name or (known and not _is_township(g, name, case.county)):
        case.name = name
        return
    reading = _read(g, case, name)
    case.name, case.group = reading.name, reading.group
    case.elsewhere |= reading.elsewhere
    _several(case, reading)
    if not _township_agrees(case, reading):
        case.doubts.append("name_township_disagree")


def _is_township(g: Gazetteer, name: str, county: str | None) -> bool:
    """Whether a name is a township's with its kind, even if a committee is named after it."""
    suffixed = not kind(name) and township_stem(name) != clean(name)
    return suffixed and bool(g.townships_named(name, county))


def _township_agrees(case: Case, reading: Reading) -> bool:
    """Whether a township read from a text fits; one that was only coded gives way to it."""
    case.county = case.county or reading.county
    if reading.township is None or reading.township == case.township:
        case.township_sure |= reading.township is not None
        return True
    if case.township_sure:
        return False
    if case.township:
        case.doubts.append("township_code_name_disagree")
    case.township, case.township_sure = reading.township, True
    return True


def _several(case: Case, reading: Reading) -> None:
    if reading.several:
        case.name, case.named = "", reading.villages
        case.doubts.append("address_unclear")


def _address(g: Gazetteer, case: Case) -> None:
    if not case.place.address:
        return
    reading = _read(g, case, case.place.address)
    if reading.elsewhere:
        case.elsewhere |= not (case.name or case.code or case.township or case.county)
        case.doubts.append("address_in_other_county")
    elif reading.county and case.county not in (None, reading.county):
        case.doubts.append("county_disagree")
    elif not _township_agrees(case, reading):
        case.doubts.append("address_disagree")
    elif case.name:
        _beside_name(g, case, reading)
    elif not case.named:
        _for_name(case, reading)


def _beside_name(g: Gazetteer, case: Case, reading: Reading) -> None:
    """An address beside a village cell adds the group, if it speaks of the same village."""
    bare = [v for v in reading.villages if g.bears(v, case.name) or g.bore(v, case.name)]
    if reading.villages and not bare:
        case.doubts.append("address_disagree")
    elif not reading.several:
        case.group = case.group or reading.group


def _for_name(case: Case, reading: Reading) -> None:
    """An address without a village cell names the village."""
    case.group = case.group or reading.group
    case.name, case.from_address = reading.name, bool(reading.name)
    _several(case, reading)
    if not reading.name and not case.code:
        case.doubts.append("address_unclear")
