"""Maps of all reports: one sheet of paper with map, names, legend, scale, north and sources on it.

    map_figure(b, "event-3", classes=footprint_classes(b, event_id), points=(base_points(b),),
               alt=…, day=…)                       # any map; caption is report.figure.event
    level_map(b) · village_map(b, code) · event_map(b, event_id)      # the usual ones, whole

What is drawn is records (`Classes`, `Points`, `Lines`); how it looks in print, also in grey, is
decided here alone.
"""

from dashboards.report.mapmaking.figure import map_figure
from dashboards.report.mapmaking.ground import drawable
from dashboards.report.mapmaking.layers import (
    Classes,
    Lines,
    Points,
    base_points,
    claim_points,
    footprint_classes,
    level_classes,
    moved_classes,
    road_lines,
    value_classes,
)
from dashboards.report.mapmaking.usual import event_map, level_map, village_map

__all__ = [
    "Classes",
    "Lines",
    "Points",
    "base_points",
    "claim_points",
    "drawable",
    "event_map",
    "footprint_classes",
    "level_classes",
    "level_map",
    "map_figure",
    "moved_classes",
    "road_lines",
    "value_classes",
    "village_map",
]
