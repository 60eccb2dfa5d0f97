"""Which villages a closed road cuts off: by road lines where there are any, else by the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from risk.errors import GeographyError
from risk.facts import Facts
from risk.hazard.roads import CLOSED, cut_off, road_graph

ROADS_MOST = 400  # each is closed in turn; with more of them that would take minutes
RESTRICTED = "restricted"


@dataclass(frozen=True)
class Record:
    """What was told of a township's roads: how often closed, restricted, and when last."""

    closed: int
    restricted: int
    last: datetime


@dataclass(frozen=True)
class RoadsTold:
    """What is known of being cut off.

    Attributes:
        known: whether road lines tell it.
        cut_by: names of the roads each of which, closed alone, cuts a village off.
        before: villages no base reaches even with every road open.
        unknown: villages near no road of the map.
        record: by township (or village) code, from the ledger of road states.
        gap: why lines tell nothing: ``no_lines``, ``no_graph`` or ``too_many``; "": they do.
    """

    known: bool
    cut_by: Mapping[str, Sequence[str]]
    before: frozenset[str]
    unknown: frozenset[str]
    record: Mapping[str, Record]
    gap: str


def roads_told(facts: Facts) -> RoadsTold:
    """What lines and ledger tell."""
    record = road_record(facts)
    lines = facts.roads[facts.roads["geometry"].notna()] if len(facts.roads) else facts.roads
    if lines.empty:
        return RoadsTold(False, {}, frozenset(), frozenset(), record, "no_lines")
    if lines["road_id"].nunique() > ROADS_MOST:
        return RoadsTold(False, {}, frozenset(), frozenset(), record, "too_many")
    try:
        graph = road_graph(lines, facts.regions, facts.bases)
    except GeographyError:  # no base near a road: nothing can be said of reaching
        return RoadsTold(False, {}, frozenset(), frozenset(), record, "no_graph")
    names = lines.drop_duplicates("road_id").set_index("road_id")["name"]
    open_ = cut_off(graph)
    cut_by: dict[str, list[str]] = {}
    for road in graph.roads():
        for code in cut_off(graph, closed=[road]).region_codes:
            cut_by.setdefault(code, []).append(str(names.get(road) or road))
    return RoadsTold(True, cut_by, frozenset(open_.before), frozenset(open_.unknown), record, "")


def road_record(facts: Facts) -> dict[str, Record]:
    """The ledger of road states by the region it names."""
    states = facts.road_states
    if states.empty:
        return {}
    counted = {}
    for code, rows in states.dropna(subset=["region_code"]).groupby("region_code"):
        bad = rows[rows["state"].isin([CLOSED, RESTRICTED])]
        if len(bad):
            n = bad["state"].value_counts()
            last = bad["observed_at"].max().to_pydatetime()
            counted[str(code)] = Record(int(n.get(CLOSED, 0)), int(n.get(RESTRICTED, 0)), last)
    return counted
