"""The village by its point, where code and names decide nothing; and what is left after it."""

from risk.geography.by_code import belongs
from risk.geography.case import Case, Match, PointHint
from risk.geography.gazetteer import Gazetteer
from risk.terms import MatchQuality

SILENT_FAULTS = ("", "absent", "no_map")


def by_point(g: Gazetteer, case: Case, point: PointHint) -> Match | None:
    """The village whose area holds the point, if it may be the one that code and names mean."""
    if point.fault:
        return None
    if point.on_border:
        case.doubts.append("point_on_border")
    village = point.village
    if village is None:
        return None
    if not belongs(g, case, village):
        case.point_contradicts = True
        case.doubts.append("point_not_in_township" if case.township else "point_not_in_county")
        return None
    if case.named and village not in case.named:
        case.point_contradicts = True
        case.doubts.append("point_not_among_named")
        return None
    reason = "point_in_derived_cell" if point.in_derived_cell else "point_in_polygon"
    return case.match(village, MatchQuality.POINT, reason)


def coarsely(g: Gazetteer, case: Case, point: PointHint) -> Match:
    """The township, else the county, else nothing."""
    if point.fault not in SILENT_FAULTS:
        case.doubts.append(point.fault)
    doubts = tuple(case.doubts)
    township = case.township or g.common_township(case.named) or _point_township(g, case, point)
    if township:
        return Match(township, MatchQuality.TOWNSHIP, doubts or ("no_village_given",))
    county = _county(g, case, point)
    if county:
        return Match(county, MatchQuality.COUNTY, doubts or ("no_village_given",))
    return Match(None, MatchQuality.NONE, doubts or ("no_place_given",))


def _point_township(g: Gazetteer, case: Case, point: PointHint) -> str | None:
    township = None if point.fault or case.point_contradicts else point.township
    if township and case.county not in (None, g.county[township]):
        return None
    return township


def _county(g: Gazetteer, case: Case, point: PointHint) -> str | None:
    """The county given, else the code's, the point's, or the only one there is."""
    place = case.place
    if case.county or place.county_code:
        return case.county
    holder = g.holder(case.code)
    if holder and g.county[holder]:
        return g.county[holder]
    if point.county:
        return point.county
    said = place.code or place.name or place.township_name or place.township_code or place.address
    return g.counties[0] if said and len(g.counties) == 1 and not case.elsewhere else None
