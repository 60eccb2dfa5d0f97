"""The usual maps whole: levels of the county, an event, one village with its neighbours."""

from collections.abc import Mapping, Sequence

import pandas as pd
import shapely

from dashboards.report.brief import Brief
from dashboards.report.content import Figure
from dashboards.report.mapmaking.figure import map_figure
from dashboards.report.mapmaking.ground import ground_of
from dashboards.report.mapmaking.layers import (
    Points,
    base_points,
    claim_points,
    footprint_classes,
    level_classes,
    road_lines,
)
from dashboards.story.levels import GAP_DEG
from risk.terms import RegionLevel

LEVEL_LEDGERS = ("region", "claim", "policy")
EVENT_LEDGERS = ("region", "event_intensity", "claim")
SMALL_CM = 12.0, 5.6
SMALL_DPI = 150


def level_map(b: Brief, family: str = "all", level: str = "village", *, name: str = "") -> Figure:
    """Risk levels of the whole county, its bases on top.

    Raises:
        ReportError: no region of that level has an area.
    """
    w = b.words
    told = w("map.all_families") if family == "all" else w.family(family)
    return map_figure(
        b, name or f"map_level-{level}-{family}", alt=w("alt.map"), level=level,
        classes=level_classes(b, family, level), points=(base_points(b),), lines=road_lines(b),
        ledgers=LEVEL_LEDGERS, family=told, day=w.day(b.story.facts.as_of),
        level_name=w(f"map.of.{level}"),
    )  # fmt: skip


def event_map(
    b: Brief, event_id: str, *, claims: pd.DataFrame | None = None, points: Sequence[Points] = (),
    closed: Sequence[str] = (),
) -> Figure:  # fmt: skip
    """The footprint of an event, its claims and the bases; without a footprint, the claims alone.

    Args:
        event_id: of the events' ledger.
        claims: those shown; None: all of the event's.
        points: drawn beside claims and bases.
        closed: ids of closed roads.

    Raises:
        ReportError: no village has an area.
    """
    w, facts = b.words, b.story.facts
    events = facts.events.set_index("event_id")
    if claims is None:
        claims = facts.claims[facts.claims["event_id"] == event_id]
    shown = (claim_points(b, claims), base_points(b), *points)
    return map_figure(
        b, f"map_event-{event_id}", alt=w("map.alt.event"),
        classes=footprint_classes(b, event_id), points=[p for p in shown if len(p.lon)],
        lines=road_lines(b, closed), ledgers=EVENT_LEDGERS,
        event=w.text(events["name"].get(event_id), "unknown"),
    )  # fmt: skip


def neighbours(b: Brief) -> Mapping[str, Sequence[str]]:
    """Villages that touch each village."""

    def found() -> dict[str, list[str]]:
        ground = ground_of(b, RegionLevel.VILLAGE.value)
        tree = shapely.STRtree(ground.shapes)
        pairs = tree.query(ground.shapes, predicate="dwithin", distance=GAP_DEG)
        around: dict[str, list[str]] = {}
        for i, j in sorted(zip(*pairs.tolist(), strict=True)):
            if i != j:
                around.setdefault(str(ground.codes[i]), []).append(str(ground.codes[j]))
        return around

    return b.once("neighbours", found)


def village_map(b: Brief, code: str, family: str = "all") -> Figure:
    """One village with its neighbours by level, small: for a page of the atlas.

    Raises:
        ReportError: no village has an area.
    """
    w = b.words
    around = [code, *neighbours(b).get(code, ())]
    towns = ground_of(b, RegionLevel.TOWNSHIP.value).codes
    wide, high = SMALL_CM
    return map_figure(
        b, f"map_village-{code}", alt=w("map.alt.village", name=b.place(code)),
        classes=level_classes(b, family, counted=False), points=(base_points(b),),
        lines=road_lines(b), outlined=(code,), named=(*around, *towns), view=around,
        ledgers=LEVEL_LEDGERS, wide_cm=wide, high_cm=high, dpi=SMALL_DPI, note=None,
        village=b.place(code),
    )  # fmt: skip
