"""Every key a ``match_reason`` may hold, and what it means.

A reason is one or more keys joined by ";", each with an optional ":detail" (`detailed`). The first
key is what decided, the rest is what was found wrong or in doubt on the way.
"""

from collections.abc import Iterable
from typing import Final

DECIDED: Final = {
    "code_name_agree": "the code and the name given belong to the same village",
    "old_code_name_agree": "a former code and the name given lead to one village of today",
    "alias": "a person has decided what this writing means",
    "code": "the code given, without a name",
    "old_code": "a former code, through the crosswalk, without a name",
    "township_name": "the village name is unique within the township given",
    "name_unique_in_county": "the village name is unique within the county",
    "name_moved_township": "the village has since moved to another township",
    "former_name": "the village bore this name before it was renamed",
    "name_near": "one slip of the pen away from the one village of that township",
    "address": "township and village were read from the address",
    "point_in_polygon": "the point lies in this village's area",
    "point_in_derived_cell": "the point lies in this village's derived cell",
    "policy": "the record names no place; the house insured by its policy does",
    "no_village_given": "nothing finer than the township or county is named",
    "no_place_given": "the record says nothing of its place",
}
DOUBTED: Final = {
    "code_unknown": "the code is neither on the map nor in the crosswalk",
    "code_ambiguous": "the code may mean several regions of today",
    "code_name_disagree": "the code belongs to another name; it was not used",
    "code_township_disagree": "the code lies outside the township named; it was not used",
    "code_then_unclear": "several codes, or none known, held this village on the day of loss",
    "change_undated": "the crosswalk gives no date for the change of this code",
    "county_unknown": "the county code is not on the map",
    "county_disagree": "the address names another county than the county code",
    "township_unknown": "no township of that name is on the map",
    "township_ambiguous": "several townships bear that name",
    "township_code_unknown": "the township code is neither on the map nor in the crosswalk",
    "township_by_code_alone": "the name stands in several townships; only a code tells which",
    "township_code_name_disagree": "the township code belongs to another name; it was not used",
    "name_township_disagree": "the village cell names another township than the township cell",
    "name_unknown": "no village of that name, or one slip away, is on the map there",
    "name_ambiguous": "several villages bear that name; none was chosen",
    "name_in_other_township": "the name stands only in other townships; none was chosen",
    "address_unclear": "the address names no village, or several",
    "address_in_other_county": "the address names a county that is not on the map",
    "address_disagree": "the address names another village than the village cell",
    "alias_unknown": "the alias leads to a code that is not on the map",
    "alias_ambiguous": "the aliases of this writing lead to several regions",
    "alias_elsewhere": "the alias lies outside the township or county given by code",
    "group_code_unknown": "the code of the group is not on the map; its village is",
    "group_disagree": "the code of the group belongs to another group than the one named",
    "point_zero": "the point is at longitude or latitude 0",
    "point_swapped": "longitude and latitude are swapped",
    "point_impossible": "the point is not on earth",
    "point_rounded_1": "the point is rounded to whole degrees",
    "point_rounded_0.1": "the point is rounded to 0.1 degrees",
    "point_outside": "the point lies outside every region of the map",
    "point_on_border": "the point lies on a border or in an overlap",
    "point_elsewhere": "the point lies outside the region found",
    "point_far": "the point lies too far from the region found to be its house",
    "point_not_in_township": "the point lies outside the township given",
    "point_not_in_county": "the point lies outside the county given",
    "point_not_among_named": "the point lies in none of the villages that may be meant",
    "tier_unclear": "a tier outline cuts the region, and the house has no point of its own",
}
REASONS: Final = DECIDED | DOUBTED


def detailed(key: str, detail: object) -> str:
    """A key with its detail; what separates reasons cannot stand in a detail."""
    return f"{key}:{str(detail).replace(';', '，')}"


def keys(reason: str) -> tuple[str, ...]:
    """The keys of a reason, without their details."""
    return tuple(part.partition(":")[0] for part in reason.split(";"))


def joined(parts: Iterable[str]) -> str:
    """Reasons in order, each once."""
    return ";".join(dict.fromkeys(parts))
